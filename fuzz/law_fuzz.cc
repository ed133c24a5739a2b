// Any text as a statute file: it is refused with an error, or what it says can be counted with.
#include "base/bytes.h"
#include "law/statute.h"

namespace {

using namespace almoner;       // NOLINT(google-build-using-namespace)
using namespace almoner::law;  // NOLINT(google-build-using-namespace)

void UseLimits(const Limits& limits) {
  for (std::size_t i = 0; i < kRights; ++i)
    CHECK(limits.Of(static_cast<Right>(i)).period.has_value());
  CHECK(limits.breach().unit == Unit::kHours && limits.opinion().unit == Unit::kMonths);
}

void UseCalendar(const Calendar& calendar) {
  for (std::size_t i = 0; i < kNations; ++i) {
    const auto nation = static_cast<Nation>(i);
    const auto first = calendar.RollForward(calendar.covers_from(nation), nation);
    if (first) CHECK(!calendar.ClosedBecause(*first, nation)->has_value());
    const Date after(sys_days(calendar.covers_to(nation)) + std::chrono::days(1));
    CHECK(!calendar.RollForward(after, nation));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = AsText({data, size});
  if (const auto limits = Limits::Parse(text)) UseLimits(*limits);
  if (const auto calendar = Calendar::Parse(text)) UseCalendar(*calendar);
  return 0;
}
