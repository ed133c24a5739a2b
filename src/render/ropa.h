// The record of processing activities (UK GDPR Article 30) in the columns of the ICO's template,
// and the appropriate policy documents (DPA 2018 Schedule 1 Part 4).
#pragma once

#include <string>
#include <vector>

#include "base/file.h"
#include "base/result.h"
#include "render/leaflet.h"

namespace almoner::render {

struct Register {
  std::vector<std::string> header;
  std::vector<std::vector<std::string>> rows;  // one an activity
};
Register RecordOfProcessing(const Sources& from);

// RFC 4180 with a byte-order mark; a cell that a spreadsheet would read as a formula gets a '
// before it.
std::string ToCsv(const Register& table);
// One sheet, its header frozen, over what the file held. kUnavailable when it cannot be written.
Status WriteXlsx(const Register& table, const OperatorPath& file);
// In Markdown: one for each condition that needs it, with what paragraph 39 asks for.
std::string PolicyDocument(const Sources& from);

}  // namespace almoner::render
