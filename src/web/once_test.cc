#include "web/once.h"

#include <gtest/gtest.h>

#include "support/fakes.h"

namespace almoner::web {
namespace {

class OnceTest : public ::testing::Test {
 protected:
  FixedRandom random_;
  FakeClock clock_{"2026-11-21T09:30:00Z"};
  Once once_{random_, clock_};
  StaffId ada_ = StaffId::New(random_);
  StaffId sam_ = StaffId::New(random_);
};

TEST_F(OnceTest, WhoeverSendsAFormAgainIsLedToWhereItLed) {
  const std::string word = once_.NewWord();
  EXPECT_EQ(word.size(), 32U);
  EXPECT_NE(word, once_.NewWord());
  {
    Once::Turn turn(once_, ada_, word);
    EXPECT_FALSE(turn.led() || turn.busy());
    turn.Note("/holds");
  }
  EXPECT_EQ(Once::Turn(once_, ada_, word).led(), "/holds");
  EXPECT_FALSE(Once::Turn(once_, sam_, word).led()) << "somebody else's form";
}

TEST_F(OnceTest, ASecondClickWhileTheFirstIsActedOnActsNotAtAll) {
  const std::string word = once_.NewWord();
  const Once::Turn first(once_, ada_, word);
  EXPECT_FALSE(first.busy());
  EXPECT_TRUE(Once::Turn(once_, ada_, word).busy());
  EXPECT_FALSE(Once::Turn(once_, sam_, word).busy());
}

TEST_F(OnceTest, WhatDidNotComeToAnEndCanBeSentAgain) {
  const std::string word = once_.NewWord();
  {
    const Once::Turn failed(once_, ada_, word);
  }
  const Once::Turn again(once_, ada_, word);
  EXPECT_FALSE(again.led() || again.busy());
}

TEST_F(OnceTest, AFormWithoutAWordIsNeverTakenForAnother) {
  Once::Turn(once_, ada_, "").Note("/holds");
  EXPECT_FALSE(Once::Turn(once_, ada_, "").led());
}

TEST_F(OnceTest, ItIsForgottenAfterAnHour) {
  const std::string word = once_.NewWord();
  Once::Turn(once_, ada_, word).Note("/holds");
  clock_.Advance(Once::kKept + std::chrono::minutes(1));
  EXPECT_FALSE(Once::Turn(once_, ada_, word).led());
}

}  // namespace
}  // namespace almoner::web
