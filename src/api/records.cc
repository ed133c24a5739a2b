// Records and documents: read, added, put right, moved.
#include <algorithm>
#include <memory>
#include <utility>

#include "api/answer.h"
#include "api/content.h"
#include "api/digest.h"
#include "app/record_json.h"
#include "base/json.h"
#include "crypto/hash.h"
#include "http/flow.h"
#include "rights/share.h"
#include "vault/document.h"
#include "vault/vault.h"

namespace almoner::web::api {
namespace {

// What a record says, without when and by whom it was written: what If-Match is about.
std::string TagOf(const vault::Content& content) {
  json::object fields;
  for (const vault::FieldValue& field : content.fields) fields[field.field] = field.value.Expose();
  return api::TagOf(ToText(json::object{{"fields", std::move(fields)},
                                        {"source", content.source},
                                        {"nature", content.nature == vault::Nature::kFact ? 0 : 1},
                                        {"event_at", content.event_at.text()}}));
}

json::object ToJson(const vault::Record& record) {
  json::object one = app::ToJson(record);
  one["etag"] = TagOf(record.content);
  return one;
}

gate::Ask AskOf(const Call& call) { return {.actor = call.caller.staff, .purpose = call.purpose}; }

Result<http::Response> GetRecords(const Call& call) {
  gate::Ask ask = AskOf(call);
  ask.subjects = {TRY(SubjectOf(call.request))};
  ask.break_glass = TRY(GlassIn(call));
  if (const auto category = call.request.query("category")) ask.categories = {*category};
  return Answered(
      call, call.app().gate().Open(ask), [&](gate::Opened& opened) -> Result<http::Response> {
        const std::string entry = opened.permit.entry()->text();
        json::array records;
        for (const vault::Record& record :
             TRY(vault::Reveal(std::move(opened.permit), call.app().keys(), call.app().clock())))
          records.push_back(ToJson(record));
        const std::string tag = api::TagOf(ToText(records));
        return Tagged(call, tag,
                      Answer(call, {{"schema", "almoner.records/1"},
                                    {"why", opened.words.why},
                                    {"records", std::move(records)},
                                    {"entry", entry}}));
      });
}

Result<http::Response> GetRecord(const Call& call) {
  gate::Ask ask = AskOf(call);
  ask.subjects = {TRY(SubjectOf(call.request))};
  ask.records = {TRY(RecordOf(call))};
  ask.break_glass = TRY(GlassIn(call));
  return Answered(
      call, call.app().gate().Open(ask), [&](gate::Opened& opened) -> Result<http::Response> {
        const std::string entry = opened.permit.entry()->text();
        const auto records =
            TRY(vault::Reveal(std::move(opened.permit), call.app().keys(), call.app().clock()));
        if (records.empty()) return Fail(Code::kNotFound, "There is no such record.");
        return Tagged(call, TagOf(records.front().content),
                      Answer(call, {{"schema", "almoner.record/1"},
                                    {"why", opened.words.why},
                                    {"record", ToJson(records.front())},
                                    {"entry", entry}}));
      });
}

std::string PlaceOf(const SubjectId& subject, const RecordId& record, std::string_view what) {
  return "/api/v1/people/" + subject.text() + "/" + std::string(what) + "/" + record.text();
}

Result<http::Response> PostRecord(const Call& call) {
  const SubjectId subject = TRY(SubjectOf(call.request));
  vault::Content content = TRY(ContentIn(call));
  gate::NewRecord record{.category = call.Text("category"),
                         .content = std::move(content),
                         .people = {{.subject = subject, .part = vault::Part::kAbout}}};
  if (call.Has("mentions"))
    for (const json::value& id : call.body.at("mentions").as_array()) {
      const SubjectId person = TRY(SubjectId::Parse(std::string_view(id.as_string())));
      record.people.push_back({.subject = person, .part = vault::Part::kMentions});
    }
  gate::Ask ask = AskOf(call);
  ask.break_glass = TRY(GlassIn(call));
  return Answered(call, call.app().gate().AddRecord(std::move(ask), record),
                  [&](const gate::Gate::Recorded& added) {
                    return Result<http::Response>(
                        Made(call, PlaceOf(subject, added.record, "records"),
                             ChangedJson(added.changed, {{"record", added.record.text()}})));
                  });
}

// The fields that the call names say something else from now on; the others stay.
void Apply(const json::object& fields, vault::Content& content) {
  for (const auto& member : fields) {
    const std::string_view name = member.key();
    Personal<std::string> value{std::string(member.value().as_string())};
    const auto found = std::ranges::find(content.fields, name, &vault::FieldValue::field);
    if (found == content.fields.end())
      content.fields.push_back({.field = std::string(name), .value = std::move(value)});
    else
      found->value = std::move(value);
  }
}

// Whoever may write it and has read it as it is now. The gate decides about the writing for itself.
Result<http::Response> Correct(const Call& call, const SubjectId& subject, const RecordId& record,
                               const json::object& fields) {
  gate::Ask ask = AskOf(call);
  ask.action = gate::Action::kWrite;
  bool outdated = false;
  auto outcome = call.app().gate().CorrectRecord(
      std::move(ask), record, subject,
      [&](const notice::Category&, vault::Content& content) -> Status {
        outdated = Unmatched(call, TagOf(content)).has_value();
        if (outdated) return Fail(Code::kConflict, "It was changed since it was read.");
        Apply(fields, content);
        return {};
      });
  if (!outcome && outdated) return Outdated(call);
  return Answered(call, std::move(outcome), [&](const gate::Changed& changed) {
    return Result<http::Response>(Answer(call, ChangedJson(changed, {{"record", record.text()}})));
  });
}

// Before anything is said of what the record is now, the gate decides whether the caller may see
// it.
Result<http::Response> PatchRecord(const Call& call) {
  const SubjectId subject = TRY(SubjectOf(call.request));
  const RecordId record = TRY(RecordOf(call));
  const json::object& fields = call.body.at("fields").as_object();
  if (std::ranges::any_of(fields, [](const auto& member) { return member.key().contains(':'); }))
    return WrongFields(call.request, {{.field = "fields", .detail = "These are no fields."}});
  gate::Ask ask = AskOf(call);
  ask.subjects = {subject};
  ask.records = {record};
  return Answered(
      call, call.app().gate().Open(ask), [&](gate::Opened& opened) -> Result<http::Response> {
        const auto records =
            TRY(vault::Reveal(std::move(opened.permit), call.app().keys(), call.app().clock()));
        if (records.empty()) return Fail(Code::kNotFound, "There is no such record.");
        if (auto other = Unmatched(call, TagOf(records.front().content))) return *std::move(other);
        return Correct(call, subject, record, fields);
      });
}

Result<http::Response> MoveRecord(const Call& call) {
  const SubjectId from = TRY(SubjectOf(call.request));
  const RecordId record = TRY(RecordOf(call));
  const SubjectId to = TRY(SubjectId::Parse(call.Text("to")));
  return Answered(
      call, call.app().gate().MoveRecord(AskOf(call), record, from, to),
      [&](const gate::Changed& changed) {
        return Result<http::Response>(Made(call, PlaceOf(to, record, "records"),
                                           ChangedJson(changed, {{"record", record.text()}})));
      });
}

Result<http::Response> ShareRecord(const Call& call) {
  const SubjectId subject = TRY(SubjectOf(call.request));
  const RecordId record = TRY(RecordOf(call));
  rights::Sharing sharing{.why = call.Text("why"),
                          .known = call.Text("known"),
                          .opinion_by = call.Text("opinion_by"),
                          .harm = call.Text("harm"),
                          .others = call.Text("others"),
                          .others_why = call.Text("others_why")};
  if (call.Has("opinion_on")) sharing.opinion_on = TRY(ParseDate(call.Text("opinion_on")));
  return Answered(
      call,
      rights::Share(call.app().rights(), call.caller.staff, call.purpose, subject, record, sharing),
      [&](const gate::Changed& changed) {
        return Result<http::Response>(
            Answer(call, ChangedJson(changed, {{"record", record.text()}})));
      });
}

Result<http::Response> UnshareRecord(const Call& call) {
  const SubjectId subject = TRY(SubjectOf(call.request));
  const RecordId record = TRY(RecordOf(call));
  return Answered(call,
                  rights::Unshare(call.app().rights(), call.caller.staff, call.purpose, subject,
                                  record, call.Text("why")),
                  [&](const gate::Changed& changed) {
                    return Result<http::Response>(
                        Answer(call, ChangedJson(changed, {{"record", record.text()}})));
                  });
}

std::vector<Field> SharingFields() {
  static constexpr std::string_view kOthers[] = {"none", "agreed", "reasonable"};
  return {{.name = "why", .what = "Why they see it; the person reads it"},
          {.name = "known", .what = "Health data: how they know it already", .required = false},
          {.name = "opinion_by",
           .what = "Health data: who said that it does no serious harm, by role",
           .required = false},
          {.name = "opinion_on",
           .type = Type::kDate,
           .what = "On which day; it counts for six months",
           .required = false},
          {.name = "harm",
           .what = "Other sensitive data: why seeing it puts nobody in danger",
           .required = false},
          {.name = "others",
           .type = Type::kWord,
           .what = "Of others whom it names",
           .required = false,
           .words = {std::begin(kOthers), std::end(kOthers)}},
          {.name = "others_why", .what = "Who agreed, or why it is reasonable", .required = false}};
}

// The body as it comes, or as it came; with what the call says of it (RFC 9530), which is checked
// once all of it is there.
class Arriving {
 public:
  Arriving(const Call& call, std::optional<Bytes> digest)
      : held_(call.request.body), flow_(call.request.flow), digest_(std::move(digest)) {
    if (flow_ != nullptr && flow_->left() == 0) flow_ = nullptr;
  }
  Result<std::size_t> Read(std::span<std::uint8_t> into) {
    const std::size_t size = TRY(Next(into));
    if (!digest_) return size;
    hash_.Add(into.first(size));
    if (size < into.size() && !std::exchange(done_, true) &&
        !crypto::SameDigest(hash_.Finish(), *digest_))
      return Fail(Code::kInvalid,
                  "The document is not what its Content-Digest says; send it again.");
    return size;
  }

 private:
  Result<std::size_t> Next(std::span<std::uint8_t> into) {
    if (flow_ != nullptr) return flow_->Read(into);
    const std::size_t size = std::min(into.size(), held_.size());
    std::ranges::copy(AsBytes(held_.substr(0, size)), into.begin());
    held_.remove_prefix(size);
    return size;
  }

  std::string_view held_;
  http::Flow* flow_;
  const std::optional<Bytes> digest_;
  crypto::Sha256Stream hash_;
  bool done_ = false;
};

Result<vault::Source> SourceOf(const Call& call) {
  const auto body = std::make_shared<Arriving>(call, TRY(DigestIn(call.request)));
  return [body](std::span<std::uint8_t> into) { return body->Read(into); };
}

// The bytes as they are, with their media type. What the file is called is not asked: a name is
// about somebody as often as not, and would stand in the address.
Result<http::Response> PostDocument(const Call& call) {
  const SubjectId subject = TRY(SubjectOf(call.request));
  std::string_view type = call.request.header("content-type").value_or("");
  const std::string media = http::Lower(http::Trim(http::TakeUntil(type, ';')));
  if (media.empty())
    return Problem(call.request, 415, "content-type", "Send the document with its Content-Type.");
  gate::NewRecord record{.category = call.request.query("category").value_or(""),
                         .content = {},
                         .people = {{.subject = subject, .part = vault::Part::kAbout}}};
  record.content.source = call.request.query("source").value_or("self");
  const auto at = call.request.query("event_at");
  record.content.event_at = at ? TRY(Time::Parse(*at)) : call.app().clock().Now();
  const vault::Source source = TRY(SourceOf(call));
  return Answered(call,
                  call.app().gate().AddDocument(AskOf(call), std::move(record),
                                                {.media = media, .bytes = source}),
                  [&](const gate::Gate::Recorded& added) {
                    return Result<http::Response>(
                        Made(call, PlaceOf(subject, added.record, "documents"),
                             ChangedJson(added.changed, {{"record", added.record.text()}})));
                  });
}

// Head and body go out while the document is opened part by part. Once the head has gone, what it
// comes to is seen by the connection alone: where the rest is not given, the body breaks off.
Result<http::Response> GetDocument(const Call& call) {
  gate::Ask ask = AskOf(call);
  ask.subjects = {TRY(SubjectOf(call.request))};
  http::Flow* const flow = call.request.flow;
  if (flow == nullptr) return Fail(Code::kInternal, "Documents are given by a server alone.");
  auto outcome = call.app().gate().GiveDocument(
      std::move(ask), TRY(RecordOf(call)),
      [&](const vault::Attachment& document) {
        return flow->Begin(http::Response::File(document.media, "")
                               .With("Content-Disposition", "attachment")
                               .With("ETag", "\"" + ToHex(document.sha256) + "\""),
                           document.size);
      },
      [&](BytesView part) { return flow->Write(part); });
  return Answered(call, std::move(outcome),
                  [](const gate::Given&) -> Result<http::Response> { return http::Response{}; });
}

Field CategoryQuery(bool required, std::string_view what) {
  return {.name = "category", .what = what, .required = required, .example = "support-notes"};
}

}  // namespace

std::vector<Endpoint> RecordCalls() {
  using enum http::Method;
  std::vector<Field> record = ContentFields();
  record.insert(record.begin(), CategoryQuery(true, "The data category of the notice"));
  record.push_back({.name = "mentions",
                    .type = Type::kIds,
                    .what = "People whom its words mention",
                    .required = false});
  record.push_back(GlassField());
  return {
      {.method = kGet,
       .path = "/api/v1/people/{id}/records",
       .group = "Records",
       .summary = "Everything that the purpose may read of somebody",
       .scope = "records:read",
       .query = {CategoryQuery(false, "Only this data category"), GlassField()},
       .answer = "Records",
       .match = Match::kRead,
       .handle = GetRecords},
      {.method = kPost,
       .path = "/api/v1/people/{id}/records",
       .group = "Records",
       .summary = "Add a record about somebody",
       .scope = "records:write",
       .body = Body::kJson,
       .fields = std::move(record),
       .answer = "Changed",
       .status = 201,
       .handle = PostRecord},
      {.method = kGet,
       .path = "/api/v1/people/{id}/records/{record}",
       .group = "Records",
       .summary = "One record",
       .scope = "records:read",
       .query = {GlassField()},
       .answer = "OneRecord",
       .match = Match::kRead,
       .handle = GetRecord},
      {.method = kPatch,
       .path = "/api/v1/people/{id}/records/{record}",
       .group = "Records",
       .summary = "Put a record right; what it said before is destroyed",
       .scope = "records:write",
       .body = Body::kJson,
       .fields = {{.name = "fields",
                   .type = Type::kTexts,
                   .what = "The fields that say something else from now on; the others stay",
                   .example = R"({"text":"Walked to the quay."})"}},
       .answer = "Changed",
       .match = Match::kMust,
       .handle = PatchRecord},
      {.method = kPost,
       .path = "/api/v1/people/{id}/records/{record}/move",
       .group = "Records",
       .summary = "Take a record that was filed on the wrong person to the right one",
       .scope = "records:write",
       .body = Body::kJson,
       .fields = {{.name = "to", .type = Type::kId, .what = "Whose it is"}},
       .answer = "Changed",
       .handle = MoveRecord},
      {.method = kPost,
       .path = "/api/v1/people/{id}/records/{record}/share",
       .group = "Records",
       .summary = "Share a record with the person: they see it at once on the portal",
       .scope = "records:write",
       .body = Body::kJson,
       .fields = SharingFields(),
       .answer = "Changed",
       .handle = ShareRecord},
      {.method = kPost,
       .path = "/api/v1/people/{id}/records/{record}/unshare",
       .group = "Records",
       .summary = "Share a record no longer",
       .scope = "records:write",
       .body = Body::kJson,
       .fields = {{.name = "why", .what = "Why; it stays on record"}},
       .answer = "Changed",
       .handle = UnshareRecord},
      {.method = kPost,
       .path = "/api/v1/people/{id}/documents",
       .group = "Records",
       .summary = "Add a document: its bytes as the body, its media type as Content-Type",
       .scope = "records:write",
       .body = Body::kBytes,
       .query = {CategoryQuery(true, "A data category of the notice with a field for documents"),
                 {.name = "source", .what = "Where it comes from (self)", .required = false},
                 {.name = "event_at",
                  .type = Type::kTime,
                  .what = "When it is from (now)",
                  .required = false}},
       .answer = "Changed",
       .status = 201,
       .handle = PostDocument},
      {.method = kGet,
       .path = "/api/v1/people/{id}/documents/{record}",
       .group = "Records",
       .summary = "A document’s bytes; {record} is the record that it belongs to",
       .scope = "records:read",
       .handle = GetDocument},
  };
}

}  // namespace almoner::web::api
