#include "app/residue.h"

#include <fmt/format.h>

#include "cli/command.h"

namespace almoner::cli {
namespace {

Result<int> PrintResidue(Shell& shell, const app::Residue& residue) {
  json::array list;
  std::string text;
  for (const app::Remnant& remnant : residue.remnants) {
    text += fmt::format("{}  {}{}{}\n", remnant.explained ? "explained  " : "UNEXPLAINED",
                        remnant.where, remnant.id.empty() ? "" : " " + remnant.id + "",
                        ": " + remnant.reason);
    list.push_back({{"where", remnant.where},
                    {"id", remnant.id},
                    {"reason", remnant.reason},
                    {"explained", remnant.explained}});
  }
  text += residue.remnants.empty() ? "Nothing of them remains that the present keys open.\n" : "";
  text += fmt::format("{} text(s) were looked at.\n", residue.looked_at);
  return shell.Print(text,
                     {{"remnants", std::move(list)},
                      {"looked_at", residue.looked_at},
                      {"explained", residue.explained()}},
                     "almoner.residue/1", residue.explained() ? kDone : kRefused);
}

}  // namespace

void AddResidue(Shell& shell, CLI::App* subject) {
  const auto id = std::make_shared<std::string>();
  CLI::App* const residue = Command(
      shell, subject, "residue",
      "What remains of somebody who was erased; their names and identifiers as JSON on standard "
      "input",
      [&shell, id](app::App& app) -> Result<int> {
        const StaffId actor = TRY(shell.ActorWith("rights"));
        app::Sought sought;
        if (!id->empty()) sought.subject = TRY(SubjectId::Parse(*id));
        sought.identifiers = TRY(shell.FieldsFromInput());
        auto outcome = app::FindResidue(app, actor, sought, [&](std::int64_t looked) {
          if (shell.world.terminal) shell.world.err << looked << " looked at …\r" << std::flush;
        });
        return Answer(shell, std::move(outcome),
                      [&](const app::Residue& found) { return PrintResidue(shell, found); });
      });
  residue->add_option("id", *id, "The id they had");
}

}  // namespace almoner::cli
