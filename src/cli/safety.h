// For this folder only.
#pragma once

#include "cli/command.h"

namespace almoner::cli {

void AddSafety(Shell& shell);

}  // namespace almoner::cli
