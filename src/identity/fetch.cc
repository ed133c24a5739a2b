#include "identity/fetch.h"

#include <curl/curl.h>

#include <algorithm>
#include <memory>
#include <mutex>

namespace almoner::identity {
namespace {

constexpr std::size_t kMostUrl = 2048;
constexpr std::size_t kMostHeader = 8192;
constexpr long kConnectMillis = 5000;
constexpr std::string_view kHttps = "https://";
constexpr std::string_view kHttpHere = "http://127.0.0.1";

struct Free {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using Url = std::unique_ptr<CURLU, Free>;
using List = std::unique_ptr<curl_slist, Free>;
struct EndHandle {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
using Handle = std::unique_ptr<CURL, EndHandle>;

std::optional<std::string> Part(const Url& url, CURLUPart part) {
  char* text = nullptr;
  if (curl_url_get(url.get(), part, &text, 0) != CURLUE_OK) return {};
  std::string copy(text);
  curl_free(text);
  return copy;
}

// The host of a URL as CheckUrl wants it.
Result<std::string> HostOf(std::string_view text) {
  constexpr Literal kWhat =
      "An address of an identity provider is https://, a host's name and a path, without user, "
      "password or fragment.";
  const bool https = text.starts_with(kHttps) && !text.substr(kHttps.size()).starts_with('/');
  const bool printable = std::ranges::all_of(text, [](char c) { return c > ' ' && c <= '~'; });
  if (text.size() > kMostUrl || !printable || !(https || text.starts_with(kHttpHere)))
    return Fail(Code::kInvalid, kWhat);
  const std::string copy(text);
  const Url url(curl_url());
  CHECK(url != nullptr);
  if (curl_url_set(url.get(), CURLUPART_URL, copy.c_str(), CURLU_DISALLOW_USER) != CURLUE_OK ||
      Part(url, CURLUPART_FRAGMENT))
    return Fail(Code::kInvalid, kWhat);
  std::optional<std::string> host = Part(url, CURLUPART_HOST);
  if (!host || host->empty() || (!https && *host != "127.0.0.1"))
    return Fail(Code::kInvalid, kWhat);
  return *std::move(host);
}

template <class Value>
void Set(const Handle& handle, CURLoption option, Value value) {
  CHECK(curl_easy_setopt(handle.get(), option, value) == CURLE_OK);
}

// What curl's callback sees of one answer.
struct Body {
  std::size_t most = 0;
  std::string text = {};
  bool too_long = false;
};

std::size_t Take(char* data, std::size_t size, std::size_t count, void* into) {
  Body& body = *static_cast<Body*>(into);
  const std::size_t bytes = size * count;
  if (bytes > body.most - body.text.size()) {
    body.too_long = true;
    return 0;
  }
  body.text.append(data, bytes);
  return bytes;
}

void Confine(const Handle& handle, const FetchLimits& limits) {
  Set(handle, CURLOPT_PROTOCOLS_STR, "https,http");  // http: see CheckUrl
  Set(handle, CURLOPT_FOLLOWLOCATION, 0L);
  Set(handle, CURLOPT_PROXY, "");  // none of the environment's
  Set(handle, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  Set(handle, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  Set(handle, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  Set(handle, CURLOPT_SSL_VERIFYPEER, 1L);
  Set(handle, CURLOPT_SSL_VERIFYHOST, 2L);
  if (limits.certificates) Set(handle, CURLOPT_CAINFO, limits.certificates->path().c_str());
  Set(handle, CURLOPT_NOSIGNAL, 1L);
  Set(handle, CURLOPT_CONNECTTIMEOUT_MS, kConnectMillis);
  Set(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(limits.time.count()));
  Set(handle, CURLOPT_USERAGENT, "Almoner");
}

Result<List> HeadersOf(const Fetch& fetch) {
  List list;
  const auto add = [&](const std::string& line) {
    curl_slist* const longer = curl_slist_append(list.get(), line.c_str());
    CHECK(longer != nullptr);
    static_cast<void>(list.release());
    list.reset(longer);
  };
  add("Accept: application/json");
  add("Expect:");  // no waiting for "100 Continue"
  if (!fetch.authorization) return list;
  const std::string& value = fetch.authorization->Expose();
  if (value.empty() || value.size() > kMostHeader ||
      !std::ranges::all_of(value, [](char c) { return c >= ' ' && c <= '~'; }))
    return Fail(Code::kInvalid, "What says who we are to an identity provider cannot be sent.");
  add("Authorization: " + value);
  return list;
}

Status Told(CURLcode code, const Body& body, const Detail& host) {
  if (code == CURLE_OK) return {};
  if (body.too_long)
    return Fail(Code::kRefused, "The identity provider's answer is longer than one that is read.",
                host);
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
      return Fail(Code::kUnavailable, "The identity provider's name is not known.", host);
    case CURLE_COULDNT_CONNECT:
      return Fail(Code::kUnavailable, "Nobody answers at the identity provider.", host);
    case CURLE_OPERATION_TIMEDOUT:
      return Fail(Code::kUnavailable, "The identity provider did not answer in time.", host);
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
      return Fail(Code::kRefused,
                  "The identity provider's certificate is not one for its name that this machine "
                  "trusts.",
                  host);
    case CURLE_SSL_CONNECT_ERROR:
      return Fail(Code::kRefused, "The identity provider offers no TLS that is good enough.", host);
    default:
      return Fail(Code::kUnavailable, "The identity provider broke off, or does not speak HTTP.",
                  host, Detail("curl", static_cast<std::int64_t>(code)));
  }
}

}  // namespace

Status CheckUrl(std::string_view url) {
  TRY(HostOf(url));
  return {};
}

Result<Fetched> CurlFetcher::Ask(const Fetch& fetch) {
  static std::once_flag once;
  std::call_once(once, [] { CHECK(curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK); });
  const Detail host = Detail::Id("host", TRY(HostOf(fetch.url)));
  const List headers = TRY(HeadersOf(fetch));
  // A handle for each: one that is used again would go on with a connection of other terms.
  const Handle handle(curl_easy_init());
  CHECK(handle != nullptr);
  Body body{.most = limits_.most_answer};
  Confine(handle, limits_);
  Set(handle, CURLOPT_URL, fetch.url.c_str());
  Set(handle, CURLOPT_HTTPHEADER, headers.get());
  Set(handle, CURLOPT_WRITEFUNCTION, &Take);
  Set(handle, CURLOPT_WRITEDATA, static_cast<void*>(&body));
  if (fetch.form) {
    Set(handle, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(fetch.form->Expose().size()));
    Set(handle, CURLOPT_POSTFIELDS, fetch.form->Expose().c_str());
  }
  TRY(Told(curl_easy_perform(handle.get()), body, host));
  long status = 0;
  CHECK(curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &status) == CURLE_OK);
  if (status >= 300 && status < 400)
    return Fail(Code::kRefused,
                "The identity provider sends us to another address, which is not followed.", host,
                Detail("status", static_cast<std::int64_t>(status)));
  return Fetched{.status = static_cast<int>(status), .body = std::move(body.text)};
}

}  // namespace almoner::identity
