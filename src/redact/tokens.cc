#include "redact/tokens.h"

#include <algorithm>
#include <ranges>

#include "redact/letters.h"

namespace almoner::redact {

Tokens::Tokens(std::string_view text)
    : text_(text), words_(WordsIn(text)), small_(words_.size(), false) {
  for (std::size_t begin = 0; begin < words_.size();) {
    std::size_t end = begin + 1;
    while (end < words_.size() && !Gap(end).contains('\n')) ++end;
    LookAtLine(begin, end);
    begin = end;
  }
}

std::string_view Tokens::Gap(std::size_t i) const {
  if (i >= words_.size()) return {};
  const std::size_t end = i > 0 ? words_[i - 1].to : 0;
  return text_.substr(end, words_[i].from - end);
}

// Letters beyond ASCII count as capitals: what begins with one is hardly ever anything else.
bool Tokens::StartsHigh(std::size_t i) const {
  const char c = text_[words_[i].from];
  return IsCapital(c) || (static_cast<unsigned char>(c) & 0x80U) != 0;
}

bool Tokens::IsHigh(std::size_t i) const {
  return std::ranges::none_of(Raw(i), [](char c) { return c >= 'a' && c <= 'z'; });
}

bool Tokens::StartsSentence(std::size_t i) const {
  static constexpr ByteSet kEnds(".!?\n:;\"");
  return i == 0 || std::ranges::any_of(Gap(i), [](char c) { return kEnds.Has(c); });
}

bool Tokens::IsOwner(std::size_t i) const {
  const std::string_view rest = text_.substr(words_[i].to);
  return rest.starts_with("'s") || rest.starts_with("’s");
}

bool Tokens::EndsBefore(std::size_t i) const {
  const std::string_view gap = Gap(i);
  return gap.ends_with(' ') && gap.find_first_of(".!?") != std::string_view::npos;
}

// Small where no word has a capital before small letters, or where the line begins without one and
// most of its sentences do; else each sentence that begins so.
void Tokens::LookAtLine(std::size_t begin, std::size_t end) {
  std::size_t names = 0, high = 0, low = 0;
  for (std::size_t i = begin; i < end; ++i) {
    const bool capital = StartsHigh(i), all = IsHigh(i);
    if (capital && !all) ++names;
    if ((i == begin || StartsSentence(i)) && !(capital && all)) ++(capital ? high : low);
  }
  const bool shouted =
      std::ranges::all_of(std::views::iota(begin, end), [&](std::size_t i) { return IsHigh(i); });
  const bool small = !shouted && (names == 0 || (!StartsHigh(begin) && low >= high));
  bool sentence = small || !StartsHigh(begin);
  for (std::size_t i = begin; i < end; ++i) {
    if (i > begin && EndsBefore(i)) sentence = small || !StartsHigh(i);
    small_[i] = sentence;
  }
}

}  // namespace almoner::redact
