// What was asked on the website: listed, shown, taken up as a request that was opened, set aside.
#include "accountability/intake.h"

#include "cli/register.h"

namespace almoner::cli {
namespace {

using accountability::Intakes;

Result<int> TakeUp(Shell& shell, app::App& app, const RegisterOptions& o) {
  return TakeStep(shell, app, Intakes(), o.file,
                  {.step = "taken-up", .facts = {{"request", o.request}}});
}

Result<int> SetAside(Shell& shell, app::App& app, const RegisterOptions& o) {
  accountability::Entry entry{.step = "set-aside", .facts = {{"reason", o.reason}}};
  if (o.words) entry.facts["words"] = TRY(shell.TextFromInput()).Expose();
  return TakeStep(shell, app, Intakes(), o.file, std::move(entry));
}

}  // namespace

void AddIntake(Shell& shell) {
  CLI::App* const noun = Noun(shell, "intake", "What people asked on the website");
  const auto o = std::make_shared<RegisterOptions>();
  AddNoun({.shell = shell, .noun = noun, .reg = Intakes(), .o = o, .opened_here = false});
  CLI::App* const take_up = Command(shell, noun, "take-up", "Link one to the request it became",
                                    [&shell, o](app::App& app) { return TakeUp(shell, app, *o); });
  take_up->add_option("file", o->file, "Its id, from `list`")->required();
  take_up->add_option("--request", o->request, "The id of the request, from `request open`")
      ->required();
  CLI::App* const aside = Command(shell, noun, "set-aside", "Set one aside, with the reason",
                                  [&shell, o](app::App& app) { return SetAside(shell, app, *o); });
  aside->add_option("file", o->file, "Its id, from `list`")->required();
  aside->add_option("--reason", o->reason, "duplicate, not-a-request or abuse")->required();
  aside->add_flag("--words", o->words, "What else is to be said comes on standard input");
}

}  // namespace almoner::cli
