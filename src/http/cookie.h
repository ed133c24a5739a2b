// Cookies (RFC 6265bis): reading the Cookie header, and setting only cookies of the safest kind.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"

namespace almoner::http {

// The value of a cookie in a Cookie header, as it was sent. Pairs that are not well formed are
// passed over (other software on the host may have set them); a cookie that comes with two values
// is none.
[[nodiscard]] std::optional<std::string> FindCookie(std::string_view header, std::string_view name);

enum class SameSite : std::uint8_t { kLax, kStrict };

// A cookie for this host only, over TLS only, out of the reach of scripts. Without an age it ends
// with the browser's session.
struct Cookie {
  Literal name;       // REQUIRES: starts with "__Host-", so that no other host can set it
  std::string value;  // REQUIRES: token characters, as in hexadecimal or base64url; may be empty
  std::optional<std::chrono::seconds> max_age = std::nullopt;
  SameSite same_site = SameSite::kLax;  // Strict is not sent when a link elsewhere leads here
};

// The header for Response::headers.
[[nodiscard]] std::pair<std::string, std::string> SetCookie(const Cookie& cookie);
[[nodiscard]] std::pair<std::string, std::string> ForgetCookie(Literal name);

}  // namespace almoner::http
