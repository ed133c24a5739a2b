#include "console/purposes.h"

#include <algorithm>

#include "web/words.h"

namespace almoner::web::console {
namespace {

struct Ground {
  gate::BreakGlass ground;
  std::string_view button;
  std::string_view words;
  std::string_view hint;
};

constexpr std::array kGrounds = std::to_array<Ground>({
    {gate::BreakGlass::kEmergency, "Emergency", "an emergency",
     "Someone’s life or health is at risk now."},
    {gate::BreakGlass::kCover, "Cover", "cover",
     "I am standing in for the colleague who supports them."},
    {gate::BreakGlass::kSafeguarding, "Safeguarding", "safeguarding",
     "A child or adult may be abused, neglected or in danger."},
    {gate::BreakGlass::kLegalDemand, "Legal demand", "a legal demand",
     "A court order or another binding demand needs an answer."},
});

const Ground& RowOf(gate::BreakGlass ground) {
  const auto* const row = std::ranges::find(kGrounds, ground, &Ground::ground);
  CHECK(row != kGrounds.end());
  return *row;
}

void AddGlass(View& page, const Caller& caller, const SubjectId& subject,
              std::string_view purpose) {
  View& glass = page.Add("GLASS");
  glass.Set("CSRF", caller.csrf).Set("PURPOSE_ID", purpose).Set("ID", subject.text());
  for (const Ground& row : kGrounds)
    glass.Add("GROUND")
        .Set("VALUE", gate::Name(row.ground))
        .Set("TEXT", row.button)
        .Set("HINT", row.hint);
}

}  // namespace

std::vector<Choice> PurposesOf(const notice::Notice& notice, const notice::RoleSet& roles) {
  std::vector<Choice> own;
  std::vector<Choice> imposed;
  for (const notice::Activity& activity : notice.activities)
    if ((activity.roles & roles).any())
      (activity.imposed ? imposed : own)
          .push_back({.value = activity.id, .text = Capital(activity.purpose)});
  std::ranges::move(imposed, std::back_inserter(own));
  return own;
}

std::string Chosen(const std::vector<Choice>& purposes, const std::optional<std::string>& given) {
  if (given && !given->empty()) return *given;
  return purposes.empty() ? "" : purposes.front().value;
}

View PurposeSelect(const std::vector<Choice>& purposes, std::string_view chosen) {
  View view("purpose.html");
  view.Put("OPTIONS", Options(purposes, chosen));
  return view;
}

void AddClauses(View& view, const notice::Notice& notice, const std::vector<std::string>& clauses) {
  for (const std::string& id : clauses)
    if (std::ranges::find(notice.clauses, id, &notice::Clause::id) != notice.clauses.end())
      view.Add("CLAUSE").Set("CLAUSE_ID", id);
}

Result<http::Response> ShowRefusal(const Site& site, const Caller& caller, RefusalPage refusal) {
  const gate::Explanation& words = refusal.refused.words;
  View page("refusal.html");
  page.Set("WHAT", words.what)
      .Set("WHY", words.why)
      .Set("NEXT", words.next)
      .Set("BACK", refusal.purpose)
      .Set("ENTRY", refusal.refused.entry.text());
  AddClauses(page, site.app.notice(), words.clauses);
  if (refusal.kept) page.Put("KEPT", *std::move(refusal.kept));
  if (refusal.subject) {
    if (refusal.refused.rule == gate::Rule::kAssignment)
      AddGlass(page, caller, *refusal.subject, refusal.purpose);
    if (refusal.refused.rule == gate::Rule::kConsent)
      page.Add("CONSENT").Set("PERSON", refusal.subject->text()).Set("FOR", refusal.purpose);
    const auto purposes = PurposesOf(site.app.notice(), caller.roles);
    if (purposes.size() > 1)
      page.Add("ELSEWHERE")
          .Set("ID", refusal.subject->text())
          .Put("PURPOSE", PurposeSelect(purposes, refusal.purpose));
  }
  return Show(site, {.title = "Refused", .caller = &caller, .tab = Tab::kPeople, .status = 403},
              std::move(page));
}

void AddGrounds(View& view) {
  for (const Ground& row : kGrounds)
    view.Add("GROUND").Set("VALUE", gate::Name(row.ground)).Set("TEXT", row.button);
}

std::optional<gate::BreakGlass> GroundNamed(std::string_view name) {
  for (const Ground& row : kGrounds)
    if (gate::Name(row.ground) == name) return row.ground;
  return std::nullopt;
}

std::string_view GroundInWords(gate::BreakGlass ground) { return RowOf(ground).words; }

}  // namespace almoner::web::console
