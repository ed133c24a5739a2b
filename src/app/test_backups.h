// For the tests of this module only: a home in which a few people are known, to be backed up and
// restored.
#pragma once

#include <gmock/gmock.h>

#include <filesystem>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "app/accounts.h"
#include "app/backups.h"
#include "app/demo.h"
#include "crypto/random.h"
#include "retention/again.h"
#include "support/fakes.h"
#include "support/matchers.h"
#include "support/stores.h"

namespace almoner::app {

// Under each engine.
class BackupsTest : public testing::TestWithParam<Engine> {
 public:
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
    const auto items = app.store().Read([&](store::ReadTx& tx) {
      return retention::Review(tx, app.keys(), app.notice(), subject, app.clock().Now());
    });
    EXPECT_THAT(items, IsOk());
    std::vector<retention::Item> about;
    for (const retention::Item& item : *items)
      if (item.part == vault::Part::kAbout) about.push_back(item);
    return retention::NamesLast(app.notice(), std::move(about));
  }
  // Whatever the periods say.
  static retention::Erased Forget(App& app, const SubjectId& subject,
                                  const std::vector<RecordId>& records, bool by_right = false) {
    const auto erased = retention::Erase(app.gate(), {.subject = subject,
                                                      .actor = std::nullopt,
                                                      .purpose = "law.retention",
                                                      .records = records,
                                                      .file = std::nullopt,
                                                      .again = true,
                                                      .by_right = by_right});
    EXPECT_THAT(erased, IsOk());
    EXPECT_TRUE(erased->has_value());
    EXPECT_THAT(app.Settle(), IsOk());
    return **erased;
  }
  static void Mark(App& app, const SubjectId& subject, const EventId& id, standing::Kind kind,
                   const std::string& ground) {
    EXPECT_THAT(Administer(app, std::nullopt, "tested",
                           [&](const keys::Change& change) {
                             return standing::Place(change, {.id = id,
                                                             .subject = subject,
                                                             .kind = kind,
                                                             .scope = "",
                                                             .ground = ground,
                                                             .since = change.now,
                                                             .until = std::nullopt});
                           }),
                IsOk());
  }
  void Hold(App& app, const SubjectId& subject, const EventId& id) {
    EXPECT_THAT(Administer(app, std::nullopt, "tested",
                           [&](const keys::Change& change) {
                             return standing::Place(change, {.id = id,
                                                             .subject = subject,
                                                             .kind = "legal-claim",
                                                             .record = {},
                                                             .category = {},
                                                             .file = RequestId::New(random_),
                                                             .placed_by = {},
                                                             .since = change.now,
                                                             .review = *ParseDate("2027-06-01")});
                           }),
                IsOk());
  }
  static bool Knows(App& app, const SubjectId& subject) {
    return app.store()
        .Read([&](store::ReadTx& tx) { return vault::LoadSubject(tx, app.keys(), subject); })
        .has_value();
  }

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

}  // namespace almoner::app
