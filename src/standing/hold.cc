#include "standing/hold.h"

#include <algorithm>

namespace almoner::standing {
namespace {

Bytes ColumnsOf(const Hold& hold) {
  return keys::Columns(hold.id, hold.subject, hold.kind, hold.record, hold.category, hold.file,
                       hold.placed_by, hold.since, ToText(hold.review), hold.until, hold.lifted_by);
}

crypto::Digest StampOf(const keys::Keys& keys, const Hold& hold) {
  return keys::Stamp(keys, keys::Stamped::kHold, ColumnsOf(hold));
}

struct Stored {
  Hold hold;
  crypto::Digest stamp;
};

// One row of: id, subject, kind, record, category, file, placed_by, since, review, until,
// lifted_by, digest.
Result<Stored> FromRow(const store::Row& row, const keys::Keys& keys) {
  const auto id = TRY(row.As<EventId>(0));
  const auto subject = TRY(row.As<SubjectId>(1));
  const auto file = TRY(row.As<RequestId>(5));
  Hold hold{.id = id, .subject = subject, .kind = {}, .record = {}, .category = {}, .file = file};
  hold.kind = TRY(row.Text(2));
  hold.record = TRY(row.MaybeAs<RecordId>(3));
  hold.category = TRY(row.Text(4));
  hold.placed_by = TRY(row.MaybeAs<StaffId>(6));
  hold.since = TRY(row.At(7));
  hold.review = TRY(ParseDate(TRY(row.Text(8))));
  hold.until = TRY(row.MaybeAt(9));
  hold.lifted_by = TRY(row.MaybeAs<StaffId>(10));
  const auto stamp =
      TRY(keys::CheckStamp(keys, keys::Stamped::kHold, ColumnsOf(hold), TRY(row.Blob(11))));
  return Stored{std::move(hold), stamp};
}

Result<std::vector<Stored>> FromRows(const store::Rows& rows, const keys::Keys& keys) {
  std::vector<Stored> all;
  for (const store::Row& row : rows) all.push_back(TRY(FromRow(row, keys)));
  return all;
}

Result<std::vector<Stored>> LoadAll(store::ReadTx& tx, const keys::Keys& keys,
                                    const SubjectId& subject) {
  return FromRows(
      TRY(tx.Query("SELECT id, subject, kind, record, category, file, placed_by, since, "
                   "review, until, lifted_by, digest FROM hold WHERE subject = $1 "
                   "ORDER BY since, id",
                   subject)),
      keys);
}

std::vector<Hold> Plain(std::vector<Stored> stored) {
  std::vector<Hold> holds;
  for (Stored& one : stored) holds.push_back(std::move(one.hold));
  return holds;
}

// The row as it is now, instead of as it was.
Status Replace(const keys::Change& change, const crypto::Digest& before, const Hold& hold) {
  const crypto::Digest stamp = StampOf(change.keys, hold);
  change.Destroyed(before);
  change.Wrote(stamp);
  return change.tx.ExecuteOne(
      "UPDATE hold SET subject = $2, review = $3, until = $4, lifted_by = $5, digest = $6 WHERE id "
      "= $1 AND digest = $7",
      hold.id, hold.subject, ToText(hold.review), hold.until, hold.lifted_by, BytesView(stamp),
      BytesView(before));
}

Status Insert(const keys::Change& change, const Hold& hold) {
  const crypto::Digest stamp = StampOf(change.keys, hold);
  change.Wrote(stamp);
  return change.tx.ExecuteOne(
      "INSERT INTO hold (id, subject, kind, record, category, file, placed_by, since, review, "
      "until, "
      "lifted_by, digest) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
      hold.id, hold.subject, hold.kind, hold.record, hold.category, hold.file, hold.placed_by,
      hold.since, ToText(hold.review), hold.until, hold.lifted_by, BytesView(stamp));
}

Status Amend(const keys::Change& change, const SubjectId& subject, const EventId& id,
             const std::function<void(Hold&)>& amend) {
  for (Stored& stored : TRY(LoadAll(change.tx, change.keys, subject))) {
    if (stored.hold.id != id || !stored.hold.InForce(change.now)) continue;
    amend(stored.hold);
    return Replace(change, stored.stamp, stored.hold);
  }
  return Fail(Code::kNotFound, "This person has no such hold in force.");
}

// That one is the other's copy (CopyHolds).
bool Same(const Hold& a, const Hold& b) {
  return a.file == b.file && a.record == b.record && a.category == b.category &&
         a.since == b.since && a.until == b.until;
}

}  // namespace

Status Place(const keys::Change& change, const Hold& hold) {
  TRY(Insert(change, hold));
  return keys::Remember(change, keys::Deed::kHeld, ColumnsOf(hold));
}

Result<Hold> HoldIn(const keys::Event& event) {
  Reader in(event.body);
  const auto id = TRY(keys::TakeColumn<EventId>(in));
  const auto subject = TRY(keys::TakeColumn<SubjectId>(in));
  auto kind = TRY(keys::TakeColumn<std::string>(in));
  const auto record = TRY(keys::TakeColumn<std::optional<RecordId>>(in));
  auto category = TRY(keys::TakeColumn<std::string>(in));
  const auto file = TRY(keys::TakeColumn<RequestId>(in));
  Hold hold{.id = id,
            .subject = subject,
            .kind = std::move(kind),
            .record = record,
            .category = std::move(category),
            .file = file};
  hold.placed_by = TRY(keys::TakeColumn<std::optional<StaffId>>(in));
  hold.since = TRY(keys::TakeColumn<Time>(in));
  hold.review = TRY(ParseDate(TRY(keys::TakeColumn<std::string>(in))));
  hold.until = TRY(keys::TakeColumn<std::optional<Time>>(in));
  hold.lifted_by = TRY(keys::TakeColumn<std::optional<StaffId>>(in));
  TRY(in.Done());
  return hold;
}

Status PutAgain(const keys::Change& change, const Hold& hold) {
  if (TRY(change.tx.Maybe("SELECT 1 FROM hold WHERE id = $1", hold.id)) ||
      !TRY(change.tx.Maybe("SELECT 1 FROM subject WHERE id = $1", hold.subject)))
    return {};
  return Insert(change, hold);
}

Status ReleaseAgain(const keys::Change& change, const keys::Event& event) {
  const EventId id = TRY(EventId::From(event.body));
  const auto row = TRY(change.tx.Maybe("SELECT subject FROM hold WHERE id = $1", id));
  if (!row) return {};
  const Status lifted =
      Amend(change, TRY(row->As<SubjectId>(0)), id, [&](Hold& hold) { hold.until = event.at; });
  return !lifted && lifted.error().code == Code::kNotFound ? Status() : lifted;
}

Status LiftHold(const keys::Change& change, const SubjectId& subject, const EventId& hold,
                const std::optional<StaffId>& by) {
  TRY(Amend(change, subject, hold, [&](Hold& lifted) {
    lifted.until = change.now;
    lifted.lifted_by = by;
  }));
  return keys::Remember(change, keys::Deed::kReleased, hold.bytes());
}

Status ReviewHold(const keys::Change& change, const SubjectId& subject, const EventId& hold,
                  Date next) {
  return Amend(change, subject, hold, [&](Hold& reviewed) { reviewed.review = next; });
}

Result<std::vector<Hold>> Holds(store::ReadTx& tx, const keys::Keys& keys,
                                const SubjectId& subject) {
  return Plain(TRY(LoadAll(tx, keys, subject)));
}

Result<std::vector<Hold>> HoldsOnRecordsOf(store::ReadTx& tx, const keys::Keys& keys,
                                           const SubjectId& subject) {
  return Plain(TRY(FromRows(
      // From the holds to the person: somebody may have very many records.
      TRY(tx.Query("SELECT id, subject, kind, record, category, file, placed_by, since, review, "
                   "until, lifted_by, digest FROM hold WHERE record IS NOT NULL AND EXISTS (SELECT "
                   "1 FROM record_person p WHERE p.subject = $1 AND p.record = hold.record) ORDER "
                   "BY since, id",
                   subject)),
      keys)));
}

Result<std::vector<Hold>> AllInForce(store::ReadTx& tx, const keys::Keys& keys, Time now) {
  std::vector<Hold> holds = Plain(TRY(FromRows(
      TRY(tx.Query("SELECT id, subject, kind, record, category, file, placed_by, since, review, "
                   "until, lifted_by, digest FROM hold WHERE until IS NULL ORDER BY review, since, "
                   "id")),
      keys)));
  std::erase_if(holds, [&](const Hold& hold) { return !hold.InForce(now); });
  return holds;
}

Status CopyHolds(const keys::Change& change, Random& random, const SubjectId& from,
                 const SubjectId& to) {
  const std::vector<Hold> there = TRY(Holds(change.tx, change.keys, to));
  for (Stored& stored : TRY(LoadAll(change.tx, change.keys, from))) {
    if (!stored.hold.InForce(change.now) ||
        std::ranges::any_of(there, [&](const Hold& hold) { return Same(hold, stored.hold); }))
      continue;
    stored.hold.id = EventId::New(random);
    stored.hold.subject = to;
    TRY(Place(change, stored.hold));
  }
  return {};
}

Status HoldMoved(const keys::Change& change, Random& random, const RecordId& record,
                 const std::function<bool(std::string_view)>& reaches, const SubjectId& from,
                 const SubjectId& to) {
  for (Stored& stored : TRY(LoadAll(change.tx, change.keys, from))) {
    Hold& hold = stored.hold;
    if (!hold.InForce(change.now) || (hold.record && *hold.record != record) ||
        (!hold.category.empty() && !reaches(hold.category)))
      continue;
    hold.id = EventId::New(random);
    hold.subject = to;
    hold.record = record;
    hold.category.clear();
    TRY(Place(change, hold));
  }
  return {};
}

Status RemoveHolds(const keys::Change& change, const SubjectId& subject) {
  for (const Stored& stored : TRY(LoadAll(change.tx, change.keys, subject)))
    change.Destroyed(stored.stamp);
  TRY(change.tx.Execute("DELETE FROM hold WHERE subject = $1", subject));
  return {};
}

Status FollowHolds(const keys::Change& change, const SubjectId& from, const SubjectId& to) {
  const std::vector<Hold> there = TRY(Holds(change.tx, change.keys, to));
  for (Stored& stored : TRY(LoadAll(change.tx, change.keys, from))) {
    if (std::ranges::any_of(there, [&](const Hold& hold) { return Same(hold, stored.hold); })) {
      change.Destroyed(stored.stamp);
      TRY(change.tx.ExecuteOne("DELETE FROM hold WHERE id = $1", stored.hold.id));
      continue;
    }
    stored.hold.subject = to;
    TRY(Replace(change, stored.stamp, stored.hold));
  }
  return {};
}

Status CheckHolds(store::ReadTx& tx, const keys::Keys& keys) {
  return keys::CheckEach(tx,
                         "SELECT id, subject, kind, record, category, file, placed_by, since, "
                         "review, until, lifted_by, "
                         "digest FROM hold WHERE digest > $1 ORDER BY digest LIMIT $2",
                         [&](const store::Row& row) -> Result<crypto::Digest> {
                           return TRY(FromRow(row, keys)).stamp;
                         });
}

}  // namespace almoner::standing
