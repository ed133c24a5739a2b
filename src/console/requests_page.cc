// What people have asked for, and by when it must be answered: worked out now, from what is
// recorded.
#include <algorithm>

#include "console/handlers.h"
#include "console/purposes.h"
#include "console/request_words.h"
#include "rights/shelf.h"
#include "web/doors.h"
#include "web/words.h"

namespace almoner::web::console {
namespace {

using Row = std::shared_ptr<const rights::Dated>;

// The soonest to be answered first; those that wait for somebody after them, the closed ones last.
rights::Listed ByUrgency(rights::Listed all) {
  const auto urgency = [](const Row& row) {
    const auto by = rights::AnswerBy(row->due);
    return std::pair(row->state.closed, by ? sys_days(*by) : sys_days::max());
  };
  std::ranges::stable_sort(all, {}, urgency);
  return all;
}

void AddOpen(View& page, const rights::Dated& row, Date today) {
  const auto answer_by = rights::AnswerBy(row.due);
  const Badge badge = BadgeOf(row.state, answer_by, today);
  View& view = page.Add("REQUEST");
  view.Set("RIGHT", InWords(row.state.right).request)
      .Set("COLOUR", badge.colour)
      .Set("LEFT", badge.text)
      .Set("RECEIVED", ToWords(row.state.received))
      .Set("CHANNEL", ByChannel(row.state.channel))
      .Set("ID", row.state.id.text());
  const std::vector<rights::Step> steps = NextSteps(row.state);
  if (!steps.empty()) view.Add("NEXT").Set("STEPS", StepsInWords(steps));
  if (answer_by) view.Add("DUE").Set("DATE", ToWords(*answer_by));
  View& why = view.Add("WHY");
  for (const std::string& reason : row.due.steps) why.Add("REASON").Set("TEXT", reason);
  if (row.state.subject) view.Add("PERSON").Set("SUBJECT", row.state.subject->text());
}

void AddClosed(View& section, const rights::State& state) {
  section.Add("ROW")
      .Set("RIGHT", InWords(state.right).request)
      .Set("RECEIVED", ToWords(state.received))
      .Set("CLOSED_ON", state.closed_on ? ToWords(*state.closed_on) : "")
      .Set("OUTCOME", OutcomeInWords(state.outcome))
      .Set("ID", state.id.text());
}

}  // namespace

Result<http::Response> ShowRequests(Site& site, const http::Request& request,
                                    const Caller& caller) {
  if (!site.app.notice().HasDuty(caller.roles, "rights"))
    return ShowMessage(site, request, &caller, 403, "Not one of your tasks",
                       "Requests are answered by those whose role has that duty: ask our " +
                           Small(site.app.notice().organisation.officer) + ".");
  auto listed = TRY(rights::ListDated(site.app.rights(), caller.staff));
  if (!listed) return ShowRefusal(site, caller, {.refused = listed.error()});
  const rights::Listed rows = ByUrgency(*std::move(listed));
  const Date today = LondonDate(site.app.clock().Now());
  View page("requests.html");
  const bool none_open =
      std::ranges::all_of(rows, [](const Row& row) { return row->state.closed; });
  page.ShowIf(rows.empty(), "NONE").ShowIf(!rows.empty() && none_open, "NONE_OPEN");
  View* closed = nullptr;
  for (const Row& row : rows) {
    if (!row->state.closed) {
      AddOpen(page, *row, today);
      continue;
    }
    if (closed == nullptr) closed = &page.Add("CLOSED");
    AddClosed(*closed, row->state);
  }
  return Show(site, {.title = "Requests", .caller = &caller, .tab = Tab::kRequests},
              std::move(page));
}

}  // namespace almoner::web::console
