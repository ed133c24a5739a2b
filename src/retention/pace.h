// For this folder only: how much to destroy at once, so that nobody waits long behind it.
#pragma once

#include "gate/gate.h"

namespace almoner::retention {

// 500: some milliseconds of the database's time, and cheap for each record. While others write,
// which every reading does, a few at a time, and a rest after each: whoever comes shares the next
// commit with them. It begins between the two, since nobody knows yet, and takes twice as much each
// time that it met nobody.
class Pace {
 public:
  static constexpr std::size_t kMost = 500;
  static constexpr std::size_t kFirst = 64;
  static constexpr std::size_t kFew = 8;
  static constexpr std::chrono::seconds kQuiet{1};  // until more is destroyed at once again

  explicit Pace(const gate::Context& context);

  [[nodiscard]] std::size_t most() const { return most_; }
  [[nodiscard]] bool others() const { return others_; }
  // Around what we do, which wrote so many entries. Looks who else has written since it looked
  // last, on this node or another, and lets them go first for many times as long as it took.
  void Begin();
  Status End(std::int64_t entries = 1);

 private:
  const gate::Context& context_;
  Time begun_;
  Time looked_;
  Time met_;  // others, the last time
  bool others_ = false;
  std::size_t most_ = kFirst;
};

}  // namespace almoner::retention
