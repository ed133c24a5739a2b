#include "mail/sender.h"

#include <gmock/gmock.h>

#include "mail/test_server.h"
#include "support/fakes.h"
#include "support/matchers.h"

namespace almoner::mail {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

class SenderTest : public testing::Test {
 protected:
  static Address At(std::string_view text) { return *Address::Parse(text); }
  [[nodiscard]] Relay Plain() const {
    return {.host = "127.0.0.1", .port = relay_.port(), .security = Security::kNone};
  }
  Handed Hand(const std::stop_token& stop = {}) {
    return Sender(Plain()).Hand({.from = At("almoner@charity.example"),
                                 .to = {At("ana@home.example")},
                                 .subject = "Your code",
                                 .text = "Line one\n.two\n",
                                 .id = "00112233445566778899aabbccddeeff",
                                 .bounces = At("almoner+0011@charity.example")},
                                Time(), random_, stop);
  }

  TestRelay relay_;
  FixedRandom random_;
};

TEST_F(SenderTest, HandsInUnderAnIdAndASenderOfItsOwn) {
  const Handed handed = Hand();
  EXPECT_EQ(handed.fate, Fate::kTaken);
  EXPECT_THAT(handed.why, IsOk());
  EXPECT_EQ(handed.reply, 250);
  ASSERT_THAT(relay_.received(), SizeIs(1));
  const Received received = relay_.received().front();
  EXPECT_THAT(received.from, HasSubstr("<almoner+0011@charity.example>"));
  EXPECT_THAT(received.to, HasSubstr("<ana@home.example>"));
  EXPECT_EQ(received.Header("Message-ID"), "<00112233445566778899aabbccddeeff@charity.example>");
  EXPECT_EQ(received.Header("From"), "almoner@charity.example");
}

struct Case {
  const char* at;
  const char* answer;
  Fate fate;
};
class FateTest : public SenderTest, public testing::WithParamInterface<Case> {};

// What the relay says about the address or the message is theirs; what it says about us is not.
INSTANTIATE_TEST_SUITE_P(
    Answers, FateTest,
    testing::Values(
        Case{"greeting", "421 Busy", Fate::kNotNow}, Case{"greeting", "554 No", Fate::kNotNow},
        Case{"greeting", "", Fate::kNotNow}, Case{"MAIL", "451 Later", Fate::kNotNow},
        Case{"MAIL", "553 Not your sender", Fate::kNotNow}, Case{"MAIL", "", Fate::kNotNow},
        Case{"RCPT", "450 Busy", Fate::kNotNow}, Case{"RCPT", "550 No mailbox", Fate::kNever},
        Case{"RCPT", "530 Sign in first", Fate::kNotNow}, Case{"RCPT", "", Fate::kNotNow},
        Case{"DATA", "451 Later", Fate::kNotNow}, Case{"DATA", "554 No", Fate::kNever},
        Case{"DATA", "", Fate::kNotNow}, Case{"body", "452 Full", Fate::kNotNow},
        Case{"body", "552 Too much", Fate::kNever}, Case{"body", "", Fate::kUnknown}));

TEST_P(FateTest, FollowsFromTheStageAndTheAnswer) {
  relay_.Say(GetParam().at, GetParam().answer);
  const Handed handed = Hand();
  EXPECT_EQ(handed.fate, GetParam().fate);
  EXPECT_THAT(relay_.received(), IsEmpty());
  ASSERT_FALSE(handed.why.has_value());
  EXPECT_THAT(handed.why.error().Text(), Not(HasSubstr("ana")));
}

TEST_F(SenderTest, TriesLaterWhatNobodyAnswers) {
  const Relay nobody{.host = "127.0.0.1", .port = 1, .security = Security::kNone};
  const Handed away = Sender(nobody).Hand({.from = At("a@charity.example"),
                                           .to = {At("ana@home.example")},
                                           .subject = "Your code",
                                           .text = "1\n"},
                                          Time(), random_);
  EXPECT_EQ(away.fate, Fate::kNotNow);
  EXPECT_FALSE(away.reached);
  EXPECT_EQ(away.reply, 0);
  EXPECT_THAT(away.why, FailsWith(Code::kUnavailable));
}

TEST_F(SenderTest, BreaksOffWhenItIsToStop) {
  std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ(Hand(stop.get_token()).fate, Fate::kNotNow);
  EXPECT_THAT(relay_.seen(), IsEmpty());
}

}  // namespace
}  // namespace almoner::mail
