#include <gmock/gmock.h>

#include "console/test_console.h"

namespace almoner::web::console {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

using PromisesTest = ConsoleTest;

TEST_F(PromisesTest, ThePageSaysOfEachSentenceWhatKeepsItAndWhatTheRecordsShow) {
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

TEST_F(PromisesTest, ItIsForThoseWhoAnswerForRightsOrAudit) {
  Browser sam = SignedIn("sam");
  EXPECT_EQ(sam.Get("/promises").status, 404);
  EXPECT_THAT(sam.Get("/people").body, Not(HasSubstr("href=\"/promises\"")));
  EXPECT_EQ(NewBrowser().Get("/promises").status, 303) << "to signing in";
}

}  // namespace
}  // namespace almoner::web::console
