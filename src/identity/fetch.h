// One request to an identity provider. An interface, so that whoever uses it is tested without a
// network.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/file.h"
#include "base/personal.h"

namespace almoner::identity {

// https://host[:port]/path[?query], without a user, a password or a fragment, at most 2,048
// printable ASCII characters; http:// of 127.0.0.1 only, whose wire nobody else can listen to.
// kInvalid: anything else.
Status CheckUrl(std::string_view url);

struct Fetch {
  std::string url;
  std::optional<Personal<std::string>> form = {};           // nothing: GET; else POST of this
  std::optional<Personal<std::string>> authorization = {};  // the header of that name
};

struct Fetched {
  int status = 0;  // never 300 to 399
  std::string body;
};

// Safe for concurrent use.
class Fetcher {
 public:
  virtual ~Fetcher() = default;
  virtual Result<Fetched> Ask(const Fetch& fetch) = 0;

 protected:
  Fetcher() = default;
  Fetcher(const Fetcher&) = default;
  Fetcher& operator=(const Fetcher&) = default;
};

struct FetchLimits {
  std::chrono::milliseconds time{10'000};  // for all of it
  std::size_t most_answer = std::size_t{256} << 10;
  std::optional<OperatorPath> certificates = {};  // whom to trust; nothing: whom Debian trusts
};

// By way of libcurl: TLS whose certificate and name are verified, no redirects, no proxy, no
// cookies, nothing longer or slower than the limits.
// kInvalid: as CheckUrl; kUnavailable: the name is not known, nobody answers, or not in time;
// kRefused: the certificate is not one for this name that is trusted, the answer is too long, or
// sends us elsewhere. No error says anything of the URL but its host, or of what was sent.
class CurlFetcher : public Fetcher {
 public:
  explicit CurlFetcher(FetchLimits limits = {}) : limits_(std::move(limits)) {}
  Result<Fetched> Ask(const Fetch& fetch) override;

 private:
  FetchLimits limits_;
};

}  // namespace almoner::identity
