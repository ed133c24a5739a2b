#include "app/looks.h"

#include "app/accounts.h"
#include "store/home.h"

namespace almoner::app {
namespace {

constexpr std::string_view kVerifiedAt = "verified-at";
constexpr std::string_view kVerifiedGood = "verified-good";

struct Span {
  Time from, until;
};

// London's midnight is at most an hour before that of UTC.
Time BeginOf(Date day) {
  const Time midnight = Time::FromUtcDate(day);
  const Time hour_before = midnight - std::chrono::hours(1);
  return sys_days(LondonDate(hour_before)) == sys_days(day) ? hour_before : midnight;
}

Span SpanOf(const Days& days) {
  return {.from = BeginOf(days.from), .until = BeginOf(sys_days(days.to) + std::chrono::days(1))};
}

std::string AuditRole(const notice::Notice& notice, const notice::RoleSet& held) {
  for (std::size_t i = 0; i < notice.roles.size(); ++i) {
    notice::RoleSet one;
    if (held[i] && notice.HasDuty(one.set(i), "audit")) return notice.roles[i].id;
  }
  return "";
}

// At most one more than is shown, so that it is known whether there is more.
constexpr std::int64_t kLimit = static_cast<std::int64_t>(kMostLooks) + 1;

void Cut(Looks& looks) {
  looks.more = looks.all.size() > kMostLooks;
  if (looks.more) looks.all.resize(kMostLooks, looks.all.front());
}

Result<Looks> ReadTrail(store::ReadTx& tx, const SubjectId& subject, const Span& span) {
  Looks looks;
  // Accounts are few: each is probed by the whole key of its trail.
  for (const store::Row& row : TRY(tx.Query(
           "SELECT t.at, t.entry, t.action, t.outcome, t.purpose, t.role, (SELECT s.staff FROM "
           "staff a CROSS JOIN staff_trail s WHERE s.staff = a.id AND s.at = t.at AND s.entry = "
           "t.entry LIMIT 1) FROM trail t WHERE t.subject = $1 AND t.at >= $2 AND t.at < $3 ORDER "
           "BY t.at DESC, t.entry LIMIT $4",
           subject, span.from, span.until, kLimit))) {
    Look look{.at = TRY(row.At(0)), .entry = TRY(row.As<EntryId>(1))};
    look.action = TRY(row.Text(2));
    look.outcome = TRY(row.Text(3));
    look.purpose = TRY(row.Text(4));
    look.role = TRY(row.Text(5));
    if (!row.IsNull(6)) look.who = TRY(row.As<StaffId>(6));
    looks.all.push_back(std::move(look));
  }
  Cut(looks);
  return looks;
}

Result<Looks> ReadDeeds(store::ReadTx& tx, const StaffId& staff, const Span& span) {
  Looks looks;
  for (const store::Row& row :
       TRY(tx.Query("SELECT t.at, t.entry, e.body FROM staff_trail t JOIN audit_entry e ON e.id = "
                    "t.entry WHERE t.staff = $1 AND t.at >= $2 AND t.at < $3 ORDER BY t.at DESC, "
                    "t.entry LIMIT $4",
                    staff, span.from, span.until, kLimit))) {
    Look look{.at = TRY(row.At(0)), .entry = TRY(row.As<EntryId>(1))};
    look.who = staff;
    if (!row.IsNull(2)) {  // what it said may be pruned
      const audit::Entry entry = TRY(audit::Decode(TRY(row.Blob(2))));
      look.action = entry.action.text();
      look.outcome = entry.outcome.text();
      look.purpose = entry.purpose;
      look.people = std::ssize(entry.subjects);
    }
    looks.all.push_back(std::move(look));
  }
  Cut(looks);
  return looks;
}

Result<crypto::Digest> KeyOf(App& app, BytesView owner, const EntryId& entry) {
  const auto wrapped = TRY(app.store().Read(
      [&](store::ReadTx& tx) { return keys::Load(tx, owner, keys::Kind::kAudit); }));
  return audit::Pseudonym(TRY(app.keys().Unwrap(owner, keys::Kind::kAudit, wrapped)), entry);
}

}  // namespace

Result<Looks> WhoSaw(App& app, const StaffId& by, const SubjectId& subject, const Days& days) {
  const Span span = SpanOf(days);
  Looks looks;
  // Before anything is recorded: that there is such a person.
  TRY(KeyOf(app, subject.bytes(), EntryId::New(app.random())));
  TRY(Administer(app, by, "trail.read", [&](const keys::Change& change) -> Status {
    looks = TRY(ReadTrail(change.tx, subject, span));
    const auto key = TRY(keys::Load(change.tx, subject.bytes(), keys::Kind::kAudit));
    change.entry.subjects = {audit::Pseudonym(
        TRY(change.keys.Unwrap(subject.bytes(), keys::Kind::kAudit, key)), change.entry.id)};
    change.entry.counts["shown"] = std::ssize(looks.all);
    const auto roles = TRY(staff::RolesOf(change.tx, change.keys, app.notice(), by, change.now));
    return change.tx.ExecuteOne(
        "INSERT INTO trail (subject, entry, at, action, outcome, purpose, role) VALUES ($1, $2, "
        "$3, $4, $5, $6, $7)",
        subject, change.entry.id, change.entry.at, change.entry.action.text(),
        change.entry.outcome.text(), change.entry.purpose, AuditRole(app.notice(), roles));
  }));
  return looks;
}

Result<Looks> WhatTheyDid(App& app, const StaffId& by, const StaffId& staff, const Days& days) {
  const Span span = SpanOf(days);
  Looks looks;
  TRY(Administer(app, by, "staff-trail.read", [&](const keys::Change& change) -> Status {
    TRY(staff::OpenProfile(change.tx, change.keys, staff));
    looks = TRY(ReadDeeds(change.tx, staff, span));
    const auto key = TRY(keys::Load(change.tx, staff.bytes(), keys::Kind::kAudit));
    change.entry.subjects = {audit::Pseudonym(
        TRY(change.keys.Unwrap(staff.bytes(), keys::Kind::kAudit, key)), change.entry.id)};
    change.entry.counts["shown"] = std::ssize(looks.all);
    return {};
  }));
  return looks;
}

Result<std::vector<StaffId>> EveryAccount(App& app) {
  return app.store().Read([](store::ReadTx& tx) -> Result<std::vector<StaffId>> {
    std::vector<StaffId> all;
    for (const store::Row& row : TRY(tx.Query("SELECT id FROM staff ORDER BY created, id")))
      all.push_back(TRY(row.As<StaffId>(0)));
    return all;
  });
}

Result<Verified> VerifyNow(App& app, const StaffId& by) {
  TRY(app.log().Seal());
  Verified done{.checked = TRY(CheckAll(app, {.since = {}, .witness = app.WitnessFile()})),
                .at = app.clock().Now()};
  TRY(Administer(app, by, "log.verified", [&](const keys::Change& change) -> Status {
    change.entry.counts["good"] = done.checked.good() ? 1 : 0;
    TRY(store::SetHomeNumber(change.tx, kVerifiedAt, done.at.micros()));
    return store::SetHomeNumber(change.tx, kVerifiedGood, done.checked.good() ? 1 : 0);
  }));
  return done;
}

Result<std::optional<LastVerified>> WhenVerified(App& app) {
  return app.store().Read([](store::ReadTx& tx) -> Result<std::optional<LastVerified>> {
    const auto at = TRY(store::HomeNumber(tx, kVerifiedAt));
    if (!at) return std::optional<LastVerified>();
    const auto good = TRY(store::HomeNumber(tx, kVerifiedGood));
    return std::optional(LastVerified{.at = Time::FromMicros(*at), .good = good.value_or(0) == 1});
  });
}

}  // namespace almoner::app
