#include <gmock/gmock.h>
#include <sys/eventfd.h>

#include <filesystem>
#include <sstream>

#include "web/test_site.h"

namespace almoner::web {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;

using SiteTest = WebTest;

TEST_F(SiteTest, AnUnknownAddressIsAPageForPeopleAndAProblemForPrograms) {
  Browser browser = NewBrowser();
  const Reply page = browser.Get("/no-such-page");
  EXPECT_EQ(page.status, 404);
  EXPECT_THAT(page.body, HasSubstr("Page not found"));
  EXPECT_THAT(page.body, HasSubstr(page.header("x-request-id"))) << "a number to ask about";
  const Reply problem = browser.Get("/api/v1/no-such");
  EXPECT_EQ(problem.status, 404);
  EXPECT_EQ(problem.header("content-type"), "application/problem+json");
  const Reply method = browser.Send("DELETE", "/healthz", {}, "");
  EXPECT_EQ(method.status, 405);
  EXPECT_THAT(method.header("allow"), HasSubstr("GET"));
}

TEST_F(SiteTest, AnAssetMayBeKeptForEverAndIsNotSentTwice) {
  Browser browser = NewBrowser();
  const std::string address =
      Between(browser.Get("/no-such-page").body, "<link rel=\"stylesheet\" href=\"", "\"");
  EXPECT_THAT(address, MatchesRegex("/assets/[0-9a-f]+/almoner.css"));
  const Reply css = browser.Get(address);
  EXPECT_EQ(css.status, 200);
  EXPECT_EQ(css.header("content-type"), "text/css; charset=utf-8");
  EXPECT_EQ(css.header("cache-control"), "public, max-age=31536000, immutable");
  const Reply again = browser.Get(address, {{"If-None-Match", css.header("etag")}});
  EXPECT_EQ(again.status, 304);
  EXPECT_EQ(again.body, "");
}

TEST_F(SiteTest, NothingButAssetsIsServedAsOne) {
  Browser browser = NewBrowser();
  for (const char* target :
       {"/assets/0000000000000000/almoner.css", "/assets/x/layout.html", "/assets/almoner.css",
        "/assets/..%2f..%2fhome/almoner.toml", "/assets/x/..%2fnotice.html"})
    EXPECT_THAT(browser.Get(target).status, testing::AnyOf(400, 404)) << target;
}

TEST_F(SiteTest, TheStyleSheetHasNothingOfGovernmentsBrand) {
  Browser browser = NewBrowser();
  const std::string address =
      Between(browser.Get("/no-such-page").body, "<link rel=\"stylesheet\" href=\"", "\"");
  const std::string css = browser.Get(address).body;
  EXPECT_GT(css.size(), 10'000U);
  for (const char* brand : {"GDS Transport", "crest", "@font-face", "url("})
    EXPECT_THAT(css, Not(HasSubstr(brand)));
}

TEST_F(SiteTest, HealthIsOkWhileTheStoreAnswers) {
  const Reply reply = NewBrowser().Get("/healthz");
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.body, "ok\n");
}

TEST_F(SiteTest, MetricsAreOnTheirOwnListenerOnly) {
  EXPECT_EQ(NewBrowser().Get("/metrics").status, 404);
  Browser plain(service().metrics().port, false);
  const Reply metrics = plain.Get("/metrics");
  EXPECT_EQ(metrics.header("content-type"), "text/plain; version=0.0.4; charset=utf-8");
  EXPECT_EQ(plain.Get("/").status, 404);
  EXPECT_EQ(plain.Get("/healthz").status, 404);
}

TEST_F(SiteTest, StoppingSealsWhatIsPending) {
  world().AddNote(world().worker(), world().person(), "Slept well.");
  StopServing();
  const auto pending = world().app().store().Read([](store::ReadTx& tx) -> Result<std::int64_t> {
    return TRY(tx.One("SELECT count(*) FROM audit_entry WHERE seq IS NULL")).Int(0);
  });
  EXPECT_THAT(pending, IsOkAndHolds(0));
}

TEST_F(SiteTest, ServingEndsWhenTheDescriptorIsReadable) {
  StopServing();
  const FileHandle stop(::eventfd(1, EFD_CLOEXEC));
  std::ostringstream out;
  EXPECT_THAT(Serve(world().app(), {}, stop.fd(), out), IsOk());
  EXPECT_THAT(out.str(), MatchesRegex("Almoner answers at https://127.0.0.1:[0-9]+/\n"
                                      "Metrics are at http://127.0.0.1:[0-9]+/metrics\n"));
  EXPECT_TRUE(std::filesystem::exists(world().folder().path() / "keys" / "tls.crt"));
}

}  // namespace
}  // namespace almoner::web
