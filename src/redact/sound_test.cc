#include "redact/sound.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace almoner::redact {
namespace {

using testing::Contains;

TEST(SoundTest, WhatIsSpeltInSeveralWaysSoundsTheSame) {
  EXPECT_EQ(EnglishSound("catherine"), EnglishSound("kathryn"));
  EXPECT_EQ(EnglishSound("zainab"), EnglishSound("zaynab"));
  EXPECT_EQ(EnglishSound("rubina"), EnglishSound("rubeena"));
  EXPECT_EQ(EnglishSound("ghulam"), EnglishSound("gulam"));
  EXPECT_EQ(EnglishSound("philip"), EnglishSound("filip"));
  EXPECT_NE(EnglishSound("peter"), EnglishSound("paula"));
  EXPECT_NE(EnglishSound("anna"), EnglishSound("hannah"));
}

TEST(SoundTest, WhoHearsANameOfAnotherLanguageWritesWhatAnEnglishReaderSays) {
  EXPECT_THAT(OtherSounds("siobhan"), Contains(EnglishSound("shevaun")));
  EXPECT_THAT(OtherSounds("caoimhe"), Contains(EnglishSound("keeva")));
  EXPECT_THAT(OtherSounds("aoife"), Contains(EnglishSound("eefa")));
  EXPECT_THAT(OtherSounds("niamh"), Contains(EnglishSound("neve")));
  EXPECT_THAT(OtherSounds("sioned"), Contains(EnglishSound("shoned")));
  EXPECT_THAT(OtherSounds("dafydd"), Contains(EnglishSound("davith")));
  EXPECT_THAT(OtherSounds("wanda"), Contains(EnglishSound("vanda")));
}

TEST(SoundTest, AnyLettersAreTaken) {
  EXPECT_EQ(EnglishSound(""), "");
  EXPECT_EQ(EnglishSound("aeiou"), "A");
  EXPECT_EQ(EnglishSound("h"), "h");
  EXPECT_EQ(OtherSounds("").size(), 3U);
}

}  // namespace
}  // namespace almoner::redact
