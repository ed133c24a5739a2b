// What somebody else tells of a person who comes to us: recorded as a table of one row is, so that
// duplicates and those who asked to be forgotten are held back, it can be taken back, and the day
// by which the person must be told of it is counted (UK GDPR Article 14).
#include <fmt/format.h>

#include <algorithm>

#include "console/import.h"
#include "console/purposes.h"
#include "intake/import.h"
#include "web/words.h"

namespace almoner::web::console {
namespace {

using notice::Activity;
using notice::Category;
using notice::FieldKind;
using notice::Notice;

// What of the notice a referral for that purpose fills in.
struct Shape {
  const Activity* activity = nullptr;
  const Category* who = nullptr;    // has a name in it
  const Category* words = nullptr;  // takes free text; none: the purpose records none
};

bool Names(const Category& category) {
  return std::ranges::any_of(category.fields,
                             [](const auto& field) { return field.kind == FieldKind::kName; });
}

std::optional<Shape> ShapeOf(const Notice& notice, std::string_view purpose) {
  const auto index = notice.FindActivity(purpose);
  if (!index) return std::nullopt;
  Shape shape{.activity = &notice.activities[*index]};
  for (std::size_t i = 0; i < notice.categories.size(); ++i) {
    if (!shape.activity->writes[i]) continue;
    const Category& category = notice.categories[i];
    if (shape.who == nullptr && Names(category)) shape.who = &category;
    if (shape.words == nullptr && category.free_text) shape.words = &category;
  }
  if (shape.who == nullptr || shape.activity->record.sources.empty()) return std::nullopt;
  return shape;
}

// Purposes of the caller's roles for which the notice says that others tell us of people.
std::vector<Choice> ReferralPurposes(const Notice& notice, const notice::RoleSet& roles) {
  std::vector<Choice> purposes = PurposesOf(notice, roles);
  std::erase_if(purposes,
                [&](const Choice& choice) { return !ShapeOf(notice, choice.value).has_value(); });
  return purposes;
}

Question FieldQuestion(const notice::Field& field) {
  Question question{.name = "f-" + field.id, .label = field.label};
  switch (field.kind) {
    case FieldKind::kDate:
      question.kind = Kind::kDate;
      break;
    case FieldKind::kChoice:
      question.kind = Kind::kOneOf;
      for (const std::string& choice : field.choices)
        question.options.push_back({.value = choice, .text = Capital(choice)});
      break;
    case FieldKind::kPhone:
      question.type = "tel";
      break;
    case FieldKind::kEmail:
      question.type = "email";
      break;
    case FieldKind::kName:
    case FieldKind::kText:
    case FieldKind::kPostcode:
    case FieldKind::kIdentifier:
    case FieldKind::kDocument:
      break;
  }
  return question;
}

std::vector<Question> QuestionsFor(const Notice& notice, const Shape& shape) {
  Question source{.kind = Kind::kOneOf,
                  .name = "source",
                  .label = "Who tells us?",
                  .missing = "Choose who tells us"};
  for (const notice::Index index : shape.activity->record.sources)
    source.options.push_back(
        {.value = notice.more.sources[index].id, .text = Capital(notice.more.sources[index].name)});
  Question kind{.kind = Kind::kOneOf,
                .name = "kind",
                .label = "Whom is it about?",
                .missing = "Choose whom it is about"};
  for (std::size_t i = 0; i < notice.subjects.size(); ++i)
    if (shape.activity->subjects[i])
      kind.options.push_back(
          {.value = notice.subjects[i].id, .text = Capital(notice.subjects[i].name)});
  std::vector<Question> questions = {
      std::move(source),
      {.kind = Kind::kDate,
       .name = "came",
       .label = "On which day did it come?",
       .missing = "Enter the day on which it came",
       .hint = "The month in which the person must be told of it counts from this day."},
      std::move(kind)};
  bool named = false;  // the first name says who it is; others may be left out
  for (const notice::Field& field : shape.who->fields) {
    if (field.kind == FieldKind::kDocument) continue;
    questions.push_back(FieldQuestion(field));
    if (field.kind == FieldKind::kName && !named)
      questions.back().missing = "Enter their " + Small(field.label);
    named = named || field.kind == FieldKind::kName;
  }
  if (shape.words != nullptr)
    questions.push_back({.kind = Kind::kWords,
                         .name = "words",
                         .label = "What the referral says",
                         .hint = "No more than is needed for this purpose."});
  return questions;
}

std::string Cell(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

// A table of one row, and how it is read.
struct Slip {
  std::string table;
  std::string mapping;
  std::vector<std::string> questions;  // of each column
};

class Writing {
 public:
  Writing(const Shape& shape, const Answers& answers) {
    const auto came = answers.Day("came");
    slip_.mapping = fmt::format("kind = \"{}\"\npurpose = \"{}\"\nsource = \"{}\"\nobtained = {}\n",
                                answers.Text("kind"), shape.activity->id, answers.Text("source"),
                                came ? ToText(*came) : "");
    for (const notice::Field& field : shape.who->fields)
      if (field.kind != FieldKind::kDocument)
        Add("f-" + field.id, shape.who->id, field.id, Said(field, answers));
    if (shape.words != nullptr) Add("words", shape.words->id, "text", answers.Text("words"));
  }
  Slip Done() {
    slip_.table = header_ + "\n" + row_ + "\n";
    return std::move(slip_);
  }

 private:
  static std::string Said(const notice::Field& field, const Answers& answers) {
    const std::string name = "f-" + field.id;
    if (field.kind != FieldKind::kDate) return answers.Text(name);
    const auto day = answers.Day(name);
    return day ? ToText(*day) : std::string();
  }
  void Add(const std::string& question, std::string_view category, std::string_view field,
           const std::string& said) {
    if (said.empty()) return;
    const std::string column = fmt::format("c{}", slip_.questions.size());
    slip_.questions.push_back(question);
    slip_.mapping += fmt::format("[[column]]\nheader = \"{}\"\ncategory = \"{}\"\nfield = \"{}\"\n",
                                 column, category, field);
    header_ += (header_.empty() ? "" : ",") + column;
    row_ += (row_.empty() ? "" : ",") + Cell(said);
  }

  Slip slip_;
  std::string header_, row_;
};

// Which question a problem is about: "c3 (D)" is the fourth column.
std::string QuestionOf(const Slip& slip, const intake::Problem& problem) {
  for (std::size_t i = 0; i < slip.questions.size(); ++i)
    if (problem.column.starts_with(fmt::format("c{} ", i)) ||
        problem.column == fmt::format("c{}", i))
      return slip.questions[i];
  return "came";
}

gate::Outcome<std::string> No(Site& site, const gate::Explanation& words) {
  return gate::Refuse<std::string>({.rule = gate::Rule::kMinimisation,
                                    .words = words,
                                    .entry = EntryId::New(site.app.random())});
}

gate::Outcome<std::string> Take(Site& site, const Caller& caller, const Shape& shape,
                                const Answers& answers) {
  const Slip slip = Writing(shape, answers).Done();
  auto done = TRY(site.counters.Count(intake::Import(
      site.app.gate(),
      {.actor = caller.staff, .file = AsBytes(slip.table), .mapping = slip.mapping})));
  if (!done) return gate::Refuse<std::string>(std::move(done).error());
  const intake::Looked& looked = done->looked;
  if (!looked.findings.empty()) return No(site, looked.findings.front().words);
  if (!looked.problems.empty())
    return Fail(Code::kInvalid, looked.problems.front().what,
                Detail::Id("fact", QuestionOf(slip, looked.problems.front())));
  if (!done->refused.empty()) return No(site, done->refused.front().words);
  if (!looked.held.empty() && !looked.held.front().people.empty())
    return "/people/" + looked.held.front().people.front().text() +
           "?purpose=" + http::EncodePercent(shape.activity->id);
  if (!looked.held.empty() || looked.unsaid > 0)
    return Fail(Code::kConflict,
                "This is held back: somebody like this asked to be forgotten here. Whoever "
                "answers for rights decides.");
  return std::string("/imports?done=referral");
}

}  // namespace

Made MakeReferral(Site& site, const http::Request& request, const Caller& caller) {
  const Notice& notice = site.app.notice();
  const auto purposes = ReferralPurposes(notice, caller.roles);
  const std::string chosen = Chosen(purposes, request.query("purpose"));
  const auto shape = ShapeOf(notice, chosen);
  FormPage form{.heading = "Record a referral",
                .back = "/imports",
                .back_text = "All that was taken in",
                .action = "/referrals/new?purpose=" + http::EncodePercent(chosen),
                .button = "Record it",
                .tab = Tab::kMore};
  if (!shape) {
    form.says = {"For none of your roles’ purposes our notice says that others tell us of people."};
    form.closed = true;
    return Deed{.form = std::move(form), .act = [](const Answers&) -> gate::Outcome<std::string> {
                  return std::string("/imports");
                }};
  }
  form.says = {"For “" + shape->activity->purpose + "”.",
               "The person must be told within a month who told us of them, or sooner: when we "
               "first write to them, or pass it on. It stands under what is due until then. If "
               "they are here already, you are led to their page, and nothing is recorded twice."};
  for (const Choice& other : purposes)
    if (other.value != chosen)
      form.links.emplace_back("/referrals/new?purpose=" + http::EncodePercent(other.value),
                              "For “" + other.text + "” instead");
  form.questions = QuestionsFor(notice, *shape);
  return Deed{.form = std::move(form),
              .act = [&site, &caller, shape = *shape](const Answers& answers) {
                return Take(site, caller, shape, answers);
              }};
}

}  // namespace almoner::web::console
