#include "app/staffing.h"

#include <algorithm>

#include "app/api_keys.h"
#include "app/hand.h"
#include "audit/entry.h"
#include "crypto/password.h"
#include "identity/passwords.h"
#include "outbox/outbox.h"
#include "vault/vault.h"

namespace almoner::app {
namespace {

// That the id is a person's now: a slip, or one that was merged, would protect or assign nobody.
Status Present(const keys::Change& change, const SubjectId& subject) {
  const auto row = TRY(vault::LoadSubject(change.tx, change.keys, subject));
  if (!row.merged_into) return {};
  return Fail(Code::kConflict, "This record was merged into another; name that one.",
              IdDetail("now", *row.merged_into));
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

// To whoever signs in with an address; nothing: there is none to write to.
Result<std::optional<outbox::ReadyLetter>> LetterAbout(App& app, const StaffId& staff) {
  const staff::Profile profile = TRY(app.store().Read(
      [&](store::ReadTx& tx) { return staff::OpenProfile(tx, app.keys(), staff); }));
  if (!mail::Address::Parse(profile.login.Expose())) return std::optional<outbox::ReadyLetter>();
  return std::optional(TRY(outbox::Prepare(
      app.keys(),
      {.to = profile.login,
       .kind = "factor-taken",
       .subject = "Your sign-in was changed",
       .text = Personal(std::string(
           "An administrator has taken away the second step of your sign-in.\nYou set up a new "
           "one at the next sign-in. If you did not ask for this, tell them at once.\n")),
       .until = app.clock().Now() + std::chrono::days(7)})));
}

Result<Colleague> Describe(const keys::Change& change, const StaffId& id) {
  Colleague one{.id = id};
  one.profile = TRY(staff::OpenProfile(change.tx, change.keys, id));
  one.roles = TRY(staff::RolesHeld(change.tx, change.keys, id));
  one.assigned = TRY(staff::AssignmentsNow(change.tx, change.keys, id, change.now));
  one.signed_in = TRY(LastSignIn(change.tx, id));
  one.factors = TRY(factor::Load(change.tx, change.keys, staff::OwnerOf(id)));
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
      TRY(Administer(app, by, "staff.password-set", [&](const keys::Change& change) -> Status {
        if (TRY(ApiKeyOf(change.tx, change.keys, staff)))
          return Fail(Code::kConflict, "This is the account of a program, which has no password.");
        TRY(staff::SetPassword(change, staff, hash));
        return NoteHand(app, change, by, staff);
      }));
  return Reset{.entry = entry, .password = std::move(password)};
}

Result<EntryId> GiveRole(App& app, const StaffId& by, const StaffId& staff, std::string_view role,
                         const std::optional<Time>& until) {
  if (!app.notice().FindRole(role)) return Fail(Code::kInvalid, "The notice has no such role.");
  return Administer(app, by, "staff.role-given", [&](const keys::Change& change) -> Status {
    TRY(staff::OpenProfile(change.tx, change.keys, staff));
    TRY(staff::GiveRole(change, staff, role, until));
    return NoteHand(app, change, by, staff);
  });
}

Result<EntryId> TakeRole(App& app, const StaffId& by, const StaffId& staff, std::string_view role) {
  return Administer(app, by, "staff.role-taken", [&](const keys::Change& in) -> Status {
    TRY(TakeAway(app, in,
                 [&](const keys::Change& change) { return staff::TakeRole(change, staff, role); }));
    return NoteHand(app, in, by, staff);
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

Result<EntryId> TakeFactors(App& app, const StaffId& by, const StaffId& staff) {
  const auto letter = TRY(LetterAbout(app, staff));
  return Administer(app, by, "staff.factors-taken", [&](const keys::Change& change) -> Status {
    TRY(factor::TakeAway(change, staff::OwnerOf(staff)));
    TRY(session::EndAll(change.tx, staff::kSessions, staff.bytes()));
    TRY(NoteHand(app, change, by, staff));
    return letter ? outbox::Queue(change, *letter) : Status();
  });
}

Result<crypto::Digest> ChangePassword(App& app, const StaffId& staff, const SecretBytes& after) {
  struct Now {
    std::string hash;
    staff::Profile profile;
  };
  const Now now = TRY(app.store().Read([&](store::ReadTx& tx) -> Result<Now> {
    Now found;
    found.hash = TRY(staff::PasswordOf(tx, app.keys(), staff));
    found.profile = TRY(staff::OpenProfile(tx, app.keys(), staff));
    return found;
  }));
  const std::array own = {now.profile.login, now.profile.name};
  const SecretBytes accepted = TRY(
      identity::AcceptPassword(after.text(), identity::PasswordUse::kAlone,
                               {.own_words = own, .organisation = app.notice().organisation.name}));
  if (crypto::CheckPassword(accepted, now.hash) == crypto::PasswordCheck::kMatches)
    return Fail(Code::kInvalid, "The new password must be another than the one you have.");
  const std::string hash = crypto::HashPassword(accepted);
  TRY(Administer(app, staff, "staff.password-changed", [&](const keys::Change& change) {
    return staff::SetPassword(change, staff, hash);
  }));
  return session::DigestOf(hash);
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
