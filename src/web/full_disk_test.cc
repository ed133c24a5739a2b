// A disk that is full, by the limit that the system puts on how large a file may get.
#include <gmock/gmock.h>
#include <sys/resource.h>

#include <csignal>

#include "store/home.h"
#include "web/doors.h"
#include "web/test_site.h"

namespace almoner::web {
namespace {

using ::testing::HasSubstr;

Result<http::Response> WriteDown(Site& site, const http::Request& /*request*/) {
  static std::atomic<std::int64_t> number = 0;
  const std::int64_t next = ++number;  // what is there already is not written again
  TRY(site.app.store().Write(
      [&](store::Tx& tx) { return store::SetHomeNumber(tx, "of-a-test", next); }));
  return http::Response::Text("written");
}

void AddDoors(http::Router& router, Site& site) {
  router.Add(http::Method::kPost, "/write", Public(site, WriteDown));
  router.Add(http::Method::kPost, "/api/v1/write", Public(site, WriteDown));
}

class FullDisk {
 public:
  FullDisk() {
    std::signal(SIGXFSZ, SIG_IGN);
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit tiny{.rlim_cur = 1, .rlim_max = before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &tiny);
  }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;
  FullDisk(FullDisk&&) = delete;
  FullDisk& operator=(FullDisk&&) = delete;
  ~FullDisk() { ::setrlimit(RLIMIT_FSIZE, &before_); }

 private:
  rlimit before_{};
};

class FullDiskTest : public WebTest {
 protected:
  FullDiskTest() : WebTest({AddDoors}) {}
};

TEST_F(FullDiskTest, StopsWhatIsWrittenWithAClearAnswerAndGoesOnByItself) {
  EXPECT_EQ(NewBrowser().Post("/write", {}).body, "written");
  {
    const FullDisk full;
    const Reply page = NewBrowser().Post("/write", {});
    EXPECT_EQ(page.status, 503);
    EXPECT_THAT(page.body, HasSubstr("may have been done, or not"))
        << "the disk failed in the middle of a commit";
    EXPECT_THAT(page.body, HasSubstr(page.header("x-request-id"))) << "a number to ask about";
    EXPECT_EQ(page.header("retry-after"), "10");
    const Reply problem = NewBrowser().Post("/api/v1/write", {});
    EXPECT_EQ(problem.status, 503);
    EXPECT_EQ(problem.header("content-type"), "application/problem+json");
    EXPECT_EQ(problem.header("retry-after"), "10");
    EXPECT_EQ(NewBrowser().Get("/healthz").status, 200) << "what is there can be read";
  }
  EXPECT_EQ(NewBrowser().Post("/write", {}).body, "written");
}

}  // namespace
}  // namespace almoner::web
