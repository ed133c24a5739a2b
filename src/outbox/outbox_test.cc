#include "outbox/outbox.h"

#include "outbox/test_outbox.h"
#include "support/failing_store.h"

namespace almoner::outbox {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class QueueTest : public OutboxTest {};
INSTANTIATE_ENGINES(QueueTest);

TEST_P(QueueTest, ALetterIsThereWithWhatItTellsOfOrNotAtAll) {
  const auto ready = Prepare(*keys_, CodeFor());
  ASSERT_THAT(ready, IsOk());
  EXPECT_THAT(Amend([&](const keys::Change& change) -> Status {
                TRY(Queue(change, *ready));
                return Fail(Code::kRefused, "What it tells of was not done.");
              }),
              FailsWith(Code::kRefused));
  EXPECT_EQ(Next(), std::nullopt);
  EXPECT_EQ(KeysLeft(), 0);
  EXPECT_THAT(Amend([&](const keys::Change& change) -> Status {
                TRY(Queue(change, *ready));
                EXPECT_EQ(change.entry.counts["letters"], 1);
                return {};
              }),
              IsOk());
  const auto letter = Next();
  ASSERT_TRUE(letter.has_value());
  EXPECT_EQ(letter->id, ready->id);
  EXPECT_EQ(letter->to.Expose(), "ana@home.example");
  EXPECT_EQ(letter->subject, "Your code");
  EXPECT_EQ(letter->text.Expose(), "Your code is 314159.\n");
}

TEST_P(QueueTest, AFaultAtAnyStepLeavesNothingHalfDone) {
  const auto ready = Prepare(*keys_, CodeFor());
  ASSERT_THAT(ready, IsOk());
  Status last;
  FailEachStep(
      store(),
      [&](store::Store& failing) {
        last = AmendIn(failing, [&](const keys::Change& change) { return Queue(change, *ready); });
      },
      [&](int step) {
        EXPECT_THAT(last, FailsWith(Code::kUnavailable)) << step;
        EXPECT_EQ(Rows("SELECT COUNT(*) FROM letter") + KeysLeft(), 0) << step;
      });
  EXPECT_THAT(last, IsOk());
  EXPECT_TRUE(Next().has_value());
}

TEST_P(QueueTest, RefusesWhatCannotBeSent) {
  for (const auto* to : {"", "ana", "ana@", "ana@home.example\r\nRCPT TO:<bo@home.example>",
                         "ana@home.example, bo@home.example"})
    EXPECT_THAT(Prepare(*keys_, CodeFor(to)), FailsWith(Code::kInvalid)) << to;
  Letter letter = CodeFor();
  for (const std::string& text : {std::string(), std::string("a\0b", 3), std::string("a\rb"),
                                  std::string("\xff"), std::string(kMostText + 1, 'a')}) {
    letter.text = Personal(text);
    EXPECT_THAT(Prepare(*keys_, letter), FailsWith(Code::kInvalid));
  }
  letter.text = Personal(std::string(kMostText, 'a'));
  EXPECT_THAT(Prepare(*keys_, letter), IsOk());
}

TEST_P(QueueTest, NothingOfItStandsInPlain) {
  Queued();
  for (const Literal sql : {Literal("SELECT sealed FROM letter")}) {
    const auto row = store().Read([&](store::ReadTx& tx) { return tx.One(sql); });
    ASSERT_THAT(row, IsOk());
    const std::string sealed(AsText(*row->Blob(0)));
    EXPECT_THAT(sealed, testing::Not(HasSubstr("ana@")));
    EXPECT_THAT(sealed, testing::Not(HasSubstr("314159")));
    EXPECT_THAT(sealed, testing::Not(HasSubstr("Your code")));
  }
}

TEST_P(QueueTest, ErasureTakesWhatWaitsAndUnlinksWhatWasSent) {
  const SubjectId ana = SubjectId::New(random_);
  const SubjectId bo = SubjectId::New(random_);
  Letter letter = CodeFor();
  letter.about = ana;
  const LetterId sent = Queued(letter);
  ASSERT_THAT(Ended(*Next(), State::kSent, "taken"), IsOk());
  Queued(letter);
  letter.about = bo;
  const LetterId other = Queued(letter);
  EXPECT_THAT(store().Read([&](store::ReadTx& tx) { return ListOf(tx, ana); }),
              IsOkAndHolds(SizeIs(2)));
  ASSERT_THAT(Amend([&](const keys::Change& change) { return Forget(change, ana); }), IsOk());
  EXPECT_THAT(store().Read([&](store::ReadTx& tx) { return ListOf(tx, ana); }),
              IsOkAndHolds(IsEmpty()));
  EXPECT_EQ(FactOf(sent).state, State::kSent) << "that there was one is about nobody now";
  EXPECT_EQ(Rows("SELECT COUNT(*) FROM letter"), 2);
  EXPECT_EQ(KeysLeft(), 1);
  const auto next = Next();
  ASSERT_TRUE(next.has_value());
  EXPECT_EQ(next->id, other);
}

TEST_P(QueueTest, ErasureWhileItIsBeingSentIsNoFault) {
  const SubjectId ana = SubjectId::New(random_);
  Letter letter = CodeFor();
  letter.about = ana;
  Queued(letter);
  const auto claimed = Next();
  ASSERT_TRUE(claimed.has_value());
  ASSERT_THAT(Amend([&](const keys::Change& change) { return Forget(change, ana); }), IsOk());
  EXPECT_THAT(Ended(*claimed, State::kSent, "taken"), FailsWith(Code::kConflict));
  EXPECT_EQ(Rows("SELECT COUNT(*) FROM letter") + KeysLeft(), 0);
}

TEST_P(QueueTest, RotatedKeysAreNoticed) {
  const auto ready = Prepare(*keys_, CodeFor());
  ASSERT_THAT(keys::CloseOlderEpochs(store(), ready->key.epoch + 1), IsOk());
  EXPECT_THAT(Amend([&](const keys::Change& change) { return Queue(change, *ready); }),
              FailsWith(Code::kConflict));
}

TEST_P(QueueTest, CountsWhatWaitsAndWhatWentWrongLately) {
  Queued();
  Queued();
  Queued();
  ASSERT_THAT(Ended(*Next(), State::kBounced, "reply 550"), IsOk());
  ASSERT_THAT(Ended(*Next(), State::kGivenUp, "reply 450"), IsOk());
  const auto count = [&](Time since) {
    auto counts = store().Read([&](store::ReadTx& tx) { return Count(tx, since); });
    EXPECT_THAT(counts, IsOk());
    return *counts;
  };
  EXPECT_EQ(count(clock_.Now()).queued, 1);
  EXPECT_EQ(count(clock_.Now()).bounced, 1);
  EXPECT_EQ(count(clock_.Now()).given_up, 1);
  EXPECT_EQ(count(clock_.Now() + minutes(1)).bounced, 0);
  EXPECT_EQ(count(clock_.Now() + minutes(1)).queued, 1);
}

TEST(StateTest, HasANameThatIsReadBack) {
  for (const State state : {State::kQueued, State::kSent, State::kBounced, State::kGivenUp,
                            State::kExpired, State::kQuarantined})
    EXPECT_THAT(ParseState(Name(state)), IsOkAndHolds(state));
  EXPECT_THAT(ParseState("lost"), FailsWith(Code::kCorrupt));
}

}  // namespace
}  // namespace almoner::outbox
