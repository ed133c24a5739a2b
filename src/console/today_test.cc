#include "console/test_office.h"
#include "gate/break_glass.h"
#include "rights/request.h"

namespace almoner::web::console {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

using TodayTest = OfficeTest;

std::string Next(Browser browser, const std::string& target) {
  return Between(browser.Get(target).body, "name=\"next\" value=\"", "\"");
}

TEST_F(TodayTest, SigningInLeadsThereOrToThePageThatWasAskedForAndNowhereElse) {
  EXPECT_EQ(Next(NewBrowser(), "/sign-in"), "/today");
  EXPECT_EQ(Next(NewBrowser(), "/sign-in?next=/staff/new"), "/staff/new");
  EXPECT_EQ(Next(NewBrowser(), "/sign-in?next=/holds"), "/holds");
  EXPECT_EQ(Next(NewBrowser(), "/sign-in?next=/staffing"), "/today");
  EXPECT_EQ(Next(NewBrowser(), "/sign-in?next=//elsewhere.example"), "/today");
  EXPECT_EQ(Next(NewBrowser(), "/sign-in?next=/people/..%2F@x"), "/today");
  EXPECT_EQ(NewBrowser().Get("/today").header("location"), "/sign-in?next=%2Ftoday");
}

TEST_F(TodayTest, NothingDueIsSaidKindlyAndOnesOwnPeopleAreOneEntry) {
  const std::size_t before = world().Logged("record.read allowed");
  const Reply page = sam_.Get("/today");
  ExpectSafe(page, "/today");
  EXPECT_THAT(page.body, AllOf(HasSubstr("Nothing is due."), HasSubstr("Margaret"),
                               HasSubstr("Born 3 June 1941, PW1 4ZZ."),
                               HasSubstr("href=\"" + PersonPage() + "?purpose=support\"")));
  EXPECT_THAT(page.body, Not(HasSubstr("Short of breath")));
  EXPECT_EQ(world().Logged("record.read allowed"), before + 1);
  EXPECT_THAT(SignedIn("jo").Get("/today").body, HasSubstr("Nobody is assigned to you."));
}

TEST_F(TodayTest, NoMoreThanTwentyPeopleAreShown) {
  for (int i = 0; i < 21; ++i)
    world().AddPerson(world().worker(), "Person " + std::string(1, static_cast<char>('A' + i)));
  const std::string page = sam_.Get("/today").body;
  std::size_t shown = 0;
  for (std::size_t at = 0; (at = page.find("href=\"/people/", at + 1)) != page.npos;) ++shown;
  EXPECT_EQ(shown, 20U);
  EXPECT_THAT(page, HasSubstr("More people are assigned to you"));
}

TEST_F(TodayTest, ARecordThatIsClosedToThemIsNotAmongTheirPeople) {
  World::Must(app::Administer(
      world().app(), world().officer(), "staff.record-closed", [&](const keys::Change& change) {
        return staff::CloseRecord(change, world().worker(), world().person(),
                                  staff::Closed::kRelative);
      }));
  EXPECT_THAT(sam_.Get("/today").body, Not(HasSubstr("Margaret")));
}

TEST_F(TodayTest, WhatIsDueStandsByUrgencyWithReasonsForThoseWhoseDutyItIs) {
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
  const std::string page = ada_.Get("/today").body;
  EXPECT_LT(page.find("Deletion"), page.find("Copy of what we hold"));
  EXPECT_THAT(page, AllOf(HasSubstr("days late"), HasSubstr("days left"),
                          HasSubstr("Asked of us on 20 November 2026, by letter."),
                          HasSubstr("Next: "), HasSubstr("By "), Not(HasSubstr("Margaret"))));
  EXPECT_THAT(sam_.Get("/today").body, HasSubstr("Nothing is due."));
}

TEST_F(TodayTest, AGlassThatWasBrokenWaitsForWordsAndThenForAReview) {
  Browser jo = SignedIn("jo");
  jo.Post(PersonPage(),
          {{"csrf", jo.Csrf(jo.Get("/people"))}, {"purpose", "support"}, {"ground", "emergency"}});
  EXPECT_THAT(jo.Get("/today").body,
              AllOf(HasSubstr("Say why you opened a record"), HasSubstr("1 day left"),
                    HasSubstr("for an emergency.")));
  EXPECT_THAT(ada_.Get("/today").body, Not(HasSubstr("Review an opened record")));
  const auto mine = World::Must(gate::ToExplain(world().app().gate(), world().stranger()));
  World::Allowed(gate::GiveWords(world().app().gate(), world().stranger(), mine.front().id,
                                 Personal(std::string("She had fallen."))));
  EXPECT_THAT(ada_.Get("/today").body, HasSubstr("Review an opened record"));
  EXPECT_THAT(jo.Get("/today").body, HasSubstr("Nothing is due."));
}

TEST_F(TodayTest, WhoeverAdministersIsToldWhatIsAtRisk) {
  EXPECT_THAT(robin_.Get("/today").body,
              AllOf(HasSubstr("Nothing is backed up"), HasSubstr("There is no recovery kit")));
}

TEST_F(TodayTest, MoreShowsWhatOnesDutiesOpenAndNothingElse) {
  const std::string sam = sam_.Get("/more").body;
  EXPECT_THAT(sam, AllOf(HasSubstr("href=\"/glass\""), HasSubstr("href=\"/account\""),
                         Not(HasSubstr("href=\"/staff\"")), Not(HasSubstr("href=\"/audit\"")),
                         Not(HasSubstr("href=\"/retention\""))));
  EXPECT_THAT(ada_.Get("/more").body,
              AllOf(HasSubstr("href=\"/retention\""), HasSubstr("href=\"/holds\""),
                    HasSubstr("href=\"/audit\""), Not(HasSubstr("href=\"/staff\""))));
  EXPECT_THAT(robin_.Get("/more").body, HasSubstr("href=\"/staff\""));
}

TEST_F(TodayTest, SettingsAreForThoseWhoAdministerOrAuditAndHoldNoSecret) {
  const Reply page = robin_.Get("/settings");
  EXPECT_EQ(page.status, 200);
  EXPECT_THAT(page.body, AllOf(HasSubstr("None has been made"), HasSubstr("SQLite, in the home"),
                               HasSubstr("Never in the console")));
  EXPECT_EQ(ada_.Get("/settings").status, 200);
  ExpectNotTheirs(sam_, "/settings", "Administrator");
}

}  // namespace
}  // namespace almoner::web::console
