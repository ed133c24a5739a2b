// What a template asks for: its variables, sections and places for other pages. ctemplate shows a
// missing value as nothing; here it is an error, and so is a value that nothing asks for.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "web/view.h"

namespace almoner::web {

struct Shape {
  std::set<std::string, std::less<>> variables;
  std::map<std::string, Shape, std::less<>> sections;
  std::set<std::string, std::less<>> places;

  // REQUIRES: ctemplate takes the text.
  static Shape Of(std::string_view text);
  // kInternal, with the name, when a value is missing or nothing asks for it. A section sees the
  // values of those around it.
  [[nodiscard]] Status Check(const View& view) const;

 private:
  Status CheckWithin(const View& view, std::vector<const View*>& around) const;
};

}  // namespace almoner::web
