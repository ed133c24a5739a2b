// How fast identifiers are looked for in ordinary case notes, a core, in bytes a second.
#include <benchmark/benchmark.h>

#include <string>

#include "redact/people.h"

namespace almoner::redact {
namespace {

// A megabyte of notes: a date and a time in each, a telephone number in one of ten.
std::string Notes() {
  std::string text;
  for (int i = 0; text.size() < 1'000'000; ++i) {
    text +=
        "Visited on 3 March 2026 at 14:30. She was up and dressed, had eaten her lunch and was "
        "in good spirits. We talked about the day centre, which she would like to try on "
        "Thursdays, and about the stairs, which tire her. Her neighbour does the shopping. She "
        "takes her tablets as she should and will see the practice nurse next week. ";
    if (i % 10 == 0) text += "Her son can be reached on 01632 960017. ";
    text += '\n';
  }
  return text;
}

void IdentifiersInNotes(benchmark::State& state) {
  const std::string text = Notes();
  for (auto _ : state) benchmark::DoNotOptimize(FindIdentifiers(text));
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}
BENCHMARK(IdentifiersInNotes)->Unit(benchmark::kMillisecond);

void PeopleInNotes(benchmark::State& state) {
  const std::string text = Notes();
  const std::vector<Known> known{{{"Margaret Quayle"}}, {{"Piotr Nowak"}}};
  for (auto _ : state) benchmark::DoNotOptimize(FindPeople(text, known));
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}
BENCHMARK(PeopleInNotes)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace almoner::redact
