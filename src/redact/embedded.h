// The files of names/ as they were when the program was built.
#pragma once

#include <span>

#include "base/embedded.h"

namespace almoner::redact {

std::span<const EmbeddedFile> Embedded();  // "nicknames.csv"

}  // namespace almoner::redact
