// One row, ready to be done, or what is wrong with it.
#pragma once

#include <expected>
#include <string>
#include <vector>

#include "gate/gate.h"
#include "intake/plan.h"

namespace almoner::intake {

// What is wrong with a row: where, and how to mend it. Never what the cell says.
struct Problem {
  std::int64_t row = 0;
  std::string column;  // "Date of birth (C)"; "": the row
  Literal what;
  bool column_wide = false;  // other rows of the column would be read wrongly: nothing is imported
};

// A row that was in order, and was kept from being done by the gate, or by what it met.
struct RefusedRow {
  std::int64_t row = 0;
  gate::Explanation words;
};

struct ReadyRow {
  std::int64_t number = 0;
  struct Record {
    std::size_t group = 0;  // of the plan
    vault::Content content;
  };
  std::vector<Record> records;  // for a new person: who they are first
  struct Consent {
    notice::Index consent = 0;
    consent::Kind kind = consent::Kind::kGiven;
    Time at;
    consent::Means means = consent::Means::kPaper;
    Personal<std::string> evidence;
  };
  std::vector<Consent> consents;
  std::optional<SubjectId> person;  // by the column with ids
  vault::Likeness likeness;         // who it is about
  std::vector<std::string> signs;   // the same, to tell rows of one file apart; in memory only
};

[[nodiscard]] std::expected<ReadyRow, std::vector<Problem>> Prepare(const Plan& plan,
                                                                    const Row& row, Time now);

}  // namespace almoner::intake
