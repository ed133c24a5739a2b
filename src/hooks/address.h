// Which addresses belong to the public internet, so that nobody can make this program knock on
// doors of its own network (server-side request forgery). Pure.
#pragma once

#include <string>

#include "base/bytes.h"

namespace almoner::hooks {

// Of an IPv4 address of 4 bytes or an IPv6 address of 16: whether it is globally reachable by the
// registries of IANA (RFC 6890 and its successors); an IPv4 address inside an IPv6 one counts as
// what it is. Anything of another size is not.
[[nodiscard]] bool IsPublic(BytesView address);

// Whether a URL's host says by itself that it is not public: such an address, or localhost. Of a
// name only what it stands for can say, each time (post.h).
[[nodiscard]] bool IsPlainlyInside(const std::string& host);

}  // namespace almoner::hooks
