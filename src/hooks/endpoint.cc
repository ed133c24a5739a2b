#include <curl/curl.h>

#include <algorithm>
#include <memory>

#include "hooks/post.h"

namespace almoner::hooks {
namespace {

constexpr std::size_t kMostUrl = 2048;
constexpr std::string_view kHttps = "https://";
constexpr std::string_view kHttpHere = "http://127.0.0.1";

struct FreeUrl {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};

std::optional<std::string> Part(CURLU* url, CURLUPart part) {
  char* text = nullptr;
  if (curl_url_get(url, part, &text, 0) != CURLUE_OK) return {};
  std::string copy(text);
  curl_free(text);
  return copy;
}

bool IsPrintable(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c > ' ' && c <= '~'; });
}

}  // namespace

Result<Endpoint> Endpoint::Parse(std::string_view text) {
  constexpr Literal kWhat =
      "An endpoint is https://, a host's name and a path, without user, password or fragment.";
  const bool https = text.starts_with(kHttps) && !text.substr(kHttps.size()).starts_with('/');
  if (text.size() > kMostUrl || !IsPrintable(text) || !(https || text.starts_with(kHttpHere)))
    return Fail(Code::kInvalid, kWhat);
  const std::string copy(text);
  const std::unique_ptr<CURLU, FreeUrl> url(curl_url());
  CHECK(url != nullptr);
  if (curl_url_set(url.get(), CURLUPART_URL, copy.c_str(), CURLU_DISALLOW_USER) != CURLUE_OK ||
      Part(url.get(), CURLUPART_FRAGMENT))
    return Fail(Code::kInvalid, kWhat);
  const std::optional<std::string> scheme = Part(url.get(), CURLUPART_SCHEME);
  std::optional<std::string> whole = Part(url.get(), CURLUPART_URL);
  std::optional<std::string> host = Part(url.get(), CURLUPART_HOST);
  if (!scheme || !whole || !host || host->empty() || (*scheme == "http" && *host != "127.0.0.1"))
    return Fail(Code::kInvalid, kWhat);
  if (host->starts_with('[')) host = host->substr(1, host->size() - 2);
  return Endpoint(*std::move(whole), *std::move(host));
}

}  // namespace almoner::hooks
