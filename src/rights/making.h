// Packs that take longer than anybody should wait for are made in the background: whoever asks is
// answered at once, and the pack is found when it is done. What is to be made is noted with the
// event that asks for it, so that a restart begins it again; nothing of a pack is there before all
// of it is.
#pragma once

#include <stop_token>

#include "rights/access.h"

namespace almoner::rights {

// Bytes of text that are set while somebody waits, some 100 pages.
inline constexpr std::size_t kAtOnce = std::size_t{256} << 10;

// What is being made of the request now.
struct InMaking {
  bool release = false;   // what goes to the person; else the draft
  std::int64_t done = 0;  // in a hundred
};
Result<std::optional<InMaking>> MakingOf(const Context& context, const RequestId& request);

// Makes what waits to be made and nobody makes yet, one after the other, each in the name of
// whoever asked for it; how many came to an end. What cannot be made is told at the request. Where
// it is stopped, what was under way is begun again by whoever calls it next. `told` hears from 0
// to 1.
using ToldMaking = std::function<void(double part)>;
Result<std::int64_t> MakeWaiting(const Context& context, const std::stop_token& stop = {},
                                 const ToldMaking& told = {});
// What was made a month ago and never went out is made anew if it is wanted; how many.
Result<std::int64_t> PutAwayMade(const Context& context);

}  // namespace almoner::rights
