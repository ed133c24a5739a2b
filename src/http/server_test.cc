#include "http/server.h"

#include <gmock/gmock.h>

#include <stdexcept>
#include <thread>

#include "http/raw_client.h"
#include "http/router.h"
#include "support/matchers.h"

namespace almoner::http {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

// Says what it was asked: "POST /path body".
Response Echo(const Request& request) {
  return Response::Text(std::string(Name(request.method)) + " " + request.path + " " +
                        request.body);
}

std::string Get(std::string_view path, std::string_view headers = "") {
  std::string text = "GET ";
  return text.append(path)
      .append(" HTTP/1.1\r\nHost: a.example\r\n")
      .append(headers)
      .append("\r\n");
}

std::string Post(std::string_view body) {
  return "POST / HTTP/1.1\r\nHost: a.example\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\n\r\n" + std::string(body);
}

TEST(Server, AnswersARequestWithAllItsHeaders) {
  TestServer server(Echo);
  const Answer answer = server.Connect().Ask(Get("/a"));
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "GET /a ");
  EXPECT_EQ(answer.headers.at("date"), "Sat, 21 Nov 2026 09:30:00 GMT");
  EXPECT_EQ(answer.headers.at("x-request-id").size(), 32U);
  EXPECT_EQ(answer.headers.at("x-frame-options"), "DENY");
  EXPECT_FALSE(answer.headers.contains("server"));
  EXPECT_FALSE(answer.headers.contains("connection"));
  EXPECT_FALSE(answer.headers.contains("strict-transport-security"));
}

TEST(Server, ServesManyRequestsOverOneConnection) {
  TestServer server(Echo);
  RawClient client = server.Connect();
  for (int i = 0; i < 50; ++i) {
    const std::string body = std::to_string(i);
    EXPECT_EQ(client.Ask(Post(body)).body, "POST / " + body);
  }
  EXPECT_EQ(server->metrics().open_connections, 1U);
  EXPECT_EQ(server->metrics().answers[2], 50U);
}

TEST(Server, AnswersPipelinedRequestsInTheirOrder) {
  TestServer server(Echo);
  RawClient client = server.Connect();
  std::string requests;
  for (int i = 0; i < 200; ++i)
    requests += i % 2 == 0 ? Get("/" + std::to_string(i)) : Post(std::to_string(i));
  client.Send(requests);
  for (int i = 0; i < 200; ++i)
    EXPECT_EQ(client.ReadAnswer().body,
              i % 2 == 0 ? "GET /" + std::to_string(i) + " " : "POST / " + std::to_string(i));
}

TEST(Server, GivesEveryRequestItsOwnNumberAndItsHandlerTheSame) {
  TestServer server([](const Request& request) { return Response::Text(request.id); });
  RawClient client = server.Connect();
  const Answer first = client.Ask(Get("/", "X-Request-Id: mine\r\n"));
  const Answer second = client.Ask(Get("/"));
  EXPECT_EQ(first.headers.at("x-request-id"), first.body);
  EXPECT_NE(first.body, second.body);
  EXPECT_NE(first.body, "mine");
}

TEST(Server, TellsTheHandlerWhoAsks) {
  TestServer server([](const Request& request) { return Response::Text(request.client.Expose()); });
  EXPECT_EQ(server.Connect().Ask(Get("/")).body, "127.0.0.1");
}

TEST(Server, LeavesOutTheBodyOfAnAnswerToHead) {
  TestServer server(Echo);
  RawClient client = server.Connect();
  client.Send("HEAD /a HTTP/1.1\r\nHost: a.example\r\n\r\n" + Get("/b"));
  EXPECT_EQ(client.ReadAnswer(false).headers.at("content-length"), "8");
  EXPECT_EQ(client.ReadAnswer().body, "GET /b ");
}

TEST(Server, SendsNoBodyWhereTheStatusAllowsNone) {
  TestServer server([](const Request&) { return Response{.status = 204, .body = "stray"}; });
  RawClient client = server.Connect();
  client.Send(Get("/") + Get("/"));
  EXPECT_EQ(client.ReadAnswer().status, 204);
  EXPECT_EQ(client.ReadAnswer().status, 204);
}

TEST(Server, ClosesWhenTheClientAsksItTo) {
  TestServer server(Echo);
  const std::string answer = server.Connect().Send(Get("/", "Connection: close\r\n")).ReadAll();
  EXPECT_THAT(answer, HasSubstr("\r\nConnection: close\r\n"));
  EXPECT_THAT(server.Connect().Send("GET / HTTP/1.0\r\n\r\n").ReadAll(),
              StartsWith("HTTP/1.1 200 OK\r\n"));
}

TEST(Server, RefusesWhatIsMalformedWithASentenceAndCloses) {
  TestServer server(Echo, {.linger = std::chrono::seconds(60)});
  const std::pair<std::string, int> refused[] = {
      {"GET / HTTP/1.1\r\n\r\n", 400},
      {"GET / HTTP/1.1\nHost: a\n\n", 400},
      {Get("/../etc/passwd"), 400},
      {Get("/", "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n"), 400},
      {Get("/", "Transfer-Encoding: chunked\r\n"), 411},
      {Get("/", "Content-Length: 10485760\r\n") + std::string(2'000'000, 'x'), 413},
      {Get("/" + std::string(5000, 'a')), 414},
      {Get("/", "X: " + std::string(64 * 1024, 'a') + "\r\n"), 431},
      {"BREW / HTTP/1.1\r\nHost: a.example\r\n\r\n", 501},
      {"GET / HTTP/3.0\r\nHost: a.example\r\n\r\n", 505},
  };
  for (const auto& [request, status] : refused) {
    RawClient client = server.Connect();
    const Answer answer = client.Ask(request);
    EXPECT_EQ(answer.status, status) << request.substr(0, 80);
    EXPECT_EQ(answer.body, Response::Plain(status).body);
    EXPECT_EQ(answer.headers.at("connection"), "close");
    EXPECT_EQ(answer.headers.at("x-content-type-options"), "nosniff");
    EXPECT_EQ(client.EndSending().ReadAll(), "");
  }
}

TEST(Server, NeverReadsASmuggledRequest) {
  std::atomic<int> served = 0;
  TestServer server([&](const Request& request) {
    ++served;
    return Echo(request);
  });
  const std::string smuggled = "0\r\n\r\n" + Get("/admin");
  for (const char* headers :
       {"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n", "Transfer-Encoding: chunked\r\n",
        "Transfer-Encoding: xchunked\r\n", "Content-Length: 0\r\nContent-Length: 90\r\n"})
    EXPECT_THAT(server.Connect().Send(Get("/", headers) + smuggled).EndSending().ReadAll(),
                Not(HasSubstr("admin")));
  EXPECT_EQ(served, 0);
}

// https://github.com/boostorg/beast/pull/2861: these three segments made Beast 1.81 abort the
// process.
TEST(Server, SurvivesTheChunksThatAbortBeast) {
  TestServer server(Echo);
  RawClient client = server.Connect();
  EXPECT_EQ(
      client.Ask("POST / HTTP/1.1\r\nHost: a.example\r\nTransfer-Encoding: chunked\r\n\r\n").status,
      411);
  for (const char* segment : {"0\r\n", "\r", "\n"}) client.Send(segment);
  client.EndSending().ReadAll();
  EXPECT_EQ(server.Connect().Ask(Get("/")).status, 200);
}

TEST(Server, SurvivesClientsThatLeaveAtAnyByte) {
  TestServer server(Echo);
  const std::string request = Post("hello");
  for (std::size_t size = 0; size < request.size(); ++size)
    EXPECT_EQ(server.Connect().Send(request.substr(0, size)).EndSending().ReadAll(), "");
  server.WaitUntil([](const Metrics& metrics) { return metrics.open_connections == 0; });
  EXPECT_EQ(server.Connect().Ask(request).status, 200);
}

TEST(Server, SurvivesClientsThatLeaveBeforeTheirAnswer) {
  TestServer server([](const Request&) { return Response::Text(std::string(1 << 20, 'x')); });
  for (int i = 0; i < 50; ++i) {
    const RawClient client = RawClient(server->port());
    const linger reset{.l_onoff = 1, .l_linger = 0};  // closing sends RST
    ::setsockopt(client.socket(), SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
    ::send(client.socket(), kGet.data(), kGet.size(), MSG_NOSIGNAL);
  }
  EXPECT_EQ(server.Connect().Ask(Get("/")).body.size(), 1U << 20);
}

TEST(Server, SendsALargeAnswerWhole) {
  std::string large;
  for (int i = 0; large.size() < 5'000'000; ++i) large += std::to_string(i);
  TestServer server([&](const Request&) { return Response::Text(large); });
  RawClient client = server.Connect();
  EXPECT_EQ(client.Ask(Get("/")).body, large);
  EXPECT_EQ(client.Ask(Get("/")).body, large);
}

TEST(Server, WhoIsStillSendingWhatWasRefusedHearsSoInTheEnd) {
  const auto pause = std::chrono::milliseconds(300);
  TestServer server(Echo, {.linger = pause / 10});
  RawClient client = server.Connect();
  client.Send(Get("/", "Content-Length: 10485760\r\n"));
  for (int piece = 0; piece < 3; ++piece) {
    std::this_thread::sleep_for(pause);
    EXPECT_EQ(server->metrics().open_connections, 1U);
    client.Send(std::string(100'000, 'x'));
  }
  EXPECT_EQ(client.ReadAnswer().status, 413);
}

TEST(Server, TellsAClientThatWaitsToSendItsBody) {
  TestServer server(Echo);
  RawClient client = server.Connect();
  client.Send(
      "POST / HTTP/1.1\r\nHost: a.example\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
  EXPECT_EQ(client.ReadAnswer().status, 100);
  EXPECT_EQ(client.Ask("ok").body, "POST / ok");
  EXPECT_EQ(client
                .Ask("POST / HTTP/1.1\r\nHost: a.example\r\nExpect: 100-continue\r\n"
                     "Content-Length: 9999999\r\n\r\n")
                .status,
            413);
}

TEST(Server, Answers500WhenAHandlerThrowsAndSaysNothingOfWhy) {
  TestServer server([](const Request& request) -> Response {
    if (request.path == "/int") throw 7;  // NOLINT: anything can be thrown
    throw std::runtime_error("Ada Field, born 1815");
  });
  for (const char* path : {"/", "/int"}) {
    RawClient client = server.Connect();
    const Answer answer = client.Ask(Get(path));
    EXPECT_EQ(answer.status, 500);
    EXPECT_EQ(answer.body, Response::Plain(500).body);
    EXPECT_EQ(client.Ask(Get(path)).status, 500) << "and goes on with the connection";
  }
  EXPECT_EQ(server->metrics().handler_failures, 4U);
  EXPECT_EQ(server->metrics().answers[5], 4U);
}

TEST(Server, Answers500InPlaceOfAnAnswerThatWouldSplit) {
  TestServer server(
      [](const Request& request) { return Response::Redirect(request.query("to").value_or("")); });
  const Answer answer = server.Connect().Ask(Get("/?to=%2Fa%0d%0aSet-Cookie:%20x=1"));
  EXPECT_EQ(answer.status, 500);
  EXPECT_FALSE(answer.headers.contains("set-cookie"));
}

TEST(Server, RunsARouter) {
  Router router;
  router.Add(Method::kGet, "/people/{id}",
             [](const Request& request) { return Response::Text(*request.param("id")); });
  TestServer server([&](Request& request) { return router.Handle(request); });
  EXPECT_EQ(server.Connect().Ask(Get("/people/caf%C3%A9")).body, "café");
  EXPECT_EQ(server.Connect().Ask(Get("/nothing")).status, 404);
  EXPECT_EQ(server.Connect().Ask(Post("")).status, 404);
}

TEST(Server, WillNotShareItsPortWithAnother) {
  TestServer server(Echo);
  crypto::SystemRandom random;
  const SystemClock clock;
  EXPECT_THAT(Server::Start({.address = "127.0.0.1", .port = server->port()}, std::nullopt, Echo,
                            random, clock),
              FailsWith(Code::kUnavailable));
}

TEST(Server, DoesNotStartAtWhatIsNoAddress) {
  crypto::SystemRandom random;
  const SystemClock clock;
  for (const char* address : {"", "localhost", "999.0.0.1", "[::1]"})
    EXPECT_THAT(Server::Start({.address = address}, std::nullopt, Echo, random, clock),
                FailsWith(Code::kInvalid));
  EXPECT_THAT(Server::Start({.address = "192.0.2.1"}, std::nullopt, Echo, random, clock),
              FailsWith(Code::kUnavailable));
}

}  // namespace
}  // namespace almoner::http
