// Finding a person. What was typed travels in the body only: an address ends up in histories.
#include <fmt/format.h>

#include <algorithm>

#include "console/handlers.h"
#include "console/purposes.h"
#include "vault/vault.h"
#include "web/record_words.h"

namespace almoner::web::console {
namespace {

constexpr std::size_t kLongestQuery = 200;

// What was asked on the website, and is to be taken up for the person who is found; "": none.
std::string IntakeIn(const std::optional<std::string>& given) {
  const auto id = RequestId::Parse(given.value_or(""));
  return id ? id->text() : "";
}

// An account that somebody registered, which is to be linked to the person who is found; "": none.
std::string AccountIn(const std::optional<std::string>& given) {
  const auto id = account::AccountId::Parse(given.value_or(""));
  return id ? id->text() : "";
}

// What somebody is looked for for.
struct For {
  std::string intake;
  std::string account;
};

View SearchPage(const Site& site, const Caller& caller, std::string_view purpose,
                std::string_view query, const For& what) {
  View page("people.html");
  if (!what.intake.empty()) page.Add("FOR_INTAKE").Set("INTAKE", what.intake);
  if (!what.account.empty()) page.Add("FOR_ACCOUNT").Set("ACCOUNT", what.account);
  page.Set("CSRF", caller.csrf)
      .Set("QUERY", query)
      .Put("PURPOSE", PurposeSelect(PurposesOf(site.app.notice(), caller.roles), purpose));
  return page;
}

Result<http::Response> ShowSearch(const Site& site, const Caller& caller, View page,
                                  std::string_view wrong = {}) {
  Frame frame{.title = "Find a person", .caller = &caller, .tab = Tab::kPeople};
  if (!wrong.empty()) {
    frame.status = 422;
    frame.error = true;
    page.Put("ERRORS", ErrorSummary({{.field = "q", .text = std::string(wrong)}}));
    page.Add("WRONG").Set("TEXT", wrong);
  }
  return Show(site, frame, std::move(page));
}

bool IsAbout(const vault::Record& record, const SubjectId& subject) {
  return std::ranges::any_of(record.people, [&](const vault::Person& person) {
    return person.subject == subject && person.part == vault::Part::kAbout;
  });
}

// What was searched for, and for what.
struct Search {
  std::string purpose;
  std::string query;
  std::optional<gate::BreakGlass> ground;
  For what;
};

Status AddResults(View& page, Site& site, gate::Gate::Found found, const Search& search) {
  const auto records =
      TRY(vault::Reveal(std::move(found.opened.permit), site.app.keys(), site.app.clock()));
  if (found.subjects.empty()) {
    View& nothing = page.Add("NOTHING");
    if (!search.ground) AddGrounds(nothing.Add("GLASS").Set("PURPOSE_ID", search.purpose));
    if (!search.what.intake.empty()) nothing.Add("UNKNOWN").Set("INTAKE", search.what.intake);
    return {};
  }
  View& results = page.Add("RESULTS");
  const std::size_t count = found.subjects.size();
  results.Set("HEADING", fmt::format("{} {} found", count, count == 1 ? "person" : "people"))
      .Set("CHOSEN_PURPOSE", search.purpose);
  if (search.ground) results.Add("BROKEN").Set("REASON", GroundInWords(*search.ground));
  for (const SubjectId& subject : found.subjects) {
    std::vector<const vault::Record*> theirs;
    for (const vault::Record& record : records)
      if (IsAbout(record, subject)) theirs.push_back(&record);
    View& row = results.Add("PERSON");
    row.Set("ID", subject.text()).Set("NAME", DisplayName(site.app.notice(), theirs));
    if (const std::string known = KnownBy(site.app.notice(), theirs); !known.empty())
      row.Add("KNOWN_BY").Set("TEXT", known);
    if (!search.what.intake.empty()) row.Add("TAKE_UP").Set("INTAKE", search.what.intake);
    if (!search.what.account.empty()) row.Add("LINK").Set("ACCOUNT", search.what.account);
  }
  return {};
}

}  // namespace

Result<http::Response> ShowPeople(Site& site, const http::Request& request, const Caller& caller) {
  const std::string purpose =
      Chosen(PurposesOf(site.app.notice(), caller.roles), request.query("purpose"));
  const For what{.intake = IntakeIn(request.query("intake")),
                 .account = AccountIn(request.query("account"))};
  return ShowSearch(site, caller, SearchPage(site, caller, purpose, "", what));
}

Result<http::Response> SearchPeople(Site& site, const http::Request& /*request*/,
                                    const Caller& caller, const http::Fields& form) {
  const Search search{
      .purpose = Chosen(PurposesOf(site.app.notice(), caller.roles), http::Find(form, "purpose")),
      .query = std::string(http::Trim(http::Find(form, "q").value_or(""))),
      .ground = GroundNamed(http::Find(form, "ground").value_or("")),
      .what = {.intake = IntakeIn(http::Find(form, "intake")),
               .account = AccountIn(http::Find(form, "account"))}};
  View page = SearchPage(site, caller, search.purpose, search.query, search.what);
  if (search.query.empty())
    return ShowSearch(site, caller, std::move(page), "Enter a name or a number to search for");
  if (search.query.size() > kLongestQuery)
    return ShowSearch(site, caller, std::move(page), "Enter no more than a name or one number");
  auto found = TRY(site.counters.Count(site.app.gate().Find(
      {.actor = caller.staff, .purpose = search.purpose, .break_glass = search.ground},
      {.text = Personal(search.query)})));
  if (!found)
    return ShowRefusal(site, caller, {.refused = found.error(), .purpose = search.purpose});
  TRY(AddResults(page, site, *std::move(found), search));
  return ShowSearch(site, caller, std::move(page));
}

}  // namespace almoner::web::console
