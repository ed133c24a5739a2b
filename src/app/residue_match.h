// For residue.cc only: whether a text mentions somebody.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace almoner::app {

// Names as their words, in any case, accent and order, near one another; identifiers as their
// digits, however they are spaced.
class Mention {
 public:
  explicit Mention(const std::vector<std::string>& values);
  [[nodiscard]] bool In(std::string_view text) const;
  [[nodiscard]] bool empty() const { return names_.empty() && numbers_.empty(); }

 private:
  std::vector<std::vector<std::string>> names_;  // each: its words, folded
  std::vector<std::string> numbers_;             // each: seven digits or more
};

}  // namespace almoner::app
