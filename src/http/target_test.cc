#include "http/target.h"

#include <gmock/gmock.h>

namespace almoner::http {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

TEST(Target, InOriginFormIsDecodedOnce) {
  const auto target = ParseTarget("/people/caf%C3%A9/%252e?q=a%20b&page=2", "a.example");
  ASSERT_TRUE(target);
  EXPECT_EQ(target->path, "/people/café/%2e");
  EXPECT_THAT(target->queries, ElementsAre(Pair("page", "2"), Pair("q", "a b")));
}

TEST(Target, KeepsALastSlash) {
  EXPECT_EQ(ParseTarget("/", "")->path, "/");
  EXPECT_EQ(ParseTarget("/people/", "")->path, "/people/");
}

TEST(Target, InAbsoluteFormMustNameTheSameHost) {
  EXPECT_EQ(ParseTarget("http://A.example:8080/x?y=1", "a.example:8080")->path, "/x");
  EXPECT_EQ(ParseTarget("HTTPS://a.example", "a.example")->path, "/");
  EXPECT_EQ(ParseTarget("http://a.example?y=1", "a.example")->queries.at("y"), "1");
  EXPECT_FALSE(ParseTarget("http://b.example/", "a.example"));
  EXPECT_FALSE(ParseTarget("http://a.example/", ""));
  EXPECT_FALSE(ParseTarget("http:///", ""));
  EXPECT_FALSE(ParseTarget("http://me@a.example/", "a.example"));
}

TEST(Target, ThatLeavesItsFolderOrReadsTwoWaysIsRefused) {
  for (const char* raw : {"",
                          "*",
                          "a.example:443",
                          "people",
                          "ftp://a.example/",
                          "//",
                          "//a.example/",
                          "/a//b",
                          "/a/../b",
                          "/..",
                          "/.",
                          "/./a",
                          "/a/%2e%2e/b",
                          "/%2E",
                          "/a%2fb",
                          "/a%2Fb",
                          "/a\\b",
                          "/a%5cb",
                          "/a%00",
                          "/a%0d%0ab",
                          "/a%09",
                          "/a%7f",
                          "/a%zz",
                          "/a%",
                          "/%ff",
                          "/a#b",
                          "/a?b#c",
                          "/a|b",
                          "/{a}",
                          "/a b",
                          "/caf\xc3\xa9",
                          "/?a=1&a=2",
                          "/?a=%zz",
                          "/?a=\"",
                          "/?<a>"})
    EXPECT_FALSE(ParseTarget(raw, "a.example")) << raw;
}

TEST(Host, IsANameOrAnAddressWithAPortOrWithout) {
  for (const char* host :
       {"a", "a.example", "a_b.example:8443", "127.0.0.1:1", "[::1]", "[2001:db8::1]:443"})
    EXPECT_TRUE(IsHost(host)) << host;
}

TEST(Host, OfAnyOtherShapeIsRefused) {
  for (const char* host :
       {"", ":80", "a:", "a:b", "a:65536", "a:123456", "a b", "a,b", "a/b", "me@a", "[::1", "[]",
        "[::1]x", "[::1]:", "[a.example]", "a.example:80:80", "a\"", "b\xc3\xa9"})
    EXPECT_FALSE(IsHost(host)) << host;
}

}  // namespace
}  // namespace almoner::http
