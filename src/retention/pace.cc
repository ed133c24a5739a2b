#include "retention/pace.h"

#include <algorithm>
#include <thread>

namespace almoner::retention {

Pace::Pace(const gate::Context& context)
    : context_(context), begun_(context.clock.Now()), looked_(begun_) {}

void Pace::Begin() { begun_ = context_.clock.Now(); }

Status Pace::End(std::int64_t entries) {
  const Time ended = context_.clock.Now();
  const std::int64_t written =
      TRY(context_.store.Read([&](store::ReadTx& tx) -> Result<std::int64_t> {
        return TRY(tx.One("SELECT COUNT(*) FROM (SELECT 1 FROM audit_entry WHERE seq IS NULL AND "
                          "at > $1 LIMIT $2) AS written",
                          looked_, entries + 1))
            .Int(0);
      }));
  looked_ = ended;
  if (written <= entries) {
    if (others_ && std::chrono::abs(ended - met_) <= kQuiet) return {};
    others_ = false;
    most_ = std::min(kMost, most_ * 2);
    return {};
  }
  met_ = ended;
  others_ = true;
  most_ = kFew;
  constexpr int kShare = 24;  // one twenty-fifth of the time is ours
  constexpr std::chrono::microseconds kLongest{100'000};
  std::this_thread::sleep_for(
      std::clamp(kShare * (ended - begun_), std::chrono::microseconds(0), kLongest));
  return {};
}

}  // namespace almoner::retention
