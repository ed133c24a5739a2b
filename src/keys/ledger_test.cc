#include "keys/ledger.h"

#include <sys/stat.h>

#include <fstream>

#include "base/file.h"
#include "crypto/aead.h"
#include "support/fakes.h"
#include "support/matchers.h"
#include "support/stores.h"

namespace almoner::keys {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class LedgerTest : public testing::Test {
 protected:
  void SetUp() override { ASSERT_THAT(Ledger::Create(folder_ / "keys", random_, clock_), IsOk()); }
  Result<std::unique_ptr<Ledger>> Open() { return Ledger::Open(folder_ / "keys", random_); }
  // A ledger as the first program wrote it: smaller slots, and nothing after the epochs.
  void WriteFirstFormat(std::size_t size) {
    const SecretBytes root = *ReadFile(RootFile(), Access::kOwnerOnly, 64);
    Writer plain;
    plain.U8(1).U64(5).Raw(SecretBytes(32).view()).U32(1);
    plain.U64(4).U64(0).Raw(SecretBytes(32).view()).Raw(SecretBytes(32).view());
    Writer slot;
    slot.Sized(crypto::Seal(root, AsBytes("almoner key ledger 1"), plain.bytes(), random_));
    auto bytes = std::move(slot).bytes();
    bytes.resize(size);
    std::filesystem::remove(LedgerFile().path());
    ASSERT_THAT(WriteNewFile(LedgerFile(), bytes), IsOk());
  }
  OperatorPath LedgerFile() { return folder_ / "keys" / "ledger"; }
  OperatorPath RootFile() { return folder_ / "keys" / "root.key"; }

  TempDir folder_;
  FixedRandom random_;
  FakeClock clock_{"2026-11-02T09:00:00Z"};
};

std::string TextOf(const OperatorPath& file) {
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
  const std::string before = TextOf(LedgerFile());
  EXPECT_THAT(ledger->BeginEpoch(clock_), IsOkAndHolds(2));
  EXPECT_THAT(ledger->DestroyBefore(2), IsOk());
  EXPECT_THAT(ledger->EpochKey(1), FailsWith(Code::kNotFound));
  // Both slots were overwritten: nothing of the sealed state that held the old key is left.
  const std::string after = TextOf(LedgerFile());
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
  for (const bool second : {false, true}) {
    const std::string whole = TextOf(LedgerFile());
    const std::uint64_t slot = second ? whole.size() / 2 : 0;
    ASSERT_THAT(OverwriteFile(LedgerFile(), slot + 40, AsBytes("torn by a crash")), IsOk());
    ASSERT_OK_AND(auto ledger, Open());
    EXPECT_EQ(ledger->CurrentEpoch(), 2);
    ASSERT_THAT(OverwriteFile(LedgerFile(), 0, AsBytes(whole)), IsOk());
  }
}

TEST_F(LedgerTest, AnEpochStaysWhileABackupNeedsItAndGoesWithIt) {
  ASSERT_OK_AND(auto ledger, Open());
  const Backup backup{.id = BackupId::New(random_),
                      .made = clock_.Now(),
                      .expires = clock_.Now() + std::chrono::days(30),
                      .epoch = 1,
                      .replayed = 7};
  ASSERT_OK_AND(const SecretBytes key, ledger->AddBackup(backup));
  ASSERT_THAT(ledger->BeginEpoch(clock_), IsOk());
  ASSERT_THAT(ledger->DestroyBefore(2), IsOk());
  EXPECT_THAT(ledger->EpochKey(1), IsOk()) << "the backup needs it";
  EXPECT_THAT(ledger->Expire(backup.expires - std::chrono::seconds(1), 2), IsOkAndHolds(IsEmpty()));
  ASSERT_OK_AND(auto again, Open());
  EXPECT_TRUE(*again->BackupKey(backup.id) == key);
  ASSERT_EQ(again->Backups().size(), 1U);
  EXPECT_EQ(again->Backups().front().replayed, 7);

  EXPECT_THAT(ledger->Expire(backup.expires, 2), IsOkAndHolds(ElementsAre(backup.id)));
  EXPECT_THAT(ledger->BackupKey(backup.id), FailsWith(Code::kNotFound));
  EXPECT_THAT(ledger->EpochKey(1), FailsWith(Code::kNotFound));
  ASSERT_OK_AND(auto later, Open());
  EXPECT_THAT(later->BackupKey(backup.id), FailsWith(Code::kNotFound));
  EXPECT_THAT(later->Epochs(), ElementsAre(2));
}

TEST_F(LedgerTest, ABackupOfAnEpochThatIsGoneIsRefused) {
  ASSERT_OK_AND(auto ledger, Open());
  ASSERT_THAT(ledger->BeginEpoch(clock_), IsOk());
  ASSERT_THAT(ledger->DestroyBefore(2), IsOk());
  EXPECT_THAT(ledger->AddBackup({.id = BackupId::New(random_),
                                 .made = clock_.Now(),
                                 .expires = clock_.Now(),
                                 .epoch = 1}),
              FailsWith(Code::kConflict));
}

TEST_F(LedgerTest, AnEpochThatIsNotOverStaysWithoutABackup) {
  ASSERT_OK_AND(auto ledger, Open());
  ASSERT_THAT(ledger->BeginEpoch(clock_), IsOk());
  EXPECT_THAT(ledger->Expire(clock_.Now(), 1), IsOkAndHolds(IsEmpty()))
      << "a rotation is under way: keys are still wrapped under the first";
  EXPECT_THAT(ledger->Epochs(), ElementsAre(1, 2));
}

TEST_F(LedgerTest, TooManyBackupsAreRefusedAndNothingIsLost) {
  WriteFirstFormat(8192);
  ASSERT_OK_AND(auto ledger, Open());
  std::size_t added = 0;
  Status last;
  while (last) {
    const auto key = ledger->AddBackup(
        {.id = BackupId::New(random_), .made = clock_.Now(), .expires = clock_.Now(), .epoch = 4});
    last = key ? Status() : Status(std::unexpected(key.error()));
    if (key) ++added;
  }
  EXPECT_THAT(last, FailsWith(Code::kConflict));
  EXPECT_GT(added, 30U);
  EXPECT_EQ(ledger->Backups().size(), added);
  ASSERT_OK_AND(auto again, Open());
  EXPECT_EQ(again->Backups().size(), added);
}

TEST_F(LedgerTest, WhatWasExportedIsTheSameLedgerUnderAnotherRoot) {
  ASSERT_OK_AND(auto ledger, Open());
  const BackupId id = BackupId::New(random_);
  ASSERT_THAT(
      ledger->AddBackup({.id = id, .made = clock_.Now(), .expires = clock_.Now(), .epoch = 1}),
      IsOk());
  ASSERT_THAT(
      ledger->SetRecovery({.public_key = ToBytes("thirty-two bytes of a public key"), .kit = 3}),
      IsOk());
  ASSERT_THAT(Ledger::Import(folder_ / "recovered", ledger->Export(), random_), IsOk());
  ASSERT_OK_AND(auto recovered, Ledger::Open(folder_ / "recovered", random_));
  EXPECT_TRUE(*recovered->EpochKey(1) == *ledger->EpochKey(1));
  EXPECT_TRUE(*recovered->BackupKey(id) == *ledger->BackupKey(id));
  EXPECT_TRUE(recovered->LogSeed() == ledger->LogSeed());
  EXPECT_EQ(recovered->recovery()->kit, 3);
  EXPECT_NE(TextOf(RootFile()), TextOf(folder_ / "recovered" / "root.key"));
}

TEST_F(LedgerTest, ALedgerFromBeforeThereWereBackupsIsReadAndKeptOn) {
  WriteFirstFormat(65536);
  ASSERT_OK_AND(auto ledger, Open());
  EXPECT_EQ(ledger->CurrentEpoch(), 4);
  EXPECT_THAT(ledger->BeginEpoch(clock_), IsOkAndHolds(5));
  EXPECT_EQ(std::filesystem::file_size(LedgerFile().path()), 65536U);
  ASSERT_OK_AND(auto again, Open());
  EXPECT_EQ(again->CurrentEpoch(), 5);
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
