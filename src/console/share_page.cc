#include "console/share_page.h"

#include <algorithm>

#include "console/asked.h"
#include "console/purposes.h"
#include "vault/vault.h"
#include "web/doors.h"
#include "web/record_words.h"
#include "web/words.h"

namespace almoner::web::console {
namespace {

Question WhyQuestion() {
  return {.name = "share-why",
          .label = "Why do they see it?",
          .missing = "Say why they see it",
          .hint = "The person reads this, for example “We agreed on it at the review.”"};
}

std::vector<Question> HealthQuestions() {
  return {
      {.name = "share-known",
       .label = "How does the person know it already?",
       .hint = "Health data is shared where they know it already, or when a health "
               "professional has said in the last six months that it does no serious harm."},
      {.name = "share-opinion-by", .label = "Or who said that it does no serious harm, by role?"},
      {.kind = Kind::kDate, .name = "share-opinion-on", .label = "On which day?"}};
}

Question HarmQuestion() {
  return {.name = "share-harm",
          .label = "Why does seeing it put nobody in danger?",
          .missing = "Say why seeing it puts nobody in danger",
          .hint = "Think of the person, and of others whom it is about."};
}

std::vector<Question> OthersQuestions(bool named) {
  std::vector<Option> options = {
      {.value = "agreed", .text = "Yes, and they agreed"},
      {.value = "reasonable", .text = "Yes, and it is reasonable without asking them"}};
  if (!named) options.insert(options.begin(), {.value = "none", .text = "No, nobody else"});
  return {{.kind = Kind::kOneOf,
           .name = "share-others",
           .label = "Does it say anything about somebody else?",
           .missing = "Choose whether it says anything about somebody else",
           .options = std::move(options)},
          {.name = "share-others-why",
           .label = "If so: who agreed, and when; or why it is reasonable without asking"}};
}

void Append(std::vector<Question>& to, std::vector<Question> more) {
  std::ranges::move(more, std::back_inserter(to));
}

// A record as whoever may read it sees it, and whether it is shared.
struct Looked {
  vault::Record record;
  std::optional<rights::SharedItem> shared;
};

Result<RecordId> RecordIn(const http::Request& request) {
  auto record = RecordId::Parse(request.param("record").value_or(""));
  if (!record) return Fail(Code::kNotFound, "The person has no such record.");
  return record;
}

gate::Outcome<Looked> LookAtRecord(Site& site, const Caller& caller, const SubjectId& subject,
                                   const RecordId& id, const std::string& purpose) {
  auto opened = TRY(site.counters.Count(site.app.gate().Open(
      {.actor = caller.staff, .purpose = purpose, .subjects = {subject}, .records = {id}})));
  if (!opened) return gate::Refuse<Looked>(std::move(opened).error());
  auto records = TRY(vault::Reveal(std::move(opened->permit), site.app.keys(), site.app.clock()));
  if (records.empty()) return Fail(Code::kNotFound, "The person has no such record.");
  Looked looked{.record = std::move(records.front()), .shared = std::nullopt};
  for (rights::SharedItem& item : TRY(rights::SharedItems(site.app.rights(), subject)))
    if (item.mark.record == id) looked.shared = std::move(item);
  return looked;
}

std::string PersonPage(const SubjectId& subject, std::string_view purpose) {
  return "/people/" + subject.text() + "?purpose=" + http::EncodePercent(purpose);
}

void AddRecordTo(FormPage& form, const notice::Notice& notice, const vault::Record& record) {
  const auto index = notice.FindCategory(record.label.category);
  if (!index) return;
  const notice::Category& category = notice.categories[*index];
  form.says.push_back(Capital(category.name) + ", " + ToWords(LondonDate(record.content.event_at)) +
                      ".");
  for (const vault::FieldValue& field : record.content.fields)
    form.shows.emplace_back(
        field.field == "text" ? "The words of the note" : LabelOf(category, field.field),
        ValueOf(category, field));
}

void AddShared(FormPage& form, const rights::SharedItem& item) {
  form.says.push_back("The person sees it on our website since " +
                      ToWords(LondonDate(item.mark.since)) + ".");
  if (item.mark.request)
    form.says.emplace_back("It went out to them in a copy that they asked for.");
  for (const auto& [label, text] :
       {std::pair{"Why", &item.words.why}, std::pair{"Harm", &item.words.harm},
        std::pair{"Others", &item.words.others}})
    if (!text->empty()) form.shows.emplace_back(label, *text);
  form.questions = {{.kind = Kind::kWords,
                     .name = "ended",
                     .label = "Why is it shared no longer?",
                     .missing = "Say why it is shared no longer",
                     .hint = "Colleagues read this; the person does not."}};
}

FormPage PageFor(const Site& site, const SubjectId& subject, const Looked& looked,
                 const std::string& purpose) {
  const bool shared = looked.shared.has_value();
  FormPage form{.heading = shared ? "Shared with the person" : "Share with the person",
                .back = PersonPage(subject, purpose),
                .back_text = "The person",
                .action = "/people/" + subject.text() + "/records/" +
                          looked.record.label.id.text() + "/share",
                .button = shared ? "Share it no longer" : "Share it",
                .hidden = {{"purpose", purpose},
                           {"do", shared ? "end" : "share"},
                           {"digest", ToHex(looked.record.digest)}},
                .tab = Tab::kPeople};
  AddRecordTo(form, site.app.notice(), looked.record);
  if (shared)
    AddShared(form, *looked.shared);
  else
    form.questions = SharingFields(rights::QuestionsFor(
        site.app.notice(), looked.record.label.category, looked.record.people));
  return form;
}

std::string PurposeFor(const Site& site, const Caller& caller,
                       const std::optional<std::string>& given) {
  return Chosen(PurposesOf(site.app.notice(), caller.roles), given);
}

rights::Done Send(Site& site, const Caller& caller, const SubjectId& subject, const Looked& looked,
                  const std::string& purpose, const Answers& answers) {
  if (looked.shared)
    return rights::Unshare(site.app.rights(), caller.staff, purpose, subject,
                           looked.record.label.id, answers.Text("ended"));
  return rights::Share(site.app.rights(), caller.staff, purpose, subject, looked.record.label.id,
                       SharingIn(answers), looked.record.digest);
}

}  // namespace

std::string SharePageOf(const SubjectId& subject, const RecordId& record,
                        std::string_view purpose) {
  return "/people/" + subject.text() + "/records/" + record.text() +
         "/share?purpose=" + http::EncodePercent(purpose);
}

std::vector<Question> SharingFields(const rights::SharingQuestions& asked) {
  std::vector<Question> questions = {WhyQuestion()};
  if (asked.health) Append(questions, HealthQuestions());
  if (asked.harm) questions.push_back(HarmQuestion());
  if (asked.others) Append(questions, OthersQuestions(asked.others_named));
  return questions;
}

std::vector<Question> SharingBesideNote(bool health, bool harm) {
  std::vector<Question> questions = {
      {.kind = Kind::kSeveral,
       .name = "share",
       .label = "Share it with the person",
       .options = {{.value = "yes", .text = "They see it at once on our website"}}},
      WhyQuestion()};
  if (health) Append(questions, HealthQuestions());
  if (harm) questions.push_back(HarmQuestion());
  Append(questions, OthersQuestions(false));
  return questions;
}

bool IsToBeShared(const Answers& answers) { return !answers.Several("share").empty(); }

rights::Sharing SharingIn(const Answers& answers) {
  return {.why = answers.Text("share-why"),
          .known = answers.Text("share-known"),
          .opinion_by = answers.Text("share-opinion-by"),
          .opinion_on = answers.Day("share-opinion-on"),
          .harm = answers.Text("share-harm"),
          .others = answers.Text("share-others"),
          .others_why = answers.Text("share-others-why")};
}

std::optional<FieldProblem> SharingProblem(const Site& site, const Error& error) {
  const auto mending = MendingOf(site, error);
  if (!mending) return std::nullopt;
  FieldProblem problem{.field = "share-why", .text = mending->text};
  for (const Detail& detail : error.details)
    if (detail.name() == "fact") problem.field = "share-" + detail.text();
  return problem;
}

Result<http::Response> ShowShare(Site& site, const http::Request& request, const Caller& caller) {
  const SubjectId subject = TRY(SubjectOf(request));
  const std::string purpose = PurposeFor(site, caller, request.query("purpose"));
  const auto looked = TRY(LookAtRecord(site, caller, subject, TRY(RecordIn(request)), purpose));
  if (!looked)
    return ShowRefusal(site, caller,
                       {.refused = looked.error(), .purpose = purpose, .subject = subject});
  return ShowForm(site, caller, PageFor(site, subject, *looked, purpose), {}, {}, 200);
}

Result<http::Response> TakeShare(Site& site, const http::Request& request, const Caller& caller,
                                 const http::Fields& form) {
  const Answers answers(form);
  const SubjectId subject = TRY(SubjectOf(request));
  const std::string purpose = PurposeFor(site, caller, answers.Text("purpose"));
  const auto looked = TRY(LookAtRecord(site, caller, subject, TRY(RecordIn(request)), purpose));
  if (!looked)
    return ShowRefusal(site, caller,
                       {.refused = looked.error(), .purpose = purpose, .subject = subject});
  FormPage page = PageFor(site, subject, *looked, purpose);
  if (answers.Text("digest") != ToHex(looked->record.digest))
    return ShowForm(site, caller, page, answers,
                    {{.field = std::string(kHeading), .text = std::string(kMoved)}}, 409);
  // A second click, or the back button: it is as it was asked to be.
  if (looked->shared.has_value() != (answers.Text("do") == "end"))
    return http::Response::Redirect(PersonPage(subject, purpose));
  if (auto problems = Check(page.questions, answers); !problems.empty())
    return ShowForm(site, caller, page, answers, problems);
  auto done = Send(site, caller, subject, *looked, purpose, answers);
  if (!done) {
    auto problem = SharingProblem(site, done.error());
    if (!problem) return std::unexpected(done.error());
    if (looked->shared) problem->field = "ended";
    return ShowForm(site, caller, page, answers, {*problem}, MendingOf(site, done.error())->status);
  }
  const auto outcome = TRY(site.counters.Count(std::move(done)));
  if (!outcome)
    return ShowRefusal(site, caller,
                       {.refused = outcome.error(), .purpose = purpose, .subject = subject});
  return http::Response::Redirect(PersonPage(subject, purpose));
}

}  // namespace almoner::web::console
