#include "consent/consent.h"

#include <algorithm>
#include <array>

namespace almoner::consent {
namespace {

constexpr std::array kKinds = {Kind::kGiven, Kind::kRefused, Kind::kWithdrawn};
constexpr std::array kMeans = {Means::kInPerson, Means::kPhone, Means::kPaper, Means::kEmail,
                               Means::kPortal};

Bytes ColumnsOf(const Event& event, BytesView evidence) {
  return keys::Columns(event.id, event.subject, event.seq, event.consent, event.wording,
                       Name(event.kind), event.at, Name(event.means), event.taken_by, evidence);
}

// One row of: id, consent, wording, event, at, means, taken_by, evidence, digest, seq.
Result<Ready> FromRow(const SubjectId& subject, const keys::Keys& keys, const store::Row& row) {
  Event event{.id = TRY(row.As<EventId>(0)),
              .subject = subject,
              .seq = TRY(row.Int(9)),
              .consent = TRY(row.Text(1)),
              .wording = TRY(row.Text(2)),
              .kind = TRY(ParseKind(TRY(row.Text(3)))),
              .at = TRY(row.At(4)),
              .means = TRY(ParseMeans(TRY(row.Text(5)))),
              .taken_by = TRY(row.MaybeAs<StaffId>(6))};
  Bytes evidence = TRY(row.Blob(7));
  const auto digest = TRY(keys::CheckStamp(keys, keys::Stamped::kConsent,
                                           ColumnsOf(event, evidence), TRY(row.Blob(8))));
  return Ready{std::move(event), std::move(evidence), digest};
}

}  // namespace

std::string_view Name(Kind kind) {
  switch (kind) {
    case Kind::kGiven:
      return "given";
    case Kind::kRefused:
      return "refused";
    case Kind::kWithdrawn:
      return "withdrawn";
  }
  std::unreachable();
}

std::string_view Name(Means means) {
  switch (means) {
    case Means::kInPerson:
      return "in-person";
    case Means::kPhone:
      return "phone";
    case Means::kPaper:
      return "paper";
    case Means::kEmail:
      return "email";
    case Means::kPortal:
      return "portal";
  }
  std::unreachable();
}

Result<Kind> ParseKind(std::string_view name) {
  for (const Kind kind : kKinds)
    if (Name(kind) == name) return kind;
  return Fail(Code::kInvalid, "Consent is given, refused or withdrawn.");
}

Result<Means> ParseMeans(std::string_view name) {
  for (const Means means : kMeans)
    if (Name(means) == name) return means;
  return Fail(Code::kInvalid, "Say how it was told: in-person, phone, paper, email or portal.");
}

Ready Seal(const keys::Keys& keys, const SecretBytes& evidence_key, Event event,
           const Personal<std::string>& evidence) {
  Bytes sealed = keys.Seal(evidence_key, keys::SealedField::kEvidence, event.id.bytes(),
                           event.subject.bytes(), AsBytes(evidence.Expose()));
  const crypto::Digest digest =
      keys::Stamp(keys, keys::Stamped::kConsent, ColumnsOf(event, sealed));
  return {std::move(event), std::move(sealed), digest};
}

Result<Personal<std::string>> OpenEvidence(const keys::Keys& keys, const SecretBytes& evidence_key,
                                           const Ready& stored) {
  const SecretBytes plain =
      TRY(keys.Open(evidence_key, keys::SealedField::kEvidence, stored.event.id.bytes(),
                    stored.event.subject.bytes(), stored.evidence));
  return Personal(std::string(plain.text()));
}

Result<std::int64_t> NextSeq(store::ReadTx& tx, const SubjectId& subject) {
  return TRY(tx.One("SELECT COALESCE(MAX(seq), 0) + 1 FROM consent_event WHERE subject = $1",
                    subject))
      .Int(0);
}

namespace {

Status Put(const keys::Change& change, const Ready& ready) {
  const Event& e = ready.event;
  change.Wrote(ready.digest);
  return change.tx.ExecuteOne(
      "INSERT INTO consent_event (id, subject, consent, wording, event, at, means, taken_by, "
      "evidence, digest, seq) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
      e.id, e.subject, e.consent, e.wording, Name(e.kind), e.at, Name(e.means), e.taken_by,
      ready.evidence, BytesView(ready.digest), e.seq);
}

Result<Ready> FromColumns(const keys::Keys& keys, BytesView columns) {
  Reader in(columns);
  const auto id = TRY(keys::TakeColumn<EventId>(in));
  Event event{.id = id, .subject = TRY(keys::TakeColumn<SubjectId>(in))};
  event.seq = TRY(keys::TakeColumn<std::int64_t>(in));
  event.consent = TRY(keys::TakeColumn<std::string>(in));
  event.wording = TRY(keys::TakeColumn<std::string>(in));
  event.kind = TRY(ParseKind(TRY(keys::TakeColumn<std::string>(in))));
  event.at = TRY(keys::TakeColumn<Time>(in));
  event.means = TRY(ParseMeans(TRY(keys::TakeColumn<std::string>(in))));
  event.taken_by = TRY(keys::TakeColumn<std::optional<StaffId>>(in));
  Bytes evidence = TRY(keys::TakeColumn<Bytes>(in));
  TRY(in.Done());
  const crypto::Digest digest = keys::Stamp(keys, keys::Stamped::kConsent, columns);
  return Ready{std::move(event), std::move(evidence), digest};
}

}  // namespace

Status Insert(const keys::Change& change, const Ready& ready) {
  TRY(Put(change, ready));
  if (ready.event.kind == Kind::kGiven) return {};
  return keys::Remember(change, keys::Deed::kWithdrawn, ColumnsOf(ready.event, ready.evidence));
}

Status InsertAgain(const keys::Change& change, const keys::Event& event) {
  Ready ready = TRY(FromColumns(change.keys, event.body));
  if (TRY(change.tx.Maybe("SELECT 1 FROM consent_event WHERE id = $1", ready.event.id)) ||
      !TRY(change.tx.Maybe("SELECT 1 FROM subject WHERE id = $1", ready.event.subject)))
    return {};
  ready.event.seq = std::max(ready.event.seq, TRY(NextSeq(change.tx, ready.event.subject)));
  ready.digest =
      keys::Stamp(change.keys, keys::Stamped::kConsent, ColumnsOf(ready.event, ready.evidence));
  return Put(change, ready);
}

Result<std::vector<Ready>> History(store::ReadTx& tx, const keys::Keys& keys,
                                   const SubjectId& subject) {
  std::vector<Ready> events;
  for (const store::Row& row : TRY(tx.Query(
           "SELECT id, consent, wording, event, at, means, taken_by, evidence, digest, seq "
           "FROM consent_event WHERE subject = $1 ORDER BY seq",
           subject)))
    events.push_back(TRY(FromRow(subject, keys, row)));
  return events;
}

namespace {

// In the order in which they happened, which is not always that in which they were stored: events
// of two records that were merged interleave. Of two at one moment the one that stops counts.
Result<std::vector<Ready>> InOrder(store::ReadTx& tx, const keys::Keys& keys,
                                   const SubjectId& subject) {
  std::vector<Ready> events = TRY(History(tx, keys, subject));
  std::ranges::stable_sort(events, {}, [](const Ready& stored) {
    return std::pair(stored.event.at, stored.event.kind != Kind::kGiven);
  });
  return events;
}

}  // namespace

Result<notice::ConsentSet> Given(store::ReadTx& tx, const keys::Keys& keys,
                                 const notice::Notice& notice, const SubjectId& subject) {
  notice::ConsentSet given;
  for (const Ready& stored : TRY(InOrder(tx, keys, subject)))
    if (const auto index = notice.FindConsent(stored.event.consent))
      given.set(*index, stored.event.kind == Kind::kGiven &&
                            stored.event.wording == notice.consents[*index].version);
  return given;
}

Result<std::vector<std::optional<Time>>> WithdrawnTimes(store::ReadTx& tx, const keys::Keys& keys,
                                                        const notice::Notice& notice,
                                                        const SubjectId& subject) {
  std::vector<std::optional<Time>> times(notice.consents.size());
  for (const Ready& stored : TRY(InOrder(tx, keys, subject))) {
    const auto index = notice.FindConsent(stored.event.consent);
    if (!index) continue;
    times[*index].reset();
    if (stored.event.kind != Kind::kGiven) times[*index] = stored.event.at;
  }
  return times;
}

Status Remove(const keys::Change& change, const SubjectId& subject) {
  for (const Ready& stored : TRY(History(change.tx, change.keys, subject)))
    change.Destroyed(stored.digest);
  TRY(change.tx.Execute("DELETE FROM consent_event WHERE subject = $1", subject));
  return {};
}

}  // namespace almoner::consent
