// The statute files of notices/ as they were when the program was built.
#pragma once

#include <span>

#include "base/embedded.h"

namespace almoner::app {

std::span<const EmbeddedFile> Embedded();  // "limits.yaml", "holidays.yaml", …

}  // namespace almoner::app
