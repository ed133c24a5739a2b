// Forms, queries, targets and cookies: what decodes must come back the same when it is encoded
// again.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "http/cookie.h"
#include "http/form.h"
#include "http/target.h"

namespace {

using namespace almoner::http;  // NOLINT(google-build-using-namespace): a program of one file

std::string Encode(const Fields& fields) {
  std::string text;
  for (const auto& [name, value] : fields)
    text.append(EncodePercent(name)).append("=").append(EncodePercent(value)).append("&");
  return text;
}

void Forms(std::string_view text) {
  Request request;
  request.headers["content-type"] = "application/x-www-form-urlencoded";
  request.body = text;
  const auto fields = ParseForm(request);
  if (!fields) return;
  CHECK(fields->size() <= kMaxPairs);
  CHECK(ParsePairs(Encode(*fields)) == fields);
  for (const auto& [name, value] : *fields)
    CHECK(almoner::IsUtf8(value) && value.find('\0') == std::string::npos && !name.empty());
}

void Targets(std::string_view text) {
  const auto target = ParseTarget(text, "a.example");
  if (!target) return;
  std::string path;
  for (const char c : target->path) path += c == '/' ? "/" : EncodePercent({&c, 1});
  const auto again = ParseTarget(path + "?" + Encode(target->queries), "");
  CHECK(again && again->path == target->path && again->queries == target->queries);
}

void Cookies(std::string_view text) {
  const auto value = FindCookie(text, "a");
  if (value) CHECK(IsVisibleAscii(*value) && !value->contains(';'));
}

}  // namespace

// The first byte says what the rest is.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  switch (data[0] % 4) {
    case 0:
      Forms(text);
      break;
    case 1:
      Targets(text);
      break;
    case 2:
      Cookies(text);
      break;
    default:
      (void)IsHost(text);
  }
  return 0;
}
