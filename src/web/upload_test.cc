#include "web/upload.h"

#include "web/test_site.h"

namespace almoner::web {
namespace {

const Site* seen = nullptr;
void SeeSite(http::Router& /*router*/, Site& site) { seen = &site; }

class UploadPlaceTest : public WebTest {
 protected:
  UploadPlaceTest() : WebTest({SeeSite}) {}
  // What a browser of somebody who is signed in says before it sends the file.
  static http::Request HeadFor(std::string_view path) {
    const std::string address = UploadAddress(*seen, path);
    http::Request head;
    head.method = http::Method::kPost;
    head.path = path;
    head.queries = {{"place", address.substr(address.find('=') + 1)}};
    head.headers = {{"cookie", std::string(kSessionCookie.view()) + "=" + std::string(64, 'a')}};
    return head;
  }
};

TEST_F(UploadPlaceTest, ALargeBodyIsForWhoeverWasShownTheFormTodayOrYesterday) {
  const http::Request head = HeadFor("/imports/new");
  EXPECT_TRUE(MayBeLarge(*seen, head));
  world().clock().Advance(std::chrono::hours(24));
  EXPECT_TRUE(MayBeLarge(*seen, head)) << "a form that was open overnight";
  world().clock().Advance(std::chrono::hours(24));
  EXPECT_FALSE(MayBeLarge(*seen, head));
}

TEST_F(UploadPlaceTest, NoOtherRequestHasAPlace) {
  const http::Request head = HeadFor("/imports/new");
  http::Request other = head;
  other.path = "/imports/documents";
  EXPECT_FALSE(MayBeLarge(*seen, other)) << "another address";
  other = head;
  other.method = http::Method::kGet;
  EXPECT_FALSE(MayBeLarge(*seen, other));
  other = head;
  other.headers.clear();
  EXPECT_FALSE(MayBeLarge(*seen, other)) << "nobody is signed in";
  for (const std::string& place : {std::string(), std::string(64, '0'), std::string(63, 'a')}) {
    other = head;
    other.queries = {{"place", place}};
    EXPECT_FALSE(MayBeLarge(*seen, other)) << place;
  }
  other.queries.clear();
  EXPECT_FALSE(MayBeLarge(*seen, other));
}

}  // namespace
}  // namespace almoner::web
