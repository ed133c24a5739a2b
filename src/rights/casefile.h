// Everything about one request in one file, for the regulator or a court: the request as it came,
// what happened in words, the clock, searches, decisions, what was released and what is held, and
// the letters.
#pragma once

#include "rights/request.h"

namespace almoner::rights {

struct CaseFile {
  Bytes pdf;  // indexed: what a reader needs, in order
  // The same PDF, each letter as text, and of access, while the person is there, what was or is to
  // be released as JSON beside all that is held, unredacted. What was released cannot be made again
  // once something of it has changed; the file then says so.
  Bytes zip;
  gate::Changed changed;  // that it was made is recorded
};
// It names grounds that letters do not, and holds what was withheld: it goes to nobody who asked.
gate::Outcome<CaseFile> MakeCaseFile(const Context& context, const StaffId& actor,
                                     const State& state);

}  // namespace almoner::rights
