#include "http/request_parser.h"

#include <gmock/gmock.h>

namespace almoner::http {
namespace {

using ::testing::ElementsAre;
using ::testing::Optional;
using ::testing::Pair;
using State = RequestParser::State;
using Phase = RequestParser::Phase;

const Limits kLimits{};

constexpr std::string_view kPost =
    "POST /people/7?tab=notes HTTP/1.1\r\nHost: a.example\r\nX-Purpose: care\r\n"
    "Content-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello";

// The status that the bytes are refused with; 0 when the parser waits for more, 200 for a request.
int StatusOf(std::string_view bytes, const Limits& limits = kLimits) {
  RequestParser parser(limits);
  switch (parser.Feed(bytes)) {
    case State::kNeedMore:
      return 0;
    case State::kDone:
      return 200;
    case State::kBad:
      return parser.status();
  }
  std::unreachable();
}

int StatusOfByteByByte(std::string_view bytes) {
  RequestParser parser(kLimits);
  for (const char byte : bytes) {
    const State state = parser.Feed({&byte, 1});
    if (state == State::kBad) return parser.status();
    if (state == State::kDone) return 200;
  }
  return 0;
}

std::string Get(std::string_view headers, std::string_view target = "/") {
  std::string text = "GET ";
  return text.append(target)
      .append(" HTTP/1.1\r\nHost: a.example\r\n")
      .append(headers)
      .append("\r\n");
}

TEST(RequestParser, GivesTheWholeRequest) {
  RequestParser parser(kLimits);
  ASSERT_EQ(parser.Feed(kPost), State::kDone);
  const Request request = parser.Take();
  EXPECT_EQ(request.method, Method::kPost);
  EXPECT_EQ(request.path, "/people/7");
  EXPECT_THAT(request.queries, ElementsAre(Pair("tab", "notes")));
  EXPECT_THAT(request.header("x-PURPOSE"), Optional(std::string_view("care")));
  EXPECT_EQ(request.body, "hello");
  EXPECT_TRUE(parser.keep_alive());
}

TEST(RequestParser, WaitsAtEveryByteOfARequestCutShort) {
  for (std::size_t size = 0; size < kPost.size(); ++size)
    EXPECT_EQ(StatusOf(kPost.substr(0, size)), 0) << size;
  EXPECT_EQ(StatusOf(kPost), 200);
}

TEST(RequestParser, GivesTheSameRequestHoweverItIsCut) {
  for (std::size_t cut = 0; cut <= kPost.size(); ++cut) {
    RequestParser parser(kLimits);
    parser.Feed(kPost.substr(0, cut));
    ASSERT_EQ(parser.Feed(kPost.substr(cut)), State::kDone) << cut;
    EXPECT_EQ(parser.Take().body, "hello") << cut;
  }
}

TEST(RequestParser, KeepsWhatBelongsToTheNextRequest) {
  RequestParser parser(kLimits);
  ASSERT_EQ(parser.Feed(std::string(kPost) + Get("", "/second") + "GET /th"), State::kDone);
  EXPECT_EQ(parser.Take().path, "/people/7");
  ASSERT_EQ(parser.Feed(""), State::kDone);
  EXPECT_EQ(parser.Take().path, "/second");
  ASSERT_EQ(parser.Feed(""), State::kNeedMore);
  EXPECT_EQ(parser.phase(), Phase::kHead);
  ASSERT_EQ(parser.Feed("ird HTTP/1.1\r\nHost: a.example\r\n\r\n"), State::kDone);
  EXPECT_EQ(parser.Take().path, "/third");
}

TEST(RequestParser, TellsWhatItWaitsFor) {
  RequestParser parser(kLimits);
  EXPECT_EQ(parser.phase(), Phase::kIdle);
  parser.Feed("P");
  EXPECT_EQ(parser.phase(), Phase::kHead);
  parser.Feed("OST / HTTP/1.1\r\nHost: a.example\r\nContent-Length: 1\r\n\r\n");
  EXPECT_EQ(parser.phase(), Phase::kBody);
}

TEST(RequestParser, ReadsTheBodyOfAGetSoThatItIsNotTakenForARequest) {
  RequestParser parser(kLimits);
  ASSERT_EQ(parser.Feed(Get("Content-Length: 4\r\n") + "GET " + Get("")), State::kDone);
  EXPECT_EQ(parser.Take().body, "GET ");
  EXPECT_EQ(parser.Feed(""), State::kDone);
}

TEST(RequestParser, JoinsARepeatedHeader) {
  RequestParser parser(kLimits);
  ASSERT_EQ(parser.Feed(Get("Accept: a\r\nX: 1\r\nACCEPT: b\r\n")), State::kDone);
  EXPECT_THAT(parser.Take().header("accept"), Optional(std::string_view("a, b")));
}

TEST(RequestParser, KeepsAConnectionOnlyAsTheClientAllows) {
  const auto keeps = [](std::string_view text) {
    RequestParser parser(kLimits);
    EXPECT_EQ(parser.Feed(text), State::kDone);
    parser.Take();
    return parser.keep_alive();
  };
  EXPECT_TRUE(keeps(Get("")));
  EXPECT_TRUE(keeps(Get("Connection: keep-alive\r\n")));
  EXPECT_FALSE(keeps(Get("Connection: Close\r\n")));
  EXPECT_FALSE(keeps(Get("Connection: TE, close\r\n")));
  EXPECT_FALSE(keeps(Get("Connection: TE\r\nConnection: close\r\n")));
  EXPECT_FALSE(keeps("GET / HTTP/1.0\r\n\r\n"));
  EXPECT_FALSE(keeps("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"));
}

TEST(RequestParser, SaysOnceThatTheClientWaitsToBeToldToGoOn) {
  RequestParser parser(kLimits);
  parser.Feed(Get("Expect: 100-Continue\r\nContent-Length: 2\r\n"));
  EXPECT_TRUE(parser.TakeExpectation());
  EXPECT_FALSE(parser.TakeExpectation());
  EXPECT_EQ(parser.Feed("ok"), State::kDone);

  RequestParser eager(kLimits);
  eager.Feed(Get("Expect: 100-continue\r\nContent-Length: 2\r\n") + "o");
  EXPECT_FALSE(eager.TakeExpectation()) << "its body is on the way already";
  EXPECT_EQ(StatusOf(Get("Expect: a-miracle\r\n")), 417);
}

struct Attack {
  const char* name;
  std::string bytes;
  int status;
};

class Attacks : public ::testing::TestWithParam<Attack> {};

TEST_P(Attacks, AreRefusedWholeAndByteByByte) {
  EXPECT_EQ(StatusOf(GetParam().bytes), GetParam().status);
  EXPECT_EQ(StatusOfByteByByte(GetParam().bytes), GetParam().status);
}

std::string Chunked(std::string_view headers, std::string_view body = "0\r\n\r\n") {
  std::string text = "POST / HTTP/1.1\r\nHost: a.example\r\n";
  return text.append(headers).append("\r\n").append(body);
}

INSTANTIATE_TEST_SUITE_P(
    Framing, Attacks,
    ::testing::Values(
        Attack{"ChunkedAndLength", Chunked("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"),
               400},
        Attack{"LengthAndChunked", Chunked("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n"),
               400},
        Attack{"Chunked", Chunked("Transfer-Encoding: chunked\r\n"), 411},
        Attack{"ChunkedInCapitals", Chunked("transfer-encoding: CHUNKED\r\n"), 411},
        Attack{"XChunked", Chunked("Transfer-Encoding: xchunked\r\n"), 501},
        Attack{"ChunkedIdentity", Chunked("Transfer-Encoding: chunked, identity\r\n"), 501},
        Attack{"Gzip", Chunked("Transfer-Encoding: gzip\r\n"), 501},
        Attack{"EmptyCoding", Chunked("Transfer-Encoding:\r\n"), 501},
        Attack{"CodingTwice", Chunked("Transfer-Encoding: gzip\r\nTransfer-Encoding: br\r\n"), 400},
        Attack{"ChunkedInHttp10", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
               400},
        Attack{"SpaceBeforeColon", Chunked("Transfer-Encoding : chunked\r\n"), 400},
        Attack{"TabBeforeColon", Chunked("Content-Length\t: 5\r\n"), 400},
        Attack{"TwoLengths", Chunked("Content-Length: 5\r\nContent-Length: 6\r\n", ""), 400},
        Attack{"TwoEqualLengths", Chunked("Content-Length: 5\r\nContent-Length: 5\r\n", ""), 400},
        Attack{"LengthList", Chunked("Content-Length: 5, 5\r\n", ""), 400},
        Attack{"LengthPlus", Chunked("Content-Length: +5\r\n", ""), 400},
        Attack{"LengthMinus", Chunked("Content-Length: -1\r\n", ""), 400},
        Attack{"LengthLetter", Chunked("Content-Length: 5x\r\n", ""), 400},
        Attack{"LengthHex", Chunked("Content-Length: 0x5\r\n", ""), 400},
        Attack{"LengthEmpty", Chunked("Content-Length:\r\n", ""), 400},
        Attack{"LengthSpace", Chunked("Content-Length: 5 5\r\n", ""), 400},
        Attack{"LengthOver64Bits", Chunked("Content-Length: 99999999999999999999\r\n", ""), 400},
        Attack{"LengthOverTheLimit", Chunked("Content-Length: 1048577\r\n", ""), 413}),
    [](const auto& tested) { return tested.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Lines, Attacks,
    ::testing::Values(
        Attack{"BareLf", "GET / HTTP/1.1\nHost: a.example\n\n", 400},
        Attack{"BareLfInHeaders", "GET / HTTP/1.1\r\nHost: a.example\nX: 1\r\n\r\n", 400},
        Attack{"BareLfAtTheEnd", "GET / HTTP/1.1\r\nHost: a.example\r\n\n", 400},
        Attack{"BareCr", "GET / HTTP/1.1\r\nHost: a.example\r\nX: a\rb\r\n\r\n", 400},
        Attack{"CrCrLf", "GET / HTTP/1.1\r\nHost: a.example\r\nX: a\r\r\n\r\n", 400},
        Attack{"Nul", Get("X: a" + std::string(1, '\0') + "b\r\n"), 400},
        Attack{"Escape", Get("X: \x1b[2J\r\n"), 400}, Attack{"Delete", Get("X: \x7f\r\n"), 400},
        Attack{"NotUtf8", Get("X: \xff\r\n"), 400},
        Attack{"FoldedBySpace", Get("X: a\r\n b\r\n"), 400},
        Attack{"FoldedByTab", Get("X: a\r\n\tb\r\n"), 400},
        Attack{"FoldedRequestLine", "GET / HTTP/1.1\r\n Host: a.example\r\n\r\n", 400},
        Attack{"EmptyLineFirst", "\r\nGET / HTTP/1.1\r\nHost: a.example\r\n\r\n", 400},
        Attack{"SpaceFirst", " GET / HTTP/1.1\r\nHost: a.example\r\n\r\n", 400},
        Attack{"NoColon", Get("Nonsense\r\n"), 400}, Attack{"NoName", Get(": a\r\n"), 400},
        Attack{"NameWithSpace", Get("A b: c\r\n"), 400},
        Attack{"NameWithUtf8", Get("\xc3\xa9: c\r\n"), 400},
        Attack{"TlsHandshake", "\x16\x03\x01\x02\x05", 400}),
    [](const auto& tested) { return tested.param.name; });

INSTANTIATE_TEST_SUITE_P(
    RequestLine, Attacks,
    ::testing::Values(
        Attack{"NoHost", "GET / HTTP/1.1\r\n\r\n", 400},
        Attack{"TwoHosts", Get("Host: b.example\r\n"), 400},
        Attack{"TwoEqualHosts", Get("Host: a.example\r\n"), 400},
        Attack{"EmptyHost", "GET / HTTP/1.1\r\nHost:\r\n\r\n", 400},
        Attack{"BadHost", "GET / HTTP/1.1\r\nHost: a.example/x\r\n\r\n", 400},
        Attack{"BadHostInHttp10", "GET / HTTP/1.0\r\nHost: a b\r\n\r\n", 400},
        Attack{"TwoCookieHeaders", Get("Cookie: a=1\r\nCookie: a=2\r\n"), 400},
        Attack{"TwoCredentials", Get("Authorization: x\r\nAuthorization: y\r\n"), 400},
        Attack{"OtherHostInTarget", Get("", "http://b.example/"), 400},
        Attack{"Traversal", Get("", "/a/../../etc/passwd"), 400},
        Attack{"EncodedTraversal", Get("", "/%2e%2e/etc"), 400},
        Attack{"EncodedNul", Get("", "/a%00.css"), 400},
        Attack{"TwoSpaces", "GET  / HTTP/1.1\r\nHost: a.example\r\n\r\n", 400},
        Attack{"SpaceAfterVersion", "GET / HTTP/1.1 \r\nHost: a.example\r\n\r\n", 400},
        Attack{"NoTarget", "GET HTTP/1.1\r\nHost: a.example\r\n\r\n", 400},
        Attack{"Http09", "GET /\r\n\r\n", 400},
        Attack{"LowerCaseVersion", "GET / http/1.1\r\nHost: a.example\r\n\r\n", 400},
        Attack{"LongVersion", "GET / HTTP/1.10\r\nHost: a.example\r\n\r\n", 400},
        Attack{"Http12", "GET / HTTP/1.2\r\nHost: a.example\r\n\r\n", 505},
        Attack{"Http2Preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505},
        Attack{"Connect", "CONNECT a.example:443 HTTP/1.1\r\nHost: a.example:443\r\n\r\n", 501},
        Attack{"Trace", "TRACE / HTTP/1.1\r\nHost: a.example\r\n\r\n", 501},
        Attack{"LowerCaseMethod", "get / HTTP/1.1\r\nHost: a.example\r\n\r\n", 501},
        Attack{"Asterisk", "OPTIONS * HTTP/1.1\r\nHost: a.example\r\n\r\n", 400}),
    [](const auto& tested) { return tested.param.name; });

TEST(RequestParser, TakesAsMuchAsTheLimitsSayAndNotAByteMore) {
  const Limits small{.header_bytes = 200, .headers = 3, .target = 20, .body = 10};
  const std::string host = "Host: a\r\n";
  const auto line = [](std::size_t size) {
    return "GET /" + std::string(size - 1, 'a') + " HTTP/1.1\r\n";
  };
  EXPECT_EQ(StatusOf(line(20) + host + "\r\n", small), 200);
  EXPECT_EQ(StatusOf(line(21) + host + "\r\n", small), 414);
  EXPECT_EQ(StatusOf("GET /" + std::string(60, 'a'), small), 414) << "the line has not even ended";
  EXPECT_EQ(StatusOf(line(2) + host + "A: 1\r\nB: 2\r\n\r\n", small), 200);
  EXPECT_EQ(StatusOf(line(2) + host + "A: 1\r\nB: 2\r\nC: 3\r\n", small), 431);
  const std::string most = line(2) + host + "A: ";
  EXPECT_EQ(StatusOf(most + std::string(200 - most.size() - 4, 'x') + "\r\n\r\n", small), 200);
  EXPECT_EQ(StatusOf(most + std::string(200 - most.size() - 3, 'x') + "\r\n\r\n", small), 431);
  EXPECT_EQ(StatusOf(line(2) + host + "Content-Length: 10\r\n\r\n0123456789", small), 200);
  EXPECT_EQ(StatusOf(line(2) + host + "Content-Length: 11\r\n\r\n", small), 413);
}

TEST(RequestParser, ReadsALargerBodyOnlyForWhomThereIsAPlace) {
  const Limits small{.body = 10, .large_body = 20};
  const auto post = [](std::string_view path, std::size_t size) {
    return "POST " + std::string(path) +
           " HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(size) + "\r\n\r\n";
  };
  int asked = 0;
  const auto place = std::make_shared<const int>(7);
  const auto larger = [&](const Request& head) -> std::expected<std::shared_ptr<const void>, int> {
    ++asked;
    if (head.path == "/busy") return std::unexpected(503);
    if (head.path != "/large") return std::unexpected(413);
    return place;
  };
  const auto status = [&](const std::string& head) {
    RequestParser parser(small, {}, larger);
    return parser.Feed(head) == State::kBad ? parser.status() : 0;
  };
  EXPECT_EQ(status(post("/small", 10)), 0);
  EXPECT_EQ(asked, 0) << "it is no larger than others";
  EXPECT_EQ(status(post("/small", 11)), 413);
  EXPECT_EQ(status(post("/busy", 11)), 503);
  EXPECT_EQ(status(post("/large", 21)), 413) << "larger than any may be";
  EXPECT_EQ(asked, 2);
  EXPECT_EQ(place.use_count(), 1);

  RequestParser parser(small, {}, larger);
  EXPECT_EQ(parser.Feed(post("/large", 20)), State::kNeedMore);
  EXPECT_EQ(parser.body_size(), 20U);
  EXPECT_EQ(place.use_count(), 2) << "it is held while the body comes";
  EXPECT_EQ(parser.Feed("01234567890123456789"), State::kDone);
  EXPECT_EQ(parser.Take().body.size(), 20U);
  const auto held = parser.TakePlace();
  EXPECT_EQ(held, place);
  EXPECT_FALSE(parser.TakePlace());
}

TEST(RequestParser, StaysBadWhateverComesNext) {
  RequestParser parser(kLimits);
  EXPECT_EQ(parser.Feed("\n"), State::kBad);
  EXPECT_EQ(parser.Feed(kPost), State::kBad);
}

// https://github.com/boostorg/beast/pull/2861: the last chunk in these pieces made Beast 1.81
// abort.
TEST(RequestParser, RefusesTheChunksThatAbortBeastBeforeItSeesThem) {
  RequestParser parser(kLimits);
  EXPECT_EQ(parser.Feed(Chunked("Transfer-Encoding: chunked\r\n", "")), State::kBad);
  for (const char* piece : {"0\r\n", "\r", "\n"}) EXPECT_EQ(parser.Feed(piece), State::kBad);
  EXPECT_EQ(parser.status(), 411);
}

}  // namespace
}  // namespace almoner::http
