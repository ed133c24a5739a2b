#include "law/accountability.h"

#include <algorithm>
#include <charconv>

#include "law/facts.h"
#include "law/files.h"

namespace almoner::law {
namespace {

Result<const Node*> ListOf(const Node& root, Literal key) {
  const Node* const list = TRY(root.Get(key));
  TRY(list->MustBe(Node::Kind::kList));
  return list;
}

// "6 years" of the key; nothing where it is left out.
Result<std::optional<int>> Years(const Node& at, std::string_view key) {
  const std::string text = Text(at, key);
  if (text.empty()) return std::optional<int>();
  int years = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), years);
  const std::string_view unit(end, text.data() + text.size());
  if (error != std::errc() || years < 1 || years > 100 || (unit != " years" && unit != " year"))
    return at.Bad("How long a file is kept is a whole number of years, like `6 years`.");
  return std::optional(years);
}

Result<HoldKind> MakeHold(const Node& at) {
  TRY(at.AllowOnly({"id", "plain", "authority", "derived", "note", "confidence"}));
  HoldKind kind;
  kind.id = TRY(at.GetText("id"));
  kind.plain = TRY(at.GetText("plain"));
  kind.authority = TRY(at.GetText("authority"));
  kind.derived = Flag(at, "derived");
  return kind;
}

Result<FileRule> MakeFile(const Node& at) {
  TRY(at.AllowOnly({"kind", "row", "ends-with", "keep", "keep-appealed", "note", "confidence"}));
  FileRule rule;
  rule.kind = TRY(at.GetText("kind"));
  rule.row = TRY(at.GetText("row"));
  rule.ends_with = Text(at, "ends-with");
  const auto years = TRY(Years(at, "keep"));
  if (!years) return at.Bad("A kind of file needs `keep`.");
  rule.years = *years;
  rule.years_appealed = TRY(Years(at, "keep-appealed")).value_or(*years);
  return rule;
}

template <class T>
const T* Find(const std::vector<T>& all, std::string_view id, std::string T::* field) {
  const auto found = std::ranges::find(all, id, field);
  return found == all.end() ? nullptr : &*found;
}

}  // namespace

const HoldKind* Accountability::FindHold(std::string_view id) const {
  return Find(holds, id, &HoldKind::id);
}
const FileRule* Accountability::FindFile(std::string_view kind) const {
  return Find(files, kind, &FileRule::kind);
}

Result<Accountability> ParseAccountability(std::string_view yaml) {
  const Node root = TRY(ParseYaml(yaml));
  Accountability all;
  all.as_of = TRY(ParseSource(root, "almoner.law.accountability/1")).as_of;
  for (const Node& at : TRY(ListOf(root, "holds"))->children) {
    HoldKind kind = TRY(MakeHold(at));
    if (all.FindHold(kind.id) != nullptr) return at.Bad("A kind of hold stands here twice.");
    all.holds.push_back(std::move(kind));
  }
  for (const Node& at : TRY(ListOf(root, "files"))->children) {
    FileRule rule = TRY(MakeFile(at));
    if (all.FindFile(rule.kind) != nullptr) return at.Bad("A kind of file stands here twice.");
    all.files.push_back(std::move(rule));
  }
  return all;
}

Result<Accountability> LoadAccountability(const std::optional<OperatorPath>& directory) {
  TRY(MustBeThere(directory));
  return Newest("accountability.yaml", directory, ParseAccountability,
                [](const Accountability& made) { return made.as_of; });
}

}  // namespace almoner::law
