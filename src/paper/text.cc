#include "paper/text.h"

#include <glib.h>

#include <algorithm>
#include <memory>

namespace almoner::paper {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

bool IsLineEnd(gunichar c) { return c == '\n' || c == 0x85 || c == 0x2028 || c == 0x2029; }
bool IsOverride(gunichar c) { return c >= 0x202A && c <= 0x202E; }
bool IsNoncharacter(gunichar c) { return (c & 0xFFFE) == 0xFFFE || (c >= 0xFDD0 && c <= 0xFDEF); }
bool IsControl(gunichar c) { return c < 0x20 || (c >= 0x7F && c <= 0x9F); }

void AppendClean(std::string& clean, gunichar c, std::string_view utf8) {
  if (IsLineEnd(c)) {
    clean += '\n';
  } else if (c == '\t') {
    clean += ' ';
  } else if (IsControl(c) || IsNoncharacter(c)) {
    clean += kReplacement;
  } else if (!IsOverride(c)) {
    clean += utf8;
  }
}

}  // namespace

std::string CleanText(std::string_view text) {
  if (text.empty()) return {};  // which may have no address, and GLib wants one
  const std::unique_ptr<char, decltype(&g_free)> valid(
      g_utf8_make_valid(text.data(), static_cast<gssize>(text.size())), g_free);
  std::string clean;
  clean.reserve(text.size());
  for (const char* at = valid.get(); *at != '\0';) {
    const char* const next = g_utf8_next_char(at);
    if (*at == '\r') {
      if (*next != '\n') clean += '\n';
    } else {
      AppendClean(clean, g_utf8_get_char(at), {at, next});
    }
    at = next;
  }
  return clean;
}

std::string CleanLine(std::string_view text) {
  std::string line = CleanText(text);
  std::ranges::replace(line, '\n', ' ');
  line.erase(line.find_last_not_of(' ') + 1);
  line.erase(0, std::min(line.find_first_not_of(' '), line.size()));
  return line;
}

std::string XmlEscaped(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '&':
        escaped += "&amp;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

}  // namespace almoner::paper
