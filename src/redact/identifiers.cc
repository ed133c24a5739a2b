#include "redact/identifiers.h"

#include <re2/re2.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "redact/forms.h"
#include "redact/letters.h"

namespace almoner::redact {
namespace {

// Letters and digits of what was matched, letters as capitals.
std::string Bare(std::string_view text) {
  std::string bare;
  for (const char c : text) {
    if (!IsWord(c)) continue;
    bare += IsDigit(c) || IsCapital(c) ? c : static_cast<char>(c - 'a' + 'A');
  }
  return bare;
}

const std::vector<std::unique_ptr<re2::RE2>>& Patterns() {
  static const auto patterns = [] {
    re2::RE2::Options options;
    options.set_encoding(re2::RE2::Options::EncodingLatin1);
    options.set_longest_match(true);
    std::vector<std::unique_ptr<re2::RE2>> made;
    for (const Form& form : AllForms())
      made.push_back(std::make_unique<re2::RE2>(form.pattern, options));
    return made;
  }();
  return patterns;
}

// Not part of a longer word or number.
bool StandsAlone(std::string_view text, std::size_t from, std::size_t to) {
  const bool before = from > 0 && IsWord(text[from - 1]) && IsWord(text[from]);
  const bool after = to < text.size() && IsWord(text[to]) && IsWord(text[to - 1]);
  return !before && !after;
}

// Where it ends, if it fits at `at`.
std::optional<std::size_t> EndOf(const Form& form, const re2::RE2& pattern, std::string_view text,
                                 std::size_t at) {
  constexpr std::size_t kLongest = 64;
  std::size_t limit = std::min(text.size(), at + kLongest);
  for (;;) {
    re2::StringPiece match;
    if (!pattern.Match({text.data(), text.size()}, at, limit, re2::RE2::ANCHOR_START, &match, 1))
      return std::nullopt;
    const std::string_view found = text.substr(at, match.size());
    const std::size_t to = at + found.size();
    if (StandsAlone(text, at, to) && form.check(found, Bare(found))) return to;
    const std::size_t gap = found.rfind(' ');
    if (!form.trims || gap == std::string_view::npos) return std::nullopt;
    limit = at + gap;
  }
}

// The form that fits at `at`, or nothing.
std::optional<Finding> FitsAt(std::string_view text, std::size_t at) {
  const Glance glance(text, at);
  if (IsDull(glance)) return std::nullopt;
  const std::span<const Form> forms = AllForms();
  std::optional<Finding> best;
  std::size_t nearest = kNowhere;
  for (std::size_t i = 0; i < forms.size(); ++i) {
    const Form& form = forms[i];
    if (!form.may(glance)) continue;
    const auto to = EndOf(form, *Patterns()[i], text, at);
    if (!to) continue;
    const std::size_t far = Distance(form.topic, text, at, *to);
    if (far == kNowhere) continue;
    if (!form.weak) return best ? best : Finding{.from = at, .to = *to, .kind = form.kind};
    if (far >= nearest) continue;
    nearest = far;
    best = Finding{.from = at, .to = *to, .kind = form.kind};
  }
  return best;
}

constexpr ByteSet kSigns("0123456789@");

// Eight bytes at once, each in its own eighth: whether any is a digit or an @.
bool AnySign(const char* bytes) {
  constexpr std::uint64_t kOnes = 0x0101010101010101, kTops = kOnes * 0x80, kRest = kOnes * 0x7F;
  std::uint64_t eight = 0;
  std::memcpy(&eight, bytes, sizeof eight);
  const std::uint64_t digit = eight ^ (kOnes * '0');  // 0 to 9 where there is one
  const std::uint64_t at = eight ^ (kOnes * '@');     // 0 where there is one
  const std::uint64_t no_digit = ((digit & kRest) + kOnes * 0x76) | digit;
  const std::uint64_t no_at = ((at & kRest) + kRest) | at;
  return (no_digit & no_at & kTops) != kTops;
}

// Where the run of capitals begins that `at` is in, if it is as long as a bank's code of letters.
std::optional<std::size_t> CapitalsAt(std::string_view text, std::size_t at, std::size_t floor) {
  std::size_t from = at, to = at;
  while (from > floor && IsCapital(text[from - 1])) --from;
  while (to < text.size() && IsCapital(text[to])) ++to;
  const bool alone =
      (from == 0 || !IsWord(text[from - 1])) && (to == text.size() || !IsWord(text[to]));
  if (alone && (to - from == 8 || to - from == 11)) return from;
  return std::nullopt;
}

// Every identifier has a digit or an @, or is eight or eleven capitals: the next of them from
// `floor` on. One of any eight neighbouring capitals is where a step of eight bytes looks.
std::size_t NextSign(std::string_view text, std::size_t floor) {
  constexpr std::size_t kStep = 8;
  for (std::size_t at = floor; at < text.size(); at += kStep) {
    if (IsCapital(text[at]))
      if (const auto from = CapitalsAt(text, at, floor)) return *from;
    if (text.size() - at >= kStep && !AnySign(text.data() + at)) continue;
    const std::size_t end = std::min(text.size(), at + kStep);
    for (std::size_t i = at; i < end; ++i)
      if (kSigns.Has(text[i])) return i;
  }
  return text.size();
}

// From where the forms are tried for a sign at `sign`: the beginning of its word, and of the one
// before where a form may have begun there ("(0", "+44", letters of a postcode or licence).
std::size_t StartFor(std::string_view text, std::size_t sign, std::size_t floor) {
  static constexpr ByteSet kParts("+(._%-");
  std::size_t from = sign;
  while (from > floor && sign - from < 64) {
    if (!IsWord(text[from - 1]) && !kParts.Has(text[from - 1])) break;
    --from;
  }
  // The two letters of a National Insurance number may stand apart from its digits.
  const bool letters = from >= floor + 3 && text[from - 1] == ' ' && IsWord(text[from - 2]) &&
                       IsWord(text[from - 3]) && (from == 3 || !IsWord(text[from - 4]));
  return letters ? from - 3 : from;
}

}  // namespace

std::string_view Name(Kind kind) {
  static constexpr std::string_view kNames[] = {"nhs-number",
                                                "national-insurance-number",
                                                "taxpayer-reference",
                                                "iban",
                                                "card-number",
                                                "bank-account",
                                                "driving-licence",
                                                "passport-number",
                                                "postcode",
                                                "telephone-number",
                                                "e-mail-address",
                                                "date-of-birth",
                                                "ip-address",
                                                "chi-number",
                                                "health-and-care-number",
                                                "vat-number",
                                                "unique-pupil-number",
                                                "bank-identifier-code",
                                                "mac-address",
                                                "nurse-pin",
                                                "doctor-number",
                                                "therapist-number",
                                                "social-worker-number",
                                                "disclosure-certificate",
                                                "company-number",
                                                "charity-number",
                                                "data-protection-registration",
                                                "care-quality-number",
                                                "property-reference",
                                                "number",
                                                "person",
                                                "relation",
                                                "role"};
  return kNames[std::to_underlying(kind)];
}

std::vector<Finding> FindIdentifiers(std::string_view text) {
  std::vector<Finding> found;
  std::size_t done = 0;  // everything before it is looked at
  for (std::size_t sign = NextSign(text, 0); sign < text.size(); sign = NextSign(text, done)) {
    std::optional<Finding> finding;
    std::size_t at = StartFor(text, sign, done);
    // A word may begin with what is not part of the form: try at each place where one may begin.
    for (; !finding && at <= sign; ++at)
      if (at == 0 || !IsWord(text[at - 1]) || !IsWord(text[at])) finding = FitsAt(text, at);
    if (finding) {
      found.push_back(*finding);
      done = finding->to;
      continue;
    }
    done = sign + 1;
    while (done < text.size() && IsWord(text[done])) ++done;
  }
  return found;
}

}  // namespace almoner::redact
