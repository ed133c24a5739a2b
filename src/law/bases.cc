#include "law/bases.h"

#include <algorithm>

#include "law/facts.h"
#include "law/files.h"

namespace almoner::law {
namespace {

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
          .expired = Text(at, "expired") == "yes",
          .own = Text(at, "own") == "yes",
          .told = Text(at, "told") == "yes"};
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

namespace {

struct Dated {
  Node root;
  Date as_of{};
};

Result<Dated> ReadDated(std::string_view text) {
  Node root = TRY(ParseYaml(text));
  const Date as_of = TRY(root.GetDate("as-of"));
  return Dated{.root = std::move(root), .as_of = as_of};
}

}  // namespace

Result<Bases> LoadBases(const std::optional<OperatorPath>& directory) {
  TRY(MustBeThere(directory));
  const auto newest = [&](Literal name) {
    return Newest(name, directory, ReadDated, [](const Dated& file) { return file.as_of; });
  };
  const Dated bases_file = TRY(newest("bases.yaml"));
  const Dated imposed_file = TRY(newest("imposed.yaml"));
  const Node& bases = bases_file.root;
  const auto list = [](const Node& root, Literal key) -> Status {
    return TRY(root.Get(key))->MustBe(Node::Kind::kList);
  };
  for (const Literal key :
       {Literal("bases"), Literal("special-conditions"), Literal("offence-conditions"),
        Literal("special-categories"), Literal("untold-conditions")})
    TRY(Naming(Detail("file", "bases.yaml"), list(bases, key)));
  TRY(Naming(Detail("file", "imposed.yaml"), list(imposed_file.root, "activities")));
  return Bases{.as_of = Text(bases, "as-of"),
               .bases = Each<Basis>(bases, "bases", MakeBasis),
               .conditions = Each<Condition>(bases, "special-conditions", MakeCondition),
               .offence_conditions = List(bases, "offence-conditions"),
               .special_categories = List(bases, "special-categories"),
               .untold = List(bases, "untold-conditions"),
               .imposed = Each<ImposedActivity>(imposed_file.root, "activities", MakeImposed)};
}

}  // namespace almoner::law
