#include "console/test_office.h"

namespace almoner::web::console {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class StaffTest : public OfficeTest {
 protected:
  [[nodiscard]] std::string Jo(const std::string& page = "") {
    return "/staff/" + world().stranger().text() + page;
  }
};

TEST_F(StaffTest, TheListSaysWhoHasWhichRoleSinceWhenAndWhoSignedInLast) {
  const Reply page = robin_.Get("/staff");
  ExpectSafe(page, "/staff");
  EXPECT_THAT(
      page.body,
      AllOf(HasSubstr("Sam Rivers"), HasSubstr("Support worker since 21 November 2026"),
            HasSubstr("Signed in last on 21 November 2026"), HasSubstr("Has not signed in")));
  const Reply csv = robin_.Get("/staff/csv");
  EXPECT_THAT(csv.body, AllOf(HasSubstr("\"Jo Fields\",\"jo\",\"Support worker\""),
                              HasSubstr("\"signed in last\"")));
  for (const std::string& target :
       {std::string("/staff"), std::string("/staff/csv"), std::string("/staff/new"), Jo(),
        Jo("/role"), Jo("/assign"), Jo("/password"), Jo("/close"), Jo("/end"),
        Jo("/roles/support-worker")})
    ExpectNotTheirs(sam_, target, "Administrator");
  EXPECT_EQ(robin_.Get("/staff/nobody").status, 404);
}

TEST_F(StaffTest, SomebodyIsAddedWithAFirstPasswordThatIsShownOnce) {
  const Reply empty = Send(robin_, "/staff/new", {{"name", "Kit Marsh"}});
  EXPECT_EQ(empty.status, 422);
  EXPECT_THAT(empty.body, AllOf(HasSubstr("Enter a username"), HasSubstr("Choose a role"),
                                HasSubstr("value=\"Kit Marsh\"")));
  const FormFields form = And(Hidden(robin_.Get("/staff/new")), {{"name", "Kit Marsh"},
                                                                 {"login", " kit "},
                                                                 {"role.support-worker", "1"},
                                                                 {"role.receptionist", "1"}});
  const Reply added = robin_.Post("/staff/new", form);
  EXPECT_EQ(added.status, 200) << added.body;
  const std::string password =
      Between(Between(added.body, "Password</dt>", "</dd>") + "|", "app-record__text\">", "|");
  EXPECT_EQ(password.size(), 19U) << added.body;
  EXPECT_EQ(robin_.Post("/staff/new", form).header("location"), "/staff") << "sent twice";
  Browser kit = NewBrowser();
  EXPECT_EQ(SignIn(kit, "kit", password).status, 303);
  EXPECT_THAT(kit.Get("/account").body,
              AllOf(HasSubstr("Support worker"), HasSubstr("Receptionist")));
  const Reply taken = Send(robin_, "/staff/new",
                           {{"name", "Kit Moss"}, {"login", "kit"}, {"role.receptionist", "1"}});
  EXPECT_EQ(taken.status, 409);
  EXPECT_THAT(taken.body, HasSubstr("Another account has this login"));
}

TEST_F(StaffTest, RolesAreGivenUntilADayAndTakenAwayButNeverTheLast) {
  EXPECT_EQ(Send(robin_, Jo("/role"), {}).status, 422);
  EXPECT_THAT(
      Send(robin_, Jo("/role"), And(On("until", "1", "1", "2026"), {{"role", "receptionist"}}))
          .body,
      HasSubstr("The last day must not be in the past"));
  EXPECT_EQ(
      Send(robin_, Jo("/role"), And(On("until", "31", "12", "2026"), {{"role", "receptionist"}}))
          .header("location"),
      Jo("?done=role"));
  EXPECT_THAT(robin_.Get(Jo()).body,
              AllOf(HasSubstr("Receptionist"), HasSubstr("to 31 December 2026")));
  EXPECT_EQ(Send(robin_, Jo("/role"), {{"role", "receptionist"}}).status, 409) << "has it already";
  EXPECT_EQ(Send(robin_, Jo("/roles/receptionist"), {}).header("location"), Jo("?done=taken"));
  const auto robin = World::Must(world().app().store().Read([&](store::ReadTx& tx) {
    return staff::FindByLogin(tx, world().app().keys(), Personal(std::string("robin")));
  }));
  const Reply last = Send(robin_, "/staff/" + robin.text() + "/roles/administrator", {});
  EXPECT_EQ(last.status, 409);
  EXPECT_THAT(last.body, HasSubstr("Nobody else in office"));
}

TEST_F(StaffTest, AssigningToAPersonOpensTheirRecordAndEndingItClosesItAgain) {
  Browser jo = SignedIn("jo");
  EXPECT_EQ(jo.Get(PersonPage()).status, 403);
  const Reply wrong = Send(robin_, Jo("/assign"), {{"what", "person"}, {"number", "Margaret"}});
  EXPECT_EQ(wrong.status, 422);
  EXPECT_THAT(wrong.body, HasSubstr("32 letters and digits"));
  EXPECT_EQ(Send(robin_, Jo("/assign"),
                 {{"what", "person"},
                  {"number", "https://almoner.example" + PersonPage() + "?purpose=support"}})
                .header("location"),
            Jo("?done=assigned"));
  EXPECT_EQ(jo.Get(PersonPage()).status, 200);
  const std::string end = Jo("/assigned/") + Between(robin_.Get(Jo()).body, Jo("/assigned/"), "\"");
  EXPECT_EQ(Send(robin_, end, {}).header("location"), Jo("?done=unassigned"));
  EXPECT_EQ(jo.Get(PersonPage()).status, 403);
  EXPECT_EQ(Send(robin_, Jo("/assign"), {{"what", "service:day-centre"}}).status, 303);
  EXPECT_THAT(robin_.Get(Jo()).body, HasSubstr("The day centre on Quay Street"));
}

TEST_F(StaffTest, ARecordIsClosedToThemAndALeaverIsSignedOut) {
  EXPECT_EQ(sam_.Get(PersonPage()).status, 200);
  const std::string sam = "/staff/" + world().worker().text();
  EXPECT_EQ(Send(robin_, sam + "/close", {{"number", PersonId()}}).status, 422);
  EXPECT_EQ(Send(robin_, sam + "/close", {{"number", PersonId()}, {"because", "relative"}})
                .header("location"),
            sam + "?done=closed");
  EXPECT_EQ(sam_.Get(PersonPage()).status, 403);
  EXPECT_EQ(Send(robin_, sam + "/end", {}).header("location"), "/staff?ended=1");
  EXPECT_EQ(sam_.Get("/today").status, 303);
  EXPECT_THAT(robin_.Get("/staff").body, Not(HasSubstr("Sam Rivers")));
  EXPECT_EQ(robin_.Get(sam).status, 404);
}

TEST_F(StaffTest, APasswordIsSetAnewAndOnesOwnIsChangedWithTheOld) {
  const Reply set = Send(robin_, Jo("/password"), {});
  EXPECT_EQ(set.status, 200);
  EXPECT_THAT(set.body, HasSubstr("The password, shown only now"));
  EXPECT_EQ(SignIn(*std::make_unique<Browser>(NewBrowser()), "jo").status, 422);

  Browser elsewhere = SignedIn("sam");
  const std::string own = "/account/password";
  EXPECT_THAT(Send(sam_, own, {{"before", "wrong"}, {"after", "four plain brown geese"}}).body,
              AllOf(HasSubstr("The password you have now is another one."),
                    Not(HasSubstr("four plain brown geese"))));
  const auto change = [&](const char* after) {
    return Send(sam_, own, {{"before", std::string(World::kPassword)}, {"after", after}});
  };
  EXPECT_THAT(change("short").body, HasSubstr("12 characters or more"));
  EXPECT_THAT(change("thirteen char").body, HasSubstr("15 characters or more"));
  EXPECT_THAT(change("Sam Rivers of Harbour").body, HasSubstr("your own name"));
  EXPECT_THAT(change("aaaaaaaaaaaaaaaaaa").body, HasSubstr("one short pattern"));
  EXPECT_THAT(change(std::string(World::kPassword).c_str()).body,
              HasSubstr("another than the one"));
  const Reply changed = change("four plain brown geese");
  EXPECT_EQ(changed.header("location"), "/account?done=1") << changed.body;
  EXPECT_EQ(sam_.Get("/account").status, 200) << "still signed in here";
  EXPECT_EQ(elsewhere.Get("/account").status, 303) << "and nowhere else";
  Browser again = NewBrowser();
  EXPECT_EQ(SignIn(again, "sam", "four plain brown geese").status, 303);
}

}  // namespace
}  // namespace almoner::web::console
