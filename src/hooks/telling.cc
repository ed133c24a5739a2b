#include "hooks/telling.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>

#include "base/json.h"
#include "hooks/fields.h"

namespace almoner::hooks {
namespace {

namespace json = boost::json;

constexpr std::size_t kMostReference = 64;
constexpr std::array kOutcomes = {Outcome::kDone, Outcome::kNothingHeld, Outcome::kRefused};

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// The ten digits of an NHS number, or the two letters, six digits and a letter of the other.
bool LooksLikeAPerson(std::string_view text) {
  std::string bare(text);
  std::erase_if(bare, [](char c) { return c == '-' || c == '_'; });
  if (bare.size() == 10) return std::ranges::all_of(bare, IsDigit);
  return bare.size() == 9 && IsLetter(bare[0]) && IsLetter(bare[1]) && IsLetter(bare[8]) &&
         std::ranges::all_of(bare.substr(2, 6), IsDigit);
}

json::string_view View(std::string_view text) { return {text.data(), text.size()}; }

Result<Outcome> OutcomeOf(std::string_view name) {
  const auto found = std::ranges::find(kOutcomes, name, [](Outcome one) { return Name(one); });
  if (found == kOutcomes.end())
    return Fail(Code::kInvalid, "A recipient's outcome is done, nothing-held or refused.");
  return *found;
}

}  // namespace

Result<Reference> Reference::Parse(std::string_view text) {
  const bool plain =
      !text.empty() && text.size() <= kMostReference && std::ranges::all_of(text, [](char c) {
        return IsDigit(c) || IsLetter(c) || c == '-' || c == '_';
      });
  if (!plain)
    return Fail(Code::kInvalid,
                "A recipient's reference has letters, digits, - and _, at most 64 of them.");
  if (LooksLikeAPerson(text))
    return Fail(Code::kInvalid,
                "A reference that could be an NHS or National Insurance number says who it is "
                "about; agree on another one.");
  return Reference(std::string(text));
}

std::string_view Name(Action action) {
  switch (action) {
    case Action::kRectify:
      return "rectify";
    case Action::kErase:
      return "erase";
    case Action::kRestrict:
      return "restrict";
    case Action::kLiftRestriction:
      return "lift-restriction";
  }
  std::unreachable();
}

std::string_view Name(Outcome outcome) {
  switch (outcome) {
    case Outcome::kDone:
      return "done";
    case Outcome::kNothingHeld:
      return "nothing-held";
    case Outcome::kRefused:
      return "refused";
  }
  std::unreachable();
}

std::string WebhookIdOf(const EventId& id) { return "msg_" + id.text(); }

std::string ToEvent(const Telling& telling) {
  json::object data = {
      {"action", View(Name(telling.action))},
      {"reference", telling.reference.text()},
      {"law", "UK GDPR Article 19"},
  };
  if (!telling.parts.empty())
    data["parts"] = json::array(telling.parts.begin(), telling.parts.end());
  return ToText(json::object{
      {"specversion", "1.0"},
      {"id", telling.id.text()},
      {"source", "/homes/" + telling.home.text()},
      {"type", View(kToldType)},
      {"time", telling.at.text()},
      {"datacontenttype", "application/json"},
      {"data", data},
  });
}

Result<Reply> ReadReply(std::string_view body) {
  const json::object event = TRY(ObjectOf(body));
  const std::string version = TRY(TextOf(event, "specversion"));
  const std::string type = TRY(TextOf(event, "type"));
  if (version != "1.0" || type != kRepliedType)
    return Fail(Code::kInvalid, "This is no recipient's answer, as a CloudEvent of version 1.0.");
  const Time at = TRY(TimeOf(event, "time"));
  const json::value* const data = event.if_contains("data");
  if (data == nullptr || !data->is_object()) return Fail(Code::kInvalid, "The answer has no data.");
  const EventId told = TRY(EventId::Parse(TRY(TextOf(data->get_object(), "told"))));
  const Outcome outcome = TRY(OutcomeOf(TRY(TextOf(data->get_object(), "outcome"))));
  return Reply{.told = told, .outcome = outcome, .at = at};
}

}  // namespace almoner::hooks
