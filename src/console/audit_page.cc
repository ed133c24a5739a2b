// Who saw what: of a person, and of a colleague; and the state of the log. For those who audit.
#include <fmt/format.h>

#include <algorithm>

#include "app/accounts.h"
#include "app/looks.h"
#include "audit/checkpoint.h"
#include "console/attend.h"
#include "console/audit_words.h"
#include "console/office.h"
#include "console/staff_words.h"
#include "console/today.h"
#include "web/caller.h"
#include "web/counters.h"
#include "web/csv.h"
#include "web/listing.h"
#include "web/words.h"

namespace almoner::web::console {
namespace {

// The days that the address names; the last thirty where it names none.
struct Chosen {
  app::Days days;
  std::string query;
};
Chosen DaysOf(const Site& site, const http::Request& request) {
  const Date today = LondonDate(site.app.clock().Now());
  const auto day = [&](const char* name) -> std::optional<Date> {
    const auto given = request.query(name);
    if (!given) return std::nullopt;
    const auto date = ParseDate(*given);
    if (!date) return std::nullopt;
    return *date;
  };
  Chosen chosen;
  chosen.days.to = day("to").value_or(today);
  chosen.days.from = day("from").value_or(Date(sys_days(chosen.days.to) - std::chrono::days(30)));
  chosen.query = "?from=" + ToText(chosen.days.from) + "&to=" + ToText(chosen.days.to);
  return chosen;
}

constexpr std::size_t kOnAPage = 100;

// The part of the list that the address names: "page=2" is the hundred after the newest hundred.
struct Shown {
  app::Looks looks;
  std::vector<Link> links = {};
};
Shown PageOf(app::Looks looks, const http::Request& request, const std::string& address) {
  std::size_t number = 1;
  const std::size_t pages = (looks.all.size() + kOnAPage - 1) / kOnAPage;
  if (const auto given = request.query("page"))
    for (std::size_t k = 2; k <= pages; ++k)
      if (*given == std::to_string(k)) number = k;
  const auto begin = looks.all.begin() + static_cast<std::ptrdiff_t>((number - 1) * kOnAPage);
  Shown shown{
      .looks = {.all = {begin, begin + std::min<std::ptrdiff_t>(kOnAPage, looks.all.end() - begin)},
                .more = looks.more}};
  const auto link = [&](std::size_t to, std::string text) {
    shown.links.push_back(
        {.href = address + "&page=" + std::to_string(to), .text = std::move(text)});
  };
  if (number > 1) link(number - 1, fmt::format("The newer {}", kOnAPage));
  if (number < pages)
    link(number + 1, fmt::format("The older ones: page {} of {}", number + 1, pages));
  return shown;
}

// The entry's number is long: on the page its beginning will do.
Result<http::Response> ShowLooks(const Site& site, const http::Request& request,
                                 const Caller& caller, app::Looks all, ListPage page,
                                 const std::string& path, bool of_person) {
  const Chosen chosen = DaysOf(site, request);
  Shown shown = PageOf(std::move(all), request, path + chosen.query);
  const app::Looks& looks = shown.looks;
  Table table{.caption = page.heading, .columns = ColumnsOf(of_person)};
  const auto rows = TRY(CellsOf(site, looks, of_person));
  for (const auto& row : rows) {
    std::vector<Cell> cells;
    for (const std::string& text : row) cells.push_back({.text = text});
    cells.back().text = cells.back().text.substr(0, 8);
    table.rows.push_back(std::move(cells));
  }
  page.says.push_back(fmt::format("From {} to {}. That you looked is recorded.",
                                  ToWords(chosen.days.from), ToWords(chosen.days.to)));
  if (looks.more)
    page.says.push_back(
        fmt::format("Only the newest {} are shown: choose fewer days.", app::kMostLooks));
  shown.links.push_back({.href = path + "/days", .text = "Choose other days"});
  page.parts.push_back({.table = std::move(table),
                        .empty = "Nothing in these days.",
                        .links = std::move(shown.links)});
  page.csv = path + "/csv" + chosen.query;
  return ShowList(site, caller, page);
}

Part LogPart(const audit::Checkpoint& head, const LogState& state,
             const std::optional<app::LastVerified>& verified) {
  return {.heading = "The log",
          .facts = {{"Entries under the newest checkpoint", std::to_string(head.head.size)},
                    {"Root of its tree", ToHex(head.head.root)},
                    {"Waiting for their place", std::to_string(state.pending)},
                    {"Verified last", verified ? MomentInWords(verified->at) +
                                                     (verified->good ? ": whole" : ": DAMAGED")
                                               : "Never on this page"}},
          .links = {{.href = "/audit/verify", .text = "Verify it now"}}};
}

Result<std::optional<http::Response>> NotTheirs(const Site& site, const http::Request& request,
                                                const Caller& caller) {
  if (Has(site, caller, "audit")) return std::optional<http::Response>();
  return std::optional(TRY(ShowNotTheirs(site, request, caller, "audit")));
}

// Days to look at, for the list whose address it is.
Made DaysFor(const std::string& path) {
  FormPage form{.heading = "Choose the days",
                .back = path,
                .back_text = "The list",
                .action = path + "/days",
                .button = "Show these days",
                .tab = Tab::kMore};
  for (const auto& [name, label] : {std::pair("from", "First day"), std::pair("to", "Last day")})
    form.questions.push_back({.kind = Kind::kDate,
                              .name = name,
                              .label = label,
                              .missing = "Enter the " + Small(label),
                              .hint = "For example, 27 3 2026"});
  return Deed{.form = std::move(form),
              .check = [](const Answers& answers) -> std::vector<FieldProblem> {
                if (sys_days(*answers.Day("from")) <= sys_days(*answers.Day("to"))) return {};
                return {{.field = "to-day", .text = "The last day must not be before the first"}};
              },
              .act = [path](const Answers& answers) -> gate::Outcome<std::string> {
                return path + "?from=" + ToText(*answers.Day("from")) +
                       "&to=" + ToText(*answers.Day("to"));
              }};
}

}  // namespace

Result<http::Response> ShowAudit(Site& site, const http::Request& request, const Caller& caller) {
  if (auto page = TRY(NotTheirs(site, request, caller))) return *std::move(page);
  ListPage page{.heading = "Who saw what"};
  page.parts.push_back(
      {.heading = "Who saw a person",
       .says = "Find the person, and choose “Who looked at this record” on their page.",
       .links = {{.href = "/people", .text = "Find the person"},
                 {.href = "/audit/person", .text = "I have the number of the record"}}});
  Part staff{.heading = "What a colleague did"};
  TRY(app::Administer(site.app, caller.staff, "staff.listed",
                      [](const keys::Change&) -> Status { return {}; }));
  for (const StaffId& id : TRY(app::EveryAccount(site.app)))
    staff.items.push_back({.title = TRY(NameOf(site, id)), .href = "/audit/staff/" + id.text()});
  std::ranges::stable_sort(staff.items, {}, &Item::title);
  page.parts.push_back(std::move(staff));
  TRY(site.app.log().Seal());
  const auto head =
      TRY(audit::OpenCheckpoint(TRY(site.app.log().Latest()), site.app.log().verifier()));
  page.parts.push_back(
      LogPart(head, TRY(ReadLogState(site.app.store())), TRY(app::WhenVerified(site.app))));
  return ShowList(site, caller, page);
}

Result<http::Response> ShowAuditPerson(Site& site, const http::Request& request,
                                       const Caller& caller) {
  if (auto page = TRY(NotTheirs(site, request, caller))) return *std::move(page);
  const SubjectId subject = TRY(SubjectOf(request));
  auto looks = TRY(app::WhoSaw(site.app, caller.staff, subject, DaysOf(site, request).days));
  return ShowLooks(site, request, caller, std::move(looks),
                   {.heading = "Who saw this person",
                    .back = "/audit",
                    .back_text = "Who saw what",
                    .says = {Numbered("Person", subject.text()) + "."}},
                   "/audit/people/" + subject.text(), true);
}

Result<http::Response> GiveAuditPerson(Site& site, const http::Request& request,
                                       const Caller& caller) {
  if (auto page = TRY(NotTheirs(site, request, caller))) return *std::move(page);
  const app::Looks looks =
      TRY(app::WhoSaw(site.app, caller.staff, TRY(SubjectOf(request)), DaysOf(site, request).days));
  return GiveCsv("who-saw", ColumnsOf(true), TRY(CellsOf(site, looks, true)));
}

Result<http::Response> ShowAuditStaff(Site& site, const http::Request& request,
                                      const Caller& caller) {
  if (auto page = TRY(NotTheirs(site, request, caller))) return *std::move(page);
  const StaffId staff = TRY(StaffOf(request));
  auto looks = TRY(app::WhatTheyDid(site.app, caller.staff, staff, DaysOf(site, request).days));
  return ShowLooks(site, request, caller, std::move(looks),
                   {.heading = "What a colleague did",
                    .back = "/audit",
                    .back_text = "Who saw what",
                    .says = {TRY(NameOf(site, staff)) + "."}},
                   "/audit/staff/" + staff.text(), false);
}

Result<http::Response> GiveAuditStaff(Site& site, const http::Request& request,
                                      const Caller& caller) {
  if (auto page = TRY(NotTheirs(site, request, caller))) return *std::move(page);
  const app::Looks looks = TRY(
      app::WhatTheyDid(site.app, caller.staff, TRY(StaffOf(request)), DaysOf(site, request).days));
  return GiveCsv("what-a-colleague-did", ColumnsOf(false), TRY(CellsOf(site, looks, false)));
}

Made MakePersonDays(Site& site, const http::Request& request, const Caller& caller) {
  if (auto page = TRY(NotTheirs(site, request, caller))) return Instead(*std::move(page));
  return DaysFor("/audit/people/" + TRY(KnownPerson(site, request)).text());
}

Made MakeStaffDays(Site& site, const http::Request& request, const Caller& caller) {
  if (auto page = TRY(NotTheirs(site, request, caller))) return Instead(*std::move(page));
  return DaysFor("/audit/staff/" + TRY(ColleagueOf(site, request)).text());
}

Made MakeAuditPerson(Site& site, const http::Request& request, const Caller& caller) {
  if (!Has(site, caller, "audit")) return Instead(ShowNotTheirs(site, request, caller, "audit"));
  FormPage form{.heading = "Whose record?",
                .back = "/audit",
                .back_text = "Who saw what",
                .action = "/audit/person",
                .button = "Show who saw it",
                .tab = Tab::kMore};
  form.questions = {
      {.name = "number",
       .label = "The number of the person’s record",
       .missing = "Enter the number of the person’s record",
       .hint = "The last part of the address of their page. You may paste the whole address."}};
  return Deed{
      .form = std::move(form),
      .check = [](const Answers& answers) -> std::vector<FieldProblem> {
        if (PersonIn(answers.Text("number"))) return {};
        return {{.field = "number", .text = "The number of a record has 32 letters and digits"}};
      },
      .act = [](const Answers& answers) -> gate::Outcome<std::string> {
        return "/audit/people/" + PersonIn(answers.Text("number"))->text();
      }};
}

Made MakeVerify(Site& site, const http::Request& request, const Caller& caller) {
  if (!Has(site, caller, "audit")) return Instead(ShowNotTheirs(site, request, caller, "audit"));
  FormPage form{.heading = "Verify the log",
                .back = "/audit",
                .back_text = "Who saw what",
                .action = "/audit/verify",
                .button = "Verify it now",
                .says = {"Every entry, proof and sealed row is read and compared. In a large home "
                         "it takes some minutes."},
                .tab = Tab::kMore};
  return Deed{.form = std::move(form),
              .act = {},
              .give = [&site, &caller](const Answers&) -> gate::Outcome<http::Response> {
                const app::Verified done = TRY(app::VerifyNow(site.app, caller.staff));
                ListPage page{
                    .heading = done.checked.good() ? "The log is whole" : "The log is damaged",
                    .back = "/audit",
                    .back_text = "Who saw what",
                    .says = {done.checked.text()}};
                return TRY(ShowList(site, caller, page));
              },
              .afterwards = "/audit"};
}

}  // namespace almoner::web::console
