// The letters of pages/letters/ as they were when the program was built.
#pragma once

#include <span>

#include "base/embedded.h"

namespace almoner::rights {

std::span<const EmbeddedFile> Embedded();  // "acknowledged.txt", "routes.txt", …

}  // namespace almoner::rights
