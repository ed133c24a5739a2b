// Several threads, several sealers, and a process that is killed: the log stays one sequence, and
// what was acknowledged is in it.
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <csignal>
#include <random>
#include <thread>

#include "crypto/random.h"
#include "support/audit_log.h"

namespace almoner::audit {
namespace {

class SharedLogTest : public testing::TestWithParam<Engine> {
 protected:
  SharedLogTest() { EXPECT_THAT(store::Migrate(*database_.Open()), IsOk()); }

  TestDatabase database_{GetParam()};
  TempDir folder_;
};
INSTANTIATE_ENGINES(SharedLogTest);

Entry SomeEntry() {
  crypto::SystemRandom random;
  return {EntryId::New(random), *Time::Parse("2026-11-21T09:30:00Z"), "record.read", "allowed"};
}

TEST_P(SharedLogTest, TwoSealersAndFourWritersMakeOneLog) {
  constexpr int kWriters = 4;
  constexpr int kEach = 40;
  std::atomic<int> writing = kWriters;
  std::atomic<std::uint64_t> sealed = 0;
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < kWriters; ++t)
      threads.emplace_back([&] {
        const auto store = database_.Open();
        for (int i = 0; i < kEach; ++i) EXPECT_THAT(AppendTo(*store, SomeEntry()), IsOk());
        --writing;
      });
    for (int t = 0; t < 2; ++t)
      threads.emplace_back([&] {
        const auto store = database_.Open();
        const auto log = *Log::Open(*store, TestSigner(), folder_ / "witness");
        for (bool last = false; !last;) {
          last = writing == 0;
          const auto count = log->Seal();
          EXPECT_THAT(count, IsOk());
          sealed += count.value_or(0);
        }
      });
  }
  EXPECT_EQ(sealed, kWriters * kEach);
  const auto store = database_.Open();
  ASSERT_OK_AND(const Report report, VerifyLog(*store, TestSigner().verifier(),
                                               {.since = {}, .witness = folder_ / "witness"}));
  EXPECT_FALSE(report.damage) << report.text();
  EXPECT_EQ(report.checked, 160U);
  EXPECT_EQ(report.signed_size, 160U);
}

// Appends and seals until it is killed, and tells `acknowledge` each entry that was committed.
[[noreturn]] void WriteForEver(const TestDatabase& database, const OperatorPath& witness,
                               int acknowledge) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  const auto store = database.Open();
  const auto log = Log::Open(*store, TestSigner(), witness);
  const std::jthread sealer([&] {
    while (log && (*log)->Seal()) {
    }
    ::_exit(1);
  });
  for (;;) {
    const Entry entry = SomeEntry();
    const BytesView id = entry.id.bytes();
    if (AppendTo(*store, entry) &&
        ::write(acknowledge, id.data(), id.size()) != static_cast<ssize_t>(id.size()))
      ::_exit(1);
  }
}

// Kills the writing process once it has acknowledged `enough` entries; returns all it acknowledged.
std::vector<EntryId> Acknowledged(const TestDatabase& database, const OperatorPath& witness,
                                  std::size_t enough) {
  std::array<int, 2> pipe{};
  CHECK(::pipe(pipe.data()) == 0);
  const pid_t child = ::fork();
  if (child == 0) WriteForEver(database, witness, pipe[1]);
  ::close(pipe[1]);
  std::vector<EntryId> ids;
  Bytes id(EntryId::kSize);
  while (::read(pipe[0], id.data(), id.size()) == static_cast<ssize_t>(id.size())) {
    ids.push_back(*EntryId::From(id));
    if (ids.size() == enough) ::kill(child, SIGKILL);
  }
  ::close(pipe[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_TRUE(WIFSIGNALED(status)) << "the writer ended by itself";
  return ids;
}

TEST_P(SharedLogTest, AKilledProcessLeavesAWholeLogWithAllItAcknowledged) {
  const unsigned seed = std::random_device()();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  {
    const auto store = database_.Open();
    ASSERT_THAT((*Log::Open(*store, TestSigner(), folder_ / "witness"))->Seal(), IsOk());
  }
  std::vector<EntryId> all;
  for (int round = 0; round < 8; ++round) {
    const auto ids = Acknowledged(database_, folder_ / "witness", 1 + random() % 100);
    all.insert(all.end(), ids.begin(), ids.end());
    const auto store = database_.Open();
    EXPECT_EQ(DamageIn(*store, {.since = {}, .witness = folder_ / "witness"}), "");

    const auto log = *Log::Open(*store, TestSigner(), folder_ / "witness");
    ASSERT_THAT(log->Seal(), IsOk());
    std::vector<EntryId> found;
    ASSERT_OK_AND(const Report report,
                  VerifyLog(*store, log->verifier(), {.since = {}, .witness = folder_ / "witness"},
                            [&](auto, const Entry& entry) { found.push_back(entry.id); }));
    EXPECT_FALSE(report.damage) << report.text();
    EXPECT_EQ(report.signed_size, report.checked);
    EXPECT_EQ(report.pending, 0U);
    std::ranges::sort(all);
    std::ranges::sort(found);
    EXPECT_TRUE(std::ranges::includes(found, all)) << "an acknowledged entry is gone";
  }
}

}  // namespace
}  // namespace almoner::audit
