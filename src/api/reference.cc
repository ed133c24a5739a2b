#include "api/reference.h"

#include "api/openapi.h"
#include "api/schemas.h"
#include "base/json.h"

namespace almoner::web::api {
namespace {

std::string_view TypeInWords(Type type) {
  switch (type) {
    case Type::kText:
      return "text";
    case Type::kWord:
      return "one of";
    case Type::kDate:
      return "day";
    case Type::kTime:
      return "moment";
    case Type::kId:
      return "id";
    case Type::kIds:
      return "list of ids";
    case Type::kYes:
      return "true or false";
    case Type::kCount:
      return "whole number";
    case Type::kTexts:
      return "object of texts";
    case Type::kWords:
      return "list of some of";
  }
  std::unreachable();
}

std::string KindOf(const Field& field) {
  std::string text(TypeInWords(field.type));
  for (std::size_t i = 0; i < field.words.size(); ++i)
    text.append(i == 0 ? ": " : ", ").append(field.words[i]);
  return field.required ? text : text + " (optional)";
}

void AddFields(View& call, std::string_view where, const std::vector<Field>& fields) {
  if (fields.empty()) return;
  View& table = call.Add("FIELDS").Set("WHERE", where);
  for (const Field& field : fields)
    table.Add("FIELD").Set("NAME", field.name).Set("KIND", KindOf(field)).Set("WHAT", field.what);
}

std::string NeedsOf(const Endpoint& endpoint) {
  std::string text = endpoint.scope.empty() ? "any key" : "scope " + std::string(endpoint.scope);
  if (endpoint.reason == For::kNamed) text += "; X-Purpose";
  if (endpoint.reason == For::kOne) text += "; purpose " + std::string(endpoint.purpose);
  if (endpoint.reason == For::kEither) text += "; a purpose of the register";
  if (!endpoint.duty.empty()) text += "; duty " + std::string(endpoint.duty);
  if (endpoint.match == Match::kMust) text += "; If-Match";
  return text;
}

std::string ExampleFor(const Endpoint& endpoint) {
  std::string text = "curl --oauth2-bearer \"$KEY\"";
  if (endpoint.reason == For::kNamed) text += " --header 'X-Purpose: support'";
  if (endpoint.match == Match::kMust) text += " --header 'If-Match: \"…\"'";
  if (endpoint.method != http::Method::kGet)
    text += " --request " + std::string(http::Name(endpoint.method));
  if (endpoint.body == Body::kJson && !ExampleOf(endpoint.fields).empty())
    text += " --json '" + ToText(ExampleOf(endpoint.fields)) + "'";
  if (endpoint.body == Body::kForm) text += " --json '{…}'";
  if (endpoint.body == Body::kBytes)
    text += " --header 'Content-Type: application/pdf' --data-binary @file.pdf";
  return text + " https://HOST" + std::string(endpoint.path.view());
}

void AddCall(View& group, const Endpoint& endpoint) {
  View& call = group.Add("CALL");
  call.Set("CALL_ID", OperationId(endpoint))
      .Set("METHOD", http::Name(endpoint.method))
      .Set("PATH", endpoint.path.view())
      .Set("SUMMARY", endpoint.summary)
      .Set("NEEDS", NeedsOf(endpoint))
      .Set("STATUS", std::to_string(endpoint.status))
      .Set("ANSWER", endpoint.answer.empty() ? "a file" : endpoint.answer)
      .Set("EXAMPLE", ExampleFor(endpoint));
  AddFields(call, "In the address", endpoint.query);
  AddFields(call, "In the body", endpoint.fields);
}

Result<http::Response> MakeReference(Site& site) {
  View page("api.html");
  for (const app::Scope& scope : app::Scopes())
    page.Add("SCOPE").Set("ID", scope.id).Set("WORDS", scope.words);
  View* group = nullptr;
  std::string_view last;
  int number = 0;
  for (const Endpoint& endpoint : Endpoints()) {
    if (endpoint.group != last) {
      last = endpoint.group;
      const std::string anchor = "group-" + std::to_string(++number);
      page.Add("GROUP_LINK").Set("ANCHOR", anchor).Set("TITLE", last);
      group = &page.Add("GROUP").Set("ANCHOR", anchor).Set("TITLE", last);
    }
    AddCall(*group, endpoint);
  }
  return Show(site, {.title = "The API"}, std::move(page));
}

}  // namespace

Result<http::Response> ShowReference(Site& site, const http::Request& request) {
  return Same(site, request, [&] { return MakeReference(site); });
}

}  // namespace almoner::web::api
