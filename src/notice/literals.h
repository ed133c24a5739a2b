// What a text must contain for a regular expression to match it: literal runs joined by "and" and
// "or". Compiling an expression costs a thousand times what looking for a few letters does, and
// nearly no sentence of a notice has those of nearly any rule. For this folder only.
#pragma once

#include <bitset>
#include <string>
#include <string_view>
#include <vector>

namespace almoner::notice {

// A text in lower case, and which two bytes stand beside each other in it: most runs are ruled out
// by their first pairs.
class Haystack {
 public:
  explicit Haystack(std::string lower);
  [[nodiscard]] bool Has(std::string_view run) const;

 private:
  std::string lower_;
  std::bitset<65536> pairs_;
};

class Literals {
 public:
  // Of an RE2 expression without lookaround or flags. What is not understood requires nothing.
  static Literals Of(std::string_view expression);

  // False only if the expression matches nowhere in the text.
  [[nodiscard]] bool MayMatch(const Haystack& text) const;
  // The same for a text that, in lower case, is `lower`.
  [[nodiscard]] bool MayMatch(std::string_view lower) const {
    return MayMatch(Haystack(std::string(lower)));
  }

 private:
  enum class Kind : std::uint8_t { kNothing, kText, kAll, kAny };
  Kind kind_ = Kind::kNothing;  // kNothing requires nothing
  std::string text_;
  std::vector<Literals> parts_;
  friend class LiteralReader;
};

}  // namespace almoner::notice
