#include "web/once.h"

#include <algorithm>
#include <array>

#include "base/bytes.h"

namespace almoner::web {

std::string Once::NewWord() const {
  std::array<std::uint8_t, 16> bytes{};
  random_.Fill(bytes);
  return ToHex(bytes);
}

Once::Turn::Turn(Once& once, std::string who, std::string_view word)
    : once_(once), key_(std::move(who), word) {
  if (word.empty()) return;
  const Time now = once_.clock_.Now();
  const std::lock_guard lock(once_.mutex_);
  auto& sent = once_.sent_;
  std::erase_if(sent, [&](const auto& each) { return now - each.second.at > kKept; });
  if (sent.size() >= kMost)
    sent.erase(std::ranges::min_element(sent, {}, [](const auto& each) { return each.second.at; }));
  const auto [at, fresh] = sent.try_emplace(key_, Sent{.address = "", .at = now});
  ours_ = fresh;
  busy_ = !fresh && at->second.address.empty();
  if (!fresh && !busy_) led_ = at->second.address;
}

Once::Turn::~Turn() {
  if (!ours_) return;
  const std::lock_guard lock(once_.mutex_);
  const auto found = once_.sent_.find(key_);
  if (found != once_.sent_.end() && found->second.address.empty()) once_.sent_.erase(found);
}

void Once::Turn::Note(std::string address) {
  if (!ours_) return;
  const std::lock_guard lock(once_.mutex_);
  once_.sent_[key_] = {.address = std::move(address), .at = once_.clock_.Now()};
}

}  // namespace almoner::web
