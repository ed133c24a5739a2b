// What a notice looks like: rendered for people, compared with another, its promises, its record of
// processing.
#include <fmt/format.h>

#include <filesystem>

#include "app/last_count.h"
#include "cli/command.h"
#include "notice/compile.h"
#include "notice/diff.h"
#include "render/forms.h"
#include "render/ropa.h"

namespace almoner::cli {
namespace {

struct PagesOptions {
  std::string file;
  std::string other;
  std::string out;
  std::string law;
  std::string base = "https://example.org/notice#";
};

Result<law::Lawbook> Book(const Shell& shell, const PagesOptions& o) {
  if (o.law.empty()) return law::LoadLawbook();
  return law::LoadLawbook(shell.Path(o.law));
}

Result<notice::Notice> ReadNotice(const Shell& shell, const std::string& file,
                                  const law::Lawbook& book) {
  const SecretBytes text = TRY(ReadFile(shell.Path(file), Access::kAnyone, notice::kMostNotice));
  return notice::CompileWhole(text.text(), book.bases);
}

// New files only: nobody's work is written over.
Status WriteAll(const Shell& shell, const std::string& folder,
                const std::vector<render::RenderedFile>& files, std::string_view also = {}) {
  const OperatorPath out = shell.Path(folder);
  std::error_code error;
  std::filesystem::create_directories(out.path(), error);
  if (error)
    return almoner::Fail(Code::kUnavailable, "The folder could not be made.",
                         Detail("folder", out));
  const bool other = !also.empty() && std::filesystem::exists(out.path() / also, error);
  for (const render::RenderedFile& file : files)
    if (other || std::filesystem::exists(out.path() / file.name, error))
      return almoner::Fail(Code::kConflict,
                           "The folder holds such files already; name an empty one.",
                           Detail("folder", out));
  for (const render::RenderedFile& file : files)
    TRY(WriteNewFile(OperatorPath(out.path() / file.name), file.bytes));
  return {};
}

// What is for everybody may be read by everybody, a web server among them.
void OpenToAll(const Shell& shell, const std::string& folder,
               const std::vector<render::RenderedFile>& files) {
  using std::filesystem::perms;
  const OperatorPath out = shell.Path(folder);
  const auto add = [](const std::filesystem::path& path, perms more) {
    std::error_code error;  // where it cannot be, the files are there all the same
    std::filesystem::permissions(path, more, std::filesystem::perm_options::add, error);
  };
  add(out.path(), perms::group_read | perms::group_exec | perms::others_read | perms::others_exec);
  for (const render::RenderedFile& file : files)
    add(out.path() / file.name, perms::group_read | perms::others_read);
}

Result<int> Render(Shell& shell, const PagesOptions& o) {
  const law::Lawbook book = TRY(Book(shell, o));
  const notice::Notice notice = TRY(ReadNotice(shell, o.file, book));
  const auto files = TRY(render::RenderAll({notice, book}, o.base, shell.world.clock.Now()));
  TRY(WriteAll(shell, o.out, files));
  OpenToAll(shell, o.out, files);
  json::array names;
  for (const render::RenderedFile& file : files) names.emplace_back(file.name);
  return shell.Print(fmt::format("{} files in {}. Begin with index.html.", files.size(), o.out),
                     {{"folder", o.out}, {"files", std::move(names)}}, "almoner.notice.rendered/1");
}

Result<int> Ropa(Shell& shell, const PagesOptions& o) {
  const law::Lawbook book = TRY(Book(shell, o));
  const notice::Notice notice = TRY(ReadNotice(shell, o.file, book));
  const render::Sources from{notice, book};
  const render::Register table = render::RecordOfProcessing(from);
  const auto text = [](std::string_view words) {
    const BytesView bytes = AsBytes(words);
    return Bytes(bytes.begin(), bytes.end());
  };
  TRY(WriteAll(shell, o.out,
               {{"record-of-processing.csv", text(render::ToCsv(table))},
                {"appropriate-policy-document.md", text(render::PolicyDocument(from))}},
               "record-of-processing.xlsx"));
  TRY(render::WriteXlsx(table, shell.Path(o.out) / "record-of-processing.xlsx"));
  return shell.Print(fmt::format("{} activities in {}.", table.rows.size(), o.out),
                     {{"folder", o.out}, {"activities", table.rows.size()}},
                     "almoner.notice.ropa/1");
}

Result<int> Diff(Shell& shell, const PagesOptions& o) {
  const law::Lawbook book = TRY(Book(shell, o));
  const notice::Notice older = TRY(ReadNotice(shell, o.file, book));
  const notice::Notice newer = TRY(ReadNotice(shell, o.other, book));
  std::string words;
  json::array list;
  for (const notice::Change& change : notice::Diff(older, newer)) {
    json::array people;
    for (const std::string& name : change.people) people.emplace_back(name);
    words += fmt::format(
        "- {}{}{}\n", change.what,
        change.people.empty() ? "" : fmt::format(" Concerns: {}.", fmt::join(change.people, ", ")),
        change.need == notice::Need::kAsk    ? " They must be asked again."
        : change.need == notice::Need::kTell ? " They must be told first."
                                             : "");
    list.push_back({{"what", change.what},
                    {"need", notice::Name(change.need)},
                    {"people", std::move(people)}});
  }
  if (words.empty()) words = "Nothing that people would notice has changed.";
  return shell.Print(words, {{"changes", std::move(list)}}, "almoner.notice.diff/1");
}

Result<int> Promises(Shell& shell, app::App& app) {
  TRY(shell.ActorWith("rights"));
  std::string words;
  json::array list;
  std::map<std::string_view, int> counts;
  const auto counted = TRY(app::CountNow(app));
  for (const app::Promise& promise : app::Promises(app.notice(), counted->results)) {
    ++counts[app::Name(promise.kept)];
    words += fmt::format("{:<10}  {}  {}\n", app::Name(promise.kept), promise.clause, promise.text);
    if (!promise.by.empty())
      words += fmt::format("            by: {}\n", fmt::join(promise.by, ", "));
    json::array queries;
    for (const app::Promise::Query& query : promise.queries) {
      if (!query.result) continue;
      words += fmt::format("            {} {} ({})\n", query.asks, query.result->words,
                           query.result->at.seconds_text());
      queries.push_back({{"proof", query.proof},
                         {"asks", query.asks},
                         {"shown", app::Name(query.result->shown)},
                         {"result", query.result->words},
                         {"at", query.result->at.text()}});
    }
    json::array by;
    for (const std::string& name : promise.by) by.emplace_back(name);
    list.push_back({{"clause", promise.clause},
                    {"text", promise.text},
                    {"state", app::Name(promise.kept)},
                    {"by", std::move(by)},
                    {"queries", std::move(queries)}});
  }
  for (const auto& [name, count] : counts) words += fmt::format("{} {}  ", count, name);
  return shell.Print(words, {{"promises", std::move(list)}}, "almoner.notice.promises/1",
                     counts.contains("not kept") ? kRefused : kDone);
}

}  // namespace

void AddNoticePages(Shell& shell, CLI::App* noun) {
  const auto o = std::make_shared<PagesOptions>();
  const auto on = [&](const std::string& verb, const std::string& help,
                      Result<int> (*run)(Shell&, const PagesOptions&)) {
    CLI::App* const command = noun->add_subcommand(verb, help);
    command->fallthrough();
    command->add_option("--law", o->law, "A folder of newer law files");
    command->callback([&shell, o, run] {
      shell.action = [&shell, o, run] {
        const auto done = run(shell, *o);
        return done ? *done : shell.Fail(done.error());
      };
    });
    return command;
  };
  CLI::App* const rendered =
      on("render", "Write the public notice: pages, PDF, Markdown and JSON-LD", Render);
  rendered->add_option("file", o->file, "The notice file")->required();
  rendered->add_option("--out", o->out, "A folder for it")->required();
  rendered->add_option("--base", o->base, "The IRI under which the JSON-LD names things");
  CLI::App* const ropa =
      on("ropa", "Write the record of processing as CSV and XLSX, and the policy document", Ropa);
  ropa->add_option("file", o->file, "The notice file")->required();
  ropa->add_option("--out", o->out, "A folder for it")->required();
  CLI::App* const diff = on("diff", "What a newer notice changes, and for whom", Diff);
  diff->add_option("older", o->file, "The older notice file")->required();
  diff->add_option("newer", o->other, "The newer one")->required();
  Command(shell, noun, "promises", "Every clause of the notice in force, and what keeps it",
          [&shell](app::App& app) { return Promises(shell, app); });
}

}  // namespace almoner::cli
