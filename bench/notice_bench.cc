// Compiling and checking one of the five organisations' notices: the goal is under 20 ms. The law
// and its wording rules are loaded once, as a program that checks many files does; loading them is
// measured beside it.
#include <benchmark/benchmark.h>

#include <fstream>
#include <sstream>

#include "notice/check.h"
#include "notice/compile.h"

namespace almoner::notice {
namespace {

constexpr Date kToday{std::chrono::year(2026), std::chrono::November, std::chrono::day(22)};

std::string Text(const std::string& name) {
  std::ifstream in("notices/" + name + ".yaml", std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  CHECK(!text.str().empty());
  return text.str();
}

const law::Lawbook& Book() {
  static const law::Lawbook book = *law::LoadLawbook();
  return book;
}

void LoadTheLaw(benchmark::State& state) {
  for (auto _ : state) {
    const auto book = law::LoadLawbook();
    benchmark::DoNotOptimize(WordingRules::Make(*book));
  }
}
BENCHMARK(LoadTheLaw)->Unit(benchmark::kMillisecond);

void CompileAndCheck(benchmark::State& state, const std::string& name) {
  const std::string text = Text(name);
  const WordingRules wording = WordingRules::Make(Book());
  std::size_t faults = 0;
  for (auto _ : state) {
    const Reading reading = Read(text, Book().bases);
    CHECK(reading.errors.empty());
    faults = Check(reading.notice, {Book(), wording, kToday}).size();
  }
  state.counters["faults"] = static_cast<double>(faults);
}
BENCHMARK_CAPTURE(CompileAndCheck, aptcoo, "aptcoo")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(CompileAndCheck, customer_data_protection, "customer-data-protection")
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(CompileAndCheck, anglian, "anglian-community-enterprise")
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(CompileAndCheck, thurrock, "stronger-together-thurrock")
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(CompileAndCheck, halifax, "halifax-opportunities-trust")
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace almoner::notice
