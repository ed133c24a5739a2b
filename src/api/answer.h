// What calls answer. For this folder only.
#pragma once

#include "api/endpoint.h"
#include "web/doors.h"

namespace almoner::web::api {

// 200, or the row's own status; `document` begins with its schema.
[[nodiscard]] http::Response Answer(const Call& call, json::object document);
// The same for something that was made, which is at `location`.
[[nodiscard]] http::Response Made(const Call& call, std::string location, json::object document);
// almoner.changed/1, with what else there is to say.
[[nodiscard]] json::object ChangedJson(const gate::Changed& changed, json::object more = {});
[[nodiscard]] json::object EntryJson(const EntryId& entry);

// 403, in the words of the notice's clause that refuses.
[[nodiscard]] http::Response RefusedBy(const Call& call, const gate::Refused& refused);
// A refusal, or goes on with the value.
template <class T, class Then>
Result<http::Response> Decided(const Call& call, gate::Outcome<T> outcome, Then then) {
  auto decided = TRY(std::move(outcome));
  if (!decided) return RefusedBy(call, decided.error());
  return then(*decided);
}
// The same, counted in the metrics; for what was not counted yet.
template <class T, class Then>
Result<http::Response> Answered(const Call& call, gate::Outcome<T> outcome, Then then) {
  return Decided(call, call.site.counters.Count(std::move(outcome)), std::move(then));
}

// Of a thing with that content: another tag where anything of it is another.
[[nodiscard]] std::string TagOf(std::string_view content);
// 304 where the caller has it already; else the answer with its tag.
[[nodiscard]] http::Response Tagged(const Call& call, const std::string& tag,
                                    http::Response answer);
// Nothing: the caller's If-Match names the tag. Else what to answer.
[[nodiscard]] std::optional<http::Response> Unmatched(const Call& call, const std::string& tag);
[[nodiscard]] http::Response Outdated(const Call& call);  // 412

// What is wrong with single fields: 422, one sentence each.
struct Wrong {
  std::string field;
  std::string detail;
};
// Nothing a call with these fields would not take; never with a word of the body itself.
[[nodiscard]] std::vector<Wrong> WrongIn(const std::vector<Field>& fields,
                                         const json::object& body);
[[nodiscard]] http::Response WrongFields(const http::Request& request,
                                         const std::vector<Wrong>& wrong);

// One of a list: `key` says where it stands, and tells it from every other.
struct Line {
  std::string key;
  json::object item;
};
// A page of the list in the order of the keys, with where the next begins: nothing is shown twice
// or left out because something was added or has gone meanwhile. kInvalid: no cursor of this list.
Result<http::Response> PageOf(const Call& call, std::string_view schema, std::string_view name,
                              std::vector<Line> lines);

[[nodiscard]] json::value MaybeJson(const std::optional<Date>& date);
template <class T>
[[nodiscard]] json::value MaybeId(const std::optional<T>& id) {
  return id ? json::value(id->text()) : json::value();
}
[[nodiscard]] json::array TextsJson(const std::vector<std::string>& texts);

}  // namespace almoner::web::api
