// The pages that only say something: rights, leaflets, versions, cookies, and what programs read.
#include <gmock/gmock.h>
#include <re2/re2.h>

#include <filesystem>
#include <fstream>
#include <set>

#include "app/editions.h"
#include "portal/test_portal.h"

namespace almoner::web::portal {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class PublicPagesTest : public PortalTest {
 protected:
  Reply Get(const std::string& target) { return NewBrowser().Get(target); }
};

TEST_F(PublicPagesTest, EachIsSafeAndSetsNoCookieForWhoOnlyReads) {
  for (const char* target : {"/", "/your-rights", "/your-rights/access", "/your-rights/objection",
                             "/your-rights/complaint", "/ask", "/ask/return", "/track", "/complain",
                             "/cookies", "/accessibility", "/notice/notice", "/notice/children",
                             "/notice/easy-read", "/notice/versions"}) {
    const Reply page = Get(target);
    EXPECT_EQ(page.status, 200) << target;
    ExpectSafe(page, target);
    EXPECT_EQ(page.header("set-cookie"), "") << target;
    EXPECT_THAT(page.body, AllOf(HasSubstr("Exit this page"), HasSubstr("href=\"/leave\""),
                                 HasSubstr("href=\"/your-rights\""), HasSubstr("href=\"/track\"")))
        << target;
  }
}

// Every cookie that the program names stands on the page, and the page names no other.
TEST_F(PublicPagesTest, TheCookiesPageNamesEveryCookie) {
  const re2::RE2 set("Literal k\\w+Cookie = \"(__Host-[a-z-]+)\"");
  const re2::RE2 said("<code>(__Host-[a-z-]+)</code>");
  std::set<std::string> ours;
  for (const auto& file : std::filesystem::recursive_directory_iterator("src")) {
    if (!file.is_regular_file()) continue;
    std::ifstream in(file.path());
    const std::string text(std::istreambuf_iterator<char>(in), {});
    re2::StringPiece rest(text);
    for (std::string name; re2::RE2::FindAndConsume(&rest, set, &name);) ours.insert(name);
  }
  ASSERT_GE(ours.size(), 9U) << "run it from the project's root";
  const std::string page = Get("/cookies").body;
  std::set<std::string> named;
  re2::StringPiece rest(page);
  for (std::string name; re2::RE2::FindAndConsume(&rest, said, &name);) named.insert(name);
  EXPECT_EQ(named, ours);
}

TEST_F(PublicPagesTest, ARightSaysWhenItDoesNotApplyAndHowLongWeHave) {
  const std::string access = Get("/your-rights/access").body;
  EXPECT_THAT(access, AllOf(HasSubstr("We answer within 28 days."),
                            HasSubstr("The law gives every organisation 1 month."),
                            HasSubstr("2 months"), HasSubstr("must not harm the rights of"),
                            HasSubstr("name=\"right\" value=\"access\"")));
  const std::string complaint = Get("/your-rights/complaint").body;
  EXPECT_THAT(complaint, AllOf(HasSubstr("We tell you within 30 days that we have it"),
                               Not(HasSubstr("When it does not apply"))));
  EXPECT_EQ(Get("/your-rights/money").status, 404);
}

TEST_F(PublicPagesTest, TheFirstLayerAnswersWhatPeopleAskInTheNoticesOwnWords) {
  const std::string page = Get("/").body;
  EXPECT_THAT(
      page, AllOf(HasSubstr("Who are you?"), HasSubstr("How long do you keep it?"),
                  HasSubstr("We are Harbour Lights Community Care"),
                  HasSubstr("href=\"/notice/easy-read\""), HasSubstr("href=\"/notice/versions\"")));
}

TEST_F(PublicPagesTest, ThereIsANoticeForEachKindOfReader) {
  EXPECT_THAT(Get("/notice/children").body, HasSubstr("For children"));
  EXPECT_THAT(Get("/notice/easy-read").body, HasSubstr("Easy Read"));
  EXPECT_EQ(Get("/notice/index").status, 404) << "the front page is that";
  EXPECT_EQ(Get("/notice/no-such").status, 404);
}

TEST_F(PublicPagesTest, OldVersionsStayToBeReadAndWhatChangedIsSaid) {
  std::string text = NoticeText("example");
  const std::string old = "version: \"2026-11\"";
  text.replace(text.find(old), old.size(), "version: \"2026-12\"");
  const std::string promise = "and we answer within 28 days.";
  text.replace(text.find(promise), promise.size(), "and we answer within 21 days.");
  const StaffId admin = world().AddStaff("Kit Moor", "kit", {"administrator"});
  const std::string before = world().app().notice().hash.substr(0, 12);
  const auto added = app::AddVersion(world().app(), admin, text);
  ASSERT_THAT(added, IsOk());
  EXPECT_EQ(Get("/notice/versions/" + added->hash.substr(0, 12)).status, 404)
      << "a draft is not published";
  EXPECT_THAT(Get("/notice/versions").body, Not(HasSubstr("2026-12")));
  const Reply current = Get("/notice/versions/" + before);
  ExpectSafe(current, "/notice/versions/…");
  EXPECT_THAT(current.body, HasSubstr("Version 2026-11"));
  EXPECT_EQ(Get("/notice/versions/000000000000").status, 404);
  EXPECT_EQ(Get("/notice/changes?from=" + before + "&to=none").status, 404);
  const Reply same = Get("/notice/changes?from=" + before + "&to=" + before);
  ExpectSafe(same, "/notice/changes");
  EXPECT_THAT(same.body, HasSubstr("Nothing that matters to anybody"));
}

TEST_F(PublicPagesTest, ProgramsFindWhatTheyLookFor) {
  const Reply security = Get("/.well-known/security.txt");
  EXPECT_EQ(security.status, 200);
  EXPECT_THAT(security.header("content-type"), HasSubstr("text/plain"));
  EXPECT_THAT(security.body, AllOf(HasSubstr("Contact: mailto:privacy@harbourlights.example\n"),
                                   HasSubstr("Expires: 2027-05-20T00:00:00Z\n")));
  EXPECT_THAT(Get("/.well-known/gpc.json").body,
              HasSubstr("{\"gpc\":true,\"lastUpdate\":\"2026-11-"));
  EXPECT_EQ(Get("/.well-known/change-password").header("location"), "/my/password");
  EXPECT_EQ(
      Get("/.well-known/resource-that-should-not-exist-whose-status-code-should-not-be-200").status,
      404);
}

TEST_F(PublicPagesTest, LeavingFromAnotherSiteChangesNothingHere) {
  const Reply left = NewBrowser().Get("/leave", {{"Sec-Fetch-Site", "cross-site"}});
  EXPECT_EQ(left.status, 303);
  EXPECT_EQ(left.header("clear-site-data"), "");
}

}  // namespace
}  // namespace almoner::web::portal
