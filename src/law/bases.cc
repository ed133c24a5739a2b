#include "law/bases.h"

#include <algorithm>

#include "law/embedded.h"
#include "law/yaml.h"

namespace almoner::law {
namespace {

Result<Node> File(std::string_view name) {
  for (const EmbeddedFile& file : Embedded())
    if (file.path == name) return ParseYaml(file.text);
  return Fail(Code::kCorrupt, "A statute file is missing from the program.");
}

std::string Text(const Node& map, std::string_view key) {
  const Node* const value = map.Find(key);
  return value == nullptr ? std::string() : value->text;
}

std::vector<std::string> List(const Node& map, std::string_view key) {
  std::vector<std::string> list;
  if (const Node* const value = map.Find(key))
    for (const Node& item : value->children) list.push_back(item.text);
  return list;
}

template <class T, class Make>
std::vector<T> Each(const Node& map, std::string_view key, Make make) {
  std::vector<T> all;
  if (const Node* const list = map.Find(key))
    for (const Node& item : list->children) all.push_back(make(item));
  return all;
}

Basis MakeBasis(const Node& at) {
  return {.id = Text(at, "id"),
          .name = Text(at, "name"),
          .needs = Text(at, "needs"),
          .objection = Text(at, "objection") == "yes"};
}

Condition MakeCondition(const Node& at) {
  return {.id = Text(at, "id"),
          .name = Text(at, "name"),
          .consent = Text(at, "needs") == "consent",
          .schedule_1 = List(at, "schedule-1")};
}

ImposedActivity MakeImposed(const Node& at) {
  return {.id = Text(at, "id"),
          .purpose = Text(at, "purpose"),
          .basis = Text(at, "basis"),
          .condition = Text(at, "condition"),
          .schedule_1 = Text(at, "schedule-1"),
          .authority = Text(at, "authority"),
          .duty = Text(at, "duty"),
          .restricted = Text(at, "restricted") == "yes",
          .expired = Text(at, "expired") == "yes"};
}

template <class T>
const T* FindById(const std::vector<T>& all, std::string_view id) {
  const auto found = std::ranges::find(all, id, &T::id);
  return found == all.end() ? nullptr : &*found;
}

}  // namespace

const Basis* Bases::FindBasis(std::string_view id) const { return FindById(bases, id); }
const Condition* Bases::FindCondition(std::string_view id) const {
  return FindById(conditions, id);
}

Result<Bases> LoadBases() {
  const Node bases = TRY(File("bases.yaml"));
  const Node imposed = TRY(File("imposed.yaml"));
  return Bases{.as_of = Text(bases, "as-of"),
               .bases = Each<Basis>(bases, "bases", MakeBasis),
               .conditions = Each<Condition>(bases, "special-conditions", MakeCondition),
               .offence_conditions = List(bases, "offence-conditions"),
               .special_categories = List(bases, "special-categories"),
               .imposed = Each<ImposedActivity>(imposed, "activities", MakeImposed)};
}

}  // namespace almoner::law
