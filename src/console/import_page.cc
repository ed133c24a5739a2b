// Tables taken in from the browser: a file, or pasted out of a spreadsheet. Nothing is stored
// before it is decided: what was typed stays in the form between trying and doing, and a file is
// chosen again.
#include <fmt/format.h>

#include <algorithm>

#include "app/accounts.h"
#include "console/import.h"
#include "console/purposes.h"
#include "intake/import.h"
#include "intake/saved.h"
#include "intake/undo.h"
#include "web/caller.h"
#include "web/listing.h"
#include "web/upload.h"
#include "web/words.h"

namespace almoner::web::console {
namespace {

std::string Count(std::int64_t number, std::string_view one, std::string_view several) {
  return fmt::format("{} {}", number, number == 1 ? one : several);
}

std::string StateOf(const intake::Batch& batch) {
  if (batch.undone) return "Taken back on " + MomentInWords(*batch.undone) + ".";
  if (batch.undoing) return "It is being taken back; if that was broken off, take it back again.";
  if (batch.finished) return "Done.";
  return "Broken off: the same table with the same mapping goes on where it was.";
}

// Kept mappings by name.
using KeptMappings = std::vector<intake::SavedMapping>;

Result<KeptMappings> KeptNow(const Site& site) {
  return site.app.store().Read(
      [&](store::ReadTx& tx) { return intake::SavedMappings(tx, site.app.keys()); });
}

std::vector<Question> ImportQuestions(const Site& site, const Caller& caller,
                                      const KeptMappings& kept) {
  std::vector<Question> questions = {
      TableFileQuestion(),
      {.kind = Kind::kWords,
       .name = "table",
       .label = "Or the rows, with the row of names on top",
       .hint = "Choose them all in your spreadsheet, copy, and paste them here. They stay here "
               "from step to step."},
      {.kind = Kind::kOneOf,
       .name = "purpose",
       .label = "For what is it?",
       .missing = "Choose for what it is",
       .options = ImportPurposes(site, caller)},
      {.kind = Kind::kWords,
       .name = "mapping",
       .label = "How its columns are read",
       .hint = "Leave it empty the first time: a proposal is put here for you to look at and "
               "mend."},
      {.name = "keep",
       .label = "Keep this mapping under the name",
       .hint = "For the next table of the same kind, like “Council, monthly”; nobody is named in "
               "it. It is kept once it is tried or taken in. Leave it empty to keep none."},
      {.kind = Kind::kOneOf,
       .name = "do",
       .label = "What is to be done now?",
       .missing = "Choose what is to be done now",
       .options = {
           {.value = "propose", .text = "Propose how the columns are read"},
           {.value = "try", .text = "Try it", .note = "Says what would be done, and does nothing."},
           {.value = "import", .text = "Take it in"},
           {.value = "import-good", .text = "Take it in, and leave rows with problems out"}}}};
  if (kept.empty()) return questions;
  Question saved{.kind = Kind::kOneOf,
                 .name = "saved",
                 .label = "A mapping that was kept",
                 .hint = "In the place of one that is written below."};
  for (const intake::SavedMapping& each : kept)
    saved.options.push_back({.value = each.name, .text = each.name});
  questions.insert(questions.begin() + 3, std::move(saved));
  return questions;
}

void AddFindings(FormPage& form, const intake::Looked& looked) {
  for (const intake::Finding& finding : looked.findings)
    form.says.push_back((finding.column.empty() ? "The mapping: " : finding.column + ": ") +
                        finding.words.what + " " + finding.words.why + " " + finding.words.next);
  AddProblems(form, looked.problems);
  if (looked.problems.size() > kMostToldProblems)
    form.says.push_back(
        fmt::format("And more: {} with problems in all.", Count(looked.bad, "row", "rows")));
  for (const intake::Held& held : looked.held) {
    form.says.push_back(
        fmt::format("Row {} is held back. {}", held.row, intake::Say(held.why).view()));
    for (const SubjectId& person : held.people)
      form.links.emplace_back("/people/" + person.text(),
                              fmt::format("Whom row {} may be about", held.row));
  }
}

void AddCounts(FormPage& form, const intake::Looked& looked) {
  form.shows = {{"Rows", std::to_string(looked.rows)},
                {"To be done", std::to_string(looked.ready)},
                {"Done before", std::to_string(looked.done)},
                {"Held back", std::to_string(std::ssize(looked.held) + looked.unsaid)},
                {"With problems", std::to_string(looked.bad)}};
}

FormPage FormFor(const Site& site, const Caller& caller, const KeptMappings& kept) {
  return {.heading = "Take in a table",
          .back = "/imports",
          .back_text = "All that was taken in",
          .action = UploadAddress(site, "/imports/new"),
          .button = "Go on",
          .questions = ImportQuestions(site, caller, kept),
          .tab = Tab::kMore};
}

// The same form, with another mapping in it, or ready for the next step.
Answers With(const Answers& answers, std::string_view field, const std::string& value) {
  http::Fields fields = answers.fields();
  fields.insert_or_assign(std::string(field), value);
  return Answers(std::move(fields));
}

struct Sent {
  Site& site;
  const Caller& caller;
  const Answers& answers;
  const BytesView table;
  const KeptMappings& kept;
};

Result<http::Response> Say(const Sent& sent, FormPage form, const Answers& answers,
                           std::vector<FieldProblem> problems = {}) {
  return ShowForm(sent.site, sent.caller, form, answers, problems);
}

// What is the sender's to mend stands above the form, with all that they typed.
Result<http::Response> Mend(const Sent& sent, const Error& error, std::string_view field) {
  if (error.code != Code::kInvalid && error.code != Code::kConflict &&
      error.code != Code::kNotFound)
    return std::unexpected(error);
  return Say(sent, FormFor(sent.site, sent.caller, sent.kept), sent.answers,
             {{.field = std::string(field), .text = error.Text()}});
}

Result<http::Response> Propose(const Sent& sent) {
  const notice::Notice& notice = sent.site.app.notice();
  const auto activity = notice.FindActivity(sent.answers.Text("purpose"));
  if (!activity) return Fail(Code::kInvalid, "The notice has no such purpose.");
  const auto table = intake::OpenTable(sent.table, {});
  if (!table) return Mend(sent, table.error(), "table");
  const auto header = (*table)->Next();
  if (!header) return Mend(sent, header.error(), "table");
  const auto first = (*table)->Next();
  if (!first) return Mend(sent, first.error(), "table");
  if (!*header)
    return Say(sent, FormFor(sent.site, sent.caller, sent.kept), sent.answers,
               {{.field = "table", .text = "The table has no row of names"}});
  const auto mapping = intake::ProposeMapping(notice, *activity, {}, **header, *first,
                                              LondonDate(sent.site.app.clock().Now()));
  if (!mapping) return Mend(sent, mapping.error(), "table");
  FormPage form = FormFor(sent.site, sent.caller, sent.kept);
  form.says = {
      "A proposal is below. Look at every line of it, put the day right and where it came "
      "from, then try it."};
  return Say(sent, std::move(form), With(With(sent.answers, "mapping", *mapping), "do", "try"));
}

intake::Order OrderFrom(const Sent& sent, const std::string& mapping) {
  return {.actor = sent.caller.staff,
          .file = sent.table,
          .mapping = mapping,
          .good_rows = sent.answers.Text("do") == "import-good"};
}

Result<http::Response> Try(const Sent& sent) {
  const std::string mapping = sent.answers.Text("mapping");
  const auto looked =
      sent.site.counters.Count(intake::Look(sent.site.app.gate(), OrderFrom(sent, mapping)));
  if (!looked) return Mend(sent, looked.error(), "mapping");
  if (!*looked) return ShowRefusal(sent.site, sent.caller, {.refused = looked->error()});
  FormPage form = FormFor(sent.site, sent.caller, sent.kept);
  AddCounts(form, **looked);
  form.says = {"This was a trial: nothing was taken in."};
  AddFindings(form, **looked);
  const bool good = (*looked)->clean();
  return Say(sent, std::move(form), With(sent.answers, "do", good ? "import" : "try"));
}

Result<http::Response> Import(const Sent& sent) {
  const std::string mapping = sent.answers.Text("mapping");
  const auto done =
      sent.site.counters.Count(intake::Import(sent.site.app.gate(), OrderFrom(sent, mapping)));
  if (!done) return Mend(sent, done.error(), "mapping");
  if (!*done) return ShowRefusal(sent.site, sent.caller, {.refused = done->error()});
  const intake::Imported& made = **done;
  if (made.complete()) return http::Response::Redirect("/imports?done=1");
  FormPage form = FormFor(sent.site, sent.caller, sent.kept);
  AddCounts(form, made.looked);
  form.says = {made.batch
                   ? fmt::format("Taken in: {}, {} and {}.", Count(made.people, "person", "people"),
                                 Count(made.records, "record", "records"),
                                 Count(made.consents, "answer on consent", "answers on consent"))
                   : "Nothing was taken in."};
  AddRefusals(form, made.refused);
  if (made.looked.unsaid > 0)
    form.says.push_back(Count(made.looked.unsaid, "row is", "rows are") +
                        " held back, because somebody asked to be forgotten here. Whoever answers "
                        "for rights sees which when they try the same table.");
  AddFindings(form, made.looked);
  return Say(sent, std::move(form), With(sent.answers, "do", "try"));
}

// The text of a kept mapping stands in the form, to be looked at and mended.
Answers WithKept(const Answers& answers, const KeptMappings& kept) {
  const auto found = std::ranges::find(kept, answers.Text("saved"), &intake::SavedMapping::name);
  if (found == kept.end()) return answers;
  return With(With(answers, "mapping", found->text), "saved", "");
}

// Under the name that was given, if any; what is wrong with it, at its field.
Result<std::optional<FieldProblem>> KeepMapping(const Sent& sent) {
  const std::string name = sent.answers.Text("keep");
  if (Blank(name)) return std::optional<FieldProblem>();
  const auto kept = app::Administer(
      sent.site.app, sent.caller.staff, "import.mapping-kept", [&](const keys::Change& change) {
        return intake::SaveMapping(
            change, {.name = std::string(http::Trim(name)), .text = sent.answers.Text("mapping")});
      });
  if (kept) return std::optional<FieldProblem>();
  const Error& error = kept.error();
  if (error.code != Code::kInvalid && error.code != Code::kConflict) return std::unexpected(error);
  const bool named = std::ranges::any_of(
      error.details, [](const Detail& detail) { return detail.name() == "fact"; });
  return std::optional(FieldProblem{
      .field = named || error.code == Code::kConflict ? "keep" : "mapping", .text = error.Text()});
}

}  // namespace

Result<http::Response> ShowImports(Site& site, const http::Request& request, const Caller& caller) {
  ListPage page{.heading = "Taken in",
                .says = {"Tables of people, records and consents, and what others told us of "
                         "somebody. Each can be taken back as a whole."},
                .buttons = {{.href = "/imports/new", .text = "Take in a table"},
                            {.href = "/imports/documents", .text = "Take in documents"},
                            {.href = "/imports/mappings", .text = "Kept mappings"},
                            {.href = "/referrals/new", .text = "Record a referral"}}};
  if (const auto done = request.query("done"))
    page.done = *done == "undone"      ? "It is taken back. Whoever was used since stays."
                : *done == "forgotten" ? "The mapping is forgotten."
                : *done == "referral"  ? "The referral is recorded. The person must be told of it."
                                       : "All of it is taken in.";
  Part part{.empty = "Nothing was taken in yet."};
  const auto batches = TRY(site.app.store().Read(
      [&](store::ReadTx& tx) { return intake::Batches(tx, site.app.keys()); }));
  for (const intake::Batch& batch : batches) {
    const auto activity = site.app.notice().FindActivity(batch.purpose);
    Item item{
        .title = "Taken in on " + MomentInWords(batch.begun),
        .lines = {
            fmt::format("By {}, for {}, from {}, obtained on {}.", TRY(NameOf(site, batch.staff)),
                        activity ? site.app.notice().activities[*activity].purpose : batch.purpose,
                        batch.source, ToWords(batch.obtained)),
            StateOf(batch)}};
    if (!batch.undone && Has(site, caller, "rights"))
      item.links.push_back(
          {.href = "/imports/" + batch.id.text() + "/undo", .text = "Take it back"});
    part.items.push_back(std::move(item));
  }
  page.parts.push_back(std::move(part));
  return ShowList(site, caller, page);
}

Result<http::Response> ShowImport(Site& site, const http::Request& /*request*/,
                                  const Caller& caller) {
  FormPage form = FormFor(site, caller, TRY(KeptNow(site)));
  if (ImportPurposes(site, caller).empty()) {
    form.says = {"None of your roles records anything for a purpose of our notice."};
    form.questions.clear();
    form.closed = true;
  }
  return ShowForm(site, caller, form);
}

Result<http::Response> TakeImport(Site& site, const http::Request& /*request*/,
                                  const Caller& caller, const http::Multipart& upload) {
  const KeptMappings kept = TRY(KeptNow(site));
  const Answers answers = WithKept(Answers(upload.fields), kept);
  const std::string pasted = answers.Text("table");
  const auto table = TableIn(upload, pasted);
  const Sent sent{.site = site,
                  .caller = caller,
                  .answers = answers,
                  .table = table.value_or(BytesView()),
                  .kept = kept};
  auto problems = Check(ImportQuestions(site, caller, kept), answers);
  if (!table) problems.insert(problems.begin(), table.error());
  const std::string what = answers.Text("do");
  if (problems.empty() && what != "propose" && !answers.Has("mapping"))
    problems.push_back(
        {.field = "mapping", .text = "Enter how the columns are read, or have it proposed first"});
  if (problems.empty() && what != "propose")
    if (auto wrong = TRY(KeepMapping(sent))) problems.push_back(*std::move(wrong));
  if (!problems.empty())
    return Say(sent, FormFor(site, caller, kept), answers, std::move(problems));
  if (what == "propose") return Propose(sent);
  return what == "try" ? Try(sent) : Import(sent);
}

Made MakeUndo(Site& site, const http::Request& request, const Caller& caller) {
  if (!Has(site, caller, "rights")) return Instead(ShowNotTheirs(site, request, caller, "rights"));
  const auto id = EventId::Parse(request.param("id").value_or(""));
  if (!id) return Fail(Code::kNotFound, "There is no such import.");
  const intake::Batch batch = TRY(site.app.store().Read(
      [&](store::ReadTx& tx) { return intake::LoadBatch(tx, site.app.keys(), *id); }));
  FormPage form{.heading = "Take it back",
                .back = "/imports",
                .back_text = "All that was taken in",
                .action = "/imports/" + id->text() + "/undo",
                .button = "Take it back",
                .says = {"Everybody whom it brought is destroyed, and every record that it made. "
                         "Whoever was read, written about, corrected or told since stays."},
                .shows = {{"Taken in on", MomentInWords(batch.begun)},
                          {"Obtained on", ToWords(batch.obtained)}},
                .tab = Tab::kMore};
  if (batch.undone) {
    form.says = {StateOf(batch)};
    form.closed = true;
  }
  return Deed{.form = std::move(form),
              .act = [&site, &caller, id = *id](const Answers&) -> gate::Outcome<std::string> {
                auto undone = TRY(site.counters.Count(
                    intake::Undo(site.app.gate(), caller.staff, id, [](Literal, double) {})));
                if (!undone) return gate::Refuse<std::string>(std::move(undone).error());
                return std::string("/imports?done=undone");
              }};
}

Status AddTellingToDo(Site& site, const Caller& /*caller*/, Waitings& out) {
  const auto people = TRY(intake::WhomToTell(site.app.gate().context(), site.app.statute()));
  if (people.empty()) return {};
  const auto late =
      std::ranges::count_if(people, [](const intake::ToTell& one) { return one.overdue; });
  Waiting waiting{.by = EndOf(people.front().due),
                  .item = {.title = "Tell people where their data came from", .href = "/imports"}};
  waiting.item.lines.push_back(
      Count(std::ssize(people), "person has", "people have") +
      " not been shown our notice, and others told us of them (UK GDPR Article 14)" +
      (late > 0 ? fmt::format("; {} too late already.", late) : "."));
  for (std::size_t i = 0; i < std::min<std::size_t>(5, people.size()); ++i)
    waiting.item.links.push_back(
        {.href = "/people/" + people[i].subject.text() + "?purpose=law.rights",
         .text = Numbered("Person", people[i].subject.text())});
  out.push_back(std::move(waiting));
  return {};
}

}  // namespace almoner::web::console
