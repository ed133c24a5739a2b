#include "gdprbench/places.h"

#include <algorithm>
#include <utility>

namespace almoner::gdprbench {

std::uint16_t Places::CodeOf(Field field, std::int64_t k) const {
  if (field == Field::kUser) return 0;
  return static_cast<std::uint16_t>(k % shape_.Count(field));
}

void Places::Put(std::int64_t k, const Place& place) {
  const std::scoped_lock lock(mutex_);
  const auto at = static_cast<std::size_t>(k);
  if (at >= slots_.size()) slots_.resize(std::max(at + 1, slots_.size() * 2));
  Slot& slot = slots_[at];
  slot = {.place = place, .values = {}, .there = true};
  for (std::size_t i = 0; i < kFields; ++i) slot.values[i] = CodeOf(static_cast<Field>(i), k);
  users_.insert_or_assign(k % shape_.users, place.subject);
}

void Places::Move(std::int64_t k, const Place& place, std::int64_t of) {
  const std::scoped_lock lock(mutex_);
  slots_[static_cast<std::size_t>(k)].place = place;
  users_.insert_or_assign(of % shape_.users, place.subject);
  moved_.insert(k);
}

void Places::Set(std::int64_t k, Field field, std::int64_t of) {
  const std::scoped_lock lock(mutex_);
  slots_[static_cast<std::size_t>(k)].values[std::to_underlying(field)] = CodeOf(field, of);
}

bool Places::Take(std::int64_t k) {
  const std::scoped_lock lock(mutex_);
  return std::exchange(slots_[static_cast<std::size_t>(k)].there, false);
}

void Places::GiveBack(std::int64_t k) {
  const std::scoped_lock lock(mutex_);
  slots_[static_cast<std::size_t>(k)].there = true;
}

std::optional<Place> Places::Of(std::int64_t k) const {
  const std::shared_lock lock(mutex_);
  const auto at = static_cast<std::size_t>(k);
  return at < slots_.size() ? slots_[at].place : std::nullopt;
}

std::optional<Place> Places::There(std::int64_t k) const {
  const std::shared_lock lock(mutex_);
  const auto at = static_cast<std::size_t>(k);
  return at < slots_.size() && slots_[at].there ? slots_[at].place : std::nullopt;
}

std::optional<SubjectId> Places::User(std::int64_t k) const {
  const std::shared_lock lock(mutex_);
  const auto found = users_.find(k % shape_.users);
  return found == users_.end() ? std::nullopt : std::optional(found->second);
}

std::vector<Numbered> Places::OfUser(std::int64_t k) const {
  std::vector<Numbered> found;
  const auto user = users_.find(k % shape_.users);
  if (user == users_.end()) return found;
  const auto take = [&](std::int64_t number) {
    const Slot& slot = slots_[static_cast<std::size_t>(number)];
    if (slot.there && slot.place->subject == user->second) found.push_back({number, *slot.place});
  };
  for (std::int64_t own = k % shape_.users; own < std::ssize(slots_); own += shape_.users)
    if (!moved_.contains(own)) take(own);
  for (const std::int64_t number : moved_) take(number);
  return found;
}

std::vector<Numbered> Places::With(Field field, std::int64_t k) const {
  const std::shared_lock lock(mutex_);
  if (field == Field::kUser) return OfUser(k);
  const std::size_t which = std::to_underlying(field);
  const std::uint16_t wanted = CodeOf(field, k);
  std::vector<Numbered> found;
  for (std::size_t at = 0; at < slots_.size(); ++at)
    if (slots_[at].there && slots_[at].values[which] == wanted)
      found.push_back({static_cast<std::int64_t>(at), *slots_[at].place});
  std::ranges::sort(found, {},
                    [](const Numbered& one) { return std::pair(one.place.subject, one.k); });
  return found;
}

}  // namespace almoner::gdprbench
