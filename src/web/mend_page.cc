// Rectification: which record is put right, and what it says from now on.
#include <algorithm>

#include "rights/remedy.h"
#include "vault/vault.h"
#include "web/asked.h"
#include "web/doors.h"
#include "web/handlers.h"
#include "web/purposes.h"
#include "web/record_words.h"
#include "web/request_words.h"
#include "web/words.h"

namespace almoner::web {
namespace {

using rights::State;
using rights::Step;
using AllRecords = std::vector<vault::Record>;

gate::Outcome<AllRecords> RecordsOf(Site& site, const Caller& caller, const State& state) {
  if (!state.subject) return Fail(Code::kConflict, "This person's data was erased already.");
  auto opened = TRY(site.counters.Count(site.app.gate().Open(
      {.actor = caller.staff, .purpose = "law.rights", .subjects = {*state.subject}})));
  if (!opened) return gate::Refuse<AllRecords>(std::move(opened).error());
  return TRY(vault::Reveal(std::move(opened->permit), site.app.keys(), site.app.clock()));
}

const notice::Category& CategoryOf(const Site& site, const vault::Record& record) {
  return site.app.notice().categories[*site.app.notice().FindCategory(record.label.category)];
}

void AddRecord(View& page, const Site& site, const vault::Record& record) {
  const notice::Category& category = CategoryOf(site, record);
  const bool opinion = record.content.nature == vault::Nature::kOpinion;
  View& row = page.Add("RECORD");
  row.Set("RECORD_ID", record.label.id.text())
      .Set("CATEGORY", Capital(category.name))
      .Set("DATE", ToWords(LondonDate(record.content.event_at)))
      .ShowIf(opinion, "OPINION")
      .ShowIf(!opinion, "FACT");
  for (const vault::FieldValue& field : record.content.fields)
    row.Add("FIELD")
        .Set("LABEL", LabelOf(category, field.field))
        .Set("VALUE", ValueOf(category, field));
}

bool IsWords(const vault::Record& record, std::string_view field) {
  return field != vault::kStatement &&
         (!record.content.document || record.content.document->field != field);
}

// Every field that the category has; a document is not corrected.
Question FieldQuestion(const Site& site, const vault::Record& record) {
  const notice::Category& category = CategoryOf(site, record);
  Question question{.kind = Kind::kOneOf,
                    .name = "field",
                    .label = "What is wrong?",
                    .missing = "Choose what is wrong"};
  if (category.free_text) {
    const std::string* const text = record.content.Find("text");
    question.options.push_back(
        {.value = "text", .text = LabelOf(category, "text"), .note = text ? *text : ""});
    question.options.back().text = "The words of the note";
  }
  for (const notice::Field& field : category.fields) {
    if (field.kind == notice::FieldKind::kDocument || !IsWords(record, field.id)) continue;
    const std::string* const value = record.content.Find(field.id);
    question.options.push_back({.value = field.id,
                                .text = field.label,
                                .note = value ? "Now: " + *value : "Now: nothing"});
  }
  return question;
}

std::vector<Question> QuestionsFor(const Site& site, const vault::Record& record, bool correct) {
  if (!correct)
    return {{.kind = Kind::kWords,
             .name = "words",
             .label = "What does the person say of it?",
             .missing = "Write what the person says of it",
             .hint = "It stands beside the record, wherever that is shown or given."}};
  return {FieldQuestion(site, record),
          {.kind = Kind::kWords,
           .name = "words",
           .label = "What does it say from now on?",
           .missing = "Write what it says from now on",
           .hint = "What it said before is destroyed. Write a date as 2026-12-24."}};
}

struct WhatToMend {
  RecordId record;
  bool correct = false;  // else a statement is put beside it
};

struct Typed {
  const Answers& answers;
  std::vector<FieldProblem> problems = {};
  int status = 422;
};

Result<http::Response> ShowMendForm(Site& site, const Caller& caller, const State& state,
                                    const WhatToMend& mend, const Typed& typed) {
  const auto records = TRY(RecordsOf(site, caller, state));
  if (!records) return ShowRefusal(site, caller, {.refused = records.error()});
  const auto record = std::ranges::find(*records, mend.record,
                                        [](const vault::Record& each) { return each.label.id; });
  if (record == records->end()) return Fail(Code::kNotFound, "The person has no such record.");
  const std::string verb = mend.correct ? "correct/" : "annotate/";
  const FormPage form{
      .heading = mend.correct ? "Put a record right" : "Put the person’s words beside a record",
      .back = AddressOf(state, "mend"),
      .back_text = "All records",
      .action = AddressOf(state, verb + mend.record.text()),
      .button = "Save",
      .questions = QuestionsFor(site, *record, mend.correct)};
  return ShowForm(site, caller, form, typed.answers, typed.problems, typed.status);
}

Result<RecordId> RecordIn(const http::Request& request) {
  auto record = RecordId::Parse(request.param("record").value_or(""));
  if (!record) return Fail(Code::kNotFound, "The person has no such record.");
  return record;
}

Result<http::Response> NotNow(Site& site, const http::Request& request, const Caller& caller) {
  return ShowMessage(site, request, &caller, 409, "This cannot be done now",
                     "The request is not at this step. Go back to the request: it says what can "
                     "be done.");
}

bool MayMend(const State& state) {
  return state.right == law::Right::kRectification && MayTake(state, Step::kCarryOut);
}

Result<http::Response> ShowOne(Site& site, const http::Request& request, const Caller& caller,
                               bool correct) {
  const RecordId record = TRY(RecordIn(request));
  const WhatToMend mend{.record = record, .correct = correct};
  const auto looked = TRY(LookAt(site, caller, TRY(RequestOf(request)), Step::kCarryOut));
  if (!looked) return ShowRefusal(site, caller, {.refused = looked.error()});
  if (!MayMend(*looked)) return NotNow(site, request, caller);
  const Answers none;
  return ShowMendForm(site, caller, *looked, mend, {.answers = none});
}

Result<http::Response> Mend(Site& site, const Caller& caller, const State& state,
                            const WhatToMend& mend, const Answers& answers) {
  const Personal<std::string> words(answers.Text("words"));
  const rights::Context rights = site.app.rights();
  const auto done = TRY(site.counters.Count(
      mend.correct
          ? rights::Correct(rights, caller.staff, state, mend.record, answers.Text("field"), words)
          : rights::Annotate(rights, caller.staff, state, mend.record, words)));
  if (!done) return ShowRefusal(site, caller, {.refused = done.error()});
  return BackTo(state, rights::Name(Step::kCarryOut));
}

Result<http::Response> TakeOne(Site& site, const http::Request& request, const Caller& caller,
                               const http::Fields& form, bool correct) {
  const RecordId record = TRY(RecordIn(request));
  const WhatToMend mend{.record = record, .correct = correct};
  const State state = TRY(rights::Load(site.app.rights(), TRY(RequestOf(request))));
  const Answers answers(form);
  std::vector<FieldProblem> problems;
  if (correct && !answers.Has("field"))
    problems.push_back({.field = "field", .text = "Choose what is wrong"});
  if (Blank(answers.Text("words")))
    problems.push_back(
        {.field = "words",
         .text = correct ? "Write what it says from now on" : "Write what the person says of it"});
  if (!problems.empty())
    return ShowMendForm(site, caller, state, mend,
                        {.answers = answers, .problems = std::move(problems)});
  auto mended = Mend(site, caller, state, mend, answers);
  if (mended) return mended;
  const auto mending = MendingOf(site, mended.error());
  if (!mending) return mended;
  return ShowMendForm(site, caller, state, mend,
                      {.answers = answers,
                       .problems = {{.field = "words", .text = mending->text}},
                       .status = mending->status});
}

}  // namespace

Result<http::Response> ShowMend(Site& site, const http::Request& request, const Caller& caller) {
  const auto looked = TRY(LookAt(site, caller, TRY(RequestOf(request)), Step::kCarryOut));
  if (!looked) return ShowRefusal(site, caller, {.refused = looked.error()});
  if (!MayMend(*looked)) return NotNow(site, request, caller);
  const auto records = TRY(RecordsOf(site, caller, *looked));
  if (!records) return ShowRefusal(site, caller, {.refused = records.error()});
  View page("mend.html");
  page.Set("ID", looked->id.text()).ShowIf(records->empty(), "EMPTY");
  for (const vault::Record& record : *records) AddRecord(page, site, record);
  return Show(site, {.title = "Put a record right", .caller = &caller, .tab = Tab::kRequests},
              std::move(page));
}

Result<http::Response> ShowCorrect(Site& site, const http::Request& request, const Caller& caller) {
  return ShowOne(site, request, caller, true);
}
Result<http::Response> ShowAnnotate(Site& site, const http::Request& request,
                                    const Caller& caller) {
  return ShowOne(site, request, caller, false);
}
Result<http::Response> TakeCorrect(Site& site, const http::Request& request, const Caller& caller,
                                   const http::Fields& form) {
  return TakeOne(site, request, caller, form, true);
}
Result<http::Response> TakeAnnotate(Site& site, const http::Request& request, const Caller& caller,
                                    const http::Fields& form) {
  return TakeOne(site, request, caller, form, false);
}

}  // namespace almoner::web
