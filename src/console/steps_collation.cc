// Steps by which it is found out what is held and may be shown.
#include "console/request_words.h"
#include "console/step_page.h"
#include "rights/collation.h"
#include "web/words.h"

namespace almoner::web::console {
namespace {

using rights::Step;
using Questions = std::vector<Question>;

std::vector<Option> HealthCategories(const Turn& turn) {
  std::vector<Option> options;
  for (const notice::Category& category : turn.site.app.notice().categories)
    if (rights::IsHealth(turn.site.app.notice(), category.id))
      options.push_back({.value = category.id, .text = Capital(category.name)});
  const std::string others(rights::kHealthMentions);
  options.push_back({.value = others, .text = CategoryInWords(turn.site.app.notice(), others)});
  return options;
}

Result<Questions> SearchQuestions(const Turn& /*turn*/) {
  return Questions{
      {.kind = Kind::kOneOf,
       .name = "kind",
       .label = "Where was it looked?",
       .missing = "Choose where it was looked",
       .options = {{.value = "paper", .text = "Paper"},
                   {.value = "computer", .text = "Another computer or e-mail"},
                   {.value = "device", .text = "A telephone or another device"},
                   {.value = "processor", .text = "A firm that works for us"}}},
      {.name = "where",
       .label = "Which place?",
       .missing = "Say which place it was",
       .hint = "For example “the cabinet in the day centre”."},
      {.name = "who", .label = "Who looked, by role?", .missing = "Say who looked, by role"},
      {.name = "terms",
       .label = "What did they look for?",
       .missing = "Say what they looked for",
       .hint = "For example “the name and the date of birth”."},
      {.name = "dates", .label = "From when?", .hint = "Leave it empty for all times."},
      {.kind = Kind::kCount,
       .name = "found",
       .label = "How many things were found?",
       .missing = "Enter how many things were found; 0 for none"}};
}

rights::Done RecordSearch(const Turn& turn) {
  return rights::RecordSearch(turn.rights(), turn.caller.staff, turn.state,
                              {.kind = turn.Text("kind"),
                               .where = turn.Text("where"),
                               .who = turn.Text("who"),
                               .terms = turn.Text("terms"),
                               .dates = turn.Text("dates"),
                               .found = turn.answers.Count("found").value_or(0)});
}

Question Category(const Turn& turn, std::string label) {
  return {.kind = Kind::kOneOf,
          .name = "category",
          .label = std::move(label),
          .missing = "Choose one kind of health data",
          .options = HealthCategories(turn)};
}

Result<Questions> AskOpinionQuestions(const Turn& turn) {
  return Questions{
      Category(turn, "About which health data?"),
      {.name = "of",
       .label = "Who is asked, by role?",
       .missing = "Say who is asked, by role",
       .hint = "Whoever is, or was last, responsible for the care of the one whose health "
               "it is."}};
}

Result<Questions> OpinionQuestions(const Turn& turn) {
  return Questions{
      Category(turn, "About which health data?"),
      {.kind = Kind::kDate,
       .name = "obtained",
       .label = "When did they say it?",
       .missing = "Enter the day on which they said it",
       .hint = "It counts for six months from that day."},
      {.kind = Kind::kOneOf,
       .name = "harm",
       .label = "Is seeing it likely to do serious harm to somebody?",
       .missing = "Choose what they said of harm",
       .options = {{.value = "no", .text = "No, it is not"},
                   {.value = "yes", .text = "Yes, it is"}}},
      {.name = "by", .label = "Who said it, by role?", .missing = "Say who said it, by role"}};
}

rights::Done TakeOpinion(const Turn& turn) {
  return rights::TakeOpinion(turn.rights(), turn.caller.staff, turn.state,
                             {.category = turn.Text("category"),
                              .obtained = turn.answers.Day("obtained").value_or(Date{}),
                              .harm = turn.Text("harm") == "yes",
                              .by = turn.Text("by")});
}

const std::vector<StepPage>& Table() {
  static const std::vector<StepPage> pages = {
      {.step = Step::kSearch,
       .button = "Record",
       .says = "The program finds what it holds itself. Write down each other place that was "
               "looked at.",
       .questions = SearchQuestions,
       .take = RecordSearch},
      {.step = Step::kAskOpinion,
       .button = "Record",
       .says = "The letter to them is ready afterwards. The clock does not stop.",
       .questions = AskOpinionQuestions,
       .take =
           [](const Turn& t) {
             return rights::AskOpinion(t.rights(), t.caller.staff, t.state, t.Text("category"),
                                       t.Text("of"));
           }},
      {.step = Step::kTakeOpinion,
       .button = "Record",
       .says = "",
       .questions = OpinionQuestions,
       .take = TakeOpinion},
  };
  return pages;
}

}  // namespace

std::span<const StepPage> CollationSteps() { return Table(); }

}  // namespace almoner::web::console
