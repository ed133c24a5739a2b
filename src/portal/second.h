// Signing in with a second factor. For this folder only.
#pragma once

#include "portal/visitor.h"

namespace almoner::web::portal {

// Signed in and led `to`, or half, where the account has a second factor. `password`: the digest of
// the one that was given (session::Start); nothing where the account was made just now.
Result<http::Response> Enter(Site& site, const http::Request& request,
                             const account::AccountId& account,
                             const std::optional<crypto::Digest>& password, std::string_view to);

}  // namespace almoner::web::portal
