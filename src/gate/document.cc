// Documents through the door: taken once it is decided that they may be, and given part by part,
// decided anew before each.
#include <algorithm>

#include "audit/log.h"
#include "gate/internal.h"
#include "store/store.h"

namespace almoner::gate {
namespace {

constexpr std::size_t kMostMedia = 100;

// RFC 6838 section 4.2, in lower case, without parameters.
bool IsMediaType(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == 0 || slash == text.npos || slash + 1 == text.size() || text.size() > kMostMedia)
    return false;
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '+';
  };
  return std::ranges::all_of(text.substr(0, slash), fits) &&
         std::ranges::all_of(text.substr(slash + 1), fits);
}

// The field that the document belongs to: the one that is named, or the first there is.
Result<std::string> FieldFor(const notice::Category& category, const vault::Content& content) {
  const notice::Field* first = nullptr;
  for (const notice::Field& field : category.fields) {
    if (field.kind != notice::FieldKind::kDocument) continue;
    if (content.Find(field.id) != nullptr) return field.id;
    if (first == nullptr) first = &field;
  }
  if (first == nullptr)
    return Fail(Code::kInvalid,
                "The notice's category has no field for documents; name another category, or "
                "publish a notice that says you keep them.");
  return first->id;
}

// The record with a document that is yet to be written; its field always has a value.
Result<NewRecord> WithDocument(const Context& context, NewRecord record, std::string_view media) {
  const notice::Category* const category = TRY(CategoryOf(context.notice, record.category));
  if (!IsMediaType(media))
    return Fail(Code::kInvalid, "Say what kind of file it is, like application/pdf or image/jpeg.");
  std::string field = TRY(FieldFor(*category, record.content));
  if (record.content.Find(field) == nullptr)
    record.content.fields.push_back({field, Personal(std::string(media))});
  record.content.document = vault::Attachment{.file = DocumentId::New(context.random),
                                              .field = std::move(field),
                                              .media = std::string(media),
                                              .size = 0,
                                              .sha256 = {},
                                              .key = {}};
  return record;
}

struct Where {
  SubjectId subject;
  std::string category;
};

// Whom the record is about, by the rows alone: what is opened is checked when it is.
Result<Where> FindDocument(store::ReadTx& tx, const RecordId& record) {
  const auto row = TRY(
      tx.Maybe("SELECT p.subject, r.category FROM document d JOIN record r ON r.id = d.record "
               "JOIN record_person p ON p.record = r.id AND p.part = 'about' WHERE d.record = $1 "
               "ORDER BY p.subject LIMIT 1",
               record));
  if (!row) return Fail(Code::kNotFound, "There is no such document.");
  const auto subject = TRY(row->As<SubjectId>(0));
  return Where{.subject = subject, .category = TRY(row->Text(1))};
}

std::unexpected<Error> NoFolder() {
  return Fail(Code::kUnavailable, "This home has no folder for documents.");
}

}  // namespace

// Why the rest of a document is not given.
struct Gate::Broken {
  std::optional<Refused> refused;  // a decision; else
  std::optional<Error> error;      // something that is not as it was
  std::vector<std::string> clauses;
};

// The actor's ask to add, once it is known that it would be allowed. A refusal is recorded.
Outcome<Ask> Gate::MayAdd(Ask ask) {
  const auto judged = TRY(
      context_.store.Read([&](store::ReadTx& tx) { return Judge(tx, ask, context_.clock.Now()); }));
  if (judged.verdict) return ask;
  auto refused = TRY(Act(ask, "record.added", [](const Change&) -> Status {
    return Fail(Code::kConflict, "What decides this changed a moment ago; try again.");
  }));
  return Refuse<Ask>(std::move(refused).error());
}

Outcome<Gate::Recorded> Gate::AddDocument(Ask asked, NewRecord record, const NewDocument& document,
                                          const Also& also) {
  if (context_.documents == nullptr) return NoFolder();
  record = TRY(WithDocument(context_, std::move(record), document.media));
  const auto ask = TRY(MayAdd(TRY(ToAdd(std::move(asked), record))));
  if (!ask) return Refuse<Recorded>(ask.error());
  vault::Attachment& attachment = *record.content.document;
  auto file = TRY(context_.documents->Write(attachment.file, document.bytes));
  attachment.size = file.size();
  attachment.sha256 = file.sha256();
  attachment.key = file.key();
  const auto ready = TRY(SealNew(*ask, record));
  const vault::DocumentRow row{
      .file = attachment.file, .record = ready.label.id, .stored = crypto::SealedSize(file.size())};
  auto changed = Act(*ask, "record.added", [&](const Change& change) -> Status {
    TRY(vault::Insert(change, change.pass, ready));
    TRY(vault::Insert(change, change.pass, row));
    return also ? also(change, {ask->subjects.front(), ready.label.id}) : Status();
  });
  // Where the row may be there all the same, upkeep finds out.
  if (changed ? changed->has_value() : store::OutcomeUnknown(changed.error())) file.Claim();
  auto outcome = TRY(std::move(changed));
  if (!outcome) return Refuse<Recorded>(std::move(outcome).error());
  return Recorded{.record = ready.label.id, .changed = *std::move(outcome)};
}

// Whether the document may no longer be given: nothing while it may.
Result<std::optional<Gate::Broken>> Gate::BrokeOff(const Ask& ask,
                                                   const vault::Record& record) const {
  const auto looked = context_.store.Read([&](store::ReadTx& tx) -> Result<std::optional<Broken>> {
    const Judged judged = TRY(Judge(tx, ask, context_.clock.Now()));
    if (!judged.verdict)
      return std::optional(
          Broken{.refused = judged.Refusing(context_.notice, EntryId::New(context_.random)),
                 .error = std::nullopt,
                 .clauses = {"rule:" + std::string(Name(judged.verdict.error().rule()))}});
    const auto row = TRY(tx.Maybe("SELECT 1 FROM record WHERE id = $1 AND digest = $2",
                                  record.label.id, BytesView(record.digest)));
    if (row) return std::optional<Broken>();
    return Fail(Code::kConflict,
                "The record was changed or erased while its document was being given; the rest "
                "of it is not.");
  });
  if (looked) return looked;
  const Code code = looked.error().code;
  if (code != Code::kNotFound && code != Code::kConflict) return looked;
  return std::optional(
      Broken{.refused = std::nullopt, .error = looked.error(), .clauses = {"changed"}});
}

Status Gate::RecordBreak(const Ask& asked, const Broken& broken) {
  Ask ask = asked;
  const EntryId id = broken.refused ? broken.refused->entry : EntryId::New(context_.random);
  auto names = NameThem(ask, id);
  if (!names && names.error().code == Code::kNotFound) {
    ask.subjects.clear();  // erased meanwhile: there is nobody to name
    names = NameThem(ask, id);
  }
  const Names known = TRY(std::move(names));
  return context_.store.Write([&](store::Tx& tx) -> Status {
    audit::Entry entry(id, context_.clock.Now(), "document.read", "broken-off");
    entry.purpose = ask.purpose;
    entry.clauses = broken.clauses;
    entry.notice = context_.notice.hash;
    entry.actor = known.actor;
    entry.subjects = known.subjects;
    TRY(audit::Append(tx, entry));
    return Trail(tx, ask, entry, "");
  });
}

Outcome<Given> Gate::GiveDocument(Ask ask, const RecordId& record, const vault::Sink& sink) {
  return GiveDocument(
      std::move(ask), record, [](const vault::Attachment&) { return Status(); }, sink);
}

Outcome<Given> Gate::GiveDocument(Ask ask, const RecordId& record, const BeginGiving& begin,
                                  const vault::Sink& sink) {
  if (context_.documents == nullptr) return NoFolder();
  const Where where =
      TRY(context_.store.Read([&](store::ReadTx& tx) { return FindDocument(tx, record); }));
  ask = TRY(WithPurpose(std::move(ask)));
  if (ask.subjects.empty()) ask.subjects = {where.subject};
  ask.categories = {where.category};
  ask.records = {record};
  auto opened = TRY(Open(ask));
  if (!opened) return Refuse<Given>(std::move(opened).error());
  const EntryId entry = *opened->permit.entry();
  const auto records = TRY(vault::Reveal(std::move(opened->permit), context_.keys, context_.clock));
  if (records.empty() || !records.front().content.document)
    return Fail(Code::kNotFound, "There is no such document.");
  const vault::Attachment& document = *records.front().content.document;
  auto file = TRY(context_.documents->Open(document));
  TRY(begin(document));
  Bytes part;
  Status passed;
  while (passed && !file.done()) {
    if (const auto broken = TRY(BrokeOff(ask, records.front()))) {
      TRY(RecordBreak(ask, *broken));
      if (broken->refused) return Refuse<Given>(*broken->refused);
      return std::unexpected(*broken->error);
    }
    passed = file.Next(part);
    if (passed) passed = sink(part);
    vault::Wipe(part);
  }
  TRY(std::move(passed));
  return Given{.entry = entry, .document = document, .words = std::move(opened->words)};
}

}  // namespace almoner::gate
