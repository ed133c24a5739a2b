// Importing tables. The table and its mapping are files of the operator; nothing of what a row says
// is ever printed, only where it stands.
#include "intake/import.h"

#include <fmt/format.h>

#include <charconv>

#include "app/accounts.h"
#include "base/file.h"
#include "cli/command.h"
#include "cli/import_documents.h"
#include "cli/progress.h"
#include "intake/saved.h"
#include "intake/undo.h"

namespace almoner::cli {
namespace {

constexpr std::size_t kMostMapping = 1 << 20;
constexpr std::size_t kMostProblemsSaid = 200;  // problems in text; --json gives a thousand

struct ImportOptions {
  std::string file, mapping, saved, name, out, sheet, batch;
  std::vector<std::int64_t> another;
  std::vector<std::string> existing;
  bool dry_run = false, good_rows = false, windows = false;
};

json::object ToJson(const gate::Explanation& words) {
  json::array clauses;
  for (const std::string& clause : words.clauses) clauses.emplace_back(clause);
  return {{"what", words.what},
          {"why", words.why},
          {"next", words.next},
          {"clauses", std::move(clauses)}};
}

json::object ToJson(const intake::Looked& looked) {
  json::array findings;
  for (const intake::Finding& finding : looked.findings) {
    json::object one = ToJson(finding.words);
    one["column"] = finding.column;
    findings.push_back(std::move(one));
  }
  json::array problems;
  for (const intake::Problem& problem : looked.problems)
    problems.push_back(
        {{"row", problem.row}, {"column", problem.column}, {"what", problem.what.view()}});
  json::array held;
  for (const intake::Held& one : looked.held) {
    json::array people;
    for (const SubjectId& subject : one.people) people.emplace_back(subject.text());
    json::object each{
        {"row", one.row}, {"what", intake::Say(one.why).view()}, {"people", std::move(people)}};
    if (one.before != 0) each["before"] = one.before;
    held.push_back(std::move(each));
  }
  return {{"rows", looked.rows},
          {"done", looked.done},
          {"ready", looked.ready},
          {"wrong", looked.bad},
          {"findings", std::move(findings)},
          {"problems", std::move(problems)},
          {"held", std::move(held)},
          {"erased", looked.unsaid}};
}

std::string ToText(const gate::Explanation& words) {
  std::string text = words.what + "\n";
  if (!words.why.empty()) text += "    why:  " + words.why + "\n";
  if (!words.next.empty()) text += "    next: " + words.next + "\n";
  return text;
}

std::string ToText(const intake::Held& held, bool existing) {
  std::string text = fmt::format("row {}: held back. {}", held.row, intake::Say(held.why).view());
  if (held.before != 0) text += fmt::format(" (row {})", held.before);
  text += "\n";
  for (const SubjectId& subject : held.people) text += "    person " + subject.text() + "\n";
  if (!existing && held.why != intake::Why::kNobody && held.why != intake::Why::kSeveral)
    text += fmt::format("    next: --another {}, if it is somebody else or they came back{}\n",
                        held.row,
                        held.why == intake::Why::kHere
                            ? fmt::format("; --existing {}=ID, if it is that person", held.row)
                            : "");
  else
    text += fmt::format("    next: --existing {}=ID, once you know who it is\n", held.row);
  return text;
}

std::string ToText(const intake::Looked& looked) {
  std::string text;
  for (const intake::Finding& finding : looked.findings)
    text += (finding.column.empty() ? "mapping: " : "column " + finding.column + ": ") +
            ToText(finding.words);
  if (!looked.findings.empty()) return text + "Nothing was imported: put the mapping right.\n";
  for (std::size_t i = 0; i < std::min(kMostProblemsSaid, looked.problems.size()); ++i) {
    const intake::Problem& problem = looked.problems[i];
    text += fmt::format("row {}{}: {}\n", problem.row,
                        problem.column.empty() ? "" : ", " + problem.column, problem.what.view());
  }
  if (looked.problems.size() > kMostProblemsSaid)
    text += fmt::format("… and more: {} rows with problems.\n", looked.bad);
  for (const intake::Held& held : looked.held) text += ToText(held, false);
  if (looked.unsaid > 0)
    text += fmt::format(
        "{} rows are held back: people who were erased. Whoever answers for rights sees which in a "
        "dry run of the same table.\n",
        looked.unsaid);
  return text + fmt::format("{} rows: {} to do, {} done before, {} held back, {} with problems.\n",
                            looked.rows, looked.ready, looked.done, looked.held.size(), looked.bad);
}

Result<intake::Choices> ChoicesOf(const ImportOptions& o) {
  intake::Choices choices{.another = {o.another.begin(), o.another.end()}, .existing = {}};
  for (const std::string& text : o.existing) {
    const std::size_t equals = text.find('=');
    std::int64_t row = 0;
    const auto parsed =
        std::from_chars(text.data(), text.data() + std::min(equals, text.size()), row);
    if (equals == std::string::npos || parsed.ec != std::errc() ||
        parsed.ptr != text.data() + equals || row < 2)
      return almoner::Fail(Code::kInvalid, "Say --existing ROW=ID, like --existing 12=0123….");
    const SubjectId person = TRY(SubjectId::Parse(std::string_view(text).substr(equals + 1)));
    choices.existing.insert_or_assign(row, person);
  }
  return choices;
}

Result<int> ImportDryRun(Shell& shell, app::App& app, const intake::Order& order) {
  auto outcome = intake::Look(app.gate(), order);
  Done(shell);
  return Answer(shell, std::move(outcome), [&](const intake::Looked& looked) -> Result<int> {
    const bool good = looked.clean() && looked.held.empty();
    return shell.Print(ToText(looked) + (looked.findings.empty() ? "Nothing was imported: this "
                                                                   "was a dry run.\n"
                                                                 : ""),
                       ToJson(looked), "almoner.import/1", good ? kDone : kRefused);
  });
}

std::string ToText(const intake::Imported& done) {
  std::string text = ToText(done.looked);
  for (const intake::RefusedRow& refusal : done.refused)
    text += fmt::format("row {}: {}", refusal.row, ToText(refusal.words));
  const intake::Looked& looked = done.looked;
  if (!looked.findings.empty()) return text;
  if (looked.column_wide) return text + "Nothing was imported: a column would be read wrongly.\n";
  if (!done.batch && looked.bad > 0)
    return text + "Nothing was imported: mend the rows, or say --good-rows to leave them out.\n";
  if (!done.batch) return text + "There was nothing to import.\n";
  return text + fmt::format("Imported: {} people, {} records, {} answers on consent (import {}).\n",
                            done.people, done.records, done.consents, done.batch->text());
}

Result<std::string> MappingFor(Shell& shell, app::App& app, const ImportOptions& o) {
  if (o.saved.empty())
    return std::string(TRY(ReadFile(shell.Path(o.mapping), Access::kAnyone, kMostMapping)).text());
  return TRY(app.store().Read(
                 [&](store::ReadTx& tx) { return intake::FindMapping(tx, app.keys(), o.saved); }))
      .text;
}

Result<int> Import(Shell& shell, app::App& app, const ImportOptions& o) {
  if (o.file.empty() || o.mapping.empty() == o.saved.empty())
    return almoner::Fail(Code::kInvalid,
                         "Say which table, and how to read it: almoner import FILE --mapping "
                         "MAPPING, or --saved NAME. `almoner import map FILE` proposes a mapping.");
  const StaffId actor = TRY(shell.Actor());
  const SecretBytes table = TRY(ReadFile(shell.Path(o.file), Access::kAnyone, intake::kMostFile));
  const std::string mapping = TRY(MappingFor(shell, app, o));
  const intake::Choices choices = TRY(ChoicesOf(o));
  const intake::Order order{.actor = actor,
                            .file = table.view(),
                            .mapping = mapping,
                            .choices = choices,
                            .good_rows = o.good_rows,
                            .progress = TellingPart(shell)};
  if (o.dry_run) return ImportDryRun(shell, app, order);
  auto outcome = intake::Import(app.gate(), order);
  Done(shell);
  return Answer(shell, std::move(outcome), [&](const intake::Imported& done) -> Result<int> {
    json::object document = ToJson(done.looked);
    json::array refused;
    for (const intake::RefusedRow& refusal : done.refused) {
      json::object one = ToJson(refusal.words);
      one["row"] = refusal.row;
      refused.push_back(std::move(one));
    }
    document["refused"] = std::move(refused);
    if (done.batch) document["import"] = done.batch->text();
    document["people"] = done.people;
    document["records"] = done.records;
    document["consents"] = done.consents;
    return shell.Print(ToText(done), std::move(document), "almoner.import/1",
                       done.complete() ? kDone : kRefused);
  });
}

// The activity that was named, or the first that a role of theirs has.
Result<notice::Index> ActivityFor(Shell& shell, app::App& app, const StaffId& actor) {
  const notice::Notice& notice = app.notice();
  if (!shell.purpose.empty()) {
    const auto named = notice.FindActivity(shell.purpose);
    if (!named) return almoner::Fail(Code::kInvalid, "The notice has no such purpose.");
    return *named;
  }
  const auto roles = TRY(app.store().Read([&](store::ReadTx& tx) {
    return staff::RolesOf(tx, app.keys(), notice, actor, app.clock().Now());
  }));
  for (std::size_t i = 0; i < notice.roles.size(); ++i)
    if (roles[i] && !notice.roles[i].activities.empty()) return notice.roles[i].activities.front();
  return almoner::Fail(Code::kInvalid, "Say for which --purpose of the notice it is.");
}

Result<int> Map(Shell& shell, app::App& app, const ImportOptions& o) {
  const StaffId actor = TRY(shell.Actor());
  const SecretBytes bytes = TRY(ReadFile(shell.Path(o.file), Access::kAnyone, intake::kMostFile));
  const intake::Format format{
      .separator = {},
      .encoding = o.windows ? intake::Encoding::kWindows1252 : intake::Encoding::kUtf8,
      .sheet = o.sheet};
  const auto table = TRY(intake::OpenTable(bytes.view(), format));
  const auto header = TRY(table->Next());
  if (!header) return almoner::Fail(Code::kInvalid, "The table is empty.");
  const auto first = TRY(table->Next());
  const notice::Index activity = TRY(ActivityFor(shell, app, actor));
  const std::string text = TRY(intake::ProposeMapping(app.notice(), activity, format, *header,
                                                      first, LondonDate(app.clock().Now())));
  if (o.out.empty()) return shell.Print(text, {{"mapping", text}}, "almoner.import.mapping/1");
  TRY(WriteNewFile(shell.Path(o.out), AsBytes(text)));
  return shell.Print(fmt::format("A mapping is in {}: look at every line, then try it with "
                                 "--dry-run.",
                                 o.out),
                     {{"file", o.out}}, "almoner.import.mapping/1");
}

Result<int> Keep(Shell& shell, app::App& app, const ImportOptions& o) {
  const StaffId actor = TRY(shell.Actor());
  const SecretBytes text = TRY(ReadFile(shell.Path(o.mapping), Access::kAnyone, kMostMapping));
  TRY(app::Administer(app, actor, "import.mapping-kept", [&](const keys::Change& change) {
    return intake::SaveMapping(change, {.name = o.name, .text = std::string(text.text())});
  }));
  return shell.Print("The mapping is kept: `almoner import FILE --saved NAME` uses it.",
                     {{"name", o.name}}, "almoner.import.mapping/1");
}

Result<int> Forget(Shell& shell, app::App& app, const ImportOptions& o) {
  const StaffId actor = TRY(shell.Actor());
  TRY(app::Administer(app, actor, "import.mapping-forgotten", [&](const keys::Change& change) {
    return intake::ForgetMapping(change, o.name);
  }));
  return shell.Print("The mapping is forgotten.", {{"name", o.name}}, "almoner.import.mapping/1");
}

Result<int> ListMappings(Shell& shell, app::App& app) {
  TRY(shell.Actor());
  json::array list;
  std::string text;
  for (const intake::SavedMapping& each : TRY(app.store().Read(
           [&](store::ReadTx& tx) { return intake::SavedMappings(tx, app.keys()); }))) {
    text += "# " + each.name + "\n" + each.text + "\n";
    list.push_back({{"name", each.name}, {"mapping", each.text}});
  }
  return shell.Print(text.empty() ? "No mapping is kept." : text, {{"mappings", std::move(list)}},
                     "almoner.import.mappings/1");
}

std::string BatchState(const intake::Batch& batch) {
  return batch.undone     ? "undone"
         : batch.undoing  ? "being undone: the same command goes on"
         : batch.finished ? "done"
                          : "broken off: the same command goes on";
}

Result<int> ListImports(Shell& shell, app::App& app) {
  TRY(shell.Actor());
  json::array list;
  std::string text;
  for (const intake::Batch& batch :
       TRY(app.store().Read([&](store::ReadTx& tx) { return intake::Batches(tx, app.keys()); }))) {
    text += fmt::format("{}  {}  for {}, from {}, obtained {}: {}\n", batch.id.text(),
                        batch.begun.seconds_text(), batch.purpose, batch.source,
                        almoner::ToText(batch.obtained), BatchState(batch));
    list.push_back({{"import", batch.id.text()},
                    {"begun", batch.begun.text()},
                    {"staff", batch.staff.text()},
                    {"purpose", batch.purpose},
                    {"source", batch.source},
                    {"obtained", almoner::ToText(batch.obtained)},
                    {"finished", batch.finished.has_value()},
                    {"undone", batch.undone.has_value()}});
  }
  return shell.Print(text.empty() ? "Nothing was imported yet." : text,
                     {{"imports", std::move(list)}}, "almoner.imports/1");
}

Result<int> Undo(Shell& shell, app::App& app, const ImportOptions& o) {
  const StaffId actor = TRY(shell.Actor());
  const EventId batch = TRY(EventId::Parse(o.batch));
  auto outcome = intake::Undo(app.gate(), actor, batch, TellingPart(shell));
  Done(shell);
  return Answer(shell, std::move(outcome), [&](const intake::Undone& undone) -> Result<int> {
    json::array left;
    std::string text;
    for (const intake::Left& one : undone.left) {
      text += fmt::format("person {}: left. {}\n", one.subject.text(), one.why.view());
      left.push_back({{"person", one.subject.text()}, {"why", one.why.view()}});
    }
    text += fmt::format(
        "Undone: {} people and {} records are gone, {} consents taken back, {} "
        "people left.\n",
        undone.people, undone.records, undone.consents, undone.left.size());
    return shell.Print(text,
                       {{"people", undone.people},
                        {"records", undone.records},
                        {"consents", undone.consents},
                        {"left", std::move(left)}},
                       "almoner.import.undone/1", undone.left.empty() ? kDone : kRefused);
  });
}

Result<int> ImportDue(Shell& shell, app::App& app) {
  TRY(shell.ActorWith("rights"));
  json::array list;
  std::string text;
  for (const intake::ToTell& one : TRY(intake::WhomToTell(app.gate().context(), app.statute()))) {
    text += fmt::format("by {}{}  person {}  from {}, import {}\n", almoner::ToText(one.due),
                        one.overdue ? " OVERDUE" : "", one.subject.text(), one.source,
                        one.batch.text());
    list.push_back({{"person", one.subject.text()},
                    {"import", one.batch.text()},
                    {"source", one.source},
                    {"obtained", almoner::ToText(one.obtained)},
                    {"due", almoner::ToText(one.due)},
                    {"overdue", one.overdue}});
  }
  text += text.empty()
              ? "Nobody is waiting to be told."
              : "Show them the notice, sooner where you write to them or pass it on "
                "sooner (UK GDPR Article 14(3)), and record it with `almoner notice tell`.";
  return shell.Print(text, {{"people", std::move(list)}}, "almoner.import.due/1");
}

void FileOptions(CLI::App* import, const std::shared_ptr<ImportOptions>& o) {
  import->add_option("file", o->file, "The table: CSV or XLSX");
  import->add_option("--mapping", o->mapping, "How its columns are read (TOML)");
  import->add_option("--saved", o->saved, "The same, as it was kept under that name");
  import->add_flag("--dry-run", o->dry_run, "Say what would be done, and do nothing");
  import->add_flag("--good-rows", o->good_rows, "Leave rows with problems out");
  import->add_option("--another", o->another,
                     "A row that is held back is somebody else, or they came back");
  import->add_option("--existing", o->existing,
                     "ROW=ID: a row that is held back is this person, who is here");
}

}  // namespace

void AddImport(Shell& shell) {
  const auto o = std::make_shared<ImportOptions>();
  CLI::App* const import = shell.parser.add_subcommand(
      "import", "Take people, records and consents from a table (CSV, XLSX)");
  FileOptions(import, o);
  const auto verb = [&](const char* name, const char* help) {
    CLI::App* const made = import->add_subcommand(name, help);
    made->fallthrough();
    return made;
  };
  CLI::App* const map = verb("map", "Propose a mapping from the names in a table's first row");
  map->add_option("file", o->file, "The table")->required();
  map->add_option("--out", o->out, "A new file for it (default: print it)");
  map->add_option("--sheet", o->sheet, "Which sheet of a workbook");
  map->add_flag("--windows-1252", o->windows, "The text is from an older Windows program");
  CLI::App* const keep = verb("save-mapping", "Keep a mapping under a name, for the next table");
  keep->add_option("name", o->name, "What it is called; nobody is named in it")->required();
  keep->add_option("file", o->mapping, "The mapping (TOML)")->required();
  CLI::App* const mappings = verb("mappings", "The mappings that are kept");
  CLI::App* const forget = verb("forget-mapping", "Keep a mapping no longer");
  forget->add_option("name", o->name, "Its name")->required();
  CLI::App* const list = verb("list", "What was imported");
  CLI::App* const undo = verb("undo", "Take an import back; who was used since stays");
  undo->add_option("import", o->batch, "Its id")->required();
  CLI::App* const due = verb("due", "Who must be told where their data came from, and by when");
  const auto files = std::make_shared<DocumentsOptions>();
  CLI::App* const documents = AddImportDocuments(import, files);
  Does(shell, import,
       [&shell, o, files, map, keep, mappings, forget, list, undo, due,
        documents](app::App& app) -> Result<int> {
         if (documents->parsed()) return ImportDocuments(shell, app, *files);
         if (map->parsed()) return Map(shell, app, *o);
         if (keep->parsed()) return Keep(shell, app, *o);
         if (mappings->parsed()) return ListMappings(shell, app);
         if (forget->parsed()) return Forget(shell, app, *o);
         if (list->parsed()) return ListImports(shell, app);
         if (undo->parsed()) return Undo(shell, app, *o);
         if (due->parsed()) return ImportDue(shell, app);
         return Import(shell, app, *o);
       });
}

}  // namespace almoner::cli
