#include "gate/break_glass.h"

#include <algorithm>

namespace almoner::gate {
namespace {

Result<Breach> FromRow(const store::Row& row, Time now) {
  Breach breach{.id = TRY(row.As<EventId>(0)),
                .staff = TRY(row.As<StaffId>(1)),
                .subject = TRY(row.As<SubjectId>(2)),
                .ground = TRY(row.Text(3)),
                .at = TRY(row.At(4)),
                .explained = !row.IsNull(5)};
  breach.late = !breach.explained && now > breach.at + kWordsWithin;
  if (!row.IsNull(6)) breach.reviewed_by = TRY(row.As<StaffId>(6));
  return breach;
}

Result<Breach> Load(const Context& context, const EventId& id) {
  return context.store.Read([&](store::ReadTx& tx) -> Result<Breach> {
    const auto row = TRY(tx.Maybe(
        "SELECT id, staff, subject, ground, at, words, reviewed_by FROM break_glass WHERE id = $1",
        id));
    if (!row) return Fail(Code::kNotFound, "No glass was broken under this id.");
    return FromRow(*row, context.clock.Now());
  });
}

}  // namespace

Result<std::vector<Breach>> OpenBreaches(store::ReadTx& tx, Time now) {
  std::vector<Breach> open;
  for (const store::Row& row :
       TRY(tx.Query("SELECT id, staff, subject, ground, at, words, reviewed_by FROM break_glass "
                    "WHERE reviewed_by IS NULL ORDER BY at, id")))
    open.push_back(TRY(FromRow(row, now)));
  return open;
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
    return change.tx.ExecuteOne(
        "UPDATE break_glass SET words = $2, words_at = $3 WHERE id = $1 AND words IS NULL", id,
        sealed, change.now);
  });
}

Outcome<Personal<std::string>> ReadWords(Gate& gate, const StaffId& actor, const EventId& id) {
  const Context& context = gate.context();
  const Breach breach = TRY(Load(context, id));
  struct Sealed {
    Bytes words;
    keys::WrappedKey key;
  };
  const auto sealed = TRY(context.store.Read([&](store::ReadTx& tx) -> Result<Sealed> {
    const store::Row row =
        TRY(tx.One("SELECT words FROM break_glass WHERE id = $1 AND words IS NOT NULL", id));
    return Sealed{.words = TRY(row.Blob(0)),
                  .key = TRY(keys::Load(tx, breach.subject.bytes(), keys::Kind::kEvidence))};
  }));
  auto allowed =
      TRY(gate.Act({.actor = actor, .purpose = "law.rights", .subjects = {breach.subject}},
                   "break-glass.read", [](const Change&) -> Status { return {}; }));
  if (!allowed) return Refuse<Personal<std::string>>(std::move(allowed).error());
  const SecretBytes key =
      TRY(context.keys.Unwrap(breach.subject.bytes(), keys::Kind::kEvidence, sealed.key));
  const SecretBytes plain = TRY(context.keys.Open(
      key, keys::SealedField::kBreakGlassWords, id.bytes(), breach.subject.bytes(), sealed.words));
  return Personal(std::string(plain.text()));
}

Outcome<Changed> Review(Gate& gate, const StaffId& actor, const EventId& id, Finding finding) {
  const Context& context = gate.context();
  const Breach breach = TRY(Load(context, id));
  if (breach.staff == actor)
    return Fail(Code::kRefused, "Nobody reviews a glass that they broke themselves.");
  const Ask ask{.actor = actor, .purpose = "law.rights", .subjects = {breach.subject}};
  const std::string_view outcome = finding == Finding::kJustified ? "justified" : "not-justified";
  return gate.Act(ask, "break-glass.reviewed", [&](const Change& change) {
    return change.tx.ExecuteOne(
        "UPDATE break_glass SET reviewed_by = $2, reviewed_at = $3, outcome = $4 "
        "WHERE id = $1 AND reviewed_by IS NULL",
        id, actor, change.now, outcome);
  });
}

}  // namespace almoner::gate
