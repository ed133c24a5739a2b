// What a call says of its body: Content-Digest (RFC 9530). For this folder only.
#pragma once

#include "base/bytes.h"
#include "base/result.h"
#include "http/request.h"

namespace almoner::web::api {

// The SHA-256 of it; nothing where the header is not there, or has other algorithms alone.
// kInvalid: it cannot be read.
Result<std::optional<Bytes>> DigestIn(const http::Request& request);

}  // namespace almoner::web::api
