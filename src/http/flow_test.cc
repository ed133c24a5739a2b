// Bodies that go through piece by piece: what is larger than anything that is held.
#include "http/flow.h"

#include <gmock/gmock.h>

#include "crypto/hash.h"
#include "http/raw_client.h"
#include "http/router.h"
#include "support/matchers.h"

namespace almoner::http {
namespace {

using ::testing::HasSubstr;

constexpr std::uint64_t kMost = 8 << 20;
constexpr std::uint64_t kMostUnread = 64 << 20;

// Bytes that no two pieces have alike.
std::string Large(std::size_t size) {
  std::string text(size, '\0');
  for (std::size_t i = 0; i < size; ++i) text[i] = static_cast<char>('a' + ((i * i) >> 7) % 26);
  return text;
}

std::string Upload(std::string_view path, std::string_view body, std::string_view more = "") {
  return "POST " + std::string(path) + " HTTP/1.1\r\nHost: a.example\r\n" + std::string(more) +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}

// Reads its body piece by piece, and says what came.
Response Digest(const Request& request) {
  crypto::Sha256Stream hash;
  std::uint64_t size = 0;
  Bytes piece(100'000);
  while (request.flow->left() > 0) {
    const auto read = request.flow->Read(piece);
    if (!read) return Response::Plain(503);
    hash.Add(BytesView(piece).first(*read));
    size += *read;
  }
  if (size == 0) return Response::Text("held " + std::to_string(request.body.size()));
  return Response::Text(std::to_string(size) + " " + ToHex(hash.Finish()));
}

// Gives `size` bytes, or as many of them as `gives`.
Response Give(const Request& request, std::uint64_t size, std::uint64_t gives) {
  if (!request.flow->Begin(Response::File("text/plain", ""), size)) return Response::Plain(500);
  const std::string all = Large(gives);
  for (std::string_view rest = all; !rest.empty();) {
    const std::string_view piece = rest.substr(0, 1 << 20);
    if (!request.flow->Write(AsBytes(piece))) break;
    rest.remove_prefix(piece.size());
  }
  return Response::Plain(500);  // not looked at
}

class FlowTest : public testing::Test {
 protected:
  explicit FlowTest(const Limits& limits = {}) {
    using enum Method;
    const auto router = std::make_shared<Router>();
    router->Add(kPost, "/large", Digest, kMost);
    router->Add(kPost, "/unread", [](const Request&) { return Response::Plain(403); }, kMostUnread);
    router->Add(kPost, "/small", Digest);
    router->Add(kGet, "/large", [](const Request& request) { return Give(request, kMost, kMost); });
    router->Add(kGet, "/torn",
                [](const Request& request) { return Give(request, kMost, 1 << 20); });
    server_ = *Server::Start(
        {.address = "127.0.0.1"}, std::nullopt,
        [router](Request& request) { return router->Handle(request); }, random_, clock_, limits, {},
        {.in_pieces = [router](const Request& request) { return router->MostBody(request); },
         .held = {}});
  }
  [[nodiscard]] RawClient Connect() const { return RawClient(server_->port()); }

  crypto::SystemRandom random_;
  FakeClock clock_{"2026-11-21T09:30:00Z"};
  std::unique_ptr<Server> server_;
};

TEST_F(FlowTest, ALargeBodyIsReadPieceByPieceAndTheConnectionGoesOn) {
  RawClient client = Connect();
  const std::string body = Large(5'000'001);
  const std::string said = "5000001 " + ToHex(crypto::Sha256(body));
  EXPECT_EQ(client.Ask(Upload("/large", body)).body, said);
  EXPECT_EQ(client.Ask(Upload("/large", "small")).body, "held 5");
  EXPECT_EQ(client.Ask(Upload("/large", body) + Upload("/small", "next")).body, said);
  EXPECT_EQ(client.ReadAnswer().body, "held 4") << "what came behind the body is the next request";
}

TEST_F(FlowTest, NobodyElseMaySendMoreThanIsHeld) {
  const std::string body = Large(1'048'577);
  EXPECT_EQ(Connect().Ask(Upload("/small", body)).status, 413);
  EXPECT_EQ(Connect().Ask(Upload("/nowhere", body)).status, 413);
  EXPECT_EQ(Connect()
                .Ask("POST /large HTTP/1.1\r\nHost: a.example\r\nContent-Length: 8388609\r\n\r\n")
                .status,
            413);
  EXPECT_EQ(Connect()
                .Ask("POST /large HTTP/1.1\r\nHost: a.example\r\nContent-Length: "
                     "9999999999999999\r\n\r\n")
                .status,
            413);
}

TEST_F(FlowTest, WhoIsToldNoIsToldBeforeTheBodyAndTheConnectionEnds) {
  const std::string answer =
      Connect()
          .Send(
              "POST /unread HTTP/1.1\r\nHost: a.example\r\nContent-Length: 50000000\r\n"
              "Expect: 100-continue\r\n\r\n")
          .ReadAll();
  EXPECT_THAT(answer, HasSubstr("HTTP/1.1 403"));
  EXPECT_THAT(answer, HasSubstr("Connection: close\r\n"));
}

TEST_F(FlowTest, WhoSendsABodyOfMiddlingSizeAllTheSameHearsTheAnswerAndGoesOn) {
  RawClient client = Connect();
  EXPECT_EQ(client.Ask(Upload("/unread", Large(5'000'000))).status, 403);
  EXPECT_EQ(client.Ask(Upload("/small", "next")).body, "held 4");
}

TEST_F(FlowTest, AClientThatWaitsIsToldToGoOnOnceItsBodyIsWanted) {
  RawClient client = Connect();
  const std::string body = Large(2'000'000);
  const std::string request = Upload("/large", body, "Expect: 100-continue\r\n");
  client.Send(request.substr(0, request.size() - body.size()));
  EXPECT_EQ(client.ReadAnswer(false).status, 100);
  EXPECT_EQ(client.Ask(body).body, "2000000 " + ToHex(crypto::Sha256(body)));
  const std::string refused = Upload("/unread", body, "Expect: 100-continue\r\n");
  EXPECT_EQ(Connect().Ask(refused.substr(0, refused.size() - body.size())).status, 403);
}

TEST_F(FlowTest, AClientThatGoesAwayHalfWayIsAnErrorToItsHandlerAlone) {
  RawClient client = Connect();
  const std::string request = Upload("/large", Large(4'000'000));
  client.Send(std::string_view(request).substr(0, 3'000'000)).EndSending();
  EXPECT_THAT(client.ReadAll(), HasSubstr("503"));
  EXPECT_EQ(Connect().Ask(Upload("/small", "more")).body, "held 4");
}

TEST_F(FlowTest, ALargeAnswerIsWrittenPieceByPiece) {
  RawClient client = Connect();
  const Answer answer = client.Ask("GET /large HTTP/1.1\r\nHost: a.example\r\n\r\n");
  EXPECT_EQ(answer.headers.at("content-length"), std::to_string(kMost));
  EXPECT_EQ(answer.headers.at("x-frame-options"), "DENY");
  EXPECT_EQ(crypto::Sha256(answer.body), crypto::Sha256(Large(kMost)));
  EXPECT_EQ(client.Ask(Upload("/small", "next")).body, "held 4");
  EXPECT_EQ(server_->metrics().answers[2], 2U);
}

TEST_F(FlowTest, ToHeadTheLengthIsSaidAndNothingOfTheBodySent) {
  RawClient client = Connect();
  client.Send("HEAD /large HTTP/1.1\r\nHost: a.example\r\n\r\n");
  EXPECT_EQ(client.ReadAnswer(false).headers.at("content-length"), std::to_string(kMost));
  EXPECT_EQ(client.Ask(Upload("/small", "next")).body, "held 4");
}

TEST_F(FlowTest, AnAnswerThatBreaksOffEndsTheConnectionShort) {
  const std::string all = Connect().Send("GET /torn HTTP/1.1\r\nHost: a.example\r\n\r\n").ReadAll();
  EXPECT_THAT(all.substr(0, 400), HasSubstr("Content-Length: 8388608\r\n"));
  EXPECT_LT(all.size(), std::size_t{2} << 20);
}

TEST(FewLargeBodies, OneMoreThanThereMayBeIsToldWhenToComeAgain) {
  crypto::SystemRandom random;
  const FakeClock clock("2026-11-21T09:30:00Z");
  const auto server = *Server::Start(
      {.address = "127.0.0.1"}, std::nullopt, [](Request&) { return Response::Plain(200); }, random,
      clock, {.large_bodies = 0}, {},
      {.in_pieces = {}, .held = [](const Request&) { return true; }});
  const Answer answer = RawClient(server->port()).Ask(Upload("/held", Large(2'000'000)));
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(answer.headers.at("retry-after"), "2");
}

class FewFlowsTest : public FlowTest {
 protected:
  FewFlowsTest() : FlowTest({.flows = 1, .request_body = std::chrono::milliseconds(300)}) {}
};

TEST_F(FewFlowsTest, OneMoreThanThereMayBeIsToldToComeAgainAndOthersGoOn) {
  RawClient slow = Connect();
  const std::string request = Upload("/large", Large(4'000'000));
  slow.Send(std::string_view(request).substr(0, 1'500'000));
  Answer second;
  for (int i = 0; i < 1000 && second.status != 503; ++i)
    second = Connect().Ask(Upload("/large", Large(1'500'000)));
  EXPECT_EQ(second.status, 503);
  EXPECT_EQ(Connect().Ask(Upload("/small", "more")).body, "held 4");
  EXPECT_THAT(slow.ReadAll(), HasSubstr("408")) << "and who is too slow is told so";
  EXPECT_EQ(Connect().Ask(Upload("/large", Large(1'500'000))).status, 200);
}

}  // namespace
}  // namespace almoner::http
