// The pictures that are drawn from the notice: the map of data, and the board of its promises.
#include <unicode/locid.h>

#include <algorithm>
#include <array>
#include <set>

#include "app/figures.h"

namespace almoner::app {
namespace {

using notice::Index;
using notice::Notice;
using picture::Flow;

// In words as the United Kingdom has them; two letters that are no country's stay as they are.
std::string CountryName(const std::string& letters) {
  if (letters.empty() || letters == "unstated") return "not stated";
  icu::UnicodeString name;
  icu::Locale("", letters.c_str()).getDisplayCountry(icu::Locale::getUK(), name);
  std::string text;
  name.toUTF8String(text);
  return text;
}

picture::Place PlaceOf(const std::string& letters) {
  if (letters.empty() || letters == "unstated") return picture::Place::kUnstated;
  return letters == "GB" ? picture::Place::kHere : picture::Place::kAbroad;
}

enum Layer : std::uint8_t { kPeople, kPurposes, kRecipients, kCountries };

// Adds nodes as links name them, each once.
class MapMaker {
 public:
  explicit MapMaker(const Notice& notice)
      : notice_(notice),
        flow_{.heading = {"data-map", "Whose information goes where, and what for"},
              .layers = {{"Whose", "group of people", "groups of people", {}},
                         {"What for", "purpose", "purposes", {}},
                         {"Who gets it", "recipient", "recipients", {}},
                         {"Where", "country", "countries", {}}},
              .links = {},
              .anyone = "anyone",
              .nowhere = "nobody outside"} {}

  Flow Made() && {
    for (const notice::Activity& activity : notice_.activities)
      if (!activity.imposed && activity.barred.empty()) Add(activity);
    for (const notice::SharingRule& rule : notice_.more.sharing) Add(rule);
    return std::move(flow_);
  }

 private:
  void Add(const notice::Activity& activity) {
    const std::size_t purpose = Node(kPurposes, "activity " + activity.id, {activity.purpose});
    for (std::size_t kind = 0; kind < notice_.subjects.size(); ++kind)
      if (activity.subjects.test(kind))
        Link(kPeople, Node(kPeople, notice_.subjects[kind].id, {notice_.subjects[kind].name}),
             purpose);
    for (const Index recipient : activity.recipients) Give(purpose, recipient);
    for (const Index recipient : activity.record.with) Give(purpose, recipient);
  }

  // Whoever it is about: such a rule names no group of people.
  void Add(const notice::SharingRule& rule) {
    if (std::ranges::all_of(rule.to, [&](Index to) { return notice_.recipients[to].never; }))
      return;
    const std::size_t purpose = Node(kPurposes, "sharing " + rule.id, {"where " + rule.when});
    for (const Index recipient : rule.to) Give(purpose, recipient);
  }

  void Give(std::size_t purpose, Index index) {
    const notice::Recipient& recipient = notice_.recipients[index];
    if (recipient.never) return;
    const std::size_t node = Node(kRecipients, recipient.id, {recipient.name});
    Link(kPurposes, purpose, node);
    In(node, recipient.country);
    for (const notice::Transfer& transfer : notice_.more.transfers)
      if (transfer.to == index) In(node, transfer.country);
  }

  void In(std::size_t recipient, const std::string& country) {
    const std::string name = CountryName(country);
    Link(kRecipients, recipient,
         Node(kCountries, name, {.label = name, .place = PlaceOf(country)}));
  }

  std::size_t Node(Layer layer, const std::string& id, const Flow::Node& node) {
    auto& nodes = flow_.layers[layer].nodes;
    const auto [place, is_new] = places_.try_emplace({layer, id}, nodes.size());
    if (is_new) nodes.push_back(node);
    return place->second;
  }

  void Link(Layer layer, std::size_t from, std::size_t to) {
    if (linked_.insert({layer, from, to}).second)
      flow_.links.push_back({.layer = layer, .from = from, .to = to});
  }

  const Notice& notice_;
  Flow flow_;
  std::map<std::pair<Layer, std::string>, std::size_t> places_;
  std::set<std::tuple<std::size_t, std::size_t, std::size_t>> linked_;
};

// What a promise is about, by the first thing of the notice that names it.
struct Part {
  std::string_view named_by;
  std::string_view name;
};
constexpr std::array kParts = {Part{"activity", "What information is used for"},
                               Part{"retention", "How long it is kept"},
                               Part{"right", "People’s rights"},
                               Part{"consent", "Consent"},
                               Part{"sharing", "Sharing"},
                               Part{"transfer", "Other countries"},
                               Part{"website", "The website"},
                               Part{"complaints", "Complaints"},
                               Part{"", "How we work"}};

std::size_t PartOf(const Promise& promise) {
  const std::string by = promise.by.empty() ? "" : promise.by.front();
  const std::string_view word = std::string_view(by).substr(0, by.find(' '));
  const auto part = std::ranges::find(kParts, word, &Part::named_by);
  return static_cast<std::size_t>(std::min(part, kParts.end() - 1) - kParts.begin());
}

picture::Standing StandingOf(const Promise& promise, bool nobody_can,
                             const std::vector<std::string>& at_risk) {
  const auto any = [&](auto&& is) { return std::ranges::any_of(promise.queries, is); };
  if (nobody_can ||
      any([](const auto& query) { return query.result && query.result->shown == Shown::kBroken; }))
    return picture::Standing::kBroken;
  if (promise.kept != Kept::kEnforced && promise.kept != Kept::kProved)
    return picture::Standing::kNotShown;
  if (any([&](const auto& query) {
        return std::ranges::find(at_risk, query.proof) != at_risk.end();
      }))
    return picture::Standing::kAtRisk;
  return picture::Standing::kKept;
}

}  // namespace

Flow DataMap(const Notice& notice) { return MapMaker(notice).Made(); }

picture::Board PromiseBoard(const Notice& notice, const std::vector<Promise>& promises,
                            const std::vector<std::string>& at_risk) {
  picture::Board board{.heading = {"promises", "Our promises, and how they stand"}, .parts = {}};
  for (const Part& part : kParts) board.parts.push_back({std::string(part.name), {}});
  for (const Promise& promise : promises) {
    if (promise.kept == Kept::kStated) continue;
    const auto clause = std::ranges::find(notice.clauses, promise.clause, &notice::Clause::id);
    const bool nobody_can = clause != notice.clauses.end() && clause->nobody_can;
    board.parts[PartOf(promise)].cells.push_back(
        {promise.clause, StandingOf(promise, nobody_can, at_risk)});
  }
  return board;
}

}  // namespace almoner::app
