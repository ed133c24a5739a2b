#include "keys/event_ledger.h"

#include <fstream>

#include "base/file.h"
#include "support/fakes.h"
#include "support/matchers.h"
#include "support/stores.h"

namespace almoner::keys {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class EventLedgerTest : public StoreTest {
 protected:
  void SetUp() override {
    ASSERT_THAT(Ledger::Create(folder_ / "keys", random_, clock_), IsOk());
    ledger_ = *Ledger::Open(folder_ / "keys", random_);
    keys_.emplace(HomeId::New(random_), *ledger_, random_);
    for (const OperatorPath& place : Places()) ASSERT_THAT(MakePrivateFolder(place), IsOk());
  }
  std::vector<OperatorPath> Places() { return {folder_ / "one", folder_ / "two"}; }

  Status Note(Deed deed, std::string_view body) {
    return store().Write([&](store::Tx& tx) -> Status {
      audit::Entry entry(EntryId::New(random_), clock_.Now(), "tested", "done");
      return Remember({.tx = tx, .keys = *keys_, .entry = entry, .now = clock_.Now()}, deed,
                      AsBytes(body));
    });
  }
  std::vector<std::string> BodiesIn(const OperatorPath& place) {
    std::vector<std::string> bodies;
    const auto events = ReadEventCopy(keys_->home(), place);
    EXPECT_THAT(events, IsOk());
    for (const SealedEvent& sealed : *events) {
      const auto event = OpenEvent(*keys_, sealed);
      EXPECT_THAT(event, IsOk());
      bodies.emplace_back(AsText(event->body));
    }
    return bodies;
  }
  void Lose(std::int64_t after) {
    ASSERT_THAT(store().Write([&](store::Tx& tx) -> Status {
      TRY(tx.Execute("DELETE FROM event_ledger WHERE seq > $1", after));
      return {};
    }),
                IsOk());
  }

  TempDir folder_;
  FixedRandom random_;
  FakeClock clock_{"2026-11-02T09:00:00Z"};
  std::unique_ptr<Ledger> ledger_;
  std::optional<Keys> keys_;
};
INSTANTIATE_ENGINES(EventLedgerTest);

TEST_P(EventLedgerTest, EveryCopyIsBroughtUpToTheDatabase) {
  EventCopies copies(keys_->home(), Places());
  ASSERT_THAT(Note(Deed::kMarked, "first"), IsOk());
  EXPECT_THAT(copies.Bring(store()), IsOkAndHolds(2));
  ASSERT_THAT(Note(Deed::kErased, "second"), IsOk());
  ASSERT_THAT(Note(Deed::kLeft, "third"), IsOk());
  EXPECT_THAT(copies.Bring(store()), IsOkAndHolds(2));
  for (const OperatorPath& place : Places())
    EXPECT_THAT(BodiesIn(place), ElementsAre("first", "second", "third"));
  ASSERT_OK_AND(const auto events, ReadEventCopy(keys_->home(), Places()[0]));
  ASSERT_OK_AND(const Event second, OpenEvent(*keys_, events[1]));
  EXPECT_EQ(second.deed, Deed::kErased);
  EXPECT_EQ(second.at, clock_.Now());
}

TEST_P(EventLedgerTest, NothingOfWhatItTellsStandsInPlainAnywhere) {
  EventCopies copies(keys_->home(), Places());
  ASSERT_THAT(Note(Deed::kMarked, "a sentence that must not be seen"), IsOk());
  ASSERT_THAT(copies.Bring(store()), IsOk());
  EXPECT_EQ(ReadText((Places()[0] / "events").path()).find("sentence"), std::string::npos);
}

TEST_P(EventLedgerTest, APlaceThatIsAwayIsCaughtUpWithLater) {
  std::filesystem::remove_all(Places()[1].path());
  EventCopies copies(keys_->home(), Places());
  ASSERT_THAT(Note(Deed::kMarked, "first"), IsOk());
  EXPECT_THAT(copies.Bring(store()), IsOkAndHolds(1));
  ASSERT_THAT(MakePrivateFolder(Places()[1]), IsOk());
  EXPECT_THAT(copies.Bring(store()), IsOkAndHolds(2));
  EXPECT_THAT(BodiesIn(Places()[1]), ElementsAre("first"));
}

TEST_P(EventLedgerTest, ADatabasePutBackIsNoticedAndGetsWhatItMissed) {
  EventCopies copies(keys_->home(), Places());
  for (const std::string_view body : {"first", "second", "third"})
    ASSERT_THAT(Note(Deed::kErased, body), IsOk());
  ASSERT_THAT(copies.Bring(store()), IsOk());
  Lose(1);
  EventCopies later(keys_->home(), Places());
  EXPECT_THAT(later.Bring(store()), FailsWith(Code::kConflict));
  ASSERT_OK_AND(const auto missed, later.Missed(store()));
  ASSERT_EQ(missed.size(), 2U);
  ASSERT_THAT(store().Write([&](store::Tx& tx) { return Adopt(tx, missed); }), IsOk());
  EXPECT_THAT(later.Bring(store()), IsOkAndHolds(2));
  EXPECT_THAT(later.Missed(store()), IsOkAndHolds(IsEmpty()));
}

TEST_P(EventLedgerTest, ATailThatACrashCutShortIsWrittenAnew) {
  {
    EventCopies copies(keys_->home(), Places());
    ASSERT_THAT(Note(Deed::kErased, "first"), IsOk());
    ASSERT_THAT(Note(Deed::kErased, "second"), IsOk());
    ASSERT_THAT(copies.Bring(store()), IsOk());
  }
  const auto file = (Places()[0] / "events").path();
  const auto whole = std::filesystem::file_size(file);
  for (std::uintmax_t cut = 0; cut < whole; cut += 11) {
    std::filesystem::resize_file(file, cut);
    EventCopies copies(keys_->home(), Places());
    EXPECT_THAT(copies.Bring(store()), IsOkAndHolds(2)) << cut;
    EXPECT_THAT(BodiesIn(Places()[0]), ElementsAre("first", "second")) << cut;
    EXPECT_EQ(std::filesystem::file_size(file), whole) << cut;
  }
}

TEST_P(EventLedgerTest, AnAlteredOrRenumberedEventDoesNotOpen) {
  ASSERT_THAT(Note(Deed::kErased, "first"), IsOk());
  ASSERT_OK_AND(auto events,
                store().Read([](store::ReadTx& tx) { return EventsAfter(tx, 0, 10); }));
  SealedEvent moved = events[0];
  moved.seq = 2;
  EXPECT_THAT(OpenEvent(*keys_, moved), FailsWith(Code::kCorrupt));
  events[0].sealed[20] ^= 1;
  EXPECT_THAT(OpenEvent(*keys_, events[0]), FailsWith(Code::kCorrupt));
}

TEST_P(EventLedgerTest, AForeignFileIsNotWrittenOver) {
  std::ofstream((Places()[0] / "events").path()) << "minutes of the trustees' meeting";
  std::filesystem::permissions((Places()[0] / "events").path(), std::filesystem::perms(0600));
  EventCopies copies(keys_->home(), Places());
  ASSERT_THAT(Note(Deed::kErased, "first"), IsOk());
  EXPECT_THAT(copies.Bring(store()), FailsWith(Code::kCorrupt));
  EXPECT_THAT(BodiesIn(Places()[1]), ElementsAre("first")) << "the other place has its copy";
}

TEST_P(EventLedgerTest, AnotherHomesCopyIsNeitherTakenInNorWrittenOver) {
  ASSERT_THAT(Note(Deed::kErased, "first"), IsOk());
  EventCopies other(HomeId::New(random_), {Places()[0]});
  ASSERT_THAT(other.Bring(store()), IsOkAndHolds(1));
  const std::string before = ReadText((Places()[0] / "events").path());
  Lose(0);
  EventCopies copies(keys_->home(), Places());
  EXPECT_THAT(copies.Missed(store()), IsOkAndHolds(IsEmpty()));
  EXPECT_THAT(copies.Bring(store()), FailsWith(Code::kCorrupt));
  EXPECT_EQ(ReadText((Places()[0] / "events").path()), before);
  EventCopies alone(keys_->home(), {Places()[0]});
  EXPECT_THAT(alone.Missed(store()), FailsWith(Code::kCorrupt)) << "there is no other to ask";
}

TEST_P(EventLedgerTest, ForgettingRewritesNobodyElsesCopyAndIsNotStoppedByIt) {
  ASSERT_THAT(Note(Deed::kErased, "first"), IsOk());
  EventCopies other(HomeId::New(random_), {Places()[0]});
  ASSERT_THAT(other.Bring(store()), IsOkAndHolds(1));
  const std::string before = ReadText((Places()[0] / "events").path());
  EventCopies copies(keys_->home(), Places());
  EXPECT_THAT(copies.Bring(store()), FailsWith(Code::kCorrupt));
  ASSERT_THAT(Note(Deed::kErased, "second"), IsOk());
  ASSERT_THAT(ForgetEvents(store(), 1), IsOk());
  EXPECT_THAT(copies.Rewrite(store()), FailsWith(Code::kCorrupt));
  EXPECT_EQ(ReadText((Places()[0] / "events").path()), before);
  EXPECT_THAT(BodiesIn(Places()[1]), ElementsAre("second"));
}

TEST_P(EventLedgerTest, ACopyOnAStickThatKnowsNoRightsIsReadAllTheSame) {
  EventCopies copies(keys_->home(), Places());
  ASSERT_THAT(Note(Deed::kErased, "first"), IsOk());
  ASSERT_THAT(copies.Bring(store()), IsOkAndHolds(2));
  std::filesystem::permissions((Places()[0] / "events").path(), std::filesystem::perms(0755));
  EXPECT_THAT(BodiesIn(Places()[0]), ElementsAre("first"));
}

TEST_P(EventLedgerTest, ForgottenEventsAreInNoCopyAndNumbersGoOn) {
  EventCopies copies(keys_->home(), Places());
  for (const std::string_view body : {"first", "second", "third"})
    ASSERT_THAT(Note(Deed::kErased, body), IsOk());
  ASSERT_THAT(copies.Bring(store()), IsOk());
  ASSERT_THAT(ForgetEvents(store(), 2), IsOk());
  ASSERT_THAT(copies.Rewrite(store()), IsOk());
  EXPECT_THAT(BodiesIn(Places()[0]), ElementsAre("third"));
  ASSERT_THAT(ForgetEvents(store(), 99), IsOk());
  ASSERT_THAT(Note(Deed::kErased, "fourth"), IsOk());
  EXPECT_THAT(copies.Bring(store()), IsOkAndHolds(2));
  EXPECT_THAT(BodiesIn(Places()[1]), ElementsAre("third", "fourth"));
}

// A database from before what was forgotten cannot be put right.
TEST_P(EventLedgerTest, ADatabaseOlderThanWhatIsStillKnownIsRefused) {
  EventCopies copies(keys_->home(), Places());
  for (const std::string_view body : {"first", "second", "third", "fourth"})
    ASSERT_THAT(Note(Deed::kErased, body), IsOk());
  ASSERT_OK_AND(const auto old,
                store().Read([](store::ReadTx& tx) { return EventsAfter(tx, 0, 1); }));
  ASSERT_THAT(ForgetEvents(store(), 3), IsOk());
  ASSERT_THAT(copies.Rewrite(store()), IsOk());
  ASSERT_THAT(store().Write([&](store::Tx& tx) -> Status {
    TRY(tx.Execute("DELETE FROM event_ledger"));
    return Adopt(tx, old);
  }),
              IsOk());
  ASSERT_OK_AND(const auto missed, copies.Missed(store()));
  EXPECT_THAT(store().Write([&](store::Tx& tx) { return Adopt(tx, missed); }),
              FailsWith(Code::kConflict));
  Lose(0);
  EXPECT_THAT(store().Write([&](store::Tx& tx) { return Adopt(tx, missed); }),
              FailsWith(Code::kConflict))
      << "from before the first event";
}

}  // namespace
}  // namespace almoner::keys
