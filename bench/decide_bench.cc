// One decision: over the demonstration's notice and over one of 1,000 activities. The goal is under
// 200 ns, with no allocation, however large the notice is.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <fstream>
#include <random>
#include <sstream>

#include "gate/decide.h"
#include "notice/compile.h"

namespace almoner::gate {
namespace {

notice::Notice Compiled(std::string_view text) {
  const auto bases = law::LoadBases();
  CHECK(bases);
  auto notice = notice::Compile(text, *bases);
  CHECK(notice);
  return *std::move(notice);
}

notice::Notice Example() {
  std::ifstream in("notices/example.yaml", std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return Compiled(text.str());
}

std::string LargeText(int activities) {
  std::string text = R"(almoner: notice/1
version: "1"
organisation: {name: A, address: B, contact: c, officer: d, complaints: e}
clauses: [{id: L-1, text: We do this.}]
subjects: [{id: user, name: people we support}]
consents: [{id: yes, version: "1", wording: I agree., clause: L-1}]
)";
  std::string data = "data:\n", all;
  for (int i = 0; i < 200; ++i) {
    data += fmt::format("  - {{id: d{0}, name: d{0}, free-text: yes, kind: {1}}}\n", i,
                        i % 4 == 0 ? "special, special: health" : "ordinary");
    all += fmt::format("{}d{}", i == 0 ? "" : ", ", i);
  }
  std::string roles = "roles:\n";
  for (int i = 0; i < 60; ++i)
    roles +=
        fmt::format("  - {{id: r{0}, name: r{0}, duties: [rights, retention, administer]}}\n", i);
  text += data + roles + "activities:\n";
  for (int i = 0; i < activities; ++i)
    text += fmt::format(
        "  - {{id: a{0}, purpose: a{0}, basis: 6(1)(f), authority: x, condition: 9(2)(h), "
        "schedule-1: "
        "'2', people: [user], reads: [d{1}, d{2}, d{3}], writes: [d{1}], roles: [r{4}], clause: "
        "L-1}}\n",
        i, i % 200, (i + 7) % 200, (i + 90) % 200, i % 60);
  return text + "retention:\n  - {id: all, data: [" + all +
         "], keep: 8 years, because: so, clause: L-1}\n";
}

// Random questions, most of them allowed: every tenth lacks the role.
std::vector<Question> Questions(const notice::Notice& notice) {
  std::mt19937_64 engine(20261121);
  std::vector<Question> all(1024);
  for (Question& q : all) {
    q.activity = static_cast<notice::Index>(engine() % notice.activities.size());
    const notice::Activity& activity = notice.activities[*q.activity];
    q.categories = activity.reads;
    if (engine() % 10 != 0) q.roles = activity.roles;
    q.assigned = true;
    q.subject_kind = static_cast<notice::Index>(activity.subjects._Find_first());
    q.given.set();
  }
  return all;
}

void Decides(benchmark::State& state, const notice::Notice& notice) {
  const std::vector<Question> questions = Questions(notice);
  std::size_t n = 0;
  for (auto _ : state) benchmark::DoNotOptimize(Decide(notice, questions[n++ % questions.size()]));
}

void DecideExample(benchmark::State& state) { Decides(state, Example()); }
BENCHMARK(DecideExample);

void DecideAmongManyActivities(benchmark::State& state) {
  Decides(state, Compiled(LargeText(static_cast<int>(state.range(0)))));
}
BENCHMARK(DecideAmongManyActivities)->Arg(1000);

// What a change of the notice costs, for scale.
void CompileManyActivities(benchmark::State& state) {
  const std::string text = LargeText(static_cast<int>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(Compiled(text));
}
BENCHMARK(CompileManyActivities)->Arg(1000)->Unit(benchmark::kMillisecond);

// A refusal in words, quoting the clause.
void ExplainRefusal(benchmark::State& state) {
  const notice::Notice notice = Example();
  Question q;
  q.activity = notice.FindActivity("support");
  q.categories = notice.SetOf({"support-notes", "newsletter"});
  q.roles.set(*notice.FindRole("support-worker"));
  q.assigned = true;
  const auto verdict = Decide(notice, q);
  CHECK(!verdict);
  for (auto _ : state) benchmark::DoNotOptimize(Explain(notice, q, verdict.error()));
}
BENCHMARK(ExplainRefusal);

}  // namespace
}  // namespace almoner::gate
