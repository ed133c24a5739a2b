// For this folder only: how much to destroy at once, so that nobody waits long behind it.
#pragma once

#include "gate/gate.h"

namespace almoner::retention {

// 500: some milliseconds of the database's time, and cheap for each record. While others write,
// which every reading does, a few at a time: whoever comes shares the next commit with them.
class Pace {
 public:
  static constexpr std::size_t kMost = 500;
  static constexpr std::size_t kFew = 8;
  static constexpr std::chrono::seconds kQuiet{1};  // until more is destroyed at once again

  explicit Pace(const gate::Context& context) : context_(context) {}

  [[nodiscard]] std::size_t most() const { return most_; }
  [[nodiscard]] bool others() const { return most_ < kMost; }
  // Around a transaction of ours, which wrote one entry. Looks who else wrote meanwhile, on this
  // node or another, and lets them go first for as long as it took.
  void Begin();
  Status End();

 private:
  const gate::Context& context_;
  Time begun_;
  std::chrono::steady_clock::time_point met_;  // others, the last time
  std::size_t most_ = kMost;
};

}  // namespace almoner::retention
