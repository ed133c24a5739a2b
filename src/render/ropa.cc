#include "render/ropa.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/csv.h"
#include "render/words.h"

namespace almoner::render {
namespace {

using notice::Activity;
using notice::Index;
using notice::Notice;

template <class Thing>
std::string NamesAt(const std::vector<Thing>& things, const std::vector<Index>& indices) {
  std::vector<std::string> names;
  for (const Index index : indices) names.push_back(things[index].name);
  return Enumerated(names);
}

std::string Services(const Notice& notice, const Activity& activity) {
  return activity.record.services.empty() ? "All"
                                          : NamesAt(notice.services, activity.record.services);
}

std::string Retention(const Notice& notice, const notice::CategorySet& data) {
  std::string text;
  for (const notice::Retention& rule : notice.retention)
    if ((rule.data & data).any())
      text.append(text.empty() ? "" : "; ")
          .append(Enumerated(NamesOf(notice.categories, rule.data & data)))
          .append(": ")
          .append(notice::KeptFor(rule));
  return text;
}

std::string Security(const Notice& notice, const Activity& activity) {
  std::vector<std::string> measures;
  for (std::size_t i = 0; i < notice.more.security.size(); ++i) {
    const auto& own = activity.record.security;
    if (own.empty() || std::ranges::find(own, i) != own.end())
      measures.push_back(notice.more.security[i].what);
  }
  return Enumerated(measures);
}

std::string Contracts(const Notice& notice, const Activity& activity) {
  std::vector<std::string> contracts;
  for (const Index recipient : activity.recipients)
    if (notice.recipients[recipient].agreement != "none")
      contracts.push_back(notice.recipients[recipient].name + ": " +
                          notice.recipients[recipient].agreement);
  return Enumerated(contracts);
}

std::string Transfers(const Notice& notice, const Activity& activity, bool safeguards) {
  std::vector<std::string> words;
  for (const Index index : activity.record.transfers) {
    const notice::Transfer& transfer = notice.more.transfers[index];
    words.push_back(safeguards ? transfer.safeguard : transfer.country);
  }
  return words.empty() ? "None" : Enumerated(words);
}

std::string Rights(const law::Lawbook& book, const Activity& activity) {
  std::vector<std::string> rights;
  for (const law::RightLaw& right : book.rights)
    if (std::ranges::find(right.bases, activity.basis) != right.bases.end())
      rights.push_back(right.right);
  return Enumerated(rights);
}

std::string Interest(const Activity& activity) {
  const auto& interest = activity.record.interest;
  if (!interest) return activity.basis == "6(1)(f)" ? activity.authority : "";
  return fmt::format("{}. Necessary: {}. Balance: {}. Outcome: {}", Capital(interest->purpose),
                     interest->necessary, interest->balance, interest->outcome);
}

std::string DayOrNone(const std::optional<Date>& day) { return day ? ToText(*day) : ""; }

std::vector<std::string> Row(const Sources& from, const Activity& activity) {
  const Notice& notice = from.notice;
  const notice::ActivityRecord& record = activity.record;
  const notice::CategorySet data = activity.reads | activity.writes;
  const law::Schedule1* const paragraph = from.book.FindParagraph(activity.schedule_1);
  const bool policy = paragraph != nullptr && paragraph->policy_document;
  std::vector<std::string> sources;
  for (const Index source : record.sources) sources.push_back(notice.more.sources[source].name);
  return {Services(notice, activity),
          Capital(activity.purpose),
          record.controller.empty() ? "sole" : record.controller,
          NamesAt(notice.recipients, record.with),
          Enumerated(NamesOf(notice.subjects, activity.subjects)),
          Enumerated(NamesOf(notice.categories, data)),
          NamesAt(notice.recipients, activity.recipients),
          Contracts(notice, activity),
          Transfers(notice, activity, false),
          Transfers(notice, activity, true),
          Retention(notice, data),
          Security(notice, activity),
          fmt::format("{} {}", activity.basis, activity.basis_name),
          activity.condition,
          Interest(activity),
          record.interest ? DayOrNone(record.interest->assessed) : "",
          Rights(from.book, activity),
          record.automated.empty() ? "no" : record.automated,
          sources.empty() ? "The people themselves" : Enumerated(sources),
          activity.consent ? notice.consents[*activity.consent].id : "",
          record.location,
          record.impact ? (record.impact->needed ? "yes" : "no") : "",
          record.impact ? DayOrNone(record.impact->done) : "",
          record.impact ? record.impact->reference : "",
          activity.schedule_1,
          policy || !activity.schedule_1.empty() ? activity.basis : "",
          record.policy ? record.policy->reference : "",
          data.any() ? "yes, by the rules beside" : "",
          activity.clause ? notice.clauses[*activity.clause].id : activity.authority};
}

}  // namespace

Register RecordOfProcessing(const Sources& from) {
  Register table;
  table.header = {"Business function",
                  "Purpose of processing",
                  "Controller, joint controller or processor",
                  "Name and contact of joint controller or controller",
                  "Categories of individuals",
                  "Categories of personal data",
                  "Categories of recipients",
                  "Link to contract with processor",
                  "Names of third countries or international organisations",
                  "Safeguards for exceptional transfers",
                  "Retention schedule",
                  "General description of security measures",
                  "Article 6 lawful basis",
                  "Article 9 condition",
                  "Legitimate interests",
                  "Legitimate interests assessment made on",
                  "Rights available to individuals",
                  "Automated decision-making or profiling",
                  "Source of the personal data",
                  "Link to record of consent",
                  "Location of personal data",
                  "Data protection impact assessment required",
                  "Data protection impact assessment done on",
                  "Link to data protection impact assessment",
                  "Data Protection Act 2018 Schedule 1 condition",
                  "Article 6 basis for that condition",
                  "Link to appropriate policy document",
                  "Retained and erased according to policy",
                  "Clause of the notice or law"};
  for (const Activity& activity : from.notice.activities) table.rows.push_back(Row(from, activity));
  return table;
}

std::string ToCsv(const Register& table) { return almoner::ToCsv(table.header, table.rows); }

std::string PolicyDocument(const Sources& from) {
  const Notice& notice = from.notice;
  std::map<std::string, std::vector<const Activity*>> by_paragraph;
  for (const Activity& activity : notice.activities) {
    const law::Schedule1* const paragraph = from.book.FindParagraph(activity.schedule_1);
    if (!activity.imposed && paragraph != nullptr && paragraph->policy_document)
      by_paragraph[paragraph->paragraph].push_back(&activity);
  }
  std::string out = fmt::format(
      "# Appropriate policy document\n\n{}, edition {} of its notice.\n\nThis document is what "
      "Part 4 of Schedule 1 to the Data Protection Act 2018 asks for. It is kept until six months "
      "after the last of these activities ends, and given to the regulator on request.\n",
      notice.organisation.name, notice.version);
  for (const auto& [number, activities] : by_paragraph) {
    const law::Schedule1* const paragraph = from.book.FindParagraph(number);
    out += fmt::format("\n## Paragraph {}: {}\n", number, paragraph->name);
    for (const Activity* const activity : activities) {
      const notice::CategorySet data = activity->reads | activity->writes;
      out += fmt::format(
          "\n### {}\n\n- Lawfulness, fairness, transparency: Article {} ({}); Article {}. {}\n"
          "- Purpose: data is opened for this purpose only; each opening names it and is "
          "recorded.\n"
          "- Minimisation: only {}.\n- Accuracy: people can have it put right; the earlier text "
          "stays visible.\n- Storage: {}.\n- Security: {}.\n- Accountability: every decision is in "
          "a log that cannot be altered unseen; this document is reviewed{}.\n",
          Capital(activity->purpose), activity->basis, activity->basis_name,
          activity->condition.empty() ? "10" : activity->condition, Sentence(activity->authority),
          Enumerated(NamesOf(notice.categories, data)), Retention(notice, data),
          Security(notice, *activity),
          activity->record.policy && activity->record.policy->review
              ? " by " + ToWords(*activity->record.policy->review)
              : " with the notice");
    }
  }
  return out;
}

}  // namespace almoner::render
