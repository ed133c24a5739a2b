// /api/v1: the same door as the console, for programs. Purposes are named in X-Purpose; refusals
// are RFC 9457 problem documents that quote the notice's clause.
#include <array>
#include <boost/json.hpp>

#include "api/handlers.h"
#include "app/record_json.h"
#include "base/json.h"
#include "vault/vault.h"
#include "web/doors.h"

namespace almoner::web::api {
namespace {

namespace json = boost::json;

constexpr std::string_view kPurposeHeader = "x-purpose";

http::Response NoPurpose(const http::Request& request) {
  return Problem(request, 400, "purpose-missing",
                 "Name the purpose in the header X-Purpose, by its id in the notice.");
}

http::Response RefusedBy(const http::Request& request, const gate::Refused& refused) {
  json::array clauses;
  for (const std::string& clause : refused.words.clauses) clauses.emplace_back(clause);
  return Problem(request, 403, "refused", refused.words.what + " " + refused.words.why,
                 {{"rule", gate::Name(refused.rule)},
                  {"clauses", std::move(clauses)},
                  {"next", refused.words.next},
                  {"entry", refused.entry.text()}});
}

struct Posted {
  std::string category;
  vault::Content content;
};

Result<std::string> TextAt(const json::object& object, std::string_view key) {
  const json::value* const value = object.if_contains(key);
  if (value == nullptr || !value->is_string() || value->get_string().empty())
    return Fail(Code::kInvalid,
                "A record has the texts category, source, nature and event_at, and the object "
                "fields with texts; none may be missing.");
  return std::string(value->get_string());
}

Result<vault::Nature> ParseNature(std::string_view name) {
  if (name == "fact") return vault::Nature::kFact;
  if (name == "opinion") return vault::Nature::kOpinion;
  return Fail(Code::kInvalid, "The nature of a record is fact or opinion.");
}

// {"category": …, "fields": {…}, "source": …, "nature": "fact", "event_at": "2026-11-21T09:30:00Z"}
Result<Posted> ParsePosted(std::string_view body) {
  constexpr std::array<std::string_view, 5> kKeys = {"category", "fields", "source", "nature",
                                                     "event_at"};
  const json::value value = TRY(ParseJson(body));
  const json::object* const object = value.if_object();
  if (object == nullptr) return Fail(Code::kInvalid, "A record is one JSON object.");
  for (const auto& member : *object)
    if (std::ranges::find(kKeys, std::string_view(member.key())) == kKeys.end())
      return Fail(Code::kInvalid,
                  "A record has category, fields, source, nature and event_at, and nothing else.");
  Posted posted{.category = TRY(TextAt(*object, "category")), .content = {}};
  posted.content.source = TRY(TextAt(*object, "source"));
  posted.content.nature = TRY(ParseNature(TRY(TextAt(*object, "nature"))));
  posted.content.event_at = TRY(Time::Parse(TRY(TextAt(*object, "event_at"))));
  const json::value* const fields = object->if_contains("fields");
  if (fields == nullptr || !fields->is_object())
    return Fail(Code::kInvalid, "The fields of a record are a JSON object of texts.");
  for (const auto& field : fields->get_object())
    posted.content.fields.push_back(
        {.field = field.key(), .value = Personal(TRY(TextAt(fields->get_object(), field.key())))});
  return posted;
}

bool IsJson(const http::Request& request) {
  std::string_view type = request.header("content-type").value_or("");
  return http::Lower(http::Trim(http::TakeUntil(type, ';'))) == "application/json";
}

}  // namespace

Result<http::Response> GetRecords(Site& site, const http::Request& request, const Caller& caller) {
  const std::string purpose(request.header(kPurposeHeader).value_or(""));
  if (purpose.empty()) return NoPurpose(request);
  auto opened = TRY(site.counters.Count(site.app.gate().Open(
      {.actor = caller.staff, .purpose = purpose, .subjects = {TRY(SubjectOf(request))}})));
  if (!opened) return RefusedBy(request, opened.error());
  const std::string entry = opened->permit.entry()->text();
  json::array records;
  for (const vault::Record& record :
       TRY(vault::Reveal(std::move(opened->permit), site.app.keys(), site.app.clock())))
    records.push_back(app::ToJson(record));
  return http::Response::Json(ToText(json::object{{"schema", "almoner.records/1"},
                                                  {"why", opened->words.why},
                                                  {"records", std::move(records)},
                                                  {"entry", entry}}));
}

Result<http::Response> PostRecord(Site& site, const http::Request& request, const Caller& caller) {
  const std::string purpose(request.header(kPurposeHeader).value_or(""));
  if (purpose.empty()) return NoPurpose(request);
  if (!IsJson(request))
    return Problem(request, 415, "content-type", "Send the record as application/json.");
  Posted posted = TRY(ParsePosted(request.body));
  const SubjectId subject = TRY(SubjectOf(request));
  const auto added = TRY(site.counters.Count(
      site.app.gate().AddRecord({.actor = caller.staff, .purpose = purpose},
                                {.category = std::move(posted.category),
                                 .content = std::move(posted.content),
                                 .people = {{.subject = subject, .part = vault::Part::kAbout}}})));
  if (!added) return RefusedBy(request, added.error());
  return http::Response::Json(ToText(json::object{{"schema", "almoner.changed/1"},
                                                  {"record", added->record.text()},
                                                  {"why", added->changed.words.why},
                                                  {"entry", added->changed.entry.text()}}),
                              201);
}

}  // namespace almoner::web::api
