#include "notice/report.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <set>

#include "notice/checker.h"

namespace almoner::notice {
namespace {

namespace json = boost::json;

json::object Place(const std::string& file, Mark at) {
  return {{"physicalLocation",
           {{"artifactLocation", {{"uri", file}}},
            {"region", {{"startLine", at.line}, {"startColumn", at.column}}}}}};
}

std::string_view Level(law::Weight weight) {
  switch (weight) {
    case law::Weight::kUnlawful:
      return "error";
    case law::Weight::kMissing:
      return "warning";
    case law::Weight::kQuality:
      return "note";
  }
  std::unreachable();
}

json::object Descriptor(const law::Rule& rule) {
  return {{"id", rule.id},
          {"shortDescription", {{"text", Filled(rule.what, {"…", "…", "…"})}}},
          {"help", {{"text", rule.mend}}},
          {"defaultConfiguration", {{"level", Level(rule.weight)}}},
          {"properties", {{"law", rule.law}, {"harms", rule.harms}}}};
}

// Only the rules that were broken: a reader need not see the whole law.
json::array Descriptors(const std::vector<Report>& reports, const law::Lawbook& book) {
  std::set<std::string, std::less<>> broken;
  for (const Report& report : reports)
    for (const Fault& fault : report.faults) broken.insert(fault.rule);
  json::array rules;
  const auto add = [&](const law::Rule& rule, std::string id) {
    if (broken.erase(id) == 0) return;
    law::Rule named = rule;
    named.id = std::move(id);
    rules.push_back(Descriptor(named));
  };
  const bool malformed =
      std::ranges::any_of(reports, [](const Report& report) { return !report.errors.empty(); });
  if (malformed)
    rules.push_back({{"id", "format"},
                     {"shortDescription", {{"text", "The file does not follow the format."}}},
                     {"defaultConfiguration", {{"level", "error"}}}});
  for (const law::Rule& rule : book.checks) add(rule, rule.id);
  for (const law::Wording& wording : book.wording) add(wording.rule, wording.rule.id);
  for (const law::Item& item : book.items) add(item.rule, "untold-" + item.rule.id);
  return rules;
}

}  // namespace

Report Examine(std::string file, std::string_view text, const Canon& canon) {
  Reading reading = Read(text, canon.book.bases);
  Report report{.file = std::move(file), .errors = {}, .faults = {}};
  if (reading.notice.organisation.at.line > 0 && !reading.notice.clauses.empty())
    report.faults = Check(reading.notice, canon);
  report.errors = std::move(reading.errors);
  return report;
}

std::string ToText(const Report& report) {
  std::string text;
  for (const Finding& error : report.errors) text += ToText(error, report.file) + "\n";
  for (const Fault& fault : report.faults)
    text += fmt::format("{}:{}:{}: {}: {}\n    law:     {}\n    harms:   {}\n    instead: {}\n",
                        report.file, fault.at.line, fault.at.column, law::Name(fault.weight),
                        fault.what, fault.law, fault.harms, fault.remedy);
  return text;
}

json::object ToJson(const Report& report) {
  json::array findings;
  for (const Finding& error : report.errors)
    findings.push_back({{"rule", "format"},
                        {"severity", "error"},
                        {"line", error.at.line},
                        {"column", error.at.column},
                        {"what", error.what},
                        {"remedy", error.remedy}});
  for (const Fault& fault : report.faults)
    findings.push_back({{"rule", fault.rule},
                        {"severity", law::Name(fault.weight)},
                        {"line", fault.at.line},
                        {"column", fault.at.column},
                        {"what", fault.what},
                        {"law", fault.law},
                        {"harms", fault.harms},
                        {"clause", fault.clause},
                        {"remedy", fault.remedy}});
  return {{"file", report.file}, {"findings", std::move(findings)}};
}

namespace {

void AddResults(const Report& report, json::array& results) {
  for (const Finding& error : report.errors)
    results.push_back({{"ruleId", "format"},
                       {"level", "error"},
                       {"message", {{"text", error.what + " " + error.remedy}}},
                       {"locations", json::array{Place(report.file, error.at)}}});
  for (const Fault& fault : report.faults)
    results.push_back({{"ruleId", fault.rule},
                       {"level", Level(fault.weight)},
                       {"message",
                        {{"text", fmt::format("{} ({}. Harms: {}.) Instead: {}", fault.what,
                                              fault.law, fault.harms, fault.remedy)}}},
                       {"locations", json::array{Place(report.file, fault.at)}}});
}

}  // namespace

json::object ToSarif(const std::vector<Report>& reports, const law::Lawbook& book) {
  json::array results;
  for (const Report& report : reports) AddResults(report, results);
  json::object tool{
      {"driver", {{"name", "almoner notice check"}, {"rules", Descriptors(reports, book)}}}};
  json::object run{{"tool", std::move(tool)}, {"results", std::move(results)}};
  return {{"$schema",
           "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/"
           "sarif-schema-2.1.0.json"},
          {"version", "2.1.0"},
          {"runs", json::array{std::move(run)}}};
}

}  // namespace almoner::notice
