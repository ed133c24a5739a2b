// For this folder only: what a workbook says beside its sheets.
#pragma once

#include <string>
#include <vector>

#include "base/time.h"
#include "intake/package.h"
#include "intake/table.h"

namespace almoner::intake {

struct Workbook {
  bool from_1904 = false;            // day 0 is 1 January 1904
  std::string sheet;                 // the part with the rows
  std::vector<std::string> strings;  // that cells share
  std::vector<char> dates;           // of each cell style: whether it shows a date
};

// kInvalid: it is no workbook, has no such sheet, or several where none is named.
Result<Workbook> ReadWorkbook(Package& package, const std::string& sheet);

// Whether a number format shows a date: "dd/mm/yyyy" does, "0.00" and "[h]:mm" do not.
[[nodiscard]] bool ShowsDate(std::string_view code);

// The day that a serial number stands for; nothing where there is none. In the 1900 system day 60
// is 29 February 1900, which never was.
[[nodiscard]] std::optional<Date> DayOfSerial(double serial, bool from_1904);

}  // namespace almoner::intake
