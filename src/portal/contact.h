// How we reach somebody, said by themself. For this folder only.
#pragma once

#include "portal/visitor.h"

namespace almoner::web::portal {

Result<http::Response> ShowMyContact(Site& site, const http::Request& request,
                                     const Visitor& visitor);
Result<http::Response> TakeMyContact(Site& site, const http::Request& request,
                                     const Visitor& visitor, const Answers& answers);

}  // namespace almoner::web::portal
