// Destroying what is past its last day: records a second with everything recorded, on SQLite, and
// how long it takes until somebody is not there any more, with one record and with very many.
//
//   retention_bench --benchmark_repetitions=3
//
// Set TMPDIR to the disk to be measured.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <sstream>
#include <thread>

#include "audit/log.h"
#include "crypto/random.h"
#include "notice/compile.h"
#include "retention/sweep.h"
#include "retention/vanish.h"
#include "scratch.h"

namespace almoner::retention {
namespace {

// Goes on from the day that it is set to.
class SetClock : public Clock {
 public:
  [[nodiscard]] Time Now() const override {
    return now + std::chrono::duration_cast<std::chrono::microseconds>(
                     std::chrono::steady_clock::now() - begun_);
  }
  Time now = *Time::Parse("2026-11-02T09:00:00Z");

 private:
  const std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
};

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

  // Somebody whose caseload these people are.
  StaffId Worker(const std::vector<SubjectId>& caseload) {
    const auto ready = *staff::Prepare(*keys_,
                                       {Personal(std::string("Sam Rivers")),
                                        Personal(std::string("sam")), Personal(std::string())},
                                       std::nullopt);
    Amend([&](const keys::Change& change) -> Status {
      TRY(staff::Insert(change, ready));
      TRY(staff::GiveRole(change, ready.id, "support-worker", std::nullopt));
      for (const SubjectId& person : caseload)
        TRY(staff::Assign(change, {.staff = ready.id,
                                   .target = Bytes(person.bytes().begin(), person.bytes().end()),
                                   .since = change.now}));
      return {};
    });
    return ready.id;
  }

  [[nodiscard]] const keys::Keys& keys() const { return *keys_; }
  // What filling left in the write-ahead log: it is not what is measured.
  void WriteBack() { store_->Scrub(); }

  std::unique_ptr<gate::Gate> gate;
  SetClock clock;

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
std::unique_ptr<Home> OneInFiveDue(int due, int notes) {
  auto home = std::make_unique<Home>();
  for (int i = 0; i < due / notes; ++i) home->Add(notes);
  home->clock.now = *Time::Parse("2030-11-02T09:00:00Z");
  for (int i = 0; i < 4 * due / notes; ++i) home->Add(notes);
  return home;
}

void SweepWhatIsDue(benchmark::State& state) {
  const int notes = static_cast<int>(state.range(0));
  const int due = static_cast<int>(state.range(1));
  for (auto _ : state) {
    state.PauseTiming();
    auto home = OneInFiveDue(due, notes);
    home->clock.now = *Time::Parse("2034-12-02T09:00:00Z");
    state.ResumeTiming();
    const auto done = Sweep(*home->gate, {.by = std::nullopt});
    state.PauseTiming();
    CHECK(done.has_value());
    home.reset();
    state.ResumeTiming();
  }
  state.SetItemsProcessed(state.iterations() * due);
}

// Colleagues who read somebody's ten notes, rest, and read the next: how long each has to wait.
class Readers {
 public:
  explicit Readers(Home& home) : home_(home) {
    for (int i = 0; i < 200; ++i) people_.push_back(home.Add(10));
    worker_ = home.Worker(people_);
  }
  // Milliseconds of each reading, in order of size, while `work` goes on.
  std::vector<double> While(const std::function<void()>& work) {
    std::atomic<bool> over = false;
    std::mutex mutex;
    std::vector<double> all;
    std::vector<std::jthread> threads;
    for (std::size_t reader = 0; reader < kReaders; ++reader)
      threads.emplace_back([&, reader] {
        std::vector<double> mine;
        for (std::size_t i = reader; !over; i += kReaders) {
          mine.push_back(Read(people_[i % people_.size()]));
          std::this_thread::sleep_for(kRest);
        }
        const std::scoped_lock lock(mutex);
        all.insert(all.end(), mine.begin(), mine.end());
      });
    work();
    over = true;
    threads.clear();
    std::ranges::sort(all);
    return all;
  }

 private:
  double Read(const SubjectId& person) {
    const auto begun = std::chrono::steady_clock::now();
    auto opened = home_.gate->Open({.actor = worker_, .purpose = "support", .subjects = {person}});
    CHECK(opened && *opened);
    CHECK(vault::Reveal(std::move((*opened)->permit), home_.keys(), home_.clock).has_value());
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begun)
        .count();
  }

  static constexpr std::size_t kReaders = 4;
  static constexpr std::chrono::milliseconds kRest{10};
  Home& home_;
  std::vector<SubjectId> people_;
  std::optional<StaffId> worker_;
};

void ReadingBesideASweep(benchmark::State& state) {
  const auto at = [](const std::vector<double>& sorted, double part) {
    return sorted[static_cast<std::size_t>(static_cast<double>(sorted.size() - 1) * part)];
  };
  for (auto _ : state) {
    state.PauseTiming();
    auto home = OneInFiveDue(static_cast<int>(state.range(0)), 200);
    Readers readers(*home);
    home->clock.now = *Time::Parse("2034-12-02T09:00:00Z");
    state.ResumeTiming();
    const auto alone = readers.While([] { std::this_thread::sleep_for(std::chrono::seconds(10)); });
    const auto beside =
        readers.While([&] { CHECK(Sweep(*home->gate, {.by = std::nullopt}).has_value()); });
    state.counters["alone_p50_ms"] = at(alone, 0.5);
    state.counters["alone_p99_ms"] = at(alone, 0.99);
    state.counters["beside_p50_ms"] = at(beside, 0.5);
    state.counters["beside_p99_ms"] = at(beside, 0.99);
    state.counters["p99_ratio"] = at(beside, 0.99) / at(alone, 0.99);
    state.PauseTiming();
    home.reset();
    state.ResumeTiming();
  }
}

void Go(Home& home, const SubjectId& person) {
  const auto gone = Vanish(*home.gate, {.subject = person,
                                        .actor = std::nullopt,
                                        .purpose = "law.retention",
                                        .seen = std::nullopt,
                                        .file = std::nullopt});
  CHECK(gone && *gone);
}

// Of two people in one home, who differ in how much is held of them, one goes.
void UntilSomeoneIsNotThere(benchmark::State& state) {
  Home home;
  home.Add(1000);
  for (auto _ : state) {
    state.PauseTiming();
    const SubjectId person = home.Add(static_cast<int>(state.range(0)));
    const SubjectId other = home.Add(static_cast<int>(state.range(1)));
    home.clock.now = home.clock.now + std::chrono::hours(24 * 365 * 9);
    home.WriteBack();
    state.ResumeTiming();
    Go(home, person);
    state.PauseTiming();
    Go(home, other);
    CHECK(FinishVanishing(*home.gate).has_value());
    state.ResumeTiming();
  }
}
BENCHMARK(SweepWhatIsDue)
    ->ArgNames({"a_person", "due"})
    ->Args({1, 50'000})
    ->Args({10, 50'000})
    ->Args({200, 50'000})
    ->Args({200, 1'000'000})
    ->Iterations(1)
    ->UseRealTime();
BENCHMARK(ReadingBesideASweep)->ArgName("due")->Arg(10'000)->Iterations(1)->UseRealTime();
BENCHMARK(UntilSomeoneIsNotThere)
    ->ArgNames({"records", "of_another"})
    ->Args({1, 1})
    ->Args({1, 10'000})
    ->Args({10'000, 1})
    ->Args({1, 100'000})
    ->Args({100'000, 1})
    ->Args({1, 1'000'000})
    ->Args({1'000'000, 1})
    ->Iterations(6)
    ->UseRealTime();

}  // namespace
}  // namespace almoner::retention
