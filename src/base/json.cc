#include "base/json.h"

#include <boost/json.hpp>
#include <boost/json/basic_parser_impl.hpp>
#include <cmath>
#include <set>

namespace almoner {
namespace {

namespace json = boost::json;

// Boost keeps the last of two equal keys and makes 1e400 infinite, which it then writes as a number
// that it cannot read. Both are refused instead, found by a handler of our own.
struct Strictness {
  static constexpr std::size_t max_object_size = SIZE_MAX;
  static constexpr std::size_t max_array_size = SIZE_MAX;
  static constexpr std::size_t max_key_size = SIZE_MAX;
  static constexpr std::size_t max_string_size = SIZE_MAX;
  using error_code = boost::system::error_code;

  std::vector<std::set<std::string>> open;
  std::string key;
  bool duplicate = false;
  bool too_large = false;

  bool on_document_begin(error_code&) { return true; }
  bool on_document_end(error_code&) { return true; }
  bool on_object_begin(error_code&) { return open.emplace_back(), true; }
  bool on_object_end(std::size_t, error_code&) { return open.pop_back(), true; }
  bool on_array_begin(error_code&) { return true; }
  bool on_array_end(std::size_t, error_code&) { return true; }
  bool on_key_part(json::string_view part, std::size_t, error_code&) {
    return key.append(part.data(), part.size()), true;
  }
  bool on_key(json::string_view part, std::size_t, error_code&) {
    key.append(part.data(), part.size());
    duplicate = duplicate || !open.back().insert(std::exchange(key, {})).second;
    return true;
  }
  bool on_string_part(json::string_view, std::size_t, error_code&) { return true; }
  bool on_string(json::string_view, std::size_t, error_code&) { return true; }
  bool on_number_part(json::string_view, error_code&) { return true; }
  bool on_int64(std::int64_t, json::string_view, error_code&) { return true; }
  bool on_uint64(std::uint64_t, json::string_view, error_code&) { return true; }
  bool on_double(double number, json::string_view, error_code&) {
    too_large = too_large || !std::isfinite(number);  // 0e999 is NaN
    return true;
  }
  bool on_bool(bool, error_code&) { return true; }
  bool on_null(error_code&) { return true; }
  bool on_comment_part(json::string_view, error_code&) { return true; }
  bool on_comment(json::string_view, error_code&) { return true; }
};

constexpr std::size_t kDepth = 32;

Status CheckStrictly(std::string_view text) {
  json::parse_options options;
  options.max_depth = kDepth;
  json::basic_parser<Strictness> parser(options);
  boost::system::error_code error;
  parser.write_some(false, text.data(), text.size(), error);
  if (parser.handler().duplicate)
    return Fail(Code::kInvalid, "A JSON object names the same key twice.");
  if (parser.handler().too_large) return Fail(Code::kInvalid, "A JSON number is too large.");
  return {};
}

}  // namespace

Result<json::value> ParseJson(std::string_view text) {
  json::parse_options options;
  options.max_depth = kDepth;
  boost::system::error_code error;
  json::value value = json::parse(json::string_view(text.data(), text.size()), error, {}, options);
  if (error)
    return Fail(Code::kInvalid, "This is not well-formed JSON (RFC 8259, at most 32 levels deep).");
  TRY(CheckStrictly(text));
  return value;
}

std::string ToText(const json::value& value) { return json::serialize(value); }

}  // namespace almoner
