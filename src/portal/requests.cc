// What somebody has asked for, where it stands, and asking for more.
#include "accountability/also.h"
#include "law/lawbook.h"
#include "portal/asking.h"
#include "portal/handlers.h"
#include "rights/own.h"
#include "safety/may.h"
#include "web/about.h"
#include "web/status.h"
#include "web/words.h"

namespace almoner::web::portal {
namespace {

constexpr std::string_view kOnce = "once";
constexpr std::string_view kOwnSent = "/my/requests?sent=1";

using law::Right;

// Neutral whatever is decided meanwhile: that it came, that it is being worked on, that it was
// answered.
std::string StandingInWords(const rights::State& state) {
  if (state.closed && state.outcome == "withdrawn") return "You took it back.";
  if (state.closed || state.answered)
    return "We have answered it" +
           (state.answered ? " on " + ToWords(*state.answered) : std::string()) + ".";
  if (!state.questions.empty() && !state.questions.back().reply)
    return "We have asked you something, and wait for your answer.";
  return "We are working on it.";
}

// Whether what they asked for is listed: not where that is turned off for them (safety/may.h).
Result<std::optional<safety::Cleared>> MayList(const Site& site, const SubjectId& subject) {
  return site.app.store().Read([&](store::ReadTx& tx) -> Result<std::optional<safety::Cleared>> {
    const auto answer =
        TRY(safety::MaySend(tx, site.app.keys(), subject, {.channel = safety::Channel::kLists}));
    return answer ? std::optional(*answer) : std::optional<safety::Cleared>();
  });
}

// By when; of a complaint, until we have said that it came: there is no day for its outcome.
Result<std::string> DueInWords(const Site& site, const rights::State& state) {
  const bool complaint = state.right == Right::kComplaint;
  if (state.closed || state.answered || (complaint && state.acknowledged)) return std::string();
  const law::Due due = TRY(rights::Clock(site.app.rights(), state));
  const auto by = state.extended ? due.conservative_due : rights::AnswerBy(due);
  if (!by) return std::string();
  if (sys_days(*by) < sys_days(LondonDate(site.app.clock().Now())))
    return "We should have answered by " + ToWords(*by) + ". We are sorry that it is late.";
  return (complaint ? "We tell you that we have it by " : "We answer by ") + ToWords(*by) +
         " at the latest.";
}

Result<std::optional<Right>> RightIn(std::string_view name) {
  for (std::size_t i = 0; i < law::kRights; ++i)
    if (law::Name(static_cast<Right>(i)) == name) return std::optional(static_cast<Right>(i));
  return std::optional<Right>();
}

void AddRights(View& page) {
  for (std::size_t i = 0; i < law::kRights; ++i) {
    const auto right = static_cast<Right>(i);
    const RightInWords words = web::InWords(right);
    page.Add("RIGHT")
        .Set("HREF", "/my/requests/new?right=" + std::string(law::Name(right)))
        .Set("NAME", words.name)
        .Set("WHAT", words.what);
  }
}

// Only what an objection stops (Article 21(1) and (2)); a yes is taken back under "Your choices".
void StopsAtOnce(const notice::Notice& notice, std::vector<Option>& options) {
  std::erase_if(options, [&](const Option& option) {
    const auto activity = notice.FindActivity(option.value);
    return !activity ||
           !(notice.activities[*activity].objection || notice.activities[*activity].marketing);
  });
}

Result<FormPage> AskForm(const Site& site, Right right) {
  const RightInWords words = web::InWords(right);
  FormPage form{.heading = words.name,
                .back = "/my/requests",
                .back_text = "Your requests",
                .action = "/my/requests/new",
                .button = "Send it",
                .says = {std::string(words.what)},
                .hidden = {{"right", std::string(law::Name(right))}}};
  auto options = TRY(AboutOptions(site, right));
  if (right == Right::kObjection) StopsAtOnce(site.app.notice(), options);
  if (!options.empty())
    form.questions.push_back(
        {.kind = Kind::kOneOf,
         .name = "about",
         .label = right == Right::kObjection ? "Which use do you object to?"
                                             : "Why should we set it aside?",
         .missing = right == Right::kObjection ? "Choose the use that you object to"
                                               : "Choose why we should set it aside",
         .hint = right == Right::kObjection ? "We stop it at once, until we have decided." : "",
         .options = std::move(options)});
  form.questions.push_back({.kind = Kind::kWords,
                            .name = "words",
                            .label = "What would you like us to do?",
                            .missing = "Say in a few words what you would like",
                            .hint = "In your own words. You do not have to give a reason."});
  return form;
}

// What was sent on the website from this account, before it was known whose it is. What was taken
// up for somebody who is known is among their requests.
struct Asked {
  bool any = false;
};
Result<Asked> AddAsked(Desk& desk, const Member& member, View& page) {
  Asked asked;
  const auto files = TRY(desk.site.app.store().Read([&](store::ReadTx& tx) {
    return accountability::AskedFrom(tx, desk.site.app.keys(), member.account.bytes());
  }));
  for (const RequestId& file : files) {
    const InShort one = TRY(ShortOf(desk, file));
    if (member.person && one.taken_up) continue;
    page.Add("REQUEST")
        .Set("NAME", one.name)
        .Set("RECEIVED", one.received)
        .Set("STANDING", one.standing)
        .Set("REFERENCE", one.reference);
    asked.any = true;
  }
  return asked;
}

}  // namespace

Answer ShowMyRequests(Desk& desk, const http::Request& request) {
  Site& site = desk.site;
  const auto member = TRY(MemberOf(site, request));
  if (!member) return http::Response::Redirect("/my/sign-in");
  View page("my_requests.html");
  page.ShowIf(request.query("sent").has_value(), "SENT");
  std::vector<rights::State> states;
  if (member->person) {
    auto own = TRY(site.counters.Count(rights::ListOwn(site.app.rights(), *member->person)));
    if (!own)
      return ShowNotHere(
          site, {.account = member->account, .subject = *member->person, .csrf = member->csrf});
    if (TRY(MayList(site, *member->person))) states = *std::move(own);
  }
  for (const rights::State& state : states) {
    View& row = page.Add("REQUEST");
    row.Set("NAME", web::InWords(state.right).name)
        .Set("RECEIVED", ToWords(state.received))
        .Set("STANDING", StandingInWords(state))
        .Set("REFERENCE", state.id.text().substr(0, 8));
    if (const std::string due = TRY(DueInWords(site, state)); !due.empty())
      row.Add("DUE").Set("TEXT", due);
  }
  const bool asked = TRY(AddAsked(desk, *member, page)).any;
  page.ShowIf(states.empty() && !asked, "NONE");
  if (member->person)
    AddRights(page.Add("BY_RIGHT"));
  else
    page.Add("BY_ASKING");
  return ShowPage(site, {.title = "Your requests", .tab = Tab::kOwnRequests, .member = &*member},
                  std::move(page));
}

Result<http::Response> ShowOwnAsk(Site& site, const http::Request& request,
                                  const Visitor& visitor) {
  const auto right = TRY(RightIn(request.query("right").value_or("")));
  if (!right) return http::Response::Redirect("/my/requests");
  FormPage form = TRY(AskForm(site, *right));
  form.hidden.emplace_back(kOnce, site.once.NewWord());
  return ShowPage(site, {.title = form.heading, .visitor = &visitor, .tab = Tab::kOwnRequests},
                  form, visitor.csrf);
}

Result<http::Response> TakeOwnAsk(Site& site, const http::Request& /*request*/,
                                  const Visitor& visitor, const Answers& answers) {
  const auto right = TRY(RightIn(answers.Text("right")));
  if (!right) return Fail(Code::kInvalid, "Choose what you ask for.");
  const std::string word = answers.Text(kOnce);
  Once::Turn turn(site.once, visitor.account, word);
  // Sent again, by a second tap or by coming back: it is among their requests, or will be at once.
  if (turn.led() || turn.busy()) return http::Response::Redirect(std::string(kOwnSent));
  FormPage form = TRY(AskForm(site, *right));
  form.hidden.emplace_back(kOnce, word.empty() ? site.once.NewWord() : word);
  auto problems = Check(form.questions, answers);
  if (problems.empty()) {
    const auto opened =
        rights::OpenOwn(site.app.rights(), {.right = *right,
                                            .subject = visitor.subject,
                                            .received = {},
                                            .channel = {},
                                            .words = Personal(answers.Text("words")),
                                            .about = answers.Text("about")});
    const bool theirs = !opened && (opened.error().code == Code::kInvalid ||
                                    opened.error().code == Code::kConflict);
    if (!opened && !theirs) return std::unexpected(opened.error());
    if (opened && !*opened) return ShowNotHere(site, visitor);
    if (opened) {
      turn.Note(std::string(kOwnSent));
      return http::Response::Redirect(std::string(kOwnSent));
    }
    problems.push_back(
        {.field = std::string(kHeading), .text = Plainly(opened.error().what.view())});
  }
  return ShowPage(site, {.title = form.heading, .visitor = &visitor, .tab = Tab::kOwnRequests},
                  form, visitor.csrf, answers, problems);
}

}  // namespace almoner::web::portal
