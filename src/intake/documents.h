// Documents that lie in a folder beside a table that says of each whose it is: taken in one by one
// through the gate, each in a transaction of its own, as one import that can be undone.
//
// The table is CSV or a workbook with the columns who (a person's id, or one of their identifiers),
// category (the notice's id), date, file (a name in the folder), and, where it is there, name (what
// it is called).
#pragma once

#include <functional>
#include <memory>

#include "intake/batch.h"
#include "intake/row.h"

namespace almoner::intake {

struct DocumentsOrder {
  StaffId actor;
  BytesView table;
  std::string purpose;
  std::string source = "self";
  Date obtained = {};
  // A file of the folder, by its name in the table: kNotFound, kInvalid where it is none.
  std::function<Result<vault::Source>(const std::string& name)> open;
  bool dry_run = false;
  bool good_rows = false;  // leave rows with problems out, instead of doing nothing
  std::function<void(Literal what, double part)> progress = [](Literal, double) {};
};

struct DocumentsDone {
  std::int64_t rows = 0;
  std::int64_t done = 0;   // that an import before has done
  std::int64_t ready = 0;  // to be done
  std::int64_t made = 0;
  std::vector<Problem> problems;
  std::vector<RefusedRow> refused;
  std::optional<EventId> batch;
};

// With problems, unless `good_rows`, nothing is done. Broken off, the same order goes on. kInvalid:
// the table has not these columns, the notice not that purpose or source.
gate::Outcome<DocumentsDone> ImportDocuments(gate::Gate& gate, const DocumentsOrder& order);

// What kind of file it is by its first bytes, helped by its name where those are of an office
// program; "": none that is taken.
[[nodiscard]] std::string MediaOf(BytesView first, std::string_view name);

}  // namespace almoner::intake
