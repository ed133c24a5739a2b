// For this folder only.
#pragma once

#include "cli/command.h"

namespace almoner::cli {

void AddTraining(Shell& shell, CLI::App* staff);  // staff train, training, untrain

}  // namespace almoner::cli
