// `record share` and `record unshare`. For this folder only.
#pragma once

#include "cli/command.h"

namespace almoner::cli {

void AddSharing(Shell& shell, CLI::App* record);

}  // namespace almoner::cli
