#include "app/backups.h"

#include <fstream>
#include <set>

#include "app/accounts.h"
#include "app/demo.h"
#include "app/escrow.h"
#include "app/nightly.h"
#include "crypto/random.h"
#include "retention/review.h"
#include "support/house.h"

namespace almoner::app {
namespace {

namespace fs = std::filesystem;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Key;
using testing::Not;
using testing::Pair;
using testing::SizeIs;
using testing::UnorderedElementsAre;

// A home in which a few people are known, under each engine.
class BackupsTest : public testing::TestWithParam<Engine> {
 protected:
  void SetUp() override {
    const DemoOptions options{.settings = {.home = Home(), .keys = Keys(), .store = Store()},
                              .notice = ExampleNotice(),
                              .pack = folder_ / "pack",
                              .os_user = Personal(std::string("root")),
                              .today = true};
    std::ostringstream out;
    ASSERT_THAT(RunDemo(options, random_, clock_, out), IsOk()) << out.str();
  }
  OperatorPath Home() { return folder_ / "home"; }
  OperatorPath Keys() { return folder_ / "home.keys"; }
  OperatorPath Out() { return folder_ / "backups"; }
  std::string Store() { return GetParam() == Engine::kSqlite ? "sqlite" : database_->dsn(); }

  std::unique_ptr<App> Open() { return Opened(App::Open(Home(), random_, clock_)); }
  static std::unique_ptr<App> Opened(Result<std::unique_ptr<App>> opened) {
    EXPECT_THAT(opened, IsOk());
    return opened ? *std::move(opened) : nullptr;
  }
  // Everybody who is known; the first is somebody with records, consents and a trail.
  static std::vector<SubjectId> People(App& app) {
    std::vector<SubjectId> people;
    const Status read = app.store().Read([&](store::ReadTx& tx) -> Status {
      for (const store::Row& row : TRY(tx.Query(
               "SELECT p.subject FROM record_person p JOIN subject s ON s.id = p.subject WHERE "
               "s.merged_into IS NULL GROUP BY p.subject ORDER BY COUNT(*) DESC, p.subject")))
        people.push_back(TRY(row.As<SubjectId>(0)));
      return {};
    });
    EXPECT_THAT(read, IsOk());
    return people;
  }
  static std::vector<RecordId> About(App& app, const SubjectId& subject) {
    std::vector<RecordId> records;
    const auto items = app.store().Read([&](store::ReadTx& tx) {
      return retention::Review(tx, app.keys(), app.notice(), subject, app.clock().Now());
    });
    EXPECT_THAT(items, IsOk());
    std::vector<retention::Item> about;
    for (const retention::Item& item : *items)
      if (item.part == vault::Part::kAbout) about.push_back(item);
    return retention::NamesLast(app.notice(), std::move(about));
  }
  // By right, whatever the periods say.
  static retention::Erased Forget(App& app, const SubjectId& subject,
                                  const std::vector<RecordId>& records) {
    const auto erased = retention::Erase(app.gate(), {.subject = subject,
                                                      .actor = std::nullopt,
                                                      .purpose = "law.retention",
                                                      .records = records,
                                                      .file = std::nullopt,
                                                      .again = true});
    EXPECT_THAT(erased, IsOk());
    EXPECT_TRUE(erased->has_value());
    EXPECT_THAT(app.Settle(), IsOk());
    return **erased;
  }
  static bool Knows(App& app, const SubjectId& subject) {
    return app.store()
        .Read([&](store::ReadTx& tx) { return vault::LoadSubject(tx, app.keys(), subject); })
        .has_value();
  }
  OperatorPath BackUp(App& app) {
    const auto made = CreateBackup(app, Out(), std::nullopt);
    EXPECT_THAT(made, IsOk());
    return made->file;
  }
  Result<Restored> Restore(const OperatorPath& backup, Literal name = "restored") {
    return app::Restore(
        {.backup = backup, .settings = {.home = folder_ / name, .keys = Keys(), .store = Empty()}},
        random_, clock_);
  }
  // The database that a restored home gets: another each time.
  std::string Empty() {
    if (GetParam() == Engine::kSqlite) return "sqlite";
    others_.push_back(std::make_unique<TestDatabase>(GetParam()));
    return others_.back()->dsn();
  }

  TempDir folder_;
  std::unique_ptr<TestDatabase> database_ = std::make_unique<TestDatabase>(GetParam());
  std::vector<std::unique_ptr<TestDatabase>> others_;
  crypto::SystemRandom random_;
  FakeClock clock_{"2026-11-22T10:00:00Z"};
};
INSTANTIATE_ENGINES(BackupsTest);

TEST_P(BackupsTest, ARestoredHomeIsTheSameHomeUnderANewLog) {
  std::vector<SubjectId> people;
  std::string old_log;
  OperatorPath backup = Out();
  {
    const auto app = Open();
    people = People(*app);
    backup = BackUp(*app);
    old_log = app->log().verifier().name();
  }
  const auto restored = Restore(backup);
  ASSERT_THAT(restored, IsOk());
  EXPECT_FALSE(restored->replayed.any());
  EXPECT_GT(restored->log_size, 10U);
  const auto app = Opened(App::Open(folder_ / "restored", random_, clock_));
  EXPECT_EQ(People(*app), people);
  EXPECT_EQ(app->log().verifier().name(), old_log + "/2");
  const auto checked = CheckAll(*app, {.witness = app->WitnessFile()});
  ASSERT_THAT(checked, IsOk());
  EXPECT_TRUE(checked->good()) << checked->text();
  const auto before = app->store().Read([](store::ReadTx& tx) -> Result<std::string> {
    return TRY(tx.One("SELECT note FROM log_before")).Text(0);
  });
  EXPECT_THAT(before, IsOkAndHolds(HasSubstr(old_log)));
}

TEST_P(BackupsTest, TheFirstEntryOfTheNewLogIsTheLastCheckpointOfTheOld) {
  const OperatorPath backup = BackUp(*Open());
  ASSERT_THAT(Restore(backup), IsOk());
  const auto app = Opened(App::Open(folder_ / "restored", random_, clock_));
  const auto first = app->store().Read([](store::ReadTx& tx) -> Result<Bytes> {
    return TRY(tx.One("SELECT body FROM audit_entry WHERE seq = 0")).Blob(0);
  });
  ASSERT_THAT(first, IsOk());
  const auto entry = audit::Decode(*first);
  ASSERT_THAT(entry, IsOk());
  EXPECT_EQ(entry->action.text(), "backup.restored");
  EXPECT_THAT(entry->sealed, SizeIs(1));
}

TEST_P(BackupsTest, RestoringAfterTheErasureErasesAgain) {
  OperatorPath backup = Out();
  SubjectId gone = SubjectId::New(random_);
  {
    const auto app = Open();
    gone = People(*app).front();
    backup = BackUp(*app);
    EXPECT_TRUE(Forget(*app, gone, About(*app, gone)).person);
    EXPECT_FALSE(Knows(*app, gone));
  }
  const auto restored = Restore(backup);
  ASSERT_THAT(restored, IsOk());
  EXPECT_THAT(restored->replayed.done, Contains(Pair(keys::Deed::kErased, 1)));
  const auto app = Opened(App::Open(folder_ / "restored", random_, clock_));
  EXPECT_FALSE(Knows(*app, gone));
  EXPECT_THAT(People(*app), Not(Contains(gone)));
  EXPECT_TRUE(CheckAll(*app, {})->good());
}

TEST_P(BackupsTest, OneNoteOfManyGoesAgainToo) {
  OperatorPath backup = Out();
  SubjectId whose = SubjectId::New(random_);
  RecordId note = RecordId::New(random_);
  std::size_t held = 0;
  {
    const auto app = Open();
    whose = People(*app).front();
    held = About(*app, whose).size();
    note = About(*app, whose).front();
    backup = BackUp(*app);
    EXPECT_FALSE(Forget(*app, whose, {note}).person);
  }
  ASSERT_GT(held, 1U);
  ASSERT_THAT(Restore(backup), IsOk());
  const auto app = Opened(App::Open(folder_ / "restored", random_, clock_));
  EXPECT_THAT(About(*app, whose), Not(Contains(note)));
  EXPECT_THAT(About(*app, whose), SizeIs(held - 1));
}

TEST_P(BackupsTest, RestrictionsObjectionsWithdrawalsAndLeaversStandAgain) {
  OperatorPath backup = Out();
  SubjectId whose = SubjectId::New(random_);
  const EventId placed = EventId::New(random_);
  const EventId lifted = EventId::New(random_);
  std::optional<StaffId> leaver;
  {
    const auto app = Open();
    whose = People(*app).front();
    leaver = *AddStaff(*app, std::nullopt,
                       {.name = Personal(std::string("Lee Over")),
                        .login = Personal(std::string("lee")),
                        .os_user = Personal(std::string())},
                       nullptr, {});
    const auto mark = [&](const EventId& id, standing::Kind kind, std::string ground) {
      return Administer(*app, std::nullopt, "tested", [&](const keys::Change& change) {
        return standing::Place(change, {.id = id,
                                        .subject = whose,
                                        .kind = kind,
                                        .scope = "",
                                        .ground = ground,
                                        .since = change.now,
                                        .until = std::nullopt});
      });
    };
    ASSERT_THAT(mark(lifted, standing::Kind::kObjection, "objection"), IsOk());
    backup = BackUp(*app);
    clock_.Advance(std::chrono::hours(1));
    ASSERT_THAT(mark(placed, standing::Kind::kRestriction, "accuracy-contested"), IsOk());
    ASSERT_THAT(Administer(*app, std::nullopt, "tested",
                           [&](const keys::Change& change) -> Status {
                             TRY(staff::End(change, *leaver));
                             return standing::Lift(change, whose, lifted);
                           }),
                IsOk());
    ASSERT_THAT(app->Settle(), IsOk());
    clock_.Advance(std::chrono::hours(1));
  }
  const auto restored = Restore(backup);
  ASSERT_THAT(restored, IsOk());
  EXPECT_THAT(restored->replayed.done, Contains(Key(keys::Deed::kLeft)));
  EXPECT_THAT(restored->replayed.text(), HasSubstr("accounts ended: 1"));
  const auto app = Opened(App::Open(folder_ / "restored", random_, clock_));
  const auto marks = app->store().Read(
      [&](store::ReadTx& tx) { return standing::History(tx, app->keys(), whose); });
  ASSERT_THAT(marks, IsOk());
  std::map<EventId, std::optional<Time>> until;
  for (const standing::Mark& mark : *marks) until[mark.id] = mark.until;
  ASSERT_THAT(until, Contains(Key(placed)));
  EXPECT_FALSE(until[placed].has_value());
  EXPECT_EQ(until[lifted], Time::Parse("2026-11-22T11:00:00Z").value());
  EXPECT_THAT(app->store().Read([](store::ReadTx& tx) { return staff::List(tx); }),
              IsOkAndHolds(Not(Contains(*leaver))));
  EXPECT_TRUE(CheckAll(*app, {})->good());
}

TEST_P(BackupsTest, AHoldStandsAgainAndStopsWhatItStopped) {
  OperatorPath backup = Out();
  SubjectId whose = SubjectId::New(random_);
  const EventId lifted = EventId::New(random_);
  const EventId placed = EventId::New(random_);
  {
    const auto app = Open();
    whose = People(*app).front();
    backup = BackUp(*app);
    const auto hold = [&](const EventId& id) {
      return Administer(*app, std::nullopt, "tested", [&](const keys::Change& change) {
        return standing::Place(change, {.id = id,
                                        .subject = whose,
                                        .kind = "legal-claim",
                                        .record = {},
                                        .category = {},
                                        .file = RequestId::New(random_),
                                        .placed_by = {},
                                        .since = change.now,
                                        .review = *ParseDate("2027-06-01")});
      });
    };
    ASSERT_THAT(hold(lifted), IsOk());
    ASSERT_THAT(hold(placed), IsOk());
    clock_.Advance(std::chrono::hours(1));
    ASSERT_THAT(Administer(*app, std::nullopt, "tested",
                           [&](const keys::Change& change) {
                             return standing::LiftHold(change, whose, lifted, std::nullopt);
                           }),
                IsOk());
    ASSERT_THAT(app->Settle(), IsOk());
    clock_.Advance(std::chrono::hours(1));
  }
  ASSERT_THAT(Restore(backup), IsOk());
  const auto app = Opened(App::Open(folder_ / "restored", random_, clock_));
  const auto holds =
      app->store().Read([&](store::ReadTx& tx) { return standing::Holds(tx, app->keys(), whose); });
  ASSERT_THAT(holds, IsOk());
  std::map<EventId, bool> in_force;
  for (const standing::Hold& hold : *holds) in_force[hold.id] = hold.InForce(clock_.Now());
  EXPECT_THAT(in_force, Contains(Pair(placed, true)));
  EXPECT_THAT(in_force, Contains(Pair(lifted, false)));
  EXPECT_TRUE(CheckAll(*app, {})->good());
}

TEST_P(BackupsTest, AfterTheWindowAnOldBackupOpensNothingWithEveryCurrentKey) {
  OperatorPath backup = Out();
  {
    const auto app = Open();
    const SubjectId gone = People(*app).front();
    backup = BackUp(*app);
    Forget(*app, gone, About(*app, gone));
    ASSERT_THAT(RotateKeys(*app, std::nullopt), IsOk());
    EXPECT_THAT(app->ledger().Epochs(), SizeIs(2)) << "the backup still needs the first";
    clock_.Advance(std::chrono::hours(24 * 30));
    const auto expired = ExpireBackups(*app);
    ASSERT_THAT(expired, IsOk());
    EXPECT_EQ(expired->backups, 1);
    EXPECT_EQ(expired->epochs, 1);
  }
  EXPECT_THAT(Restore(backup), FailsWith(Code::kNotFound));
  EXPECT_FALSE(fs::exists((folder_ / "restored").path()));
  EXPECT_FALSE(fs::exists((folder_ / "restored.restoring").path()));
}

TEST_P(BackupsTest, ABackupFromAnEpochBeforeIsBroughtToTheNewest) {
  OperatorPath backup = Out();
  std::vector<SubjectId> people;
  {
    const auto app = Open();
    people = People(*app);
    backup = BackUp(*app);
    ASSERT_THAT(RotateKeys(*app, std::nullopt), IsOk());
    ASSERT_THAT(RotateKeys(*app, std::nullopt), IsOk());
  }
  ASSERT_THAT(Restore(backup), IsOk());
  const auto app = Opened(App::Open(folder_ / "restored", random_, clock_));
  EXPECT_EQ(People(*app), people);
  EXPECT_THAT(RotationUnfinished(*app), IsOkAndHolds(std::nullopt));
  const auto epochs = app->store().Read([](store::ReadTx& tx) -> Result<std::int64_t> {
    return TRY(tx.One("SELECT MIN(epoch) FROM wrapped_key")).Int(0);
  });
  EXPECT_THAT(epochs, IsOkAndHolds(3));
  EXPECT_TRUE(CheckAll(*app, {})->good());
}

TEST_P(BackupsTest, ATornOrForeignBackupTouchesNothing) {
  const OperatorPath backup = BackUp(*Open());
  fs::resize_file(backup.path(), fs::file_size(backup.path()) - 1);
  EXPECT_THAT(Restore(backup), FailsWith(Code::kCorrupt));
  EXPECT_FALSE(fs::exists((folder_ / "restored.restoring").path()));
  EXPECT_THAT(Restore(Home() / "almoner.toml"), FailsWith(Code::kCorrupt));
  EXPECT_THAT(Restore(folder_ / "not there"), FailsWith(Code::kNotFound));
  ASSERT_THAT(MakePrivateFolder(folder_ / "taken"), IsOk());
  EXPECT_THAT(Restore(BackUp(*Open()), "taken"), FailsWith(Code::kConflict));
}

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
  EXPECT_THAT(first.findings, IsEmpty());
  ASSERT_TRUE(first.backup.has_value());
  EXPECT_TRUE(fs::exists((Out() / "witness.txt").path()));
  EXPECT_FALSE(first.rotated.has_value());
  clock_.Advance(std::chrono::days(8));
  EXPECT_TRUE(RunNightly(*app).rotated.has_value());
  for (int week = 0; week < 4; ++week) {
    clock_.Advance(std::chrono::days(7));
    EXPECT_THAT(RunNightly(*app).findings, IsEmpty()) << week;
  }
  EXPECT_FALSE(fs::exists(first.backup->file.path())) << "past its window";
  EXPECT_THAT(app->ledger().Backups(), SizeIs(5));
  for (int week = 0; week < 9; ++week) {
    clock_.Advance(std::chrono::days(7));
    static_cast<void>(RunNightly(*app));
  }
  EXPECT_THAT(RunNightly(*app).findings, Contains(HasSubstr("backup drill")));
}

TEST_P(BackupsTest, AClockThatWasMovedDestroysNothing) {
  const auto app = Open();
  EXPECT_THAT(RunNightly(*app).findings,
              UnorderedElementsAre(HasSubstr("`backups`"), HasSubstr("recovery kit")));
  clock_.Set("2036-01-01T02:00:00Z");
  const Nightly ahead = RunNightly(*app);
  EXPECT_THAT(ahead.findings, Contains(HasSubstr("further than on the last night")));
  EXPECT_THAT(ahead.retention.erased, IsEmpty());
  clock_.Set("2026-11-23T02:00:00Z");
  EXPECT_THAT(RunNightly(*app).findings, Contains(HasSubstr("The clock was set back")));
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
    EXPECT_THAT(keys::ReadEventCopy(place), IsOkAndHolds(SizeIs(1))) << place.path();
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

TEST_P(BackupsTest, NoByteOfAForgottenPersonsKeysOrTokensIsInAnyFile) {
  if (GetParam() != Engine::kSqlite) GTEST_SKIP() << "PostgreSQL's files are not the home's";
  auto app = Open();
  const SubjectId gone = People(*app).front();
  std::vector<std::string> secrets;
  ASSERT_THAT(app->store().Read([&](store::ReadTx& tx) -> Status {
    for (const store::Row& row :
         TRY(tx.Query("SELECT wrapped FROM wrapped_key WHERE owner = $1", gone)))
      secrets.emplace_back(AsText(TRY(row.Blob(0))));
    for (const store::Row& row : TRY(tx.Query(
             "SELECT wrapped FROM record_person WHERE subject = $1 AND wrapped IS NOT NULL", gone)))
      secrets.emplace_back(AsText(TRY(row.Blob(0))));
    // Tokens of names are cut to three bytes, which any file has by chance.
    for (const store::Row& row :
         TRY(tx.Query("SELECT token FROM search_token WHERE subject = $1", gone)))
      if (const Bytes token = TRY(row.Blob(0)); token.size() >= 8)
        secrets.emplace_back(AsText(token));
    return {};
  }),
              IsOk());
  ASSERT_GT(secrets.size(), 4U);
  const std::string before = AllBytesIn(Home());
  for (const std::string& secret : secrets) EXPECT_NE(before.find(secret), std::string::npos);

  EXPECT_TRUE(Forget(*app, gone, About(*app, gone)).person);
  app->store().Scrub();
  const std::string after = AllBytesIn(Home());
  for (const std::string& secret : secrets) EXPECT_EQ(after.find(secret), std::string::npos);
  app.reset();
  const std::string closed = AllBytesIn(Home());
  for (const std::string& secret : secrets) EXPECT_EQ(closed.find(secret), std::string::npos);
}

// Put back by other means than ours: the file, as a snapshot of the machine would have it.
TEST(PutBackTest, ADatabaseFileFromBeforeAnErasureMeetsItWhenItIsOpened) {
  const TempDir folder;
  crypto::SystemRandom random;
  FakeClock clock("2026-11-22T10:00:00Z");
  const OperatorPath home = folder / "home";
  std::ostringstream out;
  ASSERT_THAT(RunDemo({.settings = {.home = home, .keys = folder / "home.keys"},
                       .notice = ExampleNotice(),
                       .pack = folder / "pack",
                       .os_user = Personal(std::string("root")),
                       .today = true},
                      random, clock, out),
              IsOk());
  const auto file = (home / "almoner.db").path();
  fs::copy_file(file, folder.path() / "older.db");
  std::optional<SubjectId> gone;
  {
    const auto app = App::Open(home, random, clock);
    ASSERT_THAT(app, IsOk());
    const auto found = (*app)->store().Read([](store::ReadTx& tx) -> Result<SubjectId> {
      return TRY(tx.One("SELECT subject FROM record_person WHERE part = 'about' LIMIT 1"))
          .As<SubjectId>(0);
    });
    ASSERT_THAT(found, IsOk());
    gone = *found;
    std::vector<RecordId> records;
    const auto items = (*app)->store().Read([&](store::ReadTx& tx) {
      return retention::Review(tx, (*app)->keys(), (*app)->notice(), *gone, clock.Now());
    });
    for (const auto& item : *items)
      if (item.part == vault::Part::kAbout) records.push_back(item.record);
    const auto erased = retention::Erase((*app)->gate(), {.subject = *gone,
                                                          .actor = std::nullopt,
                                                          .purpose = "law.retention",
                                                          .records = records,
                                                          .file = std::nullopt,
                                                          .again = true});
    ASSERT_THAT(erased, IsOk());
    ASSERT_THAT((*app)->Settle(), IsOk());
  }
  for (const char* more : {"-wal", "-shm"}) fs::remove(file.string() + more);
  fs::copy_file(folder.path() / "older.db", file, fs::copy_options::overwrite_existing);
  const auto app = App::Open(home, random, clock);
  ASSERT_THAT(app, IsOk());
  EXPECT_THAT((*app)->replayed().done, Contains(Pair(keys::Deed::kErased, 1)));
  EXPECT_FALSE(
      (*app)
          ->store()
          .Read([&](store::ReadTx& tx) { return vault::LoadSubject(tx, (*app)->keys(), *gone); })
          .has_value());
}

}  // namespace
}  // namespace almoner::app
