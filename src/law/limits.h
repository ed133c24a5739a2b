// The time limits of the law, from limits.yaml.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "law/facts.h"
#include "law/terms.h"

namespace almoner::law {

enum class Unit : std::uint8_t { kHours, kDays, kWorkingDays, kWeeks, kMonths };

struct Period {
  int count = 0;  // 1 to 999
  Unit unit = Unit::kDays;
  [[nodiscard]] std::string text() const;  // "1 month", "20 working days"
};

// What a limit may have to wait for: its clock starts when identity, authority or fee has come, and
// stops while a clarification is awaited.
enum class Wait : std::uint8_t { kIdentity, kAuthority, kFee, kClarification };

struct Limit {
  std::string code;                 // "SAR"
  std::optional<Right> right;       // where it is the limit for answering a right
  std::string trigger;              // the event it runs from
  std::optional<Period> period;     // none: the law gives no number ("without undue delay")
  std::optional<Period> extension;  // further time that can be taken by a letter
  std::optional<std::string> roll;  // why it ends on a working day; none: it may end on any day
  std::vector<Wait> waits;
  std::string authority;  // the provision
  std::string note;       // what numbers cannot say; may be empty
  Confidence confidence = Confidence::kLow;

  [[nodiscard]] bool WaitsFor(Wait what) const;
};

// A table that exists has each limit that this program counts with, in a form that it can count
// with: one in months or days for every right; EXT_NOTICE and HP_OPINION in months; BREACH_ICO in
// hours.
class Limits {
 public:
  static Result<Limits> Parse(std::string_view yaml);

  [[nodiscard]] const Source& source() const { return source_; }
  [[nodiscard]] const std::vector<Limit>& all() const { return all_; }
  [[nodiscard]] const Limit* Find(std::string_view code) const;  // null where there is none
  [[nodiscard]] const Limit& Of(Right right) const;
  [[nodiscard]] Period extension_notice() const { return PeriodOf("EXT_NOTICE"); }
  [[nodiscard]] Period breach() const { return PeriodOf("BREACH_ICO"); }
  [[nodiscard]] Period opinion() const { return PeriodOf("HP_OPINION"); }

 private:
  Limits() = default;
  Status CheckComplete() const;
  [[nodiscard]] Period PeriodOf(std::string_view code) const;  // REQUIRES: CheckComplete

  Source source_;
  std::vector<Limit> all_;
};

}  // namespace almoner::law
