// For this folder only: the stamped rows of staff, read and written.
#pragma once

#include "staff/staff.h"

namespace almoner::staff {

struct Account {
  StaffId id;
  Bytes profile;
  std::optional<std::string> password;
  Time created;
  std::optional<Time> ended;
};
struct Role {
  StaffId staff;
  std::string role;
  Time since;
  std::optional<Time> until;
};
struct Enrolment {
  SubjectId subject;
  std::string kind;
  std::string place;
  Time since;
  std::optional<Time> until;
};
struct ClosedRecord {
  StaffId staff;
  SubjectId subject;
  Closed kind = Closed::kSelf;
  Time since;
};

// A row with its stamp, which is right.
template <class T>
struct Stored {
  T row;
  crypto::Digest stamp;
};

// kNotFound when there is no such account.
Result<Stored<Account>> LoadAccount(store::ReadTx& tx, const keys::Keys& keys,
                                    const StaffId& staff);
Status Insert(const keys::Change& change, const Account& account);
Status Replace(const keys::Change& change, const Stored<Account>& before, const Account& account);

// Those in force or to come, and those that are over.
Result<std::vector<Stored<Role>>> LoadRoles(store::ReadTx& tx, const keys::Keys& keys,
                                            const StaffId& staff);
// To one person: what makes them of someone's caseload. To places: services and sites of someone.
Result<std::vector<Stored<Assignment>>> LoadCaseload(store::ReadTx& tx, const keys::Keys& keys,
                                                     const StaffId& staff,
                                                     const SubjectId& subject);
Result<std::vector<Stored<Assignment>>> LoadPlaces(store::ReadTx& tx, const keys::Keys& keys,
                                                   const StaffId& staff);
// All of them, of whatever kind, over or not.
Result<std::vector<Stored<Assignment>>> LoadAssignments(store::ReadTx& tx, const keys::Keys& keys,
                                                        const StaffId& staff);
// Everyone's whose caseload the person is in.
Result<std::vector<Stored<Assignment>>> LoadWorkersOf(store::ReadTx& tx, const keys::Keys& keys,
                                                      const SubjectId& subject);
Result<std::vector<Stored<Enrolment>>> LoadEnrolments(store::ReadTx& tx, const keys::Keys& keys,
                                                      const SubjectId& subject);
Result<std::vector<Stored<ClosedRecord>>> LoadClosed(store::ReadTx& tx, const keys::Keys& keys,
                                                     const SubjectId& subject);

Status Insert(const keys::Change& change, const Role& role);
Status Insert(const keys::Change& change, const Assignment& assignment);
Status Insert(const keys::Change& change, const Enrolment& enrolment);
Status Insert(const keys::Change& change, const ClosedRecord& closed);
Status Remove(const keys::Change& change, const Stored<Role>& role);
Status Remove(const keys::Change& change, const Stored<Assignment>& assignment);
Status Remove(const keys::Change& change, const Stored<Enrolment>& enrolment);
Status Remove(const keys::Change& change, const Stored<ClosedRecord>& closed);

}  // namespace almoner::staff
