// Who asks, and that the browser meant it.
#pragma once

#include <expected>

#include "web/site.h"

namespace almoner::web {

inline constexpr Literal kSessionCookie = "__Host-session";

// The session's token, as the cookie bears it.
[[nodiscard]] std::optional<SecretBytes> SessionToken(const http::Request& request);

// By the session's cookie; nothing when there is no session.
Result<std::optional<Caller>> BySession(Site& site, const http::Request& request);
// By HTTP Basic (RFC 7617), login and password in UTF-8. The error is to be answered as it is.
Result<std::expected<Caller, staff::Denied>> ByPassword(Site& site,
                                                        const Personal<std::string>& login,
                                                        const SecretBytes& password);
struct Credentials {
  Personal<std::string> login;
  SecretBytes password;
};
[[nodiscard]] std::optional<Credentials> BasicCredentials(const http::Request& request);

// A colleague's name; accounts that are gone have none any more.
Result<std::string> NameOf(const Site& site, const StaffId& staff);

// In constant time; never for empty ones.
[[nodiscard]] bool SameSecret(std::string_view given, std::string_view expected);

// Whether another site had the browser send this (W3C Fetch Metadata). Browsers that do not say are
// left to the forms' own tokens.
[[nodiscard]] bool FromElsewhere(const http::Request& request);

}  // namespace almoner::web
