// What is done with people's data, purpose by purpose.
#include <fmt/format.h>

#include <algorithm>

#include "render/words.h"
#include "render/writer.h"

namespace almoner::render {

using notice::Activity;
using notice::Index;

namespace {

std::string PlainOf(const std::vector<law::PlainWords>& words, std::string_view id) {
  const auto found = std::ranges::find(words, id, &law::PlainWords::id);
  return found == words.end() ? std::string() : found->adult;
}

}  // namespace

void Writer::Purposes(std::string heading, const std::function<bool(const Activity&)>& wanted) {
  Begin(std::move(heading), "what-we-do");
  for (const Activity& activity : notice_.activities)
    if (!activity.imposed && activity.barred.empty() && wanted(activity)) Purpose(activity);
}

void Writer::Purpose(const Activity& activity) {
  const std::string id = "activity-" + activity.id;
  Section& at = Begin(Capital(activity.purpose), id, 3);
  if (activity.clause) at.lines.push_back(Quote(*activity.clause));
  Why(at, activity, id);
  const notice::CategorySet data = activity.reads | activity.writes;
  at.facts.emplace_back(
      "What we use", Line{Sentence(Enumerated(NamesOf(notice_.categories, data))), id + "-data"});
  Private(at, data, id);
  at.facts.emplace_back(
      "About",
      Line{Sentence(Enumerated(NamesOf(notice_.subjects, activity.subjects))), id + "-people"});
  Others(at, activity, id);
  for (const notice::Retention& rule : notice_.retention)
    if ((rule.data & data).any())
      at.facts.emplace_back(
          "We keep it", Line{Sentence(Enumerated(NamesOf(notice_.categories, rule.data & data)) +
                                      ": " + Kept(rule)),
                             id + "-kept-" + rule.id});
  Computers(at, activity, id);
}

// Which special categories (Article 9) are among it, in words that anyone understands.
void Writer::Private(Section& at, const notice::CategorySet& data, const std::string& id) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < notice_.categories.size(); ++i) {
    const notice::Category& category = notice_.categories[i];
    if (!data[i] || category.sensitivity != notice::Sensitivity::kSpecial) continue;
    const std::string name = PlainOf(book_.plain_special, category.special);
    if (!name.empty() && std::ranges::find(names, name) == names.end()) names.push_back(name);
  }
  if (!names.empty())
    at.facts.emplace_back("What is private in it",
                          Line{Sentence(Enumerated(names)), id + "-private"});
}

void Writer::Why(Section& at, const Activity& activity, const std::string& id) {
  std::string why = PlainOf(book_.plain_bases, activity.basis);
  if (why.empty()) why = activity.basis_name;
  at.facts.emplace_back(
      "Why we may",
      Line{fmt::format("{} (UK GDPR Article {})", Sentence(why), activity.basis), id + "-why"});
  const auto& interest = activity.record.interest;
  if (interest)
    at.facts.emplace_back("What is gained", Line{Sentence(interest->purpose), id + "-interest"});
  else if (!activity.authority.empty())
    at.facts.emplace_back("It rests on", Line{Sentence(activity.authority), id + "-authority"});
  if (activity.condition.empty()) return;
  std::string condition = PlainOf(book_.plain_conditions, activity.condition);
  if (condition.empty()) condition = "the law allows it";
  at.facts.emplace_back(
      "Why we may use what is private",
      Line{fmt::format(
               "{} (UK GDPR Article {}{})", Sentence(condition), activity.condition,
               activity.schedule_1.empty()
                   ? ""
                   : "; Data Protection Act 2018 Schedule 1 paragraph " + activity.schedule_1),
           id + "-condition"});
}

void Writer::Others(Section& at, const Activity& activity, const std::string& id) {
  std::vector<std::string> names;
  for (const Index recipient : activity.recipients)
    names.push_back(notice_.recipients[recipient].name);
  if (!names.empty())
    at.facts.emplace_back("Who gets it", Line{Sentence(Enumerated(names)), id + "-recipients"});
  names.clear();
  for (const Index source : activity.record.sources) {
    const notice::DataSource& from = notice_.more.sources[source];
    names.push_back(from.name + (from.is_public ? " (open to all)" : ""));
  }
  if (!names.empty())
    at.facts.emplace_back("Where it comes from",
                          Line{"You; and " + Enumerated(names) + ".", id + "-sources"});
  names.clear();
  for (const Index with : activity.record.with) names.push_back(notice_.recipients[with].name);
  if (activity.record.controller == "joint")
    at.facts.emplace_back("Together with",
                          Line{fmt::format("{}. {} answers you.", Capital(Enumerated(names)),
                                           Capital(activity.record.answers)),
                               id + "-joint"});
  if (activity.record.controller == "processor")
    at.facts.emplace_back("We do it for", Line{Sentence(Enumerated(names)), id + "-for"});
}

void Writer::Computers(Section& at, const Activity& activity, const std::string& id) {
  const notice::ActivityRecord& record = activity.record;
  if (record.automated == "decision-alone")
    at.facts.emplace_back("A computer decides",
                          Line{fmt::format("{} {} You can ask a person to look at it again.",
                                           Sentence(record.logic), Sentence(record.effect)),
                               id + "-automated"});
  if (record.automated == "profiling")
    at.facts.emplace_back(
        "A computer sorts people",
        Line{"It groups people by what we know. A person decides.", id + "-automated"});
}

std::string Writer::Kept(const notice::Retention& rule) {
  const std::string period = notice::ToText(rule.keep);
  if (period == "0 days" && rule.Counts())
    return rule.from == "consent-withdrawn" ? "until you say no" : "not at all after its use";
  return notice::KeptFor(rule);
}

}  // namespace almoner::render
