// Somebody asked for something: it is logged, about a person who was found before.
#include <algorithm>

#include "accountability/also.h"
#include "console/asked.h"
#include "console/handlers.h"
#include "console/intake.h"
#include "console/purposes.h"
#include "console/request_words.h"
#include "rights/also.h"
#include "rights/shelf.h"
#include "vault/vault.h"
#include "web/about.h"
#include "web/doors.h"
#include "web/record_words.h"
#include "web/words.h"

namespace almoner::web::console {
namespace {

using law::Right;
using Questions = std::vector<Question>;
// Who it is about, and what was asked on the website where it came from there.
struct Whose {
  std::optional<SubjectId> person = {};  // nothing: somebody who is not known here
  std::optional<RequestId> intake = {};
};

// Of somebody who is not known here only these can be answered.
bool ForUnknown(Right right) {
  return right == Right::kAccess || right == Right::kErasure || right == Right::kComplaint;
}

Question RightQuestion(bool unknown) {
  Question question{.kind = Kind::kOneOf,
                    .name = "right",
                    .label = "What do they ask for?",
                    .missing = "Choose what they ask for"};
  for (std::size_t i = 0; i < law::kRights; ++i) {
    const auto right = static_cast<Right>(i);
    if (unknown && !ForUnknown(right)) continue;
    const RightInWords words = InWords(right);
    question.options.push_back({.value = std::string(law::Name(right)),
                                .text = std::string(words.request),
                                .note = std::string(words.name)});
  }
  return question;
}

Questions MainQuestions(bool unknown) {
  return {RightQuestion(unknown),
          {.kind = Kind::kDate,
           .name = "received",
           .label = "When did it arrive?",
           .missing = "Enter the day on which it arrived",
           .hint = "The day it came to any of us, for example 27 3 2026. The time to answer is "
                   "counted from it."},
          {.kind = Kind::kOneOf,
           .name = "channel",
           .label = "How did it arrive?",
           .missing = "Choose how it arrived",
           .options = {{.value = "letter", .text = "By letter"},
                       {.value = "email", .text = "By e-mail"},
                       {.value = "phone", .text = "By phone"},
                       {.value = "in-person", .text = "In person"},
                       {.value = "portal", .text = "On our website"}}},
          {.kind = Kind::kWords,
           .name = "words",
           .label = "What did they say?",
           .missing = "Write what they asked for",
           .hint = "In their own words."}};
}

// What an objection or a restriction is about; nothing for the other rights.
Result<std::optional<Question>> AboutQuestion(const Site& site, Right right) {
  Question question{.kind = Kind::kOneOf, .name = "about"};
  question.options = TRY(AboutOptions(site, right));
  if (right == Right::kObjection) {
    question.label = "Which use do they object to?";
    question.missing = "Choose the use that they object to";
    question.hint = "It stops at once, until it is decided.";
    return std::optional(std::move(question));
  }
  if (right != Right::kRestriction) return std::optional<Question>();
  question.label = "Why do they ask for it to be set aside?";
  question.missing = "Choose why they ask for it";
  return std::optional(std::move(question));
}

// Who it is about, so that it is not logged for somebody else.
gate::Outcome<std::string> WhoItIs(Site& site, const Caller& caller, const Whose& whose) {
  if (!whose.person) return std::string("It is from somebody who is not known here.");
  auto opened = TRY(site.counters.Count(site.app.gate().Open(
      {.actor = caller.staff, .purpose = "law.rights", .subjects = {*whose.person}})));
  if (!opened) return gate::Refuse<std::string>(std::move(opened).error());
  const auto records =
      TRY(vault::Reveal(std::move(opened->permit), site.app.keys(), site.app.clock()));
  Records all;
  for (const vault::Record& record : records) all.push_back(&record);
  const std::string known = KnownBy(site.app.notice(), all);
  return "It is about " + DisplayName(site.app.notice(), all) +
         (known.empty() ? "" : ", " + known) + ".";
}

Whose WhoseIn(const std::optional<std::string>& person, const std::optional<std::string>& intake) {
  Whose whose;
  if (const auto id = SubjectId::Parse(person.value_or(""))) whose.person = *id;
  if (const auto id = RequestId::Parse(intake.value_or(""))) whose.intake = *id;
  return whose;
}

FormPage NewPage(const Whose& whose) {
  const auto& person = whose.person;
  FormPage page{
      .heading = "Log a request",
      .back = person ? "/people/" + person->text() + "?purpose=law.rights" : "/requests/new",
      .back_text = person ? "The person" : "Log a request",
      .action = "/requests/new",
      .button = "Log the request",
      .hidden = {{person ? "person" : "unknown", person ? person->text() : "1"}}};
  if (whose.intake) {
    page.back = "/intake/" + whose.intake->text();
    page.back_text = "Asked on our website";
    page.hidden.emplace_back("intake", whose.intake->text());
  }
  return page;
}

Result<http::Response> ShowMain(Site& site, const Caller& caller, const Whose& whose,
                                const Answers& answers, const std::vector<FieldProblem>& problems,
                                int status = 422) {
  const auto who = TRY(WhoItIs(site, caller, whose));
  if (!who) return ShowRefusal(site, caller, {.refused = who.error(), .subject = whose.person});
  FormPage page = NewPage(whose);
  page.says.push_back(*who);
  page.questions = MainQuestions(!whose.person);
  return ShowForm(site, caller, page, answers, problems, status);
}

Result<http::Response> ShowAbout(Site& site, const Caller& caller, const Whose& whose,
                                 const Question& about, const Answers& answers,
                                 const std::vector<FieldProblem>& problems) {
  const auto who = TRY(WhoItIs(site, caller, whose));
  if (!who) return ShowRefusal(site, caller, {.refused = who.error(), .subject = whose.person});
  FormPage page = NewPage(whose);
  page.says.push_back(*who);
  page.hidden.emplace_back("second", "1");
  for (const char* const name :
       {"right", "received-day", "received-month", "received-year", "channel", "words"})
    page.hidden.emplace_back(name, answers.Text(name));
  page.questions = {about};
  return ShowForm(site, caller, page, answers, problems);
}

std::vector<FieldProblem> CheckMain(const Site& site, const Answers& answers, bool unknown) {
  auto problems = Check(MainQuestions(unknown), answers);
  const auto day = answers.Day("received");
  if (day && sys_days(*day) > sys_days(LondonDate(site.app.clock().Now())))
    problems.push_back(
        {.field = "received-day", .text = "The day it arrived must be today or in the past"});
  return problems;
}

// The same, sent twice by the same colleague within ten minutes: by a second click, or by coming
// back to the page. Two people may well ask for the same in the same words.
Result<std::optional<RequestId>> Before(const Site& site, const rights::Listed& all,
                                        const Caller& caller, const rights::Opening& opening) {
  const rights::Context rights = site.app.rights();
  for (const auto& one : all) {
    const rights::State& like = one->state;
    const bool same = like.subject == opening.subject && like.right == opening.right &&
                      like.received == opening.received && like.about == opening.about &&
                      !like.closed;
    if (!same) continue;
    const rights::State state = TRY(rights::Load(rights, like.id));
    const auto& received = state.events.front();
    const auto said = [&](const char* fact) {
      const auto found = received.facts.find(fact);
      return found == received.facts.end() ? std::string() : found->second;
    };
    if (said("by") == caller.staff.text() && said("words") == opening.words.Expose() &&
        site.app.clock().Now() < received.at + std::chrono::minutes(10))
      return std::optional(like.id);
  }
  return std::optional<RequestId>();
}

// What was asked on the website is this request from now on, in the transaction that opens it: of
// two colleagues who take it up at the same instant one opens none.
rights::AlsoOpening TakesUp(Site& site, const Caller& caller, const Whose& whose) {
  if (!whose.intake) return {};
  return [&site, &caller, intake = *whose.intake](const gate::Change& change,
                                                  const RequestId& request) {
    return accountability::AdvanceIn(IntakeContext(site), change, accountability::Intakes(),
                                     {.actor = caller.staff}, intake,
                                     {.step = "taken-up", .facts = {{"request", request.text()}}});
  };
}

// What they sent, as this form asks it.
http::Fields FromIntake(const accountability::State& intake) {
  const auto said = [&](std::string_view fact) { return intake.Said("received", fact); };
  http::Fields fields{{"channel", "portal"}, {"words", said("words")}};
  if (law::ParseRight(said("right"))) fields["right"] = said("right");
  if (const auto on = ParseDate(said("on"))) {
    fields["received-day"] = std::to_string(static_cast<unsigned>(on->day()));
    fields["received-month"] = std::to_string(static_cast<unsigned>(on->month()));
    fields["received-year"] = std::to_string(static_cast<int>(on->year()));
  }
  return fields;
}

// The form, filled with what was asked on the website.
Result<http::Response> ShowFromIntake(Site& site, const Caller& caller, const Whose& whose) {
  const auto intake = TRY(LookAtIntake(site, caller, *whose.intake));
  if (!intake) return ShowRefusal(site, caller, {.refused = intake.error()});
  if (intake->state != "received")
    return http::Response::Redirect("/intake/" + whose.intake->text());
  return ShowMain(site, caller, whose, Answers(FromIntake(*intake)), {});
}

// What was sent on the website arrived when it was sent, whatever is keyed in; nobody takes it up a
// second time. The page to go to instead, where it is no longer waiting.
gate::Outcome<std::optional<http::Response>> AsItCame(Site& site, const Caller& caller,
                                                      const Whose& whose,
                                                      rights::Opening& opening) {
  using Instead = std::optional<http::Response>;
  if (!whose.intake) return Instead();
  const auto intake = TRY(LookAtIntake(site, caller, *whose.intake));
  if (!intake) return gate::Refuse<Instead>(intake.error());
  if (intake->state == "taken-up")
    return Instead(http::Response::Redirect("/requests/" + intake->Said("taken-up", "request") +
                                            "?done=again"));
  if (intake->state != "received")
    return Instead(http::Response::Redirect("/intake/" + whose.intake->text()));
  opening.received = TRY(ParseDate(intake->Said("received", "on")));
  opening.channel = "portal";
  return Instead();
}

Result<http::Response> Log(Site& site, const Caller& caller, const Whose& whose,
                           rights::Opening opening) {
  auto instead = TRY(AsItCame(site, caller, whose, opening));
  if (!instead) return ShowRefusal(site, caller, {.refused = instead.error()});
  if (*instead) return **std::move(instead);
  const rights::Context rights = site.app.rights();
  const auto all = TRY(site.counters.Count(rights::ListDated(rights, caller.staff)));
  if (!all) return ShowRefusal(site, caller, {.refused = all.error()});
  const auto before = whose.intake ? std::nullopt : TRY(Before(site, *all, caller, opening));
  if (before) {
    return http::Response::Redirect("/requests/" + before->text() + "?done=again");
  }
  auto logged = rights::OpenWith(rights, caller.staff, opening, TakesUp(site, caller, whose));
  if (!logged && logged.error().code == Code::kConflict && whose.intake) {
    auto faster = TRY(AsItCame(site, caller, whose, opening));
    if (faster && *faster) return **std::move(faster);
  }
  const auto opened = TRY(site.counters.Count(std::move(logged)));
  if (!opened) return ShowRefusal(site, caller, {.refused = opened.error()});
  return http::Response::Redirect("/requests/" + opened->text() + "?done=log");
}

}  // namespace

Result<http::Response> ShowNewRequest(Site& site, const http::Request& request,
                                      const Caller& caller) {
  if (!site.app.notice().HasDuty(caller.roles, "rights"))
    return ShowMessage(site, request, &caller, 403, "Not one of your tasks",
                       "Requests are logged by those whose role has that duty: tell our " +
                           Small(site.app.notice().organisation.officer) +
                           " today, because the time to answer has begun.");
  const Whose whose = WhoseIn(request.query("person"), request.query("intake"));
  if (whose.person || request.query("unknown"))
    return whose.intake ? ShowFromIntake(site, caller, whose)
                        : ShowMain(site, caller, whose, {}, {});
  return ShowForm(site, caller,
                  {.heading = "Log a request",
                   .back = "/requests",
                   .back_text = "All requests",
                   .action = "/requests/new",
                   .button = "",
                   .says = {"Find the person first. Then choose “Log a request” on their page."},
                   .links = {{"/people?purpose=law.rights", "Find the person"},
                             {"/requests/new?unknown=1", "Nobody of that name is known here"}},
                   .closed = true});
}

Result<http::Response> LogRequest(Site& site, const http::Request& /*request*/,
                                  const Caller& caller, const http::Fields& form) {
  const Answers answers(form);
  const Whose whose = WhoseIn(answers.Text("person"), answers.Text("intake"));
  if (!whose.person && !answers.Has("unknown"))
    return Fail(Code::kInvalid, "Find the person first, then log the request.");
  if (const auto problems = CheckMain(site, answers, !whose.person); !problems.empty())
    return ShowMain(site, caller, whose, answers, problems);
  const Right right = TRY(law::ParseRight(answers.Text("right")));
  rights::Opening opening{.right = right,
                          .subject = whose.person,
                          .received = *answers.Day("received"),
                          .channel = answers.Text("channel"),
                          .words = Personal(answers.Text("words"))};
  if (const auto about = TRY(AboutQuestion(site, opening.right))) {
    const auto wrong = Check({*about}, answers);
    const bool asked = answers.Has("second");
    if (!wrong.empty())
      return ShowAbout(site, caller, whose, *about, answers,
                       asked ? wrong : std::vector<FieldProblem>());
    opening.about = answers.Text("about");
  }
  auto logged = Log(site, caller, whose, opening);
  if (logged) return logged;
  const auto mending = MendingOf(site, logged.error());
  if (!mending) return logged;
  return ShowMain(site, caller, whose, answers,
                  {{.field = std::string(kHeading), .text = mending->text}}, mending->status);
}

}  // namespace almoner::web::console
