#include "http/request.h"

#include <gmock/gmock.h>

namespace almoner::http {
namespace {

using ::testing::Optional;

TEST(Request, FindsAHeaderByItsNameInAnyCase) {
  Request request;
  request.headers["x-purpose"] = "care";
  EXPECT_THAT(request.header("X-Purpose"), Optional(std::string_view("care")));
  EXPECT_EQ(request.header("X-Other"), std::nullopt);
}

TEST(Request, TellsAnEmptyQueryValueFromNone) {
  Request request;
  request.queries = {{"q", ""}};
  EXPECT_THAT(request.query("q"), Optional(std::string()));
  EXPECT_EQ(request.query("Q"), std::nullopt);
}

TEST(Method, IsKnownByItsExactName) {
  for (const char* name : {"GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"})
    EXPECT_EQ(Name(MethodNamed(name).value_or(Method::kGet)), name);
  for (const char* name : {"get", "TRACE", "CONNECT", "PRI", ""})
    EXPECT_FALSE(MethodNamed(name)) << name;
}

}  // namespace
}  // namespace almoner::http
