#include "portal/throttle.h"

#include <arpa/inet.h>

#include <array>

#include "crypto/hash.h"

namespace almoner::web::portal {

Throttle::Throttle(const Rate& rate, Random& random) : rate_(rate), salt_(32) {
  random.Fill(salt_.mutable_span());
}

std::string Throttle::KeyOf(const Personal<std::string>& client) const {
  std::array<std::uint8_t, 16> v6{};
  const std::string& text = client.Expose();
  const bool is_v6 = ::inet_pton(AF_INET6, text.c_str(), v6.data()) == 1;
  const BytesView whole = is_v6 ? BytesView(v6).first(8) : AsBytes(text);
  return ToHex(crypto::Hmac(salt_, {whole}));
}

// A clock that went back begins a new window too.
void Throttle::Roll(Time now) {
  if (now >= begun_ && now - begun_ < rate_.window) return;
  begun_ = now;
  all_ = 0;
  counts_.clear();
}

std::optional<std::chrono::seconds> Throttle::Waits(const Personal<std::string>& client, Time now) {
  const std::lock_guard lock(mutex_);
  Roll(now);
  const auto mine = counts_.find(KeyOf(client));
  if (all_ < rate_.all && (mine == counts_.end() || mine->second < rate_.address))
    return std::nullopt;
  return std::chrono::ceil<std::chrono::seconds>(rate_.window - (now - begun_));
}

void Throttle::Count(const Personal<std::string>& client, Time now) {
  const std::lock_guard lock(mutex_);
  Roll(now);
  if (all_ >= rate_.all) return;
  ++all_;
  ++counts_[KeyOf(client)];
}

}  // namespace almoner::web::portal
