#include "staff/rows.h"

#include <algorithm>
#include <array>

#include "staff/training.h"

namespace almoner::staff {
namespace {

using keys::Stamped;

constexpr std::array kAssignmentKinds = {AssignmentKind::kCaseload, AssignmentKind::kService,
                                         AssignmentKind::kSite};
constexpr std::array kClosedKinds = {Closed::kSelf, Closed::kRelative, Closed::kConflict};

template <class Kinds>
auto ParseKind(const Kinds& kinds, std::string_view name) -> Result<typename Kinds::value_type> {
  for (const auto kind : kinds)
    if (Name(kind) == name) return kind;
  return Fail(Code::kCorrupt, "A row about staff is of an unknown kind.");
}

Bytes ColumnsOf(const Account& a) {
  return keys::Columns(a.id, a.profile, a.password, a.created, a.ended);
}
Bytes ColumnsOf(const Role& r) { return keys::Columns(r.staff, r.role, r.since, r.until); }
Bytes ColumnsOf(const Assignment& a) {
  return keys::Columns(a.staff, Name(a.kind), a.target, a.since, a.until);
}
Bytes ColumnsOf(const Enrolment& e) {
  return keys::Columns(e.subject, e.kind, e.place, e.since, e.until);
}
Bytes ColumnsOf(const ClosedRecord& c) {
  return keys::Columns(c.staff, c.subject, Name(c.kind), c.since);
}

constexpr Stamped KindOf(const Account&) { return Stamped::kAccount; }
constexpr Stamped KindOf(const Role&) { return Stamped::kRole; }
constexpr Stamped KindOf(const Assignment&) { return Stamped::kAssignment; }
constexpr Stamped KindOf(const Enrolment&) { return Stamped::kEnrolment; }
constexpr Stamped KindOf(const ClosedRecord&) { return Stamped::kClosed; }

template <class T>
crypto::Digest StampOf(const keys::Keys& keys, const T& row) {
  return keys::Stamp(keys, KindOf(row), ColumnsOf(row));
}

// The row with the stamp that it bears, if that is its own.
template <class T>
Result<Stored<T>> Checked(const keys::Keys& keys, T row, BytesView stamp) {
  const auto checked = TRY(keys::CheckStamp(keys, KindOf(row), ColumnsOf(row), stamp));
  return Stored<T>{std::move(row), checked};
}

// Each reads the columns in the order in which the queries below name them; the stamp stands last.
Result<Stored<Account>> ToAccount(const keys::Keys& keys, const store::Row& row) {
  Account account{.id = TRY(row.As<StaffId>(0))};
  account.profile = TRY(row.Blob(1));
  if (!row.IsNull(2)) account.password = TRY(row.Text(2));
  account.created = TRY(row.At(3));
  account.ended = TRY(row.MaybeAt(4));
  return Checked(keys, std::move(account), TRY(row.Blob(5)));
}

Result<Stored<Role>> ToRole(const keys::Keys& keys, const store::Row& row) {
  Role role{.staff = TRY(row.As<StaffId>(0))};
  role.role = TRY(row.Text(1));
  role.since = TRY(row.At(2));
  role.until = TRY(row.MaybeAt(3));
  return Checked(keys, std::move(role), TRY(row.Blob(4)));
}

Result<Stored<Assignment>> ToAssignment(const keys::Keys& keys, const store::Row& row) {
  Assignment assignment{.staff = TRY(row.As<StaffId>(0))};
  assignment.kind = TRY(ParseKind(kAssignmentKinds, TRY(row.Text(1))));
  assignment.target = TRY(row.Blob(2));
  assignment.since = TRY(row.At(3));
  assignment.until = TRY(row.MaybeAt(4));
  return Checked(keys, std::move(assignment), TRY(row.Blob(5)));
}

Result<Stored<Enrolment>> ToEnrolment(const keys::Keys& keys, const store::Row& row) {
  Enrolment enrolment{.subject = TRY(row.As<SubjectId>(0))};
  enrolment.kind = TRY(row.Text(1));
  enrolment.place = TRY(row.Text(2));
  enrolment.since = TRY(row.At(3));
  enrolment.until = TRY(row.MaybeAt(4));
  return Checked(keys, std::move(enrolment), TRY(row.Blob(5)));
}

Result<Stored<ClosedRecord>> ToClosed(const keys::Keys& keys, const store::Row& row) {
  const auto staff = TRY(row.As<StaffId>(0));
  const auto subject = TRY(row.As<SubjectId>(1));
  ClosedRecord closed{.staff = staff, .subject = subject};
  closed.kind = TRY(ParseKind(kClosedKinds, TRY(row.Text(2))));
  closed.since = TRY(row.At(3));
  return Checked(keys, closed, TRY(row.Blob(4)));
}

template <class T>
using Reads = Result<Stored<T>> (*)(const keys::Keys&, const store::Row&);

template <class T>
Result<std::vector<Stored<T>>> All(const keys::Keys& keys, Reads<T> read,
                                   Result<store::Rows> rows) {
  std::vector<Stored<T>> all;
  for (const store::Row& row : TRY(std::move(rows))) all.push_back(TRY(read(keys, row)));
  return all;
}

template <class T>
crypto::Digest Wrote(const keys::Change& change, const T& row) {
  const crypto::Digest stamp = StampOf(change.keys, row);
  change.Wrote(stamp);
  return stamp;
}

}  // namespace

Result<Stored<Account>> LoadAccount(store::ReadTx& tx, const keys::Keys& keys,
                                    const StaffId& staff) {
  const auto row = TRY(tx.Maybe(
      "SELECT id, profile, password, created, ended, digest FROM staff WHERE id = $1", staff));
  if (!row) return Fail(Code::kNotFound, "There is no such staff account.");
  return ToAccount(keys, *row);
}

Status Insert(const keys::Change& change, const Account& a) {
  const crypto::Digest stamp = Wrote(change, a);
  return change.tx.ExecuteOne(
      "INSERT INTO staff (id, profile, password, created, ended, digest) VALUES ($1, $2, $3, $4, "
      "$5, $6)",
      a.id, a.profile, a.password, a.created, a.ended, BytesView(stamp));
}

Status Replace(const keys::Change& change, const Stored<Account>& before, const Account& a) {
  change.Destroyed(before.stamp);
  const crypto::Digest stamp = Wrote(change, a);
  return change.tx.ExecuteOne(
      "UPDATE staff SET profile = $2, password = $3, ended = $4, digest = $5 WHERE id = $1 AND "
      "digest = $6",
      a.id, a.profile, a.password, a.ended, BytesView(stamp), BytesView(before.stamp));
}

Result<std::vector<Stored<Role>>> LoadRoles(store::ReadTx& tx, const keys::Keys& keys,
                                            const StaffId& staff) {
  return All<Role>(
      keys, ToRole,
      tx.Query("SELECT staff, role, since, until, digest FROM staff_role WHERE staff = "
               "$1",
               staff));
}

Result<std::vector<Stored<Assignment>>> LoadCaseload(store::ReadTx& tx, const keys::Keys& keys,
                                                     const StaffId& staff,
                                                     const SubjectId& subject) {
  return All<Assignment>(
      keys, ToAssignment,
      tx.Query("SELECT staff, kind, target, since, until, digest FROM assignment WHERE staff = $1 "
               "AND kind = 'caseload' AND target = $2",
               staff, subject));
}

Result<std::vector<Stored<Assignment>>> LoadPlaces(store::ReadTx& tx, const keys::Keys& keys,
                                                   const StaffId& staff) {
  return All<Assignment>(
      keys, ToAssignment,
      tx.Query("SELECT staff, kind, target, since, until, digest FROM assignment WHERE staff = $1 "
               "AND kind IN ('service', 'site')",
               staff));
}

Result<std::vector<Stored<Assignment>>> LoadAssignments(store::ReadTx& tx, const keys::Keys& keys,
                                                        const StaffId& staff) {
  return All<Assignment>(
      keys, ToAssignment,
      tx.Query("SELECT staff, kind, target, since, until, digest FROM assignment WHERE staff = $1",
               staff));
}

Result<std::vector<Stored<Assignment>>> LoadWorkersOf(store::ReadTx& tx, const keys::Keys& keys,
                                                      const SubjectId& subject) {
  return All<Assignment>(
      keys, ToAssignment,
      tx.Query("SELECT staff, kind, target, since, until, digest FROM assignment WHERE kind = "
               "'caseload' AND target = $1",
               subject));
}

Result<std::vector<Stored<Enrolment>>> LoadEnrolments(store::ReadTx& tx, const keys::Keys& keys,
                                                      const SubjectId& subject) {
  return All<Enrolment>(keys, ToEnrolment,
                        tx.Query("SELECT subject, kind, place, since, until, digest FROM enrolment "
                                 "WHERE subject = $1",
                                 subject));
}

Result<std::vector<Stored<ClosedRecord>>> LoadClosed(store::ReadTx& tx, const keys::Keys& keys,
                                                     const SubjectId& subject) {
  return All<ClosedRecord>(keys, ToClosed,
                           tx.Query("SELECT staff, subject, kind, since, digest FROM "
                                    "closed_relation WHERE subject = $1",
                                    subject));
}

Status Insert(const keys::Change& change, const Role& r) {
  const crypto::Digest stamp = Wrote(change, r);
  return change.tx.ExecuteOne(
      "INSERT INTO staff_role (staff, role, since, until, digest) VALUES ($1, $2, $3, $4, $5)",
      r.staff, r.role, r.since, r.until, BytesView(stamp));
}

Status Insert(const keys::Change& change, const Assignment& a) {
  const crypto::Digest stamp = Wrote(change, a);
  return change.tx.ExecuteOne(
      "INSERT INTO assignment (staff, kind, target, since, until, digest) VALUES ($1, $2, $3, $4, "
      "$5, $6)",
      a.staff, Name(a.kind), a.target, a.since, a.until, BytesView(stamp));
}

Status Insert(const keys::Change& change, const Enrolment& e) {
  const crypto::Digest stamp = Wrote(change, e);
  return change.tx.ExecuteOne(
      "INSERT INTO enrolment (subject, kind, place, since, until, digest) VALUES ($1, $2, $3, $4, "
      "$5, $6)",
      e.subject, e.kind, e.place, e.since, e.until, BytesView(stamp));
}

Status Insert(const keys::Change& change, const ClosedRecord& c) {
  const crypto::Digest stamp = Wrote(change, c);
  return change.tx.ExecuteOne(
      "INSERT INTO closed_relation (staff, subject, kind, since, digest) VALUES ($1, $2, $3, $4, "
      "$5)",
      c.staff, c.subject, Name(c.kind), c.since, BytesView(stamp));
}

Status Remove(const keys::Change& change, const Stored<Role>& role) {
  change.Destroyed(role.stamp);
  return change.tx.ExecuteOne("DELETE FROM staff_role WHERE digest = $1", BytesView(role.stamp));
}

Status Remove(const keys::Change& change, const Stored<Assignment>& assignment) {
  change.Destroyed(assignment.stamp);
  return change.tx.ExecuteOne("DELETE FROM assignment WHERE digest = $1",
                              BytesView(assignment.stamp));
}

Status Remove(const keys::Change& change, const Stored<Enrolment>& enrolment) {
  change.Destroyed(enrolment.stamp);
  return change.tx.ExecuteOne("DELETE FROM enrolment WHERE digest = $1",
                              BytesView(enrolment.stamp));
}

Status Remove(const keys::Change& change, const Stored<ClosedRecord>& closed) {
  change.Destroyed(closed.stamp);
  return change.tx.ExecuteOne("DELETE FROM closed_relation WHERE digest = $1",
                              BytesView(closed.stamp));
}

Status CheckRows(store::ReadTx& tx, const keys::Keys& keys) {
  const auto check = [&](Literal sql, auto read) {
    return keys::CheckEach(tx, sql, [&](const store::Row& row) -> Result<crypto::Digest> {
      return TRY(read(keys, row)).stamp;
    });
  };
  TRY(
      check("SELECT id, profile, password, created, ended, digest FROM staff WHERE digest > $1 "
            "ORDER BY digest LIMIT $2",
            ToAccount));
  TRY(
      check("SELECT staff, role, since, until, digest FROM staff_role WHERE digest > $1 "
            "ORDER BY digest LIMIT $2",
            ToRole));
  TRY(
      check("SELECT staff, kind, target, since, until, digest FROM assignment WHERE digest > $1 "
            "ORDER BY digest LIMIT $2",
            ToAssignment));
  TRY(
      check("SELECT subject, kind, place, since, until, digest FROM enrolment WHERE digest > $1 "
            "ORDER BY digest LIMIT $2",
            ToEnrolment));
  TRY(CheckTraining(tx, keys));
  return check(
      "SELECT staff, subject, kind, since, digest FROM closed_relation WHERE digest > $1 "
      "ORDER BY digest LIMIT $2",
      ToClosed);
}

}  // namespace almoner::staff
