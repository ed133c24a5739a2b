#include "redact/words.h"

#include <algorithm>
#include <utility>

#include "vault/search.h"

namespace almoner::redact {
namespace {

bool IsLetter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (static_cast<unsigned char>(c) & 0x80);
}

// As vault::Fold, without it where there is nothing to fold but capitals.
std::string Folded(std::string_view word) {
  std::string folded(word);
  bool ascii = true;
  for (char& c : folded) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    ascii = ascii && !(static_cast<unsigned char>(c) & 0x80);
  }
  if (ascii) return folded;
  folded = vault::Fold(word);
  std::erase(folded, ' ');
  return folded;
}

// General punctuation (U+2000 to U+206F: dashes, curly quotation marks) and the signs of Latin-1
// (U+0080 to U+00BF: the no-break space) part words; how many bytes such a sign has, else 0.
std::size_t SignAt(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
  };
  if (byte(at) == 0xC2) return std::min<std::size_t>(2, text.size() - at);
  if (byte(at) == 0xE2 && (byte(at + 1) == 0x80 || byte(at + 1) == 0x81))
    return std::min<std::size_t>(3, text.size() - at);
  return 0;
}

// "'" or its curly form; how many bytes.
std::size_t ApostropheAt(std::string_view text, std::size_t at) {
  if (text.substr(at).starts_with("'")) return 1;
  return text.substr(at).starts_with("\xE2\x80\x99") ? 3 : 0;
}

bool LetterAt(std::string_view text, std::size_t at) {
  return at < text.size() && IsLetter(text[at]) && SignAt(text, at) == 0;
}

}  // namespace

std::vector<Word> WordsIn(std::string_view text) {
  std::vector<Word> words;
  for (std::size_t at = 0; at < text.size();) {
    if (!LetterAt(text, at)) {
      at += std::max<std::size_t>(1, SignAt(text, at));
      continue;
    }
    const std::size_t from = at;
    while (LetterAt(text, at)) ++at;
    // A possessive is not part of the name; an O' is.
    std::string folded = Folded(text.substr(from, at - from));
    const std::size_t apostrophe = at - from == 1 ? ApostropheAt(text, at) : 0;
    if (apostrophe > 0 && LetterAt(text, at + apostrophe)) {
      const std::size_t rest = at + apostrophe;
      at = rest;
      while (LetterAt(text, at)) ++at;
      folded += Folded(text.substr(rest, at - rest));
    }
    if (!folded.empty()) words.push_back({from, at, std::move(folded)});
  }
  return words;
}

}  // namespace almoner::redact
