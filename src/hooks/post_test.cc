#include "hooks/post.h"

#include <gmock/gmock.h>

#include <cstdlib>
#include <fstream>

#include "hooks/test_server.h"
#include "support/files.h"
#include "support/matchers.h"

namespace almoner::hooks {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;
using testing::Not;

Endpoint At(std::string_view url) {
  auto endpoint = Endpoint::Parse(url);
  EXPECT_THAT(endpoint, IsOk()) << url;
  return *std::move(endpoint);
}

constexpr std::string_view kBody = R"({"words":"nobody is named here"})";

Result<Answer> PostTo(const TestServer& server, Limits limits = {.inside = true},
                      std::string_view path = "/hook?token=query-of-the-url") {
  return Post(At(server.Url(path)), {{"Content-Type", "application/json"}}, kBody, limits);
}

TEST(EndpointTest, IsHttpsAHostAndAPath) {
  for (const std::string_view good :
       {"https://records.example", "https://records.example:8443/hooks/1?token=a",
        "https://xn--bcher-kva.example/", "https://[2001:db8::1]/a", "http://127.0.0.1:8080/a"})
    EXPECT_THAT(Endpoint::Parse(good), IsOk()) << good;
  EXPECT_EQ(At("https://records.example:8443/a?b=c").host(), "records.example");
  EXPECT_EQ(At("https://[2001:db8::1]/a").host(), "2001:db8::1");
}

TEST(EndpointTest, IsNothingElse) {
  const std::string long_one = "https://records.example/" + std::string(2048, 'a');
  for (const std::string_view bad :
       {std::string_view(), std::string_view("records.example"),
        std::string_view("http://records.example"), std::string_view("http://127.0.0.1.example"),
        std::string_view("http://127.0.0.1@records.example"), std::string_view("http://localhost"),
        std::string_view("file:///etc/passwd"), std::string_view("ftp://records.example"),
        std::string_view("gopher://127.0.0.1"), std::string_view("https://user@records.example"),
        std::string_view("https://user:word@records.example"),
        std::string_view("https://records.example/#a"), std::string_view("https:///a"),
        std::string_view("https://records.example:99999"),
        std::string_view("https://records.example/a b"),
        std::string_view("https://records.example/\r\nHost: other"),
        std::string_view("https://b\xc3\xbc"
                         "cher.example"),
        std::string_view(long_one)})
    EXPECT_THAT(Endpoint::Parse(bad), FailsWith(Code::kInvalid)) << bad;
}

TEST(PostTest, HandsTheBodyOverWithItsHeadersAndBringsTheAnswerBack) {
  const TestServer server([](const Heard&) {
    return TestServer::Reply("201 Created", "X-One:  two \r\n", R"({"a":1})");
  });
  ASSERT_OK_AND(const Answer answer, PostTo(server));
  EXPECT_EQ(answer.status, 201);
  EXPECT_EQ(answer.body, R"({"a":1})");
  EXPECT_THAT(Only(answer.headers, "x-one"), IsOkAndHolds(testing::Eq("two")));
  ASSERT_EQ(server.heard().size(), 1U);
  const Heard heard = server.heard().front();
  EXPECT_EQ(heard.first_line, "POST /hook?token=query-of-the-url HTTP/1.1");
  EXPECT_EQ(heard.body, kBody);
  EXPECT_THAT(Only(heard.headers, "content-type"), IsOkAndHolds(testing::Eq("application/json")));
  EXPECT_THAT(Only(heard.headers, "user-agent"), IsOkAndHolds(testing::Eq("Almoner")));
  EXPECT_THAT(Only(heard.headers, "expect"), FailsWith(Code::kInvalid));
}

TEST(PostTest, TellsEveryStatusButARedirect) {
  for (const std::string_view status :
       {"200 OK", "204 No Content", "400 Bad Request", "410 Gone", "500 Internal Server Error"}) {
    const TestServer server([&](const Heard&) { return TestServer::Reply(status); });
    ASSERT_OK_AND(const Answer answer, PostTo(server));
    EXPECT_EQ(std::to_string(answer.status), status.substr(0, 3));
    EXPECT_FALSE(answer.retry_after);
  }
}

TEST(PostTest, TellsWhenToTryAgain) {
  const TestServer server([](const Heard&) {
    return TestServer::Reply("503 Service Unavailable", "Retry-After: 120\r\n");
  });
  ASSERT_OK_AND(const Answer answer, PostTo(server));
  EXPECT_EQ(answer.retry_after, std::chrono::seconds(120));
}

TEST(PostTest, FollowsNoRedirect) {
  for (const std::string_view status : {"301 Moved", "302 Found", "307 Temporary Redirect"}) {
    const TestServer elsewhere([](const Heard&) { return TestServer::Reply("200 OK"); });
    const TestServer server([&](const Heard&) {
      return TestServer::Reply(status, "Location: " + elsewhere.Url() + "\r\n");
    });
    EXPECT_THAT(PostTo(server), FailsWith(Code::kRefused));
    EXPECT_THAT(elsewhere.heard(), testing::IsEmpty());
  }
}

TEST(PostTest, WaitsSoLongAndNoLonger) {
  const TestServer silent([](const Heard&) { return std::string(); });
  EXPECT_THAT(PostTo(silent, {.time = milliseconds(150), .inside = true}),
              FailsWith(Code::kUnavailable));
  const TestServer halting(
      [](const Heard&) { return std::string("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc"); });
  EXPECT_THAT(PostTo(halting, {.time = milliseconds(150), .inside = true}),
              FailsWith(Code::kUnavailable));
}

TEST(PostTest, ReadsSoMuchAndNoMore) {
  const std::size_t most = Limits{}.most_answer;
  for (const std::size_t size : {most, most + 1}) {
    const TestServer server(
        [&](const Heard&) { return TestServer::Reply("200 OK", "", std::string(size, 'a')); });
    if (size == most)
      EXPECT_THAT(PostTo(server), IsOk());
    else
      EXPECT_THAT(PostTo(server), FailsWith(Code::kRefused));
  }
  const TestServer endless([](const Heard&) {  // and does not say how much
    return "HTTP/1.0 200 OK\r\n\r\n" + std::string(1'000'000, 'a');
  });
  EXPECT_THAT(PostTo(endless), FailsWith(Code::kRefused));
  const TestServer wordy([](const Heard&) {
    std::string headers;
    for (int i = 0; i < 100; ++i) headers += "X-A: " + std::string(1000, 'a') + "\r\n";
    return TestServer::Reply("200 OK", headers);
  });
  EXPECT_THAT(PostTo(wordy), FailsWith(Code::kRefused));
}

TEST(PostTest, GoesInsideOnlyWhenTheSettingsSaySo) {
  const TestServer server([](const Heard&) { return TestServer::Reply("200 OK"); });
  const auto refused = PostTo(server, {});
  ASSERT_THAT(refused, FailsWith(Code::kRefused));
  EXPECT_THAT(refused.error().Text(), HasSubstr("private network"));
  for (const std::string_view url :
       {"https://localhost:1/", "https://[::1]:1/", "https://[::ffff:127.0.0.1]:1/",
        "https://2130706433:1/", "https://0x7f.1:1/", "https://0:1/", "https://169.254.169.254/",
        "https://10.0.0.1/"})
    EXPECT_THAT(Post(At(url), {}, kBody, {}), FailsWith(Code::kRefused)) << url;
  EXPECT_THAT(server.heard(), testing::IsEmpty());
}

TEST(PostTest, HeedsNoProxyOfTheEnvironment) {
  const TestServer proxy([](const Heard&) { return TestServer::Reply("500 Wrong Door"); });
  const TestServer server([](const Heard&) { return TestServer::Reply("200 OK"); });
  for (const char* name : {"http_proxy", "https_proxy", "all_proxy", "ALL_PROXY"})
    ASSERT_EQ(::setenv(name, proxy.Url("").c_str(), 1), 0);
  const auto answer = PostTo(server);
  for (const char* name : {"http_proxy", "https_proxy", "all_proxy", "ALL_PROXY"})
    ASSERT_EQ(::unsetenv(name), 0);
  ASSERT_THAT(answer, IsOk());
  EXPECT_EQ(answer->status, 200);
  EXPECT_THAT(proxy.heard(), testing::IsEmpty());
}

TEST(PostTest, SaysThatNobodyAnswersOrThatThereIsNoTls) {
  // Port 1 belongs to nobody here.
  EXPECT_THAT(Post(At("http://127.0.0.1:1/"), {}, kBody, {.inside = true}),
              FailsWith(Code::kUnavailable));
  const TestServer plain([](const Heard&) { return TestServer::Reply("200 OK"); });
  const std::string url = "https" + plain.Url().substr(4);
  EXPECT_THAT(Post(At(url), {}, kBody, {.time = milliseconds(3000), .inside = true}),
              FailsWith(Code::kRefused));
}

class TlsTest : public testing::Test {
 protected:
  static Result<Answer> Try(const std::string& names, bool trusted) {
    const TestCertificate certificate({.names = names, .usage = "digitalSignature,keyCertSign"});
    const TempDir folder;
    const OperatorPath file = folder / "authority.pem";
    std::ofstream(file.path()) << certificate.Pem();
    const TestServer server([](const Heard&) { return TestServer::Reply("200 OK", "", "sure"); },
                            &certificate);
    Limits limits{.inside = true};
    if (trusted) limits.certificates = file;
    auto answer = PostTo(server, limits);
    EXPECT_EQ(server.heard().size(), answer ? 1U : 0U);  // not a word before it is known who it is
    return answer;
  }
};

TEST_F(TlsTest, TakesACertificateForTheNameThatIsTrusted) {
  ASSERT_OK_AND(const Answer answer, Try("IP:127.0.0.1", true));
  EXPECT_EQ(answer.body, "sure");
}

TEST_F(TlsTest, RefusesOneThatNobodyTrusts) {
  const auto answer = Try("IP:127.0.0.1", false);
  ASSERT_THAT(answer, FailsWith(Code::kRefused));
  EXPECT_THAT(answer.error().Text(), HasSubstr("certificate"));
}

TEST_F(TlsTest, RefusesOneForAnotherName) {
  EXPECT_THAT(Try("DNS:records.example", true), FailsWith(Code::kRefused));
}

TEST(PostTest, SaysWhatHappenedWithoutTheQueryAndWhatWasSent) {
  const TestServer server(
      [](const Heard&) { return TestServer::Reply("302 Found", "Location: /x\r\n", "word-back"); });
  const auto failed = PostTo(server);
  ASSERT_THAT(failed, FailsWith(Code::kRefused));
  EXPECT_THAT(failed.error().Text(), HasSubstr("host 127.0.0.1"));
  for (const std::string_view never : {"query-of-the-url", "nobody is named", "word-back", "hook"})
    EXPECT_THAT(failed.error().Text(), Not(HasSubstr(std::string(never))));
}

TEST(PostTest, SendsNoHeaderThatWouldBeTwo) {
  const TestServer server([](const Heard&) { return TestServer::Reply("200 OK"); });
  const std::vector<Header> wrong = {
      {"A", "b\r\nC: d"}, {"A: b\r\nC", "d"},           {"A", ""}, {"", "a"}, {"A", "b\n"},
      {"A B", "c"},       {"A", std::string(9000, 'a')}};
  for (const Header& header : wrong)
    EXPECT_THAT(Post(At(server.Url()), {header}, kBody, {.inside = true}),
                FailsWith(Code::kInvalid))
        << header.name;
  EXPECT_THAT(server.heard(), testing::IsEmpty());
}

}  // namespace
}  // namespace almoner::hooks
