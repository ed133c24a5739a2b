// For this folder only: the recovery kit, which `init` and `key escrow` make.
#pragma once

#include "cli/command.h"
#include "keys/kit.h"

namespace almoner::cli {

// Makes a kit for whoever runs the command, and brings the copies that are sealed to it to their
// places. Fails as app::MakeKit, and with kRefused for who does not administer.
struct MadeKit {
  std::string text;  // what to do with the sheets
  json::object document;
};
Result<MadeKit> MakeKit(Shell& shell, app::App& app, const OperatorPath& folder,
                        const keys::KitPlan& plan);

void AddKit(Shell& shell, CLI::App* key);  // key escrow, recover

}  // namespace almoner::cli
