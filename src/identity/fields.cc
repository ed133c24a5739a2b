#include "identity/fields.h"

#include <boost/json.hpp>

#include "base/json.h"
#include "identity/encode.h"

namespace almoner::identity {
namespace {

namespace json = boost::json;

const json::value* Find(const json::object& object, std::string_view name) {
  return object.if_contains(json::string_view(name.data(), name.size()));
}

}  // namespace

Result<json::object> ParseObject(std::string_view text) {
  if (text.size() > kMostJson) return Fail(Code::kInvalid, "The JSON is longer than one taken.");
  json::value value = TRY(ParseJson(text));
  if (!value.is_object()) return Fail(Code::kInvalid, "The JSON is not an object.");
  return std::move(value.as_object());
}

Result<json::object> ObjectAt(const json::object& object, std::string_view name) {
  const json::value* const value = Find(object, name);
  if (value == nullptr || !value->is_object())
    return Fail(Code::kInvalid, "A member of the JSON is missing, or not an object.",
                Detail::Id("member", name));
  return value->get_object();
}

Result<std::string> TextAt(const json::object& object, std::string_view name) {
  const json::value* const value = Find(object, name);
  if (value == nullptr || !value->is_string())
    return Fail(Code::kInvalid, "A member of the JSON is missing, or not a text.",
                Detail::Id("member", name));
  return std::string(value->get_string());
}

Result<std::optional<std::string>> OptionalTextAt(const json::object& object,
                                                  std::string_view name) {
  const json::value* const value = Find(object, name);
  if (value == nullptr || value->is_null()) return std::optional<std::string>();
  return std::optional<std::string>(TRY(TextAt(object, name)));
}

Result<Bytes> BytesAt(const json::object& object, std::string_view name) {
  return FromBase64Url(TRY(TextAt(object, name)));
}

}  // namespace almoner::identity
