#include "keys/ledger_copy.h"

#include "base/file.h"
#include "support/fakes.h"
#include "support/files.h"
#include "support/matchers.h"

namespace almoner::keys {
namespace {

class LedgerCopyTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_THAT(Ledger::Create(folder_ / "keys", random_, clock_), IsOk());
    ledger_ = *Ledger::Open(folder_ / "keys", random_);
    kit_ = MakeTheKit(1);
  }
  Kit MakeTheKit(int number) {
    Kit kit = *MakeKit(home_, number, {}, random_);
    EXPECT_THAT(
        ledger_->SetRecovery(
            {.public_key = Bytes(kit.public_key.begin(), kit.public_key.end()), .kit = number}),
        IsOk());
    return kit;
  }
  OpenedKit Together(const Kit& kit) { return *OpenKit(std::span(kit.shares).first(2)); }
  OperatorPath Place() { return OperatorPath(folder_.path()); }
  OperatorPath File() { return folder_ / "almoner-ledger.copy"; }

  TempDir folder_;
  FixedRandom random_;
  FakeClock clock_{"2026-11-22T09:00:00Z"};
  HomeId home_ = HomeId::New(random_);
  std::unique_ptr<Ledger> ledger_;
  Kit kit_{.home = home_, .shares = {}};
};

TEST_F(LedgerCopyTest, TwoTrusteesOpenTheLedgerOnAnotherMachine) {
  ASSERT_THAT(WriteLedgerCopy(*ledger_, home_, Place()), IsOk());
  ASSERT_OK_AND(const SecretBytes exported, OpenLedgerCopy(Together(kit_), Place()));
  ASSERT_THAT(Ledger::Import(folder_ / "elsewhere", exported, random_), IsOk());
  ASSERT_OK_AND(const auto recovered, Ledger::Open(folder_ / "elsewhere", random_));
  EXPECT_TRUE(*recovered->EpochKey(1) == *ledger_->EpochKey(1));
}

TEST_F(LedgerCopyTest, AfterARotationNothingOfTheOldEpochIsInTheCopy) {
  ASSERT_THAT(WriteLedgerCopy(*ledger_, home_, Place()), IsOk());
  const std::string before = ReadText(File().path());
  ASSERT_THAT(ledger_->BeginEpoch(clock_), IsOk());
  ASSERT_THAT(ledger_->DestroyBefore(2), IsOk());
  ASSERT_THAT(WriteLedgerCopy(*ledger_, home_, Place()), IsOk());
  const std::string after = ReadText(File().path());
  EXPECT_EQ(after.size(), before.size());
  for (const std::size_t slot : {std::size_t{38}, std::size_t{38} + 196608})
    EXPECT_EQ(after.find(before.substr(slot + 12, 64)), std::string::npos);
  ASSERT_OK_AND(const SecretBytes exported, OpenLedgerCopy(Together(kit_), Place()));
  ASSERT_THAT(Ledger::Import(folder_ / "elsewhere", exported, random_), IsOk());
  EXPECT_THAT((*Ledger::Open(folder_ / "elsewhere", random_))->EpochKey(1),
              FailsWith(Code::kNotFound));
}

TEST_F(LedgerCopyTest, ATornSlotLeavesTheOther) {
  for (const std::uint64_t slot : {38U, 38U + 196608U}) {
    ASSERT_THAT(WriteLedgerCopy(*ledger_, home_, Place()), IsOk());
    ASSERT_THAT(OverwriteFile(File(), slot + 60, AsBytes("torn by a crash")), IsOk());
    EXPECT_THAT(OpenLedgerCopy(Together(kit_), Place()), IsOk()) << slot;
  }
}

TEST_F(LedgerCopyTest, AnOlderKitOpensNothingNew) {
  const OpenedKit old = Together(kit_);
  const Kit next = MakeTheKit(2);
  ASSERT_THAT(WriteLedgerCopy(*ledger_, home_, Place()), IsOk());
  EXPECT_THAT(OpenLedgerCopy(old, Place()), FailsWith(Code::kCorrupt));
  EXPECT_THAT(OpenLedgerCopy(Together(next), Place()), IsOk());
}

TEST_F(LedgerCopyTest, APlaceThatIsNotThereOrHoldsSomethingElseIsToldAsSuch) {
  EXPECT_THAT(OpenLedgerCopy(Together(kit_), Place()), FailsWith(Code::kNotFound));
  EXPECT_FALSE(WriteLedgerCopy(*ledger_, home_, folder_ / "nowhere"));
  ASSERT_THAT(WriteNewFile(File(), AsBytes("a letter")), IsOk());
  EXPECT_THAT(WriteLedgerCopy(*ledger_, home_, Place()), FailsWith(Code::kCorrupt));
  EXPECT_EQ(ReadText(File().path()), "a letter");
}

TEST_F(LedgerCopyTest, WithoutAKitNothingIsWritten) {
  ASSERT_THAT(Ledger::Create(folder_ / "other", random_, clock_), IsOk());
  EXPECT_THAT(WriteLedgerCopy(**Ledger::Open(folder_ / "other", random_), home_, Place()),
              FailsWith(Code::kNotFound));
}

}  // namespace
}  // namespace almoner::keys
