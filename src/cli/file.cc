#include <fmt/format.h>

#include "cli/command.h"
#include "retention/proof.h"

namespace almoner::cli {
namespace {

Result<int> ListFiles(Shell& shell, app::App& app) {
  auto outcome = retention::ListFiles(app.gate(), TRY(shell.ActorWith("rights")));
  return Answer(shell, std::move(outcome), [&](const std::vector<retention::FileLine>& lines) {
    json::array list;
    std::string text = lines.empty() ? "There are none.\n" : "";
    for (const retention::FileLine& line : lines) {
      text += fmt::format("{}  {}  opened {}  {}\n", line.file.text(), line.kind,
                          ToText(LondonDate(line.opened)),
                          line.subject ? "about person " + line.subject->text()
                                       : std::string("about somebody who is erased"));
      list.push_back({{"file", line.file.text()},
                      {"kind", line.kind},
                      {"opened", line.opened.text()},
                      {"subject", line.subject ? json::value(line.subject->text()) : nullptr}});
    }
    return shell.Print(text, {{"files", std::move(list)}}, "almoner.files/1");
  });
}

Result<int> ShowFile(Shell& shell, app::App& app, const std::string& id) {
  auto outcome =
      retention::ReadFile(app.gate(), TRY(shell.ActorWith("rights")), TRY(RequestId::Parse(id)));
  return Answer(shell, std::move(outcome), [&](const std::vector<retention::FileEvent>& events) {
    json::array list;
    std::string text;
    for (const retention::FileEvent& event : events) {
      text += fmt::format("{}  {}\n", event.at.seconds_text(), event.kind);
      json::object facts;
      for (const auto& [key, value] : event.facts) {
        text += fmt::format("    {}: {}\n", key, value);
        facts[key] = value;
      }
      list.push_back({{"at", event.at.text()}, {"kind", event.kind}, {"facts", std::move(facts)}});
    }
    return shell.Print(text, {{"events", std::move(list)}}, "almoner.file/1");
  });
}

}  // namespace

void AddFile(Shell& shell) {
  const auto id = std::make_shared<std::string>();
  CLI::App* const file =
      Noun(shell, "file", "Accountability files: the proof of having handled people");
  Command(shell, file, "list", "Every file, with its kind",
          [&shell](app::App& app) { return ListFiles(shell, app); });
  Command(shell, file, "show", "What one holds",
          [&shell, id](app::App& app) { return ShowFile(shell, app, *id); })
      ->add_option("file", *id, "Its id, from `file list`")
      ->required();
}

}  // namespace almoner::cli
