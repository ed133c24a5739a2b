// The log against what it cannot be faster than: entries made durable by many writers against a
// loop that writes the same bytes and waits for the disk once for all who queue; and a whole log
// read and verified against SHA-256 of as many bytes.
//
//   audit_bench --benchmark_repetitions=5 --benchmark_enable_random_interleaving=true
//
// Set TMPDIR to the disk to be measured.
#include <benchmark/benchmark.h>
#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <condition_variable>
#include <filesystem>

#include "audit/log.h"
#include "audit/verify_log.h"
#include "crypto/hash.h"
#include "crypto/random.h"
#include "scratch.h"
#include "store/store.h"

namespace almoner::audit {
namespace {

constexpr int kWriters = 64;
constexpr std::int64_t kEntries = 100'000;

Random& Dice() {
  static crypto::SystemRandom random;
  return random;
}

// What a reading leaves: who, whose, for what, under which clause.
Entry Reading(Random& random) {
  // A moment after the one before: the log is in the order of time.
  static std::atomic<std::int64_t> now = 1'795'000'000'000'000;
  Entry entry(EntryId::New(random), Time::FromMicros(now += 100), "record.read", "allowed");
  entry.purpose = "support";
  entry.clauses = {"B-1"};
  crypto::Digest pseudonym;
  random.Fill(pseudonym);
  entry.actor = pseudonym;
  entry.subjects = {pseudonym};
  entry.counts["records"] = 10;
  return entry;
}

struct Fixture {
  Fixture() : store(store::OpenSqlite(OperatorPath(folder / "almoner.db")).value()) {
    CHECK(store::Migrate(*store));
  }
  Fixture(const Fixture&) = delete;
  Fixture& operator=(const Fixture&) = delete;
  ~Fixture() {
    store.reset();
    std::filesystem::remove_all(folder);
  }
  const std::filesystem::path folder = FreshFolder();
  std::unique_ptr<store::Store> store;
};

std::unique_ptr<Fixture> fixture;
void SetUp(const benchmark::State& /*state*/) { fixture = std::make_unique<Fixture>(); }
void TearDown(const benchmark::State& /*state*/) { fixture.reset(); }

void DurableAppend(benchmark::State& state) {
  for (auto _ : state) {
    const Entry entry = Reading(Dice());
    CHECK(fixture->store->Write([&](store::Tx& tx) { return Append(tx, entry); }));
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(DurableAppend)->Setup(SetUp)->Teardown(TearDown)->UseRealTime()->Threads(kWriters);

// Whoever comes first writes what has queued, and waits for the disk.
class BareLog {
 public:
  explicit BareLog(const std::filesystem::path& file)
      : handle_(::open(file.c_str(), O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600)) {
    CHECK(handle_ >= 0);
  }
  BareLog(const BareLog&) = delete;
  BareLog& operator=(const BareLog&) = delete;
  ~BareLog() { ::close(handle_); }

  void Append(BytesView bytes) {
    std::unique_lock lock(mutex_);
    queued_.insert(queued_.end(), bytes.begin(), bytes.end());
    const std::uint64_t mine = forming_;
    while (durable_ <= mine) {
      if (writing_) {
        written_.wait(lock);
        continue;
      }
      writing_ = true;
      const Bytes batch = std::exchange(queued_, {});
      const std::uint64_t number = forming_++;
      lock.unlock();
      CHECK(::write(handle_, batch.data(), batch.size()) == std::ssize(batch));
      CHECK(::fdatasync(handle_) == 0);
      lock.lock();
      durable_ = number + 1;
      writing_ = false;
      written_.notify_all();
    }
  }

 private:
  const int handle_;
  std::mutex mutex_;
  std::condition_variable written_;
  Bytes queued_;
  std::uint64_t forming_ = 0, durable_ = 0;
  bool writing_ = false;
};

std::unique_ptr<BareLog> bare;
void FloorWriteAndSync(benchmark::State& state) {
  for (auto _ : state) bare->Append(Encode(Reading(Dice())).value());
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(FloorWriteAndSync)
    ->Setup([](const benchmark::State& state) {
      SetUp(state);
      bare = std::make_unique<BareLog>(fixture->folder / "bare.log");
    })
    ->Teardown([](const benchmark::State& state) {
      bare.reset();
      TearDown(state);
    })
    ->UseRealTime()
    ->Threads(kWriters);

// A log of kEntries, made once.
struct Filled : Fixture {
  Filled() {
    auto signer = NoteSigner::Make("bench.example/log", crypto::SigningKey::New(Dice())).value();
    log = Log::Open(*store, std::move(signer), OperatorPath(folder / "witness")).value();
    for (std::int64_t done = 0; done < kEntries; done += 500)
      CHECK(store->Write([&](store::Tx& tx) -> Status {
        for (int i = 0; i < 500; ++i) {
          const Entry entry = Reading(Dice());
          bytes += std::ssize(TRY(Encode(entry)));
          TRY(Append(tx, entry));
        }
        return {};
      }));
    CHECK(log->Seal());
  }
  std::unique_ptr<Log> log;
  std::int64_t bytes = 0;
};

Filled& TheLog() {
  static Filled filled;
  return filled;
}

void VerifyTheWholeLog(benchmark::State& state) {
  Filled& filled = TheLog();
  for (auto _ : state) {
    const auto report = VerifyLog(*filled.store, filled.log->verifier());
    CHECK(report.has_value());
    benchmark::DoNotOptimize(report);
  }
  state.SetItemsProcessed(state.iterations() * kEntries);
}
BENCHMARK(VerifyTheWholeLog)->Unit(benchmark::kMillisecond)->UseRealTime();

// Each entry's leaf, and as many nodes above as there are leaves.
void FloorSha256(benchmark::State& state) {
  const Bytes entry(static_cast<std::size_t>(TheLog().bytes / kEntries), 0x5A);
  const Bytes two(65, 0x5A);
  for (auto _ : state)
    for (std::int64_t i = 0; i < kEntries; ++i) {
      benchmark::DoNotOptimize(crypto::Sha256(entry));
      benchmark::DoNotOptimize(crypto::Sha256(two));
    }
  state.SetItemsProcessed(state.iterations() * kEntries);
}
BENCHMARK(FloorSha256)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace almoner::audit
