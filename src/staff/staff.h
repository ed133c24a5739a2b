// Staff: accounts, the roles they have and what they are assigned to, from and until when. Their
// names and logins are personal data: sealed under a key of their own and found by token.
#pragma once

#include "base/personal.h"
#include "keys/keys.h"
#include "notice/notice.h"
#include "store/store.h"

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
Status Insert(store::Tx& tx, const Ready& account, Time now);
Status End(store::Tx& tx, const StaffId& staff,
           Time now);  // leaver: roles, assignments and sessions end too

Result<Profile> OpenProfile(store::ReadTx& tx, const keys::Keys& keys, const StaffId& staff);
Result<std::vector<StaffId>> List(store::ReadTx& tx);
// Every account's tokens under the current index key, after a rotation.
Status RebuildTokens(store::Store& store, const keys::Keys& keys);

// Who it is; kNotFound when nobody in office has it.
Result<StaffId> FindByLogin(store::ReadTx& tx, const keys::Keys& keys,
                            const Personal<std::string>& login);
Result<StaffId> FindByOsUser(store::ReadTx& tx, const keys::Keys& keys,
                             const Personal<std::string>& user);
Result<std::string> PasswordOf(store::ReadTx& tx,
                               const StaffId& staff);  // PHC; kNotFound: has none

Status GiveRole(store::Tx& tx, const StaffId& staff, std::string_view role, Time since,
                std::optional<Time> until);

enum class AssignmentKind : std::uint8_t { kCaseload, kService, kSite };
[[nodiscard]] std::string_view Name(AssignmentKind kind);
struct Assignment {
  StaffId staff;
  AssignmentKind kind = AssignmentKind::kCaseload;
  Bytes target;  // a subject's id, or a service's or site's name
  Time since;
  std::optional<Time> until;
};
Status Assign(store::Tx& tx, const Assignment& assignment);
Status Enrol(store::Tx& tx, const SubjectId& subject, AssignmentKind kind, std::string_view place,
             Time since);

enum class Closed : std::uint8_t { kSelf, kRelative, kConflict };
[[nodiscard]] std::string_view Name(Closed kind);
Status CloseRecord(store::Tx& tx, const StaffId& staff, const SubjectId& subject, Closed kind);

// What a decision asks of an actor.
Result<notice::RoleSet> RolesOf(store::ReadTx& tx, const notice::Notice& notice,
                                const StaffId& staff, Time now);
struct Relation {
  bool assigned = false;  // by caseload, service or site, now
  std::optional<Closed> closed;
};
Result<Relation> RelationTo(store::ReadTx& tx, const StaffId& staff, const SubjectId& subject,
                            Time now);

}  // namespace almoner::staff
