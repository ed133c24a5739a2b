#include "notice/compile.h"

#include "notice/test_notice.h"
#include "support/matchers.h"

namespace almoner::notice {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(CompileTest, EveryKeyOfTheFormatArrivesInTheNotice) {
  const Notice notice = Compiled(kLanternHouse);
  EXPECT_EQ(notice.organisation.name, "Lantern House");
  EXPECT_EQ(notice.organisation.nation, "scotland");
  EXPECT_EQ(notice.organisation.officer, "data protection officer");
  EXPECT_EQ(notice.version, "2026-11");
  EXPECT_EQ(notice.clauses.front().text, "We note how you are.");
  EXPECT_EQ(notice.services.front().name, "At home");
  EXPECT_EQ(notice.subjects.front().id, "user");
  EXPECT_EQ(notice.recipients.front().why, "so that it knows");
  EXPECT_EQ(notice.consents.front().wording, "I would like news.");
  EXPECT_EQ(notice.rights.front().days, 30);
  ASSERT_THAT(notice.categories, SizeIs(3));
  EXPECT_EQ(notice.categories[0].fields.front().kind, FieldKind::kName);
  EXPECT_FALSE(notice.categories[0].NeedsReview());
  EXPECT_EQ(notice.categories[1].special, "health");
  EXPECT_TRUE(notice.categories[1].free_text && notice.categories[1].third_party);
  EXPECT_EQ(notice.categories[2].sensitivity, Sensitivity::kOffence);
  EXPECT_EQ(notice.roles[1].reach, Reach::kEveryone);
  EXPECT_THAT(notice.roles[1].duties, ElementsAre("rights", "retention", "administer"));
  EXPECT_EQ(notice.everyone, RoleSet(0b10));
}

TEST(CompileTest, AnActivityArrivesWithItsGroundsAndWhatItMayTouch) {
  const Notice notice = Compiled(kLanternHouse);
  const Activity& support = notice.activities[0];
  EXPECT_EQ(support.purpose, "supporting people");
  EXPECT_EQ(support.basis_name, "a task in the public interest");
  EXPECT_EQ(support.condition, "9(2)(h)");
  EXPECT_EQ(support.schedule_1, "2");
  EXPECT_EQ(support.authority, "Care Act 2014 section 8");
  EXPECT_EQ(support.reads, CategorySet(0b011));
  EXPECT_EQ(support.writes, CategorySet(0b010));
  EXPECT_EQ(support.roles, RoleSet(0b01));
  EXPECT_THAT(support.recipients, ElementsAre(0));
  EXPECT_TRUE(support.objection) << "Article 21(1) applies to a public task";
  EXPECT_FALSE(support.marketing || support.restricted || support.expired || support.imposed);
  const Activity& news = notice.activities[1];
  EXPECT_EQ(news.consent, 0);
  EXPECT_TRUE(news.marketing && news.objection);
}

TEST(CompileTest, RetentionRulesArriveWithTriggerAndPeriod) {
  const Notice notice = Compiled(kLanternHouse);
  EXPECT_EQ(notice.retention[0].trigger, Trigger::kLastContact);
  EXPECT_EQ(notice.retention[0].keep.years, 8);
  EXPECT_EQ(notice.retention[0].reason, "the law says so");
  EXPECT_TRUE(notice.retention[0].law);
  EXPECT_EQ(notice.retention[1].trigger, Trigger::kConsentWithdrawn);
  EXPECT_EQ(notice.retention[1].consent, 0);
  EXPECT_FALSE(notice.retention[1].law);
}

TEST(CompileTest, WhatTheLawImposesIsInEveryNotice) {
  const Notice notice = Compiled(kLanternHouse);
  ASSERT_THAT(notice.activities, SizeIs(3 + BuiltInBases().imposed.size()));
  for (const law::ImposedActivity& law : BuiltInBases().imposed) {
    const auto index = notice.FindActivity(law.id);
    ASSERT_TRUE(index) << law.id;
    const Activity& activity = notice.activities[*index];
    EXPECT_TRUE(activity.imposed) << law.id;
    EXPECT_FALSE(activity.clause) << law.id;
    EXPECT_EQ(activity.reads, CategorySet(0b111)) << law.id;
    EXPECT_TRUE(activity.writes.none()) << law.id;
    EXPECT_EQ(activity.subjects, SubjectKindSet(0b1)) << law.id;
    EXPECT_EQ(activity.roles, RoleSet(law.duty == "care" ? 0b01 : 0b10)) << law.id;
    EXPECT_FALSE(activity.basis_name.empty()) << law.id;
    EXPECT_EQ(activity.restricted, law.restricted) << law.id;
  }
  EXPECT_TRUE(notice.activities[*notice.FindActivity("law.rights")].restricted);
}

TEST(CompileTest, ARolesActivitiesStandInTheOrderOfTheFileItsDefaultPurposeFirst) {
  const Notice notice = Compiled(kLanternHouse);
  const std::vector<Index>& worker = notice.roles[0].activities;
  ASSERT_THAT(worker, SizeIs(4));  // support, risk, and for the duty of care two of the law's
  EXPECT_EQ(notice.activities[worker[0]].id, "support");
  EXPECT_EQ(notice.activities[worker[1]].id, "risk");
  EXPECT_TRUE(notice.activities[worker[2]].imposed && notice.activities[worker[3]].imposed);
}

TEST(CompileTest, ThingsAreFoundByIdAndWhatIsNotThereIsNot) {
  const Notice notice = Compiled(kLanternHouse);
  EXPECT_EQ(notice.FindCategory("notes"), 1);
  EXPECT_EQ(notice.FindRole("officer"), 1);
  EXPECT_EQ(notice.FindConsent("news"), 0);
  EXPECT_EQ(notice.FindService("home"), 0);
  EXPECT_EQ(notice.FindRecipient("gp"), 0);
  EXPECT_EQ(notice.FindSubjectKind("user"), 0);
  EXPECT_EQ(notice.FindSubjectKind("nobody"), std::nullopt);
  EXPECT_EQ(notice.FindActivity(""), std::nullopt);
  EXPECT_EQ(notice.FindRight("access")->days, 30);
  EXPECT_EQ(notice.FindRight("erasure"), nullptr);
  EXPECT_TRUE(notice.HasDuty(RoleSet(0b10), "rights"));
  EXPECT_FALSE(notice.HasDuty(RoleSet(0b01), "rights"));
  EXPECT_EQ(notice.SetOf({"contact", "record", "weather"}), CategorySet(0b101));
}

TEST(CompileTest, TheHashIsThatOfTheFilesBytesAndOfNothingElse) {
  EXPECT_EQ(Compiled(kLanternHouse).hash, Compiled(kLanternHouse).hash);
  EXPECT_EQ(Compiled(kLanternHouse).hash,
            "4c4bf670069fdf3c01b5b9bb55a584267b9205242d669df7845d3eb04a4a8f21");
  EXPECT_NE(Compiled(std::string(kLanternHouse) + "\n").hash, Compiled(kLanternHouse).hash);
}

TEST(CompileTest, ANoticeWithoutConsentsRecipientsOrServicesIsANotice) {
  std::string text = Replaced(kLanternHouse, "services:\n  - {id: home, name: At home}\n", "");
  text = Replaced(text, "recipients:\n  - {id: gp, name: the GP practice, why: so that it knows}\n",
                  "");
  text = Replaced(text, "    recipients: [gp]\n", "");
  const std::size_t news = text.find("  - id: news\n    purpose");
  text.erase(news, text.find("  - id: risk") - news);
  text.erase(text.find("  - id: news\n    data"),
             text.find("rights:") - text.rfind("  - id: news"));
  text = Replaced(
      text, "consents:\n  - {id: news, version: \"1\", wording: I would like news., clause: L-1}\n",
      "");
  EXPECT_THAT(FindingsOf(text), IsEmpty());
}

TEST(CompileTest, WhatIsLeftOutHasTheCarefulMeaning) {
  std::string text = Replaced(kLanternHouse, "  nation: scotland\n", "");
  text = Replaced(text, ", reach: assigned", "");
  text = Replaced(text, "    from: last-contact\n", "");
  text = Replaced(text, ", kind: name", "");
  text = Replaced(text, ", days: 30", "");
  const Notice notice = Compiled(text);
  EXPECT_EQ(notice.organisation.nation, "england-and-wales");
  EXPECT_EQ(notice.roles[0].reach, Reach::kAssigned);
  EXPECT_EQ(notice.retention[0].trigger, Trigger::kRecorded);
  EXPECT_EQ(notice.categories[0].sensitivity, Sensitivity::kOrdinary);
  EXPECT_EQ(notice.categories[0].fields[0].kind, FieldKind::kText);
  EXPECT_EQ(notice.rights[0].days, std::nullopt) << "the statute's limit alone";
}

TEST(CompileTest, AChoiceHasWhatMayBeChosenAndTellsNobodyApart) {
  const Notice notice = Compiled(
      Replaced(kLanternHouse, "kind: name}", "kind: choice, choices: [alone, with others]}"));
  const Field& field = notice.categories[0].fields[0];
  EXPECT_EQ(field.kind, FieldKind::kChoice);
  EXPECT_THAT(field.choices, testing::ElementsAre("alone", "with others"));
  EXPECT_FALSE(SaysWho(field.kind));
  EXPECT_TRUE(SaysWho(FieldKind::kPostcode));
}

TEST(CompileTest, TheWorkedExampleOfTheFormatsPageCompiles) {
  std::string page = ReadText("docs/formats/notice.md");
  const std::string_view opening = "```yaml\n";
  page.erase(0, page.rfind(opening) + opening.size());
  const Notice notice = Compiled(page.substr(0, page.find("```")));
  EXPECT_EQ(notice.organisation.name, "Lantern House");
  EXPECT_EQ(notice.activities.front().authority, "Social Work (Scotland) Act 1968 section 12");
}

TEST(ShippedNotices, Compile) {
  EXPECT_EQ(Compiled(NoticeText("example")).organisation.name, "Harbour Lights Community Care");
  EXPECT_EQ(Compiled(NoticeText("halifax-opportunities-trust")).organisation.name,
            "Halifax Opportunities Trust");
}

TEST(ShippedNotices, TheTrustsNoticeKeepsWhatItsPublicReads) {
  const Notice notice = Compiled(NoticeText("halifax-opportunities-trust"));
  EXPECT_EQ(notice.FindRight("access")->days, 30);
  EXPECT_THAT(notice.rights, SizeIs(8));
  for (const Activity& activity : notice.activities) {
    if (!activity.marketing) continue;
    EXPECT_TRUE(activity.consent) << "news only to those who said yes";
    for (const Retention& rule : notice.retention)
      EXPECT_TRUE((rule.data & activity.reads).none() || rule.trigger == Trigger::kConsentWithdrawn)
          << rule.id;
  }
  for (const Category& category : notice.categories)
    EXPECT_TRUE(category.special != "politics" && category.special != "trade-union");
}

// What the demonstration needs of any notice that it runs on.
TEST(ShippedNotices, HaveAnAssignedRoleThatWritesHealthNotesTheLawKeeps) {
  for (const std::string name : {"example.yaml", "halifax-opportunities-trust.yaml"}) {
    const Notice notice = Compiled(ReadText("notices/" + name));
    bool found = false;
    for (std::size_t c = 0; c < notice.categories.size(); ++c) {
      const Category& category = notice.categories[c];
      if (category.sensitivity != Sensitivity::kSpecial || !category.free_text) continue;
      for (const Activity& activity : notice.activities)
        for (const Retention& rule : notice.retention)
          found = found || (activity.writes[c] && (activity.roles & ~notice.everyone).any() &&
                            rule.data[c] && rule.law);
    }
    EXPECT_TRUE(found) << name;
    for (const std::string_view duty : {"care", "rights", "retention", "administer"})
      EXPECT_TRUE(notice.HasDuty(~RoleSet(), duty)) << name << duty;
  }
}

}  // namespace
}  // namespace almoner::notice
