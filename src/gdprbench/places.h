// What an application that uses Almoner remembers of its own: the ids that it was given, and which
// values it put into which record, in two bytes each.
//
// Objections, decisions and sharing are sealed, and an index of so few values in the database would
// tell by its frequencies what is sealed (docs/decisions/0043-benchmark.md). So the application
// says which records it means; Almoner decides, records and opens, and what is opened is compared
// with what was asked for before it counts.
#pragma once

#include <array>
#include <mutex>
#include <optional>
#include <set>
#include <shared_mutex>
#include <unordered_map>
#include <vector>

#include "base/id.h"
#include "gdprbench/record.h"

namespace almoner::gdprbench {

// Where record number k is.
struct Place {
  SubjectId subject;
  RecordId record;
};
struct Numbered {
  std::int64_t k = 0;
  Place place;
};

// Safe for concurrent use.
class Places {
 public:
  explicit Places(const Shape& shape) : shape_(shape) {}

  // Of a record as it is made: every field follows from its number.
  void Put(std::int64_t k, const Place& place);
  // It is that of number `of`'s user now.
  void Move(std::int64_t k, const Place& place, std::int64_t of);
  // A field has the value that follows from number `of` now.
  void Set(std::int64_t k, Field field, std::int64_t of);
  // Whoever is about to destroy it takes it first, so that nobody else counts on it; false:
  // somebody did already. GiveBack: it was not destroyed.
  bool Take(std::int64_t k);
  void GiveBack(std::int64_t k);

  // Where it is or was; nothing: it was never there.
  [[nodiscard]] std::optional<Place> Of(std::int64_t k) const;
  // The same, while it is there.
  [[nodiscard]] std::optional<Place> There(std::int64_t k) const;
  // The person whom that number's user is; nothing: there never was one.
  [[nodiscard]] std::optional<SubjectId> User(std::int64_t k) const;
  // The records that are there whose field has the value of number k's, person by person.
  [[nodiscard]] std::vector<Numbered> With(Field field, std::int64_t k) const;

 private:
  struct Slot {
    std::optional<Place> place;
    std::array<std::uint16_t, kFields> values{};  // but the user's, who is in `place`
    bool there = false;
  };
  [[nodiscard]] std::uint16_t CodeOf(Field field, std::int64_t k) const;
  [[nodiscard]] std::vector<Numbered> OfUser(std::int64_t k) const;

  const Shape shape_;
  mutable std::shared_mutex mutex_;
  std::vector<Slot> slots_;  // by number
  std::unordered_map<std::int64_t, SubjectId> users_;
  std::set<std::int64_t> moved_;  // records that are not their own number's user's
};

}  // namespace almoner::gdprbench
