// For this folder only: how a request begins, whoever brings it in.
#pragma once

#include "rights/also.h"

namespace almoner::rights {

inline constexpr std::string_view kFileKind = "request";

// Who brings it in: a member of staff, or the person themself.
struct Bringer {
  gate::Ask ask;
  std::string by;      // of the events: a colleague's id, or "" for the person themself
  std::string proven;  // how it is known that it is the person; "": that is to be confirmed
};
gate::Outcome<RequestId> OpenAs(const Context& context, const Bringer& bringer,
                                const Opening& opening, const AlsoOpening& also = {});

}  // namespace almoner::rights
