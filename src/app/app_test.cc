#include <sqlite3.h>

#include <fstream>
#include <sstream>

#include "app/accounts.h"
#include "app/check.h"
#include "app/demo.h"
#include "app/upkeep.h"
#include "crypto/random.h"
#include "support/house.h"

namespace almoner::app {
namespace {

using testing::Contains;
using testing::HasSubstr;

// The whole journey in a home of its own, stopped before the clock is moved.
class HomeTest : public testing::Test {
 protected:
  void SetUp() override { ASSERT_THAT(Play(ExampleNotice(), true), IsOk()); }

  Status Play(const std::string& notice, bool today, const std::string& store = "sqlite") {
    std::filesystem::remove_all(folder_.path());
    std::filesystem::create_directory(folder_.path());
    const DemoOptions options{
        .settings = {.home = folder_ / "home", .keys = folder_ / "home.keys", .store = store},
        .notice = notice,
        .pack = folder_ / "pack",
        .os_user = Personal(std::string("root")),
        .today = today};
    std::ostringstream out;
    Status done = RunDemo(options, random_, clock_, out);
    said_ = out.str();
    return done;
  }
  Result<std::unique_ptr<App>> Open() { return App::Open(folder_ / "home", random_, clock_); }
  Result<Checked> Check() {
    const auto app = TRY(Open());
    return CheckAll(*app, {.witness = app->WitnessFile()});
  }

  // One statement, straight into the database file: what someone with a disk editor could do.
  void Tamper(const std::string& sql) {
    sqlite3* db = nullptr;
    ASSERT_EQ(sqlite3_open((folder_ / "home" / "almoner.db").path().c_str(), &db), SQLITE_OK);
    char* error = nullptr;
    const int done = sqlite3_exec(db, sql.c_str(), nullptr, nullptr, &error);
    EXPECT_EQ(done, SQLITE_OK) << sql << ": " << (error == nullptr ? "" : error);
    EXPECT_GT(sqlite3_changes(db), 0) << sql;
    sqlite3_free(error);
    sqlite3_close(db);
  }
  void ExpectFound(const std::string& sql, const std::string& place) {
    const std::string file = (folder_ / "home" / "almoner.db").path();
    const std::string copy = file + ".whole";
    std::filesystem::copy_file(file, copy, std::filesystem::copy_options::overwrite_existing);
    Tamper(sql);
    const auto checked = Check();
    ASSERT_THAT(checked, IsOk()) << sql;
    EXPECT_FALSE(checked->good()) << sql;
    EXPECT_THAT(checked->text() + (checked->log.damage ? checked->log.damage->place.text() : ""),
                HasSubstr(place))
        << sql;
    std::filesystem::remove(file + "-wal");
    std::filesystem::remove(file + "-shm");
    std::filesystem::copy_file(copy, file, std::filesystem::copy_options::overwrite_existing);
  }

  TempDir folder_;
  crypto::SystemRandom random_;
  FakeClock clock_{"2026-11-22T10:00:00Z"};
  std::string said_;
};

std::string Flip(const std::string& column) {
  // Replaces the last byte by one that it is not.
  return "CAST(substr(" + column + ", 1, length(" + column + ") - 1) || (CASE WHEN substr(" +
         column + ", -1) = X'00' THEN X'01' ELSE X'00' END) AS BLOB)";
}

TEST_F(HomeTest, TheJourneyEndsVerified) {
  const auto checked = Check();
  ASSERT_THAT(checked, IsOk());
  EXPECT_TRUE(checked->good()) << checked->text();
  for (const char* said :
       {"REFUSED: This person is not in your caseload", "HL-2", "“Margret Oshea” finds 1 of 2",
        "It goes after 22 November 2034", "The log is whole"})
    EXPECT_THAT(said_, HasSubstr(said));
}

TEST_F(HomeTest, TheWholeJourneyRunsUnderTheExampleToForgettingAndCanBeRepeated) {
  ASSERT_THAT(Play(ExampleNotice(), false), IsOk()) << said_;
  EXPECT_THAT(said_, HasSubstr("now finds 0 people"));
  EXPECT_THAT(said_, HasSubstr("CERTIFICATE OF DESTRUCTION"));
  EXPECT_TRUE(Check()->good());
  ASSERT_THAT(Play(ExampleNotice(), false), IsOk()) << said_;
}

TEST_F(HomeTest, TheWholeJourneyRunsUnderHalifaxsNotice) {
  ASSERT_THAT(Play(NoticeText("halifax-opportunities-trust"), false), IsOk()) << said_;
  EXPECT_TRUE(Check()->good());
}

// The same journey with a PostgreSQL database, where there is one (tools/with_postgres.sh).
class PostgresHomeTest : public HomeTest, public testing::WithParamInterface<Engine> {
 protected:
  void SetUp() override {}
};

TEST_P(PostgresHomeTest, TheWholeJourneyRunsOnIt) {
  const TestDatabase database(GetParam());
  ASSERT_THAT(Play(ExampleNotice(), false, database.dsn()), IsOk()) << said_;
  EXPECT_THAT(said_, HasSubstr("now finds 0 people"));
  EXPECT_TRUE(Check()->good());
}

TEST_P(PostgresHomeTest, WhatWasChangedThereIsFound) {
  const TestDatabase database(GetParam());
  ASSERT_THAT(Play(ExampleNotice(), true, database.dsn()), IsOk()) << said_;
  const auto store = database.Open();
  const auto changes = [&](Literal sql) {
    const auto changed = store->Write([&](store::Tx& tx) { return tx.Execute(sql); });
    return changed.value_or(0);
  };
  ASSERT_TRUE(Check()->good());
  ASSERT_EQ(changes("UPDATE staff SET ended = created WHERE ended IS NULL AND password = "
                    "(SELECT MIN(password) FROM staff)"),
            1);
  EXPECT_THAT(Check()->text(), HasSubstr("staff account"));
  ASSERT_EQ(changes("UPDATE staff SET ended = NULL WHERE ended IS NOT NULL"), 1);
  ASSERT_TRUE(Check()->good());
  ASSERT_GT(changes("UPDATE record SET category = 'newsletter' WHERE category = 'support-notes'"),
            0);
  EXPECT_THAT(Check()->text(), HasSubstr("record"));
}
TEST_P(PostgresHomeTest, AHomeIsNeverMadeOverTheDatabaseOfAnother) {
  const TestDatabase database(GetParam());
  ASSERT_THAT(Play(ExampleNotice(), true, database.dsn()), IsOk()) << said_;
  const FirstAccount account{Personal(std::string("A")), Personal(std::string("a")),
                             Personal(std::string()), SecretBytes::CopyOf("x")};
  const Settings other{
      .home = folder_ / "other", .keys = folder_ / "other.keys", .store = database.dsn()};
  std::string notice(ExampleNotice());
  notice += "# another edition\n";
  EXPECT_THAT(App::Create(other, notice, account, random_, clock_), FailsWith(Code::kConflict));
  EXPECT_FALSE(std::filesystem::exists(other.home.path())) << "nothing is left behind";
  EXPECT_TRUE(Check()->good()) << "and the home whose database it is goes on";
}
std::vector<Engine> ServersOnly() {
  std::vector<Engine> engines = Engines();
  std::erase(engines, Engine::kSqlite);
  return engines;
}
INSTANTIATE_TEST_SUITE_P(Store, PostgresHomeTest, testing::ValuesIn(ServersOnly()), EngineName);
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(PostgresHomeTest);

TEST_F(HomeTest, OneChangedByteAnywhereIsFoundAndItsPlaceNamed) {
  ExpectFound("UPDATE audit_entry SET body = " + Flip("body") + " WHERE seq = 5", "entry 5");
  ExpectFound("UPDATE log_tile SET hashes = " + Flip("hashes") + " WHERE level = 0", "tile");
  ExpectFound(
      "UPDATE record SET body = " + Flip("body") + " WHERE id = (SELECT MIN(id) FROM record)",
      "record");
  ExpectFound("UPDATE record SET category = 'newsletter' WHERE category = 'support-notes'",
              "record");
  ExpectFound(
      "UPDATE record SET recorded_at = recorded_at + 1 WHERE id = (SELECT MIN(id) FROM record)",
      "record");
  ExpectFound("UPDATE record_person SET wrapped = " + Flip("wrapped") + " WHERE part = 'about'",
              "record");
  for (const char* kind : {"data", "audit", "evidence"})
    ExpectFound("UPDATE wrapped_key SET wrapped = " + Flip("wrapped") + " WHERE kind = '" +
                    std::string(kind) + "' AND owner IN (SELECT id FROM subject)",
                "key of");
  ExpectFound("UPDATE consent_event SET event = 'given' WHERE event = 'withdrawn'", "consent");
  ExpectFound("UPDATE consent_event SET evidence = " + Flip("evidence"), "consent");
  ExpectFound("UPDATE file_event SET body = " + Flip("body") + " WHERE seq = 2", "file");
  ExpectFound("UPDATE file_event SET kind = 'approved' WHERE kind = 'drafted'", "file");
}

TEST_F(HomeTest, AChangedRowThatDecisionsRestOnIsFoundAndItsPlaceNamed) {
  ExpectFound("UPDATE staff_role SET role = 'administrator' WHERE role = 'support-worker'",
              "role of a staff account");
  ExpectFound("UPDATE staff SET password = 'x'", "staff account");
  ExpectFound("UPDATE staff SET profile = " + Flip("profile"), "staff account");
  ExpectFound("UPDATE assignment SET until = since", "assignment");
  ExpectFound("UPDATE subject SET kind = 'donor'", "person");
  ExpectFound("UPDATE file SET subject = zeroblob(16)", "file");
  ExpectFound(
      "DELETE FROM record_person WHERE part = 'about' AND subject = "
      "(SELECT MIN(subject) FROM record_person WHERE record = (SELECT record FROM "
      "record_person GROUP BY record HAVING COUNT(*) = 2)) AND record = (SELECT record "
      "FROM record_person GROUP BY record HAVING COUNT(*) = 2)",
      "record");
}

TEST_F(HomeTest, ARowThatDecisionsRestOnCannotBeAddedOrTakenAwayUnseen) {
  ExpectFound(
      "INSERT INTO staff_role SELECT staff, 'data-protection-officer', since, until, "
      "X'00' FROM staff_role WHERE role = 'support-worker' LIMIT 1",
      "role of staff account");
  ExpectFound("DELETE FROM staff_role WHERE role = 'data-protection-officer'",
              "gone without having been destroyed");
  ExpectFound("DELETE FROM assignment", "gone without having been destroyed");
  ExpectFound("DELETE FROM wrapped_key WHERE kind = 'data' AND owner IN (SELECT id FROM subject)",
              "one of their keys is gone");
  ExpectFound("DELETE FROM wrapped_key WHERE kind = 'audit' AND owner IN (SELECT id FROM staff)",
              "one of its keys is gone");
}

TEST_F(HomeTest, ANoticeThatIsNotTheOneInForceIsRefusedAlsoWhenTheDatabaseNamesIt) {
  const std::string other = NoticeText("halifax-opportunities-trust");
  const std::string hash = CompileNotice(other).hash;
  Tamper("UPDATE home SET value = CAST('" + hash + "' AS BLOB) WHERE name = 'notice'");
  EXPECT_THAT(Open(), FailsWith(Code::kCorrupt));
}

TEST_F(HomeTest, WhatWasTakenAwayOrPutInUnseenIsFound) {
  ExpectFound("DELETE FROM record WHERE id = (SELECT MIN(id) FROM record)",
              "gone without having been destroyed");
  ExpectFound("DELETE FROM record_person WHERE record = (SELECT MIN(id) FROM record)",
              "about nobody");
  ExpectFound("DELETE FROM consent_event WHERE event = 'withdrawn'",
              "gone without having been destroyed");
  ExpectFound("DELETE FROM file_event WHERE kind = 'approved'",
              "gone without having been destroyed");
  ExpectFound("DELETE FROM audit_entry WHERE seq = 3", "entry 3");
  // Of an entry that answers for no row, so that no row tells.
  ExpectFound(
      "UPDATE audit_entry SET body = NULL WHERE seq = (SELECT MIN(seq) FROM audit_entry WHERE "
      "instr(body, CAST('\"sealed\"' AS BLOB)) = 0 AND "
      "instr(body, CAST('\"destroyed\"' AS BLOB)) = 0)",
      "what 1 entry of the log said is gone");
}

TEST_F(HomeTest, NothingOfAPersonStandsInPlainInAnyFileOfTheHomeOrItsKeys) {
  const auto app = Open();
  ASSERT_THAT(app, IsOk());  // open, so that the write-ahead log is there too
  int files = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_.path())) {
    if (!entry.is_regular_file() ||
        entry.path().string().starts_with((folder_ / "pack").path().string()))
      continue;
    ++files;
    const std::string text = ReadText(entry.path());
    for (const char* word :
         {"Margaret", "O'Shea", "margaret@", "960017", "1941-06-03", "PW1 4ZZ", "999 000",
          "short of breath", "Sam Rivers", "Please send me", "form kept in the office"})
      EXPECT_EQ(text.find(word), std::string::npos) << word << " in " << entry.path().filename();
  }
  EXPECT_GE(files, 6);
  // The same words are in the pack, so the search is one that can find them.
  EXPECT_THAT(ReadText((folder_ / "pack" / "data" / "what-we-hold.json").path()),
              HasSubstr("Margaret"));
}

TEST_F(HomeTest, RotatingKeysKeepsEverythingReadableAndFindable) {
  {
    ASSERT_OK_AND(const auto app, Open());
    ASSERT_OK_AND(const Rotated rotated, RotateKeys(*app, std::nullopt));
    EXPECT_EQ(rotated.epoch, 2);
    EXPECT_EQ(rotated.renewed, 1);  // the person of whom the newsletter was erased
    EXPECT_THAT(app->ledger().Epochs(), testing::ElementsAre(2));
  }
  ASSERT_OK_AND(const auto app, Open());
  EXPECT_TRUE(CheckAll(*app, {})->good());
  ASSERT_OK_AND(const StaffId sam, app->store().Read([&](store::ReadTx& tx) {
    return staff::FindByLogin(tx, app->keys(), Personal(std::string("sam")));
  }));
  const auto found = Allowed(
      app->gate().Find({.actor = sam, .purpose = "support"}, {Personal(std::string("Margaret"))}));
  EXPECT_EQ(found.subjects.size(), 1U);
}

TEST_F(HomeTest, ARotationThatWasInterruptedIsFinishedBeforeAnyoneIsLetIn) {
  {
    ASSERT_OK_AND(const auto app, Open());
    ASSERT_THAT(app->ledger().BeginEpoch(clock_), IsOkAndHolds(2));  // and the power went
  }
  ASSERT_OK_AND(const auto app, Open());
  EXPECT_THAT(app->ledger().Epochs(), testing::ElementsAre(2));
  EXPECT_TRUE(CheckAll(*app, {})->good());
  EXPECT_THAT(app->store().Read([&](store::ReadTx& tx) {
    return staff::FindByLogin(tx, app->keys(), Personal(std::string("sam")));
  }),
              IsOk());
}

TEST_F(HomeTest, ASecondProcessIsToldThatTheHomeIsOwned) {
  const auto first = Open();
  ASSERT_THAT(first, IsOk());
  EXPECT_THAT(Open(), FailsWith(Code::kConflict));
}

TEST_F(HomeTest, AHomeIsNeverMadeOverAnother) {
  const FirstAccount account{Personal(std::string("A")), Personal(std::string("a")),
                             Personal(std::string()), SecretBytes::CopyOf("x")};
  EXPECT_THAT(App::Create({.home = folder_ / "home", .keys = folder_ / "other.keys"},
                          ExampleNotice(), account, random_, clock_),
              FailsWith(Code::kConflict));
}

TEST_F(HomeTest, AnAlteredNoticeInForceIsRefused) {
  Tamper("UPDATE notice_version SET text = CAST(CAST(text AS TEXT) || '# one more line' AS BLOB)");
  EXPECT_THAT(Open(), FailsWith(Code::kCorrupt));
}

TEST_F(HomeTest, SettingsThatAreNotKnownAreRefusedWithTheirLine) {
  {
    std::ofstream out((folder_ / "home" / "almoner.toml").path(), std::ios::app);
    out << "listen = \"127.0.0.1:1\"\n";
  }
  const auto opened = Open();
  ASSERT_THAT(opened, FailsWith(Code::kInvalid));
  EXPECT_THAT(opened.error().Text(), HasSubstr("line"));
}

TEST_F(HomeTest, ALostOrWrongKeyFolderIsSaidPlainly) {
  std::filesystem::rename((folder_ / "home.keys").path(), (folder_ / "elsewhere").path());
  EXPECT_THAT(Open(), FailsWith(Code::kNotFound));
  ASSERT_THAT(keys::Ledger::Create(folder_ / "home.keys", random_, clock_), IsOk());
  EXPECT_FALSE(Open().has_value());  // the log was signed by another key
}

TEST(NewPassword, IsLongAndOfLettersThatAreNotMistakenForOthers) {
  FixedRandom random;
  const SecretBytes password = NewPassword(random);
  std::string text(password.text());
  ASSERT_EQ(text.size(), 19U);
  for (const std::size_t dash : {4U, 9U, 14U}) EXPECT_EQ(std::exchange(text[dash], 'a'), '-');
  EXPECT_EQ(text.find_first_not_of("23456789abcdefghijkmnpqrstuvwxyz"), std::string::npos);
}

}  // namespace
}  // namespace almoner::app
