#include "http/form.h"

#include <gmock/gmock.h>

namespace almoner::http {
namespace {

using ::testing::ElementsAre;
using ::testing::Optional;
using ::testing::Pair;

Request Post(std::string type, std::string body) {
  Request request;
  request.method = Method::kPost;
  if (!type.empty()) request.headers["content-type"] = std::move(type);
  request.body = std::move(body);
  return request;
}

constexpr const char* kForm = "application/x-www-form-urlencoded";

TEST(Form, IsReadAsTheBrowserSentIt) {
  EXPECT_THAT(ParseForm(Post(kForm, "name=Zo%C3%AB+Field&note=one%0D%0Atwo")),
              Optional(ElementsAre(Pair("name", "Zoë Field"), Pair("note", "one\r\ntwo"))));
  EXPECT_THAT(ParseForm(Post(kForm, "")), Optional(ElementsAre()));
}

TEST(Form, MayNameUtf8AsItsCharset) {
  EXPECT_TRUE(ParseForm(Post("Application/X-WWW-Form-Urlencoded; charset=UTF-8", "a=1")));
  EXPECT_FALSE(ParseForm(Post(std::string(kForm) + "; charset=iso-8859-1", "a=1")));
}

TEST(Form, IsNothingElse) {
  for (const char* type : {"", "text/plain", "multipart/form-data; boundary=x", "application/json",
                           "application/x-www-form-urlencodedx"})
    EXPECT_FALSE(ParseForm(Post(type, "a=1"))) << type;
}

TEST(Form, WithBrokenEscapesOrAFieldTwiceIsRefused) {
  for (const char* body : {"a=%", "a=%zz", "a=%ff", "a=1&a=2", "{\"a\":1}\n", "a=%00"})
    EXPECT_FALSE(ParseForm(Post(kForm, body))) << body;
}

}  // namespace
}  // namespace almoner::http
