// What a template is filled with. Only text goes in; the template escapes it for the place where it
// stands, so that nothing anyone wrote can become markup.
#pragma once

#include <list>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace almoner::web {

class View {
 public:
  using Values = std::map<std::string, std::string, std::less<>>;
  using Sections = std::map<std::string, std::list<View>, std::less<>>;

  View() = default;  // of a section
  explicit View(Literal page) : page_(page.view()) {}

  View& Set(std::string_view name, std::string_view value);
  // Shows the section once more; fill what is returned, which lives as long as this.
  View& Add(std::string_view section);
  View& ShowIf(bool condition, std::string_view section);  // without values; returns *this
  // Puts another page into the place.
  View& Put(std::string_view place, View page);

  [[nodiscard]] std::string_view page() const { return page_; }
  [[nodiscard]] const Values& values() const { return values_; }
  [[nodiscard]] const Sections& sections() const { return sections_; }
  [[nodiscard]] const Sections& places() const { return places_; }

 private:
  std::string_view page_;
  Values values_;
  Sections sections_;
  Sections places_;
};

struct Choice {
  std::string value;
  std::string text;
};
// options.html, for a select element.
[[nodiscard]] View Options(const std::vector<Choice>& choices, std::string_view chosen);

struct FieldProblem {
  std::string field;  // the id of the element it is about
  std::string text;
};
// errors.html: the error summary.
[[nodiscard]] View ErrorSummary(const std::vector<FieldProblem>& problems);

}  // namespace almoner::web
