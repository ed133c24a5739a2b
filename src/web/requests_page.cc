// What people have asked for, and by when it must be answered: worked out now, from what is
// recorded.
#include <fmt/format.h>

#include <algorithm>

#include "rights/access.h"
#include "web/doors.h"
#include "web/handlers.h"
#include "web/purposes.h"
#include "web/words.h"

namespace almoner::web {
namespace {

struct Row {
  rights::State state;
  law::Due due;
  std::optional<Date> answer_by;  // nothing while a reply of the person is awaited
};

Result<std::vector<Row>> Dated(Site& site, std::vector<rights::State> states) {
  const rights::Context rights = site.app.rights();
  std::vector<Row> rows;
  for (rights::State& state : states) {
    law::Due due = TRY(rights::Clock(rights, state));
    const auto answer_by = rights::AnswerBy(due);
    rows.push_back({.state = std::move(state), .due = std::move(due), .answer_by = answer_by});
  }
  const auto urgency = [](const Row& row) {
    return std::pair(row.state.closed, row.answer_by ? sys_days(*row.answer_by) : sys_days::max());
  };
  std::ranges::stable_sort(rows, {}, urgency);
  return rows;
}

struct Badge {
  std::string_view colour;
  std::string text;
};

Badge BadgeOf(const Row& row, Date today) {
  if (row.state.closed) return {"grey", "Closed"};
  if (!row.answer_by) return {"blue", "Waiting for a reply"};
  const auto days = (sys_days(*row.answer_by) - sys_days(today)).count();
  const auto counted = [](auto count) {
    return fmt::format("{} day{}", count, count == 1 ? "" : "s");
  };
  if (days < 0) return {"red", counted(-days) + " late"};
  if (days == 0) return {"yellow", "Due today"};
  return {days <= 7 ? "yellow" : "green", counted(days) + " left"};
}

constexpr std::pair<rights::Step, std::string_view> kToDo[] = {
    {rights::Step::kAcknowledge, "tell the person that it has come"},
    {rights::Step::kConfirmIdentity, "confirm who is asking"},
    {rights::Step::kShowAuthority, "wait for proof that they may ask"},
    {rights::Step::kDecideRisk, "have somebody who safeguards decide whether it goes on"},
    {rights::Step::kAnswered, "wait for the answer to our question"},
    {rights::Step::kFeePaid, "wait for the fee"},
    {rights::Step::kConfirmDate, "have the day of receipt confirmed by somebody else"},
    {rights::Step::kProgress, "tell how it is going"},
    {rights::Step::kSearch, "say where else was looked: paper, devices, other firms"},
    {rights::Step::kTakeOpinion, "wait for the health professional's opinion"},
    {rights::Step::kRule, "decide category by category"},
    {rights::Step::kDraft, "make the draft"},
    {rights::Step::kApprove, "have it approved by somebody else"},
    {rights::Step::kDeliver, "deliver it"},
    {rights::Step::kDecide, "decide"},
    {rights::Step::kCarryOut, "carry it out"},
    {rights::Step::kTell, "tell whoever was given it"},
    {rights::Step::kReply, "wait for their replies"},
    {rights::Step::kLift, "lift the restriction"},
    {rights::Step::kClose, "close it"},
};

std::vector<std::string> StepsInWords(const rights::State& state) {
  const std::vector<rights::Step> steps = rights::ToDo(state);
  std::vector<std::string> words;
  for (const auto& [step, text] : kToDo)
    if (std::ranges::find(steps, step) != steps.end()) words.emplace_back(text);
  return words;
}

// Whoever did not make the draft may approve it; whoever made it is told why not.
void AddApproval(View& view, const rights::State& state, const Caller& caller) {
  const bool waits = state.drafted && !state.approved_by && !state.delivered && !state.closed;
  if (!waits) return;
  if (state.drafted_by == caller.staff)
    view.Add("OWN_DRAFT");
  else
    view.Add("APPROVE").Set("CSRF", caller.csrf);
}

void AddRow(View& page, const Row& row, const Caller& caller, Date today) {
  const Badge badge = BadgeOf(row, today);
  View& view = page.Add("REQUEST");
  view.Set("RIGHT", InWords(row.state.right).request)
      .Set("COLOUR", badge.colour)
      .Set("LEFT", badge.text)
      .Set("RECEIVED", ToWords(row.state.received))
      .Set("CHANNEL", "by " + row.state.channel)
      .Set("ID", row.state.id.text());
  const std::vector<std::string> steps = StepsInWords(row.state);
  if (!steps.empty()) view.Add("NEXT").Set("STEPS", Capital(Listed(steps)));
  if (!row.state.closed) {
    if (row.answer_by) view.Add("DUE").Set("DATE", ToWords(*row.answer_by));
    View& why = view.Add("WHY");
    for (const std::string& reason : row.due.steps) why.Add("REASON").Set("TEXT", reason);
  }
  AddApproval(view, row.state, caller);
  if (row.state.subject) view.Add("PERSON").Set("SUBJECT", row.state.subject->text());
}

Result<rights::State> StateOf(Site& site, const http::Request& request) {
  const auto id = RequestId::Parse(request.param("id").value_or(""));
  if (!id) return Fail(Code::kNotFound, "There is no such request.");
  return rights::Load(site.app.rights(), *id);
}

}  // namespace

Result<http::Response> ShowRequests(Site& site, const http::Request& request,
                                    const Caller& caller) {
  if (!site.app.notice().HasDuty(caller.roles, "rights"))
    return ShowMessage(site, request, &caller, 403, "Not one of your tasks",
                       "Requests are answered by those whose role has that duty: ask our " +
                           Small(site.app.notice().organisation.officer) + ".");
  auto states = TRY(rights::List(site.app.rights(), caller.staff));
  if (!states) return ShowRefusal(site, caller, {.refused = states.error()});
  const auto rows = TRY(Dated(site, *std::move(states)));
  const Date today = LondonDate(site.app.clock().Now());
  View page("requests.html");
  page.ShowIf(rows.empty(), "NONE").ShowIf(request.query("approved").has_value(), "APPROVED");
  for (const Row& row : rows) AddRow(page, row, caller, today);
  return Show(site, {.title = "Requests", .caller = &caller, .tab = Tab::kRequests},
              std::move(page));
}

Result<http::Response> ShowDraft(Site& site, const http::Request& request, const Caller& caller) {
  const rights::State state = TRY(StateOf(site, request));
  const auto files = TRY(rights::Preview(site.app.rights(), caller.staff, state));
  if (!files) return ShowRefusal(site, caller, {.refused = files.error()});
  const auto pdf = std::ranges::find_if(
      *files, [](const paper::File& file) { return file.path.ends_with(".pdf"); });
  CHECK(pdf != files->end());
  return http::Response::File("application/pdf", std::string(AsText(pdf->bytes)))
      .With("Content-Disposition", "attachment; filename=\"draft.pdf\"");
}

Result<http::Response> ApproveDraft(Site& site, const http::Request& request, const Caller& caller,
                                    const http::Fields&) {
  const rights::State state = TRY(StateOf(site, request));
  const auto approved = TRY(rights::Approve(site.app.rights(), caller.staff, state));
  if (!approved) return ShowRefusal(site, caller, {.refused = approved.error()});
  return http::Response::Redirect("/requests?approved=1");
}

}  // namespace almoner::web
