#include <boost/json.hpp>

#include "base/json.h"
#include "identity/encode.h"
#include "identity/passkey.h"

namespace almoner::identity {
namespace {

namespace json = boost::json;

constexpr std::int64_t kTimeout = 300'000;  // milliseconds, as long as a challenge may be used
constexpr std::size_t kMostHandle = 64;
constexpr std::string_view kHttps = "https://";
constexpr std::string_view kLocalhost = "localhost";

bool IsHostName(std::string_view name) {
  return !name.empty() && name.size() <= 253 && !name.starts_with('.') && !name.ends_with('.') &&
         name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-.") == std::string_view::npos;
}

// Also by http, which browsers take as a secure context on the machine itself only.
std::string_view HostOf(std::string_view origin) {
  constexpr std::string_view kHttp = "http://";
  const bool plain = origin.starts_with(kHttp);
  if (!plain && !origin.starts_with(kHttps)) return {};
  std::string_view host = origin.substr(plain ? kHttp.size() : kHttps.size());
  if (const std::size_t colon = host.find(':'); colon != std::string_view::npos) {
    const std::string_view port = host.substr(colon + 1);
    if (port.empty() || port.size() > 5 ||
        port.find_first_not_of("0123456789") != std::string_view::npos)
      return {};
    host = host.substr(0, colon);
  }
  if (!IsHostName(host) || (plain && host != kLocalhost)) return {};
  return host;
}

bool IsWithin(std::string_view host, std::string_view id) {
  return host == id || (host.ends_with(id) && host[host.size() - id.size() - 1] == '.');
}

const char* Word(UserVerification verification) {
  return verification == UserVerification::kRequired ? "required" : "preferred";
}

json::array Descriptors(std::span<const Passkey> known) {
  json::array list;
  for (const Passkey& passkey : known) {
    json::object one = {{"type", "public-key"}, {"id", ToBase64Url(passkey.id)}};
    if (!passkey.transports.empty()) one["transports"] = json::value_from(passkey.transports);
    list.push_back(std::move(one));
  }
  return list;
}

json::array KeyParameters() {
  json::array list;
  for (const int algorithm : {-7, -8, -257})
    list.push_back(json::object{{"type", "public-key"}, {"alg", algorithm}});
  return list;
}

}  // namespace

Status CheckRelyingParty(const RelyingParty& party) {
  if (!IsHostName(party.id))
    return Fail(Code::kInvalid, "The passkeys' host is a host name in lower case, and no more.");
  if (party.name.empty() || !IsUtf8(party.name))
    return Fail(Code::kInvalid, "The organisation's name for passkeys is missing.");
  if (party.origins.empty())
    return Fail(Code::kInvalid, "Passkeys need the address of the pages that ask for them.");
  for (const std::string& origin : party.origins)
    if (const std::string_view host = HostOf(origin); host.empty() || !IsWithin(host, party.id))
      return Fail(Code::kInvalid,
                  "The address of pages that ask for passkeys is https:// and the passkeys' host, "
                  "or a name below it, with a port if there is one and no path.");
  return {};
}

Personal<std::string> CreationOptions(const PasskeyCeremony& ceremony, const PasskeyUser& user,
                                      std::span<const Passkey> known) {
  CHECK(!user.handle.empty() && user.handle.size() <= kMostHandle);
  return Personal<std::string>(ToText(json::object{
      {"rp", {{"id", ceremony.party.id}, {"name", ceremony.party.name}}},
      {"user",
       {{"id", ToBase64Url(user.handle)},
        {"name", user.name.Expose()},
        {"displayName", user.display_name.Expose()}}},
      {"challenge", ToBase64Url(ceremony.challenge)},
      {"pubKeyCredParams", KeyParameters()},
      {"timeout", kTimeout},
      {"excludeCredentials", Descriptors(known)},
      {"authenticatorSelection",
       {{"residentKey", "preferred"}, {"userVerification", Word(ceremony.verification)}}},
      {"attestation", "none"},
  }));
}

std::string RequestOptions(const PasskeyCeremony& ceremony, std::span<const Passkey> known) {
  return ToText(json::object{
      {"challenge", ToBase64Url(ceremony.challenge)},
      {"timeout", kTimeout},
      {"rpId", ceremony.party.id},
      {"allowCredentials", Descriptors(known)},
      {"userVerification", Word(ceremony.verification)},
  });
}

}  // namespace almoner::identity
