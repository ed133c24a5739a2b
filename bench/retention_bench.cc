// Destroying what is past its last day: records a second with everything recorded, on SQLite, and
// how long it takes until somebody is not there any more, with one record and with very many.
//
//   retention_bench --benchmark_repetitions=3
//
// Set TMPDIR to the disk to be measured.
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "audit/log.h"
#include "crypto/random.h"
#include "notice/compile.h"
#include "retention/sweep.h"
#include "retention/vanish.h"

namespace almoner::retention {
namespace {

class HeldClock : public Clock {
 public:
  [[nodiscard]] Time Now() const override { return now; }
  Time now = *Time::Parse("2026-11-02T09:00:00Z");
};

std::filesystem::path FreshFolder() {
  std::string name = (std::filesystem::temp_directory_path() / "almoner-bench-XXXXXX").string();
  CHECK(::mkdtemp(name.data()) != nullptr);
  return name;
}

notice::Notice Example() {
  std::ifstream file("notices/example.yaml");
  std::stringstream text;
  text << file.rdbuf();
  std::string source = text.str();
  const std::string_view period = "keep: 8 years\n";
  source.insert(source.find(period) + period.size(), "    unattended: yes\n");
  return *notice::Compile(source, *law::LoadBases());
}

// People with so many notes each, put in by thousands.
class Home {
 public:
  Home() : notice_(Example()), store_(*store::OpenSqlite(OperatorPath(folder_ / "almoner.db"))) {
    CHECK(store::Migrate(*store_).has_value());
    CHECK(keys::Ledger::Create(OperatorPath(folder_ / "keys"), random_, clock).has_value());
    ledger_ = *keys::Ledger::Open(OperatorPath(folder_ / "keys"), random_);
    keys_ = std::make_unique<keys::Keys>(HomeId::New(random_), *ledger_, random_);
    Amend([&](const keys::Change& change) -> Status {
      TRY(versions::Add(change, notice_, "the text"));
      return versions::Enforce(change, random_, notice_, std::nullopt, true);
    });
    gate = std::make_unique<gate::Gate>(gate::Context{*store_, *keys_, notice_, clock, random_});
  }
  Home(const Home&) = delete;
  Home& operator=(const Home&) = delete;
  ~Home() {
    store_.reset();
    std::filesystem::remove_all(folder_);
  }

  SubjectId Add(int notes) {
    const SubjectId id = SubjectId::New(random_);
    auto data = *keys_->Make(id.bytes(), keys::Kind::kData);
    auto audit = *keys_->Make(id.bytes(), keys::Kind::kAudit);
    auto evidence = *keys_->Make(id.bytes(), keys::Kind::kEvidence);
    const vault::NewSubject subject{.id = id,
                                    .kind = "service-user",
                                    .data_key = std::move(data.wrapped),
                                    .audit_key = std::move(audit.wrapped),
                                    .evidence_key = std::move(evidence.wrapped)};
    std::vector<vault::PersonKey> person;
    person.push_back({.subject = id, .generation = 1, .key = std::move(data.key)});
    constexpr int kAtOnce = 1000;
    for (int done = 0; done == 0 || done < notes; done += kAtOnce) {
      std::vector<vault::ReadyRecord> records;
      for (int i = done; i < std::min(done + kAtOnce, notes); ++i)
        records.push_back(Note(id, person));
      Put(done == 0 ? &subject : nullptr, id, records);
    }
    return id;
  }

  std::unique_ptr<gate::Gate> gate;
  HeldClock clock;

 private:
  vault::ReadyRecord Note(const SubjectId& id, const std::vector<vault::PersonKey>& person) {
    vault::Content content;
    content.source = "self";
    content.fields.push_back({"text", Personal(std::string(200, 'x'))});
    return *vault::Seal(*keys_,
                        {.id = RecordId::New(random_),
                         .version = 1,
                         .category = "support-notes",
                         .purpose = "support",
                         .recorded_at = clock.Now()},
                        content, {{.subject = id, .part = vault::Part::kAbout}}, person, {});
  }

  void Put(const vault::NewSubject* subject, const SubjectId& id,
           const std::vector<vault::ReadyRecord>& records) {
    const auto changed = gate->Act(
        {.purpose = "law.retention"}, "bench.filled", [&](const gate::Change& change) -> Status {
          if (subject != nullptr) TRY(vault::Insert(change, change.pass, *subject));
          for (const vault::ReadyRecord& record : records)
            TRY(vault::Insert(change, change.pass, record));
          return standing::Nearer(
              change.tx, notice_, id,
              standing::SoonestAfter(notice_, *notice_.FindCategory("support-notes"),
                                     LondonDate(change.now)));
        });
    CHECK(changed && *changed);
  }

  void Amend(const std::function<Status(const keys::Change&)>& amend) {
    CHECK(store_->Write([&](store::Tx& tx) -> Status {
      audit::Entry entry(EntryId::New(random_), clock.Now(), "bench.begun", "done");
      TRY(amend({.tx = tx, .keys = *keys_, .entry = entry, .now = entry.at}));
      return audit::Append(tx, entry);
    }));
  }

  const std::filesystem::path folder_ = FreshFolder();
  crypto::SystemRandom random_;
  notice::Notice notice_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<keys::Ledger> ledger_;
  std::unique_ptr<keys::Keys> keys_;
};

// One in five is due: the rest was recorded later.
void SweepWhatIsDue(benchmark::State& state) {
  const int notes = static_cast<int>(state.range(0));
  constexpr int kDue = 50'000;
  for (auto _ : state) {
    state.PauseTiming();
    auto home = std::make_unique<Home>();
    for (int i = 0; i < kDue / notes; ++i) home->Add(notes);
    home->clock.now = *Time::Parse("2030-11-02T09:00:00Z");
    for (int i = 0; i < 4 * kDue / notes; ++i) home->Add(notes);
    home->clock.now = *Time::Parse("2034-12-02T09:00:00Z");
    state.ResumeTiming();
    const auto done = Sweep(*home->gate, {.by = std::nullopt});
    state.PauseTiming();
    CHECK(done.has_value());
    home.reset();
    state.ResumeTiming();
  }
  state.SetItemsProcessed(state.iterations() * kDue);
}

void UntilSomeoneIsNotThere(benchmark::State& state) {
  Home home;
  home.Add(1000);
  for (auto _ : state) {
    state.PauseTiming();
    const SubjectId person = home.Add(static_cast<int>(state.range(0)));
    home.clock.now = home.clock.now + std::chrono::hours(24 * 365 * 9);
    state.ResumeTiming();
    const auto gone = Vanish(*home.gate, {.subject = person,
                                          .actor = std::nullopt,
                                          .purpose = "law.retention",
                                          .seen = std::nullopt,
                                          .file = std::nullopt});
    CHECK(gone && *gone);
    state.PauseTiming();
    CHECK(FinishVanishing(*home.gate).has_value());
    state.ResumeTiming();
  }
}
BENCHMARK(SweepWhatIsDue)->Arg(1)->Arg(10)->Arg(200)->Iterations(1)->UseRealTime();
BENCHMARK(UntilSomeoneIsNotThere)->Arg(1)->Arg(10'000)->Arg(100'000)->Iterations(6)->UseRealTime();

}  // namespace
}  // namespace almoner::retention
