#include "hooks/post.h"

#include <curl/curl.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <mutex>

#include "hooks/address.h"

namespace almoner::hooks {
namespace {

constexpr long kConnectMillis = 5000;
constexpr std::size_t kMostHeader = 8192;

template <auto Free>
struct Freed {
  template <class T>
  void operator()(T* thing) const {
    Free(thing);
  }
};
using Handle = std::unique_ptr<CURL, Freed<curl_easy_cleanup>>;
using List = std::unique_ptr<curl_slist, Freed<curl_slist_free_all>>;

template <class Value>
void Set(const Handle& handle, CURLoption option, Value value) {
  CHECK(curl_easy_setopt(handle.get(), option, value) == CURLE_OK);
}

// What curl's callbacks see of one request.
struct Exchange {
  const Limits& limits;
  Answer answer = {};
  std::size_t header_bytes = 0;
  bool too_long = false;
  bool not_public = false;
};

std::size_t TakeBody(char* data, std::size_t size, std::size_t count, void* into) {
  Exchange& exchange = *static_cast<Exchange*>(into);
  const std::size_t bytes = size * count;
  if (bytes > exchange.limits.most_answer - exchange.answer.body.size()) {
    exchange.too_long = true;
    return 0;
  }
  exchange.answer.body.append(data, bytes);
  return bytes;
}

std::string_view Trimmed(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  const std::size_t from = text.find_first_not_of(kSpace);
  if (from == std::string_view::npos) return {};
  return text.substr(from, text.find_last_not_of(kSpace) - from + 1);
}

std::size_t TakeHeader(char* data, std::size_t size, std::size_t count, void* into) {
  Exchange& exchange = *static_cast<Exchange*>(into);
  const std::string_view line(data, size * count);
  exchange.header_bytes += line.size();
  if (exchange.header_bytes > exchange.limits.most_answer) {
    exchange.too_long = true;
    return 0;
  }
  // An answer's first line: what came before it was only "100 Continue".
  if (line.starts_with("HTTP/")) exchange.answer.headers.clear();
  if (const std::size_t colon = line.find(':'); colon != std::string_view::npos)
    exchange.answer.headers.push_back({.name = std::string(line.substr(0, colon)),
                                       .value = std::string(Trimmed(line.substr(colon + 1)))});
  return line.size();
}

// The address's bytes; none of a family that has none.
Bytes AddressOf(const curl_sockaddr* address) {
  // What stands behind `addr` is longer than its type, a plain sockaddr, says.
  const auto* const start =
      reinterpret_cast<const std::uint8_t*>(address) + offsetof(curl_sockaddr, addr);
  std::size_t offset = 0, size = 0;
  if (address->family == AF_INET) {
    offset = offsetof(sockaddr_in, sin_addr);
    size = sizeof(in_addr);
  } else if (address->family == AF_INET6) {
    offset = offsetof(sockaddr_in6, sin6_addr);
    size = sizeof(in6_addr);
  }
  if (offset + size > address->addrlen) return {};
  return Bytes(start + offset, start + offset + size);
}

// Called with the very address that is connected to next, so that a name cannot resolve to one
// address for the check and to another for the connection.
curl_socket_t OpenSocket(void* from, curlsocktype, curl_sockaddr* address) {
  Exchange& exchange = *static_cast<Exchange*>(from);
  if (!exchange.limits.inside && !IsPublic(AddressOf(address))) {
    exchange.not_public = true;
    return CURL_SOCKET_BAD;
  }
  return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

bool IsTokenChar(char c) {  // RFC 9110, 5.6.2
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("!#$%&'*+-.^_`|~").contains(c);
}

bool CanBeSent(const Header& header) {
  return !header.name.empty() && std::ranges::all_of(header.name, IsTokenChar) &&
         !header.value.empty() && header.name.size() + header.value.size() <= kMostHeader &&
         std::ranges::all_of(header.value, [](char c) { return c >= ' ' && c <= '~'; });
}

Result<List> ListOf(const Headers& headers) {
  List list;
  const auto add = [&](const std::string& line) {
    curl_slist* const longer = curl_slist_append(list.get(), line.c_str());
    CHECK(longer != nullptr);
    static_cast<void>(list.release());
    list.reset(longer);
  };
  add("Expect:");  // no waiting for "100 Continue"
  for (const Header& header : headers) {
    if (!CanBeSent(header))
      return Fail(Code::kInvalid, "A header for a recipient's endpoint cannot be sent as it is.");
    add(header.name + ": " + header.value);
  }
  return list;
}

void Confine(const Handle& handle, const Limits& limits, Exchange& exchange) {
  Set(handle, CURLOPT_PROTOCOLS_STR, "https,http");  // http: see Endpoint::Parse
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
  Set(handle, CURLOPT_OPENSOCKETFUNCTION, &OpenSocket);
  Set(handle, CURLOPT_OPENSOCKETDATA, static_cast<void*>(&exchange));
  Set(handle, CURLOPT_HEADERFUNCTION, &TakeHeader);
  Set(handle, CURLOPT_HEADERDATA, static_cast<void*>(&exchange));
  Set(handle, CURLOPT_WRITEFUNCTION, &TakeBody);
  Set(handle, CURLOPT_WRITEDATA, static_cast<void*>(&exchange));
}

Status Told(CURLcode code, const Exchange& exchange, const Detail& host) {
  if (code == CURLE_OK) return {};
  if (exchange.too_long)
    return Fail(Code::kRefused, "The endpoint's answer is longer than one that is read.", host);
  if (exchange.not_public)
    return Fail(Code::kRefused,
                "The endpoint's address is inside a private network, where nothing is sent unless "
                "the settings say so.",
                host);
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
      return Fail(Code::kUnavailable, "The endpoint's name is not known.", host);
    case CURLE_COULDNT_CONNECT:
      return Fail(Code::kUnavailable, "Nobody answers at the endpoint.", host);
    case CURLE_OPERATION_TIMEDOUT:
      return Fail(Code::kUnavailable, "The endpoint did not answer in time.", host);
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
      return Fail(Code::kRefused,
                  "The endpoint's certificate is not one for its name that this machine trusts.",
                  host);
    case CURLE_SSL_CONNECT_ERROR:
      return Fail(Code::kRefused, "The endpoint offers no TLS that is good enough.", host);
    default:
      return Fail(Code::kUnavailable, "The endpoint broke off, or does not speak HTTP.", host,
                  Detail("curl", static_cast<std::int64_t>(code)));
  }
}

// The answer that a request which has ended left behind.
Result<Answer> Take(const Handle& handle, Exchange exchange, const Detail& host) {
  long status = 0;
  CHECK(curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &status) == CURLE_OK);
  if (status >= 300 && status < 400)
    return Fail(
        Code::kRefused,
        "The endpoint sends us to another address, which is not followed; ask the recipient "
        "for the right one.",
        host, Detail("status", static_cast<std::int64_t>(status)));
  exchange.answer.status = static_cast<int>(status);
  curl_off_t wait = 0;
  if (curl_easy_getinfo(handle.get(), CURLINFO_RETRY_AFTER, &wait) == CURLE_OK && wait > 0)
    exchange.answer.retry_after = std::chrono::seconds(wait);
  return std::move(exchange.answer);
}

}  // namespace

Result<Answer> Post(const Endpoint& endpoint, const Headers& headers, std::string_view body,
                    const Limits& limits) {
  static std::once_flag once;
  std::call_once(once, [] { CHECK(curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK); });
  const List list = TRY(ListOf(headers));
  // A handle for each: one that is used again would go on with a connection of other terms.
  const Handle handle(curl_easy_init());
  CHECK(handle != nullptr);
  Exchange exchange{.limits = limits};
  Confine(handle, limits, exchange);
  Set(handle, CURLOPT_URL, endpoint.url().c_str());
  Set(handle, CURLOPT_USERAGENT, "Almoner");
  Set(handle, CURLOPT_HTTPHEADER, list.get());
  Set(handle, CURLOPT_POST, 1L);
  Set(handle, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
  Set(handle, CURLOPT_POSTFIELDS, body.empty() ? "" : body.data());
  const Detail host = Detail::Id("host", endpoint.host());
  TRY(Told(curl_easy_perform(handle.get()), exchange, host));
  return Take(handle, std::move(exchange), host);
}

}  // namespace almoner::hooks
