// Rectification: which record is put right, and what it says from now on.
#include <algorithm>
#include <variant>

#include "console/asked.h"
#include "console/handlers.h"
#include "console/purposes.h"
#include "console/request_words.h"
#include "rights/remedy.h"
#include "vault/vault.h"
#include "web/doors.h"
#include "web/record_words.h"
#include "web/words.h"

namespace almoner::web::console {
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

// A field that can be corrected: every one that the category has, but for a document.
struct Mendable {
  std::string field;
  std::string label;
  std::string value;  // at present
};

std::vector<Mendable> MendablesOf(const Site& site, const vault::Record& record) {
  const notice::Category& category = CategoryOf(site, record);
  const auto value = [&](std::string_view field) {
    const std::string* const found = record.content.Find(field);
    return found == nullptr ? std::string() : *found;
  };
  std::vector<Mendable> all;
  if (category.free_text)
    all.push_back({.field = "text", .label = "The words of the note", .value = value("text")});
  for (const notice::Field& field : category.fields)
    if (field.kind != notice::FieldKind::kDocument && IsWords(record, field.id))
      all.push_back({.field = field.id, .label = field.label, .value = value(field.id)});
  return all;
}

struct WhatToMend {
  RecordId record;
  bool correct = false;    // else a statement is put beside it
  std::string field = {};  // what is corrected; "": not chosen yet
};

struct Typed {
  const Answers* answers = nullptr;  // none: nothing yet, and what it says now is there to change
  std::vector<FieldProblem> problems = {};
  int status = 422;
};

// What it says now, of what is mended.
std::string Present(const vault::Record& record, const WhatToMend& mend) {
  const std::string* const found =
      record.content.Find(mend.correct ? std::string_view(mend.field) : vault::kStatement);
  return found == nullptr ? "" : *found;
}

void AddQuote(FormPage& form, const Site& site, const vault::Record& record) {
  const notice::Category& category = CategoryOf(site, record);
  form.says.push_back(Capital(category.name) + ", " + ToWords(LondonDate(record.content.event_at)) +
                      ".");
  for (const vault::FieldValue& field : record.content.fields)
    form.shows.emplace_back(
        field.field == "text" ? "The words of the note" : LabelOf(category, field.field),
        ValueOf(category, field));
}

// First which field, where there are several; then what it says from now on.
void AddMending(FormPage& form, const Site& site, const State& state, const vault::Record& record,
                const WhatToMend& mend) {
  constexpr std::string_view kAll = "Write all of it anew: what you leave out is lost.";
  Question words{.kind = Kind::kWords, .name = "words"};
  if (!mend.correct) {
    words.label = "What does the person say of it?";
    words.missing = "Write what the person says of it";
    words.hint = "It stands beside the record, wherever that is shown or given. ";
    words.hint += kAll;
    form.questions = {std::move(words)};
    return;
  }
  const std::vector<Mendable> all = MendablesOf(site, record);
  const auto chosen = std::ranges::find(all, mend.field, &Mendable::field);
  if (chosen == all.end()) {
    form.closed = true;
    form.says.emplace_back("What is wrong?");
    for (std::size_t i = 0; i < all.size(); ++i)
      form.links.emplace_back(
          AddressOf(state, "correct/" + mend.record.text()) + "?field=" + std::to_string(i),
          all[i].label + ". Now: " + (all[i].value.empty() ? "nothing" : all[i].value));
    return;
  }
  words.label = chosen->label + ": what does it say from now on?";
  words.missing = "Write what it says from now on";
  words.hint = kAll;
  words.hint += " What it said before is destroyed. Write a date as 2026-12-24.";
  form.hidden.emplace_back("field", chosen->field);
  form.questions = {std::move(words)};
}

Result<http::Response> ShowMendForm(Site& site, const Caller& caller, const State& state,
                                    const vault::Record& record, const WhatToMend& mend,
                                    const Typed& typed) {
  const std::string verb = mend.correct ? "correct/" : "annotate/";
  FormPage form{
      .heading = mend.correct ? "Put a record right" : "Put the person’s words beside a record",
      .back = AddressOf(state, "mend"),
      .back_text = "All records",
      .action = AddressOf(state, verb + mend.record.text()),
      .button = "Save",
      .hidden = {{std::string(kSeq), SeqOf(state)}, {"digest", ToHex(record.digest)}}};
  AddQuote(form, site, record);
  AddMending(form, site, state, record, mend);
  const Answers present({{"words", Present(record, mend)}});
  return ShowForm(site, caller, form, typed.answers == nullptr ? present : *typed.answers,
                  typed.problems, typed.status);
}

Result<RecordId> RecordIn(const http::Request& request) {
  auto record = RecordId::Parse(request.param("record").value_or(""));
  if (!record) return Fail(Code::kNotFound, "The person has no such record.");
  return record;
}

bool MayMend(const State& state) {
  return state.right == law::Right::kRectification && MayTake(state, Step::kCarryOut);
}

// What the form works on.
struct OneToMend {
  State state;
  vault::Record record;
};

// The record for the form; or what is answered instead.
Result<std::variant<OneToMend, http::Response>> Find(Site& site, const http::Request& request,
                                                     const Caller& caller, const RecordId& id) {
  using Either = std::variant<OneToMend, http::Response>;
  auto looked = TRY(LookAt(site, caller, TRY(RequestOf(request)), Step::kCarryOut));
  if (!looked) return Either(TRY(ShowRefusal(site, caller, {.refused = looked.error()})));
  if (!MayMend(*looked)) return Either(TRY(ShowNotNow(site, request, caller)));
  auto records = TRY(RecordsOf(site, caller, *looked));
  if (!records) return Either(TRY(ShowRefusal(site, caller, {.refused = records.error()})));
  const auto record =
      std::ranges::find(*records, id, [](const vault::Record& each) { return each.label.id; });
  if (record == records->end()) return Fail(Code::kNotFound, "The person has no such record.");
  return Either(OneToMend{.state = *std::move(looked), .record = std::move(*record)});
}

Result<http::Response> ShowOne(Site& site, const http::Request& request, const Caller& caller,
                               bool correct) {
  WhatToMend mend{.record = TRY(RecordIn(request)), .correct = correct};
  auto found = TRY(Find(site, request, caller, mend.record));
  if (auto* const instead = std::get_if<http::Response>(&found)) return std::move(*instead);
  const auto& [state, record] = std::get<OneToMend>(found);
  const std::vector<Mendable> all = MendablesOf(site, record);
  const std::string place = request.query("field").value_or(all.size() == 1 ? "0" : "");
  for (std::size_t i = 0; i < all.size(); ++i)
    if (place == std::to_string(i)) mend.field = all[i].field;
  return ShowMendForm(site, caller, state, record, mend, {});
}

Result<http::Response> Mend(Site& site, const Caller& caller, const State& state,
                            const WhatToMend& mend, const Answers& answers) {
  const Personal<std::string> words(answers.Text("words"));
  const rights::Context rights = site.app.rights();
  const auto done = TRY(site.counters.Count(
      mend.correct ? rights::Correct(rights, caller.staff, state, mend.record, mend.field, words)
                   : rights::Annotate(rights, caller.staff, state, mend.record, words)));
  if (!done) return ShowRefusal(site, caller, {.refused = done.error()});
  return BackTo(state, rights::Name(Step::kCarryOut));
}

Result<http::Response> TakeOne(Site& site, const http::Request& request, const Caller& caller,
                               const http::Fields& form, bool correct) {
  const Answers answers(form);
  const WhatToMend mend{
      .record = TRY(RecordIn(request)), .correct = correct, .field = answers.Text("field")};
  auto found = TRY(Find(site, request, caller, mend.record));
  if (auto* const instead = std::get_if<http::Response>(&found)) return std::move(*instead);
  const auto& [state, record] = std::get<OneToMend>(found);
  const auto again = [&](FieldProblem problem, int status = 422) {
    return ShowMendForm(site, caller, state, record, mend,
                        {.answers = &answers, .problems = {std::move(problem)}, .status = status});
  };
  const bool moved = !AsItWas(state, answers) || answers.Text("digest") != ToHex(record.digest);
  const bool sent_twice = moved && Present(record, mend) == answers.Text("words") &&
                          JustDone(site, caller, state, Step::kCarryOut) != nullptr;
  if (sent_twice) return BackTo(state, rights::Name(Step::kCarryOut));
  if (moved) return again({.field = std::string(kHeading), .text = std::string(kMoved)}, 409);
  const std::vector<Mendable> all = MendablesOf(site, record);
  if (correct && std::ranges::find(all, mend.field, &Mendable::field) == all.end())
    return again({.field = std::string(kHeading), .text = "Choose what is wrong"});
  if (Blank(answers.Text("words")))
    return again(
        {.field = "words",
         .text = correct ? "Write what it says from now on" : "Write what the person says of it"});
  auto mended = Mend(site, caller, state, mend, answers);
  if (mended) return mended;
  const auto mending = MendingOf(site, mended.error());
  if (!mending) return mended;
  return again(
      {.field = mending->status == 422 ? "words" : std::string(kHeading), .text = mending->text},
      mending->status);
}

}  // namespace

Result<http::Response> ShowMend(Site& site, const http::Request& request, const Caller& caller) {
  const auto looked = TRY(LookAt(site, caller, TRY(RequestOf(request)), Step::kCarryOut));
  if (!looked) return ShowRefusal(site, caller, {.refused = looked.error()});
  if (!MayMend(*looked)) return ShowNotNow(site, request, caller);
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

}  // namespace almoner::web::console
