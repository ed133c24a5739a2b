// For this folder only: long work shows how far it is.
#pragma once

#include "backup/backup.h"
#include "cli/command.h"

namespace almoner::cli {

// A line that writes over itself, where somebody watches: "Written 128 MB".
[[nodiscard]] backup::Progress Telling(Shell& shell, Literal what);
// The same for what is counted by its parts, from 0 to 1: "filling 12 %".
[[nodiscard]] std::function<void(Literal what, double part)> TellingPart(Shell& shell);
// The line is over.
void Done(Shell& shell);

}  // namespace almoner::cli
