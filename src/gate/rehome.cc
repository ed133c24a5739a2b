// Whose record it is: moved to the right person, split from another's, merged with the same one's.
#include <algorithm>

#include "account/account.h"
#include "gate/internal.h"
#include "outbox/ways.h"
#include "safety/reaching.h"
#include "standing/decision.h"
#include "standing/hold.h"

namespace almoner::gate {
namespace {

constexpr std::size_t kAtOnce = 300;  // records that one entry moves: it names each twice

Status LogRecordEvent(const Change& change, const EventId& id, const RecordId& record, Literal kind,
                      const SubjectId& from, const SubjectId& to) {
  return change.tx.ExecuteOne(
      "INSERT INTO record_event (id, record, kind, at, from_subject, to_subject) VALUES ($1, $2, "
      "$3, $4, $5, $6)",
      id, record, kind.view(), change.now, from, to);
}

// Everything else that bears on the one who goes: holds above all, and closed records. Where both
// have the same, one is enough.
Status FollowTo(const Change& change, const SubjectId& from, const SubjectId& to) {
  TRY(standing::Follow(change, from, to));
  TRY(safety::Copy(change, from, to));
  TRY(safety::Remove(change, from));
  TRY(staff::Follow(change, from, to));
  // Whose the accounts are is looked at anew: a wrong merge must open nobody's record to another.
  TRY(account::Forget(change, from));
  TRY(account::Forget(change, to));
  TRY(outbox::FollowWays(change, from, to));
  TRY(standing::DropHint(change.tx, from));
  // Files keep the id that they were opened for; whoever reads them follows it.
  TRY(
      change.tx.Execute("UPDATE trail SET subject = $2 WHERE subject = $1 AND entry NOT IN "
                        "(SELECT entry FROM trail WHERE subject = $2)",
                        from, to));
  return {};
}

bool Same(const std::vector<standing::ReadyLifeEvent>& a,
          const std::vector<standing::ReadyLifeEvent>& b) {
  return std::ranges::equal(a, b, {}, &standing::ReadyLifeEvent::digest,
                            &standing::ReadyLifeEvent::digest);
}

// Whatever stood in the way of using or destroying the records still does when they are another's:
// each can be lifted by itself.
Status CopyTo(const Change& change, Random& random, const SubjectId& from, const SubjectId& to) {
  TRY(staff::CopyClosed(change, from, to));
  TRY(safety::Copy(change, from, to));
  TRY(standing::CopyMarks(change, random, from, to, [](const standing::Mark&) { return true; }));
  TRY(standing::CopyKept(change, random, from, to));
  return standing::CopyHolds(change, random, from, to);
}

// What keeps one record goes with it. A restriction or an objection is about whoever asked for it,
// and does not.
Status KeepMoved(const Change& change, const Context& context, const vault::Label& record,
                 const SubjectId& from, const SubjectId& to) {
  // A category that the notice has no more is held as everything is (retention/blocks.h).
  const auto reaches = [&](std::string_view category) {
    return category == record.category || !context.notice.FindCategory(category);
  };
  TRY(standing::HoldMoved(change, context.random, record.id, reaches, from, to));
  TRY(standing::CopyMarks(change, context.random, from, to, [&](const standing::Mark& mark) {
    return mark.kind == standing::Kind::kHold && (mark.scope.empty() || reaches(mark.scope));
  }));
  TRY(standing::CopyKept(change, context.random, from, to, record.id));
  return standing::DropApprovals(change, to);
}

// It may have been the last record about them: the next sweep looks.
Status LookAtWhoIsLeft(const Change& change, const notice::Notice& notice, const SubjectId& from) {
  return standing::Nearer(change.tx, notice, from, standing::MonthOf(LondonDate(change.now)));
}

}  // namespace

Result<vault::SealedRecord> Gate::FindSealed(const RecordId& record,
                                             const SubjectId& subject) const {
  return context_.store.Read([&](store::ReadTx& tx) -> Result<vault::SealedRecord> {
    auto rows = TRY(vault::LoadChosen(tx, context_.keys, subject, {&record, 1}));
    if (rows.empty()) return Fail(Code::kNotFound, "This person has no such record.");
    return std::move(rows.front());
  });
}

// Records sealed anew for the same people, with `to` in the place of `from`.
struct Gate::Rehoming {
  SubjectId from, to;
  std::vector<vault::ReadyRecord> records;
  std::vector<EventId> events;
  std::vector<std::string> categories;
};

Result<Gate::Rehoming> Gate::Reseal(const std::vector<vault::SealedRecord>& rows,
                                    const SubjectId& from, const SubjectId& to,
                                    const vault::PersonKey* to_key) const {
  Rehoming done{.from = from, .to = to, .records = {}, .events = {}, .categories = {}};
  for (const vault::SealedRecord& row : rows) {
    vault::Permit one(EntryId::New(context_.random), context_.clock.Now(), {row});
    const auto opened = TRY(vault::Reveal(std::move(one), context_.keys, context_.clock));
    std::vector<vault::Person> people = row.people;
    std::erase_if(people, [&](const vault::Person& person) { return person.subject == to; });
    for (vault::Person& person : people)
      if (person.subject == from) person.subject = to;
    std::vector<SubjectId> known = About(people);
    if (to_key != nullptr) std::erase(known, to);  // not in the database yet
    auto person_keys = TRY(PersonKeys(known));
    if (to_key != nullptr)
      person_keys.push_back(
          {.subject = to, .generation = to_key->generation, .key = to_key->key.Clone()});
    vault::Label label = row.label;
    ++label.version;
    const notice::Category* const category = TRY(CategoryOf(context_.notice, label.category));
    const vault::Content& content = opened.front().content;
    done.categories.push_back(label.category);
    done.events.push_back(EventId::New(context_.random));
    vault::ReadyRecord ready =
        TRY(vault::Seal(context_.keys, std::move(label), content, people, person_keys,
                        vault::TokensOf(context_.keys, *category, content)));
    ready.replaces = row.digest;
    done.records.push_back(std::move(ready));
  }
  return done;
}

Status Gate::Carry(const Change& change, const Rehoming& rehoming, Literal action) const {
  for (std::size_t i = 0; i < rehoming.records.size(); ++i) {
    TRY(vault::Replace(change, change.pass, rehoming.records[i]));
    TRY(LogRecordEvent(change, rehoming.events[i], rehoming.records[i].label.id, action,
                       rehoming.from, rehoming.to));
  }
  return {};
}

Outcome<Changed> Gate::MoveRecord(Ask ask, const RecordId& record, const SubjectId& from,
                                  const SubjectId& to) {
  if (from == to) return Fail(Code::kInvalid, "The record is with this person already.");
  const Rehoming rehoming = TRY(Reseal({TRY(FindSealed(record, from))}, from, to, nullptr));
  ask.action = Action::kWrite;
  ask.subjects = {from, to};
  ask.categories = rehoming.categories;
  auto changed = TRY(Act(ask, "record.moved", [&](const Change& change) -> Status {
    TRY(KeepMoved(change, context_, rehoming.records.front().label, from, to));
    TRY(LookAtWhoIsLeft(change, context_.notice, from));
    return Carry(change, rehoming, "record.moved");
  }));
  if (changed) Unfind(from);
  return changed;
}

// Whoever a record was taken from is not found by it any more. It was done already, so a failure
// here fails nothing: a token too many finds nobody, since what is found is compared with what is
// held, and the next rotation makes all of them anew.
void Gate::Unfind(const SubjectId& subject) {
  const Status done = Reindex(subject);
  (void)done;
}

Outcome<Gate::Added> Gate::Split(Ask ask, const SubjectId& from, NewPerson person,
                                 const std::vector<RecordId>& records) {
  if (records.empty() || records.size() > kAtOnce)
    return Fail(Code::kInvalid,
                "Say which records belong to the other person: from 1 to 300 at once.");
  std::vector<vault::SealedRecord> rows;
  for (const RecordId& record : records) rows.push_back(TRY(FindSealed(record, from)));
  ask = TRY(WithPurpose(std::move(ask)));
  ask.action = Action::kWrite;
  ask.subjects = {from};
  ask.kind = person.kind;
  const std::string category = person.category;
  const Newcomer newcomer = TRY(MakePerson(ask, std::move(person)));
  const Rehoming rehoming = TRY(Reseal(rows, from, newcomer.subject.id, &newcomer.key));
  // Whose birth or death it was cannot be said here: the new person's own record tells.
  Lives lives =
      TRY(LifeFor(from, newcomer.subject.id, TRY(EvidenceKey(from)), newcomer.evidence_key));
  std::erase_if(lives.after, [](const standing::ReadyLifeEvent& event) {
    return standing::IsSealed(event.event.kind);
  });
  ask.categories = rehoming.categories;
  ask.categories.push_back(category);
  auto changed = TRY(Act(ask, "person.split", [&](const Change& change) -> Status {
    TRY(Admit(change, ask, newcomer));
    TRY(Carry(change, rehoming, "person.split"));
    for (const standing::ReadyLifeEvent& event : lives.after) TRY(standing::Insert(change, event));
    TRY(standing::Nearer(change.tx, context_.notice, newcomer.subject.id, change.due_from));
    TRY(LookAtWhoIsLeft(change, context_.notice, from));
    return CopyTo(change, context_.random, from, newcomer.subject.id);
  }));
  if (!changed) return Refuse<Added>(std::move(changed).error());
  Unfind(from);
  return Added{.subject = newcomer.subject.id,
               .record = newcomer.record.label.id,
               .changed = *std::move(changed)};
}

// What was agreed or refused, sealed anew under the key of the one that stays; and as it was.
struct Gate::Consents {
  std::vector<consent::Ready> before;
  std::vector<consent::Ready> after;
};

Result<Gate::Lives> Gate::LifeFor(const SubjectId& from, const SubjectId& to,
                                  const SecretBytes& old_key, const SecretBytes& new_key) const {
  Lives lives;
  lives.before = TRY(context_.store.Read(
      [&](store::ReadTx& tx) { return standing::LifeEvents(tx, context_.keys, from); }));
  for (const standing::ReadyLifeEvent& stored : lives.before) {
    const auto on = TRY(standing::OpenDay(context_.keys, old_key, stored));
    standing::LifeEvent event = stored.event;
    event.id = EventId::New(context_.random);
    event.subject = to;
    lives.after.push_back(standing::Make(context_.keys, new_key, std::move(event), on));
  }
  return lives;
}

Result<Gate::Consents> Gate::ConsentsFor(const SubjectId& from, const SubjectId& to) const {
  const SecretBytes old_key = TRY(EvidenceKey(from));
  const SecretBytes new_key = TRY(EvidenceKey(to));
  Consents consents;
  std::int64_t next = 1;
  TRY(context_.store.Read([&](store::ReadTx& tx) -> Status {
    consents.before = TRY(consent::History(tx, context_.keys, from));
    next = TRY(consent::NextSeq(tx, to));
    return {};
  }));
  for (const consent::Ready& stored : consents.before) {
    const auto evidence = TRY(consent::OpenEvidence(context_.keys, old_key, stored));
    consent::Event event = stored.event;
    event.id = EventId::New(context_.random);
    event.subject = to;
    event.seq = next++;
    consents.after.push_back(consent::Seal(context_.keys, new_key, std::move(event), evidence));
  }
  return consents;
}

// As many records as one entry can name go at once, by entries of their own; who is merged into
// whom is decided by the last. What stands in the way of using or destroying them goes with the
// first.
Outcome<Changed> Gate::Merge(Ask ask, const SubjectId& from, const SubjectId& to) {
  if (from == to) return Fail(Code::kInvalid, "A person cannot be merged with themself.");
  ask.action = Action::kWrite;
  ask.subjects = {from, to};
  for (bool first = true;; first = false) {
    auto rows = TRY(context_.store.Read([&](store::ReadTx& tx) {
      return vault::LoadSealed(tx, context_.keys, from, vault::Scope::kAbout);
    }));
    const bool last = rows.size() <= kAtOnce;
    if (!last) rows.erase(rows.begin() + kAtOnce, rows.end());
    const Rehoming rehoming = TRY(Reseal(rows, from, to, nullptr));
    ask.categories = rehoming.categories;
    if (last) return MergeRest(ask, rehoming);
    auto moved = TRY(Act(ask, "person.merging", [&](const Change& change) -> Status {
      if (first) TRY(CopyTo(change, context_.random, from, to));
      TRY(standing::DropApprovals(change, to));
      return Carry(change, rehoming, "person.merged");
    }));
    if (!moved) return moved;
  }
}

Outcome<Changed> Gate::MergeRest(const Ask& ask, const Rehoming& rehoming) {
  const SubjectId& from = rehoming.from;
  const SubjectId& to = rehoming.to;
  const Consents consents = TRY(ConsentsFor(from, to));
  const Lives lives = TRY(LifeFor(from, to, TRY(EvidenceKey(from)), TRY(EvidenceKey(to))));
  return Act(ask, "person.merged", [&](const Change& change) -> Status {
    TRY(Carry(change, rehoming, "person.merged"));
    const auto same = [](const consent::Ready& a, const consent::Ready& b) {
      return a.digest == b.digest;
    };
    if (!std::ranges::equal(TRY(consent::History(change.tx, change.keys, from)), consents.before,
                            same))
      return Fail(Code::kConflict, "A consent was given or withdrawn meanwhile; try again.");
    if (!Same(TRY(standing::LifeEvents(change.tx, change.keys, from)), lives.before))
      return Fail(Code::kConflict, "Something was recorded of their life meanwhile; try again.");
    TRY(standing::RemoveLifeEvents(change, from));
    for (const standing::ReadyLifeEvent& event : lives.after) TRY(standing::Insert(change, event));
    TRY(consent::Remove(change, from));
    TRY(versions::MoveTold(change, from, to));
    for (const consent::Ready& event : consents.after) TRY(consent::Insert(change, event));
    TRY(FollowTo(change, from, to));
    return vault::MergeInto(change, change.pass, from, to);
  });
}

}  // namespace almoner::gate
