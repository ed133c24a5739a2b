#include "backup/backup.h"

#include <fstream>
#include <thread>

#include "audit/log.h"
#include "keys/event_ledger.h"
#include "support/failing_store.h"
#include "support/fakes.h"
#include "support/matchers.h"
#include "support/stores.h"

namespace almoner::backup {
namespace {

namespace fs = std::filesystem;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr std::chrono::hours kWindow{24 * 30};

class BackupTest : public StoreTest {
 protected:
  void SetUp() override {
    ASSERT_THAT(keys::Ledger::Create(folder_ / "keys", random_, clock_), IsOk());
    ledger_ = *keys::Ledger::Open(folder_ / "keys", random_);
    keys_.emplace(HomeId::New(random_), *ledger_, random_);
    ASSERT_THAT(MakePrivateFolder(folder_ / "out"), IsOk());
    ASSERT_THAT(MakePrivateFolder(folder_ / "home"), IsOk());
    Write("law/limits.yaml", "days: 30\n");
    Write("files/ab/document", std::string(200'000, 'd'));
    for (int i = 0; i < 5; ++i) Enrol(i);
  }
  void Write(const std::string& name, const std::string& text) {
    const fs::path file = (folder_ / "home").path() / name;
    fs::create_directories(file.parent_path());
    std::ofstream(file) << text;
  }
  void Enrol(int who) {
    Bytes id(16, static_cast<std::uint8_t>(who));
    ASSERT_THAT(store().Write([&](store::Tx& tx) -> Status {
      TRY(
          tx.Execute("INSERT INTO enrolment (subject, kind, place, since, digest) "
                     "VALUES ($1, 'service', 'a-service-with-a-telling-name', 1, $2)",
                     id, Bytes(32, static_cast<std::uint8_t>(who))));
      return {};
    }),
                IsOk());
  }
  Source From(store::Store& from) {
    return {
        .store = from, .keys = *keys_, .files = [&]() -> Result<std::vector<Part>> {
          std::vector<Part> parts;
          const fs::path home = (folder_ / "home").path();
          for (const auto& entry : fs::recursive_directory_iterator(home))
            if (entry.is_regular_file())
              parts.push_back({entry.path().lexically_relative(home), OperatorPath(entry.path())});
          parts.push_back({"files/gone", folder_ / "home" / "gone"});
          return parts;
        }};
  }
  Result<Made> Create() { return backup::Create(From(store()), folder_ / "out", kWindow, clock_); }
  std::vector<fs::path> Files() {
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator((folder_ / "out").path()))
      files.push_back(entry.path());
    return files;
  }
  void Alter(const OperatorPath& file, std::uintmax_t at) {
    std::fstream out(file.path(), std::ios::in | std::ios::out | std::ios::binary);
    out.seekg(static_cast<std::streamoff>(at));
    const int was = out.get();
    out.seekp(static_cast<std::streamoff>(at));
    out.put(static_cast<char>(was ^ 1));
  }
  static std::int64_t Enrolled(store::Store& in) {
    return *in.Read([](store::ReadTx& tx) -> Result<std::int64_t> {
      return TRY(tx.One("SELECT COUNT(*) FROM enrolment")).Int(0);
    });
  }

  TempDir folder_;
  FixedRandom random_;
  FakeClock clock_{"2026-11-22T02:00:00Z"};
  std::unique_ptr<keys::Ledger> ledger_;
  std::optional<keys::Keys> keys_;
};
INSTANTIATE_ENGINES(BackupTest);

TEST_P(BackupTest, WhatWasBackedUpComesBackOnEitherEngine) {
  ASSERT_OK_AND(const Made made, Create());
  EXPECT_EQ(made.rows.at("enrolment"), 5);
  EXPECT_EQ(made.bytes, fs::file_size(made.file.path()));
  for (const Engine engine : Engines()) {
    const auto other = NewStore(engine, Schema::kEmpty);
    const TempDir home;
    ASSERT_THAT(Load(made.file, *ledger_, *other, OperatorPath(home.path())), IsOk());
    EXPECT_EQ(Enrolled(*other), 5);
    EXPECT_EQ(ReadText(home.path() / "law/limits.yaml"), "days: 30\n");
    EXPECT_EQ(ReadText(home.path() / "files/ab/document"), std::string(200'000, 'd'));
  }
}

TEST_P(BackupTest, NothingStandsInItInPlain) {
  ASSERT_OK_AND(const Made made, Create());
  const std::string bytes = ReadText(made.file.path());
  EXPECT_EQ(bytes.find("telling"), std::string::npos);
  EXPECT_EQ(bytes.find("limits"), std::string::npos);
  EXPECT_EQ(fs::status(made.file.path()).permissions(), fs::perms(0600));
}

TEST_P(BackupTest, AfterItsWindowItOpensNothing) {
  ASSERT_OK_AND(const Made made, Create());
  EXPECT_THAT(Verify(made.file, *ledger_), IsOk());
  ASSERT_THAT(ledger_->Expire(clock_.Now() + kWindow, 1), IsOkAndHolds(SizeIs(1)));
  EXPECT_THAT(Verify(made.file, *ledger_), FailsWith(Code::kNotFound));
}

TEST_P(BackupTest, ItKeepsTheEpochItNeeds) {
  ASSERT_OK_AND(auto key, keys_->Make(Bytes(16, 7), keys::Kind::kData));
  ASSERT_THAT(store().Write([&](store::Tx& tx) {
    return keys::Insert(tx, Bytes(16, 7), keys::Kind::kData, key.wrapped);
  }),
              IsOk());
  ASSERT_THAT(ledger_->BeginEpoch(clock_), IsOk());
  ASSERT_OK_AND(const Made made, Create());
  EXPECT_EQ(made.backup.epoch, 1);
  ASSERT_THAT(ledger_->DestroyBefore(2), IsOk());
  EXPECT_THAT(ledger_->EpochKey(1), IsOk());
}

TEST_P(BackupTest, ATornTruncatedAlteredOrForeignBackupIsRefusedWhole) {
  ASSERT_OK_AND(const Made made, Create());
  const auto size = fs::file_size(made.file.path());
  const std::string whole = ReadText(made.file.path());
  const auto refused = [&](std::string_view how) {
    EXPECT_THAT(Verify(made.file, *ledger_), FailsWith(Code::kCorrupt)) << how;
    const auto other = NewStore(GetParam(), Schema::kEmpty);
    const TempDir home;
    EXPECT_FALSE(Load(made.file, *ledger_, *other, OperatorPath(home.path()))) << how;
  };
  for (const std::uintmax_t at :
       {std::uintmax_t{0}, std::uintmax_t{50}, std::uintmax_t{70}, size / 2, size - 1}) {
    Alter(made.file, at);
    refused("altered at " + std::to_string(at));
    Alter(made.file, at);
  }
  for (const std::uintmax_t left : {std::uintmax_t{0}, std::uintmax_t{40}, std::uintmax_t{90},
                                    std::uintmax_t{89 + 65552}, size - 1}) {
    fs::resize_file(made.file.path(), left);
    refused("cut to " + std::to_string(left));
    std::ofstream(made.file.path(), std::ios::binary) << whole;
  }
  std::ofstream(made.file.path(), std::ios::binary | std::ios::app) << "more";
  refused("lengthened");
}

TEST_P(BackupTest, ABackupThatAnotherBackupsHeadWasPutOnDoesNotOpen) {
  ASSERT_OK_AND(const Made first, Create());
  clock_.Advance(std::chrono::hours(1));
  ASSERT_OK_AND(const Made second, Create());
  std::string swapped = ReadText(second.file.path());
  swapped.replace(0, 57, ReadText(first.file.path()).substr(0, 57));
  std::ofstream(second.file.path(), std::ios::binary) << swapped;
  EXPECT_THAT(Verify(second.file, *ledger_), FailsWith(Code::kCorrupt));
}

TEST_P(BackupTest, AnotherHomesBackupIsToldAsSuch) {
  ASSERT_OK_AND(const Made made, Create());
  ASSERT_THAT(keys::Ledger::Create(folder_ / "other", random_, clock_), IsOk());
  ASSERT_OK_AND(auto other, keys::Ledger::Open(folder_ / "other", random_));
  EXPECT_THAT(Verify(made.file, *other), FailsWith(Code::kNotFound));
}

TEST_P(BackupTest, OneOfANewerProgramIsToldAsSuch) {
  ASSERT_OK_AND(const Made made, Create());
  std::fstream out(made.file.path(), std::ios::in | std::ios::out | std::ios::binary);
  out.seekp(15);
  out.put('7');
  out.close();
  EXPECT_THAT(Verify(made.file, *ledger_), FailsWith(Code::kConflict));
}

TEST_P(BackupTest, AFailureAtAnyStepLeavesNoFileAndNoKey) {
  Status last;
  FailEachStep(
      store(),
      [&](store::Store& failing) {
        const auto made = backup::Create(From(failing), folder_ / "out", kWindow, clock_);
        last = made ? Status() : Status(std::unexpected(made.error()));
      },
      [&](int step) {
        EXPECT_THAT(last, FailsWith(Code::kUnavailable)) << step;
        EXPECT_THAT(Files(), IsEmpty()) << step;
        EXPECT_THAT(ledger_->Backups(), IsEmpty()) << step;
      });
  EXPECT_THAT(last, IsOk());
}

TEST_P(BackupTest, AFullDiskLeavesTheLastGoodOne) {
  ASSERT_OK_AND(const Made made, Create());
  clock_.Advance(std::chrono::hours(24));
  const auto full = backup::Create(From(store()), OperatorPath("/dev/full"), kWindow, clock_);
  EXPECT_THAT(full, FailsWith(Code::kUnavailable));
  EXPECT_THAT(ledger_->Backups(), SizeIs(1));
  EXPECT_THAT(Verify(made.file, *ledger_), IsOk());
}

TEST_P(BackupTest, IsOneSnapshotHoweverMuchIsWrittenMeanwhile) {
  std::atomic<bool> done = false;
  std::jthread writer([&] {
    for (int i = 5; i < 60 && !done; ++i) Enrol(i);
  });
  ASSERT_OK_AND(const Made made, Create());
  done = true;
  writer.join();
  const auto other = NewStore(GetParam(), Schema::kEmpty);
  const TempDir home;
  ASSERT_THAT(Load(made.file, *ledger_, *other, OperatorPath(home.path())), IsOk());
  EXPECT_EQ(Enrolled(*other), made.rows.at("enrolment"));
}

// Somebody is erased between the look at where a snapshot stands and the snapshot, so often.
class ErasedMeanwhile : public store::Store {
 public:
  ErasedMeanwhile(store::Store& inner, int times, std::function<void()> erase)
      : inner_(inner), times_(times), erase_(std::move(erase)) {}

 private:
  Status DoWrite(const std::function<Status(store::Tx&)>& fn) override { return inner_.Write(fn); }
  Status DoRead(const std::function<Status(store::ReadTx&)>& fn) override {
    Status done = inner_.Read(fn);
    if (++reads_ % 2 == 1 && times_-- > 0) erase_();
    return done;
  }

  store::Store& inner_;
  int times_;
  int reads_ = 0;
  std::function<void()> erase_;
};

TEST_P(BackupTest, BeginsAgainWhereSomebodyIsErasedAsItBegins) {
  const auto erase = [&] {
    ASSERT_THAT(store().Write([&](store::Tx& tx) -> Status {
      audit::Entry entry(EntryId::New(random_), clock_.Now(), "test.erased", "done");
      TRY(keys::Remember({.tx = tx, .keys = *keys_, .entry = entry, .now = entry.at},
                         keys::Deed::kErased, Bytes(16, 1)));
      return audit::Append(tx, entry);
    }),
                IsOk());
  };
  ErasedMeanwhile busy(store(), 3, erase);
  ASSERT_OK_AND(const Made made, backup::Create(From(busy), folder_ / "out", kWindow, clock_));
  EXPECT_EQ(made.backup.replayed, 3) << "it holds all three, and nothing of them is done again";
  EXPECT_THAT(Verify(made.file, *ledger_), IsOk());
  EXPECT_THAT(ledger_->Backups(), SizeIs(1));
  EXPECT_EQ(ledger_->Backups().front().replayed, 3);
  ErasedMeanwhile busier(store(), 1000, erase);
  EXPECT_THAT(backup::Create(From(busier), folder_ / "out", kWindow, clock_),
              FailsWith(Code::kConflict));
  EXPECT_THAT(ledger_->Backups(), SizeIs(1)) << "no key without a backup";
  EXPECT_THAT(Files(), SizeIs(1));
}

}  // namespace
}  // namespace almoner::backup
