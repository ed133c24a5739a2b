// Signed webhooks: Standard Webhooks 1.0.0 (standardwebhooks.com), symmetric: HMAC-SHA-256 over
// id.timestamp.body, in the headers webhook-id, webhook-timestamp and webhook-signature. Pure.
#pragma once

#include <chrono>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/file.h"
#include "base/random.h"
#include "base/secret.h"
#include "base/time.h"
#include "hooks/header.h"

namespace almoner::hooks {

// What two parties sign with: 24 to 64 bytes, another one for each endpoint.
class WebhookSecret {
 public:
  // "whsec_" and the bytes in base64. kInvalid: it is not that.
  static Result<WebhookSecret> Parse(std::string_view text);
  static WebhookSecret New(Random& random);  // 32 bytes

  [[nodiscard]] SecretBytes text() const;  // as Parse reads it
  [[nodiscard]] const SecretBytes& key() const { return key_; }

 private:
  explicit WebhookSecret(SecretBytes key) : key_(std::move(key)) {}
  SecretBytes key_;
};
using WebhookSecrets = std::vector<WebhookSecret>;

// The secrets of a file that nobody else may read, one a line: while one is changed for another,
// the new one and after it the old one, and both sign. kInvalid: there is none or more than four, a
// line is none, or others may read the file.
Result<WebhookSecrets> ReadWebhookSecrets(const OperatorPath& file);

// Letters, digits, "-" and "_", at most 128: nothing that could be taken for a part of its own.
[[nodiscard]] bool IsWebhookId(std::string_view id);

// The three headers. `id` is the same at every attempt, `at` is that of the attempt.
// REQUIRES: a secret at least, IsWebhookId(id), and a time after 1970.
[[nodiscard]] Headers SignWebhook(std::span<const WebhookSecret> secrets, std::string_view id,
                                  Time at, std::string_view body);

// How much older or newer than now a message may be.
inline constexpr std::chrono::minutes kWebhookTolerance{5};

// The id of a message that one of the secrets has signed, whoever acts on it having to see to it
// that the same id is not acted on twice. `body` as it came, byte for byte. Secrets and signatures
// are compared in constant time. kInvalid: a header is missing, there twice or unreadable;
// kRefused: it is too old, from the future, or not signed so.
Result<std::string> VerifyWebhook(std::span<const WebhookSecret> secrets, const Headers& headers,
                                  std::string_view body, Time now);

}  // namespace almoner::hooks
