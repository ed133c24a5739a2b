// Requests: the list of ten thousand that are open, sorted by what is due; the whole pack of
// somebody with a hundred records; and of somebody with many (ALMONER_BENCH_RECORDS), how long what
// computers read takes, and how many pages a second what people read.
#include <benchmark/benchmark.h>

#define POINTERHOLDER_TRANSITION 4  // qpdf 11: std::shared_ptr throughout
#include <cstdlib>
#include <qpdf/QPDF.hh>

#include "paper/parts.h"
#include "rights/access.h"
#include "rights/pack_letter.h"
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

double Since(std::chrono::steady_clock::time_point begun) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
}

std::size_t PagesOf(const std::vector<Bytes>& pdfs) {
  std::size_t pages = 0;
  for (const Bytes& bytes : pdfs) {
    QPDF pdf;
    pdf.processMemoryFile("memory", reinterpret_cast<const char*>(bytes.data()), bytes.size());
    pages += pdf.getAllPages().size();
  }
  return pages;
}

void PackOfManyRecords(benchmark::State& state) {
  const char* const wanted = std::getenv("ALMONER_BENCH_RECORDS");
  const int records = wanted == nullptr ? 10'000 : std::atoi(wanted);
  Office office;
  const Context context = office.context();
  const StaffId& officer = office.house.officer;
  const SubjectId ana = office.house.Person("Ana Kovač");
  for (int i = 1; i < records; ++i)
    office.house.Note(ana, "Visited her at home. She was well and had eaten her lunch.");
  const RequestId request =
      Allowed(Open(context, officer,
                   {law::Right::kAccess, ana, LondonDate(office.house.clock().Now()), "letter",
                    Personal(std::string("Please."))}));
  Allowed(Rule(context, officer, *Load(context, request), "support-notes",
               {.yes = true, .ground = "", .known = "she was there"}));
  for (auto _ : state) {
    const State now = *Load(context, request);
    const Time at = office.house.clock().Now();
    auto begun = std::chrono::steady_clock::now();
    const Collected collected = Allowed(Collect(context, officer, now));
    const auto pack = MakePack(context, now, collected, PackKind::kDraft, at);
    CHECK(pack.has_value());
    const double whole = Since(begun);
    const auto reached = ReachedBy(context, now);
    CHECK(reached.has_value());
    begun = std::chrono::steady_clock::now();
    const auto pdfs =
        paper::RenderParts(paper::InParts(PackLetter(context.gate.context().notice, now, collected,
                                                     *reached, PackKind::kDraft, at)),
                           at);
    const double pdf = Since(begun);
    CHECK(pdfs.has_value());
    state.counters["pdf_seconds"] = pdf;
    state.counters["data_seconds"] = whole - pdf;
    state.counters["pages"] = static_cast<double>(PagesOf(*pdfs));
    state.counters["records"] = static_cast<double>(collected.held.size());
  }
}
BENCHMARK(PackOfManyRecords)->Iterations(1)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace almoner::rights
