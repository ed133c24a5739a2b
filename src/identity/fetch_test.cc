#include "identity/fetch.h"

#include <gmock/gmock.h>

#include <cstdlib>
#include <fstream>

#include "identity/test_server.h"
#include "support/files.h"
#include "support/matchers.h"

namespace almoner::identity {
namespace {

using testing::HasSubstr;
using testing::Not;

Personal<std::string> Text(std::string_view text) { return Personal(std::string(text)); }

TEST(CheckUrlTest, IsHttpsOrThisMachine) {
  for (const std::string_view good : {"https://id.example", "https://id.example:8443/token?a=b",
                                      "https://[2001:db8::1]/a", "http://127.0.0.1:8080/token"})
    EXPECT_THAT(CheckUrl(good), IsOk()) << good;
  const std::string long_one = "https://id.example/" + std::string(2048, 'a');
  for (const std::string_view bad :
       {std::string_view(), std::string_view("id.example"), std::string_view("http://id.example"),
        std::string_view("http://127.0.0.1.example"), std::string_view("http://localhost"),
        std::string_view("http://127.0.0.1@id.example"), std::string_view("https://a@id.example"),
        std::string_view("https://a:b@id.example"), std::string_view("https://id.example/#a"),
        std::string_view("https:///a"), std::string_view("https://id.example:99999"),
        std::string_view("https://id.example/a b"), std::string_view("file:///etc/passwd"),
        std::string_view("https://id.example/\r\nHost: other"), std::string_view(long_one)})
    EXPECT_THAT(CheckUrl(bad), FailsWith(Code::kInvalid)) << bad;
}

TEST(CurlFetcherTest, GetsAndPosts) {
  const TestServer server(TestServer::Answer("200 OK", R"({"a":1})"));
  CurlFetcher fetcher;
  ASSERT_OK_AND(const Fetched got, fetcher.Ask({.url = server.Url()}));
  EXPECT_EQ(got.status, 200);
  EXPECT_EQ(got.body, R"({"a":1})");
  EXPECT_THAT(server.heard(), testing::StartsWith("GET /token?query=of-the-url HTTP/1.1\r\n"));
  EXPECT_THAT(server.heard(), HasSubstr("Accept: application/json\r\n"));
  EXPECT_THAT(server.heard(), Not(HasSubstr("Authorization")));
  ASSERT_THAT(
      fetcher.Ask(
          {.url = server.Url(), .form = Text("code=a%20b"), .authorization = Text("Basic YTpi")}),
      IsOk());
  EXPECT_THAT(server.heard(), testing::StartsWith("POST /token"));
  EXPECT_THAT(server.heard(), HasSubstr("Content-Type: application/x-www-form-urlencoded\r\n"));
  EXPECT_THAT(server.heard(), HasSubstr("Authorization: Basic YTpi\r\n"));
  EXPECT_THAT(server.heard(), testing::EndsWith("\r\n\r\ncode=a%20b"));
}

TEST(CurlFetcherTest, BringsEveryStatusButARedirect) {
  CurlFetcher fetcher;
  for (const std::string_view status : {"204 No", "400 No", "401 No", "500 No"}) {
    const TestServer server(TestServer::Answer(status, ""));
    ASSERT_OK_AND(const Fetched got, fetcher.Ask({.url = server.Url()}));
    EXPECT_EQ(std::to_string(got.status), status.substr(0, 3));
  }
  const TestServer target(TestServer::Answer("200 OK", "{}"));
  for (const std::string_view status : {"301 A", "302 A", "303 A", "307 A", "308 A"}) {
    const TestServer server(TestServer::Answer(status, "", "Location: " + target.Url() + "\r\n"));
    EXPECT_THAT(fetcher.Ask({.url = server.Url()}), FailsWith(Code::kRefused));
  }
  EXPECT_EQ(target.heard(), "");
}

TEST(CurlFetcherTest, ReadsNoMoreThanItsLimit) {
  CurlFetcher fetcher({.most_answer = 1000});
  const TestServer most(TestServer::Answer("200 OK", std::string(1000, 'a')));
  EXPECT_THAT(fetcher.Ask({.url = most.Url()}), IsOk());
  const TestServer more(TestServer::Answer("200 OK", std::string(1001, 'a')));
  EXPECT_THAT(fetcher.Ask({.url = more.Url()}), FailsWith(Code::kRefused));
}

TEST(CurlFetcherTest, WaitsNoLongerThanItsLimit) {
  const TestServer silent("");
  CurlFetcher fetcher({.time = std::chrono::milliseconds(200)});
  const auto got = fetcher.Ask({.url = silent.Url()});
  EXPECT_THAT(got, FailsWith(Code::kUnavailable));
  EXPECT_THAT(got.error().Text(), HasSubstr("in time"));
  EXPECT_THAT(got.error().Text(), Not(HasSubstr("query-of")));
}

TEST(CurlFetcherTest, SaysWhenNobodyAnswersOrSpeaksHttp) {
  std::string url;
  {
    const TestServer gone("x");
    url = gone.Url();
  }
  CurlFetcher fetcher;
  EXPECT_THAT(fetcher.Ask({.url = url}), FailsWith(Code::kUnavailable));
  const TestServer other("SSH-2.0-x\r\n");
  CurlFetcher impatient({.time = std::chrono::milliseconds(500)});
  EXPECT_THAT(impatient.Ask({.url = other.Url()}), FailsWith(Code::kUnavailable));
  EXPECT_THAT(fetcher.Ask({.url = "http://id.example/"}), FailsWith(Code::kInvalid));
}

TEST(CurlFetcherTest, TrustsACertificateOnlyIfItIsToldTo) {
  const TestServer server(TestServer::Answer("200 OK", "{}"), TestServer::Wire::kTls);
  CurlFetcher fetcher;
  EXPECT_THAT(fetcher.Ask({.url = server.Url()}), FailsWith(Code::kRefused));
  EXPECT_EQ(server.heard(), "");
  const TempDir folder;
  const OperatorPath file = folder / "trusted.pem";
  std::ofstream(file.path()) << server.certificate();
  CurlFetcher trusting({.certificates = file});
  EXPECT_THAT(trusting.Ask({.url = server.Url()}), IsOk());
  const TestServer other(TestServer::Answer("200 OK", "{}"), TestServer::Wire::kTls);
  EXPECT_THAT(trusting.Ask({.url = other.Url()}), FailsWith(Code::kRefused));
  CurlFetcher misled({.certificates = folder / "missing.pem"});
  EXPECT_THAT(misled.Ask({.url = server.Url()}), FailsWith(Code::kRefused));
}

TEST(CurlFetcherTest, HeedsNoProxyOfTheEnvironment) {
  const TestServer server(TestServer::Answer("200 OK", "{}"));
  ::setenv("http_proxy", "http://127.0.0.1:1", 1);
  CurlFetcher fetcher;
  EXPECT_THAT(fetcher.Ask({.url = server.Url()}), IsOk());
  ::unsetenv("http_proxy");
}

TEST(CurlFetcherTest, SendsNoHeaderThatBreaksItsLine) {
  CurlFetcher fetcher;
  for (const std::string& bad : {std::string(), std::string("Basic a\r\nX: y"),
                                 std::string("Basic \xc3\xa9"), std::string(9000, 'a')})
    EXPECT_THAT(fetcher.Ask({.url = "http://127.0.0.1:1/", .authorization = Text(bad)}),
                FailsWith(Code::kInvalid));
}

}  // namespace
}  // namespace almoner::identity
