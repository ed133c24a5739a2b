#include "app/staffing.h"

#include <algorithm>

#include "audit/entry.h"
#include "crypto/password.h"
#include "vault/vault.h"

namespace almoner::app {
namespace {

// What somebody who signs in with nothing else needs (NIST SP 800-63B-4 section 3.1.1).
constexpr std::size_t kShortest = 15;
constexpr std::size_t kLongest = 1024;

// That the id is a person's now: a slip, or one that was merged, would protect or assign nobody.
Status Present(const keys::Change& change, const SubjectId& subject) {
  const auto row = TRY(vault::LoadSubject(change.tx, change.keys, subject));
  if (!row.merged_into) return {};
  return Fail(Code::kConflict, "This record was merged into another; name that one.",
              IdDetail("now", *row.merged_into));
}

std::string Lower(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return lower;
}

Status GoodEnough(std::string_view password, const std::string& login) {
  if (password.size() < kShortest)
    return Fail(Code::kInvalid,
                "The new password must have 15 characters or more; three or four words that have "
                "nothing to do with each other are good.");
  if (password.size() > kLongest)
    return Fail(Code::kInvalid, "The new password must have 1,024 characters or fewer.");
  const std::string lower = Lower(password);
  if (!login.empty() && lower.contains(Lower(login)))
    return Fail(Code::kInvalid, "The new password must not have your username in it.");
  if (std::ranges::count(lower, lower.front()) * 2 > std::ssize(lower))
    return Fail(Code::kInvalid, "The new password must not be one character over and over.");
  return {};
}

Result<std::optional<Time>> LastSignIn(store::ReadTx& tx, const StaffId& staff) {
  // A session is over after twelve hours, so that few entries follow its beginning.
  for (const store::Row& row :
       TRY(tx.Query("SELECT e.body FROM staff_trail t JOIN audit_entry e ON e.id = t.entry WHERE "
                    "t.staff = $1 ORDER BY t.at DESC, t.entry LIMIT 1000",
                    staff))) {
    if (row.IsNull(0)) continue;  // pruned
    const audit::Entry entry = TRY(audit::Decode(TRY(row.Blob(0))));
    if (entry.action == "session.begun") return std::optional(entry.at);
  }
  return std::optional<Time>();
}

Result<Colleague> Describe(const keys::Change& change, const StaffId& id) {
  Colleague one{.id = id};
  one.profile = TRY(staff::OpenProfile(change.tx, change.keys, id));
  one.roles = TRY(staff::RolesHeld(change.tx, change.keys, id));
  one.assigned = TRY(staff::AssignmentsNow(change.tx, change.keys, id, change.now));
  one.signed_in = TRY(LastSignIn(change.tx, id));
  return one;
}

}  // namespace

Result<Invited> InviteStaff(App& app, const StaffId& by, const staff::Profile& profile,
                            const std::vector<std::string>& roles) {
  if (profile.name.Expose().empty() || profile.login.Expose().empty())
    return Fail(Code::kInvalid, "A staff account needs a name and a login.");
  SecretBytes password = NewPassword(app.random());
  const StaffId id = TRY(AddStaff(app, by, profile, &password, roles));
  return Invited{.staff = id, .password = std::move(password)};
}

Result<Reset> ResetPassword(App& app, const StaffId& by, const StaffId& staff) {
  SecretBytes password = NewPassword(app.random());
  const std::string hash = crypto::HashPassword(password);
  const EntryId entry =
      TRY(Administer(app, by, "staff.password-set", [&](const keys::Change& change) {
        return staff::SetPassword(change, staff, hash);
      }));
  return Reset{.entry = entry, .password = std::move(password)};
}

Result<EntryId> GiveRole(App& app, const StaffId& by, const StaffId& staff, std::string_view role,
                         const std::optional<Time>& until) {
  if (!app.notice().FindRole(role)) return Fail(Code::kInvalid, "The notice has no such role.");
  return Administer(app, by, "staff.role-given", [&](const keys::Change& change) -> Status {
    TRY(staff::OpenProfile(change.tx, change.keys, staff));
    return staff::GiveRole(change, staff, role, until);
  });
}

Result<EntryId> TakeRole(App& app, const StaffId& by, const StaffId& staff, std::string_view role) {
  return Administer(app, by, "staff.role-taken", [&](const keys::Change& in) {
    return TakeAway(
        app, in, [&](const keys::Change& change) { return staff::TakeRole(change, staff, role); });
  });
}

Result<EntryId> AssignStaff(App& app, const StaffId& by, staff::Assignment assignment) {
  if (assignment.kind == staff::AssignmentKind::kService &&
      !app.notice().FindService(AsText(assignment.target)))
    return Fail(Code::kInvalid, "The notice has no such service.");
  return Administer(app, by, "staff.assigned", [&](const keys::Change& change) -> Status {
    TRY(staff::OpenProfile(change.tx, change.keys, assignment.staff));
    if (assignment.kind == staff::AssignmentKind::kCaseload)
      TRY(Present(change, TRY(SubjectId::From(assignment.target))));
    staff::Assignment from_now = assignment;
    from_now.since = change.now;
    return staff::Assign(change, from_now);
  });
}

Result<EntryId> UnassignStaff(App& app, const StaffId& by, const staff::Assignment& assignment) {
  return Administer(app, by, "staff.unassigned", [&](const keys::Change& change) {
    return staff::Unassign(change, assignment.staff, assignment.kind, assignment.target);
  });
}

Result<EntryId> CloseRecordTo(App& app, const StaffId& by, const StaffId& staff,
                              const SubjectId& subject, staff::Closed kind) {
  return Administer(app, by, "staff.record-closed", [&](const keys::Change& change) -> Status {
    TRY(staff::OpenProfile(change.tx, change.keys, staff));
    TRY(Present(change, subject));
    return staff::CloseRecord(change, staff, subject, kind);
  });
}

Result<EntryId> EndStaff(App& app, const StaffId& by, const StaffId& staff) {
  return Administer(app, by, "staff.ended", [&](const keys::Change& in) {
    return TakeAway(app, in, [&](const keys::Change& change) { return staff::End(change, staff); });
  });
}

Status ChangePassword(App& app, const StaffId& staff, const SecretBytes& after) {
  struct Now {
    std::string hash;
    std::string login;
  };
  const Now now = TRY(app.store().Read([&](store::ReadTx& tx) -> Result<Now> {
    Now found;
    found.hash = TRY(staff::PasswordOf(tx, app.keys(), staff));
    found.login = TRY(staff::OpenProfile(tx, app.keys(), staff)).login.Expose();
    return found;
  }));
  TRY(GoodEnough(after.text(), now.login));
  if (crypto::CheckPassword(after, now.hash) == crypto::PasswordCheck::kMatches)
    return Fail(Code::kInvalid, "The new password must be another than the one you have.");
  const std::string hash = crypto::HashPassword(after);
  TRY(Administer(app, staff, "staff.password-changed", [&](const keys::Change& change) {
    return staff::SetPassword(change, staff, hash);
  }));
  return {};
}

Result<std::vector<Colleague>> ListColleagues(App& app, const StaffId& by) {
  std::vector<Colleague> all;
  TRY(Administer(app, by, "staff.listed", [&](const keys::Change& change) -> Status {
    all.clear();
    for (const StaffId& id : TRY(staff::List(change.tx))) all.push_back(TRY(Describe(change, id)));
    change.entry.counts["shown"] = std::ssize(all);
    return {};
  }));
  return all;
}

Result<Colleague> ReadColleague(App& app, const StaffId& by, const StaffId& staff) {
  std::optional<Colleague> one;
  TRY(Administer(app, by, "staff.read", [&](const keys::Change& change) -> Status {
    const auto in_office = TRY(staff::List(change.tx));
    if (std::ranges::find(in_office, staff) == in_office.end())
      return Fail(Code::kNotFound, "There is no such staff account in office.");
    one = TRY(Describe(change, staff));
    return {};
  }));
  return *std::move(one);
}

}  // namespace almoner::app
