#include "web/view.h"

#include <utility>

namespace almoner::web {

View& View::Set(std::string_view name, std::string_view value) {
  values_[std::string(name)] = value;
  return *this;
}

View& View::Add(std::string_view section) { return sections_[std::string(section)].emplace_back(); }

View& View::ShowIf(bool condition, std::string_view section) {
  if (condition) Add(section);
  return *this;
}

View& View::Put(std::string_view place, View page) {
  places_[std::string(place)].push_back(std::move(page));
  return *this;
}

View Options(const std::vector<Choice>& choices, std::string_view chosen) {
  View view("options.html");
  for (const Choice& choice : choices)
    view.Add("OPTION")
        .Set("VALUE", choice.value)
        .Set("TEXT", choice.text)
        .ShowIf(choice.value == chosen, "CHOSEN");
  return view;
}

View ErrorSummary(const std::vector<FieldProblem>& problems) {
  View view("errors.html");
  for (const FieldProblem& problem : problems)
    view.Add("PROBLEM").Set("FIELD", problem.field).Set("TEXT", problem.text);
  return view;
}

}  // namespace almoner::web
