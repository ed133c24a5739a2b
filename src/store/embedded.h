// The files of migrations/, which are part of the program.
#pragma once

#include <span>

#include "base/embedded.h"

namespace almoner::store {

std::span<const EmbeddedFile> Embedded();  // sorted by path

}  // namespace almoner::store
