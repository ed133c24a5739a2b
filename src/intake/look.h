// For this folder only: what Look finds, with what Import needs of it.
#pragma once

#include "intake/import.h"

namespace almoner::intake {

// Somebody is where they are: done by an import before, chosen by whoever imports, or found.
struct View {
  Looked looked;
  Plan plan;
  std::int64_t rows = 0;                     // of the table
  std::map<std::int64_t, SubjectId> people;  // of rows about people who are here
  std::set<std::int64_t> returned;           // rows of people who were erased and came back
  std::set<std::int64_t> ready;
  std::set<std::int64_t> unsaid;  // held back without a word: those who were erased
  bool sees_erased = false;       // whoever asks answers for rights
  std::map<std::pair<std::int64_t, std::int64_t>, Made> made;  // by row and step
  std::optional<Batch> batch;

  // What the batch has made of the row already; null: nothing of that step.
  [[nodiscard]] const Made* Did(std::int64_t row, std::int64_t step) const;
};

// One thing that is done for a row, in a transaction of its own.
struct Step {
  std::int64_t number = 0;  // in Made
  enum class What : std::uint8_t { kPerson, kConsent, kRecord };
  What what = What::kPerson;
  std::size_t index = 0;  // among the row's records or consents
};
// In the order in which they are done: consents before the records that may rest on them. Of
// somebody who is here already, who they are is not recorded again.
[[nodiscard]] std::vector<Step> StepsOf(const Plan& plan, const ReadyRow& row, bool here);

gate::Outcome<View> LookAt(gate::Gate& gate, const Order& order);

// Opens the table behind its first row.
struct Opened {
  std::unique_ptr<Table> table;
  Row header;
};
Result<Opened> OpenTableOf(BytesView file, const Format& format);

}  // namespace almoner::intake
