// What a check found, as people, programs and editors get it.
#include "notice/report.h"

#include <fmt/format.h>

#include <boost/json.hpp>

#include "notice/test_check.h"
#include "support/matchers.h"

namespace almoner::notice {
namespace {

namespace json = boost::json;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

// Lantern House with one finding of each weight, one of them made by wording, and an error of form.
Report Lantern() {
  std::string text =
      Replaced(WholeLanternHouse(), "We note how you are.", "You may complain under Article 77.");
  text = Replaced(text, "right: access", "right: access, fee: always");
  text = Replaced(text, "tells: [controller-identity, ", "tells: [");
  text = Replaced(text, "reach: assigned", "reach: far");
  return Examine("notices/lantern.yaml", text, BuiltInCanon());
}

std::string At(const json::value& value, std::string_view key) {
  return std::string(value.as_object().at(key).as_string());
}

const json::value& Find(const json::array& all, std::string_view key, std::string_view is) {
  const auto* const found =
      std::ranges::find_if(all, [&](const json::value& one) { return At(one, key) == is; });
  if (found != all.end()) return *found;
  ADD_FAILURE() << "nothing there has " << key << " " << is;
  static const json::value nothing = json::object();
  return nothing;
}

TEST(ReportTest, TheNoticeOfTheseTestsHasOneFindingOfEachKind) {
  const Report report = Lantern();
  EXPECT_THAT(report.errors, SizeIs(1));
  EXPECT_EQ(RulesIn(report.faults),
            (std::set<std::string>{"article-77", "right-fee", "untold-controller-identity"}));
}

TEST(ReportTest, AFileWithoutFaultsIsCleanAndSaysNothing) {
  const Report report = Examine("x.yaml", WholeLanternHouse(), BuiltInCanon());
  EXPECT_TRUE(report.clean());
  EXPECT_EQ(ToText(report), "");
  EXPECT_THAT(ToJson(report).at("findings").as_array(), IsEmpty());
  EXPECT_FALSE(Lantern().clean());
}

TEST(ReportTest, TheTextSaysAllOfEachFinding) {
  const Report report = Lantern();
  const std::string text = ToText(report);
  EXPECT_THAT(text, HasSubstr("notices/lantern.yaml:32:47: error: Role 'worker': 'reach' cannot be "
                              "'far'. Use one of: assigned, everyone.\n"));
  for (const Fault& fault : report.faults) {
    const std::string paragraph = fmt::format(
        "notices/lantern.yaml:{}:{}: {}: {}\n    law:     {}\n    harms:   {}\n    instead: {}\n",
        fault.at.line, fault.at.column, law::Name(fault.weight), fault.what, fault.law, fault.harms,
        fault.remedy);
    EXPECT_THAT(text, HasSubstr(paragraph));
  }
  EXPECT_THAT(text, HasSubstr(": unlawful: "));
  EXPECT_THAT(text, HasSubstr(": missing: "));
  EXPECT_THAT(text, HasSubstr(": quality: "));
}

TEST(ReportTest, ProgramsGetEveryPartOfEachFinding) {
  const Report report = Lantern();
  const json::object object = ToJson(report);
  EXPECT_EQ(At(object, "file"), "notices/lantern.yaml");
  const json::array& findings = object.at("findings").as_array();
  ASSERT_THAT(findings, SizeIs(report.errors.size() + report.faults.size()));
  const json::value& error = Find(findings, "rule", "format");
  EXPECT_EQ(At(error, "severity"), "error");
  EXPECT_EQ(error.as_object().at("line").to_number<int>(), 32);
  EXPECT_THAT(At(error, "remedy"), HasSubstr("assigned"));
  for (const Fault& fault : report.faults) {
    const json::value& found = Find(findings, "rule", fault.rule);
    EXPECT_EQ(At(found, "severity"), law::Name(fault.weight));
    EXPECT_EQ(found.as_object().at("line").to_number<int>(), fault.at.line);
    EXPECT_EQ(found.as_object().at("column").to_number<int>(), fault.at.column);
    EXPECT_EQ(At(found, "what"), fault.what);
    EXPECT_EQ(At(found, "law"), fault.law);
    EXPECT_EQ(At(found, "harms"), fault.harms);
    EXPECT_EQ(At(found, "remedy"), fault.remedy);
    EXPECT_EQ(At(found, "clause"), fault.clause);
  }
}

// The parts of SARIF 2.1.0 that an editor cannot do without: sections 3.13, 3.14, 3.27 and 3.49.
TEST(ReportTest, EditorsGetSarif) {
  const Report report = Lantern();
  const json::object sarif = ToSarif({report}, BuiltInBook());
  EXPECT_EQ(At(sarif, "version"), "2.1.0");
  EXPECT_THAT(At(sarif, "$schema"), HasSubstr("sarif-schema-2.1.0.json"));
  const json::array& runs = sarif.at("runs").as_array();
  ASSERT_THAT(runs, SizeIs(1));
  const json::object& run = runs.front().as_object();
  const json::array& results = run.at("results").as_array();
  ASSERT_THAT(results, SizeIs(report.errors.size() + report.faults.size()));
  const auto level = [&](std::string_view rule) {
    return At(Find(results, "ruleId", rule), "level");
  };
  EXPECT_EQ(level("format"), "error");
  EXPECT_EQ(level("right-fee"), "error");
  EXPECT_EQ(level("untold-controller-identity"), "warning");
  EXPECT_EQ(level("article-77"), "note");
  for (const Fault& fault : report.faults) {
    const json::object& result = Find(results, "ruleId", fault.rule).as_object();
    const std::string message = At(result.at("message"), "text");
    for (const std::string& part : {fault.what, fault.law, fault.harms, fault.remedy})
      EXPECT_THAT(message, HasSubstr(part));
    const json::object& place =
        result.at("locations").as_array().front().at("physicalLocation").as_object();
    EXPECT_EQ(At(place.at("artifactLocation"), "uri"), "notices/lantern.yaml");
    EXPECT_EQ(place.at("region").at("startLine").to_number<int>(), fault.at.line);
    EXPECT_EQ(place.at("region").at("startColumn").to_number<int>(), fault.at.column);
  }
}

const json::array& DescriptorsIn(const json::object& sarif) {
  return sarif.at("runs").as_array().front().at("tool").at("driver").at("rules").as_array();
}

TEST(ReportTest, SarifDescribesEachBrokenRuleOnceAndNoOther) {
  const Report report = Lantern();
  const json::object sarif = ToSarif({report, report}, BuiltInBook());
  std::multiset<std::string> described;
  for (const json::value& rule : DescriptorsIn(sarif)) described.insert(At(rule, "id"));
  for (const Fault& fault : report.faults) EXPECT_EQ(described.count(fault.rule), 1U) << fault.rule;
  const json::value& fee = Find(DescriptorsIn(sarif), "id", "right-fee");
  EXPECT_EQ(At(fee.as_object().at("defaultConfiguration"), "level"), "error");
  EXPECT_EQ(At(fee.as_object().at("help"), "text"), BuiltInBook().check("right-fee").mend);
  for (const json::value& rule : DescriptorsIn(sarif)) {
    const std::string id = At(rule, "id");
    EXPECT_TRUE(id == "format" || RulesIn(report.faults).contains(id)) << id;
  }
}

// Section 3.27.5: a ruleId should be one that the run describes; code hosts drop those that it
// does not.
TEST(ReportTest, SarifDescribesErrorsOfFormToo) {
  const json::object sarif = ToSarif({Lantern()}, BuiltInBook());
  std::set<std::string> described;
  for (const json::value& rule : DescriptorsIn(sarif)) described.insert(At(rule, "id"));
  EXPECT_THAT(described, Contains("format"));
}

// A descriptor is about the rule, not about one place: no {} for what a finding puts there.
TEST(ReportTest, SarifDescribesRulesInWordsWithoutGaps) {
  const json::object sarif = ToSarif({Lantern()}, BuiltInBook());
  for (const json::value& rule : DescriptorsIn(sarif)) {
    EXPECT_THAT(At(rule.as_object().at("shortDescription"), "text"), Not(HasSubstr("{}")))
        << At(rule, "id");
  }
}

TEST(ReportTest, SarifOfSeveralFilesIsOneRunThatNamesEach) {
  Report other = Lantern();
  other.file = "notices/other.yaml";
  const json::object sarif = ToSarif({Lantern(), other}, BuiltInBook());
  ASSERT_THAT(sarif.at("runs").as_array(), SizeIs(1));
  const std::string text = json::serialize(sarif);
  EXPECT_THAT(text, HasSubstr("notices/lantern.yaml"));
  EXPECT_THAT(text, HasSubstr("notices/other.yaml"));
  EXPECT_EQ(sarif.at("runs").as_array().front().at("results").as_array().size(), 8U);
}

// Places are counted from 1 in SARIF; a file that ends before it begins has one too.
TEST(ReportTest, EvenAnEmptyFileHasAPlace) {
  const Report report = Examine("empty.yaml", "", BuiltInCanon());
  ASSERT_THAT(report.errors, Not(IsEmpty()));
  for (const Finding& error : report.errors) {
    EXPECT_GE(error.at.line, 1);
    EXPECT_GE(error.at.column, 1);
  }
}

TEST(ReportTest, NoFindingOfTheShippedNoticesLacksAWord) {
  for (const std::string_view name : kOrganisations)
    for (const Fault& fault : FaultsOf(NoticeText(name))) {
      for (const std::string* const part :
           {&fault.rule, &fault.law, &fault.harms, &fault.what, &fault.remedy})
        EXPECT_THAT(*part, Not(IsEmpty())) << fault.rule;
      EXPECT_GE(fault.at.line, 1) << fault.rule;
      EXPECT_GE(fault.at.column, 1) << fault.rule;
    }
}

}  // namespace
}  // namespace almoner::notice
