#include "http/wire.h"

#include <gmock/gmock.h>

#include <boost/json.hpp>

#include "support/matchers.h"

namespace almoner::http {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;
using ::testing::StartsWith;

Sending At(std::string_view time, bool tls = false, bool close = false) {
  return {.request_id = "r1", .now = *Time::Parse(time), .tls = tls, .close = close};
}

std::string Written(const Response& response, bool tls = false, bool close = false) {
  return WriteHead(response, At("2026-11-21T09:30:05.25Z", tls, close)).value();
}

TEST(AnswerHead, HasItsLengthDateAndRequestId) {
  const std::string head = Written(Response::Text("four", 404));
  EXPECT_THAT(head,
              StartsWith("HTTP/1.1 404 Not Found\r\nContent-Type: text/plain; charset=utf-8\r\n"));
  EXPECT_THAT(head, HasSubstr("\r\nContent-Length: 4\r\n"));
  EXPECT_THAT(head, HasSubstr("\r\nDate: Sat, 21 Nov 2026 09:30:05 GMT\r\n"));
  EXPECT_THAT(head, HasSubstr("\r\nX-Request-Id: r1\r\n"));
  EXPECT_THAT(head, Not(HasSubstr("Server:")));
  EXPECT_TRUE(head.ends_with("\r\n\r\n"));
}

TEST(AnswerHead, DatesAsRfc9110Does) {
  const std::string head = *WriteHead(Response{}, At("1994-11-06T08:49:37Z"));
  EXPECT_THAT(head, HasSubstr("\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n"));
}

TEST(AnswerHead, SaysOnlyOfTheLastAnswerThatItCloses) {
  EXPECT_THAT(Written({}), Not(HasSubstr("Connection:")));
  EXPECT_THAT(Written({}, false, true), HasSubstr("\r\nConnection: close\r\n"));
}

TEST(AnswerHead, AlwaysCarriesTheSecurityHeaders) {
  for (const Response& response :
       {Response::Html("x"), Response::Json("{}"), Response::Plain(500)}) {
    const std::string head = Written(response);
    for (const char* header :
         {"X-Content-Type-Options: nosniff", "X-Frame-Options: DENY",
          "Referrer-Policy: no-referrer", "Cross-Origin-Resource-Policy: same-origin",
          "Cross-Origin-Opener-Policy: same-origin",
          "Permissions-Policy: camera=(), microphone=(), geolocation=(), payment=()",
          "Cache-Control: no-store",
          "Content-Security-Policy: default-src 'none'; script-src 'self' "})
      EXPECT_THAT(head, HasSubstr(std::string("\r\n") + header));
  }
}

TEST(AnswerHead, PromisesHstsOverTlsOnly) {
  constexpr const char* kHsts =
      "\r\nStrict-Transport-Security: max-age=63072000; includeSubDomains\r\n";
  EXPECT_THAT(Written({}, true), HasSubstr(kHsts));
  EXPECT_THAT(Written({}, false), Not(HasSubstr("Strict-Transport")));
}

TEST(AnswerHead, LetsAHandlerOverrideCachingAndContentPolicyOnly) {
  const std::string head = Written(Response::File("text/css", "")
                                       .With("cache-control", "max-age=60")
                                       .With("Content-Security-Policy", "sandbox")
                                       .With("X-Frame-Options", "ALLOWALL")
                                       .With("Strict-Transport-Security", "max-age=0"));
  EXPECT_THAT(head, HasSubstr("cache-control: max-age=60\r\n"));
  EXPECT_THAT(head, HasSubstr("Content-Security-Policy: sandbox\r\n"));
  EXPECT_THAT(head, HasSubstr("X-Frame-Options: DENY\r\n"));
  for (const char* gone : {"no-store", "default-src", "ALLOWALL", "max-age=0"})
    EXPECT_THAT(head, Not(HasSubstr(gone)));
}

TEST(AnswerHead, LeavesFramingToTheServer) {
  const std::string head = Written(Response::Text("abc")
                                       .With("Content-Length", "99")
                                       .With("Transfer-Encoding", "chunked")
                                       .With("Connection", "upgrade")
                                       .With("Server", "x")
                                       .With("X-Request-Id", "mine"));
  EXPECT_THAT(head, HasSubstr("Content-Length: 3\r\n"));
  for (const char* gone : {"99", "chunked", "upgrade", "Server", "mine"})
    EXPECT_THAT(head, Not(HasSubstr(gone)));
}

TEST(AnswerHead, HasNoLengthWhereThereCanBeNoBody) {
  EXPECT_THAT(Written({.status = 204}), Not(HasSubstr("Content-Length")));
  EXPECT_THAT(Written({.status = 304}), Not(HasSubstr("Content-Length")));
}

TEST(AnswerHead, IsRefusedWhenAHeaderWouldWriteTheRestOfTheAnswer) {
  for (const char* value : {"/a\r\nSet-Cookie: x=1", "/a\nb", "/a\rb", "\x01"})
    EXPECT_THAT(WriteHead(Response::Redirect(value), At("2026-11-21T09:30:00Z")),
                FailsWith(Code::kInternal));
  EXPECT_THAT(WriteHead(Response{}.With("a b", "c"), At("2026-11-21T09:30:00Z")),
              FailsWith(Code::kInternal));
  for (const int status : {0, 99, 100, 101, 199, 600, -1})
    EXPECT_THAT(WriteHead({.status = status}, At("2026-11-21T09:30:00Z")),
                FailsWith(Code::kInternal));
}

TEST(Responses, AreOfTheirTypes) {
  EXPECT_THAT(Written(Response::Html("")), HasSubstr("Content-Type: text/html; charset=utf-8\r\n"));
  EXPECT_THAT(Written(Response::Json("")), HasSubstr("Content-Type: application/json\r\n"));
  const std::string redirect = Written(Response::Redirect("/next?a=b%20c"));
  EXPECT_THAT(redirect, StartsWith("HTTP/1.1 303 See Other\r\n"));
  EXPECT_THAT(redirect, HasSubstr("Location: /next?a=b%20c\r\n"));
}

TEST(Responses, OfEveryRefusalHaveASentence) {
  for (const int status : {400, 404, 405, 408, 411, 413, 414, 417, 431, 500, 501, 503, 505})
    EXPECT_THAT(Response::Plain(status).body, MatchesRegex("[A-Z].*[.]\n")) << status;
}

TEST(Problems, AreRfc9457AndCarryMore) {
  const Response plain = Response::Problem(404, "There is no such request.");
  EXPECT_EQ(
      plain.body,
      R"({"type":"about:blank","title":"Not Found","status":404,"detail":"There is no such request."})");
  EXPECT_THAT(Written(plain), HasSubstr("Content-Type: application/problem+json\r\n"));
  const Response more =
      Response::Problem(403, "No.", {{"title", "Refused by the notice"}, {"clause", "5.2"}});
  EXPECT_EQ(more.body, R"({"type":"about:blank","title":"Refused by the notice","status":403,)"
                       R"("detail":"No.","clause":"5.2"})");
}

}  // namespace
}  // namespace almoner::http
