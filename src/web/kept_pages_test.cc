#include "web/kept_pages.h"

#include <gmock/gmock.h>

#include "app/theme.h"
#include "http/cookie.h"
#include "web/doors.h"
#include "web/test_site.h"

namespace almoner::web {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::atomic<int> made = 0;

void AddDoors(http::Router& router, Site& site) {
  router.Add(http::Method::kGet, "/alike", Public(site, [](Site& at, const http::Request& request) {
               return Same(at, request, []() -> Result<http::Response> {
                 return http::Response::Html("number " + std::to_string(++made));
               });
             }));
  router.Add(http::Method::kGet, "/moody", Public(site, [](Site& at, const http::Request& request) {
               return Same(at, request, []() -> Result<http::Response> {
                 return http::Response::Html("not now " + std::to_string(++made), 503);
               });
             }));
  router.Add(http::Method::kGet, "/form", Public(site, [](Site& at, const http::Request& request) {
               return SameForm(at, request, [&]() -> Result<http::Response> {
                 ++made;
                 const std::string secret =
                     request.cookie("__Host-form").value_or(std::string(64, 'a'));
                 http::Response page = http::Response::Html("<form " + secret + ">");
                 page.headers.push_back(http::SetCookie({.name = "__Host-form", .value = secret}));
                 return page;
               });
             }));
}

class KeptPagesTest : public WebTest {
 protected:
  KeptPagesTest() : WebTest({AddDoors}) { made = 0; }
};

TEST_F(KeptPagesTest, APageIsMadeOnceAndGivenToEverybody) {
  const Reply first = NewBrowser().Get("/alike");
  const Reply second = NewBrowser().Get("/alike?a=b", {{"Cookie", "__Host-session=x"}});
  EXPECT_EQ(first.status, 200);
  EXPECT_EQ(first.body, "number 1");
  EXPECT_EQ(second.body, first.body);
  EXPECT_EQ(second.header("etag"), first.header("etag"));
  EXPECT_EQ(second.header("content-type"), "text/html; charset=utf-8");
  EXPECT_EQ(second.header("cache-control"), "no-store");
  EXPECT_THAT(second.header("content-security-policy"), HasSubstr("default-src 'none'"));
  EXPECT_NE(first.header("x-request-id"), second.header("x-request-id"));
}

TEST_F(KeptPagesTest, WhoHasThePageIsToldThatItIsTheSame) {
  const std::string tag = NewBrowser().Get("/alike").header("etag");
  const Reply again = NewBrowser().Get("/alike", {{"If-None-Match", tag}});
  EXPECT_EQ(again.status, 304);
  EXPECT_EQ(again.body, "");
  EXPECT_EQ(NewBrowser().Get("/alike", {{"If-None-Match", "\"another\""}}).status, 200);
}

TEST_F(KeptPagesTest, HeadHasTheLengthAndNoPage) {
  NewBrowser().Get("/alike");
  const Reply head = NewBrowser().Send("HEAD", "/alike", {}, "");
  EXPECT_EQ(head.header("content-length"), "8");
  EXPECT_EQ(head.body, "");
  EXPECT_EQ(NewBrowser().Send("POST", "/alike", {}, "").status, 405);
}

TEST_F(KeptPagesTest, AnotherVersionOfTheNoticeMakesItAnew) {
  EXPECT_EQ(NewBrowser().Get("/alike").body, "number 1");
  ASSERT_THAT(world().app().Reload(), IsOk());
  EXPECT_EQ(NewBrowser().Get("/alike").body, "number 2");
  EXPECT_EQ(NewBrowser().Get("/alike").body, "number 2");
}

TEST_F(KeptPagesTest, AnotherLookOfThePagesMakesItAnew) {
  EXPECT_EQ(NewBrowser().Get("/alike").body, "number 1");
  ASSERT_THAT(app::SetTheme(world().app(), world().officer(), {.name = "Fen", .colour = ""}),
              IsOk());
  EXPECT_EQ(NewBrowser().Get("/alike").body, "number 2");
  EXPECT_EQ(NewBrowser().Get("/alike").body, "number 2");
}

TEST_F(KeptPagesTest, WhatFailedIsNotKept) {
  EXPECT_EQ(NewBrowser().Get("/moody").body, "not now 1");
  EXPECT_EQ(NewBrowser().Get("/moody").body, "not now 2");
}

TEST_F(KeptPagesTest, AFormHasASecretOfItsOwnForEachBrowser) {
  const auto secret = [](const Reply& reply) { return Between(reply.body, "<form ", ">"); };
  const auto cookie = [](const Reply& reply) {
    return Between(reply.headers.find("set-cookie")->second, "__Host-form=", ";");
  };
  NewBrowser().Get("/form");
  const Reply one = NewBrowser().Get("/form");
  const Reply two = NewBrowser().Get("/form");
  EXPECT_EQ(made, 1);
  for (const Reply* reply : {&one, &two}) {
    EXPECT_THAT(secret(*reply), testing::MatchesRegex("[0-9a-f]{64}"));
    EXPECT_EQ(secret(*reply), cookie(*reply));
    EXPECT_THAT(secret(*reply), Not(HasSubstr("aaaaaaaa")));
    EXPECT_FALSE(reply->headers.contains("etag"));
  }
  EXPECT_NE(secret(one), secret(two));
}

TEST_F(KeptPagesTest, AFormIsMadeAnewForWhoBringsACookieOrAQuestion) {
  NewBrowser().Get("/form");
  const std::string mine(64, 'b');
  const Reply reply = NewBrowser().Get("/form", {{"Cookie", "__Host-form=" + mine}});
  EXPECT_EQ(reply.body, "<form " + mine + ">");
  EXPECT_EQ(made, 2);
  NewBrowser().Get("/form?next=/people");
  EXPECT_EQ(made, 3);
  EXPECT_THAT(NewBrowser().Get("/form").body, Not(HasSubstr(mine))) << "nobody gets another's";
}

}  // namespace
}  // namespace almoner::web
