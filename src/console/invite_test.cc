#include <gmock/gmock.h>

#include "account/account.h"
#include "console/test_console.h"

namespace almoner::web::console {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class InviteTest : public ConsoleTest {
 protected:
  [[nodiscard]] std::string Address() const { return PersonPage() + "/account"; }
  Reply Send(Browser& browser, const std::string& what) {
    return browser.Post(Address(), {{"csrf", browser.Csrf(browser.Get("/people"))}, {"do", what}});
  }
  Result<SubjectId> Whose(const std::string& code) {
    app::App& app = world().app();
    return app.store().Read([&](store::ReadTx& tx) {
      return account::InvitedBy(tx, app.keys(), code, app.clock().Now());
    });
  }
};

TEST_F(InviteTest, WhoeverSeesThePersonGivesThemACodeThatIsShownOnce) {
  Browser sam = SignedIn("sam");
  EXPECT_THAT(sam.Get(PersonPage()).body, HasSubstr("href=\"" + Address() + "?purpose="));
  ExpectSafe(sam.Get(Address()), Address());
  const Reply page = Send(sam, "invite");
  EXPECT_EQ(page.status, 200);
  const std::string code = Between(page.body, "<strong>", "</strong>");
  EXPECT_THAT(Whose(code), IsOkAndHolds(world().person())) << page.body;
  EXPECT_THAT(sam.Get(Address()).body, Not(HasSubstr(code)));
  EXPECT_EQ(world().Logged("account.invited allowed"), 1U);
}

TEST_F(InviteTest, WhoeverAnswersForRightsGivesThemACodeToo) {
  Browser ada = SignedIn("ada");
  EXPECT_EQ(ada.Get(Address()).status, 200);
  EXPECT_EQ(Send(ada, "invite").status, 200);
  EXPECT_EQ(world().Logged("account.invited allowed"), 1U);
}

TEST_F(InviteTest, WhoeverDoesNotSeeThePersonGivesNone) {
  Browser jo = SignedIn("jo");
  EXPECT_EQ(jo.Get(Address()).status, 403);
  EXPECT_EQ(Send(jo, "invite").status, 403);
  EXPECT_EQ(Send(jo, "end").status, 403);
  EXPECT_EQ(world().Logged("account.invited allowed"), 0U);
}

TEST_F(InviteTest, AnAccountIsEndedAndNothingIsChosenByMistake) {
  Browser sam = SignedIn("sam");
  const std::string code = Between(Send(sam, "invite").body, "<strong>", "</strong>");
  const Reply nothing = Send(sam, "");
  EXPECT_EQ(nothing.status, 422);
  EXPECT_THAT(nothing.body, HasSubstr("Choose what to do"));
  EXPECT_THAT(Send(sam, "end").body, HasSubstr("Their account is over"));
  EXPECT_THAT(Whose(code), FailsWith(Code::kNotFound));
}

TEST_F(InviteTest, NobodyIsInvitedAsSomebodyWhoHasDied) {
  World::Allowed(world().app().gate().RecordLife({.actor = world().worker(), .purpose = "support"},
                                                 {.id = EventId::New(world().app().random()),
                                                  .subject = world().person(),
                                                  .kind = standing::Happening::kDeath,
                                                  .rule = {},
                                                  .recorded = {}},
                                                 Personal(*ParseDate("2026-11-01"))));
  Browser sam = SignedIn("sam");
  EXPECT_EQ(Send(sam, "invite").status, 409);
}

TEST_F(InviteTest, PicturesAreForThoseWhoAnswerForRights) {
  Browser ada = SignedIn("ada");
  const Reply page = ada.Get("/pictures");
  ExpectSafe(page, "/pictures");
  EXPECT_THAT(page.body, AllOf(HasSubstr("<svg"), HasSubstr("The same as a table"),
                               HasSubstr("role=\"img\""), Not(HasSubstr("&lt;svg"))));
  EXPECT_THAT(page.body, Not(HasSubstr("Margaret")));
  EXPECT_EQ(SignedIn("sam").Get("/pictures").status, 404);
}

}  // namespace
}  // namespace almoner::web::console
