// What may be kept of records that are made anonymous: counts by one thing at a time, each
// generalised, in one sealed row for the whole home. No id, no time but the year of recording, no
// two things of one record together. What is shown of them has small numbers hidden, and moves once
// a month (docs/decisions/0016-statistics.md).
#pragma once

#include <compare>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "gate/gate.h"
#include "law/small_numbers.h"

namespace almoner::retention {

// What is counted: the records of a category that were recorded in a year, by one field. Without a
// field: all of them.
struct Cell {
  std::string category;
  int year = 0;
  std::string field;
  std::string value;
  friend auto operator<=>(const Cell&, const Cell&) = default;
};
using Counts = std::map<Cell, std::int64_t>;

// A field's value as it may be counted; nothing where it may not be. A date of birth (the field
// `date-of-birth`, of kind date) as a band of ten years of age on the day of recording, a postcode
// as its area, a choice as it is; never names, identifiers, contacts or free text.
[[nodiscard]] std::optional<std::string> Generalised(const notice::Field& field,
                                                     const std::string& value, Date recorded);
// What one record adds.
[[nodiscard]] Counts CountsOf(const notice::Category& category, const vault::Record& record);

struct Figure {
  Cell cell;
  std::optional<std::int64_t> shown;     // nothing: `*`
  std::optional<std::int64_t> per_cent;  // of the category's year, from figures as they are shown
};
// In the cells' order. Of a year whose total is hidden nothing else is shown.
[[nodiscard]] std::vector<Figure> Publishable(const Counts& counts, const law::SmallNumbers& rule);

// A key and a place for the counts, found or made before the transaction that adds to them.
struct Counting {
  RequestId id;
  SecretBytes key;
  std::optional<keys::WrappedKey> made;  // there were no counts yet
};
Result<Counting> OpenCounts(store::Store& store, const keys::Keys& keys);
// In the transaction that destroys what was counted. kConflict when somebody else began to count
// meanwhile: open again.
Status AddCounts(const gate::Change& change, const Counting& counting, const Counts& more,
                 const law::SmallNumbers& rule);

struct Statistics {
  Date as_of{};  // the end of this day, the last of a month
  std::vector<Figure> figures;
};
// As of the end of last month, for whoever acts under `purpose`: law.retention or law.rights.
gate::Outcome<Statistics> LookAtStatistics(gate::Gate& gate, const StaffId& actor,
                                           std::string_view purpose, const law::SmallNumbers& rule);
// kCorrupt when the counts do not open.
Status CheckCounts(store::ReadTx& tx, const keys::Keys& keys);

}  // namespace almoner::retention
