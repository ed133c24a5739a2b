// The notice, who calls, accounts, and who saw what.
#include "console/office.h"

#include <algorithm>

#include "api/forms.h"
#include "app/last_count.h"
#include "app/looks.h"
#include "app/staffing.h"
#include "console/staff_words.h"

namespace almoner::web::api {
namespace {

Result<http::Response> GetMe(const Call& call) {
  const notice::Notice& notice = call.app().notice();
  json::array roles;
  for (std::size_t i = 0; i < notice.roles.size(); ++i)
    if (call.caller.roles[i]) roles.emplace_back(notice.roles[i].id);
  json::object document{{"schema", "almoner.me/1"},   {"account", call.caller.staff.text()},
                        {"key", call.key != nullptr}, {"roles", std::move(roles)},
                        {"scopes", json::array()},    {"purposes", json::array()}};
  if (call.key != nullptr) {
    document["scopes"] = TextsJson(call.key->scopes);
    document["purposes"] = TextsJson(call.key->purposes);
    document["until"] = call.key->until.text();
  }
  return Answer(call, std::move(document));
}

json::array PurposesJson(const notice::Notice& notice) {
  json::array all;
  for (const notice::Activity& activity : notice.activities)
    all.push_back({{"id", activity.id},
                   {"purpose", activity.purpose},
                   {"clause", activity.clause ? notice.clauses[*activity.clause].id : ""}});
  return all;
}

Result<http::Response> GetNotice(const Call& call) {
  const notice::Notice& notice = call.app().notice();
  json::array clauses;
  for (const notice::Clause& clause : notice.clauses)
    clauses.push_back({{"id", clause.id}, {"sentence", clause.text}});
  json::array categories;
  for (const notice::Category& category : notice.categories)
    categories.push_back({{"id", category.id}, {"name", category.name}});
  json::array consents;
  for (const notice::Consent& consent : notice.consents)
    consents.push_back({{"id", consent.id}, {"wording", consent.wording}});
  return Tagged(call, "\"" + notice.hash.substr(0, 32) + "\"",
                Answer(call, {{"schema", "almoner.notice/1"},
                              {"organisation", notice.organisation.name},
                              {"version", notice.version},
                              {"hash", notice.hash},
                              {"clauses", std::move(clauses)},
                              {"purposes", PurposesJson(notice)},
                              {"categories", std::move(categories)},
                              {"consents", std::move(consents)}}));
}

Result<http::Response> GetPromises(const Call& call) {
  std::vector<Line> lines;
  int number = 100'000;  // in the order of the notice
  const auto counted = TRY(app::CountedOrNow(call.app()));
  for (const app::Promise& promise : app::Promises(call.app().notice(), counted->results)) {
    json::array shown;
    for (const app::Promise::Query& query : promise.queries)
      if (query.result)
        shown.push_back({{"proof", query.proof},
                         {"asks", query.asks},
                         {"words", query.result->words},
                         {"at", query.result->at.text()}});
    lines.push_back({.key = std::to_string(++number),
                     .item = {{"clause", promise.clause},
                              {"sentence", promise.text},
                              {"kept", app::Name(promise.kept)},
                              {"by", TextsJson(promise.by)},
                              {"shown", std::move(shown)}}});
  }
  return PageOf(call, "almoner.promises/1", "promises", std::move(lines));
}

json::object ColleagueJson(const app::Colleague& one, Time now) {
  json::array roles;
  for (const staff::RoleHeld& held : one.roles)
    roles.push_back(
        {{"role", held.role}, {"since", held.since.text()}, {"now", held.InForce(now)}});
  json::array assigned;
  for (const staff::Assignment& each : one.assigned)
    assigned.push_back({{"kind", staff::Name(each.kind)}, {"target", ToHex(each.target)}});
  return {{"account", one.id.text()},
          {"name", one.profile.name.Expose()},
          {"login", one.profile.login.Expose()},
          {"roles", std::move(roles)},
          {"assigned", std::move(assigned)}};
}

Result<http::Response> GetStaff(const Call& call) {
  const Time now = call.app().clock().Now();
  std::vector<Line> lines;
  for (const app::Colleague& one : TRY(app::ListColleagues(call.app(), call.caller.staff)))
    lines.push_back({.key = one.id.text(), .item = ColleagueJson(one, now)});
  return PageOf(call, "almoner.staff/1", "staff", std::move(lines));
}

// A program gives no program reach, itself least of all: keys are made in the console.
Result<http::Response> TakeStaffForm(const Call& call) {
  const StaffId staff = TRY(console::StaffOf(call.request));
  const auto key = TRY(call.app().store().Read(
      [&](store::ReadTx& tx) { return app::ApiKeyOf(tx, call.app().keys(), staff); }));
  if (call.key != nullptr && key)
    return Problem(call.request, 403, "key",
                   "A key changes no key: whoever administers does, in the console.");
  return TakeForm(call);
}

Result<app::Days> DaysIn(const Call& call) {
  const Date today = LondonDate(call.app().clock().Now());
  app::Days days{.from = Date(sys_days(today) - std::chrono::days(30)), .to = today};
  if (const auto to = call.request.query("to")) days.to = TRY(ParseDate(*to));
  if (const auto from = call.request.query("from")) days.from = TRY(ParseDate(*from));
  return days;
}

Result<http::Response> GiveLooks(const Call& call, const app::Looks& looks) {
  std::vector<Line> lines;
  for (const app::Look& look : looks.all)
    lines.push_back({.key = look.at.text() + look.entry.text(),
                     .item = {{"at", look.at.text()},
                              {"entry", look.entry.text()},
                              {"action", look.action},
                              {"outcome", look.outcome},
                              {"purpose", look.purpose},
                              {"role", look.role},
                              {"who", MaybeId(look.who)},
                              {"people", look.people}}});
  return PageOf(call, "almoner.looks/1", "looks", std::move(lines));
}

Result<http::Response> GetWhoSaw(const Call& call) {
  const SubjectId subject = TRY(SubjectOf(call.request));
  const app::Days days = TRY(DaysIn(call));
  return GiveLooks(call, TRY(app::WhoSaw(call.app(), call.caller.staff, subject, days)));
}

Result<http::Response> GetWhatTheyDid(const Call& call) {
  const StaffId staff = TRY(console::StaffOf(call.request));
  const app::Days days = TRY(DaysIn(call));
  return GiveLooks(call, TRY(app::WhatTheyDid(call.app(), call.caller.staff, staff, days)));
}

std::vector<Field> DaysQuery() {
  return {{.name = "from",
           .type = Type::kDate,
           .what = "The first day (thirty days ago)",
           .required = false},
          {.name = "to", .type = Type::kDate, .what = "The last day (today)", .required = false}};
}

Endpoint StaffForm(Endpoint endpoint) {
  endpoint.method = http::Method::kPost;
  endpoint.group = "Staff";
  endpoint.scope = "staff:write";
  endpoint.reason = For::kNobody;
  endpoint.duty = "administer";
  endpoint.body = Body::kForm;
  endpoint.answer = "Done";
  endpoint.handle = TakeStaffForm;
  return endpoint;
}

}  // namespace

std::vector<Endpoint> OfficeCalls() {
  using enum http::Method;
  return {
      {.method = kGet,
       .path = "/api/v1/me",
       .group = "The notice",
       .summary = "Who calls: the account, its roles, and what the key may",
       .scope = "",
       .reason = For::kNobody,
       .answer = "Me",
       .handle = GetMe},
      {.method = kGet,
       .path = "/api/v1/notice",
       .group = "The notice",
       .summary = "The notice in force: its clauses, purposes, categories and consents",
       .scope = "notice:read",
       .reason = For::kNobody,
       .answer = "Notice",
       .match = Match::kRead,
       .handle = GetNotice},
      {.method = kGet,
       .path = "/api/v1/promises",
       .group = "The notice",
       .summary = "Every clause, what keeps it, and what the records show of it",
       .scope = "notice:read",
       .reason = For::kNobody,
       .answer = "Promises",
       .pages = true,
       .handle = GetPromises},
      {.method = kGet,
       .path = "/api/v1/staff",
       .group = "Staff",
       .summary = "Accounts in office, those of keys too, their roles and assignments",
       .scope = "staff:read",
       .reason = For::kNobody,
       .duty = "administer",
       .answer = "StaffList",
       .pages = true,
       .handle = GetStaff},
      StaffForm({.path = "/api/v1/staff/{id}/role",
                 .summary = "Give a role",
                 .deed = console::MakeRoleGift}),
      StaffForm({.path = "/api/v1/staff/{id}/roles/{role}",
                 .summary = "Take a role away",
                 .deed = console::MakeRoleTaking}),
      StaffForm({.path = "/api/v1/staff/{id}/assign",
                 .summary = "Assign to a person, a service or a site",
                 .deed = console::MakeAssignment}),
      StaffForm({.path = "/api/v1/staff/{id}/assigned/{kind}/{target}",
                 .summary = "End an assignment; {target} as the list gives it",
                 .deed = console::MakeUnassignment}),
      StaffForm({.path = "/api/v1/staff/{id}/close",
                 .summary = "Close somebody’s record to an account",
                 .deed = console::MakeClosing}),
      StaffForm({.path = "/api/v1/staff/{id}/end",
                 .summary = "A leaver: roles, assignments and sessions end now",
                 .deed = console::MakeEnd}),
      {.method = kGet,
       .path = "/api/v1/audit/people/{id}",
       .group = "Who saw what",
       .summary = "Who looked at somebody, oldest first; at most the newest 500 of the days",
       .scope = "audit:read",
       .reason = For::kNobody,
       .duty = "audit",
       .query = DaysQuery(),
       .answer = "Looks",
       .pages = true,
       .handle = GetWhoSaw},
      {.method = kGet,
       .path = "/api/v1/audit/staff/{id}",
       .group = "Who saw what",
       .summary = "What an account did, oldest first; at most the newest 500 of the days",
       .scope = "audit:read",
       .reason = For::kNobody,
       .duty = "audit",
       .query = DaysQuery(),
       .answer = "Looks",
       .pages = true,
       .handle = GetWhatTheyDid},
  };
}

}  // namespace almoner::web::api
