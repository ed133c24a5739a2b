#include "console/register_words.h"

#include <algorithm>
#include <charconv>
#include <set>

#include "accountability/registers.h"
#include "breach/incident.h"
#include "console/purposes.h"
#include "sharing/disclosure.h"
#include "web/words.h"

namespace almoner::web::console {
namespace {

using accountability::FactRule;
using accountability::Facts;
using accountability::Step;
using accountability::Type;

constexpr std::string_view kClock = "-clock";  // the field of a moment's time of the clock

template <class Things>
std::vector<Option> OptionsFrom(const Things& things) {
  std::vector<Option> options;
  for (const auto& thing : things)
    options.push_back({.value = thing.id, .text = Capital(thing.name)});
  return options;
}

// What the notice has of that sort; empty where the name tells none.
std::vector<Option> IdOptions(const notice::Notice& notice, std::string_view fact) {
  if (fact == "data") return OptionsFrom(notice.categories);
  if (fact == "who") return OptionsFrom(notice.subjects);
  if (fact == "recipient") return OptionsFrom(notice.recipients);
  std::vector<Option> options;
  if (fact == "consent")
    for (const notice::Consent& consent : notice.consents)
      options.push_back({.value = consent.id, .text = consent.wording});
  if (fact == "seen") {
    std::set<std::string> needs;
    for (const notice::Recipient& recipient : notice.recipients)
      needs.insert(recipient.needs.begin(), recipient.needs.end());
    for (const std::string& need : needs)
      options.push_back({.value = need, .text = Readable(need)});
  }
  if (fact == "to") {
    options = OptionsFrom(notice.roles);
    std::ranges::move(OptionsFrom(notice.recipients), std::back_inserter(options));
  }
  return options;
}

bool IsOneId(std::string_view fact) {
  return fact == "recipient" || fact == "consent" || fact == "to";
}

Question QuestionFor(const notice::Notice& notice, const FactRule& rule) {
  Question question{.name = std::string(rule.name.view()),
                    .label = Capital(rule.what.view()) + (rule.required ? "" : " (optional)")};
  if (rule.required) question.missing = "Answer this: " + std::string(rule.what.view());
  switch (rule.type) {
    case Type::kWord:
      question.kind = Kind::kOneOf;
      for (const std::string_view word : rule.words)
        question.options.push_back(
            {.value = std::string(word), .text = WordInWords(rule.name.view(), word)});
      if (!rule.required) question.options.push_back({.value = "", .text = "Not said"});
      break;
    case Type::kDate:
    case Type::kTime:
      question.kind = Kind::kDate;
      break;
    case Type::kNumber:
      question.kind = Kind::kCount;
      break;
    case Type::kIds:
      question.options = IdOptions(notice, rule.name.view());
      if (question.options.empty()) break;
      question.kind = IsOneId(rule.name.view()) ? Kind::kOneOf : Kind::kSeveral;
      if (question.kind == Kind::kOneOf && !rule.required)
        question.options.push_back({.value = "", .text = "Not said"});
      break;
    case Type::kFile:
      question.hint = "Its number, or the address of its page.";
      break;
    case Type::kText:
      question.kind = Kind::kWords;
      break;
  }
  return question;
}

// Minutes since midnight; nothing where it is no time of the clock.
std::optional<int> ClockIn(std::string_view text) {
  text = http::Trim(text);
  const std::size_t colon = text.find(':');
  const auto number = [](std::string_view digits) -> std::optional<int> {
    int value = 0;
    const auto [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (failed != std::errc() || end != digits.data() + digits.size() || digits.empty() ||
        digits.size() > 2 || value < 0)
      return std::nullopt;
    return value;
  };
  if (colon == text.npos) return std::nullopt;
  const auto hours = number(text.substr(0, colon));
  const auto minutes = number(text.substr(colon + 1));
  if (!hours || !minutes || *hours > 23 || *minutes > 59) return std::nullopt;
  return *hours * 60 + *minutes;
}

// When the clocks of London show that.
Time MomentAt(Date day, int minutes) {
  const Time as_utc = Time::FromUtcDate(day) + std::chrono::minutes(minutes);
  const Time summer = as_utc - std::chrono::hours(1);
  return LondonText(summer).ends_with("+01:00") ? summer : as_utc;
}

std::string LastPart(std::string_view address) {
  address = http::Trim(address);
  address = address.substr(0, address.find('?'));
  if (const std::size_t slash = address.rfind('/'); slash != address.npos)
    address.remove_prefix(slash + 1);
  return std::string(address);
}

std::string ValueOf(const FactRule& rule, const Answers& answers) {
  const std::string_view name = rule.name.view();
  const std::string text = answers.Text(name);
  switch (rule.type) {
    case Type::kDate: {
      const auto day = answers.Day(name);
      return day ? ToText(*day) : "";
    }
    case Type::kTime: {
      const auto day = answers.Day(name);
      const auto clock = ClockIn(answers.Text(std::string(name) + std::string(kClock)));
      return day && clock ? MomentAt(*day, *clock).text() : "";
    }
    case Type::kIds: {
      std::string ids;
      for (const std::string& id : answers.Several(name)) ids += (ids.empty() ? "" : ",") + id;
      return ids.empty() ? std::string(http::Trim(text)) : ids;
    }
    case Type::kFile:
      return LastPart(text);
    case Type::kNumber:
      return std::string(http::Trim(text));
    case Type::kWord:
    case Type::kText:
      return text;
  }
  std::unreachable();
}

}  // namespace

std::vector<Room> Registers() {
  return {
      {"breach", "Breaches and near misses",
       "Everything that went wrong with data, also what nobody has to be told of.",
       breach::Incidents()},
      {"disclosure", "Disclosures",
       "What was given to others, or came from them, and on which ground.", sharing::Disclosures()},
      {"enquiry", "Enquiries", "What people ask that is no request about their rights.",
       accountability::Enquiries()},
      {"detail-change", "Changes of details", "That somebody’s details have changed.",
       accountability::DetailChanges()}};
}

Result<Room> RegisterOf(const http::Request& request) {
  const std::string path = request.param("register").value_or("");
  for (const Room& room : Registers())
    if (room.path == path) return room;
  return Fail(Code::kNotFound, "There is no such register.");
}

Result<RequestId> FileOf(const http::Request& request) {
  const auto id = RequestId::Parse(request.param("id").value_or(""));
  if (!id) return Fail(Code::kNotFound, "The register has no such file.");
  return *id;
}

std::string AddressOf(const Room& room, const RequestId& id) {
  return "/registers/" + std::string(room.path) + "/" + id.text();
}

std::vector<const Step*> Openings(const accountability::Register& reg) {
  std::vector<const Step*> steps;
  for (const Step& step : reg.steps)
    if (std::ranges::find(step.from, "") != step.from.end()) steps.push_back(&step);
  return steps;
}

accountability::Context ContextOf(Site& site) {
  return {site.app.gate(), site.app.statute(), site.app.LawFolder()};
}

accountability::Who WhoIs(const Site& site, const Caller& caller,
                          const accountability::Register& reg) {
  const auto purposes = PurposesOf(site.app.notice(), caller.roles);
  for (const std::string_view purpose : reg.purposes)
    if (std::ranges::find(purposes, purpose, &Choice::value) != purposes.end())
      return {.actor = caller.staff, .purpose = std::string(purpose)};
  return {.actor = caller.staff};
}

std::vector<Question> QuestionsOf(const notice::Notice& notice, const Step& step) {
  std::vector<Question> questions;
  for (const FactRule& rule : step.facts) {
    questions.push_back(QuestionFor(notice, rule));
    if (rule.type != Type::kTime) continue;
    questions.push_back(
        {.name = std::string(rule.name.view()) + std::string(kClock),
         .label = "At what time?" + std::string(rule.required ? "" : " (optional)"),
         .missing = rule.required ? "Enter the time of the clock, for example 14:30" : "",
         .hint = "For example, 14:30"});
  }
  return questions;
}

Facts FactsFrom(const Step& step, const Answers& answers) {
  Facts facts;
  for (const FactRule& rule : step.facts)
    if (std::string value = ValueOf(rule, answers); !Blank(value))
      facts[std::string(rule.name.view())] = std::move(value);
  return facts;
}

std::vector<FieldProblem> CheckTimes(const Step& step, const Answers& answers) {
  std::vector<FieldProblem> problems;
  for (const FactRule& rule : step.facts) {
    if (rule.type != Type::kTime) continue;
    const std::string field = std::string(rule.name.view()) + std::string(kClock);
    const std::string given = answers.Text(field);
    const bool day = answers.Day(rule.name.view()).has_value();
    if (Blank(given) && !day) continue;
    if (!day)
      problems.push_back(
          {.field = std::string(rule.name.view()) + "-day", .text = "Enter the day too"});
    else if (!ClockIn(given))
      problems.push_back(
          {.field = field, .text = "Enter the time of the clock, for example 14:30"});
  }
  return problems;
}

std::string LabelOf(const Step* step, std::string_view fact) {
  if (step != nullptr)
    for (const FactRule& rule : step->facts)
      if (rule.name.view() == fact) return Capital(rule.what.view());
  return Readable(fact);
}

std::string FactInWords(const notice::Notice& notice, const Step* step, std::string_view fact,
                        const std::string& value) {
  if (step == nullptr) return value;
  const auto rule = std::ranges::find_if(
      step->facts, [&](const FactRule& one) { return one.name.view() == fact; });
  if (rule == step->facts.end()) return value;
  if (rule->type == Type::kWord) return WordInWords(fact, value);
  if (rule->type == Type::kDate)
    if (const auto day = ParseDate(value)) return ToWords(*day);
  if (rule->type == Type::kTime)
    if (const auto time = Time::Parse(value)) return MomentInWords(*time);
  if (rule->type != Type::kIds) return value;
  const auto options = IdOptions(notice, fact);
  std::vector<std::string> names;
  for (const std::string& id : accountability::Ids(value)) {
    const auto option = std::ranges::find(options, id, &Option::value);
    names.push_back(option == options.end() ? id : option->text);
  }
  return Listed(names);
}

}  // namespace almoner::web::console
