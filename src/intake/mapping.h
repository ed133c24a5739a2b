// How the columns of a table become what the notice speaks of: a TOML file that lies beside the
// table and can be used again (docs/operate/import.md). It names no person.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "consent/consent.h"
#include "intake/table.h"
#include "intake/value.h"

namespace almoner::intake {

enum class Use : std::uint8_t {
  kField,        // a field of a category, or its free text
  kConsent,      // an answer to a consent that the notice asks for
  kConsentDate,  // the day of that answer
  kHappened,     // the day that the record tells of
  kMatch,        // tells whom the row is about, by an identifier; is not written
  kPerson,       // the same, by the person's id here
  kSkip,         // is not taken
};

struct Column {
  Use use = Use::kSkip;
  std::string header;  // as the table's first row has it
  std::string category = {};
  std::string field = {};    // "text" for free text
  std::string purpose = {};  // an activity's id; "" in these three: the mapping's own
  std::string source = {};
  std::string basis = {};  // as the mapping states it; "": it does not
  std::string record =
      {};  // columns of one category with different words here make several records
  Words values = {};
  std::string consent = {};
  consent::Means means = consent::Means::kPaper;
  std::vector<std::string> yes = {};
  std::vector<std::string> no = {};
  std::int64_t line = 0;  // of the mapping file
};

struct Mapping {
  bool existing = false;  // rows are about people who are here already
  std::string kind;       // subject category of those who are not
  std::string purpose;
  std::string source = "self";
  Date obtained{};  // the day on which the table, or what it says, came to the organisation
  bool opinion = false;
  Format format;
  std::vector<Column> columns;
};

// kInvalid with the line: unknown or missing keys, values of another kind, two columns of one name.
Result<Mapping> ParseMapping(std::string_view toml);

// A mapping for a table of that header, as text to look at and mend: what fits by name is mapped,
// everything else is to be skipped and says so. `obtained` is today: to be put right.
// `first`, the second row, tells whether there is a header at all: kInvalid where there is none.
Result<std::string> ProposeMapping(const notice::Notice& notice, notice::Index activity,
                                   const Format& format, const Row& header,
                                   const std::optional<Row>& first, Date today);

}  // namespace almoner::intake
