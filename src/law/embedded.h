// The statute files of law/ as they were when the program was built.
#pragma once

#include <span>

#include "base/embedded.h"

namespace almoner::law {

std::span<const EmbeddedFile> Embedded();  // "limits.yaml", "holidays.yaml", …

}  // namespace almoner::law
