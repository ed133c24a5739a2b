#include "audit/log.h"

#include "audit/tree.h"
#include "audit/witness.h"
#include "support/audit_log.h"
#include "support/failing_store.h"

namespace almoner::audit {
namespace {

using testing::ElementsAre;

INSTANTIATE_ENGINES(LogTest);

// Lets something happen just before its next transaction that writes.
class InterruptedStore : public store::Store {
 public:
  explicit InterruptedStore(store::Store& inner) : inner_(inner) {}
  void BeforeNextWrite(std::function<void()> what) { what_ = std::move(what); }

 private:
  Status DoWrite(const std::function<Status(store::Tx&)>& fn) override {
    if (const auto what = std::exchange(what_, nullptr)) what();
    return inner_.Write(fn);
  }
  Status DoRead(const std::function<Status(store::ReadTx&)>& fn) override {
    return inner_.Read(fn);
  }
  store::Store& inner_;
  std::function<void()> what_;
};

std::vector<std::uint64_t> WitnessedSizes(const OperatorPath& file, const NoteVerifier& log) {
  std::vector<std::uint64_t> sizes;
  auto reader = *WitnessReader::Open(file);
  while (const auto line = reader.Next())
    sizes.push_back(OpenCheckpoint(*line->note, log)->head.size);
  return sizes;
}

TEST_P(LogTest, AnEntryGoesWithItsTransactionOrNotAtAll) {
  const Entry kept = NewEntry();
  Add(kept);
  const Status undone = store().Write([&](store::Tx& tx) -> Status {
    TRY(Append(tx, NewEntry()));
    return Fail(Code::kRefused, "The caller thinks better of it.");
  });
  EXPECT_THAT(undone, FailsWith(Code::kRefused));
  EXPECT_THAT(log().Seal(), IsOkAndHolds(1U));
  std::vector<Entry> seen;
  ASSERT_THAT(VerifyLog(store(), log().verifier(), {},
                        [&](auto, const Entry& entry) { seen.push_back(entry); }),
              IsOk());
  EXPECT_THAT(seen, ElementsAre(kept));
}

TEST_P(LogTest, TheSameEntryIsNotTakenTwice) {
  const Entry entry = NewEntry();
  Add(entry);
  EXPECT_THAT(AppendTo(store(), entry), FailsWith(Code::kConflict));
  ASSERT_THAT(log().Seal(), IsOk());
  EXPECT_THAT(AppendTo(store(), entry), FailsWith(Code::kConflict));
}

TEST_P(LogTest, SealsEverythingInTheOrderOfTimeAndSignsIt) {
  EXPECT_THAT(log().Latest(), FailsWith(Code::kNotFound));
  std::vector<EntryId> ids = AddMany(700);
  EXPECT_THAT(log().Seal(), IsOkAndHolds(700U));
  EXPECT_THAT(log().Seal(), IsOkAndHolds(0U));
  const std::vector<EntryId> more = AddMany(5);
  EXPECT_THAT(log().Seal(), IsOkAndHolds(5U));
  ids.insert(ids.end(), more.begin(), more.end());

  std::vector<EntryId> seen;
  ASSERT_OK_AND(const Report report, VerifyLog(store(), log().verifier(), {.witness = witness()},
                                               [&](auto seq, const Entry& entry) {
                                                 EXPECT_EQ(seq, seen.size());
                                                 seen.push_back(entry.id);
                                               }));
  EXPECT_EQ(seen, ids);
  EXPECT_EQ(
      report.text(),
      "The log is whole: 705 entries, 705 under the newest checkpoint; 4 lines of the witness "
      "file agree.");
  EXPECT_THAT(WitnessedSizes(witness(), log().verifier()), ElementsAre(0, 500, 700, 705));
  ASSERT_OK_AND(const std::string latest, log().Latest());
  EXPECT_THAT(OpenCheckpoint(latest, log().verifier()),
              IsOkAndHolds(Checkpoint{"charity.example/log", report.head}));
}

TEST_P(LogTest, EntriesNotSealedYetAreListedAsSuch) {
  AddMany(3);
  ASSERT_THAT(log().Seal(), IsOk());
  AddMany(40);
  std::size_t pending = 0;
  ASSERT_OK_AND(const Report report,
                VerifyLog(store(), log().verifier(), {},
                          [&](auto seq, const Entry&) { pending += seq ? 0 : 1; }));
  EXPECT_EQ(pending, 40U);
  EXPECT_EQ(report.text(),
            "The log is whole: 3 entries, 3 under the newest checkpoint; 40 more not sealed yet.");
}

TEST_P(LogTest, AnEmptyLogHasACheckpointAndIsWhole) {
  EXPECT_THAT(log().Seal(), IsOkAndHolds(0U));
  ASSERT_OK_AND(const std::string latest, log().Latest());
  EXPECT_THAT(OpenCheckpoint(latest, log().verifier()),
              IsOkAndHolds(Checkpoint{"charity.example/log", {0, EmptyRoot()}}));
  EXPECT_EQ(DamageIn(store(), {.since = latest, .witness = witness()}), "");
}

TEST_P(LogTest, ADatabaseHoldsOneLogAndKeepsItsName) {
  ASSERT_THAT(log().Seal(), IsOk());
  FixedRandom random;
  auto other = NoteSigner::Make("other.example/log", crypto::SigningKey::New(random));
  EXPECT_THAT(Log::Open(store(), *std::move(other), witness()), FailsWith(Code::kConflict));
  EXPECT_THAT(Log::Open(store(), TestSigner(), witness()), IsOk());
}

TEST_P(LogTest, ProvesAnEntryToSomeoneWhoHasOnlyTheProofAndTheKey) {
  const std::vector<EntryId> ids = AddMany(300);
  ASSERT_THAT(log().Seal(), IsOk());
  ASSERT_OK_AND(const NoteVerifier key, NoteVerifier::Parse(log().verifier().vkey()));
  for (const std::size_t i : {0U, 17U, 255U, 256U, 299U}) {
    ASSERT_OK_AND(const InclusionProof made, log().ProveInclusion(ids[i]));
    ASSERT_OK_AND(const InclusionProof proof, ParseInclusionProof(Write(made)));
    ASSERT_TRUE(proof.extra);
    ASSERT_OK_AND(const Entry entry, Decode(*proof.extra));
    EXPECT_EQ(entry.id, ids[i]);
    EXPECT_EQ(proof.index, i);
    EXPECT_THAT(Check(proof, LeafHash(*proof.extra), key), IsOk());
  }
}

TEST_P(LogTest, ProvesNothingAboutWhatIsNotUnderACheckpoint) {
  EXPECT_THAT(log().ProveInclusion(EntryId::New(random())), FailsWith(Code::kNotFound));
  const EntryId pending = Add();
  EXPECT_THAT(log().ProveInclusion(pending), FailsWith(Code::kUnavailable));
  ASSERT_THAT(log().Seal(), IsOk());
  EXPECT_THAT(log().ProveInclusion(pending), IsOk());
  EXPECT_THAT(log().ProveConsistency(2), FailsWith(Code::kInvalid));
}

TEST_P(LogTest, HandsOutNoProofThatWouldNotHold) {
  const std::vector<EntryId> ids = AddMany(3);
  ASSERT_THAT(log().Seal(), IsOk());
  Tamper("UPDATE audit_entry SET body = $1 WHERE id = $2", *Encode(NewEntry()), ids[1]);
  EXPECT_THAT(log().ProveInclusion(ids[1]), FailsWith(Code::kCorrupt));
}

TEST_P(LogTest, ProvesThatItContinuesWhatSomeoneKept) {
  AddMany(40);
  ASSERT_THAT(log().Seal(), IsOk());
  ASSERT_OK_AND(const std::string kept, log().Latest());
  AddMany(260);
  ASSERT_THAT(log().Seal(), IsOk());
  ASSERT_OK_AND(const Checkpoint older, OpenCheckpoint(kept, log().verifier()));
  ASSERT_OK_AND(const ConsistencyProof proof, log().ProveConsistency(older.head.size));
  ASSERT_OK_AND(const Checkpoint newer, Check(proof, older, log().verifier()));
  EXPECT_EQ(newer.head.size, 300U);
}

TEST_P(LogTest, APrunedEntryIsKnownByItsHashAlone) {
  const std::vector<EntryId> ids = AddMany(40);
  const auto prune = [&](const EntryId& id) {
    return store().Write([&](store::Tx& tx) { return Prune(tx, id); });
  };
  EXPECT_THAT(prune(ids[17]), FailsWith(Code::kNotFound)) << "it is not sealed yet";
  ASSERT_THAT(log().Seal(), IsOk());
  EXPECT_THAT(prune(ids[17]), IsOk());
  EXPECT_THAT(prune(EntryId::New(random())), FailsWith(Code::kNotFound));

  ASSERT_OK_AND(const Report report, VerifyLog(store(), log().verifier()));
  EXPECT_EQ(
      report.text(),
      "The log is whole: 40 entries, 40 under the newest checkpoint, 1 known by the hash alone.");
  ASSERT_OK_AND(const InclusionProof proof, log().ProveInclusion(ids[17]));
  EXPECT_FALSE(proof.extra);
  EXPECT_EQ(proof.index, 17U);
}

TEST_P(LogTest, SealsNothingOnTopOfADamagedTree) {
  AddMany(10);
  ASSERT_THAT(log().Seal(), IsOk());
  Add();
  Tamper("UPDATE log_head SET root = $1", NewDigest(random()));
  EXPECT_THAT(log().Seal(), FailsWith(Code::kCorrupt));
}

// What a database put back from a backup looks like, or one whose end was cut off.
TEST_P(LogTest, SignsNothingThatDoesNotContinueWhatItSigned) {
  AddMany(10);
  ASSERT_THAT(log().Seal(), IsOk());
  Tamper("DELETE FROM audit_entry");
  Tamper("DELETE FROM log_tile");
  Tamper("UPDATE log_head SET size = 0, root = $1", EmptyRoot());
  Tamper("DELETE FROM log_checkpoint WHERE size = 0");
  AddMany(12);
  EXPECT_THAT(log().Seal(), FailsWith(Code::kCorrupt));
  EXPECT_THAT(WitnessedSizes(witness(), log().verifier()), ElementsAre(0, 10));
}

TEST_P(LogTest, WhatAStoppedSealerLeftUnsignedIsSignedByTheNext) {
  AddMany(10);
  ASSERT_THAT(log().Seal(), IsOk());
  Tamper("DELETE FROM log_checkpoint WHERE size = 10");  // as if it had stopped after the commit
  EXPECT_THAT(log().Latest(), IsOk());
  EXPECT_THAT(log().Seal(), IsOkAndHolds(0U));
  ASSERT_OK_AND(const std::string latest, log().Latest());
  EXPECT_EQ(OpenCheckpoint(latest, log().verifier())->head.size, 10U);
  EXPECT_EQ(DamageIn(store(), {.witness = witness()}), "");
}

TEST_P(LogTest, ASealerThatComesSecondBeginsAgain) {
  ASSERT_THAT(log().Seal(), IsOk());
  InterruptedStore interrupted(store());
  const auto second = OpenLog(interrupted);
  AddMany(3);
  interrupted.BeforeNextWrite([&] {
    EXPECT_THAT(log().Seal(), IsOkAndHolds(3U));
    AddMany(2);
  });
  EXPECT_THAT(second->Seal(), IsOkAndHolds(2U));
  EXPECT_EQ(DamageIn(store(), {.witness = witness()}), "");
  EXPECT_THAT(WitnessedSizes(witness(), log().verifier()), ElementsAre(0, 3, 5));
}

TEST_P(LogTest, TwoThatSignTheSameHeadWriteTheSameCheckpoint) {
  InterruptedStore interrupted(store());
  const auto second = OpenLog(interrupted);
  interrupted.BeforeNextWrite([&] { EXPECT_THAT(log().Seal(), IsOk()); });
  EXPECT_THAT(second->Seal(), IsOk());
  EXPECT_EQ(DamageIn(store(), {.witness = witness()}), "");
  EXPECT_THAT(WitnessedSizes(witness(), log().verifier()), ElementsAre(0, 0));
}

TEST_P(LogTest, WithoutItsWitnessNothingNewIsSigned) {
  ASSERT_OK_AND(const auto log, Log::Open(store(), TestSigner(), folder() / "witness"));
  Add();
  EXPECT_THAT(log->Seal(), FailsWith(Code::kUnavailable));
  EXPECT_THAT(log->Latest(), FailsWith(Code::kNotFound));
}

TEST_P(LogTest, AFailureAtAnyStatementLeavesItWholeAndIsMadeGoodByTheNextSeal) {
  AddMany(250);
  ASSERT_THAT(log().Seal(), IsOk());
  std::size_t committed = 250;
  const int steps = FailEachStep(
      store(),
      [&](store::Store& failing) {
        Entry entry = NewEntry();
        entry.sealed = {NewDigest(random())};
        if (AppendTo(failing, entry)) ++committed;
        const auto log = Log::Open(failing, TestSigner(), witness());
        if (log) static_cast<void>((*log)->Seal());
      },
      [&](int step) {
        SCOPED_TRACE("step " + std::to_string(step));
        EXPECT_EQ(DamageIn(store(), {.witness = witness()}), "");
        EXPECT_THAT(log().Seal(), IsOk());
        ASSERT_OK_AND(const Report report,
                      VerifyLog(store(), log().verifier(), {.witness = witness()}));
        EXPECT_FALSE(report.damage) << report.text();
        EXPECT_EQ(report.checked, committed);
        EXPECT_EQ(report.signed_size, committed);
        EXPECT_EQ(report.pending, 0U);
      });
  EXPECT_GT(steps, 15);
  EXPECT_GT(committed, 256U) << "no tile was filled";
}

}  // namespace
}  // namespace almoner::audit
