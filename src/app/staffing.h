// What is done with staff accounts once they are there, for whoever administers: reach given and
// taken, leavers, passwords; and the review of who has what. Each act has its entry in the log.
// Whether the actor may is for the door to ask (the duty `administer`).
#pragma once

#include "app/accounts.h"
#include "staff/reach.h"
#include "staff/session.h"

namespace almoner::app {

struct Invited {
  StaffId staff;
  SecretBytes password;  // the first: shown once, kept nowhere
};
// kInvalid: without a name or a login, or with a role that the notice has not.
Result<Invited> InviteStaff(App& app, const StaffId& by, const staff::Profile& profile,
                            const std::vector<std::string>& roles);
// Another first password, for one who forgot theirs or whose account somebody else may have used;
// their sessions end.
struct Reset {
  EntryId entry;
  SecretBytes password;
};
Result<Reset> ResetPassword(App& app, const StaffId& by, const StaffId& staff);

// kInvalid: the notice has no such role; kConflict: they have it already.
Result<EntryId> GiveRole(App& app, const StaffId& by, const StaffId& staff, std::string_view role,
                         const std::optional<Time>& until);
// kConflict as of TakeAway().
Result<EntryId> TakeRole(App& app, const StaffId& by, const StaffId& staff, std::string_view role);
// kInvalid: the notice has no such service. kConflict: the person was merged into another.
Result<EntryId> AssignStaff(App& app, const StaffId& by, staff::Assignment assignment);
Result<EntryId> UnassignStaff(App& app, const StaffId& by, const staff::Assignment& assignment);
Result<EntryId> CloseRecordTo(App& app, const StaffId& by, const StaffId& staff,
                              const SubjectId& subject, staff::Closed kind);
Result<EntryId> EndStaff(App& app, const StaffId& by, const StaffId& staff);

// Takes away the second factors of one who has lost theirs: they are signed out everywhere, sign in
// with the password, and set up another. Where their username is an e-mail address, they are told
// by the outbox. kConflict: they have none.
Result<EntryId> TakeFactors(App& app, const StaffId& by, const StaffId& staff);

// One's own, for one who has just shown that they know the old one. kInvalid: the new one is too
// easy, or the old one. All their sessions end; the digest lets the next begin (session::Start).
Result<crypto::Digest> ChangePassword(App& app, const StaffId& staff, const SecretBytes& after);

// An account in office, as whoever reviews access sees it.
struct Colleague {
  StaffId id;
  staff::Profile profile;
  std::vector<staff::RoleHeld> roles;       // over ones too
  std::vector<staff::Assignment> assigned;  // now
  std::optional<Time> signed_in;            // the last time, as far as the trail reaches
  factor::Factors factors;                  // which second factors they have
};
// All of them, or one; that they were looked at is recorded. kNotFound: not in office.
Result<std::vector<Colleague>> ListColleagues(App& app, const StaffId& by);
Result<Colleague> ReadColleague(App& app, const StaffId& by, const StaffId& staff);

}  // namespace almoner::app
