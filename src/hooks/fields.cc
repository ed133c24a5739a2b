#include "hooks/fields.h"

#include <boost/json.hpp>

#include "base/json.h"

namespace almoner::hooks {
namespace {

namespace json = boost::json;

constexpr std::size_t kMostText = 4096;

const json::value* Find(const json::object& object, Literal name) {
  const json::value* const found =
      object.if_contains(json::string_view(name.view().data(), name.view().size()));
  return found == nullptr || found->is_null() ? nullptr : found;
}

std::unexpected<Error> Wrong(Literal name) {
  return Fail(Code::kInvalid, "A member of what was sent is missing or of the wrong kind.",
              Detail("member", name));
}

}  // namespace

Result<std::optional<std::string>> OptionalTextOf(const json::object& object, Literal name) {
  const json::value* const found = Find(object, name);
  if (found == nullptr) return std::optional<std::string>();
  const json::string* const text = found->if_string();
  if (text == nullptr || text->size() > kMostText) return Wrong(name);
  return std::optional<std::string>(std::string(text->data(), text->size()));
}

Result<std::string> TextOf(const json::object& object, Literal name) {
  std::optional<std::string> text = TRY(OptionalTextOf(object, name));
  if (!text) return Wrong(name);
  return *std::move(text);
}

Result<Time> TimeOf(const json::object& object, Literal name) {
  const auto time = Time::Parse(TRY(TextOf(object, name)));
  if (!time) return Wrong(name);
  return *time;
}

Result<std::optional<std::int64_t>> OptionalCountOf(const json::object& object, Literal name) {
  const json::value* const found = Find(object, name);
  if (found == nullptr) return std::optional<std::int64_t>();
  const std::int64_t* const count = found->if_int64();
  if (count == nullptr || *count < 0) return Wrong(name);
  return std::optional<std::int64_t>(*count);
}

Result<json::object> ObjectOf(std::string_view text) {
  json::value value = TRY(ParseJson(text));
  json::object* const object = value.if_object();
  if (object == nullptr) return Fail(Code::kInvalid, "What was sent is not a JSON object.");
  return std::move(*object);
}

}  // namespace almoner::hooks
