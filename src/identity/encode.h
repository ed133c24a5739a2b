// The encodings that the formats of this module are made of.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/bytes.h"

namespace almoner::identity {

// RFC 4648 section 5, without padding, as JOSE (RFC 7515, 2) and WebAuthn write it. Decoding
// refuses everything else, non-zero trailing bits too: kInvalid.
[[nodiscard]] std::string ToBase64Url(BytesView bytes);
Result<Bytes> FromBase64Url(std::string_view text);

// RFC 4648 section 6, upper case, without padding, as authenticator apps read it.
[[nodiscard]] std::string ToBase32(BytesView bytes);
// Also in lower case; kInvalid: other characters, a length that no bytes have, non-zero trailing
// bits.
Result<Bytes> FromBase32(std::string_view text);

// RFC 3986, 2.1: everything but its unreserved characters as %XX.
[[nodiscard]] std::string EncodePercent(std::string_view text);

// Parameters of a query or a form, in their order.
using Parameters = std::vector<std::pair<std::string, std::string>>;
// a=1&b=2, each name and value in EncodePercent.
[[nodiscard]] std::string ToQuery(const Parameters& parameters);
// `url` with the parameters behind its own query, if it has one.
[[nodiscard]] std::string WithQuery(std::string_view url, const Parameters& parameters);

}  // namespace almoner::identity
