#include "law/calendar.h"

#include "law/yaml.h"

namespace almoner::law {
namespace {

namespace chrono = std::chrono;

Result<std::string> HolidayName(const Node& day) {
  TRY(day.AllowOnly({"date", "name", "substitute", "confidence"}));
  TRY(ParseConfidence(day, Confidence::kHigh));
  std::string name = TRY(day.GetText("name"));
  const Node* const substitute = day.Find("substitute");
  if (substitute == nullptr || substitute->text == "no") return name;
  if (substitute->text != "yes") return substitute->Bad("Write yes or no.");
  return name + ", substitute day";
}

bool IsWeekend(Date day) {
  const chrono::weekday weekday(day);
  return weekday == chrono::Saturday || weekday == chrono::Sunday;
}

}  // namespace

Result<Calendar::Table> Calendar::ParseTable(const Node& node) {
  TRY(node.AllowOnly({"covers-from", "covers-to", "days"}));
  Table table{.from = TRY(node.GetDate("covers-from")),
              .to = TRY(node.GetDate("covers-to")),
              .holidays = {}};
  if (table.to < table.from) return node.Bad("covers-to lies before covers-from.");
  const Node& days = *TRY(node.Get("days"));
  TRY(days.MustBe(Node::Kind::kList));
  for (const Node& day : days.children) {
    std::string name = TRY(HolidayName(day));
    const Date date = TRY(day.GetDate("date"));
    if (date < table.from || table.to < date)
      return day.Bad("A holiday lies outside covers-from and covers-to.");
    // Only the substitute day is a bank holiday then; a weekend here is a misprint.
    if (IsWeekend(date)) return day.Bad("A bank holiday cannot be a Saturday or Sunday.");
    if (!table.holidays.emplace(date, std::move(name)).second)
      return day.Bad("A bank holiday is listed twice.");
  }
  return table;
}

Result<Calendar> Calendar::Parse(std::string_view yaml) {
  const Node file = TRY(ParseYaml(yaml));
  Calendar calendar;
  calendar.source_ = TRY(ParseSource(file, "almoner.law.holidays/1"));
  TRY(file.AllowOnly({"schema", "source", "as-of", "confidence", "nations"}));
  const Node& nations = *TRY(file.Get("nations"));
  TRY(nations.AllowOnly({"england-and-wales", "scotland", "northern-ireland"}));
  if (nations.children.size() != kNations)
    return nations.Bad("All three nations need a table of bank holidays.");
  for (const Node& nation : nations.children)
    calendar.tables_[std::to_underlying(TRY(ParseNation(nation.key)))] = TRY(ParseTable(nation));
  return calendar;
}

Result<std::optional<std::string>> Calendar::ClosedBecause(Date day, Nation nation) const {
  const Table& table = Of(nation);
  if (table.to < day)
    return Fail(
        Code::kInvalid,
        "The table of bank holidays ends before this date; a newer holidays.yaml is needed.",
        Detail::Id("nation", Name(nation)), Detail::Id("date", ToText(day)),
        Detail::Id("last date covered", ToText(table.to)));
  if (day < table.from)
    return Fail(Code::kInvalid, "The table of bank holidays begins after this date.",
                Detail::Id("nation", Name(nation)), Detail::Id("date", ToText(day)),
                Detail::Id("first date covered", ToText(table.from)),
                Detail::Id("last date covered", ToText(table.to)));
  const chrono::weekday weekday{sys_days(day)};
  if (weekday == chrono::Saturday) return "a Saturday";
  if (weekday == chrono::Sunday) return "a Sunday";
  const auto holiday = table.holidays.find(day);
  if (holiday == table.holidays.end()) return std::nullopt;
  return "a bank holiday in " + std::string(Title(nation)) + " (" + holiday->second + ")";
}

Result<Date> Calendar::RollForward(Date day, Nation nation) const {
  sys_days next = day;
  while (TRY(ClosedBecause(next, nation))) next += chrono::days(1);
  return Date(next);
}

}  // namespace almoner::law
