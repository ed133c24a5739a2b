// What people may ask for, one page a right. How long we have is what the statute and the notice
// say, never a number of ours.
#include "law/lawbook.h"
#include "portal/handlers.h"
#include "web/doors.h"
#include "web/words.h"

namespace almoner::web::portal {
namespace {

using law::Right;

void AddTimes(View& page, const Desk& desk, Right right) {
  const law::Limit& limit = desk.site.app.statute().limit(right);
  page.Set("WHEN", WhenOf(desk, right));
  if (limit.period && desk.notice().FindRight(law::Name(right)) != nullptr)
    page.Add("LIMIT").Set("PERIOD", limit.period->text());
  if (limit.extension) page.Add("LONGER").Set("PERIOD", limit.extension->text());
}

// A complaint is refused on no ground of the law.
void AddWhenNot(View& page, const law::Lawbook& book, const law::RightLaw& law, Right right) {
  View* list = nullptr;
  const auto add = [&](const law::Ground& ground) {
    if (list == nullptr) list = &page.Add("NOT");
    list->Add("GROUND").Set("TEXT", ground.plain).Set("ARTICLE", ground.article);
  };
  for (const law::Ground& ground : law.exceptions) add(ground);
  if (right == Right::kComplaint) return;
  for (const law::Ground& ground : book.refusals)
    if (ground.id != "forced" || right == Right::kAccess) add(ground);
}

void AddConditions(View& page, const law::RightLaw& law) {
  if (law.conditions.empty()) return;
  View& list = page.Add("CONDITIONS");
  list.Add(law.all_conditions ? "ALL" : "ANY");
  for (const law::Ground& ground : law.conditions)
    list.Add("GROUND").Set("TEXT", ground.plain).Set("ARTICLE", ground.article);
}

}  // namespace

Answer ShowRights(Desk& desk, const http::Request& /*request*/) {
  View page("rights.html");
  page.Set("OFFICER", Small(desk.notice().organisation.officer))
      .Set("CONTACT", desk.notice().organisation.contact);
  for (std::size_t i = 0; i < law::kRights; ++i) {
    const auto right = static_cast<Right>(i);
    const RightInWords words = InWords(right);
    page.Add("RIGHT")
        .Set("NAME", words.name)
        .Set("WHAT", words.what)
        .Set("WHEN", WhenOf(desk, right))
        .Set("ID", law::Name(right));
  }
  return Show(desk.site, {.title = "Your rights", .tab = Tab::kRights}, std::move(page));
}

Answer ShowRight(Desk& desk, const http::Request& request) {
  const auto named = law::ParseRight(request.param("right").value_or(""));
  if (!named) return Fail(Code::kNotFound, "There is no such right.");
  const Right right = *named;
  const law::Lawbook& book = *TRY(desk.Book());
  const law::RightLaw* const law = book.FindRight(law::Name(right));
  if (law == nullptr) return Fail(Code::kInternal, "The law files lack a right.");
  const RightInWords words = InWords(right);
  View page("right.html");
  page.Set("NAME", words.name)
      .Set("WHAT", law->plain)
      .Set("ARTICLE", law->article)
      .Set("ID", law::Name(right))
      .Set("OFFICER", Small(desk.notice().organisation.officer))
      .Set("CONTACT", desk.notice().organisation.contact)
      .Put("REGULATOR", View("regulator.html"));
  if (const auto* const promise = desk.notice().FindRight(law::Name(right)))
    page.Add("PROMISED")
        .Set("CLAUSE_ID", desk.notice().clauses[promise->clause].id)
        .Set("CLAUSE_TEXT", desk.notice().clauses[promise->clause].text);
  AddConditions(page, *law);
  AddWhenNot(page, book, *law, right);
  AddTimes(page, desk, right);
  return Show(desk.site, {.title = words.name, .tab = Tab::kRights}, std::move(page));
}

Answer ShowComplain(Desk& desk, const http::Request& /*request*/) {
  View page("complain.html");
  page.Set("OFFICER", Small(desk.notice().organisation.officer))
      .Set("CONTACT", desk.notice().organisation.contact)
      .Set("WHEN", WhenOf(desk, Right::kComplaint));
  AddComplaints(page, desk.notice());
  return Show(desk.site, {.title = "Complain", .tab = Tab::kComplain}, std::move(page));
}

}  // namespace almoner::web::portal
