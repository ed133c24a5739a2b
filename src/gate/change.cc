// The changes that come through the door: sealed outside, decided and stored inside one
// transaction.
#include <algorithm>

#include "gate/internal.h"
#include "gate/life.h"
#include "outbox/news.h"
#include "vault/suppression.h"

namespace almoner::gate {
namespace {

constexpr std::chrono::minutes kSkew{10};  // by which another machine's clock may be ahead

vault::Label LabelOf(const Context& context, const Ask& ask, std::string_view category) {
  return {.id = RecordId::New(context.random),
          .version = 1,
          .category = std::string(category),
          .purpose = ask.purpose,
          .recorded_at = context.clock.Now()};
}

// `field`: null for free text.
Status CheckValue(const notice::Field* field, const std::string& value) {
  if (!IsUtf8(value))
    return Fail(Code::kInvalid, "A field is not valid UTF-8 text; save the input as UTF-8.");
  if (value.find_first_not_of(" \t\r\n") == std::string::npos)
    return Fail(Code::kInvalid, "A field is empty; leave it out, or say what it is.");
  if (field != nullptr && field->kind == notice::FieldKind::kDate && !ParseDate(value))
    return Fail(Code::kInvalid, "A date is given like 1941-06-03, and the day must exist.");
  if (field != nullptr && field->kind == notice::FieldKind::kChoice &&
      std::ranges::find(field->choices, value) == field->choices.end())
    return Fail(Code::kInvalid, "A field takes only what the notice lists for it.",
                Detail::Id("field", field->id));
  return {};
}

// A field of kind document holds a name, and there is a document that it is the name of.
Status CheckDocument(const notice::Category& category, const vault::Content& content) {
  for (const notice::Field& field : category.fields) {
    const bool named = content.Find(field.id) != nullptr;
    const bool there = content.document && content.document->field == field.id;
    if (field.kind == notice::FieldKind::kDocument && named && !there)
      return Fail(Code::kInvalid,
                  "This field is for a document; add one with `almoner document add`.",
                  Detail::Id("field", field.id));
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

Status WasErased(Time at) {
  return Fail(Code::kRefused,
              "Somebody with one of these identifiers was erased here. If they came back by "
              "themselves, or this is somebody else, record them with --returned.",
              Detail::Id("on", ToText(LondonDate(at))));
}

// When the record can be due at the soonest; told a birth, anything of the person can be at once.
standing::Month SoonestDue(const notice::Notice& notice, const vault::Label& label, bool birth) {
  const Date recorded = LondonDate(label.recorded_at);
  const auto category = notice.FindCategory(label.category);
  return category && !birth ? standing::SoonestAfter(notice, *category, recorded)
                            : standing::MonthOf(recorded);
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

}  // namespace

Status CheckContent(const notice::Category& category, const vault::Content& content, Time now,
                    Stage stage) {
  if (content.event_at > now + kSkew)
    return Fail(Code::kInvalid, "What happened cannot have happened in the future.");
  if (content.fields.empty())
    return Fail(Code::kInvalid, "The record is empty; give at least one field.");
  for (const vault::FieldValue& value : content.fields) {
    const bool text = (category.free_text && value.field == "text") ||
                      (stage == Stage::kMended && value.field == vault::kStatement);
    const auto field = std::ranges::find(category.fields, value.field, &notice::Field::id);
    if (!text && field == category.fields.end())
      return Fail(Code::kInvalid, "The notice's category has no such field; leave it out.");
    TRY(CheckValue(text ? nullptr : &*field, value.value.Expose()));
  }
  return CheckDocument(category, content);
}

Result<const notice::Category*> CategoryOf(const notice::Notice& notice, std::string_view id) {
  const auto index = notice.FindCategory(id);
  if (!index) return Fail(Code::kInvalid, "The notice has no such data category.");
  return &notice.categories[*index];
}

std::vector<SubjectId> About(const std::vector<vault::Person>& people) {
  std::vector<SubjectId> about;
  for (const vault::Person& person : people)
    if (person.part == vault::Part::kAbout) about.push_back(person.subject);
  return about;
}

Result<std::vector<vault::PersonKey>> Gate::PersonKeys(
    const std::vector<SubjectId>& subjects) const {
  return context_.store.Read([&](store::ReadTx& tx) -> Result<std::vector<vault::PersonKey>> {
    std::vector<vault::PersonKey> all;
    for (const SubjectId& subject : subjects)
      all.push_back(TRY(vault::LoadPersonKey(tx, context_.keys, subject)));
    return all;
  });
}

Result<Gate::Newcomer> Gate::MakePerson(const Ask& ask, NewPerson person) const {
  const notice::Category* const category = TRY(CategoryOf(context_.notice, person.category));
  TRY(CheckContent(*category, person.content, context_.clock.Now()));
  const SubjectId id = SubjectId::New(context_.random);
  auto data = TRY(context_.keys.Make(id.bytes(), keys::Kind::kData));
  auto audit = TRY(context_.keys.Make(id.bytes(), keys::Kind::kAudit));
  auto evidence = TRY(context_.keys.Make(id.bytes(), keys::Kind::kEvidence));
  std::vector<vault::PersonKey> person_keys;
  person_keys.push_back({.subject = id, .generation = 1, .key = std::move(data.key)});
  auto birth = BirthOf(id, evidence.key, *category, person.content);
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
                  .evidence_key = std::move(evidence.key),
                  .record = std::move(record),
                  .recognisable = vault::Recognisable(context_.keys, *category, person.content),
                  .birth = std::move(birth)};
}

// Puts them in, in the caseload of whoever records them, and names them in the entry.
Status Gate::Admit(const Change& change, const Ask& ask, const Newcomer& newcomer) const {
  const SubjectId& id = newcomer.subject.id;
  TRY(vault::Insert(change, change.pass, newcomer.subject));
  TRY(vault::Insert(change, change.pass, newcomer.record));
  if (newcomer.birth) TRY(standing::Insert(change, *newcomer.birth));
  TRY(standing::Nearer(
      change.tx, context_.notice, id,
      SoonestDue(context_.notice, newcomer.record.label, newcomer.birth.has_value())));
  TRY(IntoCaseload(change, ask.actor, id));
  change.entry.subjects.push_back(audit::Pseudonym(newcomer.audit_key, change.entry.id));
  return change.tx.ExecuteOne(
      "INSERT INTO trail (subject, entry, at, action, outcome, purpose, role) "
      "VALUES ($1, $2, $3, $4, 'allowed', $5, '')",
      id, change.entry.id, change.now, change.entry.action.text(), change.entry.purpose);
}

Outcome<Gate::Added> Gate::AddPerson(const Ask& asked, NewPerson person, const Also& also) {
  Ask ask = TRY(WithPurpose(asked));
  ask.action = Action::kWrite;
  ask.kind = person.kind;
  ask.categories = {person.category};
  const bool returned = person.returned;
  const Newcomer newcomer = TRY(MakePerson(ask, std::move(person)));
  std::optional<Time> erased;
  auto added = Act(ask, "person.added", [&](const Change& change) -> Status {
    erased = TRY(vault::Recognise(change.tx, context_.keys, newcomer.recognisable));
    if (erased && !returned) return WasErased(*erased);
    if (erased) change.entry.counts["returned"] = 1;
    TRY(Admit(change, ask, newcomer));
    return also ? also(change, {newcomer.subject.id, newcomer.record.label.id}) : Status();
  });
  if (!added && erased && !returned)  // that it was tried stays on record
    TRY(Act(ask, "person.recognised", [](const Change&) -> Status { return {}; }));
  auto changed = TRY(std::move(added));
  if (!changed) return Refuse<Added>(std::move(changed).error());
  return Added{.subject = newcomer.subject.id,
               .record = newcomer.record.label.id,
               .changed = *std::move(changed)};
}

Result<Ask> Gate::ToAdd(Ask ask, const NewRecord& record) const {
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
  return ask;
}

Result<vault::ReadyRecord> Gate::SealNew(const Ask& ask, const NewRecord& record) const {
  const notice::Category* const category = TRY(CategoryOf(context_.notice, record.category));
  vault::Content content = record.content;
  content.author = ask.actor;
  return vault::Seal(context_.keys, LabelOf(context_, ask, record.category), content, record.people,
                     TRY(PersonKeys(ask.subjects)),
                     vault::TokensOf(context_.keys, *category, content));
}

Outcome<Gate::Recorded> Gate::AddRecord(Ask ask, const NewRecord& record, const Also& also) {
  ask = TRY(ToAdd(std::move(ask), record));
  const auto ready = TRY(SealNew(ask, record));
  const notice::Category* const category = TRY(CategoryOf(context_.notice, record.category));
  // What two people share does not say whose birth it tells of.
  std::optional<standing::ReadyLifeEvent> birth;
  if (ask.subjects.size() == 1 && BirthIn(*category, record.content))
    birth = BirthOf(ask.subjects.front(), TRY(EvidenceKey(ask.subjects.front())), *category,
                    record.content);
  auto changed = TRY(Act(ask, "record.added", [&](const Change& change) -> Status {
    change.due_from = SoonestDue(context_.notice, ready.label, birth.has_value());
    if (birth) TRY(standing::Insert(change, *birth));
    TRY(vault::Insert(change, change.pass, ready));
    return also ? also(change, {ask.subjects.front(), ready.label.id}) : Status();
  }));
  if (!changed) return Refuse<Recorded>(std::move(changed).error());
  return Recorded{.record = ready.label.id, .changed = *std::move(changed)};
}

Result<SecretBytes> Gate::EvidenceKey(const SubjectId& subject) const {
  const auto wrapped = TRY(context_.store.Read(
      [&](store::ReadTx& tx) { return keys::Load(tx, subject.bytes(), keys::Kind::kEvidence); }));
  return context_.keys.Unwrap(subject.bytes(), keys::Kind::kEvidence, wrapped);
}

Outcome<Changed> Gate::TakeConsent(Ask ask, consent::Event event,
                                   const Personal<std::string>& evidence,
                                   const std::function<Status(const Change&)>& also) {
  const auto index = context_.notice.FindConsent(event.consent);
  if (!index) return Fail(Code::kInvalid, "The notice asks for no such consent.");
  if (event.kind == consent::Kind::kGiven) {
    const auto life = TRY(context_.store.Read([&](store::ReadTx& tx) {
      return LoadLifeBeside(tx, context_.keys, context_.notice, event.subject,
                            context_.clock.Now());
    }));
    if (life.death)
      return Fail(Code::kConflict, "The person has died; nobody can agree to anything for them.");
  }
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
  return Act(ask, action, [&](const Change& change) -> Status {
    TRY(consent::Insert(change, ready));
    TRY(outbox::Announce(
        change, action,
        {{"person", ready.event.subject.text()}, {"consent", ready.event.consent}}));
    return also ? also(change) : Status();
  });
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
