#include "law/limits.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "law/yaml.h"

namespace almoner::law {
namespace {

constexpr std::array<std::string_view, 5> kUnits = {"hour", "day", "working day", "week", "month"};
constexpr std::array<std::string_view, 4> kWaits = {"identity", "authority", "fee",
                                                    "clarification"};

// "1 month", "20 working days".
Result<Period> ParsePeriod(const Node& node) {
  const auto bad = [&] {
    return node.Bad("A period is written like 1 month, 30 days or 72 hours.");
  };
  Period period;
  const std::string_view text = node.text;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), period.count);
  if (error != std::errc() || period.count < 1 || period.count > 999) return bad();
  std::string_view word = text.substr(static_cast<std::size_t>(end - text.data()));
  if (!word.starts_with(' ')) return bad();
  word.remove_prefix(1);
  if (period.count > 1 && word.ends_with('s')) word.remove_suffix(1);
  const auto* const unit = std::ranges::find(kUnits, word);
  if (unit == kUnits.end()) return bad();
  period.unit = static_cast<Unit>(unit - kUnits.begin());
  return period;
}

Result<std::optional<Period>> ParsePeriodOf(const Node& limit, std::string_view key) {
  const Node* const node = limit.Find(key);
  if (node == nullptr) return std::nullopt;
  return TRY(ParsePeriod(*node));
}

Result<std::vector<Wait>> ParseWaits(const Node& limit) {
  const Node* const list = limit.Find("waits-for");
  if (list == nullptr) return std::vector<Wait>();
  TRY(list->MustBe(Node::Kind::kList));
  std::vector<Wait> waits;
  for (const Node& word : list->children) {
    const auto* const at = std::ranges::find(kWaits, word.text);
    if (at == kWaits.end())
      return word.Bad("A limit waits for identity, authority, fee or clarification.");
    waits.push_back(static_cast<Wait>(at - kWaits.begin()));
  }
  return waits;
}

Result<std::optional<Right>> ParseRightOf(const Node& limit) {
  const Node* const word = limit.Find("right");
  if (word == nullptr) return std::nullopt;
  const auto right = ParseRight(word->text);
  if (!right) return word->Bad(right.error().what);
  return *right;
}

Result<Limit> ParseLimit(const Node& node, Confidence otherwise) {
  TRY(node.AllowOnly({"code", "right", "trigger", "period", "extension", "roll", "waits-for",
                      "authority", "note", "confidence"}));
  std::string roll = TRY(node.GetText("roll"));
  Limit limit{};
  limit.code = TRY(node.GetText("code"));
  limit.right = TRY(ParseRightOf(node));
  limit.trigger = TRY(node.GetText("trigger"));
  limit.period = TRY(ParsePeriodOf(node, "period"));
  limit.extension = TRY(ParsePeriodOf(node, "extension"));
  if (roll != "no") limit.roll = std::move(roll);
  limit.waits = TRY(ParseWaits(node));
  limit.authority = TRY(node.GetText("authority"));
  if (node.Find("note") != nullptr) limit.note = TRY(node.GetText("note"));
  limit.confidence = TRY(ParseConfidence(node, otherwise));
  return limit;
}

bool Is(const std::optional<Period>& period, Unit unit) { return period && period->unit == unit; }

// A right is answered within months, which a letter may extend by months, or within days.
bool CanBeCounted(const Limit& limit) {
  if (Is(limit.period, Unit::kMonths))
    return !limit.extension || Is(limit.extension, Unit::kMonths);
  return Is(limit.period, Unit::kDays) && !limit.extension;
}

}  // namespace

std::string Period::text() const {
  return std::to_string(count) + " " + std::string(kUnits[std::to_underlying(unit)]) +
         (count == 1 ? "" : "s");
}

bool Limit::WaitsFor(Wait what) const { return std::ranges::find(waits, what) != waits.end(); }

const Limit* Limits::Find(std::string_view code) const {
  const auto at = std::ranges::find(all_, code, &Limit::code);
  return at == all_.end() ? nullptr : &*at;
}

const Limit& Limits::Of(Right right) const {
  return *std::ranges::find(all_, right, &Limit::right);
}

Period Limits::PeriodOf(std::string_view code) const {
  const Limit* const limit = Find(code);
  CHECK(limit != nullptr && limit->period.has_value());
  return *limit->period;
}

Status Limits::CheckComplete() const {
  for (std::size_t i = 0; i < kRights; ++i) {
    const auto right = static_cast<Right>(i);
    if (std::ranges::count(all_, right, &Limit::right) != 1 || !CanBeCounted(Of(right)))
      return Fail(
          Code::kInvalid,
          "Every right needs exactly one limit, in months (and an extension in months) or days.",
          Detail::Id("right", Name(right)));
  }
  const auto counts_in = [&](std::string_view code, Unit unit) {
    const Limit* const limit = Find(code);
    return limit != nullptr && Is(limit->period, unit);
  };
  if (!counts_in("EXT_NOTICE", Unit::kMonths) || !counts_in("HP_OPINION", Unit::kMonths) ||
      !counts_in("BREACH_ICO", Unit::kHours))
    return Fail(Code::kInvalid,
                "The file needs EXT_NOTICE and HP_OPINION in months and BREACH_ICO in hours.");
  return {};
}

Result<Limits> Limits::Parse(std::string_view yaml) {
  const Node file = TRY(ParseYaml(yaml));
  Limits limits;
  limits.source_ = TRY(ParseSource(file, "almoner.law.limits/1"));
  TRY(file.AllowOnly({"schema", "source", "as-of", "confidence", "limits"}));
  const Node& list = *TRY(file.Get("limits"));
  TRY(list.MustBe(Node::Kind::kList));
  for (const Node& node : list.children) {
    Limit limit = TRY(ParseLimit(node, limits.source_.confidence));
    if (limits.Find(limit.code) != nullptr) return node.Bad("A code is used twice.");
    limits.all_.push_back(std::move(limit));
  }
  TRY(limits.CheckComplete());
  return limits;
}

}  // namespace almoner::law
