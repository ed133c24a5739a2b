// For this folder only: how a letter goes, so that it is read by whom it is for and by nobody else.
#pragma once

#include "rights/letter.h"
#include "safety/may.h"

namespace almoner::rights {

// A letter that may go: there is none without having asked.
struct Going {
  std::optional<safety::Cleared> cleared;  // nothing: it is about nobody who is known here
  LetterOptions options;                   // with what the person needs
  std::string needs;                       // that no print meets
  std::vector<std::string> hidden;         // what must not stand in it (safety/hidden.h)
};
// kRefused: it may not go that way, or to them.
Result<Going> MayGo(const Context& context, const State& state, const FileEvent& event,
                    const LetterOptions& options);
// kRefused: something stands in it that its reader must not see.
Status TellsNothingHidden(const Going& going, std::string text);

// A pack that is given by hand reaches nobody else; every other one is posted. kRefused: it may not
// go so.
Status MayReachThem(const Context& context, const State& state, std::string_view to);

// What the person needs; where another is answered, nothing.
Result<safety::Needs> NeedsOf(const Context& context, const State& state);

}  // namespace almoner::rights
