// Opening a request together with something else that must not happen without it.
#pragma once

#include "rights/request.h"

namespace almoner::rights {

// Done in the transaction that opens the request; where it fails, none is opened.
using AlsoOpening = std::function<Status(const gate::Change&, const RequestId&)>;
// As Open().
gate::Outcome<RequestId> OpenWith(const Context& context, const StaffId& actor,
                                  const Opening& opening, const AlsoOpening& also);

}  // namespace almoner::rights
