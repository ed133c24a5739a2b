#include "staff/staff.h"

#include <array>

namespace almoner::staff {
namespace {

constexpr std::size_t kTokenSize = 16;
constexpr std::array kClosed = {Closed::kSelf, Closed::kRelative, Closed::kConflict};

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

Status InsertTokens(store::Tx& tx, const StaffId& staff, const Bytes& login,
                    const std::optional<Bytes>& os) {
  constexpr Literal kInsert = "INSERT INTO staff_token (kind, token, staff) VALUES ($1, $2, $3)";
  TRY(tx.ExecuteOne(kInsert, "login", login, staff));
  if (os) TRY(tx.ExecuteOne(kInsert, "os-user", *os, staff));
  return {};
}

Result<StaffId> FindByToken(store::ReadTx& tx, std::string_view kind, const Bytes& token) {
  const auto row =
      TRY(tx.Maybe("SELECT s.id FROM staff_token t JOIN staff s ON s.id = t.staff WHERE t.kind = "
                   "$1 AND t.token = $2 "
                   "AND s.ended IS NULL",
                   kind, token));
  if (!row) return Fail(Code::kNotFound, "There is no such staff account in office.");
  return row->As<StaffId>(0);
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

Status Insert(store::Tx& tx, const Ready& account, Time now) {
  TRY(tx.ExecuteOne("INSERT INTO staff (id, profile, password, created) VALUES ($1, $2, $3, $4)",
                    account.id, account.profile, account.password, now));
  TRY(keys::Insert(tx, account.id.bytes(), keys::Kind::kData, account.data_key));
  TRY(keys::Insert(tx, account.id.bytes(), keys::Kind::kAudit, account.audit_key));
  return InsertTokens(tx, account.id, account.login_token, account.os_token);
}

Status End(store::Tx& tx, const StaffId& staff, Time now) {
  if (TRY(tx.Execute("UPDATE staff SET ended = $2 WHERE id = $1 AND ended IS NULL", staff, now)) !=
      1)
    return Fail(Code::kNotFound, "There is no such staff account in office.");
  TRY(tx.Execute(
      "UPDATE staff_role SET until = $2 WHERE staff = $1 AND (until IS NULL OR until > $2)", staff,
      now));
  TRY(tx.Execute(
      "UPDATE assignment SET until = $2 WHERE staff = $1 AND (until IS NULL OR until > $2)", staff,
      now));
  TRY(tx.Execute("DELETE FROM session WHERE staff = $1", staff));
  return {};
}

Result<Profile> OpenProfile(store::ReadTx& tx, const keys::Keys& keys, const StaffId& staff) {
  const Bytes sealed = TRY(TRY(tx.One("SELECT profile FROM staff WHERE id = $1", staff)).Blob(0));
  const keys::WrappedKey wrapped = TRY(keys::Load(tx, staff.bytes(), keys::Kind::kData));
  const SecretBytes key = TRY(keys.Unwrap(staff.bytes(), keys::Kind::kData, wrapped));
  const SecretBytes plain =
      TRY(keys.Open(key, keys::SealedField::kStaffProfile, staff.bytes(), {}, sealed));
  return Decode(plain.view());
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
  return FindByToken(tx, "login", Token(keys, "login", login.Expose()));
}

Result<StaffId> FindByOsUser(store::ReadTx& tx, const keys::Keys& keys,
                             const Personal<std::string>& user) {
  return FindByToken(tx, "os-user", Token(keys, "os-user", user.Expose()));
}

Result<std::string> PasswordOf(store::ReadTx& tx, const StaffId& staff) {
  const store::Row row =
      TRY(tx.One("SELECT password FROM staff WHERE id = $1 AND ended IS NULL", staff));
  if (row.IsNull(0)) return Fail(Code::kNotFound, "This account has no password.");
  return row.Text(0);
}

Status GiveRole(store::Tx& tx, const StaffId& staff, std::string_view role, Time since,
                std::optional<Time> until) {
  return tx.ExecuteOne("INSERT INTO staff_role (staff, role, since, until) VALUES ($1, $2, $3, $4)",
                       staff, role, since, until);
}

Status Assign(store::Tx& tx, const Assignment& a) {
  return tx.ExecuteOne(
      "INSERT INTO assignment (staff, kind, target, since, until) VALUES ($1, $2, $3, $4, $5)",
      a.staff, Name(a.kind), a.target, a.since, a.until);
}

Status Enrol(store::Tx& tx, const SubjectId& subject, AssignmentKind kind, std::string_view place,
             Time since) {
  return tx.ExecuteOne(
      "INSERT INTO enrolment (subject, kind, place, since) VALUES ($1, $2, $3, $4)", subject,
      Name(kind), place, since);
}

Status CloseRecord(store::Tx& tx, const StaffId& staff, const SubjectId& subject, Closed kind) {
  TRY(
      tx.Execute("INSERT INTO closed_relation (staff, subject, kind) VALUES ($1, $2, $3) "
                 "ON CONFLICT (staff, subject) DO UPDATE SET kind = excluded.kind",
                 staff, subject, Name(kind)));
  return {};
}

Result<notice::RoleSet> RolesOf(store::ReadTx& tx, const notice::Notice& notice,
                                const StaffId& staff, Time now) {
  notice::RoleSet roles;
  for (const store::Row& row :
       TRY(tx.Query("SELECT r.role FROM staff_role r JOIN staff s ON s.id = r.staff WHERE r.staff "
                    "= $1 AND s.ended IS NULL "
                    "AND r.since <= $2 AND (r.until IS NULL OR r.until > $2)",
                    staff, now)))
    if (const auto role = notice.FindRole(TRY(row.Text(0)))) roles.set(*role);
  return roles;
}

Result<Relation> RelationTo(store::ReadTx& tx, const StaffId& staff, const SubjectId& subject,
                            Time now) {
  Relation relation;
  const auto assigned = TRY(tx.Maybe(
      "SELECT 1 FROM assignment a WHERE a.staff = $1 AND a.kind = 'caseload' AND a.target = $2 "
      "AND a.since <= $3 AND (a.until IS NULL OR a.until > $3) LIMIT 1",
      staff, subject, now));
  relation.assigned = assigned.has_value();
  if (!relation.assigned) {
    for (const store::Row& row :
         TRY(tx.Query("SELECT a.target, e.place FROM assignment a JOIN enrolment e ON e.kind = "
                      "a.kind WHERE a.staff = $1 "
                      "AND e.subject = $2 AND a.since <= $3 AND (a.until IS NULL OR a.until > $3) "
                      "AND e.since <= $3 AND (e.until IS NULL OR e.until > $3)",
                      staff, subject, now)))
      if (AsText(TRY(row.Blob(0))) == TRY(row.Text(1))) relation.assigned = true;
  }
  const auto closed = TRY(tx.Maybe(
      "SELECT kind FROM closed_relation WHERE staff = $1 AND subject = $2", staff, subject));
  if (!closed) return relation;
  const std::string kind = TRY(closed->Text(0));
  for (const Closed each : kClosed)
    if (Name(each) == kind) relation.closed = each;
  if (!relation.closed) return Fail(Code::kCorrupt, "A closed relation is of an unknown kind.");
  return relation;
}

}  // namespace almoner::staff
