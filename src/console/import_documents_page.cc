// Documents as one ZIP beside a table that says of each whose it is; and the mappings that are
// kept.
#include <fmt/format.h>

#include <algorithm>

#include "app/accounts.h"
#include "console/asked.h"
#include "console/import.h"
#include "console/purposes.h"
#include "intake/archive.h"
#include "intake/documents.h"
#include "intake/saved.h"
#include "web/upload.h"
#include "web/words.h"

namespace almoner::web::console {
namespace {

std::vector<Option> SourceOptions(const notice::Notice& notice) {
  std::vector<Option> options = {{.value = "self", .text = "The people themselves"}};
  for (const auto& source : notice.more.sources)
    options.push_back({.value = source.id, .text = Capital(source.name)});
  return options;
}

FormPage PackedForm(const Site& site, const Caller& caller) {
  FormPage form{
      .heading = "Take in documents",
      .back = "/imports",
      .back_text = "All that was taken in",
      .action = UploadAddress(site, "/imports/documents"),
      .button = "Go on",
      .says =
          {"Many documents at once: the files as one ZIP, and a table that says of each whose it "
           "is. Its columns are who (an identifier, or the person’s id here), category (the "
           "notice’s id), date, file (its name in the ZIP) and, if you like, name."},
      .tab = Tab::kMore};
  const auto purposes = ImportPurposes(site, caller);
  if (purposes.empty()) {
    form.says = {"None of your roles records anything for a purpose of our notice."};
    form.closed = true;
    return form;
  }
  form.questions = {
      {.name = "zip",
       .label = "The documents",
       .hint = "A ZIP of at most 25 MB. Choose it anew for each step.",
       .type = "file"},
      TableFileQuestion(),
      {.kind = Kind::kWords, .name = "table", .label = "Or its rows, with the row of names on top"},
      {.kind = Kind::kOneOf,
       .name = "purpose",
       .label = "For what is it?",
       .missing = "Choose for what it is",
       .options = purposes},
      {.kind = Kind::kOneOf,
       .name = "source",
       .label = "Where did they come from?",
       .missing = "Choose where they came from",
       .options = SourceOptions(site.app.notice())},
      {.kind = Kind::kDate,
       .name = "obtained",
       .label = "On which day did they come?",
       .missing = "Enter the day on which they came"},
      {.kind = Kind::kOneOf,
       .name = "do",
       .label = "What is to be done now?",
       .missing = "Choose what is to be done now",
       .options = {
           {.value = "try", .text = "Try it", .note = "Says what would be done, and does nothing."},
           {.value = "import", .text = "Take them in"},
           {.value = "import-good", .text = "Take them in, and leave rows with problems out"}}}};
  return form;
}

std::expected<BytesView, FieldProblem> ZipIn(const http::Multipart& sent) {
  const auto wrong = [](std::string_view text) {
    return std::unexpected(FieldProblem{.field = "zip", .text = std::string(text)});
  };
  const auto file = sent.files.find("zip");
  if (file == sent.files.end()) return wrong("Choose the ZIP with the documents");
  if (file->second.bytes.empty()) return wrong("The file is empty");
  if (file->second.bytes.size() > kMostUpload) return wrong(kTooLargeUpload.view());
  return AsBytes(file->second.bytes);
}

void AddOutcome(FormPage& form, const intake::DocumentsDone& done, bool trial) {
  form.shows = {{"Rows", std::to_string(done.rows)},
                {"To be done", std::to_string(done.ready)},
                {"Done before", std::to_string(done.done)},
                {"With problems", std::to_string(done.problems.size())}};
  if (trial)
    form.says = {"This was a trial: nothing was taken in."};
  else
    form.says = {done.batch ? fmt::format("Taken in: {} {}.", done.made,
                                          done.made == 1 ? "document" : "documents")
                            : "Nothing was taken in."};
  AddProblems(form, done.problems);
  AddRefusals(form, done.refused);
}

struct Parcel {
  BytesView table;
  const intake::Archive& archive;
};

intake::DocumentsOrder ParcelOrder(const Caller& caller, const Answers& answers,
                                   const Parcel& parcel) {
  intake::DocumentsOrder order{.actor = caller.staff,
                               .table = parcel.table,
                               .purpose = answers.Text("purpose"),
                               .source = answers.Text("source"),
                               .obtained = *answers.Day("obtained"),
                               .open = {}};
  order.open = [&archive = parcel.archive](const std::string& name) {
    return archive.OpenFile(name);
  };
  order.dry_run = answers.Text("do") == "try";
  order.good_rows = answers.Text("do") == "import-good";
  return order;
}

Result<http::Response> RunParcel(Site& site, const Caller& caller, const Answers& answers,
                                 const Parcel& parcel) {
  const intake::DocumentsOrder order = ParcelOrder(caller, answers, parcel);
  auto done = site.counters.Count(intake::ImportDocuments(site.app.gate(), order));
  if (!done) {
    const auto mending = MendingOf(site, done.error());
    if (!mending) return std::unexpected(std::move(done).error());
    return ShowForm(site, caller, PackedForm(site, caller), answers,
                    {{.field = std::string(kHeading), .text = mending->text}}, mending->status);
  }
  if (!*done) return ShowRefusal(site, caller, {.refused = done->error()});
  const bool good = (*done)->problems.empty() && (*done)->refused.empty();
  if (!order.dry_run && good && (*done)->batch) return http::Response::Redirect("/imports?done=1");
  FormPage form = PackedForm(site, caller);
  AddOutcome(form, **done, order.dry_run);
  http::Fields next = answers.fields();
  next["do"] = good ? "import" : "try";
  return ShowForm(site, caller, form, Answers(std::move(next)));
}

}  // namespace

Result<http::Response> ShowImportDocuments(Site& site, const http::Request& /*request*/,
                                           const Caller& caller) {
  return ShowForm(site, caller, PackedForm(site, caller), Answers(http::Fields{{"do", "try"}}));
}

Result<http::Response> TakeImportDocuments(Site& site, const http::Request& /*request*/,
                                           const Caller& caller, const http::Multipart& sent) {
  const Answers answers(sent.fields);
  const FormPage form = PackedForm(site, caller);
  if (form.closed) return ShowForm(site, caller, form);
  const std::string pasted = answers.Text("table");
  const auto zip = ZipIn(sent);
  const auto table = TableIn(sent, pasted);
  std::vector<FieldProblem> problems;
  if (!zip) problems.push_back(zip.error());
  if (!table) problems.push_back(table.error());
  for (FieldProblem& each : Check(form.questions, answers)) problems.push_back(std::move(each));
  if (!problems.empty()) return ShowForm(site, caller, form, answers, problems);
  const auto archive = intake::Archive::Open(*zip);
  if (!archive && archive.error().code != Code::kInvalid) return std::unexpected(archive.error());
  if (!archive)
    return ShowForm(site, caller, form, answers,
                    {{.field = "zip", .text = archive.error().Text()}});
  return RunParcel(site, caller, answers, {.table = *table, .archive = **archive});
}

Made MakeForgetting(Site& site, const http::Request& /*request*/, const Caller& caller) {
  FormPage form{
      .heading = "Kept mappings",
      .back = "/imports",
      .back_text = "All that was taken in",
      .action = "/imports/mappings",
      .button = "Forget it",
      .says = {"How the columns of tables that come again are read. They are chosen where "
               "a table is taken in, and known to the command line as well."},
      .tab = Tab::kMore};
  Question which{.kind = Kind::kOneOf,
                 .name = "name",
                 .label = "Which one is to be forgotten?",
                 .missing = "Choose which one is to be forgotten"};
  const auto kept = TRY(site.app.store().Read(
      [&](store::ReadTx& tx) { return intake::SavedMappings(tx, site.app.keys()); }));
  for (const intake::SavedMapping& each : kept) {
    form.shows.emplace_back(each.name, each.text);
    which.options.push_back({.value = each.name, .text = each.name});
  }
  form.questions = {std::move(which)};
  if (ImportPurposes(site, caller).empty()) {
    form.says = {"None of your roles records anything for a purpose of our notice."};
    form.shows.clear();
    form.closed = true;
  } else if (kept.empty()) {
    form.says.emplace_back("None is kept yet: that is done where a table is tried.");
    form.closed = true;
  }
  return Deed{.form = std::move(form),
              .act = [&site, &caller](const Answers& answers) -> gate::Outcome<std::string> {
                TRY(app::Administer(site.app, caller.staff, "import.mapping-forgotten",
                                    [&](const keys::Change& change) {
                                      return intake::ForgetMapping(change, answers.Text("name"));
                                    }));
                return std::string("/imports?done=forgotten");
              }};
}

}  // namespace almoner::web::console
