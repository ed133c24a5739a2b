#include "retention/again.h"

#include <gmock/gmock.h>

#include "crypto/random.h"
#include "support/matchers.h"

namespace almoner::retention {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class AgainTest : public testing::Test {
 protected:
  ErasedEvent Event() {
    return {.gone = {SubjectId::New(random_)},
            .of = {},
            .destroyed = {RecordId::New(random_), RecordId::New(random_)},
            .masked = {RecordId::New(random_)},
            .by_right = true,
            .suppression = {.because = vault::Because::kObjection,
                            .hashes = {crypto::Sha256("one"), crypto::Sha256("another")}}};
  }
  crypto::SystemRandom random_;
};

TEST_F(AgainTest, AnErasureIsReadAsItWasWritten) {
  const ErasedEvent event = Event();
  const auto read = DecodeErased(Encode(event));
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(read->gone, event.gone);
  EXPECT_EQ(read->destroyed, event.destroyed);
  EXPECT_EQ(read->masked, event.masked);
  EXPECT_TRUE(read->by_right);
  EXPECT_EQ(read->suppression.because, vault::Because::kObjection);
  EXPECT_EQ(read->suppression.hashes, event.suppression.hashes);
}

TEST_F(AgainTest, OneFromBeforeSuppressionsWereInItHasNone) {
  const ErasedEvent event = Event();
  Bytes old = Encode(event);
  old.resize(old.size() - 1 - 4 - 2 * crypto::Digest{}.size());
  const auto read = DecodeErased(old);
  ASSERT_THAT(read, IsOk());
  EXPECT_THAT(read->gone, ElementsAre(event.gone.front()));
  EXPECT_TRUE(read->by_right);
  EXPECT_THAT(read->suppression.hashes, IsEmpty());
}

TEST_F(AgainTest, WhatIsCutShortOrTooLongIsNotTaken) {
  const Bytes whole = Encode(Event());
  const std::size_t old = whole.size() - 1 - 4 - 2 * crypto::Digest{}.size();
  for (std::size_t size = 0; size < whole.size(); ++size) {
    if (size == old) continue;
    EXPECT_THAT(DecodeErased(BytesView(whole).first(size)), FailsWith(Code::kCorrupt)) << size;
  }
  Bytes more = whole;
  more.push_back(0);
  EXPECT_THAT(DecodeErased(more), FailsWith(Code::kCorrupt));
}

TEST_F(AgainTest, WhatWasPutInByMistakeIsToldFromWhatSomebodyAskedFor) {
  ErasedEvent event = Event();
  event.by_right = false;
  event.undone = true;
  const auto read = DecodeErased(Encode(event));
  ASSERT_THAT(read, IsOk());
  EXPECT_FALSE(read->by_right);
  EXPECT_TRUE(read->undone);
}

}  // namespace
}  // namespace almoner::retention
