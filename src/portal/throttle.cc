#include "portal/throttle.h"

#include "crypto/hash.h"
#include "http/proxies.h"

namespace almoner::web::portal {

Throttle::Throttle(const Rate& rate, Random& random) : rate_(rate), salt_(32) {
  random.Fill(salt_.mutable_span());
}

Throttle::Keys Throttle::KeysOf(const Personal<std::string>& client) const {
  const auto keyed = [&](std::string_view kind, BytesView what) {
    return ToHex(crypto::Hmac(salt_, {AsBytes(kind), what}));
  };
  const auto ip = http::ParseIp(client.Expose());
  if (!ip) {
    const BytesView whole = AsBytes(client.Expose());
    return {.address = keyed("address ", whole), .network = keyed("network ", whole)};
  }
  const BytesView bytes(ip->bytes);
  return {.address = keyed("address ", bytes.first(ip->IsV4() ? 16 : 8)),
          .network = keyed("network ", bytes.first(ip->IsV4() ? 15 : 6))};
}

// A clock that went back begins a new window too.
void Throttle::Roll(Time now) {
  if (now >= begun_ && now - begun_ < rate_.window) return;
  begun_ = now;
  all_ = 0;
  counts_.clear();
  waiting_.clear();
}

int Throttle::CountOf(const std::string& key) const {
  const auto found = counts_.find(key);
  return found == counts_.end() ? 0 : found->second;
}

std::optional<std::chrono::seconds> Throttle::Waits(const Personal<std::string>& client, Time now) {
  const std::lock_guard lock(mutex_);
  Roll(now);
  const Keys keys = KeysOf(client);
  const auto next = std::chrono::ceil<std::chrono::seconds>(rate_.window - (now - begun_));
  if (CountOf(keys.address) >= rate_.address || CountOf(keys.network) >= rate_.network) return next;
  if (all_ < rate_.all) return std::nullopt;
  // A network gets one turn for each time it has waited, however many addresses it has.
  const auto since = waiting_.find(keys.network);
  if (since == waiting_.end()) {
    if (waiting_.size() >= kMostKept) return next;
    waiting_.emplace(keys.network, now);
    return rate_.patience;
  }
  const auto waited = now - since->second;
  if (waited >= rate_.patience) return std::nullopt;
  return std::chrono::ceil<std::chrono::seconds>(rate_.patience - waited);
}

void Throttle::Count(const Personal<std::string>& client, Time now) {
  const std::lock_guard lock(mutex_);
  Roll(now);
  const Keys keys = KeysOf(client);
  ++all_;
  waiting_.erase(keys.network);
  for (const std::string& key : {keys.address, keys.network})
    if (counts_.size() < 2 * kMostKept || counts_.contains(key)) ++counts_[key];
}

}  // namespace almoner::web::portal
