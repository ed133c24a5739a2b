// Letters to somebody to whom e-mail is not to go.
#include "outbox/test_outbox.h"
#include "safety/reaching.h"

namespace almoner::outbox {
namespace {

class SafeTest : public OutboxTest {
 protected:
  SafeTest() {
    const auto made = keys_->Make(ana_.bytes(), keys::Kind::kEvidence);
    EXPECT_THAT(made, IsOk());
    EXPECT_THAT(store().Write([&](store::Tx& tx) {
      return keys::Insert(tx, ana_.bytes(), keys::Kind::kEvidence, made->wrapped);
    }),
                IsOk());
  }
  void Never(safety::Channel channel) {
    safety::Marker marker;
    marker.never.set(static_cast<std::size_t>(channel));
    EXPECT_THAT(Amend([&](const keys::Change& change) {
                  return safety::Put(change, ana_, {.marker = marker, .needs = {}});
                }),
                IsOk());
  }
  // To her, or to a colleague.
  void Send(const std::optional<SubjectId>& about) {
    Letter letter = CodeFor();
    letter.about = about;
    Queued(letter);
  }
  std::int64_t Waiting() { return Rows("SELECT COUNT(*) FROM letter WHERE due IS NOT NULL"); }
  // Keys of letters.
  std::int64_t Keys() { return KeysLeft() - 1; }

  const SubjectId ana_ = SubjectId::New(random_);
};
INSTANTIATE_ENGINES(SafeTest);

TEST_P(SafeTest, AreNotPutInAndLeaveNothing) {
  Never(safety::Channel::kPost);
  Send(ana_);
  EXPECT_EQ(Waiting(), 1) << "another way is not this one";
  Never(safety::Channel::kEmail);
  Send(ana_);
  EXPECT_EQ(Rows("SELECT COUNT(*) FROM letter"), 1);
  EXPECT_EQ(Keys(), 1);
  Send(std::nullopt);
  Send(SubjectId::New(random_));
  EXPECT_EQ(Waiting(), 3) << "to others as always";
}

TEST_P(SafeTest, DoNotGoWhereThatWasSaidWhileTheyWaited) {
  Send(ana_);
  clock_.Advance(minutes(1));
  Send(std::nullopt);
  Never(safety::Channel::kEmail);
  const auto next = Next();
  ASSERT_TRUE(next) << "the colleague's";
  EXPECT_EQ(Waiting(), 1);
  const auto facts = store().Read([&](store::ReadTx& tx) { return ListOf(tx, ana_); });
  ASSERT_THAT(facts, IsOk());
  ASSERT_EQ(facts->size(), 1U);
  EXPECT_EQ(facts->front().state, State::kExpired) << "as a letter that was too late";
  EXPECT_FALSE(facts->front().whole) << "nothing is left to be sent again";
  EXPECT_FALSE(Next());
}

}  // namespace
}  // namespace almoner::outbox
