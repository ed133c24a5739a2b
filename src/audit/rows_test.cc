#include "audit/rows.h"

#include "support/audit_log.h"

namespace almoner::audit {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Rows of the smallest table that the log answers for.
class RowsTest : public LogTest {
 protected:
  void Put(const Digest& digest) {
    Tamper("INSERT INTO log_before (origin, note, digest) VALUES ($1, 'a note', $2)", ToHex(digest),
           digest);
  }
  void TakeAway(const Digest& digest) {
    Tamper("DELETE FROM log_before WHERE digest = $1", digest);
  }
  EntryId Say(const Hashes& wrote, const Hashes& destroyed) {
    Entry entry = NewEntry();
    entry.sealed = wrote;
    entry.destroyed = destroyed;
    return Add(entry);
  }
  RowsDiffer Differ() {
    auto differ = store().Read([](store::ReadTx& tx) { return CompareRows(tx); });
    EXPECT_THAT(differ, IsOk());
    return *std::move(differ);
  }
  // Two that were written, of which the second was destroyed.
  void Begin() {
    Put(first_);
    Put(second_);
    Say({first_, second_}, {});
    AddMany(3);
    TakeAway(second_);
    Say({}, {second_});
    ASSERT_THAT(log().Seal(), IsOk());
    EXPECT_FALSE(Differ().any());
  }

  const Digest first_ = NewDigest(random()), second_ = NewDigest(random());
};
INSTANTIATE_ENGINES(RowsTest);

TEST_P(RowsTest, AgreeWhereNothingIs) { EXPECT_FALSE(Differ().any()); }

TEST_P(RowsTest, AgreeBeforeAnythingIsSealed) {
  Put(first_);
  Say({first_}, {});
  EXPECT_FALSE(Differ().any());
}

TEST_P(RowsTest, ARowThatNoEntryWroteIsNamed) {
  Begin();
  const Digest stray = NewDigest(random());
  Put(stray);
  const RowsDiffer differ = Differ();
  ASSERT_EQ(differ.unknown.size(), 1U);
  EXPECT_EQ(differ.unknown[0].what, "log before a restore");
  EXPECT_TRUE(SameBytes(differ.unknown[0].id, stray));
  EXPECT_THAT(differ.lost, IsEmpty());
}

TEST_P(RowsTest, ARowWhoseDigestIsNoDigestIsNamed) {
  Begin();
  Tamper("INSERT INTO log_before (origin, note, digest) VALUES ('x', 'a note', $1)", Bytes{7});
  const RowsDiffer differ = Differ();
  ASSERT_EQ(differ.unknown.size(), 1U);
  EXPECT_THAT(differ.unknown[0].id, ElementsAre(7));
}

TEST_P(RowsTest, ADestroyedRowThatIsPutBackIsNamed) {
  Begin();
  Put(second_);
  EXPECT_EQ(Differ().unknown.size(), 1U);
}

TEST_P(RowsTest, ARowThatWentWithoutAWordIsNamed) {
  Begin();
  TakeAway(first_);
  const RowsDiffer differ = Differ();
  EXPECT_THAT(differ.lost, ElementsAre(first_));
  EXPECT_THAT(differ.unknown, IsEmpty());
}

TEST_P(RowsTest, ARowChangedForAnotherIsLostAndUnknown) {
  Begin();
  TakeAway(first_);
  Put(NewDigest(random()));
  const RowsDiffer differ = Differ();
  EXPECT_THAT(differ.lost, ElementsAre(first_));
  EXPECT_EQ(differ.unknown.size(), 1U);
}

TEST_P(RowsTest, ARowDestroyedTwiceOrNeverWrittenIsNamed) {
  Begin();
  Say({}, {second_});
  EXPECT_THAT(Differ().unheard, ElementsAre(second_));
}

TEST_P(RowsTest, AnEntryThatWentTakesItsRowsAlong) {
  Begin();
  Tamper("DELETE FROM audit_entry WHERE seq = 0");
  const RowsDiffer differ = Differ();
  EXPECT_EQ(differ.unknown.size(), 1U);
  EXPECT_THAT(differ.unheard, ElementsAre(second_));
}

TEST_P(RowsTest, AnEntryTellsWhichRowsItWrote) {
  const EntryId wrote = Say({first_}, {second_});
  const auto asked = [&](const EntryId& entry, const Digest& row) {
    return store().Read([&](store::ReadTx& tx) { return WroteRow(tx, entry, row); });
  };
  EXPECT_THAT(asked(wrote, first_), IsOkAndHolds(crypto::Verdict::kGood));
  EXPECT_THAT(asked(wrote, second_), IsOkAndHolds(crypto::Verdict::kBad));
  EXPECT_THAT(asked(EntryId::New(random()), first_), FailsWith(Code::kNotFound));
}

TEST_P(RowsTest, AnEntryThatAnswersForRowsIsNotPruned) {
  const EntryId wrote = Say({first_}, {});
  const EntryId read = Add();
  ASSERT_THAT(log().Seal(), IsOk());
  const auto prune = [&](const EntryId& id) {
    return store().Write([&](store::Tx& tx) { return Prune(tx, id); });
  };
  EXPECT_THAT(prune(wrote), FailsWith(Code::kConflict));
  EXPECT_THAT(prune(read), IsOk());
  EXPECT_THAT(prune(read), FailsWith(Code::kNotFound));
}

}  // namespace
}  // namespace almoner::audit
