#include "console/test_office.h"

namespace almoner::web::console {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class AuditTest : public OfficeTest {
 protected:
  [[nodiscard]] std::string Person(const std::string& page = "") const {
    return "/audit/people/" + PersonId() + page;
  }
  [[nodiscard]] std::string Sam(const std::string& page = "") {
    return "/audit/staff/" + world().worker().text() + page;
  }
};

TEST_F(AuditTest, WhoSawAPersonSaysWhenWhyAndThatSomebodyLookedIsRecordedToo) {
  sam_.Get(PersonPage());
  SignedIn("jo").Get(PersonPage());
  const Reply page = ada_.Get(Person());
  ExpectSafe(page, Person());
  EXPECT_THAT(page.body,
              AllOf(HasSubstr("Sam Rivers, Support worker"), HasSubstr("Read the record"),
                    HasSubstr("Supporting people at home and in the day centre"),
                    HasSubstr("Jo Fields"), HasSubstr("Refused"), Not(HasSubstr("Margaret"))));
  EXPECT_EQ(world().Logged("trail.read done"), 1U);
  EXPECT_THAT(ada_.Get(Person()).body, HasSubstr("Looked who had looked"));
  EXPECT_THAT(ada_.Get(PersonPage() + "?purpose=law.rights").body,
              HasSubstr("href=\"" + Person() + "\""));
  EXPECT_THAT(sam_.Get(PersonPage()).body, Not(HasSubstr("/audit/people")));
}

TEST_F(AuditTest, WhatAColleagueDidIsThereFromSigningInOn) {
  sam_.Get(PersonPage());
  EXPECT_THAT(ada_.Get(Sam()).body, AllOf(HasSubstr("Signed in"), HasSubstr("Read the record"),
                                          HasSubstr("Sam Rivers.")));
  EXPECT_EQ(world().Logged("staff-trail.read done"), 1U);
  const Reply csv = ada_.Get(Sam("/csv"));
  EXPECT_TRUE(csv.body.starts_with("\xEF\xBB\xBF\"When\""));
  EXPECT_THAT(csv.body, HasSubstr("\"Read the record\""));
}

TEST_F(AuditTest, ALongListIsShownByTheHundredTheNewestFirst) {
  for (int i = 0; i < 230; ++i)
    World::Allowed(world().app().gate().Open(
        {.actor = world().worker(), .purpose = "support", .subjects = {world().person()}}));
  const auto rows = [](const std::string& page) {
    std::size_t count = 0;
    for (std::size_t at = 0; (at = page.find("Read the record", at + 1)) != page.npos;) ++count;
    return count;
  };
  const std::string days = "?from=2026-11-21&to=2026-11-21";
  const std::string first = ada_.Get(Person(days)).body;
  EXPECT_THAT(rows(first), testing::AllOf(testing::Gt(90U), testing::Le(100U)));
  EXPECT_THAT(first, AllOf(HasSubstr("The older ones: page 2 of 3"), HasSubstr("&amp;page=2\""),
                           Not(HasSubstr("The newer 100"))));
  const std::string second = ada_.Get(Person(days + "&page=2")).body;
  EXPECT_THAT(rows(second), testing::Ge(95U)) << "who looked is among them";
  EXPECT_THAT(second, AllOf(HasSubstr("&amp;page=3\""), HasSubstr("&amp;page=1\"")));
  const std::string last = ada_.Get(Person(days + "&page=3")).body;
  EXPECT_THAT(rows(last), testing::Le(50U));
  EXPECT_THAT(last, Not(HasSubstr("The older ones")));
  for (const char* none : {"&page=99", "&page=0", "&page=-1", "&page=two", "&page=1%20"})
    EXPECT_THAT(ada_.Get(Person(days + none)).body, HasSubstr("page 2 of 3")) << none;
  EXPECT_GE(rows(ada_.Get(Person("/csv" + days)).body), 230U) << "the file has all";
}

TEST_F(AuditTest, TheDaysAreChosenAndOnlyTheyAreShown) {
  sam_.Get(PersonPage());
  EXPECT_THAT(ada_.Get(Person("?from=2026-11-21&to=2026-11-21")).body,
              HasSubstr("Read the record"));
  EXPECT_THAT(ada_.Get(Person("?from=2026-11-01&to=2026-11-20")).body,
              HasSubstr("Nothing in these days."));
  const Reply turned =
      Send(ada_, Person("/days"), And(On("from", "20", "11", "2026"), On("to", "1", "11", "2026")));
  EXPECT_EQ(turned.status, 422);
  EXPECT_THAT(turned.body, HasSubstr("The last day must not be before the first"));
  EXPECT_EQ(
      Send(ada_, Person("/days"), And(On("from", "1", "11", "2026"), On("to", "21", "11", "2026")))
          .header("location"),
      Person("?from=2026-11-01&to=2026-11-21"));
  EXPECT_EQ(ada_.Get(Person("?from=nonsense&to=2026-11-21")).status, 200);
}

TEST_F(AuditTest, ItIsForThoseWhoAuditAndAnUnknownPersonIsNobody) {
  for (const std::string& target :
       {std::string("/audit"), std::string("/audit/person"), std::string("/audit/verify"), Person(),
        Person("/csv"), Person("/days"), Sam(), Sam("/csv"), Sam("/days")})
    ExpectNotTheirs(sam_, target, "Data protection officer");
  EXPECT_EQ(world().Logged("trail.read done"), 0U);
  EXPECT_EQ(ada_.Get("/audit/people/" + std::string(32, '0')).status, 404);
  EXPECT_EQ(ada_.Get("/audit/staff/" + std::string(32, '0')).status, 404);
  EXPECT_EQ(ada_.Get("/audit/people/x").status, 404);
  EXPECT_THAT(Send(ada_, "/audit/person", {{"number", "Margaret"}}).body,
              HasSubstr("32 letters and digits"));
  EXPECT_EQ(Send(ada_, "/audit/person", {{"number", PersonPage()}}).header("location"), Person());
}

TEST_F(AuditTest, TheLogIsVerifiedAndThatIsOnRecord) {
  EXPECT_THAT(ada_.Get("/audit").body,
              AllOf(HasSubstr("Never on this page"), HasSubstr("Sam Rivers")));
  const Reply done = Send(ada_, "/audit/verify", {});
  EXPECT_EQ(done.status, 200);
  EXPECT_THAT(done.body, HasSubstr("The log is whole"));
  EXPECT_THAT(ada_.Get("/audit").body, HasSubstr("21 November 2026 at 09:30: whole"));
  EXPECT_EQ(world().Logged("log.verified done"), 1U);
}

}  // namespace
}  // namespace almoner::web::console
