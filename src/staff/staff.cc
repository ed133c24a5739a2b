#include "staff/staff.h"

#include <algorithm>

#include "staff/rows.h"
#include "staff/session.h"

namespace almoner::staff {
namespace {

constexpr std::size_t kTokenSize = 16;

Bytes Token(const keys::Keys& keys, std::string_view kind, const std::string& value) {
  return keys.Token(kind, value, kTokenSize);
}

Bytes Encode(const Profile& profile) {
  Writer out;
  out.U8(1)
      .Sized(profile.name.Expose())
      .Sized(profile.login.Expose())
      .Sized(profile.os_user.Expose());
  return std::move(out).bytes();
}

Result<Profile> Decode(BytesView bytes) {
  Reader in(bytes);
  if (TRY(in.U8()) != 1) return Fail(Code::kCorrupt, "A staff profile is in an unknown format.");
  const auto text = [&]() -> Result<Personal<std::string>> {
    return Personal(std::string(AsText(TRY(in.Sized()))));
  };
  Profile profile;
  profile.name = TRY(text());
  profile.login = TRY(text());
  profile.os_user = TRY(text());
  TRY(in.Done());
  return profile;
}

Result<Profile> OpenProfile(store::ReadTx& tx, const keys::Keys& keys, const Account& account) {
  const keys::WrappedKey wrapped = TRY(keys::Load(tx, account.id.bytes(), keys::Kind::kData));
  const SecretBytes key = TRY(keys.Unwrap(account.id.bytes(), keys::Kind::kData, wrapped));
  const SecretBytes plain = TRY(
      keys.Open(key, keys::SealedField::kStaffProfile, account.id.bytes(), {}, account.profile));
  return Decode(plain.view());
}

Status InsertTokens(store::Tx& tx, const StaffId& staff, const Bytes& login,
                    const std::optional<Bytes>& os) {
  constexpr Literal kTaken = "SELECT 1 FROM staff_token WHERE kind = $1 AND token = $2";
  if (TRY(tx.Maybe(kTaken, "login", login)))
    return Fail(Code::kConflict, "Another account has this login; choose another.");
  if (os && TRY(tx.Maybe(kTaken, "os-user", *os)))
    return Fail(Code::kConflict, "Another account has this operating-system user.");
  constexpr Literal kInsert = "INSERT INTO staff_token (kind, token, staff) VALUES ($1, $2, $3)";
  TRY(tx.ExecuteOne(kInsert, "login", login, staff));
  if (os) TRY(tx.ExecuteOne(kInsert, "os-user", *os, staff));
  return {};
}

// A token that was put at another account from outside finds nobody: the profile tells whose it is.
Result<StaffId> FindByToken(store::ReadTx& tx, const keys::Keys& keys, std::string_view kind,
                            const Personal<std::string>& value,
                            Personal<std::string> Profile::* member) {
  const auto nobody = [] {
    return Fail(Code::kNotFound, "There is no such staff account in office.");
  };
  const auto row = TRY(tx.Maybe("SELECT staff FROM staff_token WHERE kind = $1 AND token = $2",
                                kind, Token(keys, kind, value.Expose())));
  if (!row) return nobody();
  const auto id = TRY(row->As<StaffId>(0));
  const Account account = TRY(LoadAccount(tx, keys, id)).row;
  const Profile profile = TRY(OpenProfile(tx, keys, account));
  if (account.ended || (profile.*member).Expose() != value.Expose()) return nobody();
  return id;
}

bool InForce(const auto& row, Time now) {
  return row.since <= now && (!row.until || *row.until > now);
}

}  // namespace

std::string_view Name(AssignmentKind kind) {
  switch (kind) {
    case AssignmentKind::kCaseload:
      return "caseload";
    case AssignmentKind::kService:
      return "service";
    case AssignmentKind::kSite:
      return "site";
  }
  std::unreachable();
}

std::string_view Name(Closed kind) {
  switch (kind) {
    case Closed::kSelf:
      return "self";
    case Closed::kRelative:
      return "relative";
    case Closed::kConflict:
      return "conflict";
  }
  std::unreachable();
}

Result<Ready> Prepare(const keys::Keys& keys, const Profile& profile,
                      std::optional<std::string> password) {
  const StaffId id = StaffId::New(keys.random());
  auto data = TRY(keys.Make(id.bytes(), keys::Kind::kData));
  auto audit = TRY(keys.Make(id.bytes(), keys::Kind::kAudit));
  Ready ready{.id = id,
              .profile = keys.Seal(data.key, keys::SealedField::kStaffProfile, id.bytes(), {},
                                   Encode(profile)),
              .login_token = Token(keys, "login", profile.login.Expose()),
              .os_token = std::nullopt,
              .password = std::move(password),
              .data_key = std::move(data.wrapped),
              .audit_key = std::move(audit.wrapped)};
  if (!profile.os_user.Expose().empty())
    ready.os_token = Token(keys, "os-user", profile.os_user.Expose());
  return ready;
}

Status Insert(const keys::Change& change, const Ready& account) {
  TRY(Insert(change, Account{.id = account.id,
                             .profile = account.profile,
                             .password = account.password,
                             .created = change.now,
                             .ended = std::nullopt}));
  TRY(keys::Insert(change.tx, account.id.bytes(), keys::Kind::kData, account.data_key));
  TRY(keys::Insert(change.tx, account.id.bytes(), keys::Kind::kAudit, account.audit_key));
  return InsertTokens(change.tx, account.id, account.login_token, account.os_token);
}

namespace {

// Changes an account in office; whoever is signed in with it is signed out.
Status Amend(const keys::Change& change, const StaffId& staff,
             const std::function<void(Account&)>& amend) {
  const auto before = LoadAccount(change.tx, change.keys, staff);
  if (!before && before.error().code != Code::kNotFound) return std::unexpected(before.error());
  if (!before || before->row.ended)
    return Fail(Code::kNotFound, "There is no such staff account in office.");
  Account after = before->row;
  amend(after);
  TRY(Replace(change, *before, after));
  return session::EndAll(change.tx, kSessions, staff.bytes());
}

}  // namespace

Status End(const keys::Change& change, const StaffId& staff) {
  TRY(Amend(change, staff, [&](Account& account) { account.ended = change.now; }));
  TRY(factor::Forget(change, OwnerOf(staff)));
  return keys::Remember(change, keys::Deed::kLeft, staff.bytes());
}

Status EndAgain(const keys::Change& change, const keys::Event& event) {
  const auto staff = TRY(StaffId::From(event.body));
  const Status ended = Amend(change, staff, [&](Account& account) { account.ended = event.at; });
  if (ended) return factor::Forget(change, OwnerOf(staff));
  return !ended && ended.error().code == Code::kNotFound ? Status() : ended;
}

Status SetPassword(const keys::Change& change, const StaffId& staff, std::string password) {
  return Amend(change, staff, [&](Account& account) { account.password = password; });
}

Result<Profile> OpenProfile(store::ReadTx& tx, const keys::Keys& keys, const StaffId& staff) {
  return OpenProfile(tx, keys, TRY(LoadAccount(tx, keys, staff)).row);
}

Result<std::vector<StaffId>> List(store::ReadTx& tx) {
  std::vector<StaffId> all;
  for (const store::Row& row :
       TRY(tx.Query("SELECT id FROM staff WHERE ended IS NULL ORDER BY created, id")))
    all.push_back(TRY(row.As<StaffId>(0)));
  return all;
}

Status RebuildTokens(store::Store& store, const keys::Keys& keys) {
  const auto all = TRY(store.Read([](store::ReadTx& tx) { return List(tx); }));
  for (const StaffId& staff : all) {
    const Profile profile =
        TRY(store.Read([&](store::ReadTx& tx) { return OpenProfile(tx, keys, staff); }));
    const Bytes login = Token(keys, "login", profile.login.Expose());
    std::optional<Bytes> os;
    if (!profile.os_user.Expose().empty()) os = Token(keys, "os-user", profile.os_user.Expose());
    TRY(store.Write([&](store::Tx& tx) -> Status {
      TRY(tx.Execute("DELETE FROM staff_token WHERE staff = $1", staff));
      return InsertTokens(tx, staff, login, os);
    }));
  }
  return {};
}

Result<StaffId> FindByLogin(store::ReadTx& tx, const keys::Keys& keys,
                            const Personal<std::string>& login) {
  return FindByToken(tx, keys, "login", login, &Profile::login);
}

Result<StaffId> FindByOsUser(store::ReadTx& tx, const keys::Keys& keys,
                             const Personal<std::string>& user) {
  return FindByToken(tx, keys, "os-user", user, &Profile::os_user);
}

Result<std::string> PasswordOf(store::ReadTx& tx, const keys::Keys& keys, const StaffId& staff) {
  Account account = TRY(LoadAccount(tx, keys, staff)).row;
  if (account.ended || !account.password)
    return Fail(Code::kNotFound, "This account has no password.");
  return *std::move(account.password);
}

Status GiveRole(const keys::Change& change, const StaffId& staff, std::string_view role,
                std::optional<Time> until) {
  for (const Stored<Role>& has : TRY(LoadRoles(change.tx, change.keys, staff)))
    if (has.row.role == role && InForce(has.row, change.now))
      return Fail(Code::kConflict, "This account has the role already.");
  return Insert(change, Role{.staff = staff,
                             .role = std::string(role),
                             .since = change.now,
                             .until = std::move(until)});
}

Status TakeRole(const keys::Change& change, const StaffId& staff, std::string_view role) {
  for (const Stored<Role>& has : TRY(LoadRoles(change.tx, change.keys, staff))) {
    if (has.row.role != role || !InForce(has.row, change.now)) continue;
    TRY(Remove(change, has));
    Role over = has.row;
    over.until = change.now;
    return Insert(change, over);
  }
  return Fail(Code::kNotFound, "This account does not have the role.");
}

Status Assign(const keys::Change& change, const Assignment& assignment) {
  return Insert(change, assignment);
}

Status Unassign(const keys::Change& change, const StaffId& staff, AssignmentKind kind,
                BytesView target) {
  auto all = kind == AssignmentKind::kCaseload
                 ? TRY(LoadCaseload(change.tx, change.keys, staff, TRY(SubjectId::From(target))))
                 : TRY(LoadPlaces(change.tx, change.keys, staff));
  bool found = false;
  for (const Stored<Assignment>& each : all) {
    if (each.row.kind != kind || !SameBytes(each.row.target, target) ||
        !InForce(each.row, change.now))
      continue;
    TRY(Remove(change, each));
    Assignment over = each.row;
    over.until = change.now;
    TRY(Insert(change, over));
    found = true;
  }
  if (found) return {};
  return Fail(Code::kNotFound, "This account has no such assignment now.");
}

Status Enrol(const keys::Change& change, const SubjectId& subject, AssignmentKind kind,
             std::string_view place) {
  for (const Stored<Enrolment>& uses : TRY(LoadEnrolments(change.tx, change.keys, subject)))
    if (uses.row.kind == Name(kind) && uses.row.place == place && InForce(uses.row, change.now))
      return Fail(Code::kConflict, "This person is enrolled there already.");
  return Insert(change, Enrolment{.subject = subject,
                                  .kind = std::string(Name(kind)),
                                  .place = std::string(place),
                                  .since = change.now,
                                  .until = std::nullopt});
}

Status Leave(const keys::Change& change, const SubjectId& subject, AssignmentKind kind,
             std::string_view place) {
  for (const Stored<Enrolment>& uses : TRY(LoadEnrolments(change.tx, change.keys, subject))) {
    if (uses.row.kind != Name(kind) || uses.row.place != place || !InForce(uses.row, change.now))
      continue;
    TRY(Remove(change, uses));
    Enrolment over = uses.row;
    over.until = change.now;
    return Insert(change, over);
  }
  return Fail(Code::kNotFound, "This person is not enrolled there.");
}

Result<std::vector<Use>> ServicesUsed(store::ReadTx& tx, const keys::Keys& keys,
                                      const SubjectId& subject) {
  std::vector<Use> uses;
  for (const Stored<Enrolment>& each : TRY(LoadEnrolments(tx, keys, subject)))
    if (each.row.kind == Name(AssignmentKind::kService))
      uses.push_back({.since = each.row.since, .until = each.row.until});
  return uses;
}

Status CloseRecord(const keys::Change& change, const StaffId& staff, const SubjectId& subject,
                   Closed kind) {
  for (const Stored<ClosedRecord>& each : TRY(LoadClosed(change.tx, change.keys, subject)))
    if (each.row.staff == staff) TRY(Remove(change, each));
  return Insert(
      change, ClosedRecord{.staff = staff, .subject = subject, .kind = kind, .since = change.now});
}

namespace {

// The rows of one become rows of the other, each by `move`; where the other has the `same` already,
// one is enough.
template <class T>
Status FollowRows(const keys::Change& change, const std::vector<Stored<T>>& from,
                  const std::vector<Stored<T>>& to,
                  const std::function<bool(const T&, const T&)>& same,
                  const std::function<void(T&)>& move) {
  for (const Stored<T>& each : from) {
    TRY(Remove(change, each));
    if (std::ranges::any_of(to, [&](const Stored<T>& has) { return same(has.row, each.row); }))
      continue;
    T moved = each.row;
    move(moved);
    TRY(Insert(change, moved));
  }
  return {};
}

}  // namespace

Status Follow(const keys::Change& change, const SubjectId& from, const SubjectId& to) {
  const auto both = [&](auto load) {
    return std::pair(load(change.tx, change.keys, from), load(change.tx, change.keys, to));
  };
  auto [enrolled, enrolled_there] = both(LoadEnrolments);
  TRY(FollowRows<Enrolment>(
      change, TRY(std::move(enrolled)), TRY(std::move(enrolled_there)),
      [&](const Enrolment& a, const Enrolment& b) {
        return a.kind == b.kind && a.place == b.place && InForce(a, change.now);
      },
      [&](Enrolment& row) { row.subject = to; }));
  auto [closed, closed_there] = both(LoadClosed);
  TRY(FollowRows<ClosedRecord>(
      change, TRY(std::move(closed)), TRY(std::move(closed_there)),
      [](const ClosedRecord& a, const ClosedRecord& b) { return a.staff == b.staff; },
      [&](ClosedRecord& row) { row.subject = to; }));
  auto [workers, workers_there] = both(LoadWorkersOf);
  return FollowRows<Assignment>(
      change, TRY(std::move(workers)), TRY(std::move(workers_there)),
      [&](const Assignment& a, const Assignment& b) {
        return a.staff == b.staff && InForce(a, change.now);
      },
      [&](Assignment& row) { row.target.assign(to.bytes().begin(), to.bytes().end()); });
}

Status CopyClosed(const keys::Change& change, const SubjectId& from, const SubjectId& to) {
  const auto there = TRY(LoadClosed(change.tx, change.keys, to));
  for (const Stored<ClosedRecord>& closed : TRY(LoadClosed(change.tx, change.keys, from))) {
    if (std::ranges::any_of(there, [&](const Stored<ClosedRecord>& other) {
          return other.row.staff == closed.row.staff;
        }))
      continue;
    ClosedRecord copy = closed.row;
    copy.subject = to;
    TRY(Insert(change, copy));
  }
  return {};
}

Status Forget(const keys::Change& change, const SubjectId& subject) {
  for (const auto& row : TRY(LoadEnrolments(change.tx, change.keys, subject)))
    TRY(Remove(change, row));
  for (const auto& row : TRY(LoadClosed(change.tx, change.keys, subject))) TRY(Remove(change, row));
  for (const auto& row : TRY(LoadWorkersOf(change.tx, change.keys, subject)))
    TRY(Remove(change, row));
  return {};
}

Result<notice::RoleSet> RolesOf(store::ReadTx& tx, const keys::Keys& keys,
                                const notice::Notice& notice, const StaffId& staff, Time now) {
  notice::RoleSet roles;
  if (TRY(LoadAccount(tx, keys, staff)).row.ended) return roles;
  for (const Stored<Role>& has : TRY(LoadRoles(tx, keys, staff))) {
    if (!InForce(has.row, now)) continue;
    if (const auto role = notice.FindRole(has.row.role)) roles.set(*role);
  }
  return roles;
}

namespace {

Status LoadAssigned(store::ReadTx& tx, const keys::Keys& keys, const StaffId& staff,
                    const SubjectId& subject, Time now, Relation& relation) {
  const auto in_force = [&](const auto& stored) { return InForce(stored.row, now); };
  relation.assigned = std::ranges::any_of(TRY(LoadCaseload(tx, keys, staff, subject)), in_force);
  if (relation.assigned) return {};
  const auto places = TRY(LoadPlaces(tx, keys, staff));
  if (places.empty()) return {};
  for (const Stored<Enrolment>& uses : TRY(LoadEnrolments(tx, keys, subject)))
    for (const Stored<Assignment>& at : places)
      if (in_force(uses) && in_force(at) && uses.row.kind == Name(at.row.kind) &&
          uses.row.place == AsText(at.row.target))
        relation.assigned = true;
  return {};
}

}  // namespace

Result<Relation> RelationTo(store::ReadTx& tx, const keys::Keys& keys, const StaffId& staff,
                            const SubjectId& subject, Time now) {
  Relation relation;
  TRY(LoadAssigned(tx, keys, staff, subject, now, relation));
  for (const Stored<ClosedRecord>& closed : TRY(LoadClosed(tx, keys, subject)))
    if (closed.row.staff == staff) relation.closed = closed.row.kind;
  return relation;
}

}  // namespace almoner::staff
