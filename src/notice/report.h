// What a check found, for people, programs and editors.
#pragma once

#include <boost/json/fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "notice/check.h"

namespace almoner::notice {

// One file, checked: first the errors that keep it from deciding, then where it falls short of the
// law.
struct Report {
  std::string file;
  std::vector<Finding> errors;
  std::vector<Fault> faults;
  [[nodiscard]] bool clean() const { return errors.empty() && faults.empty(); }
};
// Reads and checks; a file that is not well-formed has one error and no faults.
Report Examine(std::string file, std::string_view text, const Canon& canon);

// "x.yaml:12:9: unlawful: The right … Harms: … Law: … Instead: …", a paragraph each.
[[nodiscard]] std::string ToText(const Report& report);
[[nodiscard]] boost::json::object ToJson(const Report& report);
// SARIF 2.1.0 (OASIS), which editors and code hosts show beside the lines.
[[nodiscard]] boost::json::object ToSarif(const std::vector<Report>& reports,
                                          const law::Lawbook& book);

}  // namespace almoner::notice
