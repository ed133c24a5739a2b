#include "hooks/webhook.h"

#include <openssl/crypto.h>

#include <algorithm>
#include <charconv>

#include "crypto/hash.h"

namespace almoner::hooks {
namespace {

constexpr std::string_view kPrefix = "whsec_";
constexpr std::string_view kVersion = "v1,";
constexpr std::size_t kLeastKey = 24, kMostKey = 64, kNewKey = 32;
constexpr std::size_t kMostSecrets = 4;
constexpr std::size_t kMostFile = 4096;
constexpr std::size_t kMostId = 128;
constexpr std::size_t kMostSignatures = 16;  // of those a message brings, so many are looked at
constexpr std::size_t kMostDigits = 11;      // of a time in seconds: until the year 5138
constexpr std::int64_t kSecond = 1'000'000;

crypto::Digest DigestOf(const WebhookSecret& secret, std::string_view id, std::string_view seconds,
                        std::string_view body) {
  const std::string_view dot = ".";
  return crypto::Hmac(secret.key(),
                      {AsBytes(id), AsBytes(dot), AsBytes(seconds), AsBytes(dot), AsBytes(body)});
}

Result<Time> SentAt(std::string_view seconds) {
  std::int64_t count = 0;
  const char* const end = seconds.data() + seconds.size();
  const bool digits = !seconds.empty() && seconds.size() <= kMostDigits &&
                      std::ranges::all_of(seconds, [](char c) { return c >= '0' && c <= '9'; });
  if (!digits || std::from_chars(seconds.data(), end, count).ptr != end)
    return Fail(Code::kInvalid, "The webhook-timestamp is not a time in seconds since 1970.");
  return Time::FromMicros(count * kSecond);
}

Status CheckFresh(Time sent, Time now) {
  if (now - sent > kWebhookTolerance)
    return Fail(Code::kRefused, "The message was signed more than five minutes ago.");
  if (sent - now > kWebhookTolerance)
    return Fail(Code::kRefused,
                "The message was signed more than five minutes from now; check the clocks.");
  return {};
}

// Those of version 1; others, and what is no base64, count for nothing.
std::vector<Bytes> SignaturesOf(std::string_view list) {
  std::vector<Bytes> found;
  for (std::size_t n = 0; n < kMostSignatures && !list.empty(); ++n) {
    const std::size_t space = list.find(' ');
    const std::string_view one = list.substr(0, space);
    list = space == std::string_view::npos ? std::string_view() : list.substr(space + 1);
    if (!one.starts_with(kVersion)) continue;
    if (auto bytes = FromBase64(one.substr(kVersion.size()))) found.push_back(*std::move(bytes));
  }
  return found;
}

}  // namespace

Result<WebhookSecret> WebhookSecret::Parse(std::string_view text) {
  constexpr Literal kWhat =
      "A webhook's secret is `whsec_` and 24 to 64 bytes in base64, as whoever made it shows it.";
  if (!text.starts_with(kPrefix)) return Fail(Code::kInvalid, kWhat);
  Result<Bytes> decoded = FromBase64(text.substr(kPrefix.size()));
  if (!decoded) return Fail(Code::kInvalid, kWhat);
  SecretBytes key = SecretBytes::CopyOf(*decoded);
  OPENSSL_cleanse(decoded->data(), decoded->size());
  if (key.size() < kLeastKey || key.size() > kMostKey) return Fail(Code::kInvalid, kWhat);
  return WebhookSecret(std::move(key));
}

WebhookSecret WebhookSecret::New(Random& random) {
  SecretBytes key(kNewKey);
  random.Fill(key.mutable_span());
  return WebhookSecret(std::move(key));
}

SecretBytes WebhookSecret::text() const {
  std::string encoded = ToBase64(key_.view());
  SecretBytes text(kPrefix.size() + encoded.size());
  const auto after = std::ranges::copy(AsBytes(kPrefix), text.mutable_span().begin()).out;
  std::ranges::copy(AsBytes(encoded), after);
  OPENSSL_cleanse(encoded.data(), encoded.size());
  return text;
}

Result<WebhookSecrets> ReadWebhookSecrets(const OperatorPath& file) {
  const SecretBytes bytes = TRY(ReadFile(file, Access::kOwnerOnly, kMostFile));
  WebhookSecrets secrets;
  for (std::string_view rest = bytes.text(); !rest.empty();) {
    const std::size_t end = rest.find('\n');
    std::string_view line = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty()) continue;
    auto secret = WebhookSecret::Parse(line);
    if (!secret) {
      secret.error().details.push_back(Detail("file", file));
      return std::unexpected(std::move(secret).error());
    }
    secrets.push_back(*std::move(secret));
  }
  if (secrets.empty() || secrets.size() > kMostSecrets)
    return Fail(Code::kInvalid, "A file of webhook secrets has one to four of them, one a line.",
                Detail("file", file));
  return secrets;
}

bool IsWebhookId(std::string_view id) {
  return !id.empty() && id.size() <= kMostId && std::ranges::all_of(id, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
  });
}

Headers SignWebhook(std::span<const WebhookSecret> secrets, std::string_view id, Time at,
                    std::string_view body) {
  CHECK(!secrets.empty());
  CHECK(IsWebhookId(id));
  CHECK(at >= Time());
  const std::string seconds = std::to_string(at.micros() / kSecond);
  std::string signatures;
  for (const WebhookSecret& secret : secrets) {
    if (!signatures.empty()) signatures += ' ';
    signatures.append(kVersion).append(ToBase64(DigestOf(secret, id, seconds, body)));
  }
  return {{.name = "webhook-id", .value = std::string(id)},
          {.name = "webhook-timestamp", .value = seconds},
          {.name = "webhook-signature", .value = signatures}};
}

Result<std::string> VerifyWebhook(std::span<const WebhookSecret> secrets, const Headers& headers,
                                  std::string_view body, Time now) {
  const std::string_view id = TRY(Only(headers, "webhook-id"));
  const std::string_view seconds = TRY(Only(headers, "webhook-timestamp"));
  const std::string_view list = TRY(Only(headers, "webhook-signature"));
  if (!IsWebhookId(id)) return Fail(Code::kInvalid, "The webhook-id is none.");
  const Time sent = TRY(SentAt(seconds));
  TRY(CheckFresh(sent, now));
  const std::vector<Bytes> signatures = SignaturesOf(list);
  bool good = false;
  for (const WebhookSecret& secret : secrets) {
    const crypto::Digest digest = DigestOf(secret, id, seconds, body);
    for (const Bytes& signature : signatures) good |= crypto::SameDigest(digest, signature);
  }
  if (!good) return Fail(Code::kRefused, "The message is not signed with the secret agreed on.");
  return std::string(id);
}

}  // namespace almoner::hooks
