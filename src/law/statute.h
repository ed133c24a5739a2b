// The law as data: time limits and bank holidays, built into the program and replaceable by files.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "base/time.h"
#include "law/calendar.h"
#include "law/limits.h"
#include "law/terms.h"

namespace almoner::law {

// Immutable once loaded; safe for concurrent use.
class Statute {
 public:
  // The files built into the program. Where `directory` holds a limits.yaml or holidays.yaml whose
  // as-of date is not before the built-in one's, that file takes its place; an older one is left
  // over from an earlier release and changes nothing. kInvalid with file and line when a file is
  // malformed, used or not; kNotFound when the directory is not there.
  static Result<Statute> Load(const std::optional<OperatorPath>& directory = std::nullopt);

  // From the text of the two files.
  static Result<Statute> Parse(std::string_view limits, std::string_view holidays);

  [[nodiscard]] const Limits& limits() const { return limits_; }
  [[nodiscard]] const Calendar& calendar() const { return calendar_; }

  // The limit for answering that right; every loaded statute has one.
  [[nodiscard]] const Limit& limit(Right right) const { return limits_.Of(right); }

  // See Calendar. kInvalid beyond the table, naming the last date covered.
  Result<Date> RollForward(Date day, Nation nation) const {
    return calendar_.RollForward(day, nation);
  }

  // What to record with a date that is told to someone: "limits 2026-11-21, holidays 2026-11-21".
  [[nodiscard]] std::string version() const;

 private:
  Statute(Limits limits, Calendar calendar);
  Limits limits_;
  Calendar calendar_;
};

}  // namespace almoner::law
