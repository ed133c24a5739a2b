// The lawbook: that it is whole, and that an operator's file takes the place of one built in only
// where it is newer and well-formed.
#include "law/lawbook.h"

#include <algorithm>
#include <set>

#include "law/test_support.h"
#include "support/matchers.h"

namespace almoner::law {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

// With another day on which the facts were read.
std::string AsOf(std::string_view day, const std::string& text) {
  return Replaced(text, "as-of: 2026-11-21", "as-of: " + std::string(day));
}

const Lawbook& Book() {
  static const Lawbook book = *LoadLawbook();
  return book;
}

class LawbookDirectory : public OperatorsLaw {
 protected:
  [[nodiscard]] Result<Lawbook> Load() const { return LoadLawbook(Folder()); }
};

TEST(LawbookTest, IsThereWithEveryPart) {
  ASSERT_THAT(LoadLawbook(), IsOk());
  const Lawbook& book = Book();
  EXPECT_THAT(book.bases.bases, SizeIs(7)) << "Article 6(1) has seven bases";
  EXPECT_THAT(book.rights, SizeIs(8));
  EXPECT_THAT(book.floors, SizeIs(22));
  EXPECT_THAT(book.items, Not(IsEmpty()));
  EXPECT_THAT(book.refusals, Not(IsEmpty()));
  EXPECT_THAT(book.exemptions, Not(IsEmpty()));
  EXPECT_THAT(book.wording, Not(IsEmpty()));
  EXPECT_THAT(book.checks, Not(IsEmpty()));
  EXPECT_THAT(book.schedule_1, Not(IsEmpty()));
  EXPECT_THAT(book.keeping, Not(IsEmpty()));
  EXPECT_THAT(book.measures, Not(IsEmpty()));
  EXPECT_THAT(book.former_bodies, Not(IsEmpty()));
  EXPECT_THAT(book.plain_special, Not(IsEmpty()));
  EXPECT_EQ(book.regulator.name, "Information Commissioner");
  EXPECT_TRUE(book.Approved("FR"));
  EXPECT_FALSE(book.Approved("IN"));
}

TEST(LawbookTest, SaysHowOldEachFileIs) {
  for (const std::string_view stem : {"items", "rights", "wording", "checks", "conditions",
                                      "retention", "transfers", "regulator", "measures", "plain"})
    EXPECT_THAT(Book().version, HasSubstr(std::string(stem) + " 2026-11-21"));
}

void ExpectWords(const Rule& rule) {
  for (const std::string* const word : {&rule.law, &rule.harms, &rule.what, &rule.mend})
    EXPECT_THAT(*word, Not(IsEmpty())) << rule.id;
}

TEST(LawbookTest, EveryRuleHasItsWords) {
  for (const Rule& rule : Book().checks) ExpectWords(rule);
  for (const Wording& wording : Book().wording) ExpectWords(wording.rule);
}

TEST(LawbookTest, EveryItemHasItsWords) {
  const std::set<std::string, std::less<>> known = {
      "always",    "officer",   "consent",   "legitimate-interests",
      "transfers", "indirect",  "marketing", "website",
      "children",  "automated", "special"};
  for (const Item& item : Book().items) {
    ExpectWords(item.rule);
    EXPECT_TRUE(known.contains(item.when)) << item.rule.id << " is for " << item.when;
    EXPECT_THAT(item.rule.law, Not(HasSubstr("()"))) << item.rule.id;
  }
}

TEST(LawbookTest, EveryRightHasItsWords) {
  std::set<std::string> rights;
  for (const RightLaw& right : Book().rights) {
    rights.insert(right.right);
    for (const std::string* const word : {&right.article, &right.name, &right.plain, &right.child})
      EXPECT_THAT(*word, Not(IsEmpty())) << right.right;
    for (const std::string& basis : right.bases)
      EXPECT_NE(Book().bases.FindBasis(basis), nullptr) << right.right << " under " << basis;
    for (const auto* const grounds : {&right.conditions, &right.uses, &right.exceptions})
      for (const Ground& ground : *grounds) {
        EXPECT_THAT(ground.id, Not(IsEmpty())) << right.right;
        EXPECT_THAT(ground.article, Not(IsEmpty())) << ground.id;
        EXPECT_THAT(ground.plain, Not(IsEmpty())) << ground.id;
      }
  }
  EXPECT_EQ(rights,
            (std::set<std::string>{"access", "rectification", "erasure", "restriction",
                                   "portability", "objection", "automated-decision", "complaint"}));
}

TEST(LawbookTest, EveryFloorHasItsWordsAndItsPromise) {
  std::set<std::string> promises;
  for (const Floor& floor : Book().floors) {
    promises.insert(floor.promise);
    for (const std::string* const word : {&floor.literal, &floor.value, &floor.law, &floor.plain})
      EXPECT_THAT(*word, Not(IsEmpty())) << floor.id;
    EXPECT_EQ(Book().FindFloor(floor.id), &floor) << floor.id << " stands twice";
  }
  EXPECT_EQ(promises,
            (std::set<std::string>{"P3-051",  "P3-084",  "P3-110",  "P3-129",  "P3-135",  "DPP-093",
                                   "DPP-098", "DPP-109", "ACE-078", "ACE-085", "ACE-110", "STT-089",
                                   "STT-097", "STT-106", "STT-158", "HOT-030", "HOT-093", "HOT-101",
                                   "HOT-108", "HOT-109", "HOT-113", "HOT-115"}));
}

// A report and the list of known defects name a rule by its id alone.
TEST(LawbookTest, NoTwoRulesShareAnId) {
  std::set<std::string> ids;
  for (const Rule& rule : Book().checks) EXPECT_TRUE(ids.insert(rule.id).second) << rule.id;
  for (const Wording& wording : Book().wording)
    EXPECT_TRUE(ids.insert(wording.rule.id).second) << wording.rule.id;
  for (const Item& item : Book().items)
    EXPECT_TRUE(ids.insert("untold-" + item.rule.id).second) << item.rule.id;
}

// Those of a special category complete a sentence; the others have one for a child besides.
TEST(LawbookTest, EveryBasisConditionAndSpecialCategoryHasPlainWords) {
  const auto find = [](const std::vector<PlainWords>& all, const std::string& id) {
    const auto found = std::ranges::find(all, id, &PlainWords::id);
    EXPECT_NE(found, all.end()) << id;
    return found == all.end() ? PlainWords() : *found;
  };
  const Lawbook& book = Book();
  for (const Basis& basis : book.bases.bases) {
    EXPECT_THAT(find(book.plain_bases, basis.id).adult, Not(IsEmpty())) << basis.id;
    EXPECT_THAT(find(book.plain_bases, basis.id).child, Not(IsEmpty())) << basis.id;
  }
  for (const Condition& condition : book.bases.conditions) {
    EXPECT_THAT(find(book.plain_conditions, condition.id).adult, Not(IsEmpty())) << condition.id;
    EXPECT_THAT(find(book.plain_conditions, condition.id).child, Not(IsEmpty())) << condition.id;
  }
  for (const std::string& special : book.bases.special_categories)
    EXPECT_THAT(find(book.plain_special, special).adult, Not(IsEmpty())) << special;
}

// A notice may name any of them, and the check then asks who may use it and for what.
TEST(LawbookTest, EveryParagraphThatABasisNamesIsDescribed) {
  const Bases& bases = Book().bases;
  for (const Condition& condition : bases.conditions)
    for (const std::string& paragraph : condition.schedule_1)
      EXPECT_NE(Book().FindParagraph(paragraph), nullptr) << paragraph;
  for (const std::string& paragraph : bases.offence_conditions)
    EXPECT_NE(Book().FindParagraph(paragraph), nullptr) << paragraph;
}

// A file, a change to it, the key of its list, and what then shows in the book.
struct Kind {
  std::string_view file;
  std::string_view what;
  std::string_view with;
  std::string_view list;
  std::string (*shows)(const Lawbook&);
};

const Kind kKinds[] = {
    {"items.yaml", "what: what their data is used for", "what: CHANGED", "items:\n",
     [](const Lawbook& book) { return book.FindItem("purposes")->rule.what; }},
    {"rights.yaml", "name: seeing your data", "name: CHANGED", "rights:\n",
     [](const Lawbook& book) { return book.FindRight("access")->name; }},
    {"wording.yaml", "what: follows the Data Protection Act 1998, which is repealed",
     "what: CHANGED", "rules:\n",
     [](const Lawbook& book) {
       return std::ranges::find(book.wording, "act-of-1998",
                                [](const Wording& wording) { return wording.rule.id; })
           ->rule.what;
     }},
    {"checks.yaml", "what: \"The document bears no date.\"", "what: CHANGED", "rules:\n",
     [](const Lawbook& book) { return book.check("undated").what; }},
    {"conditions.yaml", "name: public health", "name: CHANGED", "schedule-1:\n",
     [](const Lawbook& book) { return book.FindParagraph("3")->name; }},
    {"exemptions.yaml", "exemptions:\n",
     "exemptions:\n  - {code: CHANGED, source: an Act, rights: [access], plain: A reason.}\n",
     "exemptions:\n", [](const Lawbook& book) { return book.exemptions.front().code; }},
    {"retention.yaml", "record: health record of an adult", "record: CHANGED", "schedule:\n",
     [](const Lawbook& book) { return book.FindKeeping("R01")->record; }},
    {"transfers.yaml", "country: AT", "country: CHANGED", "approved:\n",
     [](const Lawbook& book) { return std::string(book.Approved("CHANGED") ? "CHANGED" : ""); }},
    {"regulator.yaml", "name: Information Commissioner\n", "name: CHANGED\n", "regulator:\n",
     [](const Lawbook& book) { return book.regulator.name; }},
    {"measures.yaml", "name: data is scrambled on its way", "name: CHANGED", "measures:\n",
     [](const Lawbook& book) { return book.FindMeasure("encryption-in-transfer")->name; }},
    {"plain.yaml", "adult: a law says that we must", "adult: CHANGED", "bases:\n",
     [](const Lawbook& book) { return book.plain_bases[2].adult; }},
    {"bases.yaml", "name: vital interests}", "name: CHANGED}", "bases:\n",
     [](const Lawbook& book) { return book.bases.FindBasis("6(1)(d)")->name; }},
    {"imposed.yaml", "purpose: answering people who exercise their rights", "purpose: CHANGED",
     "activities:\n", [](const Lawbook& book) { return book.bases.imposed.front().purpose; }},
};

class AFileOfTheLaw : public LawbookDirectory, public ::testing::WithParamInterface<Kind> {
 protected:
  [[nodiscard]] static std::string Changed() {
    return Replaced(BuiltInText(GetParam().file), GetParam().what, GetParam().with);
  }
};

TEST_P(AFileOfTheLaw, ReplacesTheBuiltInOneWhenItIsNewerOrAsOld) {
  for (const std::string_view day : {"2026-11-22", "2026-11-21"}) {
    Put(GetParam().file, AsOf(day, Changed()));
    ASSERT_OK_AND(const Lawbook book, Load());
    EXPECT_EQ(GetParam().shows(book), "CHANGED") << day;
  }
}

TEST_P(AFileOfTheLaw, ChangesNothingWhenItIsOlder) {
  Put(GetParam().file, AsOf("2026-11-20", Changed()));
  ASSERT_OK_AND(const Lawbook book, Load());
  EXPECT_EQ(GetParam().shows(book), GetParam().shows(Book()));
  EXPECT_EQ(book.version, Book().version);
}

TEST_P(AFileOfTheLaw, IsRefusedByItsNameWhenItIsNotWellFormedEvenIfItIsOld) {
  for (const std::string& text :
       {BuiltInText(GetParam().file) + "\n: : [", std::string("as-of: 2020-01-01\nrules: ["),
        Replaced(BuiltInText(GetParam().file), "as-of: 2026-11-21", "as-of: lately"),
        std::string("as-of: 2020-01-01\nas-of: 2020-01-01\n"), std::string()}) {
    Put(GetParam().file, text);
    const auto book = Load();
    ASSERT_THAT(book, FailsWith(Code::kInvalid)) << text;
    EXPECT_THAT(book.error().Text(), HasSubstr(std::string(GetParam().file)));
  }
}

// One misspelt word would leave a whole part of the law out.
TEST_P(AFileOfTheLaw, IsRefusedByItsNameWhenItLacksItsList) {
  const std::string list = "\n" + std::string(GetParam().list);
  Put(GetParam().file, Replaced(BuiltInText(GetParam().file), list, "\nmisspelt:\n"));
  const auto book = Load();
  ASSERT_THAT(book, FailsWith(Code::kInvalid));
  EXPECT_THAT(book.error().Text(), HasSubstr(std::string(GetParam().file)));
}

INSTANTIATE_TEST_SUITE_P(Each, AFileOfTheLaw, ::testing::ValuesIn(kKinds), [](const auto& tested) {
  return std::string(tested.param.file.substr(0, tested.param.file.find('.')));
});

TEST_F(LawbookDirectory, AnEmptyOneChangesNothing) {
  ASSERT_OK_AND(const Lawbook book, Load());
  EXPECT_EQ(book.version, Book().version);
}

TEST_F(LawbookDirectory, OneThatIsNotThereIsNamed) {
  const auto book = LoadLawbook(Folder() / "absent");
  ASSERT_THAT(book, FailsWith(Code::kNotFound));
  EXPECT_THAT(book.error().Text(), HasSubstr("absent"));
}

TEST_F(LawbookDirectory, ANewerFileShowsInTheVersion) {
  Put("items.yaml", AsOf("2026-12-01", BuiltInText("items.yaml")));
  ASSERT_OK_AND(const Lawbook book, Load());
  EXPECT_THAT(book.version, HasSubstr("items 2026-12-01, rights 2026-11-21"));
}

constexpr std::string_view kHead =
    "source: a test\nas-of: 2026-12-01\nconfidence: high\nschema: almoner.law.";

// The program raises a check by its id, and would have to stop where there is none.
TEST_F(LawbookDirectory, ChecksThatANewerFileLostAreTheBuiltInOnes) {
  Put("checks.yaml",
      std::string(kHead) +
          "checks/1\nrules:\n  - {id: undated, class: C, law: x, harms: y, what: z, mend: w}\n");
  ASSERT_OK_AND(const Lawbook book, Load());
  EXPECT_THAT(book.checks, SizeIs(Book().checks.size()));
  EXPECT_EQ(book.check("undated").what, "z");
  EXPECT_EQ(book.check("undated").weight, Weight::kQuality);
  for (const Rule& rule : Book().checks) {
    if (rule.id == "undated") continue;
    EXPECT_EQ(book.check(rule.id).what, rule.what);
  }
}

// What counts in place of a promise is looked up by its id in the same way.
TEST_F(LawbookDirectory, FloorsThatANewerFileLostAreTheBuiltInOnes) {
  const std::string text = BuiltInText("rights.yaml");
  Put("rights.yaml", AsOf("2026-12-01", text.substr(0, text.find("\nliteral:\n") + 1)));
  ASSERT_OK_AND(const Lawbook book, Load());
  for (const Floor& floor : Book().floors) EXPECT_NE(book.FindFloor(floor.id), nullptr) << floor.id;
}

TEST_F(LawbookDirectory, ARuleOfNoKnownClassIsRefusedWithItsPlace) {
  Put("checks.yaml",
      std::string(kHead) +
          "checks/1\nrules:\n  - {id: undated, class: D, law: x, harms: y, what: z, mend: w}\n");
  const auto book = Load();
  ASSERT_THAT(book, FailsWith(Code::kInvalid));
  EXPECT_THAT(book.error().Text(), HasSubstr("A, B or C"));
  EXPECT_THAT(book.error().Text(), HasSubstr("line 6"));
  EXPECT_THAT(book.error().Text(), HasSubstr("checks.yaml"));
}

TEST_F(LawbookDirectory, AFileOfAnotherKindIsRefused) {
  Put("items.yaml", BuiltInText("rights.yaml"));
  const auto book = Load();
  ASSERT_THAT(book, FailsWith(Code::kInvalid));
  EXPECT_THAT(book.error().Text(), HasSubstr("another kind"));
}

// Since April 2026 regulations may set the age: a file, not a build.
TEST_F(LawbookDirectory, TheAgeOfConsentOnlineIsDataThatANewerFileMayChangeAndNotLose) {
  EXPECT_EQ(Book().digital_consent_age, 13);
  EXPECT_EQ(Book().applies_from, *ParseDate("2018-05-25"));
  const std::string text = AsOf("2026-12-01", BuiltInText("rights.yaml"));
  Put("rights.yaml", Replaced(text, "years: 13", "years: 15"));
  ASSERT_THAT(Load(), IsOk());
  EXPECT_EQ(Load()->digital_consent_age, 15);
  Put("rights.yaml", Replaced(text, "digital-consent-age:", "another-age:"));
  ASSERT_THAT(Load(), IsOk());
  EXPECT_EQ(Load()->digital_consent_age, 13);
  Put("rights.yaml", Replaced(text, "years: 13", "years: 12"));
  EXPECT_THAT(Load(), FailsWith(Code::kInvalid));
}

}  // namespace
}  // namespace almoner::law
