// All that the known people may be called.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "redact/people.h"
#include "redact/words.h"

namespace almoner::redact {

class Called {
 public:
  explicit Called(const std::vector<Known>& known);

  // A name or a part of one, what it is called for short, either spelling of Mc and Mac, parts
  // written as one ("Meiling").
  [[nodiscard]] bool IsName(std::string_view folded) const { return words_.contains(folded); }
  // Somebody's first part and another of theirs; a part that is nobody's first.
  [[nodiscard]] bool ArePair(std::string_view first, std::string_view other) const;
  [[nodiscard]] bool IsFamily(std::string_view folded) const { return families_.contains(folded); }
  // Misspelt by a slip or two, or spelt as it sounds. Looks at each name: ask where something
  // speaks for it, as a capital does, or that it is no word of everyday English.
  [[nodiscard]] bool IsMisspelt(std::string_view folded) const;
  // A name's beginning ("Trev"), its end ("Tunde", of Babatunde), or fondly ("Lottie").
  [[nodiscard]] bool IsShortened(std::string_view folded) const;
  // Of a whole name ("mq"), of any part ("q"), of a name's first part.
  [[nodiscard]] bool AreInitials(std::string_view folded) const {
    return initials_.contains(folded);
  }
  [[nodiscard]] bool IsInitial(char small) const { return letters_.contains(small); }
  [[nodiscard]] bool IsFirst(char small) const { return firsts_.contains(small); }

 private:
  struct Part {
    std::string name;
    std::string plain;                // "katrin" of catrin
    std::string sound;                // as English spells
    std::vector<std::string> others;  // as other languages do
  };
  using Names = std::set<std::string, std::less<>>;

  void Add(const std::vector<Word>& name);
  void AddInitials(const std::vector<Word>& name);
  void AddPart(const std::string& part);
  void AddSpelt(const std::string& part);

  Names words_;
  Names given_;  // first parts, plain
  Names families_;
  Names pairs_;  // "mark may"
  Names initials_;
  std::vector<Part> parts_;
  std::set<char> letters_, firsts_;
};

}  // namespace almoner::redact
