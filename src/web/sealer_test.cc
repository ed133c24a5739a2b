#include "web/sealer.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <thread>

#include "support/world.h"
#include "web/counters.h"

namespace almoner::web {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using ::testing::HasSubstr;

class SealerTest : public ::testing::Test {
 protected:
  std::int64_t Pending() { return World::Must(ReadLogState(world_.app().store())).pending; }
  // Without sleeping; only a failing test waits so long.
  template <class Condition>
  static bool Comes(const Condition& condition) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (!condition())
      if (std::chrono::steady_clock::now() > end) return false;
    return true;
  }
  World& world() { return world_; }

 private:
  World world_;
};

TEST_F(SealerTest, WhatIsPendingIsSealedByItself) {
  const Sealer sealer(world().app(), milliseconds(1));
  ASSERT_TRUE(Comes([&] { return Pending() == 0; }));
  world().AddNote(world().worker(), world().person(), "One more.");
  EXPECT_TRUE(Comes([&] { return Pending() == 0; }));
}

TEST_F(SealerTest, EndingSealsTheRestWithoutWaitingForThePeriod) {
  auto sealer = std::make_unique<Sealer>(world().app(), hours(24));
  ASSERT_TRUE(Comes([&] { return Pending() == 0; }));  // the first round is at once
  world().AddNote(world().worker(), world().person(), "One more.");
  EXPECT_EQ(Pending(), 1);
  sealer.reset();
  EXPECT_EQ(Pending(), 0);
}

TEST_F(SealerTest, AFailureIsSaidOnceAndSoIsItsEnd) {
  const std::filesystem::path witness = world().app().WitnessFile().path();
  World::Must(world().app().log().Seal());
  std::filesystem::rename(witness, witness.string() + ".kept");
  std::filesystem::create_directory(witness);  // no line can be added to a folder
  world().AddNote(world().worker(), world().person(), "One more.");
  ::testing::internal::CaptureStderr();
  const auto before = World::Must(ReadLogState(world().app().store())).sealed;
  {
    const Sealer sealer(world().app(), milliseconds(1));
    ASSERT_TRUE(
        Comes([&] { return World::Must(ReadLogState(world().app().store())).sealed > before; }));
    for (int i = 0; i < 3; ++i)  // each waits for the failing rounds' lock
      EXPECT_FALSE(world().app().log().Seal().has_value());
    std::filesystem::remove(witness);
    std::filesystem::rename(witness.string() + ".kept", witness);
    ASSERT_TRUE(Comes([&] { return world().app().log().Seal().has_value(); }));
  }
  const std::string log = ::testing::internal::GetCapturedStderr();
  const std::size_t first = log.find("Sealing the audit log or copying the event ledger: ");
  ASSERT_NE(first, std::string::npos) << log;
  EXPECT_EQ(log.find("Sealing the audit log or copying the event ledger: ", first + 1),
            std::string::npos)
      << log;
  EXPECT_THAT(log, HasSubstr("The audit log is being sealed and the event ledger copied again."));
}

}  // namespace
}  // namespace almoner::web
