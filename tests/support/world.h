// A small organisation on an ordinary Saturday: Harbour Lights of notices/example.yaml in a fresh
// home, with a few people who work there and one they support.
//
//   World world;
//   auto opened = world.app().gate().Open({.actor = world.worker(), .subjects = {world.person()}});
//   world.clock().Advance(std::chrono::hours(1));
//   EXPECT_THAT(world.Log(), Contains("record.read allowed"));
//
// The test links the module app. Everything is gone when the World is.
#pragma once

#include <algorithm>
#include <fstream>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "app/accounts.h"
#include "app/demo.h"
#include "audit/log.h"
#include "support/fakes.h"
#include "support/matchers.h"
#include "support/stores.h"

namespace almoner {

// The same bytes in every run, for any number of threads.
class SharedFixedRandom : public Random {
 public:
  void Fill(std::span<std::uint8_t> out) override {
    const std::lock_guard lock(mutex_);
    random_.Fill(out);
  }

 private:
  std::mutex mutex_;
  FixedRandom random_;
};

class World {
 public:
  static constexpr std::string_view kPassword = "harbour lantern quay";  // everyone's
  static constexpr std::string_view kPersonName = "Margaret O'Shea";
  static constexpr std::string_view kNote = "Short of breath on the stairs.";

  // `settings_too`: lines of almoner.toml besides. `notice`: instead of the example's.
  explicit World(std::string_view settings_too = "", std::string_view notice = "") {
    const app::Settings settings{.home = folder_ / "home",
                                 .keys = folder_ / "keys",
                                 .listen = "127.0.0.1:0",
                                 .metrics = "127.0.0.1:0"};
    Must(app::App::Create(settings, notice.empty() ? app::ExampleNotice() : std::string(notice),
                          {.name = Personal(std::string("Robin Hale")),
                           .login = Personal(std::string("robin")),
                           .os_user = Personal(std::string()),
                           .password = SecretBytes::CopyOf(kPassword)},
                          random_, clock_));
    std::ofstream((settings.home / "almoner.toml").path(), std::ios::app) << settings_too;
    app_ = Must(app::App::Open(settings.home, random_, clock_));
    worker_ = AddStaff("Sam Rivers", "sam", {"support-worker"});
    stranger_ = AddStaff("Jo Fields", "jo", {"support-worker"});
    officer_ = AddStaff("Ada Banks", "ada", {"data-protection-officer"});
    person_ = AddPerson(*worker_, std::string(kPersonName));
    AddNote(*worker_, *person_, std::string(kNote));
  }

  app::App& app() { return *app_; }
  FakeClock& clock() { return clock_; }
  [[nodiscard]] const TempDir& folder() const { return folder_; }

  // Sam Rivers ("sam"), support worker of the person.
  [[nodiscard]] const StaffId& worker() const { return *worker_; }
  // Jo Fields ("jo"), support worker of other people.
  [[nodiscard]] const StaffId& stranger() const { return *stranger_; }
  // Ada Banks ("ada"), data protection officer.
  [[nodiscard]] const StaffId& officer() const { return *officer_; }
  // Margaret O'Shea, with contact details and a note.
  [[nodiscard]] const SubjectId& person() const { return *person_; }

  StaffId AddStaff(std::string name, std::string login, const std::vector<std::string>& roles) {
    const SecretBytes password = SecretBytes::CopyOf(kPassword);
    return Must(app::AddStaff(*app_, std::nullopt,
                              {.name = Personal(std::move(name)),
                               .login = Personal(std::move(login)),
                               .os_user = Personal(std::string())},
                              &password, roles));
  }
  // In the caseload of whoever adds them.
  SubjectId AddPerson(const StaffId& by, std::string name) {
    vault::Content content = ContentAt(clock_.Now());
    Put(content, "name", std::move(name));
    Put(content, "date-of-birth", "1941-06-03");
    Put(content, "address", "12 Harbour Row, Portwick");
    Put(content, "postcode", "PW1 4ZZ");
    Put(content, "phone", "01632 960017");
    return Allowed(app_->gate().AddPerson(
                       {.actor = by, .purpose = "support"},
                       {.kind = "service-user", .category = "contact-details", .content = content}))
        .subject;
  }
  RecordId AddNote(const StaffId& by, const SubjectId& about, std::string text) {
    vault::Content content = ContentAt(clock_.Now());
    Put(content, "text", std::move(text));
    return Allowed(app_->gate().AddRecord({.actor = by, .purpose = "support"},
                                          {.category = "support-notes",
                                           .content = content,
                                           .people = {{.subject = about}}}))
        .record;
  }

  // What was recorded so far, as "action outcome", oldest first; sealed or not.
  std::vector<std::string> Log() {
    const auto rows = Must(app_->store().Read([](store::ReadTx& tx) {
      return tx.Query("SELECT body FROM audit_entry ORDER BY at, seq IS NULL, seq");
    }));
    std::vector<std::string> log;
    for (const store::Row& row : rows) {
      const audit::Entry entry = Must(audit::Decode(Must(row.Blob(0))));
      log.push_back(entry.action.text() + " " + entry.outcome.text());
    }
    return log;
  }
  std::size_t Logged(std::string_view line) {
    return static_cast<std::size_t>(std::ranges::count(Log(), line));
  }

  // The value, without which no test can go on.
  template <class T>
  static T Must(Result<T> result) {
    if (!result) std::fprintf(stderr, "%s\n", result.error().Text().c_str());
    CHECK(result.has_value());
    if constexpr (!std::is_void_v<T>) return *std::move(result);
  }
  template <class T>
  static T Allowed(gate::Outcome<T> outcome) {
    auto verdict = Must(std::move(outcome));
    if (!verdict) std::fprintf(stderr, "%s\n", verdict.error().words.what.c_str());
    CHECK(verdict.has_value());
    return *std::move(verdict);
  }

 private:
  static vault::Content ContentAt(Time now) {
    vault::Content content;
    content.source = "self";
    content.event_at = now;
    return content;
  }
  static void Put(vault::Content& content, std::string field, std::string value) {
    content.fields.push_back({.field = std::move(field), .value = Personal(std::move(value))});
  }

  TempDir folder_;
  SharedFixedRandom random_;
  FakeClock clock_{"2026-11-21T09:30:00Z"};
  std::unique_ptr<app::App> app_;
  std::optional<StaffId> worker_;
  std::optional<StaffId> stranger_;
  std::optional<StaffId> officer_;
  std::optional<SubjectId> person_;
};

}  // namespace almoner
