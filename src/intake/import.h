// Importing a table: looked at as a whole first, then done row by row, each step of a row in a
// transaction of its own through the gate. Broken off at any point, the same order goes on where it
// was: what a row made is never made again.
#pragma once

#include <functional>
#include <map>
#include <set>

#include "intake/batch.h"
#include "intake/row.h"

namespace almoner::intake {

// What somebody decided of rows that are held back.
struct Choices {
  std::set<std::int64_t> another;              // is somebody else, or came back
  std::map<std::int64_t, SubjectId> existing;  // is this person, who is here
};

struct Order {
  StaffId actor;
  BytesView file;
  std::string_view mapping;  // the text
  Choices choices = {};
  bool good_rows = false;  // leave rows with problems out, instead of doing nothing
  // How far it is, from 0 to 1.
  std::function<void(Literal what, double part)> progress = [](Literal, double) {};
};

enum class Why : std::uint8_t {
  kHere,      // somebody with the same identifier, or name and day of birth, is here
  kErased,    // was erased here, and must not come back unnoticed
  kRepeated,  // is in the file before
  kNobody,    // rows about people who are here: nobody whom the actor may see fits
  kSeveral,   // or several do
};
[[nodiscard]] Literal Say(Why why);

struct Held {
  std::int64_t row = 0;
  Why why = Why::kHere;
  std::vector<SubjectId> people = {};  // whom it may be
  std::int64_t before = 0;             // kRepeated: the row that it repeats
};

inline constexpr std::size_t kMostProblems = 1000;  // that are told one by one

// What there is to do.
struct Looked {
  std::vector<Finding> findings;  // about the mapping: with one, nothing was looked at
  std::int64_t rows = 0;          // below the first
  std::int64_t done = 0;          // that an import before has done
  std::int64_t ready = 0;
  std::int64_t records = 0;  // that the ready rows make, the person's first included
  std::int64_t consents = 0;
  std::vector<Problem> problems;
  std::int64_t bad = 0;      // rows with problems
  bool column_wide = false;  // a column would be read wrongly
  // Rows about people who were erased are among them only for whoever answers for rights: to others
  // a dry run says nothing of them, and the import how many it has held back (decision 0041).
  std::vector<Held> held;
  std::int64_t unsaid = 0;       // how many, once it is done
  std::optional<EventId> batch;  // the import that goes on

  [[nodiscard]] bool clean() const { return findings.empty() && bad == 0; }
};

// Writes nothing but that it was looked at.
gate::Outcome<Looked> Look(gate::Gate& gate, const Order& order);

struct Imported {
  Looked looked;
  std::optional<EventId> batch;  // nothing: nothing was done
  std::int64_t people = 0;
  std::int64_t records = 0;
  std::int64_t consents = 0;
  std::vector<RefusedRow> refused;  // by the gate, or by what the row met
  [[nodiscard]] bool complete() const {
    return batch && looked.clean() && looked.held.empty() && looked.unsaid == 0 && refused.empty();
  }
};

// Looks, and does what is ready. With findings, with a column that would be read wrongly, and with
// problems unless `good_rows`, nothing is done.
gate::Outcome<Imported> Import(gate::Gate& gate, const Order& order);

}  // namespace almoner::intake
