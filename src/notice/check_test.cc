// Whole notices, checked: the shipped ones with their known defects, and where a finding says that
// it is. Each rule has its own test in check_rules_test.cc.
#include "notice/check.h"

#include <fmt/format.h>

#include <map>

#include "notice/report.h"
#include "notice/test_check.h"
#include "support/matchers.h"

namespace almoner::notice {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

TEST(CheckTest, NothingIsWrongWithTheExample) {
  const std::vector<Fault> faults = FaultsOf(NoticeText("example"));
  for (const Fault& fault : faults) ADD_FAILURE() << fault.at.line << ": " << fault.what;
}

// A line of notices/defects.tsv: what people who read the five published documents found.
struct Defect {
  std::string id;
  std::string weight;
  std::vector<std::string> rules;  // that report it; none: nothing does
  std::string clause;              // at which they do; "-" for the document as a whole
};

std::vector<std::string> Split(const std::string& text, char at) {
  std::vector<std::string> parts;
  std::istringstream in(text);
  for (std::string part; std::getline(in, part, at);) parts.push_back(part);
  return parts;
}

std::vector<Defect> Defects() {
  std::vector<Defect> defects;
  for (const std::string& line : Split(ReadText("notices/defects.tsv"), '\n')) {
    const std::vector<std::string> cells = Split(line, '\t');
    EXPECT_GE(cells.size(), 4U) << line;
    if (cells.size() < 4 || cells[0] == "defect") continue;
    defects.push_back({.id = cells[0],
                       .weight = cells[1],
                       .rules = cells[2] == "-" ? std::vector<std::string>() : Split(cells[2], ' '),
                       .clause = cells[3]});
  }
  return defects;
}

// The prefix of its defects, and how many there are.
struct Published {
  std::string_view prefix;
  std::string_view notice;
  int defects;
};
constexpr Published kPublished[] = {{"P3", "aptcoo", 27},
                                    {"DPP", "customer-data-protection", 24},
                                    {"ACE", "anglian-community-enterprise", 27},
                                    {"STT", "stronger-together-thurrock", 27},
                                    {"HOT", "halifax-opportunities-trust", 27}};

// By prefix, what is reported of each published document: rules, and rules with their clause.
using Reported = std::map<std::string, std::set<std::string>, std::less<>>;
const Reported& ReportedOf() {
  static const Reported all = [] {
    Reported made;
    for (const Published& published : kPublished)
      for (const Fault& fault : FaultsOf(NoticeText(published.notice))) {
        made[std::string(published.prefix)].insert(fault.rule);
        made[std::string(published.prefix)].insert(fault.rule + " " + fault.clause);
      }
    return made;
  }();
  return all;
}

// The rules of the defect that do not report it where it says.
std::vector<std::string> Silent(const Defect& defect) {
  const auto& reported = ReportedOf().at(defect.id.substr(0, defect.id.find('-')));
  std::vector<std::string> silent;
  for (const std::string& rule : defect.rules)
    if (!reported.contains(defect.clause == "-" ? rule : rule + " " + defect.clause))
      silent.push_back(rule);
  return silent;
}

TEST(KnownDefectsTest, EachStandsOnceInTheFile) {
  std::multiset<std::string> expected, found;
  for (const Published& published : kPublished)
    for (int i = 1; i <= published.defects; ++i)
      expected.insert(fmt::format("{}-D{:02}", published.prefix, i));
  for (const Defect& defect : Defects()) found.insert(defect.id);
  EXPECT_EQ(found, expected);
  EXPECT_THAT(found, SizeIs(132));
}

TEST(KnownDefectsTest, EachIsReportedByItsRulesAtItsClause) {
  for (const Defect& defect : Defects())
    EXPECT_THAT(Silent(defect), IsEmpty()) << defect.id << " at " << defect.clause;
}

TEST(KnownDefectsTest, EveryUnlawfulOneIsReportedAndNearlyAllThatIsMissing) {
  std::map<std::string, int> all, found;
  for (const Defect& defect : Defects()) {
    ++all[defect.weight];
    if (!defect.rules.empty() && Silent(defect).empty()) ++found[defect.weight];
  }
  EXPECT_EQ(all["A"], 29);
  EXPECT_EQ(found["A"], 29);
  EXPECT_EQ(all["B"], 77);
  EXPECT_GE(found["B"], 70);
}

// A rule that the file names and the law does not know would be silent for ever.
TEST(KnownDefectsTest, TheirRulesAreOnesThatThereAre) {
  std::set<std::string> known;
  for (const law::Rule& rule : BuiltInBook().checks) known.insert(rule.id);
  for (const law::Wording& wording : BuiltInBook().wording) known.insert(wording.rule.id);
  for (const law::Item& item : BuiltInBook().items) known.insert("untold-" + item.rule.id);
  for (const Defect& defect : Defects())
    for (const std::string& rule : defect.rules) EXPECT_THAT(known, Contains(rule)) << defect.id;
}

// "rule line:column clause" of every finding of the rule.
std::vector<std::string> PlacesOf(const std::vector<Fault>& faults, std::string_view rule) {
  std::vector<std::string> places;
  for (const Fault& fault : faults)
    if (fault.rule == rule)
      places.push_back(fmt::format("{}:{} {}", fault.at.line, fault.at.column, fault.clause));
  return places;
}

TEST(CheckTest, AFindingStandsWhereTheFileSaysIt) {
  EXPECT_THAT(PlacesOf(FaultsOf(kLanternHouse), "right-late"), ElementsAre("74:13 L-1"));
  EXPECT_THAT(PlacesOf(FaultsOf(kLanternHouse), "interest-unassessed"), ElementsAre("49:9 L-1"));
  EXPECT_THAT(PlacesOf(FaultsOf(Replaced(kLanternHouse, "why: so", "kind: media, why: so")),
                       "recipient-closed"),
              ElementsAre("21:10 "));
  EXPECT_THAT(PlacesOf(FaultsOf(Replaced(kLanternHouse, "We note how you are.",
                                         "We keep all notes indefinitely.")),
                       "kept-for-ever"),
              ElementsAre("11:10 L-1"));
}

TEST(CheckTest, FindingsComeInTheOrderOfTheFile) {
  const std::vector<Fault> faults = FaultsOf(NoticeText("aptcoo"));
  EXPECT_THAT(faults, Not(IsEmpty()));
  EXPECT_TRUE(std::ranges::is_sorted(faults, {}, &Fault::at));
}

TEST(CheckTest, WhatTheDocumentSaysInsteadOfAClauseIsMendedByTheClause) {
  std::string text =
      Replaced(WholeLanternHouse(), "text: We note how you are.",
               "text: We note how you are., published: We keep all notes indefinitely.");
  text = Replaced(text, "right: erasure", "right: erasure, fee: always");
  const std::vector<Fault> faults = FaultsOf(text);
  EXPECT_EQ(RulesIn(faults), (std::set<std::string>{"kept-for-ever", "right-fee"}));
  for (const Fault& fault : faults) EXPECT_EQ(fault.remedy, "We note how you are.") << fault.rule;
}

TEST(CheckTest, WhatTheDocumentSaysAsTheClauseDoesIsMendedByTheRule) {
  const std::vector<Fault> faults = FaultsOf(
      Replaced(WholeLanternHouse(), "We note how you are.", "We keep all notes indefinitely."));
  ASSERT_THAT(faults, SizeIs(1));
  EXPECT_EQ(faults.front().remedy,
            "Every record has an end: eight years after we last supported you we destroy yours.");
}

// The document on the wall does not say it yet; the file holds the sentence that it lacks.
TEST(CheckTest, ASentenceThatIsNewMendsWhatTheDocumentLeavesOut) {
  const std::string text =
      Replaced(WholeLanternHouse(), "text: It is all here.", "new: yes, text: It is all here.");
  const std::vector<Fault> faults = FaultsOf(text);
  ASSERT_THAT(faults, Not(IsEmpty()));
  for (const Fault& fault : faults) {
    EXPECT_TRUE(fault.rule.starts_with("untold-")) << fault.rule;
    EXPECT_EQ(fault.remedy, "It is all here.");
    EXPECT_EQ(fault.clause, "L-2");
  }
}

// Items are mended by a sentence that people could read as it stands: with the organisation's name
// and address in it, not with places for them.
TEST(CheckTest, WhatPeopleAreNotToldIsMendedInTheOrganisationsName) {
  const std::string text = Replaced(
      WholeLanternHouse(), "tells: [controller-identity, controller-contact, ", "tells: [");
  const std::vector<Fault> faults = FaultsOf(text);
  EXPECT_EQ(RulesIn(faults),
            (std::set<std::string>{"untold-controller-contact", "untold-controller-identity"}));
  for (const Fault& fault : faults) EXPECT_THAT(fault.remedy, Not(HasSubstr("{")));
}

TEST(CheckTest, WhatThePagesMadeFromTheFileTellIsNotMissed) {
  const std::string text =
      Replaced(WholeLanternHouse(), "tells: [controller-identity, ", "tells: [");
  EXPECT_THAT(FaultsOf(text), SizeIs(1));
  EXPECT_THAT(FaultsOf(Replaced(text, "wording: own", "wording: generated")), IsEmpty());
}

TEST(CheckTest, AFileWithErrorsOfFormIsCheckedAllTheSame) {
  const Report report = Examine(
      "lantern.yaml", Replaced(kLanternHouse, "reach: assigned", "reach: far"), BuiltInCanon());
  ASSERT_THAT(report.errors, SizeIs(1));
  EXPECT_THAT(report.errors.front().what, HasSubstr("'reach' cannot be 'far'"));
  EXPECT_THAT(RulesIn(report.faults), Contains("right-late"));
  EXPECT_FALSE(report.clean());
}

// An activity that names what the file does not have leaves places that no check may follow.
TEST(CheckTest, ReferencesThatLeadNowhereAreErrorsAndHarmNoCheck) {
  std::string text = Replaced(kLanternHouse, "- {id: L-1, text: We note how you are.}",
                              "- {id: L-7, text: We keep all notes indefinitely.}");
  text = Replaced(text, "recipients: [gp]", "recipients: [nobody]");
  const Report report = Examine("lantern.yaml", text, BuiltInCanon());
  EXPECT_THAT(report.errors, Not(IsEmpty()));
  EXPECT_THAT(RulesIn(report.faults), Contains("kept-for-ever"));
}

TEST(CheckTest, AFileThatIsNotWellFormedHasOneErrorAndNoFindings) {
  const Report report = Examine("x.yaml", "clauses: [", BuiltInCanon());
  EXPECT_THAT(report.errors, SizeIs(1));
  EXPECT_THAT(report.faults, IsEmpty());
}

TEST(CheckTest, APlannedReviewIsOverdueOnlyWhenItsDayHasPassed) {
  const std::string text = WholeLanternHouse();  // planned for 1 November 2027
  EXPECT_THAT(RulesIn(FaultsOf(text, "2027-10-20")), Not(Contains("review-overdue")));
  EXPECT_THAT(RulesIn(FaultsOf(text, "2027-11-01")), Not(Contains("review-overdue")));
  EXPECT_THAT(RulesIn(FaultsOf(text, "2027-11-02")), Contains("review-overdue"));
  const std::string held =
      Replaced(text, "dates: [2027-11-01]", "dates: [2027-11-01], held: [2027-12-01]");
  EXPECT_THAT(RulesIn(FaultsOf(held, "2028-01-02")), Not(Contains("review-overdue")));
}

// The words of a rule are data that an operator may replace: more places in them than the program
// fills must not end the program.
TEST(CheckTest, ARuleWithMorePlacesThanAreFilledStopsNothing) {
  law::Lawbook book = BuiltInBook();
  for (law::Rule& rule : book.checks) rule.what += " {} {} {} {} {x";
  EXPECT_NO_THROW({
    const auto faults =
        Check(Sound(kLanternHouse),
              {.book = book, .wording = BuiltInWording(), .today = Day("2026-11-21")});
    EXPECT_THAT(faults, Not(IsEmpty()));
  });
}

}  // namespace
}  // namespace almoner::notice
