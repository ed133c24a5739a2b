#include <gmock/gmock.h>

#include "portal/test_portal.h"

namespace almoner::web::portal {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

using NoticePageTest = PortalTest;

TEST_F(NoticePageTest, HasTheSafeHeadersALanguageAndASkipLink) {
  ExpectSafe(NewBrowser().Get("/"), "/");
}

TEST_F(NoticePageTest, TheNoticeIsForEveryoneAndHasEveryClauseAsAnAnchor) {
  const Reply page = NewBrowser().Get("/");
  EXPECT_EQ(page.status, 200);
  for (const notice::Clause& clause : world().app().notice().clauses) {
    EXPECT_THAT(page.body, HasSubstr("<li id=\"" + clause.id + "\">"));
    EXPECT_THAT(page.body, HasSubstr(clause.text));
  }
}

TEST_F(NoticePageTest, TheNoticeSaysWhyWhoseWhatWhoAndHowLong) {
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

TEST_F(NoticePageTest, TheNoticeTellsWhereToComplainAndWhatTheLawAsksOfAll) {
  const std::string page = NewBrowser().Get("/").body;
  EXPECT_THAT(page, AllOf(HasSubstr("privacy@harbourlights.example"), HasSubstr("0303 123 1113"),
                          HasSubstr("Safeguarding children and adults at risk")));
  EXPECT_THAT(page, Not(HasSubstr("law.safeguarding"))) << "no words of ours";
  EXPECT_THAT(page, Not(HasSubstr("imposed")));
}

}  // namespace
}  // namespace almoner::web::portal
