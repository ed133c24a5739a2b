// What staff do with the versions of the notice: each step has its entry in the log.
#pragma once

#include "app/app.h"
#include "notice/diff.h"
#include "versions/versions.h"

namespace almoner::app {

struct Edition {
  versions::Standing standing;
  std::optional<versions::Review> review;  // of the one in force
};
// All versions, the oldest first.
Result<std::vector<Edition>> Editions(App& app);

struct Added {
  std::string hash;
  std::string name;
  std::int64_t unlawful = 0;
  std::int64_t missing = 0;
  std::int64_t quality = 0;
};
// A draft, with what the check found on record. kInvalid when it has errors; kConflict when it is
// here already.
Result<Added> AddVersion(App& app, const StaffId& by, std::string_view text);

// `version` is a name, or the beginning of a hash; `by` must hold the role that the step's
// role-holder acts in, where the notice names one. kRefused when they do not, or when the same
// person has taken another step.
Status SignVersion(App& app, const StaffId& by, std::string_view version, std::string_view step,
                   std::string_view reference);

struct Published {
  std::string now;
  std::string before;
  std::vector<notice::Change> changes;
};
// Decides by it from now on.
Result<Published> PublishVersion(App& app, const StaffId& by, std::string_view version);

Status RecordReview(App& app, const StaffId& by, std::string_view outcome);

// That a person was shown the notice in force; `purpose` as in gate::Ask.
gate::Outcome<gate::Changed> TellPerson(App& app, const StaffId& by, std::string_view purpose,
                                        const SubjectId& subject, std::string_view channel);

}  // namespace almoner::app
