// For this folder only: the commands of a register, from its table.
#pragma once

#include "accountability/register.h"
#include "cli/command.h"

namespace almoner::cli {

struct RegisterOptions {
  std::string file, step, subject, out, form;
  std::string request, reason;
  std::vector<std::string> set;
  bool words = false, facts = false, csv = false;
};

// One noun: open, show, list, step, steps.
struct RegisterNoun {
  Shell& shell;
  CLI::App* noun;
  const accountability::Register& reg;
  std::shared_ptr<RegisterOptions> o;
  // What `show` says beyond the table; null: nothing.
  Status (*more)(app::App&, const accountability::State&, std::string& text,
                 json::object& document) = nullptr;
  bool opened_here = true;  // false: the program itself puts them in
};
void AddNoun(const RegisterNoun& noun);
// One step of it, with facts that the command names itself.
Result<int> TakeStep(Shell& shell, app::App& app, const accountability::Register& reg,
                     const std::string& file, accountability::Entry entry);

[[nodiscard]] accountability::Context RegisterContext(app::App& app);
Result<accountability::Who> WhoActs(Shell& shell);
void AddDisclosure(Shell& shell);
void AddBreach(Shell& shell);
void AddIntake(Shell& shell);

}  // namespace almoner::cli
