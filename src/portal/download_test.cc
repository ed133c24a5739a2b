#include <gmock/gmock.h>

#include "account/account.h"
#include "portal/test_portal.h"
#include "rights/collation.h"
#include "rights/conduct.h"
#include "rights/offer.h"
#include "rights/own.h"

namespace almoner::web::portal {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class DownloadTest : public PortalTest {
 protected:
  DownloadTest() : second_(world().AddStaff("Nia Bell", "nia", {"data-protection-officer"})) {}

  rights::Context Rights() { return world().app().rights(); }
  rights::State Now(const RequestId& request) {
    return World::Must(rights::Load(Rights(), request));
  }
  // A request of Margaret's that is approved, with her note released.
  RequestId Approved() {
    const RequestId request =
        World::Allowed(rights::Open(Rights(), world().officer(),
                                    {.right = law::Right::kAccess,
                                     .subject = world().person(),
                                     .received = LondonDate(world().clock().Now()),
                                     .channel = "letter",
                                     .words = Personal(std::string("All of it, please."))}));
    World::Allowed(rights::Acknowledge(Rights(), world().officer(), Now(request)));
    World::Allowed(rights::ConfirmIdentity(Rights(), world().officer(), Now(request), "known"));
    World::Allowed(rights::Rule(Rights(), world().officer(), Now(request), "support-notes",
                                {.yes = true, .ground = "", .known = "she was there"}));
    World::Allowed(rights::Draft(Rights(), world().officer(), Now(request)));
    World::Allowed(rights::Approve(Rights(), second_, Now(request)));
    return request;
  }
  rights::Offered Offer(const RequestId& request) {
    return World::Allowed(rights::Offer(Rights(), world().officer(), Now(request),
                                        {.code_by = "phone", .how = "she answered"}));
  }
  static std::string Page(const rights::Offered& offered) {
    return "/download/" + offered.link.Expose();
  }
  static Reply Send(Browser& browser, const std::string& page, const std::string& code) {
    return browser.Post(page, {{"csrf", browser.Csrf(browser.Get(page))}, {"code", code}});
  }
  Browser Margaret() {
    const std::string code = account::NewCode(world().app().random()).Expose();
    World::Allowed(world().app().gate().Act({.actor = world().worker(),
                                             .purpose = "support",
                                             .subjects = {world().person()},
                                             .action = gate::Action::kAttend},
                                            "account.invited", [&](const gate::Change& change) {
                                              return account::Invite(change, world().person(),
                                                                     code);
                                            }));
    Browser browser = NewBrowser();
    browser.Post("/my/start", {{"csrf", browser.Csrf(browser.Get("/my/start"))},
                               {"code", code},
                               {"email", "margaret@quay.example"},
                               {"password", "three odd lantern words"}});
    return browser;
  }

  StaffId second_;
};

void ExpectPack(const Reply& reply) {
  EXPECT_EQ(reply.status, 200) << reply.body.substr(0, 400);
  EXPECT_EQ(reply.header("content-type"), "application/zip");
  EXPECT_EQ(reply.header("cache-control"), "no-store");
  EXPECT_EQ(reply.header("x-content-type-options"), "nosniff");
  EXPECT_THAT(reply.header("content-disposition"),
              AllOf(HasSubstr("attachment"), Not(HasSubstr("Margaret"))));
  EXPECT_THAT(reply.body.substr(0, 2), "PK");
}

TEST_F(DownloadTest, LinkAndCodeTogetherGiveThePackAndNeitherAlone) {
  const rights::Offered offered = Offer(Approved());
  Browser browser = NewBrowser();
  ExpectSafe(browser.Get(Page(offered)), Page(offered));
  EXPECT_EQ(Send(browser, Page(offered), "").status, 422);
  EXPECT_EQ(Send(browser, Page(offered), "AAAA-AAAA-AAAA").status, 422);
  ExpectPack(Send(browser, Page(offered), offered.code.Expose()));
  ExpectPack(Send(browser, Page(offered), offered.code.Expose()));  // it broke off
  Browser another = NewBrowser();
  EXPECT_EQ(Send(another, Page(offered), offered.code.Expose()).status, 422);
  EXPECT_EQ(world().Logged("pack.fetched allowed"), 2);
}

// Every address of one length: the link itself stands in the form's action.
std::string Neutral(std::string body, const std::string& link) {
  for (std::size_t at = 0; (at = body.find(link, at)) != std::string::npos;)
    body.replace(at, link.size(), "LINK");
  for (const char* const name : {"name=\"csrf\" value=\""})
    if (const std::size_t at = body.find(name); at != std::string::npos)
      body.replace(at, std::string_view(name).size() + 64, "CSRF");
  return body;
}

TEST_F(DownloadTest, UsedOverUnknownAndWrongReadTheSame) {
  const rights::Offered used = Offer(Approved());
  const rights::Offered over = Offer(Approved());
  const rights::Offered waits = Offer(Approved());
  Browser first = NewBrowser();
  ExpectPack(Send(first, Page(used), used.code.Expose()));
  world().clock().Advance(std::chrono::minutes(61));
  const auto read = [&](const std::string& link, const std::string& code) {
    Browser browser = NewBrowser();
    const Reply reply = Send(browser, "/download/" + link, code);
    EXPECT_EQ(reply.status, 422);
    std::string body = Neutral(reply.body, link);
    const std::size_t at = body.find(code);
    if (at != std::string::npos) body.replace(at, code.size(), "CODE");
    return body;
  };
  const std::string unknown = read(std::string(32, 'a'), "7K4M-2Q9T-HX3C");
  EXPECT_EQ(read(used.link.Expose(), used.code.Expose()), unknown);
  EXPECT_EQ(read(waits.link.Expose(), "7K4M-2Q9T-HX3C"), unknown);
  world().clock().Advance(std::chrono::days(15));
  EXPECT_EQ(read(over.link.Expose(), over.code.Expose()), unknown);
}

TEST_F(DownloadTest, WrongCodesAreHeldUpWhetherTheLinkLeadsAnywhereOrNot) {
  const rights::Offered offered = Offer(Approved());
  for (const std::string& link : {offered.link.Expose(), std::string(32, 'b')}) {
    Browser browser = NewBrowser();
    for (int i = 0; i < 5; ++i) Send(browser, "/download/" + link, "AAAA-AAAA-AAAA");
    const Reply reply = Send(browser, "/download/" + link, offered.code.Expose());
    EXPECT_EQ(reply.status, 429);
    EXPECT_FALSE(reply.header("retry-after").empty());
  }
}

TEST_F(DownloadTest, AFormFromElsewhereGivesNothing) {
  const rights::Offered offered = Offer(Approved());
  Browser browser = NewBrowser();
  const Reply reply = browser.Post(Page(offered), {{"code", offered.code.Expose()}});
  EXPECT_EQ(reply.status, 403);
  EXPECT_EQ(world().Logged("pack.fetched allowed"), 0);
}

TEST_F(DownloadTest, SignedInOneSeesWhatWaitsAndStillNeedsTheCode) {
  Browser browser = Margaret();
  EXPECT_THAT(browser.Get("/my/downloads").body, HasSubstr("Nothing waits for you here."));
  const rights::Offered offered = Offer(Approved());
  const Reply page = browser.Get("/my/downloads");
  ExpectSafe(page, "/my/downloads");
  EXPECT_THAT(page.body, AllOf(HasSubstr("Until "), Not(HasSubstr(offered.link.Expose())),
                               Not(HasSubstr("Margaret"))));
  EXPECT_EQ(Send(browser, "/my/downloads", "AAAA-AAAA-AAAA").status, 422);
  ExpectPack(Send(browser, "/my/downloads", offered.code.Expose()));
  Browser stranger = NewBrowser();
  EXPECT_EQ(stranger.Get("/my/downloads").header("location"), "/my/sign-in");
}

TEST_F(DownloadTest, LettersAreReadAsTheyWereWrittenAndKeptAsPdf) {
  Browser browser = Margaret();
  EXPECT_THAT(browser.Get("/my/letters").body, HasSubstr("We have written no letters"));
  const RequestId request = Approved();
  const std::string page = browser.Get("/my/letters").body;
  const std::string address = Between(page, "href=\"/my/letters/", "\"");
  ASSERT_FALSE(address.empty()) << page;
  const Reply letter = browser.Get("/my/letters/" + address);
  ExpectSafe(letter, "/my/letters/…");
  const std::string before = letter.body;
  World::Allowed(rights::Extend(Rights(), world().officer(), Now(request), "complexity",
                                Personal(std::string("It is a long record."))));
  EXPECT_EQ(browser.Get("/my/letters/" + address).body, before) << "the date told then stays";
  EXPECT_THAT(browser.Get("/my/letters").body, HasSubstr("We need more time"));
  const Reply pdf = browser.Get("/my/letters/" + address + "/pdf");
  EXPECT_EQ(pdf.header("content-type"), "application/pdf");
  EXPECT_THAT(pdf.header("content-disposition"), HasSubstr("attachment"));
  EXPECT_EQ(pdf.body.substr(0, 5), "%PDF-");
  EXPECT_EQ(browser.Get("/my/letters/00000000-1").status, 404);
}

TEST_F(DownloadTest, AnothersLettersAreNotFound) {
  Approved();
  const SubjectId idris = world().AddPerson(world().worker(), "Idris Vale");
  const auto letters = World::Allowed(rights::LettersOwn(Rights(), world().person()));
  ASSERT_FALSE(letters.empty());
  EXPECT_TRUE(World::Allowed(rights::LettersOwn(Rights(), idris)).empty());
  EXPECT_THAT(rights::LetterOwn(Rights(), idris, letters.front().id), FailsWith(Code::kNotFound));
}

}  // namespace
}  // namespace almoner::web::portal
