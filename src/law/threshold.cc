#include "law/threshold.h"

#include <algorithm>
#include <array>

#include "law/files.h"

namespace almoner::law {
namespace {

constexpr std::array<std::string_view, 4> kNames = {"minor", "significant", "serious", "life"};

Result<Seriousness> SeriousnessOf(const Node& at, Literal key) {
  const auto found = FindSeriousness(TRY(at.GetText(key)));
  if (found) return *found;
  return at.Bad("How serious it has to be is minor, significant, serious or life.");
}

Result<Threshold> MakeThreshold(const Node& at) {
  TRY(at.AllowOnly({"ground", "least", "confidential", "authority", "note"}));
  Threshold made;
  made.ground = TRY(at.GetText("ground"));
  made.authority = TRY(at.GetText("authority"));
  made.least = TRY(SeriousnessOf(at, "least"));
  made.confidential = made.least;
  if (at.Find("confidential") != nullptr)
    made.confidential = TRY(SeriousnessOf(at, "confidential"));
  if (made.confidential < made.least)
    return at.Bad("What is confidential needs no less than what is not.");
  return made;
}

}  // namespace

std::string_view Name(Seriousness seriousness) {
  return kNames.at(static_cast<std::size_t>(seriousness));
}

std::optional<Seriousness> FindSeriousness(std::string_view name) {
  const auto* const found = std::ranges::find(kNames, name);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<Seriousness>(found - kNames.begin());
}

const Threshold* Thresholds::Find(std::string_view ground) const {
  const auto found = std::ranges::find(grounds, ground, &Threshold::ground);
  return found == grounds.end() ? nullptr : &*found;
}

Result<Thresholds> ParseThresholds(std::string_view yaml) {
  const Node root = TRY(ParseYaml(yaml));
  TRY(root.AllowOnly({"schema", "source", "as-of", "confidence", "grounds"}));
  Thresholds made;
  made.source = TRY(ParseSource(root, "almoner.law.disclosures/1"));
  const Node* const list = TRY(root.Get("grounds"));
  TRY(list->MustBe(Node::Kind::kList));
  for (const Node& at : list->children) {
    Threshold one = TRY(MakeThreshold(at));
    if (made.Find(one.ground) != nullptr) return at.Bad("A ground stands here twice.");
    made.grounds.push_back(std::move(one));
  }
  return made;
}

Result<Thresholds> LoadThresholds(const std::optional<OperatorPath>& directory) {
  TRY(MustBeThere(directory));
  return Newest("disclosures.yaml", directory, ParseThresholds,
                [](const Thresholds& made) { return made.source.as_of; });
}

}  // namespace almoner::law
