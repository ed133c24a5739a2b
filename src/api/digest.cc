#include "api/digest.h"

#include "crypto/hash.h"
#include "http/text.h"

namespace almoner::web::api {

// A dictionary of byte sequences (RFC 9651): sha-256=:…:, sha-512=:…:
Result<std::optional<Bytes>> DigestIn(const http::Request& request) {
  constexpr std::string_view kName = "sha-256=:";
  std::string_view list = request.header("content-digest").value_or("");
  while (!list.empty()) {
    std::string_view one = http::Trim(http::TakeUntil(list, ','));
    if (!one.starts_with(kName)) continue;
    one.remove_prefix(kName.size());
    auto bytes = one.ends_with(':') ? FromBase64(one.substr(0, one.size() - 1))
                                    : Result<Bytes>(Fail(Code::kInvalid, "It has no end."));
    if (!bytes || bytes->size() != sizeof(crypto::Digest))
      return Fail(Code::kInvalid, "Content-Digest is sha-256=:…:, with 32 bytes in base64.");
    return std::optional(*std::move(bytes));
  }
  return std::optional<Bytes>();
}

}  // namespace almoner::web::api
