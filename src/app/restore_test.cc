// Restoring a backup.
#include "app/accounts.h"
#include "app/escrow.h"
#include "app/test_backups.h"
#include "app/upkeep.h"

namespace almoner::app {
namespace {

namespace fs = std::filesystem;
using testing::Contains;
using testing::HasSubstr;
using testing::Key;
using testing::Not;
using testing::Pair;
using testing::SizeIs;

using RestoreTest = BackupsTest;
INSTANTIATE_ENGINES(RestoreTest);

TEST_P(RestoreTest, ARestoredHomeIsTheSameHomeUnderANewLog) {
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

TEST_P(RestoreTest, TheFirstEntryOfTheNewLogIsTheLastCheckpointOfTheOld) {
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

TEST_P(RestoreTest, RestoringAfterTheErasureErasesAgain) {
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

TEST_P(RestoreTest, WhoeverAskedToGoIsStillRecognisedAndWhoseTimeWasOverIsNot) {
  OperatorPath backup = Out();
  {
    const auto app = Open();
    const auto people = People(*app);
    ASSERT_GT(people.size(), 1U);
    backup = BackUp(*app);
    Forget(*app, people[0], About(*app, people[0]), true);
    Forget(*app, people[1], About(*app, people[1]));
  }
  const auto hashes = [](App& app) {
    return app.store().Read([](store::ReadTx& tx) -> Result<std::vector<Bytes>> {
      std::vector<Bytes> all;
      for (const store::Row& row : TRY(tx.Query("SELECT hash FROM suppression ORDER BY hash")))
        all.push_back(TRY(row.Blob(0)));
      return all;
    });
  };
  const auto before = hashes(*Open());
  ASSERT_THAT(before, IsOk());
  EXPECT_FALSE(before->empty());
  ASSERT_THAT(Restore(backup), IsOk());
  const auto app = Opened(App::Open(folder_ / "restored", random_, clock_));
  EXPECT_THAT(hashes(*app), IsOkAndHolds(*before));
}

auto Admit(App& app, std::string name, std::string phone) {
  const auto sam = app.store().Read([&](store::ReadTx& tx) {
    return staff::FindByLogin(tx, app.keys(), Personal(std::string("sam")));
  });
  EXPECT_THAT(sam, IsOk());
  vault::Content content;
  content.source = "self";
  content.fields.push_back({"name", Personal(std::move(name))});
  content.fields.push_back({"phone", Personal(std::move(phone))});
  return app.gate().AddPerson({.actor = *sam, .purpose = "support"},
                              {"service-user", "contact-details", std::move(content)});
}

// Somebody who came after the backup, and asked to go before the restore.
TEST_P(RestoreTest, WhoeverTheBackupNeverKnewIsRecognisedToo) {
  const auto admit = [](App& app) { return Admit(app, "Ines Moura", "020 7946 0991"); };
  OperatorPath backup = Out();
  {
    const auto app = Open();
    backup = BackUp(*app);
    const auto added = admit(*app);
    ASSERT_THAT(added, IsOk());
    const SubjectId ines = (*added)->subject;
    EXPECT_TRUE(Forget(*app, ines, About(*app, ines), true).person);
    EXPECT_THAT(admit(*app), FailsWith(Code::kRefused));
  }
  ASSERT_THAT(Restore(backup), IsOk());
  const auto app = Opened(App::Open(folder_ / "restored", random_, clock_));
  EXPECT_THAT(admit(*app), FailsWith(Code::kRefused));
  EXPECT_TRUE(CheckAll(*app, {})->good());
}

// Only the right to erasure overrides a restriction, and who asked is not asked again.
TEST_P(RestoreTest, WhoAskedToGoWhileRestrictedGoesAgain) {
  OperatorPath backup = Out();
  SubjectId gone = SubjectId::New(random_);
  {
    const auto app = Open();
    gone = People(*app).front();
    Mark(*app, gone, EventId::New(random_), standing::Kind::kRestriction, "accuracy-contested");
    backup = BackUp(*app);
    EXPECT_TRUE(Forget(*app, gone, About(*app, gone), true).person);
  }
  const auto restored = Restore(backup);
  ASSERT_THAT(restored, IsOk());
  EXPECT_THAT(restored->replayed.done, Contains(Pair(keys::Deed::kErased, 1)));
  const auto app = Opened(App::Open(folder_ / "restored", random_, clock_));
  EXPECT_FALSE(Knows(*app, gone));
}

TEST_P(RestoreTest, OneNoteOfManyGoesAgainToo) {
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

TEST_P(RestoreTest, RestrictionsObjectionsWithdrawalsAndLeaversStandAgain) {
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
    Mark(*app, whose, lifted, standing::Kind::kObjection, "objection");
    backup = BackUp(*app);
    clock_.Advance(std::chrono::hours(1));
    Mark(*app, whose, placed, standing::Kind::kRestriction, "accuracy-contested");
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

TEST_P(RestoreTest, AHoldStandsAgainAndStopsWhatItStopped) {
  OperatorPath backup = Out();
  SubjectId whose = SubjectId::New(random_);
  const EventId lifted = EventId::New(random_);
  const EventId placed = EventId::New(random_);
  {
    const auto app = Open();
    whose = People(*app).front();
    backup = BackUp(*app);
    Hold(*app, whose, lifted);
    Hold(*app, whose, placed);
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

TEST_P(RestoreTest, WhatWasDecidedToBeKeptLongerIsKeptAgain) {
  OperatorPath backup = Out();
  SubjectId whose = SubjectId::New(random_);
  {
    const auto app = Open();
    whose = People(*app).front();
    backup = BackUp(*app);
    ASSERT_THAT(Administer(*app, std::nullopt, "tested",
                           [&](const keys::Change& change) {
                             return standing::Put(change, {.id = EventId::New(random_),
                                                           .subject = whose,
                                                           .verdict = standing::Verdict::kKeep,
                                                           .rule = "support-record",
                                                           .hold = {},
                                                           .record = {},
                                                           .until = *ParseDate("2036-05-01"),
                                                           .file = RequestId::New(random_),
                                                           .staff = StaffId::New(random_),
                                                           .at = change.now});
                           }),
                IsOk());
    ASSERT_THAT(app->Settle(), IsOk());
  }
  const auto restored = Restore(backup);
  ASSERT_THAT(restored, IsOk());
  EXPECT_THAT(restored->replayed.done, Contains(Pair(keys::Deed::kKept, 1)));
  const auto app = Opened(App::Open(folder_ / "restored", random_, clock_));
  const auto decisions = app->store().Read(
      [&](store::ReadTx& tx) { return standing::Decisions(tx, app->keys(), whose); });
  ASSERT_THAT(decisions, IsOkAndHolds(SizeIs(1)));
  EXPECT_EQ(decisions->front().until, *ParseDate("2036-05-01"));
  EXPECT_EQ(decisions->front().rule, "support-record");
  EXPECT_TRUE(CheckAll(*app, {})->good());
}

TEST_P(RestoreTest, AHoldForSomebodyWhoCameAfterTheBackupLeavesNothing) {
  OperatorPath backup = Out();
  std::int64_t files = 0;
  const auto count = [](App& app) {
    return app.store()
        .Read([](store::ReadTx& tx) -> Result<std::int64_t> {
          return TRY(tx.One("SELECT COUNT(*) FROM file")).Int(0);
        })
        .value();
  };
  {
    const auto app = Open();
    backup = BackUp(*app);
    files = count(*app);
    Hold(*app, SubjectId::New(random_), EventId::New(random_));
    ASSERT_THAT(app->Settle(), IsOk());
  }
  ASSERT_THAT(Restore(backup), IsOk());
  const auto app = Opened(App::Open(folder_ / "restored", random_, clock_));
  EXPECT_EQ(count(*app), files);
}

TEST_P(RestoreTest, AnOldWitnessIsNoDamageOfTheNewLog) {
  const OperatorPath kept = folder_ / "kept.txt";
  OperatorPath backup = Out();
  {
    const auto app = Open();
    backup = BackUp(*app);
    fs::copy_file(app->WitnessFile().path(), kept.path());
  }
  ASSERT_THAT(Restore(backup), IsOk());
  const auto app = Opened(App::Open(folder_ / "restored", random_, clock_));
  const auto checked = CheckAll(*app, {.witness = kept});
  ASSERT_THAT(checked, IsOk());
  EXPECT_TRUE(checked->good()) << checked->text();
  EXPECT_THAT(checked->text(), HasSubstr("of the log before or after a restore"));
  ASSERT_THAT(MakePrivateFolder(folder_ / "place"), IsOk());
  ASSERT_THAT(CopyWitness(*app, folder_ / "place"), IsOk());
  EXPECT_TRUE(fs::exists((folder_ / "place" / "witness-1.txt").path())) << "the old one goes along";
}

TEST_P(RestoreTest, AfterTheWindowAnOldBackupOpensNothingWithEveryCurrentKey) {
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

TEST_P(RestoreTest, ABackupFromAnEpochBeforeIsBroughtToTheNewest) {
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

TEST_P(RestoreTest, ATornOrForeignBackupTouchesNothing) {
  const OperatorPath backup = BackUp(*Open());
  fs::resize_file(backup.path(), fs::file_size(backup.path()) - 1);
  EXPECT_THAT(Restore(backup), FailsWith(Code::kCorrupt));
  EXPECT_FALSE(fs::exists((folder_ / "restored.restoring").path()));
  EXPECT_THAT(Restore(Home() / "almoner.toml"), FailsWith(Code::kCorrupt));
  EXPECT_THAT(Restore(folder_ / "not there"), FailsWith(Code::kNotFound));
  ASSERT_THAT(MakePrivateFolder(folder_ / "taken"), IsOk());
  EXPECT_THAT(Restore(BackUp(*Open()), "taken"), FailsWith(Code::kConflict));
}

// Whose only record was moved to somebody else: no record tells that they are to go again.
TEST_P(RestoreTest, WhoHadNoRecordOfTheirOwnGoesAgain) {
  OperatorPath backup = Out();
  SubjectId gone = SubjectId::New(random_);
  {
    const auto app = Open();
    const auto people = People(*app);
    gone = people.back();
    for (const RecordId& record : About(*app, gone)) {
      const auto moved = app->store().Write([&](store::Tx& tx) -> Status {
        TRY(tx.Execute("DELETE FROM record_person WHERE record = $1 AND subject = $2", record,
                       gone));
        return {};
      });
      ASSERT_THAT(moved, IsOk());
    }
    backup = BackUp(*app);
    EXPECT_TRUE(Forget(*app, gone, {}).person);
  }
  ASSERT_THAT(Restore(backup), IsOk());
  EXPECT_FALSE(Knows(*Opened(App::Open(folder_ / "restored", random_, clock_)), gone));
}

TEST_P(RestoreTest, WithoutTheEventLedgerNothingIsRestoredUnlessSomebodySaysSo) {
  OperatorPath backup = Out();
  SubjectId gone = SubjectId::New(random_);
  {
    const auto app = Open();
    gone = People(*app).front();
    backup = BackUp(*app);
    Forget(*app, gone, About(*app, gone));
  }
  fs::remove((Keys() / "events").path());
  EXPECT_THAT(Restore(backup), FailsWith(Code::kConflict));
  EXPECT_FALSE(fs::exists((folder_ / "restored").path()));
  EXPECT_FALSE(fs::exists((folder_ / "restored.restoring").path()));
  const auto anyway =
      app::Restore({.backup = backup,
                    .settings = {.home = folder_ / "restored", .keys = Keys(), .store = Empty()},
                    .without_events = true},
                   random_, clock_);
  ASSERT_THAT(anyway, IsOk());
  EXPECT_TRUE(anyway->without_events);
  EXPECT_TRUE(Knows(*Opened(App::Open(folder_ / "restored", random_, clock_)), gone));
}

// After it the numbers of the lost events are used up: a backup of before, which holds them, takes
// nothing that was done since for one of them.
TEST_P(RestoreTest, WhatIsDoneAfterARestoreWithoutTheEventLedgerIsDoneAgainByLaterOnes) {
  OperatorPath first = Out();
  OperatorPath second = Out();
  std::vector<SubjectId> people;
  {
    const auto app = Open();
    ASSERT_THAT(Admit(*app, "Ines Moura", "020 7946 0991"), IsOk());
    ASSERT_THAT(Admit(*app, "Rui Moura", "020 7946 0992"), IsOk());
    people = People(*app);
    ASSERT_GT(people.size(), 3U);
    first = BackUp(*app);
    Forget(*app, people[0], About(*app, people[0]));
    Forget(*app, people[1], About(*app, people[1]));
    second = BackUp(*app);
  }
  fs::remove((Keys() / "events").path());
  ASSERT_THAT(
      app::Restore({.backup = first,
                    .settings = {.home = folder_ / "anew", .keys = Keys(), .store = Empty()},
                    .without_events = true},
                   random_, clock_),
      IsOk());
  OperatorPath third = Out();
  {
    const auto app = Opened(App::Open(folder_ / "anew", random_, clock_));
    Forget(*app, people[2], About(*app, people[2]));
    third = BackUp(*app);
    Forget(*app, people[3], About(*app, people[3]));
    EXPECT_THAT(DrillRestore(*app, third, folder_ / "drill", std::nullopt), IsOk());
  }
  ASSERT_THAT(Restore(second), IsOk());
  {
    const auto app = Opened(App::Open(folder_ / "restored", random_, clock_));
    for (const SubjectId& person : people)
      EXPECT_EQ(Knows(*app, person), person != people[0] && person != people[1] &&
                                         person != people[2] && person != people[3]);
  }
  ASSERT_THAT(Restore(third, "again"), IsOk());
  EXPECT_FALSE(Knows(*Opened(App::Open(folder_ / "again", random_, clock_)), people[3]));
}

TEST_P(RestoreTest, AnEventLedgerThatEndsBeforeEventsThatAreKnownOfIsRefused) {
  OperatorPath backup = Out();
  {
    const auto app = Open();
    const auto people = People(*app);
    ASSERT_GT(people.size(), 1U);
    backup = BackUp(*app);
    Forget(*app, people[0], About(*app, people[0]));
    Forget(*app, people[1], About(*app, people[1]));
    BackUp(*app);  // which knows of both
  }
  const auto whole = ReadFile(Keys() / "events", Access::kAnyone, 1 << 24);
  ASSERT_THAT(whole, IsOk());
  fs::resize_file((Keys() / "events").path(), whole->size() - 10);  // the last one is torn
  EXPECT_THAT(Restore(backup), FailsWith(Code::kConflict));
  EXPECT_FALSE(fs::exists((folder_ / "restored").path()));
  ASSERT_THAT(OverwriteFile(Keys() / "events", 0, whole->view()), IsOk());
  EXPECT_THAT(Restore(backup), IsOk());
}

}  // namespace
}  // namespace almoner::app
