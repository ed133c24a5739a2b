#include "gate/break_glass.h"

#include <algorithm>

#include "staff/apart.h"

namespace almoner::gate {
namespace {

Bytes ColumnsOf(const Breach& b) {
  return keys::Columns(b.id, b.staff, b.subject, b.ground, b.at, b.words, b.words_at, b.reviewed_by,
                       b.reviewed_at, b.outcome);
}

crypto::Digest StampOf(const keys::Keys& keys, const Breach& b) {
  return keys::Stamp(keys, keys::Stamped::kBreach, ColumnsOf(b));
}

struct Stored {
  Breach breach;
  crypto::Digest stamp;
};

// One row of: id, staff, subject, ground, at, words, words_at, reviewed_by, reviewed_at, outcome,
// digest.
Result<Stored> FromRow(const keys::Keys& keys, const store::Row& row) {
  const auto id = TRY(row.As<EventId>(0));
  const auto staff = TRY(row.As<StaffId>(1));
  Breach b{.id = id, .staff = staff, .subject = TRY(row.As<SubjectId>(2)), .ground = {}, .at = {}};
  b.ground = TRY(row.Text(3));
  b.at = TRY(row.At(4));
  if (!row.IsNull(5)) b.words = TRY(row.Blob(5));
  b.words_at = TRY(row.MaybeAt(6));
  b.reviewed_by = TRY(row.MaybeAs<StaffId>(7));
  b.reviewed_at = TRY(row.MaybeAt(8));
  b.outcome = TRY(row.Text(9));
  const crypto::Digest stamp =
      TRY(keys::CheckStamp(keys, keys::Stamped::kBreach, ColumnsOf(b), TRY(row.Blob(10))));
  return Stored{std::move(b), stamp};
}

Result<Stored> Find(store::ReadTx& tx, const keys::Keys& keys, const EventId& id) {
  const auto row = TRY(tx.Maybe(
      "SELECT id, staff, subject, ground, at, words, words_at, reviewed_by, reviewed_at, outcome, "
      "digest FROM break_glass WHERE id = $1",
      id));
  if (!row) return Fail(Code::kNotFound, "No glass was broken under this id.");
  return FromRow(keys, *row);
}

Result<Breach> Load(const Context& context, const EventId& id) {
  return context.store.Read(
      [&](store::ReadTx& tx) -> Result<Breach> { return TRY(Find(tx, context.keys, id)).breach; });
}

// Whom it is about now: they may have been merged into another since.
Result<SubjectId> Now(const Context& context, const SubjectId& subject) {
  return context.store.Read(
      [&](store::ReadTx& tx) { return vault::Resolve(tx, context.keys, subject); });
}

// What became of a broken glass; `amend` fails when it happened already.
Status Amend(const keys::Change& change, const EventId& id,
             const std::function<Status(Breach&)>& amend) {
  Stored stored = TRY(Find(change.tx, change.keys, id));
  TRY(amend(stored.breach));
  const Breach& b = stored.breach;
  const crypto::Digest stamp = StampOf(change.keys, b);
  change.Destroyed(stored.stamp);
  change.Wrote(stamp);
  return change.tx.ExecuteOne(
      "UPDATE break_glass SET words = $2, words_at = $3, reviewed_by = $4, reviewed_at = $5, "
      "outcome = $6, digest = $7 WHERE id = $1",
      b.id, b.words, b.words_at, b.reviewed_by, b.reviewed_at, b.outcome, BytesView(stamp));
}

}  // namespace

Status NoteBreach(const keys::Change& change, const Breach& b) {
  const auto same = TRY(change.tx.Query(
      "SELECT id, staff, subject, ground, at, words, words_at, reviewed_by, reviewed_at, outcome, "
      "digest FROM break_glass WHERE subject = $1 AND staff = $2 AND ground = $3 AND at > $4 AND "
      "at <= $5 AND reviewed_by IS NULL",
      b.subject, b.staff, b.ground, b.at - kOneOccasion, b.at));
  for (const store::Row& row : same) TRY(FromRow(change.keys, row));  // none put in from outside
  if (!same.empty()) return {};
  const crypto::Digest stamp = StampOf(change.keys, b);
  change.Wrote(stamp);
  return change.tx.ExecuteOne(
      "INSERT INTO break_glass (id, staff, subject, ground, at, outcome, digest) VALUES ($1, $2, "
      "$3, $4, $5, $6, $7)",
      b.id, b.staff, b.subject, b.ground, b.at, b.outcome, BytesView(stamp));
}

Status ForgetBreaches(const keys::Change& change, const SubjectId& subject) {
  for (const store::Row& row : TRY(change.tx.Query(
           "SELECT id, staff, subject, ground, at, words, words_at, reviewed_by, reviewed_at, "
           "outcome, digest FROM break_glass WHERE subject = $1",
           subject)))
    change.Destroyed(TRY(FromRow(change.keys, row)).stamp);
  TRY(change.tx.Execute("DELETE FROM break_glass WHERE subject = $1", subject));
  return {};
}

Status CheckBreaches(store::ReadTx& tx, const keys::Keys& keys) {
  return keys::CheckEach(tx,
                         "SELECT id, staff, subject, ground, at, words, words_at, reviewed_by, "
                         "reviewed_at, outcome, digest FROM break_glass WHERE digest > $1 "
                         "ORDER BY digest LIMIT $2",
                         [&](const store::Row& row) -> Result<crypto::Digest> {
                           return TRY(FromRow(keys, row)).stamp;
                         });
}

Outcome<std::vector<Breach>> OpenBreaches(Gate& gate, const StaffId& actor) {
  std::vector<Breach> open;
  auto allowed = TRY(
      gate.Act({.actor = actor, .purpose = "law.rights"}, "break-glass.listed",
               [&](const Change& change) -> Status {
                 open.clear();
                 for (const store::Row& row : TRY(change.tx.Query(
                          "SELECT id, staff, subject, ground, at, words, words_at, reviewed_by, "
                          "reviewed_at, outcome, digest FROM break_glass WHERE reviewed_by IS NULL "
                          "ORDER BY at, id")))
                   open.push_back(TRY(FromRow(change.keys, row)).breach);
                 change.entry.counts["shown"] = std::ssize(open);
                 return {};
               }));
  if (!allowed) return Refuse<std::vector<Breach>>(std::move(allowed).error());
  return open;
}

Result<std::vector<Breach>> ToExplain(Gate& gate, const StaffId& actor) {
  const Context& context = gate.context();
  return context.store.Read([&](store::ReadTx& tx) -> Result<std::vector<Breach>> {
    std::vector<Breach> own;
    for (const store::Row& row : TRY(tx.Query(
             "SELECT id, staff, subject, ground, at, words, words_at, reviewed_by, reviewed_at, "
             "outcome, digest FROM break_glass WHERE staff = $1 AND words IS NULL AND reviewed_by "
             "IS NULL ORDER BY at, id",
             actor)))
      own.push_back(TRY(FromRow(context.keys, row)).breach);
    return own;
  });
}

Outcome<Changed> GiveWords(Gate& gate, const StaffId& actor, const EventId& id,
                           const Personal<std::string>& words) {
  const Context& context = gate.context();
  const Breach breach = TRY(Load(context, id));
  if (breach.staff != actor)
    return Fail(Code::kRefused, "Only the one who broke the glass can say why they did.");
  if (words.Expose().empty())
    return Fail(Code::kInvalid, "Say in a sentence why it was necessary.");
  const auto wrapped = TRY(context.store.Read([&](store::ReadTx& tx) {
    return keys::Load(tx, breach.subject.bytes(), keys::Kind::kEvidence);
  }));
  const SecretBytes key =
      TRY(context.keys.Unwrap(breach.subject.bytes(), keys::Kind::kEvidence, wrapped));
  const Bytes sealed = context.keys.Seal(key, keys::SealedField::kBreakGlassWords, id.bytes(),
                                         breach.subject.bytes(), AsBytes(words.Expose()));
  // A word about what was done already: it opens nothing, and is no second broken glass.
  const Ask ask{.actor = actor, .purpose = "law.emergency", .action = Action::kAttend};
  return gate.Act(ask, "break-glass.explained", [&](const Change& change) {
    return Amend(change, id, [&](Breach& said) -> Status {
      if (said.words) return Fail(Code::kConflict, "It was explained already.");
      said.words = sealed;
      said.words_at = change.now;
      return {};
    });
  });
}

Outcome<ReadBack> ReadBreach(Gate& gate, const StaffId& actor, const EventId& id) {
  const Context& context = gate.context();
  Breach breach = TRY(Load(context, id));
  auto allowed = TRY(gate.Act(
      {.actor = actor, .purpose = "law.rights", .subjects = {TRY(Now(context, breach.subject))}},
      "break-glass.read", [](const Change&) -> Status { return {}; }));
  if (!allowed) return Refuse<ReadBack>(std::move(allowed).error());
  if (!breach.words) return ReadBack{.breach = std::move(breach), .words = std::nullopt};
  const auto wrapped = TRY(context.store.Read([&](store::ReadTx& tx) {
    return keys::Load(tx, breach.subject.bytes(), keys::Kind::kEvidence);
  }));
  const SecretBytes key =
      TRY(context.keys.Unwrap(breach.subject.bytes(), keys::Kind::kEvidence, wrapped));
  const SecretBytes plain = TRY(context.keys.Open(
      key, keys::SealedField::kBreakGlassWords, id.bytes(), breach.subject.bytes(), *breach.words));
  return ReadBack{.breach = std::move(breach), .words = Personal(std::string(plain.text()))};
}

Outcome<Changed> Review(Gate& gate, const StaffId& actor, const EventId& id, Finding finding) {
  const Context& context = gate.context();
  const Breach breach = TRY(Load(context, id));
  if (breach.staff == actor)
    return Fail(Code::kRefused, "Nobody reviews a glass that they broke themselves.");
  TRY(context.store.Read([&](store::ReadTx& tx) {
    return staff::CheckApart(tx, context.keys, breach.staff, actor, context.clock.Now());
  }));
  const Ask ask{
      .actor = actor, .purpose = "law.rights", .subjects = {TRY(Now(context, breach.subject))}};
  return gate.Act(ask, "break-glass.reviewed", [&](const Change& change) {
    return Amend(change, id, [&](Breach& reviewed) -> Status {
      if (reviewed.reviewed_by) return Fail(Code::kConflict, "It was reviewed already.");
      if (!reviewed.words && !reviewed.Late(change.now))
        return Fail(
            Code::kConflict,
            "Whoever broke it has 24 hours to say why; review it when they have, or when the "
            "time is over.");
      reviewed.reviewed_by = actor;
      reviewed.reviewed_at = change.now;
      reviewed.outcome = finding == Finding::kJustified ? "justified" : "not-justified";
      return {};
    });
  });
}

}  // namespace almoner::gate
