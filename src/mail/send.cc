#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <mutex>

#include "mail/mail.h"

namespace almoner::mail {
namespace {

constexpr long kConnectSeconds = 15;
constexpr long kSeconds = 60;
constexpr std::size_t kMostPassword = 4096;

template <auto Free>
struct Freed {
  template <class T>
  void operator()(T* thing) const {
    Free(thing);
  }
};
using Handle = std::unique_ptr<CURL, Freed<curl_easy_cleanup>>;
using Mime = std::unique_ptr<curl_mime, Freed<curl_mime_free>>;

// A growing list of texts, as curl wants them.
class List {
 public:
  void Add(const std::string& text) {
    curl_slist* const longer = curl_slist_append(list_.get(), text.c_str());
    CHECK(longer != nullptr);
    static_cast<void>(list_.release());
    list_.reset(longer);
  }
  [[nodiscard]] curl_slist* get() const { return list_.get(); }

 private:
  std::unique_ptr<curl_slist, Freed<curl_slist_free_all>> list_;
};

// As they are sent (RFC 5322, 2.1).
std::string WithLineEnds(std::string_view text) {
  std::string ended;
  for (const char c : text) {
    if (c == '\n') ended += '\r';
    ended += c;
  }
  return ended;
}

bool IsLocal(std::string_view host) {
  return host == "localhost" || host == "127.0.0.1" || host == "::1";
}

// curl reads a host out of a URL, so that nothing but a name or an address may be in it.
bool IsHost(std::string_view host) {
  return !host.empty() && std::ranges::all_of(host, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '-' || c == ':';
  });
}

std::string UrlOf(const Relay& relay) {
  const bool bare = !relay.host.contains(':');
  return fmt::format("{}://{}{}{}:{}", relay.security == Security::kTls ? "smtps" : "smtp",
                     bare ? "" : "[", relay.host, bare ? "" : "]", relay.port);
}

template <class Value>
void Set(CURL* handle, CURLoption option, Value value) {
  CHECK(curl_easy_setopt(handle, option, value) == CURLE_OK);
}

// The file's first line, and a zero behind it.
Result<SecretBytes> PasswordOf(const Relay& relay) {
  const SecretBytes bytes = TRY(ReadFile(*relay.password_file, Access::kOwnerOnly, kMostPassword));
  const std::string_view line = bytes.text().substr(0, bytes.text().find_first_of("\r\n"));
  if (line.empty())
    return Fail(Code::kInvalid, "The first line of the mail relay's password file is empty.",
                Detail("file", *relay.password_file));
  SecretBytes ended(line.size() + 1);
  std::ranges::copy(AsBytes(line), ended.mutable_span().begin());
  return ended;
}

Status SignIn(CURL* handle, const Relay& relay) {
  if (relay.user.empty()) return {};
  const SecretBytes password = TRY(PasswordOf(relay));
  Set(handle, CURLOPT_USERNAME, relay.user.c_str());
  Set(handle, CURLOPT_PASSWORD, password.text().data());
  return {};
}

void Secure(CURL* handle, const Relay& relay) {
  Set(handle, CURLOPT_USE_SSL,
      static_cast<long>(relay.security == Security::kNone ? CURLUSESSL_NONE : CURLUSESSL_ALL));
  Set(handle, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  Set(handle, CURLOPT_SSL_VERIFYPEER, 1L);
  Set(handle, CURLOPT_SSL_VERIFYHOST, 2L);
  if (relay.certificates) Set(handle, CURLOPT_CAINFO, relay.certificates->path().c_str());
}

Status Told(CURLcode code) {
  switch (code) {
    case CURLE_OK:
      return {};
    case CURLE_COULDNT_RESOLVE_HOST:
      return Fail(Code::kUnavailable, "The mail relay's name is not known; check `host`.");
    case CURLE_COULDNT_CONNECT:
      return Fail(Code::kUnavailable,
                  "The mail relay does not answer; check `host` and `port`, and that it runs.");
    case CURLE_OPERATION_TIMEDOUT:
      return Fail(Code::kUnavailable, "The mail relay did not answer in time.");
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
      return Fail(Code::kRefused,
                  "The mail relay's certificate is not one for its name that this machine trusts; "
                  "see `certificates`.");
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_USE_SSL_FAILED:
      return Fail(Code::kRefused,
                  "The mail relay offers no TLS here, so nothing was sent; check `port` and "
                  "`security`.");
    case CURLE_LOGIN_DENIED:
      return Fail(Code::kRefused,
                  "The mail relay does not take `user` with the password in `password-file`.");
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_WEIRD_SERVER_REPLY:
      return Fail(Code::kRefused, "The mail relay did not take the message; its own log says why.");
    default:
      return Fail(Code::kUnavailable, "The mail could not be handed in.",
                  Detail("curl", static_cast<std::int64_t>(code)));
  }
}

}  // namespace

Status CheckRelay(const Relay& relay) {
  if (!IsHost(relay.host))
    return Fail(Code::kInvalid, "`host` of the mail relay is a name or an address, no more.");
  if (relay.port == 0) return Fail(Code::kInvalid, "`port` of the mail relay is 1 to 65535.");
  if (relay.security == Security::kNone && !IsLocal(relay.host))
    return Fail(Code::kInvalid,
                "Mail without TLS goes to this machine's own relay only; set `security`.");
  if (relay.user.empty() != !relay.password_file)
    return Fail(Code::kInvalid, "`user` and `password-file` of the mail relay come together.");
  return {};
}

Status CheckPassword(const Relay& relay) {
  if (relay.user.empty()) return {};
  TRY(PasswordOf(relay));
  return {};
}

Status Send(const Relay& relay, const Message& message, Time now, Random& random) {
  static std::once_flag once;
  std::call_once(once, [] { CHECK(curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK); });
  // A handle for each: one that is used again would go on with a connection of other terms.
  const Handle handle(curl_easy_init());
  CHECK(handle != nullptr);
  const std::string url = UrlOf(relay);
  Set(handle.get(), CURLOPT_URL, url.c_str());
  Set(handle.get(), CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  Set(handle.get(), CURLOPT_PROXY, "");
  Set(handle.get(), CURLOPT_NOSIGNAL, 1L);
  Set(handle.get(), CURLOPT_CONNECTTIMEOUT, kConnectSeconds);
  Set(handle.get(), CURLOPT_TIMEOUT, kSeconds);
  Secure(handle.get(), relay);
  TRY(SignIn(handle.get(), relay));
  Set(handle.get(), CURLOPT_MAIL_FROM, message.from.text().c_str());
  List to;
  for (const Address& address : message.to) to.Add(address.text());
  Set(handle.get(), CURLOPT_MAIL_RCPT, to.get());
  Set(handle.get(), CURLOPT_MAIL_RCPT_ALLLOWFAILS, 1L);  // one closed mailbox keeps it from nobody
  List headers;
  for (const std::string& line : HeadersOf(message, now, random)) headers.Add(line);
  Set(handle.get(), CURLOPT_HTTPHEADER, headers.get());
  const Mime mime(curl_mime_init(handle.get()));
  CHECK(mime != nullptr);
  curl_mimepart* const part = curl_mime_addpart(mime.get());
  const std::string text = WithLineEnds(message.text);
  CHECK(curl_mime_data(part, text.data(), text.size()) == CURLE_OK);
  CHECK(curl_mime_type(part, "text/plain; charset=utf-8") == CURLE_OK);
  CHECK(curl_mime_encoder(part, "quoted-printable") == CURLE_OK);
  Set(handle.get(), CURLOPT_MIMEPOST, mime.get());
  return Told(curl_easy_perform(handle.get()));
}

}  // namespace almoner::mail
