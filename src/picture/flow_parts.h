// How a flow is drawn: all layers beside one another where there is room for them, or two at a
// time, one pair below the other. Internal.
#pragma once

#include "picture/flow.h"

namespace almoner::picture {

// The flow with no more nodes in a layer, and no more links in all, than can be drawn.
[[nodiscard]] Flow Trimmed(const Flow& flow);
[[nodiscard]] std::string DrawNarrow(const Flow& flow, const Order& order,
                                     std::string_view sentence);
[[nodiscard]] std::string DrawWide(const Flow& flow, const Order& order, std::string_view sentence);

}  // namespace almoner::picture
