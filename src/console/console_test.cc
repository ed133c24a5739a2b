#include <gmock/gmock.h>

#include "console/test_console.h"
#include "rights/access.h"

namespace almoner::web::console {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

TEST_F(ConsoleTest, EveryPageHasTheSafeHeadersALanguageAndASkipLink) {
  Browser sam = SignedIn("sam");
  for (const std::string& target : {std::string("/sign-in"), std::string("/people"), PersonPage(),
                                    std::string("/requests"), std::string("/no-such-page")})
    ExpectSafe(sam.Get(target), target);
}

TEST_F(ConsoleTest, MetricsCountDecisionsSignInsAndAnswers) {
  Browser sam = SignedIn("sam");
  sam.Get(PersonPage());
  sam.Get(PersonPage() + "?purpose=reception");
  SignedIn("jo").Get(PersonPage());
  Browser other = NewBrowser();
  SignIn(other, "sam", "not it");
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

TEST_F(ConsoleTest, RequestsAreForThoseWhoAnswerThem) {
  Browser sam = SignedIn("sam");
  const Reply refused = sam.Get("/requests");
  EXPECT_EQ(refused.status, 403);
  EXPECT_THAT(refused.body, HasSubstr("ask our data protection officer"));
  EXPECT_THAT(sam.Get("/people").body, Not(HasSubstr("href=\"/requests\"")));
  Browser ada = SignedIn("ada");
  EXPECT_THAT(ada.Get("/requests").body, HasSubstr("Nobody has asked for anything."));
}

TEST_F(ConsoleTest, ADraftIsReadAndApprovedBySomebodyElseThanItsMaker) {
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

TEST_F(ConsoleTest, RequestsShowTheMostUrgentFirstWithTheReasonsForTheDate) {
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
}  // namespace almoner::web::console
