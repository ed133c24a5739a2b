#include <gmock/gmock.h>
#include <sys/eventfd.h>

#include <filesystem>
#include <sstream>

#include "rights/access.h"
#include "web/test_site.h"

namespace almoner::web {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;

using SiteTest = WebTest;

TEST_F(SiteTest, TheNoticeIsForEveryoneAndHasEveryClauseAsAnAnchor) {
  const Reply page = NewBrowser().Get("/");
  EXPECT_EQ(page.status, 200);
  for (const notice::Clause& clause : world().app().notice().clauses) {
    EXPECT_THAT(page.body, HasSubstr("<li id=\"" + clause.id + "\">"));
    EXPECT_THAT(page.body, HasSubstr(clause.text));
  }
}

TEST_F(SiteTest, TheNoticeSaysWhyWhoseWhatWhoAndHowLong) {
  const std::string page = NewBrowser().Get("/").body;
  EXPECT_THAT(page, AllOf(HasSubstr("Supporting people at home and in the day centre"),
                          HasSubstr("A task in the public interest (UK GDPR Article 6(1)(e))"),
                          HasSubstr("Health or social care (UK GDPR Article 9(2)(h); Data "
                                    "Protection Act 2018, Schedule 1 paragraph 2)"),
                          HasSubstr("People we support and family and friends"),
                          HasSubstr("8 years after we last had contact with you"),
                          HasSubstr("Until you say no, then it goes at once")));
  EXPECT_THAT(page, HasSubstr("“I would like to receive the Harbour Lights newsletter by e-mail. "
                              "I can say no at any time.”"));
  EXPECT_THAT(page, HasSubstr("We answer within 28 days."));
  EXPECT_THAT(page, HasSubstr("We answer within 1 month."));
  EXPECT_THAT(page, HasSubstr("The person&#39;s GP practice"));
}

TEST_F(SiteTest, TheNoticeTellsWhereToComplainAndWhatTheLawAsksOfAll) {
  const std::string page = NewBrowser().Get("/").body;
  EXPECT_THAT(page, AllOf(HasSubstr("privacy@harbourlights.example"), HasSubstr("0303 123 1113"),
                          HasSubstr("Safeguarding children and adults at risk")));
  EXPECT_THAT(page, Not(HasSubstr("law.safeguarding"))) << "no words of ours";
  EXPECT_THAT(page, Not(HasSubstr("imposed")));
}

TEST_F(SiteTest, EveryPageHasTheSafeHeadersALanguageAndASkipLink) {
  Browser sam = SignedIn("sam");
  for (const std::string& target :
       {std::string("/"), std::string("/sign-in"), std::string("/people"), PersonPage(),
        std::string("/requests"), std::string("/no-such-page")}) {
    const Reply page = sam.Get(target);
    EXPECT_THAT(page.header("content-security-policy"), HasSubstr("default-src 'none'")) << target;
    EXPECT_THAT(page.header("content-security-policy"), Not(HasSubstr("unsafe"))) << target;
    EXPECT_EQ(page.header("x-content-type-options"), "nosniff") << target;
    EXPECT_EQ(page.header("referrer-policy"), "no-referrer") << target;
    EXPECT_EQ(page.header("cache-control"), "no-store") << target;
    EXPECT_FALSE(page.header("strict-transport-security").empty()) << target;
    if (page.status == 303) continue;
    EXPECT_THAT(page.body, AllOf(HasSubstr("<html lang=\"en-GB\""), HasSubstr("href=\"#main\""),
                                 HasSubstr("<main class=\"govuk-main-wrapper\" id=\"main\">"),
                                 HasSubstr("<h1 ")))
        << target;
    EXPECT_THAT(page.body, AllOf(Not(HasSubstr("<script")), Not(HasSubstr("style=")),
                                 Not(HasSubstr("<style"))))
        << target;
  }
}

TEST_F(SiteTest, AnUnknownAddressIsAPageForPeopleAndAProblemForPrograms) {
  Browser browser = NewBrowser();
  const Reply page = browser.Get("/no-such-page");
  EXPECT_EQ(page.status, 404);
  EXPECT_THAT(page.body, HasSubstr("Page not found"));
  EXPECT_THAT(page.body, HasSubstr(page.header("x-request-id"))) << "a number to ask about";
  const Reply problem = browser.Get("/api/v1/no-such");
  EXPECT_EQ(problem.status, 404);
  EXPECT_EQ(problem.header("content-type"), "application/problem+json");
  const Reply method = browser.Send("DELETE", "/people", {}, "");
  EXPECT_EQ(method.status, 405);
  EXPECT_THAT(method.header("allow"), HasSubstr("GET"));
}

TEST_F(SiteTest, AnAssetMayBeKeptForEverAndIsNotSentTwice) {
  Browser browser = NewBrowser();
  const std::string address =
      Between(browser.Get("/").body, "<link rel=\"stylesheet\" href=\"", "\"");
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
      Between(browser.Get("/").body, "<link rel=\"stylesheet\" href=\"", "\"");
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
  EXPECT_EQ(plain.Get("/people").status, 404);
}

TEST_F(SiteTest, MetricsCountDecisionsSignInsAndAnswers) {
  Browser sam = SignedIn("sam");
  sam.Get(PersonPage());
  sam.Get(PersonPage() + "?purpose=reception");
  SignedIn("jo").Get(PersonPage());
  NewBrowser().SignIn("sam", "not it");
  const std::string metrics = Metrics();
  EXPECT_THAT(metrics,
              HasSubstr("almoner_gate_decisions_total{outcome=\"allowed\",rule=\"\"} 1\n"));
  EXPECT_THAT(metrics,
              HasSubstr("almoner_gate_decisions_total{outcome=\"refused\",rule=\"role\"} 1\n"));
  EXPECT_THAT(
      metrics,
      HasSubstr("almoner_gate_decisions_total{outcome=\"refused\",rule=\"assignment\"} 1\n"));
  EXPECT_THAT(metrics, HasSubstr("almoner_sign_ins_total{outcome=\"begun\"} 2\n"));
  EXPECT_THAT(metrics, HasSubstr("almoner_sign_ins_total{outcome=\"refused\"} 1\n"));
  EXPECT_THAT(metrics, HasSubstr("almoner_http_answers_total{class=\"4xx\"} 3\n"));
  EXPECT_THAT(metrics, HasSubstr("# TYPE almoner_audit_pending_entries gauge\n"));
}

TEST_F(SiteTest, StoppingSealsWhatIsPending) {
  SignedIn("sam").Get(PersonPage());
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
  EXPECT_THAT(Serve(world().app(), stop.fd(), out), IsOk());
  EXPECT_THAT(out.str(), MatchesRegex("Almoner answers at https://127.0.0.1:[0-9]+/\n"
                                      "Metrics are at http://127.0.0.1:[0-9]+/metrics\n"));
  EXPECT_TRUE(std::filesystem::exists(world().folder().path() / "keys" / "tls.crt"));
}

TEST_F(SiteTest, RequestsAreForThoseWhoAnswerThem) {
  Browser sam = SignedIn("sam");
  const Reply refused = sam.Get("/requests");
  EXPECT_EQ(refused.status, 403);
  EXPECT_THAT(refused.body, HasSubstr("ask our data protection officer"));
  EXPECT_THAT(sam.Get("/people").body, Not(HasSubstr("href=\"/requests\"")));
  Browser ada = SignedIn("ada");
  EXPECT_THAT(ada.Get("/requests").body, HasSubstr("Nobody has asked for anything."));
}

TEST_F(SiteTest, ADraftIsReadAndApprovedBySomebodyElseThanItsMaker) {
  world().AddStaff("Nia Bell", "nia", {"data-protection-officer"});
  const rights::Context rights = world().app().rights();
  const RequestId request =
      World::Allowed(rights::Open(rights, world().officer(),
                                  {.right = law::Right::kAccess,
                                   .subject = world().person(),
                                   .received = *ParseDate("2026-11-20"),
                                   .channel = "letter",
                                   .words = Personal(std::string("Everything, please."))}));
  const auto state = [&] { return World::Must(rights::Load(rights, request)); };
  World::Allowed(rights::Rule(rights, world().officer(), state(), "support-notes",
                              {.yes = true, .ground = "", .known = "read with her"}));
  World::Allowed(rights::Draft(rights, world().officer(), state()));
  Browser ada = SignedIn("ada");
  const std::string path = "/requests/" + request.text();
  const Reply own = ada.Get(path);
  EXPECT_THAT(own.body, HasSubstr("You made the draft"));
  EXPECT_THAT(own.body, Not(HasSubstr("href=\"" + path + "/approve\"")));
  EXPECT_EQ(ada.Post(path + "/approve",
                     {{"csrf", ada.Csrf(own)}, {"seq", std::to_string(state().next_seq)}})
                .status,
            403);
  Browser nia = SignedIn("nia");
  EXPECT_THAT(nia.Get(path).body, HasSubstr("href=\"" + path + "/approve\""));
  const Reply page = nia.Get(path + "/approve");
  EXPECT_THAT(page.body, HasSubstr("href=\"" + path + "/draft/pdf\""));
  const Reply draft = nia.Get(path + "/draft/pdf");
  EXPECT_EQ(draft.header("content-type"), "application/pdf");
  EXPECT_TRUE(draft.body.starts_with("%PDF-"));
  EXPECT_EQ(nia.Post(path + "/approve", {{"csrf", "0"}}).status, 403) << "without the token";
  EXPECT_EQ(
      nia.Post(path + "/approve", {{"csrf", nia.Csrf(page)},
                                   {"seq", Between(page.body, "name=\"seq\" value=\"", "\"")}})
          .header("location"),
      path + "?done=approve");
  EXPECT_TRUE(state().approved_by);
  EXPECT_THAT(nia.Get(path + "?done=approve").body, HasSubstr("The draft is approved."));
  Browser sam = SignedIn("sam");
  EXPECT_EQ(sam.Get(path + "/draft/pdf").status, 403);
  EXPECT_EQ(nia.Get("/requests/x/draft/pdf").status, 404);
}

TEST_F(SiteTest, RequestsShowTheMostUrgentFirstWithTheReasonsForTheDate) {
  const auto open = [&](law::Right right, const char* received) {
    World::Allowed(rights::Open(world().app().rights(), world().officer(),
                                {.right = right,
                                 .subject = world().person(),
                                 .received = *ParseDate(received),
                                 .channel = "letter",
                                 .words = Personal(std::string("Please."))}));
  };
  open(law::Right::kAccess, "2026-11-20");
  open(law::Right::kErasure, "2026-10-10");
  const std::string page = SignedIn("ada").Get("/requests").body;
  const std::size_t late = page.find("Deletion");
  const std::size_t next = page.find("Copy of what we hold");
  ASSERT_NE(late, std::string::npos);
  EXPECT_LT(late, next);
  EXPECT_THAT(page, AllOf(HasSubstr("days late"), HasSubstr("days left"),
                          HasSubstr("20 November 2026, by letter"), HasSubstr("Why this date"),
                          HasSubstr("Confirm who is asking"),
                          HasSubstr("href=\"" + PersonPage() + "?purpose=law.rights\"")));
  EXPECT_THAT(page, Not(HasSubstr("Margaret")));
}

}  // namespace
}  // namespace almoner::web
