// Steps about who asks, and whether they may.
#include <algorithm>
#include <iterator>

#include "console/step_page.h"
#include "rights/authority.h"

namespace almoner::web::console {
namespace {

using rights::Step;
using Questions = std::vector<Question>;

const std::vector<Option>& YesNo() {
  static const std::vector<Option> both = {{.value = "yes", .text = "Yes"},
                                           {.value = "no", .text = "No"}};
  return both;
}

Result<Questions> AskIdentityQuestions(const Turn& /*turn*/) {
  return Questions{
      {.kind = Kind::kWords,
       .name = "doubt",
       .label = "Why do you doubt who is asking?",
       .missing = "Say why you doubt who is asking",
       .hint = "Only where there is a real doubt. A worker who knows the person is proof enough."},
      {.name = "asked",
       .label = "What would settle the doubt?",
       .missing = "Say what would settle the doubt",
       .hint = "As little as will do, for example a call to the number that we have."}};
}

Result<Questions> IdentityQuestions(const Turn& turn) {
  Questions questions = {{.name = "how",
                          .label = "How do you know who is asking?",
                          .missing = "Say how you know who is asking",
                          .hint = "For example “their support worker knows them”."}};
  if (turn.state.identity_asked) questions.push_back(WhenItCame());  // the clock waits for it
  return questions;
}

Result<Questions> AskAuthorityQuestions(const Turn& turn) {
  Question kind{.kind = Kind::kOneOf,
                .name = "kind",
                .label = "Who asks for the person?",
                .missing = "Choose who asks for the person"};
  if (turn.state.after_death)
    kind.options = {{.value = "personal-representative", .text = "Whoever acts for the estate"},
                    {.value = "claimant", .text = "Whoever has a claim because of the death"},
                    {.value = "court-order", .text = "Whoever has a court order"}};
  else
    kind.options = {
        {.value = "parent", .text = "A parent, or who has parental responsibility"},
        {.value = "attorney", .text = "An attorney", .note = "A lasting power of attorney"},
        {.value = "deputy", .text = "A deputy of the court"},
        {.value = "advocate", .text = "A statutory advocate"},
        {.value = "solicitor", .text = "A solicitor whom the person has asked"},
        {.value = "written", .text = "Somebody with the person’s written word"}};
  return Questions{std::move(kind),
                   {.name = "scope",
                    .label = "What do they ask for?",
                    .missing = "Say what they ask for on the person’s behalf"},
                   {.kind = Kind::kDate,
                    .name = "until",
                    .label = "Last day on which they may ask",
                    .hint = "Leave it empty where it has no end."}};
}

void AddParent(Questions& questions) {
  questions.push_back({.name = "orders",
                       .label = "What do court orders say of this parent’s responsibility?",
                       .missing = "Say what court orders say, or “none”",
                       .hint = "Write “none” where there are none."});
  questions.push_back({.kind = Kind::kOneOf,
                       .name = "understands",
                       .label = "Does the child understand what is asked for?",
                       .missing = "Say whether the child understands what is asked for",
                       .options = YesNo()});
  questions.push_back({.kind = Kind::kOneOf,
                       .name = "view",
                       .label = "What does the child say of it?",
                       .missing = "Say what the child says of it",
                       .options = {{.value = "agrees", .text = "They agree"},
                                   {.value = "objects", .text = "They object"},
                                   {.value = "not-asked", .text = "They were not asked"}}});
  questions.push_back({.name = "why",
                       .label = "Why were they not asked, or do not understand?",
                       .hint = "Leave it empty where they were asked and understand."});
}

void AddAttorney(Questions& questions) {
  questions.push_back(
      {.kind = Kind::kOneOf,
       .name = "type",
       .label = "What is the power for?",
       .missing = "Choose what the power is for",
       .options = {{.value = "health-and-welfare", .text = "Health and welfare"},
                   {.value = "property-and-affairs", .text = "Property and affairs"}}});
  questions.push_back({.kind = Kind::kDate,
                       .name = "registered",
                       .label = "When was the power registered?",
                       .missing = "Enter the day on which the power was registered",
                       .hint = "For example, 27 3 2024"});
}

void AddAdvocate(Questions& questions) {
  questions.push_back(
      {.kind = Kind::kOneOf,
       .name = "type",
       .label = "Under which law do they act?",
       .missing = "Choose under which law they act",
       .options = {{.value = "care-act", .text = "Care Act"},
                   {.value = "mental-capacity", .text = "Mental Capacity Act"},
                   {.value = "mental-health", .text = "Mental Health Act"},
                   {.value = "health-complaint", .text = "A complaint about health care"}}});
}

Result<Questions> AuthorityQuestions(const Turn& turn) {
  Questions questions = {
      {.name = "evidence",
       .label = "What did they show?",
       .missing = "Say what they showed",
       .hint = "For example “the registered power, with its number”. No copy is kept."}};
  if (turn.state.authority_kind == "parent") AddParent(questions);
  if (turn.state.authority_kind == "attorney") AddAttorney(questions);
  if (turn.state.authority_kind == "advocate") AddAdvocate(questions);
  questions.push_back(WhenItCame());
  return questions;
}

rights::Done ShowAuthority(const Turn& turn) {
  rights::Shown shown{.evidence = turn.Text("evidence"),
                      .orders = turn.Text("orders"),
                      .view = turn.Text("view"),
                      .why = turn.Text("why"),
                      .type = turn.Text("type"),
                      .registered = turn.answers.Day("registered"),
                      .came = turn.answers.Day("came")};
  if (turn.answers.Has("understands")) shown.understands = turn.Text("understands") == "yes";
  return rights::ShowAuthority(turn.rights(), turn.caller.staff, turn.state, shown);
}

Result<Questions> RiskQuestions(const Turn& /*turn*/) {
  return Questions{{.kind = Kind::kWords,
                    .name = "words",
                    .label = "Why may whoever asks be a danger to the person?",
                    .missing = "Say why whoever asks may be a danger",
                    .hint = "They are never told."}};
}

Result<Questions> DecideRiskQuestions(const Turn& /*turn*/) {
  return Questions{
      {.kind = Kind::kOneOf,
       .name = "answer",
       .label = "What happens now?",
       .missing = "Choose what happens now",
       .options = {{.value = "go-on", .text = "It goes on", .note = "There is no danger."},
                   {.value = "to-person", .text = "The person is answered instead"},
                   {.value = "nothing", .text = "Whoever asks is given nothing"}}},
      {.kind = Kind::kWords,
       .name = "said",
       .label = "What did the person say when asked alone?",
       .hint = "Leave it empty where they could not be asked, and say why below."},
      {.kind = Kind::kWords,
       .name = "reasons",
       .label = "Why do you decide so?",
       .missing = "Say why you decide so"}};
}

// What was seen, for whoever decides on it.
std::string Danger(const Turn& turn) {
  for (auto event = turn.state.events.rbegin(); event != turn.state.events.rend(); ++event)
    if (event->kind == "risk-noted")
      if (const auto words = event->facts.find("words"); words != event->facts.end())
        return words->second;
  return "";
}

Result<Questions> CapacityQuestions(const Turn& /*turn*/) {
  return Questions{{.kind = Kind::kOneOf,
                    .name = "can",
                    .label = "Can the person decide about this themself?",
                    .missing = "Say whether the person can decide about this",
                    .options = YesNo()},
                   {.kind = Kind::kWords,
                    .name = "words",
                    .label = "Who looked at it, when, and how?",
                    .missing = "Say who looked at it, by role, when, and how",
                    .hint = "It counts for this decision alone."}};
}

rights::Done AskAuthority(const Turn& turn) {
  return rights::AskAuthority(
      turn.rights(), turn.caller.staff, turn.state,
      {.kind = turn.Text("kind"), .scope = turn.Text("scope"), .until = turn.answers.Day("until")});
}

rights::Done DecideRisk(const Turn& turn) {
  return rights::DecideRisk(turn.rights(), turn.caller.staff, turn.state,
                            {.answer = turn.Text("answer"),
                             .person_said = turn.Text("said"),
                             .reasons = turn.Text("reasons")});
}

std::vector<StepPage> AboutDanger() {
  return {
      {.step = Step::kNoteRisk,
       .button = "Stop and record",
       .says =
           "Nothing goes out until somebody who safeguards has decided. The request’s page says "
           "what to give them.",
       .questions = RiskQuestions,
       .take =
           [](const Turn& t) {
             return rights::NoteRisk(t.rights(), t.caller.staff, t.state, t.Words());
           }},
      {.step = Step::kDecideRisk,
       .button = "Decide",
       .says = "A colleague thinks that whoever asks for the person may be a danger to them. Ask "
               "the person alone, if you can.",
       .questions = DecideRiskQuestions,
       .take = DecideRisk,
       .quote = Danger},
  };
}

std::vector<StepPage> AboutWho() {
  return {
      {.step = Step::kAskIdentity,
       .button = "Record",
       .says = "The days until the proof comes do not count. Write the letter to the person "
               "afterwards.",
       .questions = AskIdentityQuestions,
       .take =
           [](const Turn& t) {
             return rights::AskIdentity(t.rights(), t.caller.staff, t.state, t.Words("doubt"),
                                        t.Text("asked"));
           }},
      {.step = Step::kConfirmIdentity,
       .button = "Confirm",
       .says = "",
       .questions = IdentityQuestions,
       .take =
           [](const Turn& t) {
             return rights::ConfirmIdentity(t.rights(), t.caller.staff, t.state, t.Text("how"),
                                            t.answers.Day("came"));
           }},
      {.step = Step::kAskAuthority,
       .button = "Record",
       .says = "Nothing goes out before they have shown that they may ask. A relative as such may "
               "not.",
       .questions = AskAuthorityQuestions,
       .take = AskAuthority},
      {.step = Step::kShowAuthority,
       .button = "Record",
       .says = "",
       .questions = AuthorityQuestions,
       .take = ShowAuthority},
      {.step = Step::kAssessCapacity,
       .button = "Record",
       .says = "",
       .questions = CapacityQuestions,
       .take =
           [](const Turn& t) {
             return rights::AssessCapacity(t.rights(), t.caller.staff, t.state,
                                           t.Text("can") == "yes", t.Words());
           }},
  };
}

const std::vector<StepPage>& Table() {
  static const std::vector<StepPage> pages = [] {
    std::vector<StepPage> all = AboutWho();
    std::ranges::move(AboutDanger(), std::back_inserter(all));
    return all;
  }();
  return pages;
}

}  // namespace

std::span<const StepPage> WhoSteps() { return Table(); }

}  // namespace almoner::web::console
