#include "keys/ledger.h"

#include <sys/stat.h>

#include <fstream>

#include "base/file.h"
#include "support/fakes.h"
#include "support/matchers.h"
#include "support/stores.h"

namespace almoner::keys {
namespace {

class LedgerTest : public testing::Test {
 protected:
  void SetUp() override { ASSERT_THAT(Ledger::Create(folder_ / "keys", random_, clock_), IsOk()); }
  Result<std::unique_ptr<Ledger>> Open() { return Ledger::Open(folder_ / "keys", random_); }
  OperatorPath LedgerFile() { return folder_ / "keys" / "ledger"; }
  OperatorPath RootFile() { return folder_ / "keys" / "root.key"; }

  TempDir folder_;
  FixedRandom random_;
  FakeClock clock_{"2026-11-02T09:00:00Z"};
};

std::string Bytes(const OperatorPath& file) {
  return std::string(ReadFile(file, Access::kAnyone, 1 << 20)->text());
}

TEST_F(LedgerTest, IsTheSameAfterReopening) {
  SecretBytes key;
  {
    ASSERT_OK_AND(auto ledger, Open());
    key = *ledger->EpochKey(1);
  }
  ASSERT_OK_AND(auto again, Open());
  EXPECT_TRUE(*again->EpochKey(1) == key);
}

TEST_F(LedgerTest, ADestroyedEpochIsGoneAndItsKeyIsNowhereInTheFile) {
  ASSERT_OK_AND(auto ledger, Open());
  const std::string before = Bytes(LedgerFile());
  EXPECT_THAT(ledger->BeginEpoch(clock_), IsOkAndHolds(2));
  EXPECT_THAT(ledger->DestroyBefore(2), IsOk());
  EXPECT_THAT(ledger->EpochKey(1), FailsWith(Code::kNotFound));
  // Both slots were overwritten: nothing of the sealed state that held the old key is left.
  const std::string after = Bytes(LedgerFile());
  for (const std::size_t slot : {std::size_t{0}, before.size() / 2})
    EXPECT_EQ(after.find(before.substr(slot + 4, 64)), std::string::npos);
  ASSERT_OK_AND(auto again, Open());
  EXPECT_THAT(again->EpochKey(1), FailsWith(Code::kNotFound));
  EXPECT_THAT(again->EpochKey(2), IsOk());
}

TEST_F(LedgerTest, TheCurrentEpochCannotBeDestroyed) {
  ASSERT_OK_AND(auto ledger, Open());
  EXPECT_THAT(ledger->DestroyBefore(2), FailsWith(Code::kInvalid));
}

TEST_F(LedgerTest, ATornSlotLeavesTheOtherWhole) {
  {
    ASSERT_OK_AND(auto ledger, Open());
    ASSERT_THAT(ledger->BeginEpoch(clock_), IsOk());
  }
  for (const std::uint64_t slot : {0U, 32768U}) {
    const std::string whole = Bytes(LedgerFile());
    ASSERT_THAT(OverwriteFile(LedgerFile(), slot + 40, AsBytes("torn by a crash")), IsOk());
    ASSERT_OK_AND(auto ledger, Open());
    EXPECT_EQ(ledger->CurrentEpoch(), 2);
    ASSERT_THAT(OverwriteFile(LedgerFile(), 0, AsBytes(whole)), IsOk());
  }
}

TEST_F(LedgerTest, AKeyFileThatOthersMayReadIsRefused) {
  ASSERT_EQ(chmod(RootFile().path().c_str(), 0644), 0);
  EXPECT_THAT(Open(), FailsWith(Code::kInvalid));
}

TEST_F(LedgerTest, AMissingShortOrWrongRootKeyIsRefused) {
  std::filesystem::resize_file(RootFile().path(), 31);
  EXPECT_THAT(Open(), FailsWith(Code::kInvalid));
  std::filesystem::resize_file(RootFile().path(), 32);  // a zero where the last byte was
  EXPECT_THAT(Open(), FailsWith(Code::kCorrupt));
  std::filesystem::remove(RootFile().path());
  EXPECT_THAT(Open(), FailsWith(Code::kNotFound));
}

TEST_F(LedgerTest, IsNeverMadeOverAnother) {
  EXPECT_THAT(Ledger::Create(folder_ / "keys", random_, clock_), FailsWith(Code::kConflict));
}

}  // namespace
}  // namespace almoner::keys
