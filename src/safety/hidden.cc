#include "safety/hidden.h"

#include <algorithm>
#include <array>

namespace almoner::safety {
namespace {

constexpr std::size_t kLeast = 5;  // bytes of a part without blanks: shorter ones stand everywhere

bool IsWord(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         (static_cast<unsigned char>(c) & 0x80U) != 0;
}
char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// Letters and digits alone.
std::string Tight(std::string_view text) {
  std::string tight;
  for (const char c : text)
    if (IsWord(c)) tight += Lower(c);
  return tight;
}

std::size_t Words(std::string_view folded) {
  return folded.empty() ? 0 : static_cast<std::size_t>(std::ranges::count(folded, ' ')) + 1;
}

// "flat 2" stands in many addresses.
bool IsRoom(std::string_view folded) {
  static constexpr std::array<std::string_view, 6> kRooms = {"flat ",  "unit ",      "room ",
                                                             "floor ", "apartment ", "apt "};
  return Words(folded) <= 2 && std::ranges::any_of(kRooms, [&](std::string_view room) {
           return folded.starts_with(room);
         });
}

bool Tells(std::string_view folded, bool first) {
  const bool number = std::ranges::any_of(folded, IsDigit);
  return Words(folded) >= 2 && !IsRoom(folded) && Tight(folded).size() >= kLeast &&
         (number || first);
}

// "Portwick PW1 2AB": a line that ends with a postcode tells by that alone.
std::string PostcodeIn(std::string_view folded) {
  const std::size_t second = folded.rfind(' ');
  if (second == folded.npos || second == 0) return {};
  const std::string_view inward = folded.substr(second + 1);
  const std::size_t first = folded.rfind(' ', second - 1);
  const std::size_t from = first == folded.npos ? 0 : first + 1;
  const std::string_view outward = folded.substr(from, second - from);
  const bool is = inward.size() == 3 && IsDigit(inward[0]) && !IsDigit(inward[1]) &&
                  !IsDigit(inward[2]) && outward.size() >= 2 && outward.size() <= 4 &&
                  !IsDigit(outward[0]) && std::ranges::any_of(outward, IsDigit);
  return is ? std::string(folded.substr(from)) : std::string();
}

// Other words of that many bytes.
std::string Instead(std::size_t size) {
  static constexpr std::array<std::string_view, 3> kWords = {"their details", "details", "there"};
  for (const std::string_view words : kWords)
    if (words.size() <= size) return std::string(words) + std::string(size - words.size(), ' ');
  return std::string(size, ' ');
}

// Where `tight` begins in the text, and where it ends; blanks and points count for nothing.
std::size_t EndOf(std::string_view text, std::size_t at, std::string_view tight) {
  std::size_t met = 0;
  for (; at < text.size() && met < tight.size(); ++at) {
    if (!IsWord(text[at])) continue;
    if (Lower(text[at]) != tight[met]) return text.npos;
    ++met;
  }
  const bool whole = met == tight.size() && (at == text.size() || !IsWord(text[at]));
  return whole ? at : text.npos;
}

}  // namespace

std::string Folded(std::string_view text) {
  std::string folded;
  for (const char c : text) {
    if (IsWord(c))
      folded += Lower(c);
    else if (!folded.empty() && folded.back() != ' ')
      folded += ' ';
  }
  if (folded.ends_with(' ')) folded.pop_back();
  return folded;
}

std::vector<std::string> PartsOf(std::string_view line) {
  std::vector<std::string> parts;
  const auto add = [&](std::string part) {
    if (part.size() >= kLeast && std::ranges::find(parts, part) == parts.end())
      parts.push_back(std::move(part));
  };
  add(Tight(line));
  bool first = line.contains(',') || line.contains('\n');
  for (std::size_t at = 0; at <= line.size();) {
    const std::size_t end = std::min(line.find_first_of(",\n", at), line.size());
    const std::string folded = Folded(line.substr(at, end - at));
    at = end + 1;
    if (Tells(folded, first)) add(Tight(folded));
    if (const std::string postcode = PostcodeIn(folded); !postcode.empty()) add(Tight(postcode));
    first = false;
  }
  // The longest first, so that all of an address goes at once.
  std::ranges::stable_sort(parts, std::greater<>(), &std::string::size);
  return parts;
}

bool Mask(const std::vector<std::string>& parts, std::string& text) {
  bool any = false;
  for (const std::string& part : parts)
    for (std::size_t at = 0; at < text.size(); ++at) {
      const bool begins =
          IsWord(text[at]) && Lower(text[at]) == part.front() && (at == 0 || !IsWord(text[at - 1]));
      if (!begins) continue;
      const std::size_t end = EndOf(text, at, part);
      if (end == text.npos) continue;
      text.replace(at, end - at, Instead(end - at));
      any = true;
      at = end - 1;
    }
  return any;
}

}  // namespace almoner::safety
