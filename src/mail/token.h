// Tokens that a relay takes in place of a password (XOAUTH2), asked for by client credentials (RFC
// 6749, 4.4) and kept until shortly before they end.
#pragma once

#include <mutex>
#include <optional>

#include "base/secret.h"
#include "mail/mail.h"

namespace almoner::mail {

// kInvalid: the endpoint is no https URL (or plain http to 127.0.0.1), the client or the scope is
// empty or not of printable ASCII without spaces, or there is no file for the secret.
Status CheckTokenSource(const TokenSource& source);

// The first line of a file that is its owner's alone, and a zero behind it: what curl takes.
Result<SecretBytes> ReadSecretLine(const OperatorPath& file);

// Those of one source. Safe for concurrent use; who asks while one is being fetched waits for it.
class Tokens {
 public:
  static constexpr std::chrono::minutes kBefore{2};  // it is not used any more before it ends
  static constexpr std::chrono::minutes kUnsaid{5};  // how long one lasts that does not say it

  explicit Tokens(TokenSource source) : source_(std::move(source)) {}

  struct Token {
    SecretBytes text;  // and a zero behind it
    bool kept = false;
  };
  // kUnavailable: the endpoint cannot be reached or has a fault; kRefused: it is not who it should
  // be, or gives no token for this client and secret; kInvalid: the secret's file.
  Result<Token> Get(Time now);
  // The relay did not take the one that is kept.
  void Drop();

 private:
  const TokenSource source_;
  std::mutex mutex_;
  std::optional<SecretBytes> token_;
  Time until_;
  Time from_;
};

}  // namespace almoner::mail
