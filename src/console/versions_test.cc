#include "app/demo.h"
#include "console/test_office.h"

namespace almoner::web::console {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class VersionsTest : public OfficeTest {
 protected:
  // The example's next edition: people are asked for one thing more.
  static std::string Next() {
    std::string text = app::ExampleNotice();
    const std::string version = "version: \"2026-11\"";
    text.replace(text.find(version), version.size(), "version: \"2027-01\"");
    return text;
  }
  std::string AddDraft() {
    const Reply added = Send(robin_, "/notice/manage/new", {{"text", Next()}});
    EXPECT_EQ(added.status, 303) << added.body;
    const std::string location = added.header("location");
    return location.substr(0, location.find('?'));
  }
};

TEST_F(VersionsTest, EverybodyOnTheStaffSeesTheVersionsAndWhatTheCheckFinds) {
  const Reply page = sam_.Get("/notice/manage");
  ExpectSafe(page, "/notice/manage");
  EXPECT_THAT(page.body, AllOf(HasSubstr("Version 2026-11"), HasSubstr("In force"),
                               HasSubstr("Its review is due on"), Not(HasSubstr("Add a draft"))));
  const std::string hash = Between(page.body, "href=\"/notice/manage/", "\"");
  EXPECT_THAT(sam_.Get("/notice/manage/" + hash).body,
              AllOf(HasSubstr("What the check found"), HasSubstr(hash)));
  EXPECT_EQ(sam_.Get("/notice/manage/" + std::string(64, '0')).status, 404);
}

TEST_F(VersionsTest, OnlyWhoeverAdministersAddsADraftAndEveryErrorIsNamed) {
  ExpectNotTheirs(sam_, "/notice/manage/new", "Administrator");
  EXPECT_THAT(Send(robin_, "/notice/manage/new", {}).body, HasSubstr("Paste the text"));
  const Reply broken =
      Send(robin_, "/notice/manage/new", {{"text", "almoner: notice/1\nroles: 5\n"}});
  EXPECT_EQ(broken.status, 422);
  EXPECT_THAT(broken.body, AllOf(HasSubstr("Line "), HasSubstr("roles: 5")));
}

TEST_F(VersionsTest, ADraftIsSignedByTwoPeopleAndThenPutInForce) {
  const std::string draft = AddDraft();
  EXPECT_THAT(robin_.Get(draft).body,
              AllOf(HasSubstr("2027-01"), HasSubstr("Not signed"), HasSubstr("What it changes")));
  const Reply early = Send(robin_, draft + "/publish", {});
  EXPECT_EQ(early.status, 403);
  const Reply refused = Send(sam_, draft + "/sign/officer", {});
  EXPECT_EQ(refused.status, 403);
  EXPECT_THAT(refused.body, HasSubstr("This step is for another role of the notice."));
  EXPECT_EQ(Send(ada_, draft + "/sign/officer", {{"reference", "Minute 12"}}).header("location"),
            draft + "?done=signed");
  EXPECT_THAT(ada_.Get(draft).body, AllOf(HasSubstr("Ada Banks: Minute 12"), HasSubstr("Signed")));
  EXPECT_EQ(Send(ada_, draft + "/sign/trustees", {}).status, 403) << "nobody takes two steps";
  EXPECT_EQ(Send(robin_, draft + "/sign/trustees", {}).status, 303);
  EXPECT_EQ(ada_.Get(draft + "/sign/none").status, 404);
  ExpectNotTheirs(ada_, draft + "/publish", "Administrator");
  world().clock().Advance(std::chrono::minutes(5));
  const Reply published = Send(robin_, draft + "/publish", {});
  EXPECT_EQ(published.header("location"), draft + "?done=published") << published.body;
  EXPECT_EQ(world().app().notice().version, "2027-01");
  EXPECT_EQ(robin_.Get(draft + "/publish").status, 200);
  EXPECT_THAT(robin_.Get(draft + "/publish").body, HasSubstr("a version comes into force once"));
}

TEST_F(VersionsTest, AReviewIsRecordedByThoseWhoAnswerForRights) {
  ExpectNotTheirs(sam_, "/notice/manage/review", "Data protection officer");
  EXPECT_EQ(Send(ada_, "/notice/manage/review", {}).status, 422);
  EXPECT_EQ(Send(ada_, "/notice/manage/review", {{"outcome", "No change."}}).header("location"),
            "/notice/manage?reviewed=1");
}

}  // namespace
}  // namespace almoner::web::console
