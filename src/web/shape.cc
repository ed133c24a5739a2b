#include "web/shape.h"

#include <algorithm>

namespace almoner::web {
namespace {

std::unexpected<Error> Misfit(Literal what, std::string_view name) {
  return Fail(Code::kInternal, what, Detail::Id("name", name));
}

}  // namespace

Shape Shape::Of(std::string_view text) {
  Shape shape;
  std::vector<Shape*> open = {&shape};
  for (std::size_t at = text.find("{{"); at != std::string_view::npos; at = text.find("{{", at)) {
    const std::size_t end = text.find("}}", at);
    CHECK(end != std::string_view::npos && !open.empty());
    const std::string_view marker = text.substr(at + 2, end - at - 2);
    const std::string name(marker.substr(marker.find_first_not_of("#/>")));
    switch (marker.front()) {
      case '%':
      case '!':
        break;
      case '#':
        open.push_back(&open.back()->sections[name]);
        break;
      case '/':
        open.pop_back();
        break;
      case '>':
        open.back()->places.insert(name);
        break;
      default:
        open.back()->variables.insert(name.substr(0, name.find(':')));
    }
    at = end + 2;
  }
  return shape;
}

Status Shape::Check(const View& view) const {
  std::vector<const View*> around;
  return CheckWithin(view, around);
}

Status Shape::CheckWithin(const View& view, std::vector<const View*>& around) const {
  around.push_back(&view);
  for (const std::string& name : variables)
    if (std::ranges::none_of(around,
                             [&](const View* each) { return each->values().contains(name); }))
      return Misfit("A page's value is missing.", name);
  // A value may be set around the section that uses it.
  const auto asked = [](const Shape& shape, const std::string& name, const auto& self) -> bool {
    return shape.variables.contains(name) ||
           std::ranges::any_of(shape.sections,
                               [&](const auto& inner) { return self(inner.second, name, self); });
  };
  for (const auto& [name, value] : view.values())
    if (!asked(*this, name, asked)) return Misfit("A page has no place for this value.", name);
  for (const auto& [name, pages] : view.places())
    if (!places.contains(name)) return Misfit("A page has no such place.", name);
  for (const auto& [name, repetitions] : view.sections()) {
    const auto section = sections.find(name);
    if (section == sections.end()) return Misfit("A page has no such section.", name);
    for (const View& each : repetitions) TRY(section->second.CheckWithin(each, around));
  }
  around.pop_back();
  return {};
}

}  // namespace almoner::web
