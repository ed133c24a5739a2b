#include "keys/nodes.h"

#include <gmock/gmock.h>

#include <filesystem>

#include "base/file.h"
#include "crypto/box.h"
#include "support/failing_store.h"
#include "support/fakes.h"
#include "support/matchers.h"
#include "support/stores.h"

namespace almoner::keys {
namespace {

// One node: its key folder, and what stands on it. `over` is the database as it sees it.
struct Place {
  Place(const OperatorPath& folder, HomeId home, store::Store& over, Random& random)
      : ledger(*Ledger::Open(folder, random)),
        keys(home, *ledger, random),
        nodes(over, keys, *ledger, random) {}
  std::unique_ptr<Ledger> ledger;
  Keys keys;
  Nodes nodes;
};

class NodesTest : public StoreTest {
 protected:
  void SetUp() override {
    ASSERT_THAT(Ledger::Create(folder_ / "a", random_, clock_), IsOk());
    Enter("a");
    CopyFolder("a", "b");
    Enter("b");
  }

  OperatorPath At(const std::string& name) { return OperatorPath(folder_.path() / name); }
  void CopyFolder(const std::string& from, const std::string& to) {
    std::filesystem::remove_all(At(to).path());
    std::filesystem::copy(At(from).path(), At(to).path());
  }
  std::unique_ptr<Place> Open(const std::string& name) { return Open(name, store()); }
  std::unique_ptr<Place> Open(const std::string& name, store::Store& over) {
    auto place = std::make_unique<Place>(At(name), home_, over, random_);
    Nodes* const nodes = &place->nodes;
    place->ledger->PutOutBy([nodes](const SecretBytes& shared, std::int64_t version) {
      return nodes->PutOut(shared, version);
    });
    return place;
  }
  // As a node under a name of its own.
  Status Join(Place& place) {
    TRY(place.ledger->SetNode(NewLedgerNode(random_)));
    TRY(place.nodes.Follow());
    return store().Write([&](store::Tx& tx) {
      audit::Entry entry(EntryId::New(random_), clock_.Now(), "node.joined", "done");
      return place.nodes.Join({.tx = tx, .keys = place.keys, .entry = entry, .now = entry.at});
    });
  }
  void Enter(const std::string& name) { ASSERT_THAT(Join(*Open(name)), IsOk()); }
  Status Follow(const std::string& name) { return Open(name)->nodes.Follow(); }
  Status Forget(Place& by, const NodeId& node) {
    return store().Write([&](store::Tx& tx) {
      audit::Entry entry(EntryId::New(random_), clock_.Now(), "node.forgotten", "done");
      return by.nodes.Remove({.tx = tx, .keys = by.keys, .entry = entry, .now = entry.at}, node);
    });
  }
  // The whole of what it holds, save what is its own.
  Bytes Held(const std::string& name) {
    const auto place = Open(name);
    const SecretBytes shared = place->ledger->Shared();
    return {shared.view().begin(), shared.view().end()};
  }
  std::vector<std::int64_t> Epochs(const std::string& name) { return Open(name)->ledger->Epochs(); }

  TempDir folder_;
  FixedRandom random_;
  FakeClock clock_{"2026-11-22T09:00:00Z"};
  HomeId home_ = HomeId::New(random_);
};
INSTANTIATE_ENGINES(NodesTest);

using ::testing::ElementsAre;

TEST_P(NodesTest, ARotationOnOneIsCarriedToTheOtherWholeAndWithItsDestruction) {
  const auto a = Open("a");
  const auto b = Open("b");
  ASSERT_THAT(a->ledger->BeginEpoch(clock_), IsOkAndHolds(2));
  EXPECT_THAT(b->ledger->EpochKey(2), FailsWith(Code::kUnavailable)) << "not yet, and not gone";
  ASSERT_THAT(b->nodes.Follow(), IsOk());
  EXPECT_TRUE(*b->ledger->EpochKey(2) == *a->ledger->EpochKey(2));
  EXPECT_TRUE(b->ledger->IndexKey() == a->ledger->IndexKey());
  ASSERT_THAT(b->ledger->DestroyBefore(2), IsOk());
  ASSERT_THAT(a->nodes.Follow(), IsOk());
  EXPECT_THAT(a->ledger->EpochKey(1), FailsWith(Code::kNotFound));
  EXPECT_THAT(Epochs("a"), ElementsAre(2)) << "nor in the file";
  EXPECT_EQ(Held("a"), Held("b"));
}

TEST_P(NodesTest, WhoeverWasOffTakesInTheLastOfManyChanges) {
  const auto a = Open("a");
  for (int time = 0; time < 5; ++time) ASSERT_THAT(a->ledger->BeginEpoch(clock_), IsOk());
  ASSERT_THAT(a->ledger->DestroyBefore(6), IsOk());
  ASSERT_THAT(Follow("b"), IsOk());
  EXPECT_THAT(Epochs("b"), ElementsAre(6));
}

TEST_P(NodesTest, ChangesThatMeetAreBothMade) {
  const auto a = Open("a");
  const auto b = Open("b");
  ASSERT_THAT(a->ledger->SetRecovery({.public_key = Bytes(32, 7), .kit = 3}), IsOk());
  // b did not hear of it: it is overtaken, takes that in, and makes its own change on it.
  ASSERT_THAT(b->ledger->BeginEpoch(clock_), IsOkAndHolds(2));
  ASSERT_THAT(a->nodes.Follow(), IsOk());
  EXPECT_EQ(Held("a"), Held("b"));
  EXPECT_THAT(a->ledger->Epochs(), ElementsAre(1, 2));
  EXPECT_EQ(b->ledger->recovery()->kit, 3);
}

TEST_P(NodesTest, WhatOnceWasInTheDatabaseOpensForNobodyOnceItWasTakenIn) {
  const auto a = Open("a");
  const auto b = Open("b");
  ASSERT_THAT(a->ledger->BeginEpoch(clock_), IsOk());
  const auto parcel = store().Read([&](store::ReadTx& tx) -> Result<Bytes> {
    return TRY(tx.One("SELECT parcel FROM ledger_node WHERE id = $1", b->ledger->node()->id))
        .Blob(0);
  });
  ASSERT_THAT(parcel, IsOk());
  EXPECT_THAT(crypto::BoxKey::FromSecret(b->ledger->node()->inbox)->Open(*parcel), IsOk());
  ASSERT_THAT(b->nodes.Follow(), IsOk());
  const auto now = Open("b")->ledger->node();
  EXPECT_FALSE(now->before) << "the key before is not in the file any more";
  EXPECT_THAT(crypto::BoxKey::FromSecret(now->inbox)->Open(*parcel), FailsWith(Code::kCorrupt));
  EXPECT_THAT(store().Read([](store::ReadTx& tx) {
    return tx.Maybe("SELECT 1 FROM ledger_node WHERE parcel IS NOT NULL");
  }),
              IsOkAndHolds(testing::Eq(std::nullopt)));
}

TEST_P(NodesTest, AChangeThatBreaksOffAnywhereIsMadeOnAllOrOnNone) {
  Status last;
  FailEachStep(
      store(),
      [&](store::Store& failing) {
        const auto begun = Open("a", failing)->ledger->BeginEpoch(clock_);
        last = begun ? Status() : std::unexpected(begun.error());
      },
      [&](int step) {
        EXPECT_THAT(last, FailsWith(Code::kUnavailable)) << step;
        // Both start again.
        ASSERT_THAT(Follow("a"), IsOk()) << step;
        ASSERT_THAT(Follow("b"), IsOk()) << step;
        EXPECT_EQ(Held("a"), Held("b")) << step;
        ASSERT_THAT(Open("b")->ledger->BeginEpoch(clock_), IsOk()) << step;
        ASSERT_THAT(Follow("a"), IsOk()) << step;
      });
  EXPECT_THAT(last, IsOk());
}

TEST_P(NodesTest, TakingInThatBreaksOffAnywhereIsGoneOnWith) {
  Status last;
  FailEachStep(
      store(),
      [&](store::Store& failing) {
        ASSERT_THAT(Follow("b"), IsOk());
        ASSERT_THAT(Open("a")->ledger->BeginEpoch(clock_), IsOk());
        last = Open("b", failing)->nodes.Follow();
      },
      [&](int step) {
        EXPECT_THAT(last, FailsWith(Code::kUnavailable)) << step;
        // Another change comes before it starts again.
        ASSERT_THAT(Open("a")->ledger->BeginEpoch(clock_), IsOk()) << step;
        ASSERT_THAT(Follow("b"), IsOk()) << step;
        EXPECT_EQ(Held("a"), Held("b")) << step;
      });
  EXPECT_THAT(last, IsOk());
}

TEST_P(NodesTest, WhoIsForgottenCannotFollowAndNobodyIsForgottenByThemself) {
  const auto a = Open("a");
  const auto b = Open("b");
  EXPECT_THAT(Forget(*a, a->ledger->node()->id), FailsWith(Code::kConflict));
  ASSERT_THAT(Forget(*a, b->ledger->node()->id), IsOk());
  EXPECT_THAT(Forget(*a, b->ledger->node()->id), FailsWith(Code::kNotFound));
  ASSERT_THAT(a->ledger->BeginEpoch(clock_), IsOk());
  EXPECT_THAT(b->nodes.Follow(), FailsWith(Code::kConflict));
  EXPECT_THAT(b->ledger->Epochs(), ElementsAre(1));
  CopyFolder("a", "b");  // what the error says
  EXPECT_THAT(Join(*Open("b")), IsOk());
}

TEST_P(NodesTest, ACopyOfAnOldKeyFolderDoesNotGetIn) {
  CopyFolder("a", "c");
  ASSERT_THAT(Open("a")->ledger->BeginEpoch(clock_), IsOk());
  EXPECT_THAT(Join(*Open("c")), FailsWith(Code::kConflict));
}

class PutBackNodesTest : public NodesTest {
 protected:
  // The database as it was before any change.
  void PutBack() {
    ASSERT_THAT(store().Write([&](store::Tx& tx) -> Status {
      TRY(tx.Execute("UPDATE ledger_version SET version = $1, mark = $2", version_, mark_));
      for (const store::Row& row : nodes_)
        TRY(
            tx.Execute("UPDATE ledger_node SET inbox = $2, version = $3, digest = $4, parcel = "
                       "NULL, parcel_version = 0 WHERE id = $1",
                       *row.Blob(0), *row.Blob(1), *row.Int(2), *row.Blob(3)));
      return {};
    }),
                IsOk());
  }
  void SetUp() override {
    NodesTest::SetUp();
    ASSERT_THAT(store().Read([&](store::ReadTx& tx) -> Status {
      const auto row = TRY(tx.One("SELECT version, mark FROM ledger_version"));
      version_ = TRY(row.Int(0));
      mark_ = TRY(row.Blob(1));
      nodes_ = TRY(tx.Query("SELECT id, inbox, version, digest FROM ledger_node"));
      return {};
    }),
                IsOk());
  }
  std::int64_t version_ = 0;
  Bytes mark_;
  store::Rows nodes_;
};
INSTANTIATE_ENGINES(PutBackNodesTest);

TEST_P(PutBackNodesTest, WhatTheFilesHoldGoesOn) {
  ASSERT_THAT(Open("a")->ledger->BeginEpoch(clock_), IsOk());
  ASSERT_THAT(Follow("b"), IsOk());
  PutBack();
  ASSERT_THAT(Follow("b"), IsOk());
  ASSERT_THAT(Follow("a"), IsOk());
  ASSERT_THAT(Open("a")->ledger->BeginEpoch(clock_), IsOkAndHolds(3));
  ASSERT_THAT(Follow("b"), IsOk());
  EXPECT_EQ(Held("a"), Held("b"));
}

TEST_P(PutBackNodesTest, CopiesThatWentApartAreFound) {
  ASSERT_THAT(Open("a")->ledger->BeginEpoch(clock_), IsOk());
  PutBack();
  ASSERT_THAT(Open("b")->ledger->BeginEpoch(clock_), IsOk());  // another second epoch
  EXPECT_THAT(Follow("a"), FailsWith(Code::kConflict));
}

TEST_P(NodesTest, WhoeverCanWriteTheDatabaseGetsNoKeysAndGivesNone) {
  const auto a = Open("a");
  const auto b = Open("b");
  const crypto::BoxKey theirs = crypto::BoxKey::New(random_);
  const auto put = [&](Literal sql, const Bytes& value) {
    ASSERT_THAT(
        store().Write([&](store::Tx& tx) { return tx.Execute(sql, b->ledger->node()->id, value); }),
        IsOkAndHolds(1));
  };
  // Their ledger in a parcel to b, as the next change.
  const auto inbox = crypto::BoxKey::FromSecret(b->ledger->node()->inbox)->public_key();
  ASSERT_THAT(store().Write([&](store::Tx& tx) {
    return tx.Execute("UPDATE ledger_version SET version = version + 1");
  }),
              IsOk());
  put("UPDATE ledger_node SET parcel = $2, parcel_version = 1 WHERE id = $1",
      *crypto::SealTo(inbox, Bytes(400, 1)));
  EXPECT_THAT(b->nodes.Follow(), FailsWith(Code::kConflict));
  EXPECT_THAT(b->ledger->Epochs(), ElementsAre(1));
  // Their public key for b's.
  put("UPDATE ledger_node SET inbox = $2 WHERE id = $1",
      Bytes(theirs.public_key().begin(), theirs.public_key().end()));
  EXPECT_THAT(a->nodes.All(), FailsWith(Code::kCorrupt));
  EXPECT_FALSE(a->ledger->BeginEpoch(clock_)) << "nothing is sealed to a key that nobody stamped";
  EXPECT_THAT(store().Read([&](store::ReadTx& tx) -> Result<Bytes> {
    return TRY(tx.One("SELECT parcel FROM ledger_node WHERE id = $1", b->ledger->node()->id))
        .Blob(0);
  }),
              IsOk());
}

}  // namespace
}  // namespace almoner::keys
