// What each protection costs: GDPRbench on a home of its own, with everything on and with one
// protection left out, by turns. There is no such switch in the product (src/base/ablation.h).
//
//   ablation WORKLOAD RECORDS OPERATIONS CLIENTS ROUNDS
//
// prints JSON: for each protection the median of (operations a second without it / with everything
// on, in the same round), the least and the most of the rounds. Set TMPDIR to the disk that is
// measured.
#include "base/ablation.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <span>
#include <string_view>

#include "crypto/random.h"
#include "gdprbench/almoner.h"
#include "gdprbench/run.h"
#include "scratch.h"

namespace almoner {
namespace {

constexpr std::uint32_t Bit(ablation::Part part) { return 1U << std::to_underlying(part); }

struct Variant {
  std::string_view name;
  std::uint32_t left_out = 0;
};
constexpr std::array<Variant, 7> kVariants = {{
    {"everything on", 0},
    {"without the entry", Bit(ablation::Part::kEntry)},
    {"without index rows", Bit(ablation::Part::kIndexRow)},
    {"without the decision", Bit(ablation::Part::kDecision)},
    {"without sealing", Bit(ablation::Part::kSealing)},
    {"without stamps", Bit(ablation::Part::kStamps)},
    {"without all five", (1U << ablation::kParts) - 1},
}};

Result<double> Measure(const Variant& variant, const gdprbench::RunOptions& options) {
  ablation::left_out = variant.left_out;
  const std::filesystem::path folder = FreshFolder();
  crypto::SystemRandom random;
  const SystemClock clock;
  const auto run = [&]() -> Result<double> {
    const gdprbench::Shape shape{.users = std::max<std::int64_t>(1, options.records / 10)};
    const OperatorPath place(folder);
    const auto almoner = TRY(gdprbench::Almoner::Create(
        {.home = place / "home", .keys = place / "keys"}, shape, random, clock));
    return TRY(gdprbench::Run(*almoner, options, [](Literal, double) {})).PerSecond();
  };
  auto measured = run();
  std::filesystem::remove_all(folder);
  return measured;
}

Status Ablate(const gdprbench::RunOptions& options, int rounds) {
  std::array<std::vector<double>, kVariants.size()> speeds;
  for (int round = 0; round < rounds; ++round)
    for (std::size_t i = 0; i < kVariants.size(); ++i)
      speeds[i].push_back(TRY(Measure(kVariants[i], options)));
  std::string lines;
  for (std::size_t i = 0; i < kVariants.size(); ++i) {
    std::vector<double> ratios;
    for (std::size_t round = 0; round < speeds[i].size(); ++round)
      ratios.push_back(speeds[i][round] / speeds[0][round]);
    std::ranges::sort(ratios);
    std::ranges::sort(speeds[i]);
    lines += fmt::format(
        "{}{{\"what\":\"{}\",\"operations_a_second\":{:.0f},\"ratio\":{:.3f},"
        "\"least\":{:.3f},\"most\":{:.3f}}}",
        i == 0 ? "" : ",", kVariants[i].name, speeds[i][speeds[i].size() / 2],
        ratios[ratios.size() / 2], ratios.front(), ratios.back());
  }
  fmt::print("{{\"schema\":\"almoner.bench.ablation/1\",\"lines\":[{}]}}\n", lines);
  return {};
}

std::int64_t NumberIn(std::string_view text) {
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

int Main(std::span<char*> args) {
  constexpr std::size_t kArgs = 6;
  if (args.size() != kArgs) {
    fmt::print(stderr, "usage: ablation WORKLOAD RECORDS OPERATIONS CLIENTS ROUNDS\n");
    return 2;
  }
  const std::string_view name = args[1];
  const auto workload = gdprbench::FindWorkload(name, name == "reads" ? "ycsb" : "paper");
  const auto rounds = static_cast<int>(NumberIn(args[5]));
  if (!workload || rounds < 1) {
    fmt::print(stderr, "A workload of the paper, or reads, is wanted, and at least one round.\n");
    return 2;
  }
  const Status done = Ablate({.workload = *workload,
                              .records = NumberIn(args[2]),
                              .operations = NumberIn(args[3]),
                              .clients = static_cast<int>(NumberIn(args[4]))},
                             rounds);
  if (done) return 0;
  fmt::print(stderr, "{}\n", done.error().Text());
  return 3;
}

}  // namespace
}  // namespace almoner

int main(int argc, char** argv) { return almoner::Main({argv, static_cast<std::size_t>(argc)}); }
