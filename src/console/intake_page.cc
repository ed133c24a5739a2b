// What was asked on the website: a list, one of them, and what is done with it. It is nobody's
// record: who asks is not known until somebody has found them.
#include <algorithm>

#include "accountability/intake.h"
#include "console/asked.h"
#include "console/handlers.h"
#include "console/intake.h"
#include "console/purposes.h"
#include "console/request_words.h"
#include "web/caller.h"
#include "web/doors.h"
#include "web/words.h"

namespace almoner::web::console {
namespace {

using accountability::Due;
using accountability::Facts;
using accountability::Intakes;
using accountability::State;

constexpr std::string_view kWaiting = "received";

bool HasDuty(const Site& site, const Caller& caller) {
  return site.app.notice().HasDuty(caller.roles, "rights");
}

Result<http::Response> ShowNotTheirs(const Site& site, const http::Request& request,
                                     const Caller& caller) {
  return ShowMessage(site, request, &caller, 403, "Not one of your tasks",
                     "What is asked on our website is looked at by those whose role has that duty: "
                     "ask our " +
                         Small(site.app.notice().organisation.officer) + ".");
}

std::string StateInWords(std::string_view state) {
  if (state == "taken-up") return "Taken up as a request";
  if (state == "set-aside") return "Set aside";
  if (state == "answered") return "Answered";
  return "Waiting";
}

Badge BadgeOf(const std::optional<Due>& due, Date today) {
  if (!due) return {.colour = "grey", .text = "Done"};
  const auto by = ParseDate(due->by);
  if (!by) return {.colour = "yellow", .text = "Waiting"};
  const auto days = (sys_days(*by) - sys_days(today)).count();
  if (days < 0) return {.colour = "red", .text = "Late"};
  std::string left = std::to_string(days) + (days == 1 ? " day left" : " days left");
  return {.colour = days <= 7 ? "orange" : "green", .text = days == 0 ? "Today" : left};
}

std::string DateInWords(const std::string& text) {
  const auto date = ParseDate(text);
  return date ? ToWords(*date) : text;
}

std::string_view LabelOf(std::string_view fact) {
  struct Label {
    std::string_view fact;
    std::string_view label;
  };
  static constexpr Label kLabels[] = {{"right", "Asks for"},
                                      {"about", "About"},
                                      {"for", "For"},
                                      {"person", "The person it is about"},
                                      {"relation", "Says they are"},
                                      {"name", "Who asks"},
                                      {"find", "To find them"},
                                      {"answer", "Wants the answer"},
                                      {"contact", "At"},
                                      {"needs", "To heed"},
                                      {"reason", "Why"},
                                      {"words", "In words"}};
  const auto found = std::ranges::find(kLabels, fact, &Label::fact);
  return found == std::end(kLabels) ? fact : found->label;
}

std::string ValueOf(const Site& site, std::string_view fact, const std::string& value) {
  if (fact == "right") return AskedInWords(value);
  if (fact == "for") return value == "self" ? "Themself" : "Somebody else";
  if (fact == "answer") {
    if (value == "email") return "By e-mail";
    if (value == "post") return "By post";
    return value == "phone" ? "By phone" : "In person";
  }
  if (fact == "about")
    if (const auto activity = site.app.notice().FindActivity(value))
      return Capital(site.app.notice().activities[*activity].purpose);
  if (fact == "relation" || fact == "reason" || fact == "about") {
    std::string words = value;
    std::ranges::replace(words, '-', ' ');
    return Capital(words);
  }
  return value;
}

constexpr std::string_view kShown[] = {"right", "about",  "for",     "person", "relation", "name",
                                       "find",  "answer", "contact", "needs",  "words"};

void AddFacts(View& page, const Site& site, const State& state) {
  for (const std::string_view fact : kShown)
    if (const std::string value = state.Said(kWaiting, fact); !value.empty())
      page.Add("ROW").Set("KEY", LabelOf(fact)).Set("VALUE", ValueOf(site, fact, value));
}

Status AddEvents(View& page, const Site& site, const State& state) {
  for (std::size_t i = 1; i < state.events.size(); ++i) {
    const accountability::FileEvent& event = state.events[i];
    std::string what = StateInWords(event.kind == "reopened" ? "taken-back" : event.kind);
    if (event.kind == "reopened") what = "It counts after all";
    std::string said = accountability::Get(event.facts, "words");
    if (const auto reason = accountability::Get(event.facts, "reason"); !reason.empty())
      what += ": " + Small(ValueOf(site, "reason", reason));
    View& row = page.Add("EVENT").Set("WHAT", what).Set("AT", MomentInWords(event.at));
    if (const auto by = StaffId::Parse(accountability::Get(event.facts, "by")))
      row.Add("BY").Set("WHO", TRY(NameOf(site, *by)));
    if (!said.empty()) row.Add("SAID").Set("TEXT", said);
  }
  return {};
}

Question Why(std::string label, std::string missing, std::string hint = {}) {
  return {.kind = Kind::kWords,
          .name = "words",
          .label = std::move(label),
          .missing = std::move(missing),
          .hint = std::move(hint)};
}

// The steps that are a form: by the last part of their address.
struct StepForm {
  std::string_view page;
  std::string_view step;
  std::string_view from;
  std::string_view heading;
  std::string_view button;
  std::vector<Question> questions;
};

std::vector<StepForm> Forms() {
  return {{.page = "set-aside",
           .step = "set-aside",
           .from = kWaiting,
           .heading = "Set it aside",
           .button = "Set it aside",
           .questions = {{.kind = Kind::kOneOf,
                          .name = "reason",
                          .label = "Why?",
                          .missing = "Choose why it is set aside",
                          .options = {{.value = "duplicate",
                                       .text = "It was asked before",
                                       .note = "And the other one is being dealt with."},
                                      {.value = "not-a-request",
                                       .text = "Nothing is asked for",
                                       .note = "Advertising, or a message that was meant for "
                                               "somebody else."},
                                      {.value = "abuse",
                                       .text = "It is abuse",
                                       .note = "A rude or unwise request is still a request."}}},
                         Why("What else is to be said of it?", "",
                             "Only if it helps whoever asks "
                             "why later.")}},
          {.page = "answer",
           .step = "answered",
           .from = kWaiting,
           .heading = "It was answered without a request",
           .button = "Record the answer",
           .questions = {Why("What was answered, and how?", "Write what was answered")}},
          {.page = "reopen",
           .step = "reopened",
           .from = "set-aside",
           .heading = "It counts after all",
           .button = "Take it back",
           .questions = {Why("Why?", "Write why it counts after all",
                             "The time has run from the day it arrived.")}}};
}

const StepForm* FindForm(const std::vector<StepForm>& forms, std::string_view page) {
  const auto found = std::ranges::find(forms, page, &StepForm::page);
  return found == forms.end() ? nullptr : &*found;
}

FormPage PageOf(const StepForm& form, const State& state) {
  const std::string address = "/intake/" + state.id.text();
  return {.heading = form.heading,
          .back = address,
          .back_text = "Asked on our website",
          .action = address + "/" + std::string(form.page),
          .button = form.button,
          .quote = state.Said(kWaiting, "words"),
          .questions = form.questions,
          .tab = Tab::kIntake};
}

}  // namespace

accountability::Context IntakeContext(Site& site) { return {site.app.gate(), site.app.statute()}; }

std::string AskedInWords(std::string_view right) {
  if (const auto named = law::ParseRight(right)) return std::string(InWords(*named).request);
  return right == "consent" ? "To say no to something" : "Something else, or not sure";
}

gate::Outcome<State> LookAtIntake(Site& site, const Caller& caller, const RequestId& id) {
  return site.counters.Count(
      accountability::Look(IntakeContext(site), Intakes(), {.actor = caller.staff}, id));
}

Result<http::Response> ShowIntakes(Site& site, const http::Request& request, const Caller& caller) {
  if (!HasDuty(site, caller)) return ShowNotTheirs(site, request, caller);
  const auto listed = TRY(site.counters.Count(
      accountability::List(IntakeContext(site), Intakes(), {.actor = caller.staff})));
  if (!listed) return ShowRefusal(site, caller, {.refused = listed.error()});
  const Date today = LondonDate(site.app.clock().Now());
  View page("intakes.html");
  bool waits = false;
  View* done = nullptr;
  for (const State& state : *listed) {  // the oldest first
    const auto due = Intakes().due(IntakeContext(site), state);
    const std::string right = AskedInWords(state.Said(kWaiting, "right"));
    const std::string on = DateInWords(state.Said(kWaiting, "on"));
    if (state.state != kWaiting) {
      if (done == nullptr) done = &page.Add("DONE");
      done->Add("ROW")
          .Set("RIGHT", right)
          .Set("RECEIVED", on)
          .Set("STATE", StateInWords(state.state))
          .Set("REFERENCE", state.Said(kWaiting, "reference"))
          .Set("ID", state.id.text());
      continue;
    }
    waits = true;
    const Badge badge = BadgeOf(due, today);
    View& row = page.Add("WAITING");
    row.Set("RIGHT", right)
        .Set("RECEIVED", on)
        .Set("COLOUR", badge.colour)
        .Set("LEFT", badge.text)
        .Set("REFERENCE", state.Said(kWaiting, "reference"))
        .Set("ID", state.id.text());
    if (due && !due->by.empty()) row.Add("DUE").Set("DATE", DateInWords(due->by));
  }
  page.ShowIf(!waits, "NONE");
  return Show(site, {.title = "Asked on our website", .caller = &caller, .tab = Tab::kIntake},
              std::move(page));
}

Result<http::Response> ShowIntake(Site& site, const http::Request& request, const Caller& caller) {
  if (!HasDuty(site, caller)) return ShowNotTheirs(site, request, caller);
  const auto looked = TRY(LookAtIntake(site, caller, TRY(RequestOf(request))));
  if (!looked) return ShowRefusal(site, caller, {.refused = looked.error()});
  const State& state = *looked;
  const auto due = Intakes().due(IntakeContext(site), state);
  const Badge badge = BadgeOf(due, LondonDate(site.app.clock().Now()));
  View page("intake.html");
  page.Set("ID", state.id.text())
      .Set("REFERENCE", state.Said(kWaiting, "reference"))
      .Set("RECEIVED", DateInWords(state.Said(kWaiting, "on")))
      .Set("STATE", StateInWords(state.state))
      .Set("COLOUR", badge.colour)
      .Set("LEFT", badge.text)
      .Set("CSRF", caller.csrf)
      .ShowIf(request.query("done").has_value(), "SAID_DONE");
  if (due && !due->by.empty()) page.Add("DUE").Set("DATE", DateInWords(due->by));
  AddFacts(page, site, state);
  const std::string person = state.Said(kWaiting, "person");
  if (state.state == kWaiting)
    page.Add("TAKE_UP").Set("QUERY", person.empty() ? state.Said(kWaiting, "name") : person);
  if (state.state == "set-aside") page.Add("ASIDE");
  if (const std::string taken = state.Said("taken-up", "request"); !taken.empty())
    page.Add("TAKEN").Set("REQUEST", taken);
  TRY(AddEvents(page, site, state));
  return Show(site, {.title = "Asked on our website", .caller = &caller, .tab = Tab::kIntake},
              std::move(page));
}

Result<http::Response> ShowIntakeStep(Site& site, const http::Request& request,
                                      const Caller& caller) {
  if (!HasDuty(site, caller)) return ShowNotTheirs(site, request, caller);
  const std::vector<StepForm> forms = Forms();
  const StepForm* const form = FindForm(forms, request.param("step").value_or(""));
  if (form == nullptr) return Fail(Code::kNotFound, "There is no such step.");
  const auto looked = TRY(LookAtIntake(site, caller, TRY(RequestOf(request))));
  if (!looked) return ShowRefusal(site, caller, {.refused = looked.error()});
  if (looked->state != form->from) return http::Response::Redirect("/intake/" + looked->id.text());
  return ShowForm(site, caller, PageOf(*form, *looked));
}

Result<http::Response> TakeIntakeStep(Site& site, const http::Request& request,
                                      const Caller& caller, const http::Fields& fields) {
  const std::vector<StepForm> forms = Forms();
  const StepForm* const form = FindForm(forms, request.param("step").value_or(""));
  if (form == nullptr) return Fail(Code::kNotFound, "There is no such step.");
  const RequestId id = TRY(RequestOf(request));
  const Answers answers(fields);
  const auto problems = Check(form->questions, answers);
  if (!problems.empty()) {
    const auto looked = TRY(LookAtIntake(site, caller, id));
    if (!looked) return ShowRefusal(site, caller, {.refused = looked.error()});
    return ShowForm(site, caller, PageOf(*form, *looked), answers, problems);
  }
  Facts facts;
  for (const Question& question : form->questions)
    if (!Blank(answers.Text(question.name))) facts[question.name] = answers.Text(question.name);
  const auto taken = site.counters.Count(
      accountability::Advance(IntakeContext(site), Intakes(), {.actor = caller.staff}, id,
                              {.step = std::string(form->step), .facts = std::move(facts)}));
  // A second click, or a colleague who was faster: what stands there says it.
  if (!taken && taken.error().code == Code::kConflict)
    return http::Response::Redirect("/intake/" + id.text());
  const auto outcome = TRY(gate::Outcome<gate::Changed>(taken));
  if (!outcome) return ShowRefusal(site, caller, {.refused = outcome.error()});
  return http::Response::Redirect("/intake/" + id.text() + "?done=1");
}

}  // namespace almoner::web::console
