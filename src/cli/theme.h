#pragma once

#include "cli/command.h"

namespace almoner::cli {

void AddTheme(Shell& shell);

}  // namespace almoner::cli
