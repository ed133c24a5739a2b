#include "cli/import_documents.h"

#include <fmt/format.h>

#include "base/file.h"
#include "base/file_stream.h"
#include "cli/progress.h"
#include "intake/documents.h"

namespace almoner::cli {
namespace {

constexpr std::size_t kMostDocumentsSaid = 50;

std::string ToText(const intake::DocumentsDone& done, bool dry_run) {
  std::string text;
  for (std::size_t i = 0; i < std::min(kMostDocumentsSaid, done.problems.size()); ++i)
    text += fmt::format("row {}, {}: {}\n", done.problems[i].row, done.problems[i].column,
                        done.problems[i].what.view());
  if (done.problems.size() > kMostDocumentsSaid)
    text += fmt::format("… and more: {} problems.\n", done.problems.size());
  for (const auto& refusal : done.refused)
    text += fmt::format("row {}: {} {}\n", refusal.row, refusal.words.what, refusal.words.why);
  text += fmt::format("{} rows: {} to do, {} done before, {} problems.\n", done.rows, done.ready,
                      done.done, done.problems.size());
  if (dry_run) return text + "Nothing was imported: this was a dry run.\n";
  if (!done.batch && !done.problems.empty())
    return text + "Nothing was imported: mend the rows, or say --good-rows to leave them out.\n";
  if (!done.batch) return text + "There was nothing to import.\n";
  return text + fmt::format("Imported: {} documents (import {}).\n", done.made,
                            done.batch ? done.batch->text() : "");
}

json::object ToJson(const intake::DocumentsDone& done) {
  json::array problems;
  for (const intake::Problem& problem : done.problems)
    problems.push_back(
        {{"row", problem.row}, {"column", problem.column}, {"what", problem.what.view()}});
  json::array refused;
  for (const auto& refusal : done.refused)
    refused.push_back({{"row", refusal.row}, {"what", refusal.words.what}});
  json::object document{{"rows", done.rows},
                        {"ready", done.ready},
                        {"done", done.done},
                        {"documents", done.made},
                        {"problems", std::move(problems)},
                        {"refused", std::move(refused)}};
  if (done.batch) document["import"] = done.batch->text();
  return document;
}

}  // namespace

CLI::App* AddImportDocuments(CLI::App* import, const std::shared_ptr<DocumentsOptions>& options) {
  CLI::App* const documents = import->add_subcommand(
      "documents", "Take in the files of a folder, by a table of whose they are");
  documents->fallthrough();
  documents->add_option("folder", options->folder, "Where the files are")->required();
  documents
      ->add_option("--manifest", options->table,
                   "A table (CSV, XLSX) with the columns who, category, date, file, and name")
      ->required();
  documents->add_option("--source", options->source, "Where they came from: self, family, …");
  documents->add_option("--obtained", options->obtained,
                        "The day on which they came to you (default: today)");
  documents->add_flag("--dry-run", options->dry_run, "Say what would be done, and do nothing");
  documents->add_flag("--good-rows", options->good_rows, "Leave rows with problems out");
  return documents;
}

Result<int> ImportDocuments(Shell& shell, app::App& app, const DocumentsOptions& options) {
  const StaffId actor = TRY(shell.Actor());
  if (shell.purpose.empty())
    return almoner::Fail(Code::kInvalid, "Say for which --purpose of the notice it is.");
  const SecretBytes table =
      TRY(ReadFile(shell.Path(options.table), Access::kAnyone, intake::kMostFile));
  intake::DocumentsOrder order{.actor = actor,
                               .table = table.view(),
                               .purpose = shell.purpose,
                               .source = options.source,
                               .obtained = LondonDate(app.clock().Now())};
  if (!options.obtained.empty()) order.obtained = TRY(ParseDate(options.obtained));
  order.open = [&](const std::string& name) -> Result<vault::Source> {
    const auto file = std::make_shared<FileReader>(
        TRY(FileReader::Open(shell.Path(options.folder + "/" + name))));
    return vault::Source([file](std::span<std::uint8_t> into) { return file->Read(into); });
  };
  order.dry_run = options.dry_run;
  order.good_rows = options.good_rows;
  order.progress = TellingPart(shell);
  auto outcome = intake::ImportDocuments(app.gate(), order);
  Done(shell);
  return Answer(shell, std::move(outcome), [&](const intake::DocumentsDone& done) -> Result<int> {
    const bool good = done.problems.empty() && done.refused.empty();
    return shell.Print(ToText(done, options.dry_run), ToJson(done), "almoner.import.documents/1",
                       good ? kDone : kRefused);
  });
}

}  // namespace almoner::cli
