#include "mail/token.h"

#include <algorithm>
#include <boost/json.hpp>

#include "base/json.h"
#include "mail/curl.h"

namespace almoner::mail {
namespace {

namespace json = boost::json;

constexpr long kSeconds = 30;
constexpr std::size_t kMostSecret = 4096;
constexpr std::size_t kMostAnswer = std::size_t{64} << 10;
constexpr std::int64_t kLongest = 24 * 3600;  // seconds that one is believed to last

bool IsPlain(std::string_view text) {
  return !text.empty() && text.size() <= 2048 &&
         std::ranges::all_of(text, [](char c) { return c > ' ' && c <= '~'; });
}

// application/x-www-form-urlencoded, of what may be in a name or a secret. Written with room for
// the longest, so that no part of a secret stays behind in memory.
void AppendEncoded(SecretBytes& form, std::size_t& size, std::string_view text) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  const auto put = [&](char c) { form.mutable_span()[size++] = static_cast<std::uint8_t>(c); };
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (plain || c == '-' || c == '.' || c == '_') {
      put(c);
      continue;
    }
    const auto byte = static_cast<std::uint8_t>(c);
    put('%');
    put(kHex[byte >> 4U]);
    put(kHex[byte & 15U]);
  }
}

SecretBytes FormOf(const TokenSource& source, std::string_view secret) {
  const std::pair<std::string_view, std::string_view> fields[] = {
      {"grant_type=", "client_credentials"},
      {"&client_id=", source.client},
      {"&client_secret=", secret},
      {"&scope=", source.scope}};
  std::size_t room = 0;
  for (const auto& [name, value] : fields) room += name.size() + 3 * value.size();
  SecretBytes form(room);
  std::size_t size = 0;
  for (const auto& [name, value] : fields) {
    for (const char c : name) form.mutable_span()[size++] = static_cast<std::uint8_t>(c);
    AppendEncoded(form, size, value);
  }
  form.Resize(size);
  return form;
}

std::size_t TakeBody(char* data, std::size_t size, std::size_t count, void* into) {
  auto& body = *static_cast<std::string*>(into);
  const std::size_t bytes = size * count;
  if (bytes > kMostAnswer - body.size()) return 0;
  body.append(data, bytes);
  return bytes;
}

Status Told(CURLcode code) {
  switch (code) {
    case CURLE_OK:
      return {};
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CONNECT_ERROR:
      return Fail(Code::kRefused,
                  "The token endpoint's certificate is not one for its name that this machine "
                  "trusts; see `oauth-certificates`.");
    default:
      return Fail(Code::kUnavailable,
                  "The token endpoint does not answer; check `oauth-endpoint` or `oauth-tenant`.",
                  Detail("curl", static_cast<std::int64_t>(code)));
  }
}

struct Fetched {
  SecretBytes token;
  std::chrono::seconds lasts{0};
};

// RFC 6749, 5.1.
Result<Fetched> Read(std::string_view body) {
  const auto foreign = [] {
    return Fail(Code::kRefused,
                "What the token endpoint answers is no token; check `oauth-endpoint`.");
  };
  const auto value = ParseJson(body);
  if (!value || !value->is_object()) return foreign();
  const json::value* const token = value->get_object().if_contains("access_token");
  if (token == nullptr || !token->is_string()) return foreign();
  const std::string_view text = token->get_string();
  if (text.empty() || std::ranges::any_of(text, [](char c) { return c <= ' ' || c > '~'; }))
    return foreign();
  Fetched fetched{.token = SecretBytes(text.size() + 1), .lasts = Tokens::kUnsaid};
  std::ranges::copy(AsBytes(text), fetched.token.mutable_span().begin());
  const json::value* const lasts = value->get_object().if_contains("expires_in");
  if (lasts != nullptr && lasts->is_int64())
    fetched.lasts = std::chrono::seconds(std::clamp<std::int64_t>(lasts->get_int64(), 0, kLongest));
  return fetched;
}

Result<Fetched> Fetch(const TokenSource& source) {
  const SecretBytes secret = TRY(ReadSecretLine(source.secret_file));
  const SecretBytes form = FormOf(source, secret.text().substr(0, secret.size() - 1));
  const Handle handle = NewHandle();
  CURL* const curl = handle.get();
  std::string body;
  Set(curl, CURLOPT_URL, source.endpoint.c_str());
  Set(curl, CURLOPT_PROTOCOLS_STR, "https,http");  // http: see CheckTokenSource
  Set(curl, CURLOPT_FOLLOWLOCATION, 0L);
  Set(curl, CURLOPT_PROXY, "");
  Set(curl, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  Set(curl, CURLOPT_NOSIGNAL, 1L);
  Set(curl, CURLOPT_TIMEOUT, kSeconds);
  Set(curl, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (source.certificates) Set(curl, CURLOPT_CAINFO, source.certificates->path().c_str());
  Set(curl, CURLOPT_POST, 1L);
  Set(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(form.size()));
  Set(curl, CURLOPT_POSTFIELDS, form.text().data());
  Set(curl, CURLOPT_WRITEFUNCTION, &TakeBody);
  Set(curl, CURLOPT_WRITEDATA, static_cast<void*>(&body));
  TRY(Told(curl_easy_perform(curl)));
  long status = 0;
  CHECK(curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status) == CURLE_OK);
  if (status == 200) return Read(body);
  if (status == 429 || status >= 500)
    return Fail(Code::kUnavailable, "The token endpoint has a fault; it is asked again later.",
                Detail("status", static_cast<std::int64_t>(status)));
  return Fail(Code::kRefused,
              "The token endpoint gives no token; check `oauth-client`, and that the secret in "
              "`oauth-secret-file` has not expired.",
              Detail("status", static_cast<std::int64_t>(status)));
}

}  // namespace

Status CheckTokenSource(const TokenSource& source) {
  constexpr std::string_view kTls = "https://";
  constexpr std::string_view kHere = "http://127.0.0.1:";
  const std::string_view url = source.endpoint;
  const bool good = (url.starts_with(kTls) && url.size() > kTls.size()) || url.starts_with(kHere);
  if (!good || !IsPlain(url) || url.contains('@') || url.contains('#'))
    return Fail(Code::kInvalid, "`oauth-endpoint` of the mail relay is an https URL.");
  if (!IsPlain(source.client) || !IsPlain(source.scope))
    return Fail(Code::kInvalid,
                "`oauth-client` and `oauth-scope` of the mail relay are printable ASCII without "
                "spaces.");
  if (source.secret_file.path().empty())
    return Fail(Code::kInvalid, "`oauth-secret-file` of the mail relay is missing.");
  return {};
}

Result<SecretBytes> ReadSecretLine(const OperatorPath& file) {
  const SecretBytes bytes = TRY(ReadFile(file, Access::kOwnerOnly, kMostSecret));
  const std::string_view line = bytes.text().substr(0, bytes.text().find_first_of("\r\n"));
  if (line.empty())
    return Fail(Code::kInvalid, "The first line of the mail relay's password or secret is empty.",
                Detail("file", file));
  SecretBytes ended(line.size() + 1);
  std::ranges::copy(AsBytes(line), ended.mutable_span().begin());
  return ended;
}

Result<Tokens::Token> Tokens::Get(Time now) {
  const std::lock_guard only_one(mutex_);
  // A clock that was set back must not keep it alive: then it is older than anybody knows.
  if (token_ && now < until_ && now >= from_) return Token{.text = token_->Clone(), .kept = true};
  Fetched fetched = TRY(Fetch(source_));
  from_ = now;
  until_ = now + fetched.lasts - kBefore;
  token_ = std::move(fetched.token);
  return Token{.text = token_->Clone(), .kept = false};
}

void Tokens::Drop() {
  const std::lock_guard only_one(mutex_);
  token_.reset();
}

}  // namespace almoner::mail
