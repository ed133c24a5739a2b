// Steps by which it is done what was granted, and whoever was given it is told.
#include "console/step_page.h"
#include "rights/erasure.h"
#include "rights/offer.h"
#include "rights/recipients.h"
#include "rights/remedy.h"
#include "web/words.h"

namespace almoner::web::console {
namespace {

using law::Right;
using rights::Step;
using Questions = std::vector<Question>;

rights::Done Erase(const Turn& turn) {
  auto done = TRY(rights::CarryOut(turn.rights(), turn.caller.staff, turn.state));
  if (!done) return gate::Refuse<gate::Changed>(std::move(done).error());
  return std::move(done->changed);
}

Result<Questions> ReviewQuestions(const Turn& /*turn*/) {
  return Questions{{.kind = Kind::kOneOf,
                    .name = "result",
                    .label = "What do you decide?",
                    .missing = "Choose what you decide",
                    .options = {{.value = "changed", .text = "Another decision is taken"},
                                {.value = "confirmed", .text = "It stays as it was"}}},
                   {.kind = Kind::kWords,
                    .name = "words",
                    .label = "What did you look at, and why do you decide so?",
                    .missing = "Say what you looked at and why you decide so"}};
}

Result<Questions> PortQuestions(const Turn& /*turn*/) {
  return Questions{{.kind = Kind::kOneOf,
                    .name = "to",
                    .label = "Where does it go?",
                    .missing = "Choose where it goes",
                    .options = {{.value = "hand", .text = "You hand it over or send it yourself"},
                                WebsiteOption()}},
                   {.name = "how",
                    .label = "How is it handed over, and to whom?",
                    .missing = "Say how it is handed over, and to whom",
                    .hint = "For example “on a memory stick, to the person”."},
                   CodeByQuestion()};
}

gate::Outcome<http::Response> Port(const Turn& turn) {
  if (turn.Text("to") == rights::kByPortal) return OfferOnWebsite(turn);
  auto ported = TRY(rights::Port(turn.rights(), turn.caller.staff, turn.state, turn.Text("how"),
                                 turn.Text("to")));
  if (!ported) return gate::Refuse<http::Response>(std::move(ported).error());
  return TRY(GiveZip(turn.site, turn.state, ported->files));
}

// Those who were told, or those who were not.
std::vector<Option> RecipientOptions(const Turn& turn, bool told) {
  std::vector<Option> options;
  for (const rights::ToBeTold& one : rights::Recipients(turn.site.app.notice(), turn.state)) {
    if (told && !one.told) continue;
    std::string note = one.why;
    if (one.told) note += ". Told on " + ToWords(one.told->on);
    options.push_back({.value = one.id, .text = Capital(one.name), .note = std::move(note)});
  }
  return options;
}

Questions WhoAndHow(const Turn& turn, bool told) {
  return {{.kind = Kind::kOneOf,
           .name = "recipient",
           .label = told ? "Who replied?" : "Who was told?",
           .missing = told ? "Choose who replied" : "Choose who was told",
           .options = RecipientOptions(turn, told)},
          {.name = "how",
           .label = told ? "What did they reply?" : "How were they told?",
           .missing = told ? "Say what they replied" : "Say how they were told",
           .hint = told ? "" : "For example “by letter”."}};
}

Result<Questions> LiftingQuestions(const Turn& /*turn*/) {
  return Questions{{.kind = Kind::kWords,
                    .name = "words",
                    .label = "Why will it be lifted?",
                    .missing = "Say why it will be lifted",
                    .hint = "The person reads these words in our letter."}};
}

StepPage CarryOut(Right right, std::string_view button, std::string_view says,
                  rights::Done (*take)(const Turn&),
                  Result<Questions> (*questions)(const Turn&) = Nothing) {
  return {.step = Step::kCarryOut,
          .button = button,
          .says = says,
          .questions = questions,
          .take = take,
          .right = right};
}

void AddCarryingOut(std::vector<StepPage>& pages) {
  pages.push_back(CarryOut(Right::kErasure, "Erase",
                           "What was decided to be erased is destroyed now. It cannot be brought "
                           "back. What is held stays until its hold is lifted.",
                           Erase));
  pages.push_back(CarryOut(
      Right::kRestriction, "Restrict",
      "From now on it is stored, and not used but for what the law leaves.",
      [](const Turn& t) { return rights::Restrict(t.rights(), t.caller.staff, t.state); }));
  pages.push_back(CarryOut(
      Right::kObjection, "Uphold the objection", "What was stopped when it came stays stopped.",
      [](const Turn& t) { return rights::Uphold(t.rights(), t.caller.staff, t.state); }));
  pages.push_back(CarryOut(
      Right::kAutomatedDecision, "Record the review",
      "You look at what the computer decided, and could change it.",
      [](const Turn& t) {
        return rights::Review(t.rights(), t.caller.staff, t.state, t.Text("result") == "changed",
                              t.Words());
      },
      ReviewQuestions));
  pages.push_back({.step = Step::kCarryOut,
                   .button = "Hand it over, and download it (ZIP)",
                   .says = "What the person gave us themself, in forms that a computer can read. "
                           "Then go back to the request.",
                   .questions = PortQuestions,
                   .give = Port,
                   .right = Right::kPortability});
}

void AddTelling(std::vector<StepPage>& pages) {
  pages.push_back(
      {.step = Step::kTell,
       .button = "Record",
       .says = "Each is told of what was changed. The letter is ready afterwards.",
       .questions = [](const Turn& t) -> Result<Questions> { return WhoAndHow(t, false); },
       .take =
           [](const Turn& t) {
             return rights::Tell(t.rights(), t.caller.staff, t.state, t.Text("recipient"),
                                 t.Text("how"));
           }});
  pages.push_back(
      {.step = Step::kReply,
       .button = "Record",
       .says = "",
       .questions = [](const Turn& t) -> Result<Questions> { return WhoAndHow(t, true); },
       .take =
           [](const Turn& t) {
             return rights::Reply(t.rights(), t.caller.staff, t.state, t.Text("recipient"),
                                  t.Text("how"));
           }});
}

void AddLifting(std::vector<StepPage>& pages) {
  pages.push_back({.step = Step::kTellLifting,
                   .button = "Record that they are told",
                   .says = "The person is told before the restriction ends. Write the letter "
                           "afterwards.",
                   .questions = LiftingQuestions,
                   .take = [](const Turn& t) {
                     return rights::TellLifting(t.rights(), t.caller.staff, t.state, t.Words());
                   }});
  pages.push_back(
      {.step = Step::kLift,
       .button = "Lift the restriction",
       .says = "From now on it is used again as the notice says.",
       .questions = Nothing,
       .take = [](const Turn& t) { return rights::Lift(t.rights(), t.caller.staff, t.state); }});
}

}  // namespace

std::span<const StepPage> RemedySteps() {
  static const std::vector<StepPage> pages = [] {
    std::vector<StepPage> all;
    AddCarryingOut(all);
    AddTelling(all);
    AddLifting(all);
    return all;
  }();
  return pages;
}

}  // namespace almoner::web::console
