// The changes that come through the door: sealed outside, decided and stored inside one
// transaction.
#include <algorithm>

#include "gate/gate.h"

namespace almoner::gate {
namespace {

constexpr std::chrono::minutes kSkew{10};  // by which another machine's clock may be ahead
constexpr std::size_t kAtOnce = 300;       // records that one entry moves: it names each twice

vault::Label LabelOf(const Context& context, const Ask& ask, std::string_view category) {
  return {.id = RecordId::New(context.random),
          .version = 1,
          .category = std::string(category),
          .purpose = ask.purpose,
          .recorded_at = context.clock.Now()};
}

Result<const notice::Category*> CategoryOf(const notice::Notice& notice, std::string_view id) {
  const auto index = notice.FindCategory(id);
  if (!index) return Fail(Code::kInvalid, "The notice has no such data category.");
  return &notice.categories[*index];
}

// `field`: null for free text.
Status CheckValue(const notice::Field* field, const std::string& value) {
  if (!IsUtf8(value))
    return Fail(Code::kInvalid, "A field is not valid UTF-8 text; save the input as UTF-8.");
  if (value.find_first_not_of(" \t\r\n") == std::string::npos)
    return Fail(Code::kInvalid, "A field is empty; leave it out, or say what it is.");
  if (field != nullptr && field->kind == notice::FieldKind::kDate && !ParseDate(value))
    return Fail(Code::kInvalid, "A date is given like 1941-06-03, and the day must exist.");
  return {};
}

// Only what the notice says the category holds may be put into it.
Status CheckContent(const notice::Category& category, const vault::Content& content, Time now) {
  if (content.event_at > now + kSkew)
    return Fail(Code::kInvalid, "What happened cannot have happened in the future.");
  if (content.fields.empty())
    return Fail(Code::kInvalid, "The record is empty; give at least one field.");
  for (const vault::FieldValue& value : content.fields) {
    const bool text = category.free_text && value.field == "text";
    const auto field = std::ranges::find(category.fields, value.field, &notice::Field::id);
    if (!text && field == category.fields.end())
      return Fail(Code::kInvalid, "The notice's category has no such field; leave it out.");
    TRY(CheckValue(text ? nullptr : &*field, value.value.Expose()));
  }
  return {};
}

bool IsWord(std::string_view text) {
  return !text.empty() && text.size() <= 40 &&
         std::ranges::all_of(text, [](char c) { return (c >= 'a' && c <= 'z') || c == '-'; });
}

// A scope that the notice does not have would hold everything, or nothing: a slip either way.
Status CheckScope(const notice::Notice& notice, const standing::Mark& mark) {
  const bool activity = mark.kind == standing::Kind::kObjection;
  if (activity ? notice.FindActivity(mark.scope).has_value()
               : mark.scope.empty() || notice.FindCategory(mark.scope))
    return {};
  if (activity) return Fail(Code::kInvalid, "The notice has no such activity to object to.");
  return Fail(Code::kInvalid, "The notice has no such data category.");
}

Status LogRecordEvent(const Change& change, const EventId& id, const RecordId& record, Literal kind,
                      const SubjectId& from, const SubjectId& to) {
  return change.tx.ExecuteOne(
      "INSERT INTO record_event (id, record, kind, at, from_subject, to_subject) VALUES ($1, $2, "
      "$3, $4, $5, $6)",
      id, record, kind.view(), change.now, from, to);
}

// Whoever records a new person begins to work with them.
Status IntoCaseload(const Change& change, const std::optional<StaffId>& actor,
                    const SubjectId& subject) {
  if (!actor) return {};
  return staff::Assign(change, {.staff = *actor,
                                .kind = staff::AssignmentKind::kCaseload,
                                .target = ToBytes(AsText(subject.bytes())),
                                .since = change.now,
                                .until = std::nullopt});
}

// Everything else that bears on the one who goes: holds above all, and closed records. Where both
// have the same, one is enough.
Status FollowTo(const Change& change, const SubjectId& from, const SubjectId& to) {
  TRY(standing::Follow(change, from, to));
  TRY(staff::Follow(change, from, to));
  // Files keep the id that they were opened for; whoever reads them follows it.
  TRY(
      change.tx.Execute("UPDATE trail SET subject = $2 WHERE subject = $1 AND entry NOT IN "
                        "(SELECT entry FROM trail WHERE subject = $2)",
                        from, to));
  return {};
}

// Whatever stood in the way of using or destroying the records still does when they are another's:
// each can be lifted by itself.
Status CopyTo(const Change& change, Random& random, const SubjectId& from, const SubjectId& to) {
  TRY(staff::CopyClosed(change, from, to));
  for (standing::Mark mark : TRY(standing::History(change.tx, change.keys, from))) {
    if (mark.until && *mark.until <= change.now) continue;
    mark.id = EventId::New(random);
    mark.subject = to;
    TRY(standing::Place(change, mark));
  }
  return {};
}

std::vector<SubjectId> About(const std::vector<vault::Person>& people) {
  std::vector<SubjectId> about;
  for (const vault::Person& person : people)
    if (person.part == vault::Part::kAbout) about.push_back(person.subject);
  return about;
}

}  // namespace

Result<std::vector<vault::PersonKey>> Gate::PersonKeys(
    const std::vector<SubjectId>& subjects) const {
  return context_.store.Read([&](store::ReadTx& tx) -> Result<std::vector<vault::PersonKey>> {
    std::vector<vault::PersonKey> all;
    for (const SubjectId& subject : subjects)
      all.push_back(TRY(vault::LoadPersonKey(tx, context_.keys, subject)));
    return all;
  });
}

// A person who is not there yet: their keys, and the first record, sealed.
struct Gate::Newcomer {
  vault::NewSubject subject;
  vault::PersonKey key;
  SecretBytes audit_key;
  vault::ReadyRecord record;
};

Result<Gate::Newcomer> Gate::MakePerson(const Ask& ask, NewPerson person) const {
  const notice::Category* const category = TRY(CategoryOf(context_.notice, person.category));
  TRY(CheckContent(*category, person.content, context_.clock.Now()));
  const SubjectId id = SubjectId::New(context_.random);
  auto data = TRY(context_.keys.Make(id.bytes(), keys::Kind::kData));
  auto audit = TRY(context_.keys.Make(id.bytes(), keys::Kind::kAudit));
  auto evidence = TRY(context_.keys.Make(id.bytes(), keys::Kind::kEvidence));
  std::vector<vault::PersonKey> person_keys;
  person_keys.push_back({.subject = id, .generation = 1, .key = std::move(data.key)});
  person.content.author = ask.actor;
  auto record =
      TRY(vault::Seal(context_.keys, LabelOf(context_, ask, person.category), person.content,
                      {{.subject = id, .part = vault::Part::kAbout}}, person_keys,
                      vault::TokensOf(context_.keys, *category, person.content)));
  vault::NewSubject subject{.id = id,
                            .kind = person.kind,
                            .data_key = std::move(data.wrapped),
                            .audit_key = std::move(audit.wrapped),
                            .evidence_key = std::move(evidence.wrapped)};
  return Newcomer{.subject = std::move(subject),
                  .key = std::move(person_keys.front()),
                  .audit_key = std::move(audit.key),
                  .record = std::move(record)};
}

// Puts them in, in the caseload of whoever records them, and names them in the entry.
Status Gate::Admit(const Change& change, const Ask& ask, const Newcomer& newcomer) const {
  const SubjectId& id = newcomer.subject.id;
  TRY(vault::Insert(change, change.pass, newcomer.subject));
  TRY(vault::Insert(change, change.pass, newcomer.record));
  TRY(IntoCaseload(change, ask.actor, id));
  change.entry.subjects.push_back(audit::Pseudonym(newcomer.audit_key, change.entry.id));
  return change.tx.ExecuteOne(
      "INSERT INTO trail (subject, entry, at, action, outcome, purpose, role) "
      "VALUES ($1, $2, $3, $4, 'allowed', $5, '')",
      id, change.entry.id, change.now, change.entry.action.text(), change.entry.purpose);
}

Outcome<Gate::Added> Gate::AddPerson(const Ask& asked, NewPerson person) {
  Ask ask = TRY(WithPurpose(asked));
  ask.action = Action::kWrite;
  ask.kind = person.kind;
  ask.categories = {person.category};
  const Newcomer newcomer = TRY(MakePerson(ask, std::move(person)));
  auto changed = TRY(
      Act(ask, "person.added", [&](const Change& change) { return Admit(change, ask, newcomer); }));
  if (!changed) return Refuse<Added>(std::move(changed).error());
  return Added{.subject = newcomer.subject.id,
               .record = newcomer.record.label.id,
               .changed = *std::move(changed)};
}

Outcome<Gate::Recorded> Gate::AddRecord(Ask ask, const NewRecord& record) {
  ask = TRY(WithPurpose(std::move(ask)));
  const notice::Category* const category = TRY(CategoryOf(context_.notice, record.category));
  TRY(CheckContent(*category, record.content, context_.clock.Now()));
  for (const vault::Person& person : record.people)
    if (std::ranges::count(record.people, person.subject, &vault::Person::subject) > 1)
      return Fail(Code::kInvalid, "Somebody is named twice; name each person once.");
  ask.subjects = About(record.people);
  if (ask.subjects.empty()) return Fail(Code::kInvalid, "A record must be about somebody.");
  ask.action = Action::kWrite;
  ask.categories = {record.category};
  vault::Content content = record.content;
  content.author = ask.actor;
  const auto ready = TRY(vault::Seal(context_.keys, LabelOf(context_, ask, record.category),
                                     content, record.people, TRY(PersonKeys(ask.subjects)),
                                     vault::TokensOf(context_.keys, *category, content)));
  auto changed = TRY(Act(ask, "record.added", [&](const Change& change) -> Status {
    return vault::Insert(change, change.pass, ready);
  }));
  if (!changed) return Refuse<Recorded>(std::move(changed).error());
  return Recorded{.record = ready.label.id, .changed = *std::move(changed)};
}

Result<vault::SealedRecord> Gate::FindSealed(const RecordId& record,
                                             const SubjectId& subject) const {
  return context_.store.Read([&](store::ReadTx& tx) -> Result<vault::SealedRecord> {
    for (vault::SealedRecord& row :
         TRY(vault::LoadSealed(tx, context_.keys, subject, vault::Scope::kAbout)))
      if (row.label.id == record) return std::move(row);
    return Fail(Code::kNotFound, "This person has no such record.");
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
  auto changed = TRY(Act(ask, "record.moved", [&](const Change& change) {
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
  ask.categories = rehoming.categories;
  ask.categories.push_back(category);
  auto changed = TRY(Act(ask, "person.split", [&](const Change& change) -> Status {
    TRY(Admit(change, ask, newcomer));
    TRY(Carry(change, rehoming, "person.split"));
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
// whom is decided by the last.
Outcome<Changed> Gate::Merge(Ask ask, const SubjectId& from, const SubjectId& to) {
  if (from == to) return Fail(Code::kInvalid, "A person cannot be merged with themself.");
  ask.action = Action::kWrite;
  ask.subjects = {from, to};
  while (true) {
    auto rows = TRY(context_.store.Read([&](store::ReadTx& tx) {
      return vault::LoadSealed(tx, context_.keys, from, vault::Scope::kAbout);
    }));
    const bool last = rows.size() <= kAtOnce;
    if (!last) rows.erase(rows.begin() + kAtOnce, rows.end());
    const Rehoming rehoming = TRY(Reseal(rows, from, to, nullptr));
    ask.categories = rehoming.categories;
    if (last) return MergeRest(ask, rehoming);
    auto moved = TRY(Act(ask, "person.merging", [&](const Change& change) {
      return Carry(change, rehoming, "person.merged");
    }));
    if (!moved) return moved;
  }
}

Outcome<Changed> Gate::MergeRest(const Ask& ask, const Rehoming& rehoming) {
  const SubjectId& from = rehoming.from;
  const SubjectId& to = rehoming.to;
  const Consents consents = TRY(ConsentsFor(from, to));
  return Act(ask, "person.merged", [&](const Change& change) -> Status {
    TRY(Carry(change, rehoming, "person.merged"));
    const auto same = [](const consent::Ready& a, const consent::Ready& b) {
      return a.digest == b.digest;
    };
    if (!std::ranges::equal(TRY(consent::History(change.tx, change.keys, from)), consents.before,
                            same))
      return Fail(Code::kConflict, "A consent was given or withdrawn meanwhile; try again.");
    TRY(consent::Remove(change, from));
    TRY(versions::MoveTold(change, from, to));
    for (const consent::Ready& event : consents.after) TRY(consent::Insert(change, event));
    TRY(FollowTo(change, from, to));
    return vault::MergeInto(change, change.pass, from, to);
  });
}

Result<SecretBytes> Gate::EvidenceKey(const SubjectId& subject) const {
  const auto wrapped = TRY(context_.store.Read(
      [&](store::ReadTx& tx) { return keys::Load(tx, subject.bytes(), keys::Kind::kEvidence); }));
  return context_.keys.Unwrap(subject.bytes(), keys::Kind::kEvidence, wrapped);
}

Outcome<Changed> Gate::TakeConsent(Ask ask, consent::Event event,
                                   const Personal<std::string>& evidence) {
  const auto index = context_.notice.FindConsent(event.consent);
  if (!index) return Fail(Code::kInvalid, "The notice asks for no such consent.");
  event.id = EventId::New(context_.random);
  event.wording = context_.notice.consents[*index].version;
  event.taken_by = ask.actor;
  event.seq = TRY(
      context_.store.Read([&](store::ReadTx& tx) { return consent::NextSeq(tx, event.subject); }));
  ask.subjects = {event.subject};
  ask.action = Action::kAttend;
  const SecretBytes key = TRY(EvidenceKey(event.subject));
  const consent::Ready ready = consent::Seal(context_.keys, key, std::move(event), evidence);
  const Literal action = ready.event.kind == consent::Kind::kGiven ? Literal("consent.given")
                         : ready.event.kind == consent::Kind::kRefused
                             ? Literal("consent.refused")
                             : Literal("consent.withdrawn");
  return Act(ask, action,
             [&](const Change& change) -> Status { return consent::Insert(change, ready); });
}

Outcome<Changed> Gate::PlaceMark(Ask ask, standing::Mark mark) {
  if (!IsWord(mark.ground))
    return Fail(Code::kInvalid,
                "Give the ground as one word like legal-claim; it is kept in plain.");
  TRY(CheckScope(context_.notice, mark));
  mark.id = EventId::New(context_.random);
  ask.subjects = {mark.subject};
  ask.action = Action::kAttend;
  const Literal action = mark.kind == standing::Kind::kRestriction ? Literal("restriction.placed")
                         : mark.kind == standing::Kind::kObjection ? Literal("objection.placed")
                                                                   : Literal("hold.placed");
  return Act(ask, action, [&](const Change& change) { return standing::Place(change, mark); });
}

}  // namespace almoner::gate
