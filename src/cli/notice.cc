#include <fmt/format.h>

#include <future>

#include "cli/command.h"
#include "notice/effective.h"
#include "notice/report.h"

namespace almoner::cli {
namespace {

struct NoticeOptions {
  std::string file;
  std::vector<std::string> files;
  std::string law;
  bool sarif = false;
};

std::optional<OperatorPath> LawFolder(const Shell& shell, const NoticeOptions& o) {
  if (o.law.empty()) return std::nullopt;
  return shell.Path(o.law);
}

std::string Counted(const notice::Report& report) {
  const auto count = [&](law::Weight weight) {
    return std::ranges::count(report.faults, weight, &notice::Fault::weight);
  };
  return fmt::format("{}: {} errors, {} unlawful, {} missing, {} of quality.", report.file,
                     report.errors.size(), count(law::Weight::kUnlawful),
                     count(law::Weight::kMissing), count(law::Weight::kQuality));
}

Result<notice::WordingRules> Wording(const law::Lawbook& book, const NoticeOptions& o) {
  notice::WordingRules rules = notice::WordingRules::Make(book);
  if (!o.law.empty()) TRY(rules.Validate());
  return rules;
}

Result<int> CheckNotice(Shell& shell, const NoticeOptions& o) {
  const law::Lawbook book = TRY(law::LoadLawbook(LawFolder(shell, o)));
  const notice::WordingRules wording = TRY(Wording(book, o));
  const notice::Canon canon{book, wording, LondonDate(shell.world.clock.Now())};
  // Each file by itself, all at once: rules and law are shared and do not change.
  std::vector<std::future<notice::Report>> underway;
  for (const std::string& file : o.files) {
    SecretBytes text = TRY(ReadFile(shell.Path(file), Access::kAnyone, notice::kMostNotice));
    underway.push_back(std::async(std::launch::async, [&, text = std::move(text)] {
      return notice::Examine(file, text.text(), canon);
    }));
  }
  std::string words;
  std::vector<notice::Report> reports;
  for (std::size_t i = 0; i < underway.size(); ++i) {
    const std::string& file = o.files[i];
    reports.push_back(underway[i].get());
    const notice::Report& report = reports.back();
    words += report.clean() ? fmt::format("{}: no findings.\n", file)
                            : notice::ToText(report) + Counted(report) + "\n";
  }
  const int exit = std::ranges::all_of(reports, &notice::Report::clean) ? kDone : kRefused;
  if (o.sarif) {
    shell.world.out << json::serialize(notice::ToSarif(reports, book)) << "\n";
    return exit;
  }
  if (!words.empty()) words.pop_back();
  if (reports.size() == 1)
    return shell.Print(words, notice::ToJson(reports.front()), "almoner.notice.check/2", exit);
  json::array all;
  for (const notice::Report& report : reports) all.push_back(notice::ToJson(report));
  return shell.Print(words, {{"files", std::move(all)}}, "almoner.notice.check/2", exit);
}

Result<int> ShowEffective(Shell& shell, const NoticeOptions& o) {
  const SecretBytes text = TRY(ReadFile(shell.Path(o.file), Access::kAnyone, notice::kMostNotice));
  const law::Lawbook book = TRY(law::LoadLawbook(LawFolder(shell, o)));
  const notice::Notice notice = TRY(notice::CompileWhole(text.text(), book.bases));
  std::string words;
  json::array values;
  for (const notice::Effective& value : notice::EffectiveValues(notice, book)) {
    words += fmt::format("{}: {}\n    promised: {}\n    counts:   {}\n    why:      {}\n",
                         value.law_wins ? "law" : "notice", value.about, value.promised,
                         value.value, value.why);
    values.push_back({{"about", value.about},
                      {"promised", value.promised},
                      {"counts", value.value},
                      {"winner", value.law_wins ? "law" : "notice"},
                      {"why", value.why},
                      {"plain", value.plain}});
  }
  if (words.empty()) words = o.file + ": nothing in the notice differs from the law.";
  return shell.Print(words, {{"file", o.file}, {"values", std::move(values)}},
                     "almoner.notice.effective/1");
}

void On(Shell& shell, CLI::App* command, const std::shared_ptr<NoticeOptions>& o,
        Result<int> (*run)(Shell&, const NoticeOptions&)) {
  command->fallthrough();
  command->add_option("--law", o->law, "A folder of newer law files");
  command->callback([&shell, o, run] {
    shell.action = [&shell, o, run] {
      const auto done = run(shell, *o);
      return done ? *done : shell.Fail(done.error());
    };
  });
}

}  // namespace

void AddNotice(Shell& shell) {
  CLI::App* const noun = Noun(shell, "notice", "The privacy notice");
  const auto o = std::make_shared<NoticeOptions>();
  CLI::App* const check = noun->add_subcommand(
      "check", "Find every error in a notice file, and where it falls short of the law");
  check->add_option("files", o->files, "Notice files")->required();
  check->add_flag("--sarif", o->sarif, "Print SARIF 2.1.0, for editors");
  On(shell, check, o, CheckNotice);
  CLI::App* const effective =
      noun->add_subcommand("effective", "Where notice and law differ, and which of them counts");
  effective->add_option("file", o->file, "The notice file")->required();
  On(shell, effective, o, ShowEffective);
  AddNoticePages(shell, noun);
  AddVersions(shell, noun);
}

}  // namespace almoner::cli
