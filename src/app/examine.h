// One version of the notice, looked at: what the check finds in it, what it changes, who has
// signed.
#pragma once

#include "app/editions.h"
#include "notice/report.h"

namespace almoner::app {

struct Signature {
  std::string step;
  std::string role;  // of whom it is, in the notice's words
  std::string kind;  // "signature" or "ratification"
  std::optional<StaffId> by;
  std::optional<Time> at;  // nothing: not signed yet
  std::string note;
};
struct Examined {
  versions::Standing standing;
  std::vector<notice::Finding> errors;  // of a version that this program can no longer read
  std::vector<notice::Fault> faults;
  std::vector<notice::Change> changes;  // against the one in force; none of that one itself
  std::vector<Signature> signatures;    // every step of its approval
};
// `hash`: the whole of it. kNotFound: there is no such version.
Result<Examined> ExamineVersion(App& app, std::string_view hash);

// A text that is no version yet.
Result<notice::Report> CheckText(App& app, std::string_view text);

}  // namespace almoner::app
