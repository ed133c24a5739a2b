#include "gdprbench/redis.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>

#include "gdprbench/plain.h"
#include "support/files.h"
#include "support/matchers.h"

namespace almoner::gdprbench {
namespace {

constexpr std::int64_t kRecords = 200;
const Shape kSmall = {.users = 17};

// A server of the test's own, on a socket in a folder of its own.
class Server {
 public:
  explicit Server(const char* sync) {
    std::array<int, 2> ends{};
    if (::pipe(ends.data()) != 0) throw std::runtime_error("no pipe");
    const std::string socket = (folder_ / "redis.sock").path().string();
    const std::string folder = folder_.path().string();
    child_ = ::fork();
    if (child_ == 0) {
      ::dup2(ends[1], STDOUT_FILENO);
      ::execlp("redis-server", "redis-server", "--port", "0", "--unixsocket", socket.c_str(),
               "--dir", folder.c_str(), "--save", "", "--appendonly", "yes", "--appendfsync", sync,
               nullptr);
      ::_exit(127);
    }
    ::close(ends[1]);
    std::string said;
    std::array<char, 4096> some{};
    while (!said.contains("ready to accept connections")) {
      const auto got = ::read(ends[0], some.data(), some.size());
      if (got <= 0) throw std::runtime_error("redis-server did not begin: " + said);
      said.append(some.data(), static_cast<std::size_t>(got));
    }
    said_ = ends[0];
  }
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  ~Server() {
    ::kill(child_, SIGKILL);
    ::waitpid(child_, nullptr, 0);
    ::close(said_);
  }
  [[nodiscard]] OperatorPath socket() const { return folder_ / "redis.sock"; }

 private:
  const TempDir folder_;
  pid_t child_ = -1;
  int said_ = -1;
};

TEST(RedisTest, FindsWhatThePlainTableFinds) {
  const Server server("always");
  const auto redis = OnRedis(server.socket(), 2, kSmall);
  ASSERT_THAT(redis, IsOk());
  const TempDir folder;
  const auto plain = Plain::OnSqlite(folder / "plain.db", kSmall, Peer::kIndexed);
  ASSERT_THAT(plain, IsOk());
  ASSERT_THAT((*redis)->Load(0, kRecords), IsOk());
  ASSERT_THAT((*plain)->Load(0, kRecords), IsOk());
  std::uint64_t seed = 3;
  for (const Workload& workload : Workloads()) {
    Choice choice(workload, kRecords, seed++);
    for (int i = 0; i < 60; ++i) {
      Operation operation = choice.Next((*redis)->last());
      if (operation.kind == Kind::kCreateRecord) {
        operation.k = (*redis)->NewNumber();
        ASSERT_EQ((*plain)->NewNumber(), operation.k);
      }
      const auto theirs = (*plain)->Do(operation);
      ASSERT_THAT(theirs, IsOk());
      ASSERT_THAT((*redis)->Do(operation), IsOkAndHolds(*theirs))
          << workload.name << ": " << Name(operation) << " of number " << operation.k;
    }
  }
  EXPECT_GT((*redis)->Size().value(), 0);
}

TEST(RedisTest, IsNotComparedWhereItAnswersBeforeTheDisk) {
  const Server server("everysec");
  EXPECT_THAT(OnRedis(server.socket(), 1, kSmall), FailsWith(Code::kInvalid));
}

TEST(RedisTest, ThatNobodyIsThereIsSaid) {
  const TempDir folder;
  EXPECT_THAT(OnRedis(folder / "nobody.sock", 1, kSmall), FailsWith(Code::kUnavailable));
}

}  // namespace
}  // namespace almoner::gdprbench
