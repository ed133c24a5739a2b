// The keys that an identity provider signs with, kept for a while (OpenID Connect Core, 10.1).
#pragma once

#include <chrono>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "identity/fetch.h"
#include "identity/jose.h"

namespace almoner::identity {

// Fetched when they are first needed, and when they are an hour old or a token names a key that is
// not there, but never twice within a minute: nobody can make us knock on a provider's door by
// sending tokens. Where the provider cannot be asked, keys serve until they are a day old. Safe for
// concurrent use: one asks at a time, and the others wait for the answer. `fetcher` outlives it.
class KeySet {
 public:
  static constexpr std::chrono::hours kFresh{1};
  static constexpr std::chrono::hours kOldest{24};
  static constexpr std::chrono::minutes kBetween{1};

  KeySet(Fetcher& fetcher, std::string url) : fetcher_(fetcher), url_(std::move(url)) {}

  // The key that the token says it is signed with; without a name, the only one that it can be.
  // kRefused: there is none, or there are several; kUnavailable and others: as Fetcher::Ask, where
  // no key is at hand.
  Result<PublicKey> For(const Jwt& token, Time now);

 private:
  [[nodiscard]] std::vector<PublicKey> Matching(const Jwt& token) const;
  Status Refresh(Time now);

  Fetcher& fetcher_;
  const std::string url_;
  std::mutex mutex_;
  std::vector<Jwk> keys_;
  std::optional<Time> fetched_;  // successfully
  std::optional<Time> asked_;
};

}  // namespace almoner::identity
