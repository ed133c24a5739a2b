// Answers as bytes: status line, headers, and the security headers, which are set here and nowhere
// else.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"
#include "http/response.h"

namespace almoner::http {

// What is known about an answer besides the answer itself.
struct Sending {
  std::string_view request_id;
  Time now;
  bool tls = false;    // only then Strict-Transport-Security: over plain HTTP browsers ignore it
  bool close = false;  // the connection ends after this answer
  // Of a body that follows piece by piece; nothing: it is the response's own.
  std::optional<std::uint64_t> length = {};
};

// From "HTTP/1.1" to the empty line. kInternal when the status is not 200 to 599 or a header is not
// well formed: a line break in one would let its author write the rest of the answer.
[[nodiscard]] Result<std::string> WriteHead(const Response& response, const Sending& sending);

// Whether an answer of this status has a body (RFC 9110 section 6.4.1); HEAD aside.
[[nodiscard]] bool MayHaveBody(int status);

}  // namespace almoner::http
