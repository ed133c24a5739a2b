// What remains of somebody who was erased: every mention that the present keys can open, and every
// row that still bears their id, each with the reason why it is there. What has no reason is a
// fault.
#pragma once

#include <functional>

#include "app/app.h"

namespace almoner::app {

struct Sought {
  std::optional<SubjectId> subject;            // what they were known by here
  std::vector<vault::FieldValue> identifiers;  // as fields of the notice: name, phone, …
};

struct Remnant {
  std::string where;   // "record", "accountability file", "table assignment", …
  std::string id;      // of the thing, hex; "" where a table has none to show
  std::string reason;  // why it is there, as a sentence
  bool explained = false;
};

struct Residue {
  std::vector<Remnant> remnants;
  std::int64_t looked_at = 0;  // records, events, profiles and words that were opened
  [[nodiscard]] bool explained() const;
};

// By whoever answers for rights. Opens everything that may be opened for `law.rights`, so each
// person whose record it opens has that in their trail; records closed to the actor are not opened,
// and are among what is unexplained. kConflict when the id is somebody who is not erased.
// `progress` hears how many things were looked at, now and then.
gate::Outcome<Residue> FindResidue(App& app, const StaffId& actor, const Sought& sought,
                                   const std::function<void(std::int64_t)>& progress);

// Every column that holds ids of people, by table, as FindResidue looks through them: for the test
// that compares this list with the schema.
struct IdColumn {
  std::string_view table;
  std::string_view column;
};
[[nodiscard]] std::vector<IdColumn> IdColumns();

}  // namespace almoner::app
