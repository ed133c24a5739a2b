#include <fmt/format.h>

#include "cli/command.h"
#include "notice/compile.h"

namespace almoner::cli {
namespace {

Result<int> Check(Shell& shell, const std::string& file) {
  const SecretBytes text = TRY(ReadFile(shell.Path(file), Access::kAnyone, 10 << 20));
  const law::Bases bases = TRY(law::LoadBases());
  const auto compiled = notice::Compile(text.text(), bases);
  std::string words;
  json::array findings;
  if (!compiled)
    for (const notice::Finding& finding : compiled.error()) {
      words += notice::ToText(finding, file) + "\n";
      findings.push_back({{"line", finding.at.line},
                          {"column", finding.at.column},
                          {"what", finding.what},
                          {"remedy", finding.remedy}});
    }
  if (compiled)
    words = fmt::format(
        "{}: no findings. {} purposes ({} imposed by the law), {} kinds of data, {} clauses.", file,
        compiled->activities.size(), bases.imposed.size(), compiled->categories.size(),
        compiled->clauses.size());
  const int exit = compiled ? kDone : kRefused;
  return shell.Print(words, {{"file", file}, {"findings", std::move(findings)}},
                     "almoner.notice.check/1", exit);
}

}  // namespace

void AddNotice(Shell& shell) {
  const auto file = std::make_shared<std::string>();
  CLI::App* const check = Noun(shell, "notice", "The privacy notice")
                              ->add_subcommand("check", "Find every error in a notice file");
  check->fallthrough();
  check->add_option("file", *file, "The notice file")->required();
  check->callback([&shell, file] {
    shell.action = [&shell, file] {
      const auto done = Check(shell, *file);
      return done ? *done : shell.Fail(done.error());
    };
  });
}

}  // namespace almoner::cli
