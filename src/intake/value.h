// What a cell says, in the one form in which it is kept. What is wrong is said in fixed words, how
// to mend it included, and never with the value itself.
#pragma once

#include <expected>
#include <map>
#include <string>

#include "base/time.h"
#include "intake/table.h"
#include "notice/notice.h"

namespace almoner::intake {

// What a table's own words mean: "F" is "female".
using Words = std::map<std::string, std::string>;

enum class DayFault : std::uint8_t {
  kNone,        // it is no date
  kNoSuchDay,   // 31 June
  kShortYear,   // of two digits
  kMonthFirst,  // 3/27/2007: then 3/4/2007 in the same column may be 4 March
  kTime,        // with a time of day, which may belong to another day
  kNumber,      // a workbook's number that is not formatted as a date
};
[[nodiscard]] Literal Say(DayFault fault);

// 27/3/2007, 27 March 2007, 27-Mar-07 is refused, 2007-03-27; the day before the month, always.
[[nodiscard]] std::expected<Date, DayFault> DayOf(const Cell& cell);

// The field's value, or what is wrong. REQUIRES: the cell is not empty.
[[nodiscard]] std::expected<std::string, Literal> ValueOf(const notice::Field& field,
                                                          const Cell& cell, const Words& words,
                                                          Date today);
// The same for free text.
[[nodiscard]] std::expected<std::string, Literal> TextOf(const Cell& cell);

// Whether the field is for an NHS number, whose check digit is checked.
[[nodiscard]] bool IsNhsNumberField(const notice::Field& field);

}  // namespace almoner::intake
