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

  // A name or a part of one, what it is called for short, either spelling of Mc and Mac.
  [[nodiscard]] bool IsName(std::string_view folded) const { return words_.contains(folded); }
  // Nearly so: a slip or two in a name, its beginning ("Trev") or its end ("Tunde", of Babatunde).
  // Looks at each name: ask where something speaks for it, as a capital does.
  [[nodiscard]] bool IsLike(std::string_view folded) const;
  // Of a whole name ("mq"), of any part ("q"), of a name's first part.
  [[nodiscard]] bool AreInitials(std::string_view folded) const {
    return initials_.contains(folded);
  }
  [[nodiscard]] bool IsInitial(char small) const { return letters_.contains(small); }
  [[nodiscard]] bool IsFirst(char small) const { return firsts_.contains(small); }

 private:
  void Add(const std::vector<Word>& name);
  void AddPart(const std::string& part);

  std::set<std::string, std::less<>> words_;
  std::set<std::string, std::less<>> given_;  // first parts
  std::set<std::string, std::less<>> spelt_;  // all parts, as they are held
  std::set<std::string, std::less<>> initials_;
  std::set<char> letters_, firsts_;
};

}  // namespace almoner::redact
