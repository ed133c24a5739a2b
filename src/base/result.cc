#include "base/result.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace almoner {
namespace {

bool IsPlain(std::string_view text, std::string_view also) {
  for (const char c : text) {
    const bool alnum = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (!alnum && !also.contains(c)) return false;
  }
  return !text.empty();
}

}  // namespace

std::string_view Name(Code code) {
  switch (code) {
    case Code::kInvalid:
      return "invalid";
    case Code::kNotFound:
      return "not-found";
    case Code::kConflict:
      return "conflict";
    case Code::kRefused:
      return "refused";
    case Code::kUnavailable:
      return "unavailable";
    case Code::kCorrupt:
      return "corrupt";
    case Code::kInternal:
      return "internal";
  }
  std::unreachable();
}

OperatorPath OperatorPath::operator/(Literal name) const {
  return OperatorPath(path_ / name.view());
}

Detail::Detail(Literal name, std::int64_t number)
    : Detail(Checked(), name.view(), std::to_string(number)) {}
Detail::Detail(Literal name, Literal word)
    : Detail(Checked(), name.view(), std::string(word.view())) {}
Detail::Detail(Literal name, const OperatorPath& path)
    : Detail(Checked(), name.view(), path.path().string()) {}

Detail Detail::Errno(int number) {
  char buffer[128] = {};
  return {Checked(), "reason", std::string(strerror_r(number, buffer, sizeof buffer))};
}

Detail Detail::SqlState(std::string_view state) {
  const bool known = state.size() == 5 && IsPlain(state, "");
  return {Checked(), "sqlstate", known ? std::string(state) : "?????"};
}

Detail Detail::Id(Literal name, std::string_view id) {
  const bool known = id.size() <= 80 && IsPlain(id, "-_.:");
  return {Checked(), name.view(), known ? std::string(id) : "?"};
}

std::string Error::Text() const {
  std::string text(what.view());
  if (details.empty()) return text;
  text += " (";
  for (const Detail& detail : details) {
    if (!text.ends_with('(')) text += ", ";
    text.append(detail.name()).append(" ").append(detail.text());
  }
  return text + ")";
}

void CheckFailed(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "almoner: broken invariant: %s (%s:%d)\n", condition, file, line);
  std::abort();
}

}  // namespace almoner
