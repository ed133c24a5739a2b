// A mapping brought together with the notice and the header of one table: what is done with each
// column. What the notice does not take is refused here, before any row is looked at.
#pragma once

#include <expected>
#include <vector>

#include "gate/decide.h"
#include "intake/mapping.h"

namespace almoner::intake {

// Columns that make one record.
struct Group {
  notice::Index category = 0;
  notice::Index activity = 0;
  std::string source;
  std::string record;  // the mapping's word for it
  struct Part {
    std::size_t column = 0;                // of the mapping
    const notice::Field* field = nullptr;  // none: free text
  };
  std::vector<Part> parts;
  std::optional<std::size_t> happened;  // the mapping's column with the day
};

struct Answer {
  notice::Index consent = 0;
  std::size_t column = 0;  // of the mapping
  std::optional<std::size_t> date;
};

struct Plan {
  const notice::Notice* notice = nullptr;
  Mapping mapping;
  std::size_t width = 0;            // of the table's first row
  std::vector<std::size_t> places;  // of each of the mapping's columns: where the table has it
  std::vector<Group> groups;        // for new people: who they are first
  std::vector<Answer> answers;
  std::vector<Group::Part> matches;
  std::optional<std::size_t> person;  // the mapping's column with ids

  [[nodiscard]] const Cell& At(const Row& row, std::size_t column) const;
};

// What is wrong with the mapping: about columns and the notice, never about anybody.
struct Finding {
  std::string column;  // as the header or the mapping calls it; "": the whole
  gate::Explanation words;
};

// `roles`: of whoever imports.
[[nodiscard]] std::expected<Plan, std::vector<Finding>> MakePlan(const notice::Notice& notice,
                                                                 const notice::RoleSet& roles,
                                                                 Mapping mapping, const Row& header,
                                                                 Date today);

}  // namespace almoner::intake
