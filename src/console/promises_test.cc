#include <gmock/gmock.h>

#include "app/last_count.h"
#include "console/test_console.h"
#include "rights/request.h"
#include "web/words.h"

namespace almoner::web::console {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class PromisesTest : public ConsoleTest {
 protected:
  void CountAll() { World::Must(app::CountNow(world().app())); }
  // A request that nobody answered.
  void BreakAPromise() {
    World::Allowed(rights::Open(world().app().rights(), world().officer(),
                                {.right = law::Right::kAccess,
                                 .subject = world().person(),
                                 .received = *ParseDate("2026-10-10"),
                                 .channel = "letter",
                                 .words = Personal(std::string("Please."))}));
  }
  static constexpr std::string_view kBroken = "1 of 1 requests late.";
};

TEST_F(PromisesTest, ThePageSaysOfEachSentenceWhatKeepsItAndWhatTheRecordsShowed) {
  CountAll();
  Browser ada = SignedIn("ada");
  const Reply page = ada.Get("/promises");
  EXPECT_EQ(page.status, 200);
  for (const notice::Clause& clause : world().app().notice().clauses)
    EXPECT_THAT(page.body, HasSubstr("id=\"" + clause.id + "\""));
  EXPECT_THAT(page.body,
              AllOf(HasSubstr("Kept by: activity reception"), HasSubstr("The log is whole"),
                    HasSubstr("govuk-tag--red\">Not kept"), HasSubstr("govuk-tag--green\">Proved"),
                    HasSubstr("21 November 2026")));
}

TEST_F(PromisesTest, WhatIsNotCountedYetIsSaidToBe) {
  Browser ada = SignedIn("ada");
  for (const char* target : {"/promises", "/pictures"}) {
    const Reply page = ada.Get(target);
    EXPECT_EQ(page.status, 200);
    ExpectSafe(page, target);
    EXPECT_THAT(page.body,
                AllOf(HasSubstr("have not been counted since the program was started"),
                      HasSubstr("They will be counted in a moment."), Not(HasSubstr("Count again")),
                      Not(HasSubstr("The log is whole"))));
  }
  EXPECT_THAT(ada.Get("/promises").body, AllOf(HasSubstr("govuk-tag--grey\">Not counted yet"),
                                               Not(HasSubstr("govuk-tag--green\">Proved"))));
}

TEST_F(PromisesTest, LookingCountsNothingAndWhatWasFoundIsShownWithItsTime) {
  CountAll();
  const auto counted = world().app().last_count().Of(world().app().notice());
  BreakAPromise();
  world().clock().Advance(std::chrono::hours(2));
  Browser ada = SignedIn("ada");
  for (const char* target : {"/promises", "/pictures", "/today"})
    EXPECT_THAT(ada.Get(target).body, Not(HasSubstr(kBroken))) << target;
  EXPECT_THAT(ada.Get("/promises").body,
              HasSubstr("Counted on <strong>" + MomentInWords(counted->begun) + "</strong>"));
  EXPECT_EQ(world().app().last_count().Of(world().app().notice()), counted) << "nothing counted";
}

TEST_F(PromisesTest, WhoeverAnswersForThemCountsAgainAndABrokenOneIsOnToday) {
  CountAll();
  BreakAPromise();
  Browser ada = SignedIn("ada");
  const Reply page = ada.Get("/promises");
  ASSERT_THAT(page.body, HasSubstr("Count again"));
  ASSERT_FALSE(app::CountIsDue(world().app()));
  const Reply asked = ada.Post("/promises/count", {{"csrf", ada.Csrf(page)}});
  EXPECT_EQ(asked.status, 303);
  EXPECT_EQ(asked.header("location"), "/promises");
  ASSERT_TRUE(app::CountIsDue(world().app())) << "the thread beside the server does it";
  EXPECT_THAT(ada.Get("/promises").body,
              AllOf(HasSubstr("They will be counted in a moment."), Not(HasSubstr(kBroken))));
  CountAll();
  EXPECT_FALSE(app::CountIsDue(world().app()));
  EXPECT_THAT(ada.Get("/promises").body, HasSubstr(kBroken));
  EXPECT_THAT(ada.Get("/today").body,
              AllOf(HasSubstr("A promise is broken"), HasSubstr(kBroken),
                    HasSubstr("Promised in HL-"), HasSubstr("href=\"/promises#HL-")));
  EXPECT_THAT(SignedIn("sam").Get("/today").body, Not(HasSubstr("A promise is broken")));
}

TEST_F(PromisesTest, NobodyElseAsksForACountAndNobodyWithoutTheFormsToken) {
  CountAll();
  Browser sam = SignedIn("sam");
  EXPECT_EQ(sam.Post("/promises/count", {{"csrf", sam.Csrf(sam.Get("/people"))}}).status, 404);
  Browser ada = SignedIn("ada");
  EXPECT_NE(ada.Post("/promises/count", {{"csrf", "00"}}).header("location"), "/promises");
  EXPECT_FALSE(app::CountIsDue(world().app()));
}

TEST_F(PromisesTest, ItIsForThoseWhoAnswerForRightsOrAudit) {
  Browser sam = SignedIn("sam");
  EXPECT_EQ(sam.Get("/promises").status, 404);
  EXPECT_THAT(sam.Get("/people").body, Not(HasSubstr("href=\"/promises\"")));
  EXPECT_EQ(NewBrowser().Get("/promises").status, 303) << "to signing in";
}

}  // namespace
}  // namespace almoner::web::console
