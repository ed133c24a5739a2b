// A backup of a database beside its floor: copying the same bytes through AES-GCM, durably. With
// and without reading the backup back, which Create always does.
//
//   backup_bench --benchmark_repetitions=3
//
// Set TMPDIR to the disk to be measured.
#include <benchmark/benchmark.h>
#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "backup/backup.h"
#include "crypto/aead.h"
#include "crypto/random.h"
#include "scratch.h"

namespace almoner::backup {
namespace {

constexpr int kRecords = 200'000;
constexpr std::size_t kBody = 1000;  // bytes of each

// A database of some 300 MB, made once.
class Data {
 public:
  Data() : store_(*store::OpenSqlite(OperatorPath(folder_ / "almoner.db"))) {
    CHECK(store::Migrate(*store_).has_value());
    CHECK(keys::Ledger::Create(OperatorPath(folder_ / "keys"), random_, clock_).has_value());
    ledger_ = *keys::Ledger::Open(OperatorPath(folder_ / "keys"), random_);
    keys_ = std::make_unique<keys::Keys>(HomeId::New(random_), *ledger_, random_);
    Bytes body(kBody);
    for (int from = 0; from < kRecords; from += 1000)
      CHECK(store_
                ->Write([&](store::Tx& tx) -> Status {
                  for (int i = 0; i < 1000; ++i) {
                    random_.Fill(body);
                    const RecordId id = RecordId::New(random_);
                    TRY(tx.Execute(
                        "INSERT INTO record (id, version, category, purpose, recorded_at, digest, "
                        "body) VALUES ($1, 1, 'support-notes', 'support', $2, $3, $4)",
                        id, from + i, BytesView(body).first(32), body));
                  }
                  return {};
                })
                .has_value());
    store_->Scrub();
    size = static_cast<std::int64_t>(std::filesystem::file_size(folder_ / "almoner.db"));
  }
  ~Data() { std::filesystem::remove_all(folder_); }
  Data(const Data&) = delete;
  Data& operator=(const Data&) = delete;

  Made Back() {
    return *Create({.store = *store_,
                    .keys = *keys_,
                    .files = [] { return Result<std::vector<Part>>(std::vector<Part>()); }},
                   OperatorPath(folder_), std::chrono::hours(24), clock_);
  }
  void WriteOnly() {
    const SecretBytes key = crypto::NewKey(random_);
    const OperatorPath file(folder_ / "written");
    std::filesystem::remove(file.path());
    const auto archive = *ArchiveWriter::Begin(
        file, {.home = keys_->home(), .backup = BackupId::New(random_), .made = clock_.Now()}, key,
        random_);
    CHECK(store_->Read([&](store::ReadTx& tx) { return archive->AddDatabase(tx); }).has_value());
    CHECK(archive->Finish().has_value());
  }
  // The floor: `cp` of the database with each chunk sealed on its way.
  void CopySealed() {
    const FileHandle in(::open((folder_ / "almoner.db").c_str(), O_RDONLY | O_CLOEXEC));
    const FileHandle out(
        ::open((folder_ / "copied").c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    const SecretBytes key = crypto::NewKey(random_);
    crypto::StreamSealer sealer(key, {}, random_);
    Bytes plain(crypto::kChunk);
    Bytes sealed;
    while (true) {
      const ssize_t n = ::read(in.fd(), plain.data(), plain.size());
      if (n <= 0) break;
      const bool last = static_cast<std::size_t>(n) < plain.size();
      sealer.Seal(BytesView(plain).first(static_cast<std::size_t>(n)), last, sealed);
      if (sealed.size() < (1U << 20) && !last) continue;
      CHECK(::write(out.fd(), sealed.data(), sealed.size()) == static_cast<ssize_t>(sealed.size()));
      sealed.clear();
    }
    CHECK(::write(out.fd(), sealed.data(), sealed.size()) == static_cast<ssize_t>(sealed.size()));
    CHECK(::fsync(out.fd()) == 0);
  }

  std::int64_t size = 0;

 private:
  const std::filesystem::path folder_ = FreshFolder();
  crypto::SystemRandom random_;
  SystemClock clock_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<keys::Ledger> ledger_;
  std::unique_ptr<keys::Keys> keys_;
};

Data& TheData() {
  static Data data;
  return data;
}

void Finish(benchmark::State& state) {
  state.SetBytesProcessed(state.iterations() * TheData().size);
}

void FloorCopyThroughAesGcm(benchmark::State& state) {
  Data& data = TheData();
  for (auto _ : state) data.CopySealed();
  Finish(state);
}
BENCHMARK(FloorCopyThroughAesGcm)->Unit(benchmark::kMillisecond)->UseRealTime();

void BackupWritten(benchmark::State& state) {
  Data& data = TheData();
  for (auto _ : state) data.WriteOnly();
  Finish(state);
}
BENCHMARK(BackupWritten)->Unit(benchmark::kMillisecond)->UseRealTime();

void BackupWrittenAndReadBack(benchmark::State& state) {
  Data& data = TheData();
  for (auto _ : state) {
    const Made made = data.Back();
    state.PauseTiming();
    std::filesystem::remove(made.file.path());
    state.ResumeTiming();
  }
  Finish(state);
}
BENCHMARK(BackupWrittenAndReadBack)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace almoner::backup
