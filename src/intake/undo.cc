#include "intake/undo.h"

#include <algorithm>
#include <map>
#include <set>

#include "retention/erase.h"

namespace almoner::intake {
namespace {

using gate::Refused;

// What the import made of one person.
struct Share {
  std::vector<Made> made;
  bool person = false;  // they came with it
};

// In whose life it is somebody's doing, beside what the import itself did.
constexpr Literal kUses[] = {
    "SELECT 1 FROM subject WHERE merged_into = $1 OR (id = $1 AND merged_into IS NOT NULL)",
    "SELECT 1 FROM record r JOIN record_person p ON p.record = r.id WHERE p.subject = $1 AND "
    "r.version > 1 LIMIT 1",
    "SELECT 1 FROM standing WHERE subject = $1 LIMIT 1",
    "SELECT 1 FROM hold WHERE subject = $1 LIMIT 1",
    "SELECT 1 FROM enrolment WHERE subject = $1 LIMIT 1",
    "SELECT 1 FROM notice_told WHERE subject = $1 LIMIT 1",
    "SELECT 1 FROM file WHERE subject = $1 LIMIT 1",
};

// The same, beside what this import made of them; another's is somebody's doing.
constexpr Literal kOtherRecord =
    "SELECT 1 FROM record_person p WHERE p.subject = $1 AND NOT EXISTS (SELECT 1 FROM intake_made "
    "m WHERE m.subject = $1 AND m.batch = $2 AND m.record = p.record) LIMIT 1";
constexpr Literal kOtherDeed =
    "SELECT 1 FROM trail t WHERE t.subject = $1 AND t.outcome = 'allowed' AND t.action NOT IN "
    "('person.compared', 'record.handled') AND NOT EXISTS (SELECT 1 FROM intake_made m WHERE "
    "m.subject = $1 AND m.batch = $2 AND m.entry = t.entry) LIMIT 1";

// The event that counts, in the order in which consent::Given reads them.
const consent::Event* Counting(const std::vector<consent::Ready>& events, std::string_view consent,
                               std::optional<std::int64_t> without) {
  const consent::Event* last = nullptr;
  const auto place = [](const consent::Event& event) {
    return std::pair(event.at, event.kind != consent::Kind::kGiven);
  };
  for (const consent::Ready& ready : events)
    if (ready.event.consent == consent && ready.event.seq != without &&
        (last == nullptr || place(*last) <= place(ready.event)))
      last = &ready.event;
  return last;
}

class Undoing {
 public:
  Undoing(gate::Gate& gate, const StaffId& actor, const Batch& batch)
      : gate_(gate), actor_(actor), batch_(batch) {}

  Undone undone;

  Result<std::optional<Refused>> One(const SubjectId& subject, const Share& share) {
    if (share.person) return Newcomer(subject, share);
    for (const Made& made : share.made)
      if (made.seq)
        if (auto refused = TRY(TakeBack(subject, made))) return refused;
    return Records(subject, share);
  }

 private:
  [[nodiscard]] const gate::Context& context() const { return gate_.context(); }

  void Leave(const SubjectId& subject, Literal why) {
    undone.left.push_back({.subject = subject, .why = why});
  }

  // Those of the records that are still about the person, as they were made.
  Result<std::vector<RecordId>> Untouched(const SubjectId& subject, const Share& share) {
    return context().store.Read([&](store::ReadTx& tx) -> Result<std::vector<RecordId>> {
      std::vector<RecordId> records;
      for (const Made& made : share.made)
        if (made.record &&
            TRY(tx.Maybe(
                "SELECT 1 FROM record r JOIN record_person p ON p.record = r.id WHERE r.id "
                "= $1 AND p.subject = $2 AND r.version = 1",
                *made.record, subject)))
          records.push_back(*made.record);
      return records;
    });
  }

  Result<std::optional<Refused>> Newcomer(const SubjectId& subject, const Share& share) {
    if (TRY(UseOf(subject)) == Use::kSome) return LeaveUsed(subject);
    return Erase(subject, TRY(Untouched(subject, share)));
  }

  // Whether anybody has had to do with the person beside this import.
  enum class Use : std::uint8_t { kNone, kSome };
  Result<Use> UseOf(const SubjectId& subject) {
    return context().store.Read([&](store::ReadTx& tx) -> Result<Use> {
      for (const Literal use : kUses)
        if (TRY(tx.Maybe(use, subject))) return Use::kSome;
      for (const Literal use : {kOtherRecord, kOtherDeed})
        if (TRY(tx.Maybe(use, subject, batch_.id))) return Use::kSome;
      return Use::kNone;
    });
  }

  std::optional<Refused> LeaveUsed(const SubjectId& subject) {
    Leave(subject, "They were read, changed, told or written about since.");
    return std::nullopt;
  }

  Result<std::optional<Refused>> Records(const SubjectId& subject, const Share& share) {
    const auto made =
        std::ranges::count_if(share.made, [](const Made& one) { return one.record.has_value(); });
    const auto records = TRY(Untouched(subject, share));
    if (std::ssize(records) < made)
      Leave(subject, "A record that the import brought was changed or moved since, or is gone.");
    // Whose last record goes, goes too: not where somebody has had to do with them.
    const auto more = TRY(context().store.Read(
        [&](store::ReadTx& tx) { return tx.Maybe(kOtherRecord, subject, batch_.id); }));
    if (!more && TRY(UseOf(subject)) == Use::kSome) return LeaveUsed(subject);
    return Erase(subject, records);
  }

  // As many at once as an order takes; what came first, the name, goes last.
  Result<std::optional<Refused>> Erase(const SubjectId& subject, std::vector<RecordId> records) {
    std::ranges::reverse(records);
    for (std::size_t from = 0; from < records.size(); from += retention::kMostInOrder) {
      const std::size_t to = std::min(records.size(), from + retention::kMostInOrder);
      if (auto refused =
              TRY(EraseSome(subject, {records.begin() + static_cast<std::ptrdiff_t>(from),
                                      records.begin() + static_cast<std::ptrdiff_t>(to)})))
        return refused;
    }
    return std::optional<Refused>();
  }

  Result<std::optional<Refused>> EraseSome(const SubjectId& subject,
                                           const std::vector<RecordId>& records) {
    retention::EraseOrder order{.subject = subject,
                                .actor = actor_,
                                .purpose = "law.rights",
                                .records = records,
                                .file = std::nullopt};
    order.undone = true;
    order.disposal.batch = "import " + batch_.id.text();
    order.disposal.reason = "an import was undone";
    auto erased = retention::Erase(gate_, order);
    if (!erased && erased.error().code == Code::kConflict) {
      Leave(subject, "A hold keeps it, or something changed a moment ago.");
      return std::optional<Refused>();
    }
    auto gone = TRY(std::move(erased));
    if (!gone) return std::optional(std::move(gone).error());
    undone.records += gone->records;
    undone.people += gone->person ? 1 : 0;
    return std::optional<Refused>();
  }

  // Somebody who stays has not agreed to what a wrong row says.
  Result<std::optional<Refused>> TakeBack(const SubjectId& subject, const Made& made) {
    const auto events = TRY(context().store.Read(
        [&](store::ReadTx& tx) { return consent::History(tx, context().keys, subject); }));
    const consent::Event* const last = Counting(events, made.what, std::nullopt);
    if (last == nullptr || last->seq != *made.seq) return std::optional<Refused>();
    const consent::Event* const theirs = Counting(events, made.what, made.seq);
    if (theirs != nullptr && theirs->kind == last->kind) return std::optional<Refused>();
    if (last->kind != consent::Kind::kGiven) {
      Leave(subject, "The import brought a refusal, which stands until they say otherwise.");
      return std::optional<Refused>();
    }
    auto taken = TRY(gate_.TakeConsent(
        {.actor = actor_, .purpose = "law.rights"},
        {.id = EventId::New(context().random),
         .subject = subject,
         .consent = made.what,
         .kind = consent::Kind::kWithdrawn,
         .at = context().clock.Now(),
         .means = last->means},
        Personal(std::string("The import that brought this consent was undone."))));
    if (!taken) return std::optional(std::move(taken).error());
    ++undone.consents;
    return std::optional<Refused>();
  }

  gate::Gate& gate_;
  StaffId actor_;
  const Batch& batch_;
};

// An entry about the import itself, which also refuses who may not undo.
gate::Outcome<gate::Changed> Record(gate::Gate& gate, const StaffId& actor, Literal action,
                                    const std::function<Status(const gate::Change&)>& change) {
  return gate.Act({.actor = actor, .purpose = "law.rights"}, action, change);
}

}  // namespace

gate::Outcome<Undone> Undo(gate::Gate& gate, const StaffId& actor, const EventId& id,
                           const std::function<void(Literal what, double part)>& progress) {
  const gate::Context& context = gate.context();
  Batch batch =
      TRY(context.store.Read([&](store::ReadTx& tx) { return LoadBatch(tx, context.keys, id); }));
  auto begun = TRY(Record(gate, actor, "import.undoing", [&](const gate::Change& change) -> Status {
    batch = TRY(LoadBatch(change.tx, change.keys, id));
    if (batch.undoing) return {};
    batch.undoing = change.now;  // an import that runs beside this makes nothing from here on
    return Update(change, batch);
  }));
  if (!begun) return gate::Refuse<Undone>(std::move(begun).error());
  std::map<SubjectId, Share> shares;
  for (Made& made :
       TRY(context.store.Read([&](store::ReadTx& tx) { return MadeBy(tx, context.keys, id); }))) {
    if (!made.subject) continue;
    Share& share = shares[*made.subject];
    share.person = share.person || made.step == kPersonStep;
    share.made.push_back(std::move(made));
  }
  Undoing undoing(gate, actor, batch);
  double part = 0;
  for (const auto& [subject, share] : shares) {
    if (auto refused = TRY(undoing.One(subject, share)))
      return gate::Refuse<Undone>(*std::move(refused));
    progress("undoing", ++part / static_cast<double>(shares.size()));
  }
  batch.undone = context.clock.Now();
  auto done = TRY(Record(gate, actor, "import.undone", [&](const gate::Change& change) -> Status {
    change.entry.counts["people"] = undoing.undone.people;
    change.entry.counts["records"] = undoing.undone.records;
    change.entry.counts["left"] = std::ssize(undoing.undone.left);
    return Update(change, batch);
  }));
  if (!done) return gate::Refuse<Undone>(std::move(done).error());
  return std::move(undoing.undone);
}

}  // namespace almoner::intake
