#include "retention/pace.h"

#include <algorithm>
#include <thread>

namespace almoner::retention {

void Pace::Begin() { begun_ = context_.clock.Now(); }

Status Pace::End() {
  const Time ended = context_.clock.Now();
  const std::int64_t entries =
      TRY(context_.store.Read([&](store::ReadTx& tx) -> Result<std::int64_t> {
        return TRY(tx.One("SELECT COUNT(*) FROM (SELECT 1 FROM audit_entry WHERE seq IS NULL AND "
                          "at > $1 LIMIT 2) AS written",
                          begun_))
            .Int(0);
      }));
  const auto now = std::chrono::steady_clock::now();
  if (entries < 2) {
    if (now - met_ > kQuiet) most_ = std::min(kMost, most_ * 2);
    return {};
  }
  met_ = now;
  most_ = kFew;
  constexpr std::chrono::microseconds kLongest{20'000};
  std::this_thread::sleep_for(std::clamp(ended - begun_, std::chrono::microseconds(0), kLongest));
  return {};
}

}  // namespace almoner::retention
