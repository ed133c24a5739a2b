// The request target and the Host header: where a request goes.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "http/text.h"

namespace almoner::http {

// uri-host [":" port] (RFC 9110 section 7.2), in the characters that hosts really have.
[[nodiscard]] bool IsHost(std::string_view text);

struct Target {
  std::string path;  // as in Request::path
  Fields queries;
};

// From origin-form, or from absolute-form when it names the host that the Host header names (RFC
// 9112 section 3.2). Nothing for anything else, and for every path that two programs could read as
// two different places: ".." or "." or empty segments, an escaped '/', '\', control characters, bad
// UTF-8.
[[nodiscard]] std::optional<Target> ParseTarget(std::string_view raw, std::string_view host);

}  // namespace almoner::http
