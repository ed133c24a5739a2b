#include "api/answer.h"

#include <algorithm>

#include "base/json.h"
#include "crypto/aead.h"

namespace almoner::web::api {
namespace {

constexpr std::size_t kUsualPage = 50;
constexpr std::size_t kLargestPage = 200;
constexpr std::size_t kTagSize = 16;

// Whoever else has the cursor, or sends it to another list, has nothing.
struct CursorSeal {
  SecretBytes key;
  Bytes place;
};

CursorSeal SealFor(const Call& call) {
  const crypto::Digest key = call.app().keys().Suppressed("api-cursor", "1");
  return {.key = SecretBytes::CopyOf(BytesView(key)),
          .place = ToBytes(call.request.path + "\n" + call.caller.staff.text())};
}

std::string CursorAfter(const Call& call, const std::string& last) {
  const CursorSeal seal = SealFor(call);
  return ToHex(crypto::Seal(seal.key, seal.place, AsBytes(last), call.app().random()));
}

Result<std::string> PositionOf(const Call& call) {
  const auto cursor = call.request.query("cursor");
  if (!cursor) return std::string();
  const auto sealed = FromHex(*cursor);
  const CursorSeal seal = SealFor(call);
  const auto opened = sealed ? crypto::Open(seal.key, seal.place, *sealed)
                             : Result<SecretBytes>(Fail(Code::kCorrupt, "It is no cursor."));
  if (!opened) return Fail(Code::kInvalid, "This is no cursor of this list: begin without one.");
  return std::string(opened->text());
}

Result<std::size_t> LimitOf(const Call& call) {
  const auto given = call.request.query("limit");
  if (!given) return kUsualPage;
  if (http::IsDigits(*given) && given->size() <= 3)
    if (const std::size_t limit = std::stoul(*given); limit >= 1 && limit <= kLargestPage)
      return limit;
  return Fail(Code::kInvalid, "A page has a limit of 1 to 200.");
}

// Whether a list of entity tags (RFC 9110 section 8.8.3) has this one, or is "*".
bool Names(std::string_view header, const std::string& tag) {
  while (!header.empty()) {
    std::string_view one = http::Trim(http::TakeUntil(header, ','));
    if (one.starts_with("W/")) one.remove_prefix(2);
    if (one == tag || one == "*") return true;
  }
  return false;
}

std::string SentenceOf(const notice::Notice& notice, const std::string& clause) {
  const auto found = std::ranges::find(notice.clauses, clause, &notice::Clause::id);
  return found == notice.clauses.end() ? "" : found->text;
}

}  // namespace

http::Response Answer(const Call& call, json::object document) {
  return http::Response::Json(ToText(document), call.endpoint.status);
}

http::Response Made(const Call& call, std::string location, json::object document) {
  return Answer(call, std::move(document)).With("Location", std::move(location));
}

json::object EntryJson(const EntryId& entry) {
  return {{"schema", "almoner.changed/1"}, {"entry", entry.text()}};
}

json::object ChangedJson(const gate::Changed& changed, json::object more) {
  json::object document{{"schema", "almoner.changed/1"}};
  for (const auto& member : more) document[member.key()] = member.value();
  document["why"] = changed.words.why;
  document["entry"] = changed.entry.text();
  return document;
}

http::Response RefusedBy(const Call& call, const gate::Refused& refused) {
  json::array clauses;
  for (const std::string& clause : refused.words.clauses)
    clauses.push_back({{"id", clause}, {"sentence", SentenceOf(call.app().notice(), clause)}});
  return Problem(call.request, 403, "refused", refused.words.what + " " + refused.words.why,
                 {{"rule", gate::Name(refused.rule)},
                  {"clauses", std::move(clauses)},
                  {"next", refused.words.next},
                  {"entry", refused.entry.text()}});
}

std::string TagOf(std::string_view content) {
  const crypto::Digest digest = crypto::Sha256(content);
  return "\"" + ToHex(BytesView(digest).first(kTagSize)) + "\"";
}

http::Response Tagged(const Call& call, const std::string& tag, http::Response answer) {
  if (const auto known = call.request.header("if-none-match"); known && Names(*known, tag))
    return http::Response{.status = 304}.With("ETag", tag);
  return std::move(answer).With("ETag", tag);
}

http::Response Outdated(const Call& call) {
  return Problem(call.request, 412, "outdated",
                 "Somebody has changed it since you read it. Read it again, then decide again.");
}

std::optional<http::Response> Unmatched(const Call& call, const std::string& tag) {
  const auto known = call.request.header("if-match");
  if (known && Names(*known, tag)) return std::nullopt;
  return Outdated(call);
}

http::Response WrongFields(const http::Request& request, const std::vector<Wrong>& wrong) {
  json::array errors;
  for (const Wrong& one : wrong) errors.push_back({{"field", one.field}, {"detail", one.detail}});
  return Problem(request, 422, "fields",
                 "Something in the fields is not as it must be; `errors` says what.",
                 {{"errors", std::move(errors)}});
}

Result<http::Response> PageOf(const Call& call, std::string_view schema, std::string_view name,
                              std::vector<Line> lines) {
  const std::string after = TRY(PositionOf(call));
  const std::size_t limit = TRY(LimitOf(call));
  std::ranges::sort(lines, {}, &Line::key);
  auto first = std::ranges::upper_bound(lines, after, {}, &Line::key);
  const auto left = static_cast<std::size_t>(lines.end() - first);
  const bool more = left > limit;
  json::array items;
  std::string last;
  for (std::size_t i = 0; i < std::min(left, limit); ++i, ++first) {
    last = first->key;
    items.push_back(std::move(first->item));
  }
  json::object document{{"schema", schema}};
  document[name] = std::move(items);
  if (!more) return Answer(call, std::move(document));
  const std::string next = CursorAfter(call, last);
  document["next"] = next;
  return Answer(call, std::move(document))
      .With("Link", "<" + call.request.path + "?limit=" + std::to_string(limit) +
                        "&cursor=" + next + ">; rel=\"next\"");
}

json::value MaybeJson(const std::optional<Date>& date) {
  return date ? json::value(ToText(*date)) : json::value();
}

json::array TextsJson(const std::vector<std::string>& texts) {
  json::array all;
  for (const std::string& text : texts) all.emplace_back(text);
  return all;
}

}  // namespace almoner::web::api
