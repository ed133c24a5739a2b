#include "identity/blocklist.h"

#include <unordered_set>

namespace almoner::identity {
namespace {

std::unordered_set<std::string_view> Lines(std::string_view text) {
  std::unordered_set<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    lines.insert(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return lines;
}

}  // namespace

bool IsCommon(std::string_view password) {
  static const std::unordered_set<std::string_view> common = Lines(CommonPasswords());
  return common.contains(password);
}

}  // namespace almoner::identity
