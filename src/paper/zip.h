// Files as one ZIP file (APPNOTE.TXT 6.3), for who would rather have one thing to open than a
// folder.
//
// Safe for concurrent use. Everything happens in memory: no temporary file is ever written.
#pragma once

#include <span>

#include "base/bytes.h"
#include "base/result.h"
#include "base/time.h"
#include "paper/file.h"

namespace almoner::paper {

// Bytes of all files together, before they are packed.
inline constexpr std::uint64_t kMaxZip = std::uint64_t{2} << 30;

// The files in the order given, deflated, with names in UTF-8 and for nobody but their owner to
// read (0600). Each carries `made` as it reads in London, to two seconds: a ZIP file knows no time
// zone, and no year before 1980 or after 2107. The same files and time give the same bytes, where
// the program runs in UTC or London time. Streamed files are pulled into memory.
//
// kInvalid: no files, paths that CheckPaths refuses, or more than kMaxZip. What a streamed file
// fails with is returned; kCorrupt when it gives other bytes than it said.
Result<Bytes> Zip(std::span<const File> files, Time made);

}  // namespace almoner::paper
