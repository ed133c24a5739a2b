#include "web/words.h"

#include "support/matchers.h"

namespace almoner::web {
namespace {

TEST(WordsTest, NamesAreListedAsOneWouldSayThem) {
  EXPECT_EQ(Listed({}), "");
  EXPECT_EQ(Listed({"a"}), "a");
  EXPECT_EQ(Listed({"a", "b"}), "a and b");
  EXPECT_EQ(Listed({"a", "b", "c"}), "a, b and c");
}

TEST(WordsTest, OnlyTheFirstLetterChangesAndNeverThatOfAnAcronym) {
  EXPECT_EQ(Capital("people we support"), "People we support");
  EXPECT_EQ(Capital("Élan"), "Élan");
  EXPECT_EQ(Capital(""), "");
  EXPECT_EQ(Small("Data protection officer"), "data protection officer");
  EXPECT_EQ(Small("DPO"), "DPO");
  EXPECT_EQ(Small(""), "");
}

TEST(WordsTest, APeriodSaysHowLongAndFromWhen) {
  notice::Retention rule{.keep = {.years = 8, .months = 1}, .from = "recorded"};
  EXPECT_EQ(KeptInWords(rule), "8 years and 1 month after we wrote it down");
  rule = {.trigger = notice::Trigger::kLastContact, .keep = {.days = 30}, .from = "last-contact"};
  EXPECT_EQ(KeptInWords(rule), "30 days after we last had contact with you");
  rule = {.trigger = notice::Trigger::kConsentWithdrawn, .keep = {}};
  EXPECT_EQ(KeptInWords(rule), "until you say no, then it goes at once");
}

TEST(WordsTest, TheConditionIsNamedWithItsParagraph) {
  const auto bases = law::LoadBases();
  ASSERT_THAT(bases, IsOk());
  notice::Activity activity;
  EXPECT_EQ(ConditionInWords(*bases, activity), "");
  activity.schedule_1 = "36";
  EXPECT_EQ(ConditionInWords(*bases, activity),
            "(Data Protection Act 2018, Schedule 1 paragraph 36)");
  activity = {.condition = "9(2)(a)"};
  EXPECT_EQ(ConditionInWords(*bases, activity), "Explicit consent (UK GDPR Article 9(2)(a))");
}

TEST(WordsTest, EveryRightHasWordsOfItsOwn) {
  for (std::size_t i = 0; i < law::kRights; ++i) {
    const RightInWords words = InWords(static_cast<law::Right>(i));
    EXPECT_TRUE(words.what.ends_with('.')) << i;
    EXPECT_FALSE(words.name.empty() || words.request.empty()) << i;
  }
}

}  // namespace
}  // namespace almoner::web
