#include "retention/disposal.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "standing/expiry.h"

namespace almoner::retention {
namespace {

struct TextField {
  std::string_view name;
  std::string Disposal::* text;
};
constexpr TextField kTexts[] = {{"medium", &Disposal::medium},
                                {"notice", &Disposal::notice},
                                {"batch", &Disposal::batch},
                                {"location", &Disposal::location},
                                {"holds", &Disposal::holds},
                                {"reviewer", &Disposal::reviewer},
                                {"reason", &Disposal::reason},
                                {"approver", &Disposal::approver},
                                {"method", &Disposal::method},
                                {"standard", &Disposal::standard},
                                {"contractor", &Disposal::contractor},
                                {"certificate", &Disposal::certificate},
                                {"copies", &Disposal::copies},
                                {"processors", &Disposal::processors},
                                {"stub", &Disposal::stub}};

struct ClassText {
  std::string_view name;
  std::string DisposedClass::* text;
};
constexpr ClassText kClassTexts[] = {{"class", &DisposedClass::record_class},
                                     {"rule", &DisposedClass::rule},
                                     {"volume", &DisposedClass::volume},
                                     {"trigger", &DisposedClass::trigger},
                                     {"decision", &DisposedClass::decision}};

struct ClassDate {
  std::string_view name;
  std::optional<Date> DisposedClass::* date;
};
constexpr ClassDate kClassDates[] = {{"from", &DisposedClass::from},
                                     {"to", &DisposedClass::to},
                                     {"triggered", &DisposedClass::triggered},
                                     {"eligible", &DisposedClass::eligible}};

constexpr std::string_view kDestroyed = "destroyed-on";

// The first class bears the names as people type them, the others a number behind.
std::string Numbered(std::string_view name, std::size_t index) {
  return index == 0 ? std::string(name) : fmt::format("{}.{}", name, index + 1);
}

std::string Get(const Facts& facts, const std::string& name) {
  const auto found = facts.find(name);
  return found == facts.end() ? std::string() : found->second;
}

Result<std::optional<Date>> DateIn(const Facts& facts, const std::string& name) {
  const std::string text = Get(facts, name);
  if (text.empty()) return std::optional<Date>();
  return std::optional<Date>(TRY(ParseDate(text)));
}

Result<DisposedClass> ClassIn(const Facts& facts, std::size_t index) {
  DisposedClass made;
  for (const ClassText& field : kClassTexts)
    made.*field.text = Get(facts, Numbered(field.name, index));
  for (const ClassDate& field : kClassDates)
    made.*field.date = TRY(DateIn(facts, Numbered(field.name, index)));
  return made;
}

bool HasClass(const Facts& facts, std::size_t index) {
  const auto there = [&](std::string_view name) { return facts.contains(Numbered(name, index)); };
  return std::ranges::any_of(kClassTexts, there, &ClassText::name) ||
         std::ranges::any_of(kClassDates, there, &ClassDate::name);
}

// What the period ran from: as the rule names it, or the birthday or death that counted instead.
std::string TriggerOf(const notice::Retention& rule, const standing::KeepUntil& until) {
  using How = standing::KeepUntil::How;
  switch (until.how) {
    case How::kPeriod:
      return rule.from;
    case How::kBirthday:
      return notice::Ordinal(until.birthday) + " birthday";
    case How::kAfterDeath:
      return "death";
  }
  std::unreachable();
}

}  // namespace

Facts ToFacts(const Disposal& disposal) {
  Facts facts;
  const auto put = [&](const std::string& name, const std::string& text) {
    if (!text.empty()) facts[name] = text;
  };
  for (const TextField& field : kTexts) put(std::string(field.name), disposal.*field.text);
  if (disposal.destroyed) put(std::string(kDestroyed), ToText(*disposal.destroyed));
  for (std::size_t i = 0; i < disposal.classes.size(); ++i) {
    for (const ClassText& field : kClassTexts)
      put(Numbered(field.name, i), disposal.classes[i].*field.text);
    for (const ClassDate& field : kClassDates)
      if (const auto& date = disposal.classes[i].*field.date)
        put(Numbered(field.name, i), ToText(*date));
  }
  return facts;
}

Result<Disposal> FromFacts(const Facts& facts) {
  Disposal made;
  for (const TextField& field : kTexts) made.*field.text = Get(facts, std::string(field.name));
  made.destroyed = TRY(DateIn(facts, std::string(kDestroyed)));
  for (std::size_t i = 0; HasClass(facts, i); ++i) made.classes.push_back(TRY(ClassIn(facts, i)));
  return made;
}

Typed NameOf(std::string_view field) {
  const auto is = [&](std::string_view name) { return name == field; };
  const bool known = field == kDestroyed || std::ranges::any_of(kTexts, is, &TextField::name) ||
                     std::ranges::any_of(kClassTexts, is, &ClassText::name) ||
                     std::ranges::any_of(kClassDates, is, &ClassDate::name);
  return known ? Typed::kField : Typed::kUnknown;
}

std::string RuleOf(const notice::Notice& notice, const Item& item) {
  return item.until ? notice.retention[item.until->rule].id : std::string();
}

std::vector<DisposedClass> ClassesOf(const notice::Notice& notice, const std::vector<Item>& going) {
  std::map<std::pair<std::string, std::string>, std::pair<DisposedClass, int>> classes;
  for (const Item& item : going) {
    auto& [made, count] = classes[{item.category, RuleOf(notice, item)}];
    ++count;
    const Date recorded = LondonDate(item.recorded_at);
    if (!made.from || sys_days(recorded) < sys_days(*made.from)) made.from = recorded;
    if (!made.to || sys_days(recorded) > sys_days(*made.to)) made.to = recorded;
    if (!item.until) continue;
    const Date eligible = sys_days(item.until->last_day) + std::chrono::days(1);
    if (made.eligible && sys_days(eligible) <= sys_days(*made.eligible)) continue;
    made.trigger = TriggerOf(notice.retention[item.until->rule], *item.until);
    made.triggered = item.until->began;
    made.eligible = eligible;
  }
  std::vector<DisposedClass> list;
  for (auto& [name, found] : classes) {
    auto& [made, count] = found;
    made.record_class = name.first;
    made.rule = name.second;
    made.volume = fmt::format("{} record{}", count, count == 1 ? "" : "s");
    made.decision = "destroy";
    list.push_back(std::move(made));
  }
  return list;
}

namespace {

// Whether a backup that is there may open for longer than those of the settings as they are now.
bool LastsLonger(const Residual& residual) {
  return residual.last_backup &&
         (!residual.epoch_closes ||
          sys_days(*residual.last_backup) > sys_days(*residual.epoch_closes) + residual.window);
}

}  // namespace

std::optional<Date> GoneBy(const Residual& residual) {
  if (!residual.epoch_closes || !residual.oldest_copy) return std::nullopt;
  const auto usual = sys_days(*residual.epoch_closes) + residual.window;
  const auto last = LastsLonger(residual) ? sys_days(*residual.last_backup) : usual;
  return Date(last + *residual.oldest_copy);
}

namespace {

// What follows the day on which the epoch closes: its backups, for as long as each is kept.
std::string Backups(const Residual& residual) {
  std::string text;
  if (residual.window.count() > 0)
    text = fmt::format(", and its backups {} day{} later", residual.window.count(),
                       residual.window.count() == 1 ? "" : "s");
  if (LastsLonger(residual))
    text += fmt::format(", and not before {}, when the last of those that are there expires",
                        ToWords(*residual.last_backup));
  return text;
}

}  // namespace

std::string Say(const Residual& residual) {
  const std::string backups = Backups(residual);
  const std::string copies =
      residual.oldest_copy
          ? fmt::format("The oldest copy that the organisation has declared is kept for {} day{}.",
                        residual.oldest_copy->count(),
                        residual.oldest_copy->count() == 1 ? "" : "s")
          : "Snapshots and other copies that the organisation makes by other means are not covered "
            "by this certificate.";
  if (const auto day = GoneBy(residual))
    return fmt::format(
        "Nothing made before can open it after {}: the epoch's keys close on {}{}. {}",
        ToWords(*day), ToWords(*residual.epoch_closes), backups, copies);
  if (residual.epoch_closes)
    return fmt::format("The epoch's keys close on {}{}. {}", ToWords(*residual.epoch_closes),
                       backups, copies);
  return fmt::format(
      "Until the epoch closes, a copy of the database made before this day together with a copy of "
      "the key ledger could still open what was destroyed; “almoner key rotate” closes the "
      "epoch{}. {}",
      backups, copies);
}

}  // namespace almoner::retention
