// Files into a new folder, all of them or none.
#pragma once

#include <span>

#include "base/result.h"
#include "paper/file.h"

namespace almoner::paper {

// Whether WriteFolder can be expected to work there: the errors that it would give for the name.
Status CheckFolder(const OperatorPath& folder);

// Writes a folder that did not exist: itself and those below 0700, files 0600, everything on the
// disk (fsync) before it gets its name. Until then it is a hidden sibling, ".almoner-" and six
// random characters, which is removed on failure; only a crash can leave one behind, and it may be
// deleted.
//
// kConflict: something has that name already. kNotFound: its parent does not exist.
// kInvalid: no name, or paths that CheckPaths or the file system refuses. kUnavailable: the disk is
// full, or may not be written. What a streamed file fails with is returned; kCorrupt when it gives
// other bytes than it said.
Status WriteFolder(const OperatorPath& folder, std::span<const File> files);

}  // namespace almoner::paper
