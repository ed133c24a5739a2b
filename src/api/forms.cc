#include "api/forms.h"

#include <algorithm>

#include "base/json.h"
#include "console/asked.h"

namespace almoner::web::api {
namespace {

std::string_view KindOf(Kind kind) {
  switch (kind) {
    case Kind::kLine:
    case Kind::kWords:
      return "text";
    case Kind::kDate:
      return "date";
    case Kind::kOneOf:
      return "one-of";
    case Kind::kSeveral:
      return "several-of";
    case Kind::kPounds:
      return "pounds";
    case Kind::kCount:
      return "count";
    case Kind::kSecret:
    case Kind::kCurrent:
      return "secret";
  }
  std::unreachable();
}

json::object QuestionJson(const Question& question) {
  json::object one{{"name", question.name},
                   {"kind", KindOf(question.kind)},
                   {"label", question.label},
                   {"required", !question.missing.empty()}};
  if (!question.hint.empty()) one["hint"] = question.hint;
  if (question.options.empty()) return one;
  json::array options;
  for (const Option& option : question.options)
    options.push_back({{"value", option.value}, {"text", option.text}});
  one["options"] = std::move(options);
  return one;
}

// One answer as the fields of a form have it. Nothing: it is no answer of that kind.
std::optional<http::Fields> FieldsFor(const Question& question, const json::value& value) {
  http::Fields fields;
  if (question.kind == Kind::kSeveral) {
    if (!value.is_array()) return std::nullopt;
    for (const json::value& each : value.get_array()) {
      if (!each.is_string()) return std::nullopt;
      fields[question.name + "." + std::string(each.get_string())] = "on";
    }
    return fields;
  }
  if (value.is_int64() && question.kind == Kind::kCount) {
    fields[question.name] = std::to_string(value.get_int64());
    return fields;
  }
  if (!value.is_string()) return std::nullopt;
  const std::string text(value.get_string());
  if (question.kind != Kind::kDate) {
    fields[question.name] = text;
    return fields;
  }
  const auto day = ParseDate(text);
  if (!day) return std::nullopt;
  fields[question.name + "-day"] = std::to_string(static_cast<unsigned>(day->day()));
  fields[question.name + "-month"] = std::to_string(static_cast<unsigned>(day->month()));
  fields[question.name + "-year"] = std::to_string(static_cast<int>(day->year()));
  return fields;
}

// A page in place of a form: it says why there is none.
http::Response NoForm(const Call& call, const http::Response& page) {
  if (page.status == 403)
    return Problem(call.request, 403, "refused",
                   "Our notice does not give this to your role, or not about this person.");
  return Problem(call.request, page.status >= 400 ? page.status : 409, "not-now",
                 "This cannot be done now: read it again, it says what can be done.");
}

// As the console has it: there the purpose stands in the address.
http::Request ForConsole(const Call& call) {
  http::Request request = call.request;
  request.body.clear();
  if (!call.purpose.empty()) request.queries["purpose"] = call.purpose;
  return request;
}

std::string Sentence(const std::vector<std::string>& says) {
  std::string text;
  for (const std::string& each : says) text.append(text.empty() ? "" : " ").append(each);
  return text;
}

}  // namespace

json::object FormJson(std::string_view heading, const std::vector<Question>& questions) {
  json::array all;
  for (const Question& question : questions) all.push_back(QuestionJson(question));
  return {{"schema", "almoner.form/1"}, {"heading", heading}, {"questions", std::move(all)}};
}

Answers AnswersIn(const json::object& body, const std::vector<Question>& questions,
                  std::vector<Wrong>& wrong) {
  http::Fields fields;
  for (const auto& member : body) {
    const auto question =
        std::ranges::find(questions, std::string_view(member.key()),
                          [](const Question& each) -> std::string_view { return each.name; });
    if (question == questions.end()) {
      wrong.push_back({.field = "", .detail = "There is a member that nobody asked for."});
      continue;
    }
    auto answer = FieldsFor(*question, member.value());
    if (answer)
      fields.merge(*answer);
    else
      wrong.push_back({.field = question->name, .detail = "It is no answer to this question."});
  }
  return Answers(std::move(fields));
}

std::vector<Wrong> Problems(const std::vector<FieldProblem>& problems) {
  std::vector<Wrong> wrong;
  for (const FieldProblem& problem : problems) {
    std::string field = problem.field;
    for (const std::string_view end : {"-day", "-month", "-year"})
      if (field.ends_with(end)) field.resize(field.size() - end.size());
    wrong.push_back({.field = std::move(field), .detail = problem.text});
  }
  return wrong;
}

Result<http::Response> Hindered(const Call& call, const Error& error) {
  const auto mending = console::MendingOf(call.site, error);
  if (!mending) return std::unexpected(error);
  return Problem(call.request, mending->status, Name(error.code), mending->text);
}

Result<http::Response> AskForm(const Call& call) {
  const http::Request request = ForConsole(call);
  auto made = TRY(call.endpoint.deed(call.site, request, call.caller));
  if (!made) return NoForm(call, made.error());
  const FormPage& form = made->form;
  json::object document = FormJson(form.heading, form.questions);
  document["closed"] = form.closed;
  document["says"] = TextsJson(form.says);
  json::object shows;
  for (const auto& [label, value] : form.shows) shows[label] = value;
  document["shows"] = std::move(shows);
  return http::Response::Json(ToText(document));
}

Result<http::Response> TakeForm(const Call& call) {
  const http::Request request = ForConsole(call);
  auto made = TRY(call.endpoint.deed(call.site, request, call.caller));
  if (!made) return NoForm(call, made.error());
  if (made->form.closed) return Problem(call.request, 409, "not-now", Sentence(made->form.says));
  std::vector<Wrong> wrong;
  const Answers answers = AnswersIn(call.body, made->form.questions, wrong);
  if (!wrong.empty()) return WrongFields(call.request, wrong);
  auto problems = Check(made->form.questions, answers);
  if (problems.empty() && made->check) problems = made->check(answers);
  if (!problems.empty()) return WrongFields(call.request, Problems(problems));
  CHECK(made->act != nullptr);  // what is shown once has a handler of its own
  auto outcome = made->act(answers);
  if (!outcome) return Hindered(call, outcome.error());
  return Answered(call, std::move(outcome), [&](const std::string& /*page*/) {
    return Result<http::Response>(Answer(call, {{"schema", "almoner.done/1"}, {"done", true}}));
  });
}

}  // namespace almoner::web::api
