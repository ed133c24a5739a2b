#include "standing/standing.h"

#include <algorithm>
#include <array>

#include "standing/decision.h"
#include "standing/hold.h"

namespace almoner::standing {
namespace {

constexpr std::array kKinds = {Kind::kRestriction, Kind::kObjection, Kind::kHold};

Result<Kind> ParseKind(std::string_view name) {
  for (const Kind kind : kKinds)
    if (Name(kind) == name) return kind;
  return Fail(Code::kCorrupt, "A stored restriction, objection or hold is of an unknown kind.");
}

Bytes ColumnsOf(const Mark& mark) {
  return keys::Columns(mark.id, mark.subject, Name(mark.kind), mark.scope, mark.ground, mark.since,
                       mark.until);
}

crypto::Digest StampOf(const keys::Keys& keys, const Mark& mark) {
  return keys::Stamp(keys, keys::Stamped::kMark, ColumnsOf(mark));
}

// That one is the other's copy, made for somebody else.
bool Same(const Mark& a, const Mark& b) {
  return a.kind == b.kind && a.scope == b.scope && a.ground == b.ground && a.since == b.since &&
         a.until == b.until;
}

struct Stored {
  Mark mark;
  crypto::Digest stamp;
};

// One row of: id, subject, kind, scope, ground, since, until, digest.
Result<Stored> FromRow(const store::Row& row, const keys::Keys& keys) {
  Mark mark{.id = TRY(row.As<EventId>(0)), .subject = TRY(row.As<SubjectId>(1))};
  mark.kind = TRY(ParseKind(TRY(row.Text(2))));
  mark.scope = TRY(row.Text(3));
  mark.ground = TRY(row.Text(4));
  mark.since = TRY(row.At(5));
  mark.until = TRY(row.MaybeAt(6));
  const auto stamp =
      TRY(keys::CheckStamp(keys, keys::Stamped::kMark, ColumnsOf(mark), TRY(row.Blob(7))));
  return Stored{std::move(mark), stamp};
}

Result<std::vector<Stored>> LoadAll(store::ReadTx& tx, const keys::Keys& keys,
                                    const SubjectId& subject) {
  std::vector<Stored> marks;
  for (const store::Row& row :
       TRY(tx.Query("SELECT id, subject, kind, scope, ground, since, until, "
                    "digest FROM standing WHERE subject = $1 "
                    "ORDER BY since, id",
                    subject)))
    marks.push_back(TRY(FromRow(row, keys)));
  return marks;
}

// The row as it is now, instead of as it was.
Status Replace(const keys::Change& change, const crypto::Digest& before, const Mark& mark) {
  const crypto::Digest stamp = StampOf(change.keys, mark);
  change.Destroyed(before);
  change.Wrote(stamp);
  return change.tx.ExecuteOne(
      "UPDATE standing SET subject = $2, until = $3, digest = $4 WHERE id = $1 AND digest = $5",
      mark.id, mark.subject, mark.until, BytesView(stamp), BytesView(before));
}

}  // namespace

std::string_view Name(Kind kind) {
  switch (kind) {
    case Kind::kRestriction:
      return "restriction";
    case Kind::kObjection:
      return "objection";
    case Kind::kHold:
      return "hold";
  }
  std::unreachable();
}

namespace {

Status Insert(const keys::Change& change, const Mark& mark) {
  const crypto::Digest stamp = StampOf(change.keys, mark);
  change.Wrote(stamp);
  return change.tx.ExecuteOne(
      "INSERT INTO standing (id, subject, kind, scope, ground, since, until, digest) VALUES ($1, "
      "$2, $3, $4, $5, $6, $7, $8)",
      mark.id, mark.subject, Name(mark.kind), mark.scope, mark.ground, mark.since, mark.until,
      BytesView(stamp));
}

Status End(const keys::Change& change, const SubjectId& subject, const EventId& id, Time at) {
  for (Stored& stored : TRY(LoadAll(change.tx, change.keys, subject))) {
    if (stored.mark.id != id || stored.mark.until) continue;
    stored.mark.until = at;
    return Replace(change, stored.stamp, stored.mark);
  }
  return Fail(Code::kNotFound, "There is no such restriction, objection or hold in force.");
}

Result<Mark> FromColumns(BytesView columns) {
  Reader in(columns);
  const auto id = TRY(keys::TakeColumn<EventId>(in));
  Mark mark{.id = id, .subject = TRY(keys::TakeColumn<SubjectId>(in))};
  mark.kind = TRY(ParseKind(TRY(keys::TakeColumn<std::string>(in))));
  mark.scope = TRY(keys::TakeColumn<std::string>(in));
  mark.ground = TRY(keys::TakeColumn<std::string>(in));
  mark.since = TRY(keys::TakeColumn<Time>(in));
  mark.until = TRY(keys::TakeColumn<std::optional<Time>>(in));
  TRY(in.Done());
  return mark;
}

// Whose mark it is now; nothing when there is none, or it was taken away with them.
Result<std::optional<SubjectId>> Bearer(store::ReadTx& tx, const EventId& mark) {
  const auto row = TRY(tx.Maybe("SELECT subject FROM standing WHERE id = $1", mark));
  if (!row) return std::optional<SubjectId>();
  return std::optional(TRY(row->As<SubjectId>(0)));
}

}  // namespace

Status Place(const keys::Change& change, const Mark& mark) {
  TRY(Insert(change, mark));
  return keys::Remember(change, keys::Deed::kMarked, ColumnsOf(mark));
}

Status Lift(const keys::Change& change, const SubjectId& subject, const EventId& id) {
  TRY(End(change, subject, id, change.now));
  return keys::Remember(change, keys::Deed::kUnmarked, id.bytes());
}

Status PlaceAgain(const keys::Change& change, const keys::Event& event) {
  const Mark mark = TRY(FromColumns(event.body));
  if (TRY(Bearer(change.tx, mark.id)) ||
      !TRY(change.tx.Maybe("SELECT 1 FROM subject WHERE id = $1", mark.subject)))
    return {};
  return Insert(change, mark);
}

Status LiftAgain(const keys::Change& change, const keys::Event& event) {
  const EventId id = TRY(EventId::From(event.body));
  const auto bearer = TRY(Bearer(change.tx, id));
  if (!bearer) return {};
  const Status ended = End(change, *bearer, id, event.at);
  return !ended && ended.error().code == Code::kNotFound ? Status() : ended;
}

Result<std::vector<Mark>> History(store::ReadTx& tx, const keys::Keys& keys,
                                  const SubjectId& subject) {
  std::vector<Mark> marks;
  for (Stored& stored : TRY(LoadAll(tx, keys, subject))) marks.push_back(std::move(stored.mark));
  return marks;
}

Status CopyMarks(const keys::Change& change, Random& random, const SubjectId& from,
                 const SubjectId& to, const std::function<bool(const Mark&)>& which) {
  const std::vector<Mark> there = TRY(History(change.tx, change.keys, to));
  for (Mark mark : TRY(History(change.tx, change.keys, from))) {
    if ((mark.until && *mark.until <= change.now) || !which(mark) ||
        std::ranges::any_of(there, [&](const Mark& other) { return Same(other, mark); }))
      continue;
    mark.id = EventId::New(random);
    mark.subject = to;
    TRY(Place(change, mark));
  }
  return {};
}

Status Remove(const keys::Change& change, const SubjectId& subject) {
  for (const Stored& stored : TRY(LoadAll(change.tx, change.keys, subject)))
    change.Destroyed(stored.stamp);
  TRY(change.tx.Execute("DELETE FROM standing WHERE subject = $1", subject));
  TRY(RemoveDecisions(change, subject));
  return RemoveHolds(change, subject);
}

Status Follow(const keys::Change& change, const SubjectId& from, const SubjectId& to) {
  const std::vector<Mark> there = TRY(History(change.tx, change.keys, to));
  for (Stored& stored : TRY(LoadAll(change.tx, change.keys, from))) {
    if (std::ranges::any_of(there, [&](const Mark& mark) { return Same(mark, stored.mark); })) {
      change.Destroyed(stored.stamp);
      TRY(change.tx.ExecuteOne("DELETE FROM standing WHERE id = $1", stored.mark.id));
      continue;
    }
    stored.mark.subject = to;
    TRY(Replace(change, stored.stamp, stored.mark));
  }
  TRY(FollowDecisions(change, from, to));
  return FollowHolds(change, from, to);
}

Status CheckRows(store::ReadTx& tx, const keys::Keys& keys) {
  TRY(CheckHolds(tx, keys));
  TRY(CheckDecisions(tx, keys));
  return keys::CheckEach(
      tx,
      "SELECT id, subject, kind, scope, ground, since, until, digest FROM standing WHERE digest > "
      "$1 ORDER BY digest LIMIT $2",
      [&](const store::Row& row) -> Result<crypto::Digest> {
        return TRY(FromRow(row, keys)).stamp;
      });
}

Result<Standing> Load(store::ReadTx& tx, const keys::Keys& keys, const notice::Notice& notice,
                      const SubjectId& subject, Time now) {
  Standing standing;
  for (const Mark& mark : TRY(History(tx, keys, subject))) {
    if (mark.since > now || (mark.until && *mark.until <= now)) continue;
    switch (mark.kind) {
      case Kind::kRestriction:
        standing.restricted = true;
        break;
      case Kind::kObjection:
        if (const auto activity = notice.FindActivity(mark.scope))
          standing.objections.push_back(*activity);
        break;
      case Kind::kHold:
        break;  // stops no use
    }
  }
  return standing;
}

}  // namespace almoner::standing
