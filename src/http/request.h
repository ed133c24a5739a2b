// A request as a handler sees it: complete, checked, decoded once.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/personal.h"
#include "http/text.h"

namespace almoner::http {

enum class Method : std::uint8_t { kGet, kHead, kPost, kPut, kDelete, kPatch, kOptions };

[[nodiscard]] std::string_view Name(Method method);                      // "GET"
[[nodiscard]] std::optional<Method> MethodNamed(std::string_view name);  // case-sensitive

class Flow;

struct Request {
  Method method = Method::kGet;
  // Decoded, UTF-8, starts with '/'; without empty, "." or ".." segments, control characters or
  // '\'. A last '/' stays, and means another resource.
  std::string path;
  Fields params;                 // from the router's pattern "/people/{id}"
  Fields queries;                // ?a=1&b=2, decoded
  Fields headers;                // names in lower case; a repeated header's values joined by ", "
  std::string body;              // as many bytes as Content-Length said
  std::string id;                // 32 random hexadecimal digits: X-Request-Id, and the log's
  Personal<std::string> client;  // the peer's IP address; a proxy's, where there is one
  // For bodies that are not held in memory (http/flow.h); none where no server asks. Lives as
  // long as the handler runs.
  Flow* flow = nullptr;

  // The name in any case. The view lives as long as the request.
  [[nodiscard]] std::optional<std::string_view> header(std::string_view name) const;
  [[nodiscard]] std::optional<std::string> query(std::string_view key) const;
  [[nodiscard]] std::optional<std::string> param(std::string_view name) const;
  // Nothing also when the cookie came twice with different values: one of the two is someone's
  // trick.
  [[nodiscard]] std::optional<std::string> cookie(std::string_view name) const;
};

}  // namespace almoner::http
