#include "http/head.h"

#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <charconv>
#include <string>

#include "base/bytes.h"
#include "http/target.h"

namespace almoner::http {
namespace {

namespace beast = boost::beast::http;

constexpr std::size_t kRequestLineSlack = 32;  // what a request line holds besides its target

// Fields whose meaning would be anyone's guess if they came twice.
constexpr std::array<std::string_view, 8> kOnce = {
    "authorization", "content-length", "content-type",      "cookie",
    "expect",        "host",           "transfer-encoding", "origin"};

std::string_view View(boost::core::string_view text) { return {text.data(), text.size()}; }

// RFC 9112 section 2.3: a version that is well formed and not ours is 505; anything else is 400.
int VersionProblem(std::string_view text) {
  const std::string_view line = text.substr(0, text.find('\r'));
  const std::size_t at = line.rfind(" HTTP/");
  if (at == std::string_view::npos) return 400;
  const std::string_view version = line.substr(at + 6);
  const bool formed = version.size() == 3 && version[1] == '.' && IsDigits(version.substr(0, 1)) &&
                      IsDigits(version.substr(2));
  return formed ? 505 : 400;
}

// 0, or the status for a field that may not stand beside those before it.
int AddField(Fields& fields, std::string_view name, std::string_view value) {
  if (!IsUtf8(value)) return 400;
  const auto [at, fresh] = fields.emplace(Lower(name), value);
  if (fresh) return 0;
  if (std::ranges::find(kOnce, at->first) != kOnce.end()) return 400;
  at->second.append(", ").append(value);  // RFC 9110 section 5.3
  return 0;
}

// RFC 9112 section 6.1 and 6.3. Browsers never send Transfer-Encoding, and half of all request
// smuggling is about it.
std::expected<std::size_t, int> BodySize(const Fields& fields, int version) {
  const std::optional<std::string> length = Find(fields, "content-length");
  if (const auto coding = Find(fields, "transfer-encoding")) {
    if (length || version == 10) return std::unexpected(400);
    return std::unexpected(Lower(*coding) == "chunked" ? 411 : 501);
  }
  if (!length) return 0;
  if (!IsDigits(*length)) return std::unexpected(400);
  std::size_t size = 0;
  const auto parsed = std::from_chars(length->data(), length->data() + length->size(), size);
  if (parsed.ec != std::errc()) return std::unexpected(413);
  return size;
}

// RFC 9112 section 3.2: exactly one Host in HTTP/1.1. (AddField has refused a second.)
bool HostIsFine(const Fields& fields, int version) {
  const std::optional<std::string> host = Find(fields, "host");
  return host ? IsHost(*host) : version == 10;
}

std::expected<Head, int> Checked(const beast::request<beast::empty_body>& message,
                                 const Limits& limits) {
  Head head;
  Request& request = head.request;
  for (const auto& field : message)
    if (const int bad = AddField(request.headers, View(field.name_string()), View(field.value())))
      return std::unexpected(bad);

  const int version = static_cast<int>(message.version());
  const auto body_size = BodySize(request.headers, version);
  if (!body_size) return std::unexpected(body_size.error());
  if (!HostIsFine(request.headers, version)) return std::unexpected(400);

  const std::optional<Method> method = MethodNamed(View(message.method_string()));
  if (!method) return std::unexpected(501);
  if (message.target().size() > limits.target) return std::unexpected(414);
  std::optional<Target> target =
      ParseTarget(View(message.target()), request.header("host").value_or(""));
  if (!target) return std::unexpected(400);

  const std::string_view expect = request.header("expect").value_or("");
  if (!expect.empty() && Lower(expect) != "100-continue") return std::unexpected(417);

  request.method = *method;
  request.path = std::move(target->path);
  request.queries = std::move(target->queries);
  head.body_size = *body_size;
  head.keep_alive = version == 11 && !ListHas(request.header("connection").value_or(""), "close");
  head.expects_continue = version == 11 && !expect.empty();
  return head;
}

}  // namespace

int HeadScanner::Check(std::string_view text, std::size_t at) const {
  const char c = text[at];
  const char before = at == 0 ? '\0' : text[at - 1];
  if ((c == '\n') != (before == '\r')) return 400;
  if (c != '\r' && c != '\n' && !IsFieldValue(text.substr(at, 1))) return 400;
  if ((c == ' ' || c == '\t') && at == line_start_) return 400;
  if (lines_ == 0 && at >= limits_->target + kRequestLineSlack) return 414;
  return at < limits_->header_bytes ? 0 : 431;
}

std::expected<std::size_t, int> HeadScanner::Scan(std::string_view text) {
  for (; scanned_ < text.size(); ++scanned_) {
    if (const int bad = Check(text, scanned_)) return std::unexpected(bad);
    if (text[scanned_] != '\n') continue;
    const bool empty = scanned_ - line_start_ == 1;
    if (empty && lines_ == 0) return std::unexpected(400);
    if (empty) return scanned_ + 1;
    if (++lines_ > limits_->headers + 1) return std::unexpected(431);
    line_start_ = scanned_ + 1;
  }
  return 0;
}

std::expected<Head, int> ParseHead(std::string_view text, const Limits& limits) {
  // Beast gets complete heads only and never a body: the parts of 1.81 that can be made to abort
  // (its chunk parser; fields over 64 KiB) are out of reach.
  CHECK(text.size() <= 0xF000);
  beast::request_parser<beast::empty_body> parser;
  parser.header_limit(static_cast<std::uint32_t>(text.size() + 1));
  parser.body_limit(boost::none);
  parser.skip(true);
  boost::system::error_code error;
  parser.put(boost::asio::buffer(text.data(), text.size()), error);
  if (error == beast::error::bad_version) return std::unexpected(VersionProblem(text));
  if (error || !parser.is_header_done()) return std::unexpected(400);
  return Checked(parser.get(), limits);
}

}  // namespace almoner::http
