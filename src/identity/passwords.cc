#include "identity/passwords.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <vector>

#include "identity/blocklist.h"
#include "identity/normal_text.h"

namespace almoner::identity {
namespace {

constexpr std::size_t kLeastWord = 3;    // bytes; shorter words of a person are in any text
constexpr std::size_t kMostWord = 1024;  // bytes
constexpr std::size_t kShortPattern = 4;

std::size_t CodePoints(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<std::uint8_t>(c) & 0xC0) != 0x80; }));
}

bool IsLetter(char c) {  // folded, so no capitals; all that is not ASCII counts as letters
  return (c >= 'a' && c <= 'z') || static_cast<std::uint8_t>(c) >= 0x80;
}
bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// A common password, or one with digits and signs around it that are not the larger part.
bool IsCommonWithTrimmings(std::string_view folded) {
  if (IsCommon(folded)) return true;
  const auto* const first = std::ranges::find_if(folded, IsLetter);
  std::string_view core = folded.substr(static_cast<std::size_t>(first - folded.begin()));
  while (!core.empty() && !IsLetter(core.back())) core.remove_suffix(1);
  return core.size() * 2 >= folded.size() && IsCommon(core);
}

// The same again and again: "abcabcabc…", "sunshinesunshine", "aaaa…".
bool IsRepeated(std::string_view folded) {
  for (std::size_t period = 1; period * 2 <= folded.size(); ++period) {
    const bool repeats = folded.substr(period) == folded.substr(0, folded.size() - period);
    if (repeats) return period <= kShortPattern || IsCommonWithTrimmings(folded.substr(0, period));
  }
  return false;
}

// Along the digits, the alphabet or the keyboard, forwards or backwards, round and round.
bool IsSequence(std::string_view folded) {
  static constexpr std::array<std::string_view, 3> kRings = {
      "0123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm"};
  return std::ranges::any_of(kRings, [&](std::string_view ring) {
    bool up = true, down = true;
    for (std::size_t i = 0; i < folded.size(); ++i) {
      const std::size_t here = ring.find(folded[i]);
      if (here == std::string_view::npos) return false;
      if (i == 0) continue;
      const std::size_t before = ring.find(folded[i - 1]);
      up = up && (before + 1) % ring.size() == here;
      down = down && (here + 1) % ring.size() == before;
    }
    return up || down;
  });
}

// The words of a text, and the text without what is between them.
Status AddWords(std::string_view text, std::vector<SecretBytes>& words) {
  const SecretBytes folded = TRY(Folded(text.substr(0, kMostWord)));
  std::string whole, word;
  const auto keep = [&](std::string_view one) {
    if (one.size() >= kLeastWord) words.push_back(SecretBytes::CopyOf(one));
  };
  for (const char c : folded.text()) {
    if (IsLetter(c) || IsDigit(c)) {
      word += c;
      whole += c;
    } else {
      keep(std::exchange(word, {}));
    }
  }
  keep(word);
  keep(whole);
  return {};
}

// How many characters are left when the words are taken out, the longest first.
std::size_t LeftWithout(std::vector<SecretBytes> words, std::string_view folded) {
  std::ranges::sort(words, std::ranges::greater(), &SecretBytes::size);
  std::string left(folded);
  for (const SecretBytes& word : words)
    for (std::size_t at = 0; (at = left.find(word.text(), at)) != std::string::npos;)
      left.replace(at, word.size(), " ");  // so that what was apart does not grow together
  const auto kept = static_cast<std::size_t>(
      std::ranges::count_if(left, [](char c) { return IsLetter(c) || IsDigit(c); }));
  explicit_bzero(left.data(), left.size());
  return kept;
}

// Whether the words are most of it. Those that are no text are nobody's password either.
bool IsOfOwnWords(std::string_view folded, const PasswordContext& context) {
  std::vector<SecretBytes> words;
  for (const Personal<std::string>& word : context.own_words)
    static_cast<void>(AddWords(word.Expose(), words));
  static_cast<void>(AddWords(context.organisation, words));
  const auto found = [&](const SecretBytes& word) { return folded.contains(word.text()); };
  return std::ranges::any_of(words, found) &&
         LeftWithout(std::move(words), folded) < kLeastWithSecondFactor;
}

Status CheckLength(std::string_view password, PasswordUse use) {
  const std::size_t size = CodePoints(password);
  if (use == PasswordUse::kAlone && size < kLeastAlone)
    return Fail(Code::kInvalid,
                "The password is too short: it needs 15 characters or more. Three words that have "
                "nothing to do with each other are long enough, and easy to remember.");
  if (size < kLeastWithSecondFactor)
    return Fail(Code::kInvalid,
                "The password is too short: it needs 8 characters or more. Longer is better: three "
                "words that have nothing to do with each other.");
  return {};
}

}  // namespace

Result<SecretBytes> NormalisePassword(std::string_view typed) {
  if (typed.empty()) return Fail(Code::kInvalid, "The password is missing; type one.");
  if (typed.size() > kMostPasswordBytes)
    return Fail(Code::kInvalid, "The password is too long: it may have 1,024 bytes; shorten it.");
  return ToNfc(typed);
}

Result<SecretBytes> AcceptPassword(std::string_view typed, PasswordUse use,
                                   const PasswordContext& context) {
  SecretBytes password = TRY(NormalisePassword(typed));
  TRY(CheckLength(password.text(), use));
  const SecretBytes folded = TRY(Folded(password.text()));
  if (IsCommonWithTrimmings(folded.text()))
    return Fail(Code::kInvalid,
                "The password is one that many people use, which attackers try first. Choose three "
                "words that have nothing to do with each other.");
  if (IsRepeated(folded.text()) || IsSequence(folded.text()))
    return Fail(Code::kInvalid,
                "The password is one short pattern, or a row of keys. Choose three words that have "
                "nothing to do with each other.");
  if (IsOfOwnWords(folded.text(), context))
    return Fail(Code::kInvalid,
                "The password is made of your own name, address or date, or of the organisation's "
                "name. Add words that have nothing to do with you.");
  return password;
}

}  // namespace almoner::identity
