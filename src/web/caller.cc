#include "web/caller.h"

#include <arpa/inet.h>

#include "web/second.h"

namespace almoner::web {
namespace {

Result<Caller> Describe(Site& site, const StaffId& staff, std::string csrf, Time proved) {
  return site.app.store().Read([&](store::ReadTx& tx) -> Result<Caller> {
    return Caller{.staff = staff,
                  .roles = TRY(staff::RolesOf(tx, site.app.keys(), site.app.notice(), staff,
                                              site.app.clock().Now())),
                  .name = TRY(staff::OpenProfile(tx, site.app.keys(), staff)).name,
                  .csrf = csrf,
                  .proved = proved};
  });
}

}  // namespace

std::optional<SecretBytes> SessionToken(const http::Request& request) {
  const auto cookie = request.cookie(kSessionCookie.view());
  if (!cookie || cookie->size() != 64) return std::nullopt;
  const auto token = FromHex(*cookie);
  if (!token) return std::nullopt;
  return SecretBytes::CopyOf(BytesView(*token));
}

Result<std::optional<Caller>> BySession(Site& site, const http::Request& request) {
  const auto token = SessionToken(request);
  if (!token) return std::optional<Caller>();
  const auto session = TRY(site.sessions.Find(*token));
  if (!session) return std::optional<Caller>();
  return std::optional(
      TRY(Describe(site, session->holder, ToHex(session->csrf.view()), session->proved)));
}

Personal<std::string> NetworkOf(const http::Request& request) {
  constexpr std::size_t kNetwork = 6;  // what one customer is given at most (RFC 6177)
  in6_addr address{};
  if (inet_pton(AF_INET6, request.client.Expose().c_str(), &address) != 1) return request.client;
  return Personal(ToHex(BytesView(address.s6_addr, kNetwork)));
}

Result<std::expected<staff::Sessions::Checked, staff::Denied>> CheckPassword(
    Site& site, const Personal<std::string>& login, const SecretBytes& password,
    const Personal<std::string>& from) {
  auto checked = TRY(site.sessions.Check(login, PasswordTyped(password.text()), from));
  if (!checked)
    ++(checked.error().wait.count() == 0 ? site.counters.sessions_refused
                                         : site.counters.sessions_delayed);
  return checked;
}

Result<std::expected<Caller, staff::Denied>> ByPassword(Site& site, const http::Request& request,
                                                        const Personal<std::string>& login,
                                                        const SecretBytes& password) {
  using Answer = std::expected<Caller, staff::Denied>;
  const auto checked = TRY(CheckPassword(site, login, password, NetworkOf(request)));
  if (!checked) return Answer(std::unexpect, checked.error());
  return Answer(TRY(Describe(site, checked->holder, "", Time())));
}

Result<Second> SecondOf(const Site& site, const StaffId& staff) {
  const auto factors = TRY(site.app.store().Read(
      [&](store::ReadTx& tx) { return factor::Load(tx, site.app.keys(), staff::OwnerOf(staff)); }));
  if (factors.any()) return Second::kAsked;
  return site.signing.second_factor ? Second::kMissing : Second::kNone;
}

bool Proved(const Site& site, const Caller& caller) {
  return site.app.clock().Now() < caller.proved + kProved;
}

std::optional<Credentials> BasicCredentials(const http::Request& request) {
  constexpr std::string_view kScheme = "basic ";
  const std::string_view header = request.header("authorization").value_or("");
  if (http::Lower(header.substr(0, kScheme.size())) != kScheme) return std::nullopt;
  const auto decoded = FromBase64(http::Trim(header.substr(kScheme.size())));
  if (!decoded) return std::nullopt;
  const std::string_view text = AsText(*decoded);
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || !IsUtf8(text)) return std::nullopt;
  return Credentials{.login = Personal(std::string(text.substr(0, colon))),
                     .password = SecretBytes::CopyOf(text.substr(colon + 1))};
}

bool SameSecret(std::string_view given, std::string_view expected) {
  return !expected.empty() && SecretBytes::CopyOf(given) == SecretBytes::CopyOf(expected);
}

bool FromElsewhere(const http::Request& request) {
  const std::string_view site = request.header("sec-fetch-site").value_or("same-origin");
  return site != "same-origin" && site != "none";
}

Result<std::string> NameOf(const Site& site, const StaffId& staff) {
  const auto profile = site.app.store().Read(
      [&](store::ReadTx& tx) { return staff::OpenProfile(tx, site.app.keys(), staff); });
  if (!profile && profile.error().code == Code::kNotFound) return std::string("Somebody who left");
  if (!profile) return std::unexpected(profile.error());
  return profile->name.Expose();
}

}  // namespace almoner::web
