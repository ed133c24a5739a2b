// One HTTPS request to an endpoint that the operator has named, and its answer, by way of libcurl:
// with TLS whose certificate and name are verified, without redirects, proxies, cookies or a
// password file, and to the public internet only unless it was said otherwise.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/file.h"
#include "hooks/header.h"

namespace almoner::hooks {

// Where requests go: https://host[:port]/path[?query], at most 2,048 printable ASCII characters.
class Endpoint {
 public:
  // kInvalid: it is not that, or has a user, a password or a fragment. Plain http is taken of
  // http://127.0.0.1 only, whose wire nobody else can listen to.
  static Result<Endpoint> Parse(std::string_view url);

  [[nodiscard]] const std::string& url() const { return url_; }
  [[nodiscard]] const std::string& host() const { return host_; }  // without brackets or port

 private:
  Endpoint(std::string url, std::string host) : url_(std::move(url)), host_(std::move(host)) {}
  std::string url_;
  std::string host_;
};

struct Limits {
  // For all of it; a name server that hangs may take a few seconds more.
  std::chrono::milliseconds time{10'000};
  std::size_t most_answer = std::size_t{64} << 10;  // bytes of the headers, and of the body
  // Also to this machine, this network and others that are not public: for a recipient on HSCN or
  // in the next room.
  bool inside = false;
  std::optional<OperatorPath> certificates = {};  // whom to trust; nothing: whom Debian trusts
};

struct Answer {
  int status = 0;  // never 300 to 399
  Headers headers;
  std::string body;
  std::optional<std::chrono::seconds> retry_after = {};
};

// Hands `body` over with `headers`, of which one should be its Content-Type. Every status is an
// answer, but for a redirect. Nothing of the URL but its host is in an error, and nothing of what
// was sent or came back.
//
// kInvalid: a header's name or value cannot be sent; kUnavailable: the name is not known, nobody
// answers, or not in time; kRefused: the certificate is not one for this name that is trusted, the
// address is not public, the answer is too long, or sends us elsewhere.
Result<Answer> Post(const Endpoint& endpoint, const Headers& headers, std::string_view body,
                    const Limits& limits);

}  // namespace almoner::hooks
