// What waits for those who keep no longer than promised and for those who run the machine; and the
// caller's own people.
#include <fmt/format.h>

#include <algorithm>

#include "app/backups.h"
#include "app/upkeep.h"
#include "console/purposes.h"
#include "console/today.h"
#include "retention/review.h"
#include "staff/reach.h"
#include "standing/standing.h"
#include "vault/vault.h"
#include "web/record_words.h"
#include "web/words.h"

namespace almoner::web::console {
namespace {

constexpr std::size_t kMostPeople = 20;

// What says who somebody is, of what the purpose may read: no more than that is opened.
std::vector<std::string> NamingCategories(const notice::Notice& notice, std::string_view purpose) {
  std::vector<std::string> ids;
  const auto activity = notice.FindActivity(purpose);
  if (!activity) return ids;
  for (std::size_t i = 0; i < notice.categories.size(); ++i) {
    const bool names = std::ranges::any_of(notice.categories[i].fields, [](const auto& field) {
      return field.kind == notice::FieldKind::kName;
    });
    if (names && notice.activities[*activity].reads[i]) ids.push_back(notice.categories[i].id);
  }
  return ids;
}

struct Mine {
  staff::Caseload caseload;
  std::vector<SubjectId> shown;    // by name
  std::vector<SubjectId> unnamed;  // whose data is only kept for now (Article 18)
};

Result<Mine> LoadMine(Site& site, const Caller& caller) {
  return site.app.store().Read([&](store::ReadTx& tx) -> Result<Mine> {
    const Time now = site.app.clock().Now();
    Mine mine;
    mine.caseload = TRY(staff::CaseloadNow(tx, site.app.keys(), caller.staff, now, kMostPeople));
    for (const SubjectId& subject : mine.caseload.people) {
      const auto standing =
          TRY(standing::Load(tx, site.app.keys(), site.app.notice(), subject, now));
      (standing.restricted ? mine.unnamed : mine.shown).push_back(subject);
    }
    return mine;
  });
}

Status AddNamed(Site& site, gate::Opened opened, const std::vector<SubjectId>& shown,
                const std::string& purpose, Part& part) {
  const notice::Notice& notice = site.app.notice();
  const auto records =
      TRY(vault::Reveal(std::move(opened.permit), site.app.keys(), site.app.clock()));
  for (const SubjectId& subject : shown) {
    Records theirs;
    for (const vault::Record& record : records)
      if (std::ranges::any_of(record.people, [&](const vault::Person& person) {
            return person.subject == subject && person.part == vault::Part::kAbout;
          }))
        theirs.push_back(&record);
    Item item{.title = DisplayName(notice, theirs),
              .href = "/people/" + subject.text() + "?purpose=" + http::EncodePercent(purpose)};
    if (const std::string known = KnownBy(notice, theirs); !known.empty())
      item.lines.push_back(Capital(known) + ".");
    part.items.push_back(std::move(item));
  }
  std::ranges::stable_sort(part.items, {}, &Item::title);
  return {};
}

}  // namespace

Time EndOf(Date day) {
  // The last moment that London calls that day: its offset is nothing or one hour.
  const auto midnight = sys_days(day) + std::chrono::days(1);
  Time end = Time::FromMicros(
      std::chrono::duration_cast<std::chrono::microseconds>(midnight.time_since_epoch()).count() -
      1);
  if (sys_days(LondonDate(end)) != sys_days(day)) end = end - std::chrono::hours(1);
  return end;
}

Tag TagOf(const std::optional<Time>& by, Time now) {
  if (!by) return {.colour = "yellow", .text = "To do"};
  const auto days = (sys_days(LondonDate(*by)) - sys_days(LondonDate(now))).count();
  if (*by < now && days == 0) return {.colour = "red", .text = "Late"};
  if (days < 0)
    return {.colour = "red", .text = fmt::format("{} day{} late", -days, days == -1 ? "" : "s")};
  if (days == 0) return {.colour = "yellow", .text = "Today"};
  return {.colour = days <= 3 ? "yellow" : "blue",
          .text = fmt::format("{} day{} left", days, days == 1 ? "" : "s")};
}

std::string Numbered(std::string_view what, std::string_view id) {
  return fmt::format("{} {}", what, id.substr(0, 8));
}

std::string WhatWaits(std::int64_t records, std::size_t people) {
  const std::string_view whom = people == 1 ? "person" : "people";
  if (records == 0)
    return fmt::format(
        "Of {} {} no record is held any more; what stands beside waits to be looked "
        "at and destroyed.",
        people, whom);
  return fmt::format("{} record{} of {} {} wait to be looked at and destroyed.", records,
                     records == 1 ? "" : "s", people, whom);
}

Status AddRetentionToDo(Site& site, const Caller& caller, Waitings& out) {
  auto allowed = TRY(site.app.gate().Act({.actor = caller.staff, .purpose = "law.retention"},
                                         "retention.reviewed",
                                         [](const gate::Change&) -> Status { return {}; }));
  if (!allowed) return {};
  const auto due = TRY(retention::FindDue(site.app.gate().context(), site.app.clock().Now()));
  if (due.empty()) return {};
  std::int64_t records = 0;
  std::optional<Date> first;
  const auto count = [&](const Date& last_day, std::int64_t number) {
    records += number;
    if (!first || sys_days(last_day) < sys_days(*first)) first = last_day;
  };
  for (const retention::Due& one : due) {
    for (const retention::DueLine& line : one.lines) count(line.until.last_day, line.records);
    for (const retention::Item& item : one.waiting)
      if (item.until) count(item.until->last_day, 1);
  }
  Waiting waiting{.by = {},
                  .item = {.title = "Data is past its last day",
                           .href = "/retention",
                           .lines = {WhatWaits(records, due.size())}}};
  if (first) waiting.by = EndOf(*first);
  out.push_back(std::move(waiting));
  return {};
}

Status AddUpkeepToDo(Site& site, const Caller& /*caller*/, Waitings& out) {
  app::App& app = site.app;
  if (!app.settings().backups)
    out.push_back({.by = {},
                   .item = {.title = "Nothing is backed up",
                            .href = "/settings",
                            .tag = Tag{.colour = "red", .text = "At risk"},
                            .lines = {"No folder for backups is set in almoner.toml."}}});
  const Time drill = TRY(app::NextDrill(app));
  if (drill <= app.clock().Now() && app.settings().backups)
    out.push_back({.by = drill,
                   .item = {.title = "Try to restore a backup",
                            .href = "/settings",
                            .lines = {"A backup that nobody has restored may not be one."}}});
  if (!app.ledger().recovery())
    out.push_back({.by = {},
                   .item = {.title = "There is no recovery kit",
                            .href = "/settings",
                            .tag = Tag{.colour = "red", .text = "At risk"},
                            .lines = {"If this machine is lost, everything is."}}});
  if (TRY(app::RotationUnfinished(app)))
    out.push_back({.by = {},
                   .item = {.title = "A change of keys was interrupted",
                            .href = "/settings",
                            .lines = {"It is finished by the next nightly run."}}});
  return {};
}

Result<Part> MyPeople(Site& site, const Caller& caller) {
  Part part{.heading = "My people today",
            .empty = "Nobody is assigned to you.",
            .links = {{.href = "/people", .text = "Find a person"}}};
  const notice::Notice& notice = site.app.notice();
  const Mine mine = TRY(LoadMine(site, caller));
  const std::string purpose = Chosen(PurposesOf(notice, caller.roles), std::nullopt);
  const auto categories = NamingCategories(notice, purpose);
  if (!mine.shown.empty() && !categories.empty()) {
    auto opened = TRY(site.counters.Count(site.app.gate().Open({.actor = caller.staff,
                                                                .purpose = purpose,
                                                                .subjects = mine.shown,
                                                                .categories = categories})));
    if (opened)
      TRY(AddNamed(site, *std::move(opened), mine.shown, purpose, part));
    else
      part.says = opened.error().words.what + " " + opened.error().words.why;
  }
  for (const SubjectId& subject : mine.unnamed)
    part.items.push_back(
        {.title = Numbered("Person", subject.text()),
         .href = "/people/" + subject.text(),
         .tag = Tag{.colour = "yellow", .text = "Restricted"},
         .lines = {"What we hold about them is only kept for now, and not used."}});
  if (mine.caseload.more)
    part.links.push_back({.href = "/people", .text = "More people are assigned to you"});
  return part;
}

}  // namespace almoner::web::console
