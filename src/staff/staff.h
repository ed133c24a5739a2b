// Staff: accounts, the roles they have and what they are assigned to, from and until when. Their
// names and logins are personal data: sealed under a key of their own and found by token. What
// gives someone reach is stamped: all that reads it here fails with kCorrupt on a row that was
// changed or put in from outside.
#pragma once

#include "base/personal.h"
#include "keys/event_ledger.h"
#include "notice/notice.h"

namespace almoner::staff {

struct Profile {
  Personal<std::string> name;
  Personal<std::string> login;    // what they type to sign in
  Personal<std::string> os_user;  // the operating-system user of the command line; "" for none
};

// A new account, sealed; made outside the transaction.
struct Ready {
  StaffId id;
  Bytes profile;
  Bytes login_token;
  std::optional<Bytes> os_token;
  std::optional<std::string> password;  // PHC string; none: cannot sign in to the console
  keys::WrappedKey data_key;
  keys::WrappedKey audit_key;
};
Result<Ready> Prepare(const keys::Keys& keys, const Profile& profile,
                      std::optional<std::string> password);

// kConflict when the login or the operating-system user is taken.
Status Insert(const keys::Change& change, const Ready& account);
// A leaver: whoever is not in office has no role and no assignment any more; sessions go.
// kNotFound when they are not in office.
Status End(const keys::Change& change, const StaffId& staff);
// The same once more, from the event ledger, in a database that was put back to before it.
Status EndAgain(const keys::Change& change, const keys::Event& event);
// Sessions go too. kNotFound when they are not in office.
Status SetPassword(const keys::Change& change, const StaffId& staff, std::string password);

Result<Profile> OpenProfile(store::ReadTx& tx, const keys::Keys& keys, const StaffId& staff);
Result<std::vector<StaffId>> List(store::ReadTx& tx);
// Every account's tokens under the current index key, after a rotation.
Status RebuildTokens(store::Store& store, const keys::Keys& keys);

// Who it is; kNotFound when nobody in office has it.
// The token finds the account, the sealed profile confirms it.
Result<StaffId> FindByLogin(store::ReadTx& tx, const keys::Keys& keys,
                            const Personal<std::string>& login);
Result<StaffId> FindByOsUser(store::ReadTx& tx, const keys::Keys& keys,
                             const Personal<std::string>& user);
// PHC; kNotFound: has none, or is not in office.
Result<std::string> PasswordOf(store::ReadTx& tx, const keys::Keys& keys, const StaffId& staff);

// From now on.
Status GiveRole(const keys::Change& change, const StaffId& staff, std::string_view role,
                std::optional<Time> until);
// kNotFound when they do not have it.
Status TakeRole(const keys::Change& change, const StaffId& staff, std::string_view role);

enum class AssignmentKind : std::uint8_t { kCaseload, kService, kSite };
[[nodiscard]] std::string_view Name(AssignmentKind kind);
struct Assignment {
  StaffId staff;
  AssignmentKind kind = AssignmentKind::kCaseload;
  Bytes target;  // a subject's id, or a service's or site's name
  Time since;
  std::optional<Time> until;
};
Status Assign(const keys::Change& change, const Assignment& assignment);
// kNotFound when there is no such assignment in force.
Status Unassign(const keys::Change& change, const StaffId& staff, AssignmentKind kind,
                BytesView target);
// The person uses a service or a site from now on; until now.
Status Enrol(const keys::Change& change, const SubjectId& subject, AssignmentKind kind,
             std::string_view place);
Status Leave(const keys::Change& change, const SubjectId& subject, AssignmentKind kind,
             std::string_view place);

// The services that the person has used or uses, without sites.
struct Use {
  Time since;
  std::optional<Time> until;
};
Result<std::vector<Use>> ServicesUsed(store::ReadTx& tx, const keys::Keys& keys,
                                      const SubjectId& subject);

enum class Closed : std::uint8_t { kSelf, kRelative, kConflict };
[[nodiscard]] std::string_view Name(Closed kind);
Status CloseRecord(const keys::Change& change, const StaffId& staff, const SubjectId& subject,
                   Closed kind);
// What ties staff to `from` ties them to `to`: two records of one person were merged.
Status Follow(const keys::Change& change, const SubjectId& from, const SubjectId& to);
// Records closed to someone are closed to them for `to` too.
Status CopyClosed(const keys::Change& change, const SubjectId& from, const SubjectId& to);
// Takes away what tied staff to someone who is erased.
Status Forget(const keys::Change& change, const SubjectId& subject);

// What a decision asks of an actor.
Result<notice::RoleSet> RolesOf(store::ReadTx& tx, const keys::Keys& keys,
                                const notice::Notice& notice, const StaffId& staff, Time now);
struct Relation {
  bool assigned = false;  // by caseload, service or site, now
  std::optional<Closed> closed;
};
Result<Relation> RelationTo(store::ReadTx& tx, const keys::Keys& keys, const StaffId& staff,
                            const SubjectId& subject, Time now);

// kCorrupt when any row of accounts, roles, assignments, enrolments or closed records bears another
// stamp than its own.
Status CheckRows(store::ReadTx& tx, const keys::Keys& keys);

}  // namespace almoner::staff
