// Steps that any request may need: questions, fees, days, how it is going.
#include <algorithm>
#include <iterator>

#include "console/step_page.h"
#include "web/words.h"

namespace almoner::web::console {
namespace {

using rights::Step;
using Questions = std::vector<Question>;

Question Words(std::string label, std::string missing, std::string hint = {}) {
  return {.kind = Kind::kWords,
          .name = "words",
          .label = std::move(label),
          .missing = std::move(missing),
          .hint = std::move(hint)};
}

Result<Questions> AskQuestions(const Turn& /*turn*/) {
  return Questions{Words("What do you need to know?", "Write what you need to know",
                         "The person reads these words in our letter.")};
}

Result<Questions> AnsweredQuestions(const Turn& /*turn*/) {
  return Questions{Words("What did the person answer?", "Write what the person answered"),
                   WhenItCame()};
}

Result<Questions> FeeQuestions(const Turn& turn) {
  Question why{.kind = Kind::kOneOf,
               .name = "why",
               .label = "Why is there a fee?",
               .missing = "Choose why there is a fee",
               .options = {{.value = "unfounded", .text = "The request is plainly unfounded"},
                           {.value = "excessive", .text = "The request is plainly excessive"}}};
  if (turn.state.right == law::Right::kAccess)
    why.options.push_back({.value = "further-copy", .text = "It is a further copy"});
  return Questions{{.kind = Kind::kPounds,
                    .name = "sum",
                    .label = "How much?",
                    .missing = "Enter a sum in pounds, for example 10 or 10.50"},
                   std::move(why),
                   {.kind = Kind::kWords,
                    .name = "working",
                    .label = "How does it come to that sum?",
                    .missing = "Say how it comes to that sum",
                    .hint = "Copies, postage, time at its rate."}};
}

rights::Done AskFee(const Turn& turn) {
  return rights::AskFee(turn.rights(), turn.caller.staff, turn.state,
                        {.pence = turn.answers.Pence("sum").value_or(0),
                         .why = turn.Text("why"),
                         .working = turn.Text("working")});
}

Result<Questions> ExtendQuestions(const Turn& /*turn*/) {
  return Questions{
      {.kind = Kind::kOneOf,
       .name = "why",
       .label = "Why is more time needed?",
       .missing = "Choose why more time is needed",
       .hint = "There is no other reason.",
       .options = {{.value = "complexity", .text = "The request is complex"},
                   {.value = "number", .text = "The person has made many requests"}}},
      Words("The reasons, as the person is told them", "Write the reasons for the person",
            "The person reads these words in our letter.")};
}

Result<Questions> CorrectDateQuestions(const Turn& /*turn*/) {
  return Questions{{.kind = Kind::kDate,
                    .name = "received",
                    .label = "When did it arrive?",
                    .missing = "Enter the day on which it arrived",
                    .hint = "For example, 27 3 2026"},
                   {.name = "reason",
                    .label = "How was the day found to be wrong?",
                    .missing = "Say how the day was found to be wrong"}};
}

rights::Done CorrectDate(const Turn& turn) {
  const auto day = turn.answers.Day("received");
  if (!day) return Fail(Code::kInvalid, "Enter the day on which it arrived.");
  return rights::CorrectDate(turn.rights(), turn.caller.staff, turn.state, *day,
                             turn.Text("reason"));
}

Result<Questions> ConfirmDateQuestions(const Turn& turn) {
  const std::string day = turn.state.correction ? ToWords(turn.state.correction->received) : "";
  return Questions{
      {.kind = Kind::kOneOf,
       .name = "agrees",
       .label = "Did it arrive on " + day + "?",
       .missing = "Say whether it arrived on " + day,
       .options = {{.value = "yes", .text = "Yes, it arrived on " + day},
                   {.value = "no", .text = "No, it arrived on " + ToWords(turn.state.received)}}}};
}

Result<Questions> ProgressQuestions(const Turn& /*turn*/) {
  return Questions{Words("How is it going?", "Write how it is going",
                         "The person reads these words in our letter.")};
}

std::vector<StepPage> Questioning() {
  return {
      {.step = Step::kAcknowledge,
       .button = "Record that they are told",
       .says = "Write the letter afterwards: it is ready on the request’s page.",
       .questions = Nothing,
       .take =
           [](const Turn& t) { return rights::Acknowledge(t.rights(), t.caller.staff, t.state); }},
      {.step = Step::kAskFurther,
       .button = "Record the question",
       .says = "The days until the answer do not count.",
       .questions = AskQuestions,
       .take =
           [](const Turn& t) {
             return rights::AskFurther(t.rights(), t.caller.staff, t.state, t.Words());
           }},
      {.step = Step::kAnswered,
       .button = "Record the answer",
       .says = "The clock goes on from the day on which it came.",
       .questions = AnsweredQuestions,
       .take =
           [](const Turn& t) {
             return rights::Answered(t.rights(), t.caller.staff, t.state, t.Words(),
                                     t.answers.Day("came"));
           }},
      {.step = Step::kCorrectDate,
       .button = "Give another day",
       .says = "It counts once somebody else has confirmed it.",
       .questions = CorrectDateQuestions,
       .take = CorrectDate},
      {.step = Step::kConfirmDate,
       .button = "Record",
       .says = "A colleague says that the day of receipt is wrong.",
       .questions = ConfirmDateQuestions,
       .take =
           [](const Turn& t) {
             return rights::ConfirmDate(t.rights(), t.caller.staff, t.state,
                                        t.Text("agrees") == "yes");
           }},
      {.step = Step::kProgress,
       .button = "Record",
       .says = "",
       .questions = ProgressQuestions,
       .take =
           [](const Turn& t) {
             return rights::Progress(t.rights(), t.caller.staff, t.state, t.Words());
           }},
  };
}

std::vector<StepPage> Timing() {
  return {
      {.step = Step::kAskFee,
       .button = "Record the fee",
       .says = "Requests are free. A fee is the exception, and the person may complain about it.",
       .questions = FeeQuestions,
       .take = AskFee},
      {.step = Step::kFeePaid,
       .button = "The fee is paid",
       .says = "The clock goes on from the day on which it came.",
       .questions = [](const Turn&) -> Result<Questions> { return Questions{WhenItCame()}; },
       .take =
           [](const Turn& t) {
             return rights::FeePaid(t.rights(), t.caller.staff, t.state, t.answers.Day("came"));
           }},
      {.step = Step::kExtend,
       .button = "Take two more months",
       .says = "The person must be told before the first month is over.",
       .questions = ExtendQuestions,
       .take =
           [](const Turn& t) {
             return rights::Extend(t.rights(), t.caller.staff, t.state, t.Text("why"), t.Words());
           }},
  };
}

const std::vector<StepPage>& Table() {
  static const std::vector<StepPage> pages = [] {
    std::vector<StepPage> all = Questioning();
    std::ranges::move(Timing(), std::back_inserter(all));
    return all;
  }();
  return pages;
}

}  // namespace

std::span<const StepPage> ConductSteps() { return Table(); }

}  // namespace almoner::web::console
