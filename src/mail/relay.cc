#include <algorithm>

#include "mail/token.h"

namespace almoner::mail {
namespace {

bool IsLocal(std::string_view host) {
  return host == "localhost" || host == "127.0.0.1" || host == "::1";
}

// curl reads a host out of a URL, so that nothing but a name or an address may be in it.
bool IsHost(std::string_view host) {
  return !host.empty() && std::ranges::all_of(host, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '-' || c == ':';
  });
}

Status CheckSignIn(const Relay& relay) {
  if (relay.password_file && relay.token)
    return Fail(Code::kInvalid,
                "A mail relay is signed in to by `password-file` or by `oauth-…`, not both.");
  if (relay.user.empty() != !(relay.password_file || relay.token))
    return Fail(Code::kInvalid,
                "`user` and `password-file` (or `oauth-…`) of the mail relay come together.");
  return relay.token ? CheckTokenSource(*relay.token) : Status();
}

}  // namespace

Status CheckRelay(const Relay& relay) {
  if (!IsHost(relay.host))
    return Fail(Code::kInvalid, "`host` of the mail relay is a name or an address, no more.");
  if (relay.port == 0) return Fail(Code::kInvalid, "`port` of the mail relay is 1 to 65535.");
  if (relay.security == Security::kNone && !IsLocal(relay.host))
    return Fail(Code::kInvalid,
                "Mail without TLS goes to this machine's own relay only; set `security`.");
  return CheckSignIn(relay);
}

Status CheckSecrets(const Relay& relay) {
  if (relay.password_file) TRY(ReadSecretLine(*relay.password_file));
  if (relay.token) TRY(ReadSecretLine(relay.token->secret_file));
  return {};
}

}  // namespace almoner::mail
