#include "api/openapi.h"

#include <algorithm>

#include "api/schemas.h"
#include "hooks/news.h"
#include "outbox/news.h"

namespace almoner::web::api {
namespace {

constexpr std::string_view kJson = "application/json";
constexpr std::string_view kProblem = "application/problem+json";

json::object Parameter(std::string_view in, std::string_view name, bool required,
                       json::object schema, std::string_view what) {
  schema.erase("description");
  return {{"name", name},
          {"in", in},
          {"required", required},
          {"description", what},
          {"schema", std::move(schema)}};
}

json::object Text() { return {{"type", "string"}}; }

std::string_view WhatOf(std::string_view param) {
  if (param == "id") return "Whose or which it is: 32 hexadecimal digits";
  if (param == "record") return "The record";
  if (param == "hold") return "The hold";
  if (param == "mark") return "The restriction or objection";
  if (param == "step") return "The step, by its name in `next`";
  if (param == "register") return "The register, by its name in the list of them";
  if (param == "webhook") return "The webhook";
  if (param == "role") return "The role of the notice";
  if (param == "kind") return "caseload, service or site";
  return "As the list gives it";
}

json::array ParametersOf(const Endpoint& endpoint) {
  json::array all;
  for (const std::string& param : ParamsOf(endpoint))
    all.push_back(Parameter("path", param, true, Text(), WhatOf(param)));
  for (const Field& field : endpoint.query)
    all.push_back(Parameter("query", field.name, field.required, SchemaOf(field), field.what));
  if (endpoint.pages) {
    all.push_back(Parameter("query", "limit", false,
                            {{"type", "integer"}, {"minimum", 1}, {"maximum", 200}},
                            "How many of the list at most (50)"));
    all.push_back(Parameter("query", "cursor", false, Text(), "`next` of the page before"));
  }
  if (endpoint.reason == For::kNamed)
    all.push_back(Parameter("header", "X-Purpose", true, Text(), "A purpose of the notice"));
  if (endpoint.match == Match::kMust)
    all.push_back(Parameter("header", "If-Match", true, Text(), "The ETag of what was read"));
  if (endpoint.match == Match::kRead)
    all.push_back(
        Parameter("header", "If-None-Match", false, Text(), "The ETag of what is known already"));
  const bool changes = endpoint.method != http::Method::kGet;
  if (changes && endpoint.repeats)
    all.push_back(Parameter("header", "Idempotency-Key", false, Text(),
                            "The same for the same call sent again, for 24 hours"));
  return all;
}

json::object BodyOf(const Endpoint& endpoint) {
  json::object content;
  if (endpoint.body == Body::kBytes) {
    content["*/*"] = {{"schema", json::object()}};
  } else if (endpoint.body == Body::kForm) {
    content[kJson] = {
        {"schema",
         {{"type", "object"},
          {"description",
           "The answers to what GET at the same address asks: texts, days like 2026-12-24, and "
           "lists where several may be chosen"}}}};
  } else {
    content[kJson] = {{"schema", SchemaOf(endpoint.fields)},
                      {"example", ExampleOf(endpoint.fields)}};
  }
  const bool required =
      endpoint.body == Body::kBytes || std::ranges::any_of(endpoint.fields, &Field::required);
  return {{"required", required}, {"content", std::move(content)}};
}

json::object ProblemAnswer(std::string_view what) {
  json::object content;
  content[kProblem] = {{"schema", {{"$ref", "#/components/schemas/Problem"}}}};
  return {{"description", what}, {"content", std::move(content)}};
}

json::object GoodAnswer(const Endpoint& endpoint) {
  json::object content;
  if (endpoint.answer.empty())
    content["*/*"] = {{"schema", json::object()}};
  else
    content[kJson] = {
        {"schema", {{"$ref", "#/components/schemas/" + std::string(endpoint.answer)}}}};
  if (endpoint.body == Body::kForm && endpoint.match == Match::kMust)
    content["application/zip"] = {{"schema", json::object()}};
  return {{"description", endpoint.summary}, {"content", std::move(content)}};
}

json::object AnswersOf(const Endpoint& endpoint) {
  json::object answers;
  answers[std::to_string(endpoint.status)] = GoodAnswer(endpoint);
  if (endpoint.match == Match::kRead)
    answers["304"] = {{"description", "Nothing of it has changed"}};
  answers["400"] = ProblemAnswer("Something cannot be read, or the purpose is missing");
  answers["401"] = ProblemAnswer("Nobody, or a key that is over");
  answers["403"] = ProblemAnswer("The notice does not allow it, or the key was not made for it");
  if (!ParamsOf(endpoint).empty()) answers["404"] = ProblemAnswer("There is no such thing");
  answers["409"] = ProblemAnswer("Something stands in the way");
  if (endpoint.match == Match::kMust) {
    answers["412"] = ProblemAnswer("Somebody has changed it since");
    answers["428"] = ProblemAnswer("If-Match is missing");
  }
  if (endpoint.body != Body::kNone) answers["422"] = ProblemAnswer("`errors` says which fields");
  answers["429"] = ProblemAnswer("Too many calls; Retry-After says when to go on");
  return answers;
}

std::string DescriptionOf(const Endpoint& endpoint) {
  std::string text =
      endpoint.scope.empty() ? "Any key." : "Scope `" + std::string(endpoint.scope) + "`.";
  if (endpoint.reason == For::kOne)
    text += " For `" + std::string(endpoint.purpose) + "`, which the key must have.";
  if (endpoint.reason == For::kEither) text += " For one of the register’s purposes.";
  if (!endpoint.duty.empty())
    text += " For a role with the duty `" + std::string(endpoint.duty) + "`.";
  return text;
}

json::object Operation(const Endpoint& endpoint) {
  json::object operation{{"operationId", OperationId(endpoint)},
                         {"tags", json::array{endpoint.group}},
                         {"summary", endpoint.summary},
                         {"description", DescriptionOf(endpoint)}};
  if (auto parameters = ParametersOf(endpoint); !parameters.empty())
    operation["parameters"] = std::move(parameters);
  if (endpoint.body != Body::kNone) operation["requestBody"] = BodyOf(endpoint);
  operation["responses"] = AnswersOf(endpoint);
  return operation;
}

json::array Groups() {
  json::array groups;
  std::string_view last;
  for (const Endpoint& endpoint : Endpoints()) {
    if (endpoint.group == last) continue;
    last = endpoint.group;
    groups.push_back({{"name", last}, {"description", last}});
  }
  return groups;
}

// What webhooks are sent, by the type of the event.
json::object Webhooks() {
  json::object all;
  for (const outbox::NewsKind& kind : outbox::NewsKinds()) {
    json::object content;
    content["application/cloudevents+json"] = {
        {"schema", {{"$ref", "#/components/schemas/Event"}}}};
    std::string id = "on";
    bool word = true;
    for (const char c : kind.id) {
      const bool letter = c >= 'a' && c <= 'z';
      if (letter) id += word ? static_cast<char>(c - 'a' + 'A') : c;
      word = !letter;
    }
    json::object operation{
        {"operationId", id},
        {"tags", json::array{"Webhooks"}},
        {"summary", "Told when " + std::string(kind.words)},
        {"description", "`type` is `" + hooks::NewsType(kind.id) + "`; `data` has entry, " +
                            std::string(kind.ids) +
                            ". Signed as Standard Webhooks 1.0.0 says, in the headers webhook-id, "
                            "webhook-timestamp and webhook-signature."},
        {"requestBody", {{"required", true}, {"content", std::move(content)}}},
        {"responses",
         {{"2XX", {{"description", "It is taken"}}},
          {"410", {{"description", "Nothing more is to be sent"}}},
          {"4XX", {{"description", "It is sent again later"}}}}}};
    all[kind.id] = {{"post", std::move(operation)}};
  }
  return all;
}

}  // namespace

std::vector<std::string> ParamsOf(const Endpoint& endpoint) {
  std::vector<std::string> params;
  std::string_view path = endpoint.path.view();
  for (std::size_t open = 0; (open = path.find('{')) != std::string_view::npos;) {
    const std::size_t close = path.find('}');
    params.emplace_back(path.substr(open + 1, close - open - 1));
    path.remove_prefix(close + 1);
  }
  return params;
}

std::string OperationId(const Endpoint& endpoint) {
  std::string id = http::Lower(http::Name(endpoint.method));
  bool word = true;
  for (const char c : endpoint.path.view().substr(std::string_view("/api/v1").size())) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (letter) id += word && c >= 'a' ? static_cast<char>(c - 'a' + 'A') : c;
    word = !letter;
  }
  return id;
}

json::object OpenApi(const notice::Notice& notice) {
  json::object paths;
  for (const Endpoint& endpoint : Endpoints()) {
    json::value& path = paths[endpoint.path.view()];
    if (!path.is_object()) path.emplace_object();
    path.get_object()[http::Lower(http::Name(endpoint.method))] = Operation(endpoint);
  }
  json::object info{
      {"title", "Almoner"},
      {"version", "1"},
      {"description", "The records of " + notice.organisation.name +
                          ". Every call is decided by the privacy notice, and recorded."},
      {"license", {{"name", "Apache-2.0"}, {"identifier", "Apache-2.0"}}}};
  json::object schemes{
      {"key",
       {{"type", "http"},
        {"scheme", "bearer"},
        {"description", "A key of the API: almk_…, made in the console or by almoner api-key"}}},
      {"login", {{"type", "http"}, {"scheme", "basic"}, {"description", "A staff account"}}}};
  return {{"openapi", "3.1.0"},
          {"info", std::move(info)},
          {"servers", json::array{json::object{{"url", "/"}}}},
          {"security", json::array{json::object{{"key", json::array()}},
                                   json::object{{"login", json::array()}}}},
          {"tags", Groups()},
          {"paths", std::move(paths)},
          {"webhooks", Webhooks()},
          {"components", {{"schemas", Schemas()}, {"securitySchemes", std::move(schemes)}}}};
}

}  // namespace almoner::web::api
