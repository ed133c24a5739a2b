#include "law/threshold.h"

#include <gmock/gmock.h>

#include "support/matchers.h"

namespace almoner::law {
namespace {

constexpr std::string_view kHead =
    "schema: almoner.law.disclosures/1\nsource: test\nas-of: 2026-11-23\nconfidence: low\n"
    "grounds:\n";

Result<Thresholds> Parse(std::string_view rows) {
  return ParseThresholds(std::string(kHead) + std::string(rows));
}

TEST(ThresholdTest, WhatGoesOverSomebodysHeadHasAThresholdAndAProvision) {
  ASSERT_OK_AND(const Thresholds law, LoadThresholds());
  for (const char* const ground :
       {"serious-harm", "emergency", "safeguarding", "crime", "public-interest"}) {
    const Threshold* const threshold = law.Find(ground);
    ASSERT_NE(threshold, nullptr) << ground;
    EXPECT_GE(threshold->least, Seriousness::kSignificant) << ground;
    EXPECT_FALSE(threshold->authority.empty()) << ground;
  }
  EXPECT_EQ(law.Find("crime")->confidential, Seriousness::kSerious);
  EXPECT_EQ(law.Find("court-order"), nullptr) << "what a court demands is weighed by the court";
}

TEST(ThresholdTest, AWrongFileIsRefused) {
  EXPECT_THAT(Parse("  - {ground: crime, least: serious, authority: a}\n"), IsOk());
  for (const char* const rows :
       {"  - {ground: crime, least: grave, authority: a}\n", "  - {ground: crime, authority: a}\n",
        "  - {ground: crime, least: serious}\n",
        "  - {ground: crime, least: serious, confidential: minor, authority: a}\n",
        "  - {ground: crime, least: serious, authority: a, who: b}\n",
        "  - {ground: crime, least: serious, authority: a}\n"
        "  - {ground: crime, least: life, authority: a}\n"})
    EXPECT_THAT(Parse(rows), FailsWith(Code::kInvalid)) << rows;
}

TEST(ThresholdTest, EachLevelHasItsNameAndNoOther) {
  for (const Seriousness each :
       {Seriousness::kMinor, Seriousness::kSignificant, Seriousness::kSerious, Seriousness::kLife})
    EXPECT_EQ(FindSeriousness(Name(each)), each);
  EXPECT_EQ(FindSeriousness(""), std::nullopt);
  EXPECT_EQ(FindSeriousness("Serious"), std::nullopt);
}

}  // namespace
}  // namespace almoner::law
