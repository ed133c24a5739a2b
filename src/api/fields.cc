// What a call takes, checked by its row.
#include <algorithm>

#include "api/answer.h"

namespace almoner::web::api {
namespace {

constexpr std::int64_t kMostCount = 1'000'000;

bool IsId(const json::value& value) {
  return value.is_string() && value.get_string().size() == 32 &&
         FromHex(std::string_view(value.get_string())).has_value();
}

bool IsText(const json::value& value) { return value.is_string() && !value.get_string().empty(); }

bool IsWordOf(const Field& field, const json::value& value) {
  return IsText(value) &&
         std::ranges::find(field.words, std::string_view(value.get_string())) != field.words.end();
}

bool AreWordsOf(const Field& field, const json::value& value) {
  return value.is_array() && !value.get_array().empty() &&
         std::ranges::all_of(value.get_array(),
                             [&](const json::value& one) { return IsWordOf(field, one); });
}

bool AllIn(const json::value& value, bool (*good)(const json::value&)) {
  return value.is_array() && !value.get_array().empty() &&
         std::ranges::all_of(value.get_array(), good);
}

bool AreTexts(const json::value& value) {
  return value.is_object() && !value.get_object().empty() &&
         std::ranges::all_of(value.get_object(),
                             [](const auto& member) { return IsText(member.value()); });
}

bool IsCount(const json::value& value) {
  return value.is_int64() && value.get_int64() >= 0 && value.get_int64() <= kMostCount;
}

bool Fits(const Field& field, const json::value& value) {
  switch (field.type) {
    case Type::kText:
      return IsText(value);
    case Type::kWord:
      return IsWordOf(field, value);
    case Type::kDate:
      return IsText(value) && ParseDate(std::string_view(value.get_string())).has_value();
    case Type::kTime:
      return IsText(value) && Time::Parse(std::string_view(value.get_string())).has_value();
    case Type::kId:
      return IsId(value);
    case Type::kIds:
      return AllIn(value, IsId);
    case Type::kYes:
      return value.is_bool();
    case Type::kCount:
      return IsCount(value);
    case Type::kTexts:
      return AreTexts(value);
    case Type::kWords:
      return AreWordsOf(field, value);
  }
  std::unreachable();
}

std::string Wanted(const Field& field) {
  switch (field.type) {
    case Type::kText:
      return "It is a text, and not an empty one.";
    case Type::kWord:
    case Type::kWords: {
      std::string text = field.type == Type::kWord ? "It is one of:" : "It is a list of some of:";
      for (const std::string_view word : field.words)
        text.append(text.ends_with(':') ? " " : ", ").append(word);
      return text + ".";
    }
    case Type::kDate:
      return "It is a day, like 2026-12-24.";
    case Type::kTime:
      return "It is a moment, like 2026-12-24T16:00:00Z.";
    case Type::kId:
      return "It is an id of 32 hexadecimal digits.";
    case Type::kIds:
      return "It is a list of ids of 32 hexadecimal digits.";
    case Type::kYes:
      return "It is true or false.";
    case Type::kCount:
      return "It is a whole number from 0 to 1,000,000.";
    case Type::kTexts:
      return "It is an object of texts.";
  }
  std::unreachable();
}

}  // namespace

std::vector<Wrong> WrongIn(const std::vector<Field>& fields, const json::object& body) {
  std::vector<Wrong> wrong;
  for (const Field& field : fields) {
    const json::value* const value = body.if_contains(field.name);
    if (value == nullptr && field.required)
      wrong.push_back({.field = std::string(field.name), .detail = "It is missing."});
    if (value != nullptr && !Fits(field, *value))
      wrong.push_back({.field = std::string(field.name), .detail = Wanted(field)});
  }
  for (const auto& member : body)
    if (std::ranges::find(fields, std::string_view(member.key()), &Field::name) == fields.end())
      wrong.push_back({.field = "", .detail = "There is a member that this call does not take."});
  return wrong;
}

std::string Call::Text(std::string_view name) const {
  const json::value* const value = body.if_contains(name);
  return value == nullptr || !value->is_string() ? "" : std::string(value->get_string());
}

bool Call::Yes(std::string_view name) const {
  const json::value* const value = body.if_contains(name);
  return value != nullptr && value->is_bool() && value->get_bool();
}

std::string Call::Param(std::string_view name) const { return request.param(name).value_or(""); }

std::string NameOf(const Endpoint& endpoint) {
  return std::string(http::Name(endpoint.method)) + " " + std::string(endpoint.path.view());
}

}  // namespace almoner::web::api
