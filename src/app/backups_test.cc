// Making backups, the night, drills, and machines that are lost.
#include <fstream>

#include "app/accounts.h"
#include "app/escrow.h"
#include "app/nightly.h"
#include "app/test_backups.h"
#include "store/home.h"

namespace almoner::app {
namespace {

namespace fs = std::filesystem;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Key;
using testing::Pair;
using testing::SizeIs;
using testing::UnorderedElementsAre;

INSTANTIATE_ENGINES(BackupsTest);

TEST_P(BackupsTest, ADrillSaysWhetherRestoringWorksAndLeavesNothing) {
  const auto app = Open();
  const OperatorPath backup = BackUp(*app);
  const SubjectId gone = People(*app).front();
  Forget(*app, gone, About(*app, gone));
  const auto events = app->store().Read([](store::ReadTx& tx) { return keys::LastEvent(tx); });
  ASSERT_THAT(events, IsOk());
  const auto drill = DrillRestore(*app, backup, folder_ / "scratch", std::nullopt);
  ASSERT_THAT(drill, IsOk());
  EXPECT_TRUE(drill->good()) << drill->checked.text();
  EXPECT_THAT(drill->restored.replayed.done, Contains(Key(keys::Deed::kErased)));
  EXPECT_FALSE(fs::exists((folder_ / "scratch").path()));
  EXPECT_THAT(app->store().Read([](store::ReadTx& tx) { return keys::LastEvent(tx); }),
              IsOkAndHolds(*events))
      << "the home itself is as it was";
  EXPECT_THAT(app->ledger().Backups(), SizeIs(1));
  EXPECT_THAT(NextDrill(*app), IsOkAndHolds(clock_.Now() + std::chrono::days(92)));
}

TEST_P(BackupsTest, WhatAKilledDrillLeftIsRemovedByTheNextAndByTheNight) {
  const auto app = Open();
  const OperatorPath backup = BackUp(*app);
  const OperatorPath scratch = ScratchOf(app->settings());
  const auto leave_at = [&](const OperatorPath& place, BytesView mark) {
    ASSERT_THAT(MakePrivateFolder(place), IsOk());
    ASSERT_THAT(WriteNewFile(place / "drill", mark), IsOk());
    ASSERT_THAT(keys::Ledger::Import(place / "keys", app->ledger().Export(), random_), IsOk());
  };
  const auto leave = [&](BytesView mark) { leave_at(scratch, mark); };
  leave(app->keys().home().bytes());
  EXPECT_THAT(DrillRestore(*app, backup, scratch, std::nullopt), IsOk());
  EXPECT_FALSE(fs::exists(scratch.path()));
  leave(app->keys().home().bytes());
  EXPECT_THAT(RunNightly(*app).Words(), Contains(HasSubstr("cut short")));
  EXPECT_FALSE(fs::exists(scratch.path()));
  const OperatorPath other = folder_ / "elsewhere";
  ASSERT_THAT(app->store().Write([&](store::Tx& tx) {
    return store::SetHomeValue(tx, "drill-scratch", AsBytes(other.path().string()));
  }),
              IsOk());
  leave_at(other, app->keys().home().bytes());
  EXPECT_THAT(RunNightly(*app).Words(), Contains(HasSubstr("cut short"))) << "wherever it was";
  EXPECT_FALSE(fs::exists(other.path()));
  const OperatorPath precious = folder_ / "precious";
  ASSERT_THAT(WriteNewFile(precious, {}), IsOk());
  EXPECT_THAT(DrillRestore(*app, backup, precious, std::nullopt), FailsWith(Code::kConflict));
  EXPECT_TRUE(fs::exists(precious.path()));
  ASSERT_THAT(MakePrivateFolder(folder_ / "room"), IsOk());
  ASSERT_THAT(MakePrivateFolder(folder_ / "room.new"), IsOk());
  ASSERT_THAT(WriteNewFile(folder_ / "room.new" / "mine", {}), IsOk());
  EXPECT_THAT(DrillRestore(*app, backup, folder_ / "room", std::nullopt),
              FailsWith(Code::kConflict));
  ASSERT_TRUE(fs::exists((folder_ / "room.new" / "mine").path()));
  fs::remove_all((folder_ / "room.new").path());
  ASSERT_THAT(MakePrivateFolder(folder_ / "room"), IsOk());
  EXPECT_THAT(DrillRestore(*app, backup, folder_ / "room", std::nullopt), IsOk());
  leave(AsBytes("another's"));
  EXPECT_THAT(DrillRestore(*app, backup, scratch, std::nullopt), FailsWith(Code::kConflict));
  ASSERT_THAT(app->store().Write([&](store::Tx& tx) {
    return store::SetHomeValue(tx, "drill-scratch", AsBytes(scratch.path().string()));
  }),
              IsOk());
  EXPECT_THAT(RunNightly(*app).Words(), testing::Not(Contains(HasSubstr("cut short"))));
  EXPECT_TRUE(fs::exists(scratch.path())) << "what is not ours is left alone";
}

TEST_P(BackupsTest, BackupsAndKeysInTheHomesFolderAreNoPartOfABackup) {
  {
    std::ofstream settings((Home() / "almoner.toml").path(), std::ios::app);
    settings << "backups = '" << (Home() / "kept").path().string() << "'\n";
  }
  const auto app = Open();
  const auto first = CreateBackup(*app, Home() / "kept", std::nullopt);
  ASSERT_THAT(first, IsOk());
  const auto second = CreateBackup(*app, Home() / "kept", std::nullopt);
  ASSERT_THAT(second, IsOk());
  const auto among = CreateBackup(*app, Home() / "files", std::nullopt);
  ASSERT_THAT(among, IsOk());
  const auto third = CreateBackup(*app, Home() / "elsewhere", std::nullopt);
  ASSERT_THAT(third, IsOk());
  constexpr std::uint64_t kMore = 100'000;  // the log grows a little each time
  EXPECT_LT(second->bytes, first->bytes + kMore);
  EXPECT_LT(third->bytes, first->bytes + kMore);
  const auto files = [&](const OperatorPath& backup) {
    return backup::Verify(backup, app->ledger(), {})->files;
  };
  EXPECT_EQ(files(third->file), files(first->file));
  EXPECT_EQ(files(among->file), files(first->file)) << "the home's own are in all of them";
}

TEST_P(BackupsTest, ANightDoesWhatIsDueAndSaysWhatIsNot) {
  {
    std::ofstream settings((Home() / "almoner.toml").path(), std::ios::app);
    settings << "backups = '" << Out().path().string() << "'\ncopies = ['"
             << (folder_ / "office").path().string() << "']\n";
  }
  ASSERT_THAT(MakePrivateFolder(folder_ / "office"), IsOk());
  const auto app = Open();
  ASSERT_THAT(MakeKit(*app, folder_ / "kit", {}, std::nullopt), IsOk());
  const Nightly first = RunNightly(*app);
  EXPECT_THAT(first.Words(), IsEmpty());
  ASSERT_TRUE(first.backup.has_value());
  EXPECT_TRUE(fs::exists((Out() / "witness.txt").path()));
  EXPECT_FALSE(first.rotated.has_value());
  clock_.Advance(std::chrono::days(8));
  EXPECT_TRUE(RunNightly(*app).rotated.has_value());
  for (int week = 0; week < 4; ++week) {
    clock_.Advance(std::chrono::days(7));
    EXPECT_THAT(RunNightly(*app).Words(), IsEmpty()) << week;
  }
  EXPECT_FALSE(fs::exists(first.backup->file.path())) << "past its window";
  EXPECT_THAT(app->ledger().Backups(), SizeIs(5));
  for (int week = 0; week < 9; ++week) {
    clock_.Advance(std::chrono::days(7));
    static_cast<void>(RunNightly(*app));
  }
  EXPECT_THAT(RunNightly(*app).Words(), Contains(HasSubstr("backup drill")));
}

TEST_P(BackupsTest, AClockThatWasMovedDestroysNothing) {
  {
    std::ofstream settings((Home() / "almoner.toml").path(), std::ios::app);
    settings << "backups = '" << Out().path().string() << "'\n";
  }
  const auto app = Open();
  EXPECT_THAT(RunNightly(*app).Words(), UnorderedElementsAre(HasSubstr("recovery kit")));
  const std::int64_t epoch = app->ledger().CurrentEpoch();
  clock_.Set("2036-01-01T02:00:00Z");
  const Nightly ahead = RunNightly(*app);
  EXPECT_THAT(ahead.Words(), Contains(HasSubstr("further than on the last night")));
  EXPECT_THAT(ahead.retention.erased, IsEmpty());
  EXPECT_THAT(app->ledger().Backups(), SizeIs(1)) << "neither expired nor made";
  EXPECT_EQ(app->ledger().CurrentEpoch(), epoch);
  clock_.Set("2026-11-23T02:00:00Z");
  EXPECT_THAT(RunNightly(*app).Words(), Contains(HasSubstr("The clock was set back")));
  EXPECT_THAT(app->ledger().Backups(), SizeIs(2)) << "one more was made";
  ASSERT_THAT(TrustClock(*app, std::nullopt), IsOk());
  EXPECT_THAT(RunNightly(*app).Words(), UnorderedElementsAre(HasSubstr("recovery kit")));
}

TEST_P(BackupsTest, EventsThatNoBackupIsOlderThanAreForgottenEverywhere) {
  const auto app = Open();
  const SubjectId gone = People(*app).front();
  Forget(*app, gone, About(*app, gone));
  clock_.Advance(std::chrono::days(31));
  const SubjectId later = People(*app).front();
  Forget(*app, later, About(*app, later));
  ASSERT_THAT(ExpireBackups(*app), IsOk());
  for (const OperatorPath& place : app->copies().folders())
    EXPECT_THAT(keys::ReadEventCopy(app->keys().home(), place), IsOkAndHolds(SizeIs(1)))
        << place.path();
}

// A new machine, with one backup, two trustees' sheets and a place off the old one.
TEST_P(BackupsTest, AMachineThatIsLostComesBackFromABackupAndTheKit) {
  const OperatorPath office = folder_ / "office";
  {
    std::ofstream settings((Home() / "almoner.toml").path(), std::ios::app);
    settings << "copies = ['" << office.path().string() << "']\n";
  }
  ASSERT_THAT(MakePrivateFolder(office), IsOk());
  OperatorPath backup = Out();
  std::vector<std::string> shares;
  SubjectId gone = SubjectId::New(random_);
  {
    const auto app = Open();
    const auto paper =
        MakePaperKit(app->keys().home(), 1, {}, {"Lantern House", ""}, random_, clock_.Now());
    ASSERT_THAT(paper, IsOk());
    for (const keys::KitShare& share : paper->kit.shares) {
      std::string lines;
      for (const std::string& line : keys::ShareLines(share)) lines += line + "\n";
      shares.push_back(lines);
    }
    const auto& key = paper->kit.public_key;
    ASSERT_THAT(app->ledger().SetRecovery({.public_key = Bytes(key.begin(), key.end()), .kit = 1}),
                IsOk());
    backup = BackUp(*app);
    gone = People(*app).front();
    Forget(*app, gone, About(*app, gone));
    const Copied copied = BringCopies(*app);
    EXPECT_EQ(copied.confirmed, 1U);
    EXPECT_EQ(copied.places, 1U);
  }
  fs::remove_all(Home().path());
  fs::remove_all(Keys().path());
  const auto recover = [&](std::vector<std::string> with) {
    return Recover(with, office, Keys(), random_);
  };
  EXPECT_THAT(recover({shares[2]}), FailsWith(Code::kInvalid));
  fs::rename((office / "events").path(), (office / "away").path());
  EXPECT_THAT(recover({shares[2], shares[0]}), FailsWith(Code::kNotFound));
  EXPECT_FALSE(fs::exists(Keys().path()));
  fs::rename((office / "away").path(), (office / "events").path());
  ASSERT_THAT(recover({shares[2], shares[0]}), IsOk());
  EXPECT_THAT(recover({shares[2], shares[0]}), FailsWith(Code::kConflict));
  const auto restored = Restore(backup);
  ASSERT_THAT(restored, IsOk());
  EXPECT_THAT(restored->replayed.done, Contains(Key(keys::Deed::kErased)));
  const auto app = Opened(App::Open(folder_ / "restored", random_, clock_));
  EXPECT_FALSE(Knows(*app, gone));
  EXPECT_TRUE(CheckAll(*app, {})->good());
}

// Everything in the home's folder, as somebody with the disk would have it.
std::string AllBytesIn(const OperatorPath& folder) {
  std::string all;
  for (const auto& entry : fs::recursive_directory_iterator(folder.path()))
    if (entry.is_regular_file()) all += ReadText(entry.path());
  return all;
}

// Wrapped keys and search tokens of nobody else's value; those of names are cut to three bytes,
// which any file has by chance.
Result<std::vector<std::string>> SecretsOf(App& app, const SubjectId& subject) {
  return app.store().Read([&](store::ReadTx& tx) -> Result<std::vector<std::string>> {
    std::vector<std::string> secrets;
    for (const store::Row& row :
         TRY(tx.Query("SELECT wrapped FROM wrapped_key WHERE owner = $1", subject)))
      secrets.emplace_back(AsText(TRY(row.Blob(0))));
    for (const store::Row& row : TRY(tx.Query(
             "SELECT wrapped FROM record_person WHERE subject = $1 AND wrapped IS NOT NULL",
             subject)))
      secrets.emplace_back(AsText(TRY(row.Blob(0))));
    for (const store::Row& row :
         TRY(tx.Query("SELECT t.token FROM search_token t WHERE t.subject = $1 AND NOT EXISTS "
                      "(SELECT 1 FROM search_token o WHERE o.token = t.token AND o.subject <> "
                      "t.subject)",
                      subject)))
      if (const Bytes token = TRY(row.Blob(0)); token.size() >= 8)
        secrets.emplace_back(AsText(token));
    return secrets;
  });
}

// PostgreSQL's files are not the home's.
class ForgottenBytesTest : public BackupsTest {};
INSTANTIATE_TEST_SUITE_P(Engines, ForgottenBytesTest, testing::Values(Engine::kSqlite), EngineName);

TEST_P(ForgottenBytesTest, AfterTheNightNoByteOfAForgottenPersonsKeysOrTokensIsInAnyFile) {
  const auto app = Open();
  const SubjectId gone = People(*app).front();
  ASSERT_OK_AND(const auto secrets, SecretsOf(*app, gone));
  ASSERT_GT(secrets.size(), 4U);
  const std::string before = AllBytesIn(Home());
  for (const std::string& secret : secrets) EXPECT_NE(before.find(secret), std::string::npos);

  EXPECT_TRUE(Forget(*app, gone, About(*app, gone)).person);
  static_cast<void>(RunNightly(*app));
  const std::string after = AllBytesIn(Home());
  for (const std::string& secret : secrets) EXPECT_EQ(after.find(secret), std::string::npos);
}

// Put back by other means than ours: the file, as a snapshot of the machine would have it.
class PutBackTest : public BackupsTest {};
INSTANTIATE_TEST_SUITE_P(Engines, PutBackTest, testing::Values(Engine::kSqlite), EngineName);

TEST_P(PutBackTest, ADatabaseFileFromBeforeAnErasureMeetsItWhenItIsOpened) {
  const auto file = (Home() / "almoner.db").path();
  fs::copy_file(file, folder_.path() / "older.db");
  std::optional<SubjectId> gone;
  {
    const auto app = Open();
    gone = People(*app).front();
    Forget(*app, *gone, About(*app, *gone));
  }
  for (const char* more : {"-wal", "-shm"}) fs::remove(file.string() + more);
  fs::copy_file(folder_.path() / "older.db", file, fs::copy_options::overwrite_existing);
  const auto app = Open();
  EXPECT_THAT(app->replayed().done, Contains(Pair(keys::Deed::kErased, 1)));
  EXPECT_FALSE(Knows(*app, *gone));
}

}  // namespace
}  // namespace almoner::app
