// A request's head: from "GET / HTTP/1.1" to the empty line.
#pragma once

#include <cstddef>
#include <expected>
#include <string_view>

#include "http/limits.h"
#include "http/request.h"

namespace almoner::http {

// Looks at a head as it arrives and stops at the first byte that no careful client sends: a bare LF
// or CR, a control character, a folded line (RFC 9112 sections 2.2 and 5.2), too many lines or
// bytes.
class HeadScanner {
 public:
  // REQUIRES: limits outlives the scanner.
  explicit HeadScanner(const Limits& limits) : limits_(&limits) {}

  // `text` is all that came so far, and begins with what the last call was given. The head's size
  // with its empty line, 0 while it is not complete, or the status to refuse it with.
  std::expected<std::size_t, int> Scan(std::string_view text);

 private:
  // What is wrong with text[at] after what stands before it; 0 when nothing is.
  [[nodiscard]] int Check(std::string_view text, std::size_t at) const;

  const Limits* limits_;
  std::size_t scanned_ = 0;
  std::size_t line_start_ = 0;
  std::size_t lines_ = 0;
};

struct Head {
  Request request;  // all but body, id, params and client
  std::size_t body_size = 0;
  bool keep_alive = true;
  bool expects_continue = false;  // RFC 9110 section 10.1.1
};

// REQUIRES: a HeadScanner passed it. The error is the HTTP status to refuse it with. No head passes
// that two servers could cut at different places: Transfer-Encoding is refused altogether. How
// large the body may be is for the caller to look at.
[[nodiscard]] std::expected<Head, int> ParseHead(std::string_view text, const Limits& limits);

}  // namespace almoner::http
