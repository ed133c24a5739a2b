#include "http/cookie.h"

#include <gmock/gmock.h>

#include "http/request.h"

namespace almoner::http {
namespace {

using ::testing::Optional;
using ::testing::Pair;

TEST(CookieHeader, GivesTheValueOfAName) {
  EXPECT_THAT(FindCookie("a=1; __Host-session=abc.d_e-f; b=2", "__Host-session"),
              Optional(std::string("abc.d_e-f")));
  EXPECT_THAT(FindCookie("a=1;b=2", "b"), Optional(std::string("2")));
  EXPECT_THAT(FindCookie("a==", "a"), Optional(std::string("=")));
  EXPECT_THAT(FindCookie("a=", "a"), Optional(std::string()));
}

TEST(CookieHeader, IsSearchedByTheWholeNameInItsCase) {
  EXPECT_EQ(FindCookie("xa=1; ab=2; A=3", "a"), std::nullopt);
  EXPECT_EQ(FindCookie("", "a"), std::nullopt);
  EXPECT_EQ(FindCookie("a", "a"), std::nullopt);
  EXPECT_EQ(FindCookie("b=a=1", "a"), std::nullopt);
}

TEST(CookieHeader, WithTwoValuesForANameGivesNone) {
  EXPECT_EQ(FindCookie("a=1; a=2", "a"), std::nullopt);
  EXPECT_THAT(FindCookie("a=1; a=1", "a"), Optional(std::string("1")));
}

TEST(CookieHeader, PassesOverWhatIsMalformed) {
  EXPECT_THAT(FindCookie(";; =x; junk; b=\x01; a=1;", "a"), Optional(std::string("1")));
  EXPECT_EQ(FindCookie("a=two words", "a"), std::nullopt);
  EXPECT_EQ(FindCookie("a=\xff", "a"), std::nullopt);
}

TEST(CookieHeader, IsReachedThroughTheRequest) {
  Request request;
  EXPECT_EQ(request.cookie("a"), std::nullopt);
  request.headers["cookie"] = "a=1";
  EXPECT_THAT(request.cookie("a"), Optional(std::string("1")));
}

TEST(SettingACookie, MakesItOneForThisHostOverTlsAwayFromScripts) {
  EXPECT_THAT(SetCookie({.name = "__Host-session", .value = "abc"}),
              Pair("Set-Cookie", "__Host-session=abc; Path=/; Secure; HttpOnly; SameSite=Lax"));
  EXPECT_THAT(
      SetCookie({.name = "__Host-csrf",
                 .value = "x",
                 .max_age = std::chrono::minutes(30),
                 .same_site = SameSite::kStrict}),
      Pair("Set-Cookie", "__Host-csrf=x; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=1800"));
}

TEST(ForgettingACookie, SetsItEmptyAndPast) {
  EXPECT_THAT(
      ForgetCookie("__Host-session"),
      Pair("Set-Cookie", "__Host-session=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0"));
}

TEST(SettingACookieDeathTest, ThatCouldCarryMoreThanItsValueIsABug) {
  EXPECT_DEATH((void)SetCookie({.name = "session", .value = "a"}), "__Host-");
  EXPECT_DEATH((void)SetCookie({.name = "__Host-a", .value = "b; Domain=example"}), "IsToken");
}

}  // namespace
}  // namespace almoner::http
