// Any text as JSON: it is refused, or what was read is written and read back the same.
#include <algorithm>
#include <boost/json.hpp>
#include <cmath>

#include "base/bytes.h"
#include "base/json.h"

namespace {

namespace json = boost::json;

// Equal, but for the last places of a double: Boost's reader is a unit off now and then.
bool Same(const json::value& a, const json::value& b) {
  if (a.is_double() && b.is_double()) {
    const double scale = std::max(std::abs(a.get_double()), std::abs(b.get_double()));
    return std::abs(a.get_double() - b.get_double()) <= scale * 1e-14;
  }
  if (a.is_array() && b.is_array()) return std::ranges::equal(a.get_array(), b.get_array(), Same);
  if (a.is_object() && b.is_object())
    return std::ranges::equal(a.get_object(), b.get_object(), [](const auto& x, const auto& y) {
      return x.key() == y.key() && Same(x.value(), y.value());
    });
  return a == b;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto value = almoner::ParseJson(almoner::AsText({data, size}));
  if (!value) return 0;
  const auto again = almoner::ParseJson(almoner::ToText(*value));
  CHECK(again && Same(*value, *again));
  return 0;
}
