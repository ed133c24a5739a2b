// The files of pages/ as they were when the program was built: templates and assets.
#pragma once

#include <span>

#include "base/embedded.h"

namespace almoner::web {

std::span<const EmbeddedFile> Embedded();  // "person.html", "assets/almoner.css", …

}  // namespace almoner::web
