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
// The network it comes from, by which failures to sign in are counted: an IPv4 address, the first
// 48 bits of an IPv6 one.
[[nodiscard]] Personal<std::string> NetworkOf(const http::Request& request);
// Whose login and password, as they were typed, these are; counted (session::Sessions::Check).
Result<std::expected<staff::Sessions::Checked, staff::Denied>> CheckPassword(
    Site& site, const Personal<std::string>& login, const SecretBytes& password,
    const Personal<std::string>& from);
// By HTTP Basic (RFC 7617), login and password in UTF-8. The error is to be answered as it is.
Result<std::expected<Caller, staff::Denied>> ByPassword(Site& site, const http::Request& request,
                                                        const Personal<std::string>& login,
                                                        const SecretBytes& password);
// Whether the account is asked for more than its password.
enum class Second : std::uint8_t {
  kNone,
  kAsked,   // it has a second factor
  kMissing  // it has none, and has to have one here
};
Result<Second> SecondOf(const Site& site, const StaffId& staff);
// For how long it counts that somebody gave their password, or the code of their app.
inline constexpr std::chrono::minutes kProved{10};
// Whether the caller's session has shown so lately that it is them.
[[nodiscard]] bool Proved(const Site& site, const Caller& caller);
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
