#include "identity/key_set.h"

namespace almoner::identity {

std::vector<PublicKey> KeySet::Matching(const Jwt& token) const {
  std::vector<PublicKey> found;
  for (const Jwk& one : keys_) {
    const bool named = !token.key_id || one.id == token.key_id;
    const bool fits = one.key.kind() == KindFor(token.algorithm) &&
                      one.algorithm.value_or(token.algorithm) == token.algorithm;
    if (named && fits) found.push_back(one.key);
  }
  return found;
}

Status KeySet::Refresh(Time now) {
  asked_ = now;
  const Fetched fetched = TRY(fetcher_.Ask({.url = url_}));
  if (fetched.status != 200)
    return Fail(Code::kUnavailable, "The identity provider does not hand out its keys.",
                Detail("status", static_cast<std::int64_t>(fetched.status)));
  keys_ = TRY(ParseJwks(fetched.body));
  fetched_ = now;
  return {};
}

Result<PublicKey> KeySet::For(const Jwt& token, Time now) {
  const std::lock_guard lock(mutex_);
  const bool stale = !fetched_ || now - *fetched_ >= kFresh;
  const bool may_ask = !asked_ || now - *asked_ >= kBetween || now < *asked_;
  Status asked;
  if (may_ask && (stale || Matching(token).empty())) asked = Refresh(now);
  if (fetched_ && now - *fetched_ >= kOldest) {
    keys_.clear();
    fetched_.reset();
  }
  const std::vector<PublicKey> found = Matching(token);
  if (found.size() == 1) return found.front();
  if (!asked) return std::unexpected(std::move(asked).error());
  if (!fetched_)
    return Fail(Code::kUnavailable,
                "The identity provider's keys are not at hand; try again in a minute.");
  return Fail(Code::kRefused, "The ID token is signed with a key that its provider does not name.");
}

}  // namespace almoner::identity
