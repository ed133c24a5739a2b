// `almoner theme`: how pages look.
#include "cli/theme.h"

#include <fmt/format.h>

#include "app/logo.h"
#include "app/theme.h"

namespace almoner::cli {
namespace {

struct ThemeOptions {
  std::optional<std::string> name, colour, logo;
  bool no_logo = false;
};

int PrintTheme(Shell& shell, const app::Theme& theme) {
  const std::string colour = theme.colour ? ToText(*theme.colour) : "";
  return shell.Print(fmt::format("Name: {}\nColour: {}\nLogo: {}",
                                 theme.name.empty() ? "the notice's" : theme.name,
                                 colour.empty() ? "our own" : colour, theme.logo.value_or("none")),
                     {{"name", theme.name}, {"colour", colour}, {"logo", theme.logo.value_or("")}},
                     "almoner.theme/1");
}

Result<int> ShowTheme(Shell& shell, app::App& app) {
  TRY(shell.Actor());
  return PrintTheme(shell, TRY(app.store().Read(app::ReadTheme)));
}

Result<int> ChangeTheme(Shell& shell, app::App& app, const ThemeOptions& o) {
  const StaffId actor = TRY(shell.ActorWith("administer"));
  const app::Theme now = TRY(app.store().Read(app::ReadTheme));
  app::ThemeChange change{.name = o.name.value_or(now.name),
                          .colour = o.colour.value_or(now.colour ? ToText(*now.colour) : "")};
  if (o.logo) {
    const SecretBytes bytes =
        TRY(ReadFile(shell.Path(*o.logo), Access::kAnyone, app::kMostLogo + 1));
    change.logo = Bytes(bytes.view().begin(), bytes.view().end());
  }
  if (o.no_logo) change.logo = Bytes();
  TRY(app::SetTheme(app, actor, change));
  return PrintTheme(shell, TRY(app.store().Read(app::ReadTheme)));
}

}  // namespace

void AddTheme(Shell& shell) {
  const auto o = std::make_shared<ThemeOptions>();
  CLI::App* const theme = Noun(shell, "theme", "How our pages look: name, colour, logo");
  Command(shell, theme, "show", "What is set",
          [&shell](app::App& app) { return ShowTheme(shell, app); });
  CLI::App* const set = Command(shell, theme, "set", "Change what is named, and keep the rest",
                                [&shell, o](app::App& app) { return ChangeTheme(shell, app, *o); });
  set->add_option("--name", o->name, "At the top of each page; '' for the notice's");
  set->add_option("--colour", o->colour, "Like '#0b6157'; '' for our own");
  set->add_option("--logo", o->logo, "A PNG or a plain SVG, at most 40 KiB");
  set->add_flag("--no-logo", o->no_logo, "Take the logo away");
}

}  // namespace almoner::cli
