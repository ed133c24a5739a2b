#include "standing/decision.h"

#include <algorithm>
#include <array>

namespace almoner::standing {
namespace {

constexpr std::array kVerdicts = {Verdict::kDestroy, Verdict::kKeep, Verdict::kOverride};

Result<Verdict> ParseVerdict(std::string_view name) {
  for (const Verdict verdict : kVerdicts)
    if (Name(verdict) == name) return verdict;
  return Fail(Code::kCorrupt, "A stored decision is of an unknown kind.");
}

std::string UntilText(const Decision& d) { return d.until ? ToText(*d.until) : std::string(); }

Bytes ColumnsOf(const Decision& d) {
  return keys::Columns(d.id, d.subject, Name(d.verdict), d.rule, d.hold, d.record, UntilText(d),
                       d.file, d.staff, d.at, d.second, d.second_at);
}

crypto::Digest StampOf(const keys::Keys& keys, const Decision& decision) {
  return keys::Stamp(keys, keys::Stamped::kDecision, ColumnsOf(decision));
}

struct Stored {
  Decision decision;
  crypto::Digest stamp;
};

// One row of: id, subject, kind, rule, hold, record, until, file, staff, at, second, second_at,
// digest.
Result<Stored> FromRow(const store::Row& row, const keys::Keys& keys) {
  const auto id = TRY(row.As<EventId>(0));
  const auto subject = TRY(row.As<SubjectId>(1));
  const auto file = TRY(row.As<RequestId>(7));
  const auto staff = TRY(row.As<StaffId>(8));
  Decision d{.id = id, .subject = subject, .rule = {}, .file = file, .staff = staff, .at = {}};
  d.verdict = TRY(ParseVerdict(TRY(row.Text(2))));
  d.rule = TRY(row.Text(3));
  d.hold = TRY(row.MaybeAs<EventId>(4));
  d.record = TRY(row.MaybeAs<RecordId>(5));
  if (const std::string until = TRY(row.Text(6)); !until.empty()) d.until = TRY(ParseDate(until));
  d.at = TRY(row.At(9));
  d.second = TRY(row.MaybeAs<StaffId>(10));
  d.second_at = TRY(row.MaybeAt(11));
  const auto stamp =
      TRY(keys::CheckStamp(keys, keys::Stamped::kDecision, ColumnsOf(d), TRY(row.Blob(12))));
  return Stored{std::move(d), stamp};
}

Result<std::vector<Stored>> LoadAll(store::ReadTx& tx, const keys::Keys& keys,
                                    const SubjectId& subject) {
  std::vector<Stored> all;
  for (const store::Row& row : TRY(tx.Query(
           "SELECT id, subject, kind, rule, hold, record, until, file, staff, at, second, "
           "second_at, digest FROM disposal_decision WHERE subject = $1 ORDER BY at, kind, id",
           subject)))
    all.push_back(TRY(FromRow(row, keys)));
  return all;
}

// The row as it is now, instead of as it was.
Status Replace(const keys::Change& change, const crypto::Digest& before, const Decision& d) {
  const crypto::Digest stamp = StampOf(change.keys, d);
  change.Destroyed(before);
  change.Wrote(stamp);
  return change.tx.ExecuteOne(
      "UPDATE disposal_decision SET subject = $2, second = $3, second_at = $4, digest = $5 WHERE "
      "id = $1 AND digest = $6",
      d.id, d.subject, d.second, d.second_at, BytesView(stamp), BytesView(before));
}

Status Insert(const keys::Change& change, const Decision& d) {
  const crypto::Digest stamp = StampOf(change.keys, d);
  change.Wrote(stamp);
  return change.tx.ExecuteOne(
      "INSERT INTO disposal_decision (id, subject, kind, rule, hold, record, until, file, staff, "
      "at, "
      "second, second_at, digest) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
      d.id, d.subject, Name(d.verdict), d.rule, d.hold, d.record, UntilText(d), d.file, d.staff,
      d.at, d.second, d.second_at, BytesView(stamp));
}

}  // namespace

std::string_view Name(Verdict verdict) {
  switch (verdict) {
    case Verdict::kDestroy:
      return "destroy";
    case Verdict::kKeep:
      return "keep";
    case Verdict::kOverride:
      return "override";
  }
  std::unreachable();
}

Status Put(const keys::Change& change, const Decision& d) {
  TRY(Insert(change, d));
  if (d.verdict != Verdict::kKeep) return {};
  return keys::Remember(change, keys::Deed::kKept, ColumnsOf(d));
}

Result<Decision> KeptIn(const keys::Event& event) {
  Reader in(event.body);
  const auto id = TRY(keys::TakeColumn<EventId>(in));
  const auto subject = TRY(keys::TakeColumn<SubjectId>(in));
  const auto verdict = TRY(ParseVerdict(TRY(keys::TakeColumn<std::string>(in))));
  auto rule = TRY(keys::TakeColumn<std::string>(in));
  const auto hold = TRY(keys::TakeColumn<std::optional<EventId>>(in));
  const auto record = TRY(keys::TakeColumn<std::optional<RecordId>>(in));
  const auto until = TRY(ParseDate(TRY(keys::TakeColumn<std::string>(in))));
  const auto file = TRY(keys::TakeColumn<RequestId>(in));
  const auto staff = TRY(keys::TakeColumn<StaffId>(in));
  Decision d{.id = id,
             .subject = subject,
             .verdict = verdict,
             .rule = std::move(rule),
             .hold = hold,
             .record = record,
             .until = until,
             .file = file,
             .staff = staff,
             .at = {}};
  d.at = TRY(keys::TakeColumn<Time>(in));
  d.second = TRY(keys::TakeColumn<std::optional<StaffId>>(in));
  d.second_at = TRY(keys::TakeColumn<std::optional<Time>>(in));
  TRY(in.Done());
  return d;
}

Status PutAgain(const keys::Change& change, const Decision& d) {
  if (TRY(change.tx.Maybe("SELECT 1 FROM disposal_decision WHERE id = $1", d.id)) ||
      !TRY(change.tx.Maybe("SELECT 1 FROM subject WHERE id = $1", d.subject)))
    return {};
  return Insert(change, d);
}

Status Agree(const keys::Change& change, const SubjectId& subject, const EventId& decision,
             const StaffId& second) {
  for (Stored& stored : TRY(LoadAll(change.tx, change.keys, subject))) {
    Decision& d = stored.decision;
    if (d.id != decision || d.second) continue;
    if (d.staff == second)
      return Fail(Code::kRefused,
                  "You decided this yourself; somebody else with the duty must agree.");
    d.second = second;
    d.second_at = change.now;
    return Replace(change, stored.stamp, d);
  }
  return Fail(Code::kNotFound, "There is no such decision that waits for a second person.");
}

Result<std::vector<Decision>> Decisions(store::ReadTx& tx, const keys::Keys& keys,
                                        const SubjectId& subject) {
  std::vector<Decision> all;
  for (Stored& stored : TRY(LoadAll(tx, keys, subject))) all.push_back(std::move(stored.decision));
  return all;
}

Status CopyKept(const keys::Change& change, Random& random, const SubjectId& from,
                const SubjectId& to, const std::optional<RecordId>& record) {
  const std::vector<Decision> there = TRY(Decisions(change.tx, change.keys, to));
  for (Stored& stored : TRY(LoadAll(change.tx, change.keys, from))) {
    Decision& d = stored.decision;
    if (d.verdict != Verdict::kKeep || (record && d.record && *d.record != *record)) continue;
    if (record) d.record = record;
    if (std::ranges::any_of(there, [&](const Decision& other) {
          return other.file == d.file && other.rule == d.rule && other.record == d.record;
        }))
      continue;
    d.id = EventId::New(random);
    d.subject = to;
    TRY(Put(change, d));
  }
  return {};
}

Status RemoveDecisions(const keys::Change& change, const SubjectId& subject) {
  for (const Stored& stored : TRY(LoadAll(change.tx, change.keys, subject)))
    change.Destroyed(stored.stamp);
  TRY(change.tx.Execute("DELETE FROM disposal_decision WHERE subject = $1", subject));
  return {};
}

Status DropApprovals(const keys::Change& change, const SubjectId& subject) {
  for (const Stored& stored : TRY(LoadAll(change.tx, change.keys, subject))) {
    if (stored.decision.verdict == Verdict::kKeep) continue;
    change.Destroyed(stored.stamp);
    TRY(change.tx.ExecuteOne("DELETE FROM disposal_decision WHERE id = $1", stored.decision.id));
  }
  return {};
}

Status FollowDecisions(const keys::Change& change, const SubjectId& from, const SubjectId& to) {
  TRY(DropApprovals(change, from));
  TRY(DropApprovals(change, to));
  for (Stored& stored : TRY(LoadAll(change.tx, change.keys, from))) {
    stored.decision.subject = to;
    TRY(Replace(change, stored.stamp, stored.decision));
  }
  return {};
}

Status CheckDecisions(store::ReadTx& tx, const keys::Keys& keys) {
  return keys::CheckEach(
      tx,
      "SELECT id, subject, kind, rule, hold, record, until, file, staff, at, second, second_at, "
      "digest FROM disposal_decision WHERE digest > $1 ORDER BY digest LIMIT $2",
      [&](const store::Row& row) -> Result<crypto::Digest> {
        return TRY(FromRow(row, keys)).stamp;
      });
}

}  // namespace almoner::standing
