// Bank holidays of the three nations, from holidays.yaml. A day outside the table is an error,
// never a guess: holidays move, and one-off ones are proclaimed at short notice.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"
#include "law/facts.h"
#include "law/terms.h"

namespace almoner::law {

class Calendar {
 public:
  static Result<Calendar> Parse(std::string_view yaml);

  [[nodiscard]] const Source& source() const { return source_; }
  [[nodiscard]] Date covers_from(Nation nation) const { return Of(nation).from; }
  [[nodiscard]] Date covers_to(Nation nation) const { return Of(nation).to; }

  // Why nobody works that day ("a Saturday", "a bank holiday (Boxing Day, substitute day)"), or
  // nothing on a working day.
  Result<std::optional<std::string>> ClosedBecause(Date day, Nation nation) const;

  // That day if it is a working day, else the next one (Regulation 1182/71, Article 3(4)).
  Result<Date> RollForward(Date day, Nation nation) const;

 private:
  struct Table {
    Date from{};
    Date to{};
    std::map<Date, std::string> holidays;
  };
  Calendar() = default;
  [[nodiscard]] const Table& Of(Nation nation) const { return tables_[std::to_underlying(nation)]; }
  static Result<Table> ParseTable(const struct Node& node);

  Source source_;
  std::array<Table, kNations> tables_;
};

}  // namespace almoner::law
