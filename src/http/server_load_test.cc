// What slow, many and rude clients can do to the others: nothing.
#include <gmock/gmock.h>

#include <latch>
#include <thread>
#include <vector>

#include "http/raw_client.h"

namespace almoner::http {
namespace {

using std::chrono::milliseconds;
using ::testing::HasSubstr;
using ::testing::StartsWith;

Response Ok(const Request&) { return Response::Text("ok"); }

constexpr std::size_t kCrowd = 200;

// One way to be slow: what is sent at once, and what is dripped, byte by byte, after it.
struct Slowness {
  const char* name;
  std::string_view first;
  bool drips;
  bool begins;  // a request; only then is there something to answer, with 408
};

class SlowClients : public ::testing::TestWithParam<Slowness> {
 protected:
  static std::vector<RawClient> Crowd(const TestServer& server) {
    std::vector<RawClient> crowd;
    for (std::size_t i = 0; i < kCrowd; ++i) crowd.push_back(server.Connect());
    for (RawClient& client : crowd) client.Send(GetParam().first);
    return crowd;
  }
};

TEST_P(SlowClients, DoNotKeepOthersFromBeingServed) {
  TestServer server(Ok, {.workers = 1, .queue = 1, .per_client = 2 * kCrowd});
  std::vector<RawClient> crowd = Crowd(server);
  server.WaitUntil([](const Metrics& metrics) { return metrics.open_connections == kCrowd; });
  RawClient probe = server.Connect();
  for (int i = 0; i < 20; ++i) {
    if (GetParam().drips)
      for (RawClient& client : crowd) client.Send("x");
    EXPECT_EQ(probe.Ask(kGet).status, 200);
  }
  EXPECT_EQ(server->metrics().open_connections, kCrowd + 1);
}

TEST_P(SlowClients, AreCutWhenTheirTimeIsUpHoweverTheyDrip) {
  constexpr milliseconds kShort{200};
  constexpr milliseconds kLong{60'000};
  const bool begins = GetParam().begins;
  TestServer server(Ok, {.per_client = 2 * kCrowd,
                         .idle = begins ? kLong : kShort,
                         .header = kShort,
                         .request_body = kShort,
                         .linger = kLong});
  std::vector<RawClient> crowd = Crowd(server);
  for (RawClient& client : crowd) {
    while (GetParam().drips && !client.Readable(1))
      for (RawClient& other : crowd) other.Send("x");
    EXPECT_EQ(client.ReadAnswer().status, begins ? 408 : 0);
    EXPECT_EQ(client.EndSending().ReadAll(), "");
  }
  server.WaitUntil([](const Metrics& metrics) { return metrics.open_connections == 0; });
  EXPECT_EQ(server->metrics().timeouts, begins ? kCrowd : 0);
}

INSTANTIATE_TEST_SUITE_P(
    Crowds, SlowClients,
    ::testing::Values(
        Slowness{"Idle", "", false, false},
        Slowness{"HalfAHead", "GET / HTTP/1.1\r\nHost: a.exam", false, true},
        Slowness{"DrippedHead", "GET / HTTP/1.1\r\nHost: a.example\r\nX: ", true, true},
        Slowness{"SlowBody", "POST / HTTP/1.1\r\nHost: a.example\r\nContent-Length: 100000\r\n\r\n",
                 true, true}),
    [](const auto& tested) { return tested.param.name; });

TEST(SlowReaders, HoldNoWorkerAndAreCut) {
  const std::string large(32 << 20, 'x');
  TestServer server(
      [&](const Request& request) {
        return Response::Text(request.path == "/large" ? large : "ok");
      },
      {.workers = 1, .write = milliseconds(300), .linger = milliseconds(300)});
  std::vector<RawClient> crowd;
  for (int i = 0; i < 4; ++i) {
    crowd.push_back(server.Connect());
    crowd.back().Send("GET /large HTTP/1.1\r\nHost: a.example\r\n\r\n");
  }
  EXPECT_EQ(server.Connect().Ask(kGet).body, "ok");
  server.WaitUntil([](const Metrics& metrics) { return metrics.timeouts == 4; });
  for (RawClient& client : crowd) EXPECT_LT(client.ReadAll().size(), large.size());
}

TEST(IdleConnections, AreClosedWithoutAWord) {
  TestServer server(Ok, {.idle = milliseconds(200)});
  RawClient client = server.Connect();
  EXPECT_EQ(client.Ask(kGet).status, 200);
  EXPECT_EQ(client.ReadAll(), "");
  EXPECT_EQ(server->metrics().timeouts, 0U);
}

TEST(RefusedClients, ThatDoNotCloseAreNotWaitedForLong) {
  TestServer server(Ok, {.linger = milliseconds(100)});
  RawClient client = server.Connect();
  EXPECT_EQ(client.Ask("\n").status, 400);
  server.WaitUntil([](const Metrics& metrics) { return metrics.open_connections == 0; });
}

TEST(ConnectionCaps, OfOneClientCloseOneTooManyAndOpenAgain) {
  TestServer server(Ok, {.per_client = 3});
  std::vector<RawClient> crowd;
  for (int i = 0; i < 3; ++i) {
    crowd.push_back(server.Connect());
    EXPECT_EQ(crowd.back().Ask(kGet).status, 200);
  }
  EXPECT_EQ(server.Connect().ReadAll(), "");
  EXPECT_EQ(server->metrics().refused_connections, 1U);
  crowd.pop_back();
  server.WaitUntil([](const Metrics& metrics) { return metrics.open_connections == 2; });
  EXPECT_EQ(server.Connect().Ask(kGet).status, 200);
}

TEST(ConnectionCaps, HoldForAllThreadsTogether) {
  TestServer server(Ok, {.io_threads = 4, .connections = 8});
  std::vector<RawClient> crowd;
  for (int i = 0; i < 8; ++i) {
    crowd.push_back(server.Connect());
    EXPECT_EQ(crowd.back().Ask(kGet).status, 200);
  }
  for (int i = 0; i < 8; ++i) EXPECT_EQ(server.Connect().ReadAll(), "");
}

// A service that the test holds up: it says that it was entered, then waits to be let go.
class HeldService {
 public:
  Response operator()(const Request&) {
    ++entered_;
    release_.wait();
    return Response::Text("at last");
  }
  [[nodiscard]] int entered() const { return entered_; }
  void LetGo() { release_.count_down(); }

 private:
  std::atomic<int> entered_ = 0;
  std::latch release_{1};
};

TEST(Overload, IsAnswered503AtOnceAndTheRestInTheirTurn) {
  HeldService held;
  TestServer server(std::ref(held), {.workers = 2, .queue = 2});
  std::vector<RawClient> crowd;
  for (int i = 1; i <= 4; ++i) {
    crowd.push_back(server.Connect());
    crowd.back().Send(kGet);
    if (i <= 2)
      server.WaitUntil([&](const Metrics&) { return held.entered() == i; });
    else
      server.WaitUntil([&](const Metrics& metrics) { return metrics.waiting_requests == i - 2U; });
  }
  RawClient late = server.Connect();
  const Answer answer = late.Ask(kGet);
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(answer.headers.at("retry-after"), "2");
  EXPECT_EQ(server->metrics().shed, 1U);
  held.LetGo();
  for (RawClient& client : crowd) EXPECT_EQ(client.ReadAnswer().body, "at last");
  EXPECT_EQ(late.Ask(kGet).status, 200) << "over the same connection";
}

constexpr std::string_view kGetKept = "GET /kept HTTP/1.1\r\nHost: a.example\r\n\r\n";

std::optional<Response> Kept(const Request& request) {
  if (request.path != "/kept") return std::nullopt;
  Response response = Response::Text("");
  response.shared = std::make_shared<const std::string>("kept");
  return response;
}

TEST(AtHand, IsAnsweredWhileEveryWorkerIsBusyAndTheQueueFull) {
  HeldService held;
  TestServer server(std::ref(held), {.workers = 1, .queue = 1}, std::nullopt, Kept);
  RawClient busy = server.Connect();
  busy.Send(kGet);
  server.WaitUntil([&](const Metrics&) { return held.entered() == 1; });
  RawClient waiting = server.Connect();
  waiting.Send(kGet);
  server.WaitUntil([](const Metrics& metrics) { return metrics.waiting_requests == 1; });
  RawClient client = server.Connect();
  const Answer answer = client.Ask(kGetKept);
  EXPECT_EQ(answer.body, "kept");
  EXPECT_EQ(answer.headers.at("content-length"), "4");
  EXPECT_EQ(answer.headers.at("x-content-type-options"), "nosniff");
  EXPECT_EQ(client.Ask(kGet).status, 503) << "what is not at hand waits its turn, or goes";
  held.LetGo();
  EXPECT_EQ(busy.ReadAnswer().body, "at last");
  EXPECT_EQ(waiting.ReadAnswer().body, "at last");
}

TEST(AtHand, KeepsTheOrderOfPipelinedRequests) {
  TestServer server(Ok, {}, std::nullopt, Kept);
  RawClient client = server.Connect();
  std::string all;
  for (int i = 0; i < 50; ++i) all.append(kGetKept).append(kGet);
  client.Send(all);
  for (int i = 0; i < 50; ++i) {
    EXPECT_EQ(client.ReadAnswer().body, "kept");
    EXPECT_EQ(client.ReadAnswer().body, "ok");
  }
}

TEST(AtHand, WhoAsksWithoutEndKeepsNobodyOut) {
  TestServer server(Ok, {.io_threads = 1}, std::nullopt, Kept);
  std::atomic<bool> enough = false;
  std::vector<std::jthread> greedy;
  for (int i = 0; i < 2; ++i)
    greedy.emplace_back([&] {
      std::string many;
      for (int k = 0; k < 200; ++k) many += kGetKept;
      RawClient client = server.Connect();
      while (!enough) {
        client.Send(many);
        for (int k = 0; k < 200; ++k)
          if (client.ReadAnswer().body != "kept") return;
      }
    });
  for (int i = 0; i < 20; ++i) EXPECT_EQ(server.Connect().Ask(kGet).body, "ok");
  enough = true;
}

TEST(AtHand, WhatThrowsIsLeftToTheService) {
  TestServer server(Ok, {}, std::nullopt,
                    [](const Request&) -> std::optional<Response> { throw 7; });  // NOLINT
  EXPECT_EQ(server.Connect().Ask(kGet).body, "ok");
}

TEST(AtHand, AHeadHasNoBody) {
  TestServer server(Ok, {}, std::nullopt, Kept);
  RawClient client = server.Connect();
  client.Send("HEAD /kept HTTP/1.1\r\nHost: a.example\r\n\r\n");
  EXPECT_EQ(client.ReadAnswer(false).headers.at("content-length"), "4");
  EXPECT_EQ(client.Ask(kGet).body, "ok");
}

TEST(Stopping, AnswersWhatIsUnderWayAndClosesTheRest) {
  HeldService held;
  TestServer server(std::ref(held), {.linger = milliseconds(50)});
  RawClient idle = server.Connect();
  RawClient busy = server.Connect();
  busy.Send(kGet);
  server.WaitUntil(
      [&](const Metrics& metrics) { return held.entered() == 1 && metrics.open_connections == 2; });
  std::thread stopping([&] { server->Stop(); });
  EXPECT_EQ(idle.ReadAll(), "");
  held.LetGo();
  const std::string answer = busy.ReadAll();
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(answer, HasSubstr("\r\nConnection: close\r\n"));
  stopping.join();
  EXPECT_FALSE(server.Connect().connected());
  EXPECT_EQ(server->metrics().open_connections, 0U);
}

TEST(Stopping, WaitsForALetterOfARequestOnlySoLong) {
  TestServer server(Ok, {.drain = milliseconds(50)});
  RawClient client = server.Connect();
  client.Send("GET / HT");
  server.WaitUntil([](const Metrics& metrics) { return metrics.open_connections == 1; });
  server->Stop();
  EXPECT_EQ(client.ReadAll(), "");
}

TEST(Stopping, TwiceIsAsGoodAsOnce) {
  TestServer server(Ok);
  EXPECT_EQ(server.Connect().Ask(kGet).status, 200);
  server->Stop();
  server->Stop();
}

TEST(Stopping, InTheMidstOfTrafficLosesNoAnswerThatWasBegun) {
  TestServer server(Ok, {.workers = 4});
  std::vector<std::jthread> clients;
  std::atomic<int> asked = 0;
  std::atomic<int> broken = 0;
  for (int i = 0; i < 8; ++i)
    clients.emplace_back([&] {
      RawClient client = server.Connect();
      while (true) {
        const std::string text = client.Send(kGet).ReadAnswer().body;
        if (text.empty()) return;
        if (text != "ok") ++broken;
        ++asked;
      }
    });
  server.WaitUntil([&](const Metrics&) { return asked > 500; });
  server->Stop();
  clients.clear();
  EXPECT_EQ(broken, 0);
  EXPECT_EQ(server->metrics().answers[2], static_cast<std::uint64_t>(asked));
}

}  // namespace
}  // namespace almoner::http
