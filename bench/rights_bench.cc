// Requests: the list of ten thousand that are open, sorted by what is due; and the whole pack of
// somebody with a hundred records.
#include <benchmark/benchmark.h>

#include "rights/access.h"
#include "rights/shelf.h"
#include "support/house.h"

namespace almoner::rights {
namespace {

constexpr std::int64_t kRequests = 10'000;
constexpr int kRecords = 100;

struct Office {
  Office() : store(NewStore(Engine::kSqlite)), house(*store), statute(*law::Statute::Load()) {}
  Context context() { return {house.gate(), statute, {}, &shelf}; }
  std::unique_ptr<store::Store> store;
  House house;
  law::Statute statute;
  Shelf shelf;
};

void ListWhatIsDue(benchmark::State& state) {
  Office office;
  const SubjectId ana = office.house.Person("Ana Kovač");
  for (std::int64_t i = 0; i < kRequests; ++i)
    Allowed(Open(office.context(), office.house.officer,
                 {law::Right::kAccess, ana, LondonDate(office.house.clock().Now()), "letter",
                  Personal(std::string("Please."))}));
  Allowed(ListDated(office.context(), office.house.officer));  // each opened once
  for (auto _ : state)
    benchmark::DoNotOptimize(
        DueFirst(Allowed(ListDated(office.context(), office.house.officer))).size());
}
BENCHMARK(ListWhatIsDue)->Unit(benchmark::kMillisecond);

void PackOfAHundredRecords(benchmark::State& state) {
  Office office;
  const SubjectId ana = office.house.Person("Ana Kovač");
  for (int i = 1; i < kRecords; ++i)
    office.house.Note(ana, "Visited her at home. She was well and had eaten her lunch.");
  const RequestId request =
      Allowed(Open(office.context(), office.house.officer,
                   {law::Right::kAccess, ana, LondonDate(office.house.clock().Now()), "letter",
                    Personal(std::string("Please."))}));
  Allowed(Rule(office.context(), office.house.officer, *Load(office.context(), request),
               "support-notes", {.yes = true, .ground = "", .known = "she was there"}));
  for (auto _ : state)
    benchmark::DoNotOptimize(
        Allowed(Draft(office.context(), office.house.officer, *Load(office.context(), request)))
            .files.size());
}
BENCHMARK(PackOfAHundredRecords)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace almoner::rights
