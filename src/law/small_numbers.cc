#include "law/small_numbers.h"

#include <algorithm>
#include <charconv>

#include "law/files.h"

namespace almoner::law {
namespace {

Result<std::int64_t> NumberOf(const Node& root, Literal key) {
  const std::string text = TRY(root.GetText(key));
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number < 1 || number > 1000)
    return root.Find(key.view())->Bad("This is a whole number from 1 to 1000.");
  return number;
}

}  // namespace

Result<SmallNumbers> SmallNumbers::Parse(std::string_view yaml) {
  const Node root = TRY(ParseYaml(yaml));
  TRY(root.AllowOnly(
      {"schema", "source", "as-of", "confidence", "suppress-to", "round-to", "totals"}));
  SmallNumbers made;
  made.source_ = TRY(ParseSource(root, "almoner.law.small-numbers/1"));
  made.suppress_to_ = TRY(NumberOf(root, "suppress-to"));
  made.round_to_ = TRY(NumberOf(root, "round-to"));
  const std::string totals = TRY(root.GetText("totals"));
  if (totals != "rounded" && totals != "exact")
    return root.Find("totals")->Bad("Totals are `rounded` or `exact`.");
  made.exact_totals_ = totals == "exact";
  return made;
}

std::optional<std::int64_t> SmallNumbers::Shown(std::int64_t count) const {
  if (count == 0) return 0;
  if (count <= suppress_to_) return std::nullopt;
  return (count + round_to_ / 2) / round_to_ * round_to_;
}

std::optional<std::int64_t> SmallNumbers::ShownTotal(std::int64_t total) const {
  if (!exact_totals_) return Shown(total);
  return Shown(total) ? std::optional(total) : std::nullopt;
}

std::vector<std::optional<std::int64_t>> SmallNumbers::ShownParts(
    const std::vector<std::int64_t>& parts) const {
  std::vector<std::optional<std::int64_t>> shown;
  for (const std::int64_t part : parts) shown.push_back(Shown(part));
  if (!exact_totals_ || std::ranges::count(shown, std::optional<std::int64_t>()) != 1) return shown;
  std::optional<std::size_t> least;
  for (std::size_t i = 0; i < parts.size(); ++i)
    if (shown[i] && parts[i] > 0 && (!least || parts[i] < parts[*least])) least = i;
  if (least) shown[*least] = std::nullopt;
  return shown;
}

std::optional<std::int64_t> Percent(std::optional<std::int64_t> part,
                                    std::optional<std::int64_t> whole) {
  if (!part || !whole || *whole == 0) return std::nullopt;
  return std::min<std::int64_t>(100, (*part * 100 + *whole / 2) / *whole);
}

Result<SmallNumbers> LoadSmallNumbers(const std::optional<OperatorPath>& directory) {
  TRY(MustBeThere(directory));
  return Newest(
      "small-numbers.yaml", directory,
      [](std::string_view text) { return SmallNumbers::Parse(text); },
      [](const SmallNumbers& made) { return made.source().as_of; });
}

}  // namespace almoner::law
