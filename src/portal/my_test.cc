#include <gmock/gmock.h>

#include "account/account.h"
#include "portal/test_portal.h"
#include "rights/own.h"
#include "rights/share.h"

namespace almoner::web::portal {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view kPassword = "three odd lantern words";
constexpr std::string_view kEmail = "margaret@quay.example";

class MyTest : public PortalTest {
 protected:
  using PortalTest::PortalTest;
  // As staff give it to the person.
  std::string Code() {
    const std::string code = account::NewCode(world().app().random()).Expose();
    World::Allowed(world().app().gate().Act({.actor = world().worker(),
                                             .purpose = "support",
                                             .subjects = {world().person()},
                                             .action = gate::Action::kAttend},
                                            "account.invited", [&](const gate::Change& change) {
                                              return account::Invite(change, world().person(),
                                                                     code);
                                            }));
    return code;
  }
  static Reply Send(Browser& browser, const std::string& page, FormFields fields) {
    fields.emplace_back("csrf", browser.Csrf(browser.Get(page)));
    return browser.Post(page.substr(0, page.find('?')), fields);
  }
  Reply Start(Browser& browser, const std::string& code, std::string_view email = kEmail,
              std::string_view password = kPassword) {
    return Send(
        browser, "/my/start",
        {{"code", code}, {"email", std::string(email)}, {"password", std::string(password)}});
  }
  Reply SignIn(Browser& browser, std::string_view email = kEmail,
               std::string_view password = kPassword) {
    return Send(browser, "/my/sign-in",
                {{"email", std::string(email)}, {"password", std::string(password)}});
  }
  Browser Margaret() {
    Browser browser = NewBrowser();
    const Reply reply = Start(browser, Code());
    EXPECT_EQ(reply.status, 303) << reply.body;
    return browser;
  }
};

TEST_F(MyTest, ACodeFromStaffMakesAnAccountAndSignsIn) {
  Browser browser = NewBrowser();
  const Reply reply = Start(browser, Code());
  EXPECT_EQ(reply.status, 303);
  EXPECT_EQ(reply.header("location"), "/my?new=1");
  const Reply page = browser.Get("/my?new=1");
  ExpectSafe(page, "/my");
  EXPECT_THAT(page.body, AllOf(HasSubstr("Your account is ready."), HasSubstr("Sign out"),
                               Not(HasSubstr("Margaret")), Not(HasSubstr("quay.example"))));
  Browser again = NewBrowser();
  EXPECT_EQ(SignIn(again).header("location"), "/my");
}

TEST_F(MyTest, EveryPageIsSafeAndTellsNothingInItsTitleOrAddress) {
  Browser browser = Margaret();
  for (const std::string page :
       {"/my", "/my/information", "/my/looked", "/my/choices", "/my/requests", "/my/password",
        "/my/close", "/my/requests/new?right=access", "/my/requests/new?right=objection",
        "/my/requests/new?right=restriction"}) {
    const Reply reply = browser.Get(page);
    EXPECT_EQ(reply.status, 200) << page;
    ExpectSafe(reply, page);
    EXPECT_THAT(Between(reply.body, "<title>", "</title>"), Not(HasSubstr("Margaret"))) << page;
  }
}

TEST_F(MyTest, WithoutSigningInEveryPageLeadsToTheSameDoor) {
  Browser browser = NewBrowser();
  for (const char* page : {"/my", "/my/information", "/my/looked", "/my/choices", "/my/requests",
                           "/my/password", "/my/close", "/my/requests/new?right=access"}) {
    EXPECT_EQ(browser.Get(page).header("location"), "/my/sign-in") << page;
    EXPECT_THAT(browser.Post(std::string(page), {}).status, testing::AnyOf(303, 405)) << page;
  }
  ExpectSafe(browser.Get("/my/sign-in"), "/my/sign-in");
  ExpectSafe(browser.Get("/my/start"), "/my/start");
}

TEST_F(MyTest, WhatIsWrongWithAStartIsSaidAndNothingTypedIsLost) {
  Browser browser = NewBrowser();
  const std::string code = Code();
  const Reply unknown = Start(browser, "AAAA-AAAA-AAAA");
  EXPECT_EQ(unknown.status, 422);
  EXPECT_THAT(unknown.body,
              AllOf(HasSubstr("An account cannot be started"), HasSubstr("AAAA-AAAA-AAAA"),
                    HasSubstr(std::string(kEmail)), Not(HasSubstr(std::string(kPassword)))));
  EXPECT_THAT(Start(browser, code, "no address").body, HasSubstr("Enter an e-mail address like"));
  EXPECT_THAT(Start(browser, code, kEmail, "short").body, HasSubstr("href=\"#password\""));
  EXPECT_THAT(Start(browser, code, kEmail, "Harbour Lights 1").body,
              HasSubstr("href=\"#password\""))
      << "the organisation's own name";
  EXPECT_THAT(Start(browser, code, kEmail, "").body, HasSubstr("Choose a password"));
  EXPECT_EQ(Start(browser, code).status, 303) << "the code is still good";
}

TEST_F(MyTest, AFormFromElsewhereOrOldIsNotTaken) {
  Browser browser = NewBrowser();
  browser.Get("/my/start");
  EXPECT_EQ(browser.Post("/my/start", {{"csrf", "0"}, {"code", Code()}}).status, 403);
  Browser margaret = Margaret();
  EXPECT_EQ(margaret.Post("/my/choices", {{"consent", "newsletter"}, {"answer", "yes"}}).status,
            403);
  EXPECT_EQ(margaret
                .Post("/my/sign-out", {{"csrf", margaret.Csrf(margaret.Get("/my"))}},
                      {{"Sec-Fetch-Site", "cross-site"}})
                .status,
            403);
}

TEST_F(MyTest, AnUnknownAddressAndAWrongPasswordReadTheSame) {
  Browser browser = Margaret();
  Browser other = NewBrowser();
  const Reply wrong = SignIn(other, kEmail, "another lantern word");
  const Reply unknown = SignIn(other, "nobody@quay.example", "another lantern word");
  EXPECT_EQ(wrong.status, 422);
  EXPECT_EQ(unknown.status, 422);
  EXPECT_THAT(wrong.body, HasSubstr("One of them is not right"));
  EXPECT_THAT(unknown.body, HasSubstr("One of them is not right"));
}

TEST_F(MyTest, WhatIsMarkedIsShownAndNotesAreNot) {
  Browser browser = Margaret();
  const Reply page = browser.Get("/my/information");
  EXPECT_THAT(page.body, AllOf(HasSubstr("Margaret O&#39;Shea"), HasSubstr("Why we hold it"),
                               HasSubstr("Ask for a copy")));
  EXPECT_THAT(page.body, Not(HasSubstr("Short of breath")));
  EXPECT_THAT(page.body, Not(HasSubstr("Sam Rivers"))) << "nobody's name but theirs";
  EXPECT_THAT(world().Log(), testing::Contains("record.read allowed"));
}

TEST_F(MyTest, ThePageIsTheSameToTheByteWithAndWithoutNotes) {
  Browser browser = Margaret();
  const auto body = [&] {
    std::string text = browser.Get("/my/information").body;
    return text;
  };
  const std::string before = body();
  world().AddNote(world().worker(), world().person(), "Safeguarding: her nephew again.");
  EXPECT_EQ(body(), before);
}

TEST_F(MyTest, WhatIsSharedIsShownWithWhyAndTheRestLeavesNoByte) {
  Browser browser = Margaret();
  EXPECT_THAT(browser.Get("/my/information").body, HasSubstr("Nothing was shared with you here."));
  const RecordId note =
      world().AddNote(world().worker(), world().person(), "Walked to the quay together.");
  World::Allowed(rights::Share(
      world().app().rights(), world().worker(), "support", world().person(), note,
      {.why = "We agreed on it at the review.", .known = "written with her", .others = "none"}));
  const Reply page = browser.Get("/my/information");
  ExpectSafe(page, "/my/information");
  EXPECT_THAT(page.body,
              AllOf(HasSubstr("Walked to the quay together."),
                    HasSubstr("Why you see it here: We agreed on it at the review."),
                    HasSubstr("Shared on 21 November 2026"), Not(HasSubstr("written with her")),
                    Not(HasSubstr("Sam Rivers")), Not(HasSubstr("Short of breath"))));
  world().AddNote(world().worker(), world().person(), "Safeguarding: her nephew again.");
  EXPECT_EQ(browser.Get("/my/information").body, page.body);
  World::Allowed(rights::Unshare(world().app().rights(), world().worker(), "support",
                                 world().person(), note, "She asked for it."));
  EXPECT_THAT(browser.Get("/my/information").body, HasSubstr("Nothing was shared with you here."));
}

TEST_F(MyTest, ADocumentThatIsNotSharedReadsLikeOneThatDoesNotExist) {
  Browser browser = Margaret();
  const auto ask = [&](const std::string& record) {
    return browser.Post("/my/information/document",
                        {{"csrf", browser.Csrf(browser.Get("/my/choices"))}, {"record", record}});
  };
  // But for the number of the answer.
  const auto words = [](const Reply& reply) {
    return Between(reply.body, "<h1", "Number of this answer");
  };
  const Reply nothing = ask(std::string(32, '0'));
  EXPECT_EQ(nothing.status, 404);
  const RecordId note = world().AddNote(world().worker(), world().person(), "Nobody's business.");
  ASSERT_FALSE(words(nothing).empty());
  EXPECT_EQ(words(ask(note.text())), words(nothing));
  EXPECT_EQ(words(ask("no id")), words(nothing));
}

TEST_F(MyTest, WhoLookedShowsRoleAndPurposeWithoutNames) {
  Browser browser = Margaret();
  EXPECT_THAT(browser.Get("/my/looked").body, HasSubstr("There is nothing to show here."));
  World::Allowed(world().app().gate().Open(
      {.actor = world().worker(), .purpose = "support", .subjects = {world().person()}}));
  const std::string page = browser.Get("/my/looked").body;
  EXPECT_THAT(page, AllOf(HasSubstr("Support worker"), HasSubstr("Supporting people at home"),
                          Not(HasSubstr("Sam"))));
}

TEST_F(MyTest, AChoiceIsOneSwitchAndCountsAtOnce) {
  Browser browser = Margaret();
  EXPECT_THAT(browser.Get("/my/choices").body, HasSubstr("You have not been asked yet."));
  const auto answer = [&](const char* word) {
    const Reply page = browser.Get("/my/choices");
    return browser.Post("/my/choices",
                        {{"csrf", browser.Csrf(page)},
                         {"consent", "newsletter"},
                         {"version", Between(page.body, "name=\"version\" value=\"", "\"")},
                         {"answer", word}});
  };
  EXPECT_EQ(answer("yes").status, 303);
  EXPECT_THAT(browser.Get("/my/choices").body, HasSubstr("You said yes on"));
  EXPECT_EQ(answer("yes").status, 303) << "a second click";
  EXPECT_EQ(world().Logged("consent.given allowed"), 1U);
  EXPECT_EQ(answer("no").status, 303);
  EXPECT_THAT(browser.Get("/my/choices").body, HasSubstr("You took your yes back on"));
  EXPECT_EQ(answer("perhaps").status, 400);
}

TEST_F(MyTest, ARequestIsReceivedTodayAndShownWithItsDay) {
  Browser browser = Margaret();
  const Reply sent = Send(browser, "/my/requests/new?right=access",
                          {{"right", "access"}, {"words", "Everything, please."}});
  EXPECT_EQ(sent.header("location"), "/my/requests?sent=1") << sent.body;
  const std::string page = browser.Get("/my/requests?sent=1").body;
  EXPECT_THAT(page, AllOf(HasSubstr("We have your request."), HasSubstr("21 November 2026"),
                          HasSubstr("We are working on it."), HasSubstr("We answer by")));
  const auto states = World::Allowed(rights::ListOwn(world().app().rights(), world().person()));
  ASSERT_EQ(states.size(), 1U);
  EXPECT_EQ(states.front().channel, "portal");
  EXPECT_TRUE(states.front().identity) << "signing in shows who it is";
}

TEST_F(MyTest, ARequestSentTwiceIsOneRequest) {
  Browser browser = Margaret();
  const std::string page = browser.Get("/my/requests/new?right=access").body;
  FormFields form = {{"csrf", Between(page, "name=\"csrf\" value=\"", "\"")},
                     {"once", Between(page, "name=\"once\" value=\"", "\"")},
                     {"right", "access"},
                     {"words", ""}};
  EXPECT_EQ(browser.Post("/my/requests/new", form).status, 422);
  form.back().second = "Everything, please.";
  for (int twice = 0; twice < 2; ++twice)
    EXPECT_EQ(browser.Post("/my/requests/new", form).header("location"), "/my/requests?sent=1");
  EXPECT_EQ(World::Allowed(rights::ListOwn(world().app().rights(), world().person())).size(), 1U);
}

TEST_F(MyTest, WhatWasTypedInAnOldFormStandsOnThePageWithItsCodeWord) {
  Browser browser = Margaret();
  const Reply stale = browser.Post(
      "/my/contact", {{"csrf", "0"}, {"how", "Ring on Tuesdays."}, {"codeword", "Heron"}},
      {{"Sec-Fetch-Site", "same-origin"}});
  EXPECT_EQ(stale.status, 403);
  EXPECT_THAT(stale.body, AllOf(HasSubstr("Ring on Tuesdays.</textarea>"),
                                HasSubstr("Heron</textarea>"), HasSubstr("Send it again")));
  EXPECT_THAT(browser.Get("/my/contact").body, HasSubstr("name=\"codeword\""));
}

TEST_F(MyTest, ARequestWithoutWordsIsAskedForThemAndAnObjectionForItsUse) {
  Browser browser = Margaret();
  const Reply empty =
      Send(browser, "/my/requests/new?right=access", {{"right", "access"}, {"words", ""}});
  EXPECT_EQ(empty.status, 422);
  EXPECT_THAT(empty.body, HasSubstr("Say in a few words what you would like"));
  const Reply objection = Send(browser, "/my/requests/new?right=objection",
                               {{"right", "objection"}, {"words", "No more, please."}});
  EXPECT_EQ(objection.status, 422);
  EXPECT_THAT(objection.body,
              AllOf(HasSubstr("Choose the use that you object to"), HasSubstr("No more, please.")));
  EXPECT_EQ(browser.Get("/my/requests/new?right=nonsense").header("location"), "/my/requests");
}

TEST_F(MyTest, AnotherPersonsRequestsAreNotShown) {
  Browser browser = Margaret();
  const SubjectId other = world().AddPerson(world().worker(), "Idris Vale");
  World::Allowed(
      rights::OpenOwn(world().app().rights(), {.right = law::Right::kErasure,
                                               .subject = other,
                                               .received = {},
                                               .channel = {},
                                               .words = Personal(std::string("All of it."))}));
  EXPECT_THAT(browser.Get("/my/requests").body, HasSubstr("You have asked for nothing yet."));
}

TEST_F(MyTest, ThePasswordIsChangedWithTheOldOneAndSignsOutElsewhere) {
  Browser browser = Margaret();
  Browser elsewhere = NewBrowser();
  SignIn(elsewhere);
  const auto change = [&](std::string_view old, std::string_view fresh) {
    return Send(browser, "/my/password",
                {{"password", std::string(old)}, {"new-password", std::string(fresh)}});
  };
  EXPECT_THAT(change("not it at all, no", "four odd lantern words").body,
              HasSubstr("This is not your password"));
  EXPECT_EQ(change(kPassword, "short").status, 422);
  EXPECT_EQ(change(kPassword, "four odd lantern words").header("location"), "/my?changed=1");
  EXPECT_EQ(browser.Get("/my").status, 200);
  EXPECT_EQ(elsewhere.Get("/my").header("location"), "/my/sign-in");
}

TEST_F(MyTest, AnAccountIsClosedWithThePassword) {
  Browser browser = Margaret();
  EXPECT_EQ(Send(browser, "/my/close", {{"password", "not it at all, no"}}).status, 422);
  EXPECT_EQ(Send(browser, "/my/close", {{"password", std::string(kPassword)}}).header("location"),
            "/");
  EXPECT_EQ(browser.Get("/my").header("location"), "/my/sign-in");
  EXPECT_EQ(SignIn(browser).status, 422);
}

TEST_F(MyTest, AVisitorsCookieIsNoneOfTheConsoleAndTheOtherWayRound) {
  Browser browser = Margaret();
  const std::string token = browser.cookies()["__Host-my-session"];
  ASSERT_EQ(token.size(), 64U);
  auto [sam, csrf] = SignedInAs(world().worker());
  Browser mixed = NewBrowser();
  mixed.cookies()["__Host-my-session"] = sam.cookies()["__Host-session"];
  EXPECT_EQ(mixed.Get("/my").header("location"), "/my/sign-in");
  staff::Sessions console(world().app().store(), world().app().keys(), world().app().clock());
  EXPECT_FALSE(console.Find(SecretBytes::CopyOf(BytesView(*FromHex(token))))->has_value());
}

TEST_F(MyTest, ARequestThatStaffLoggedIsShownOnlyOnceItIsKnownToBeTheirs) {
  Browser browser = Margaret();
  const rights::Context rights = world().app().rights();
  const auto logged = [&](law::Right right) {
    return World::Allowed(rights::Open(rights, world().officer(),
                                       {.right = right,
                                        .subject = world().person(),
                                        .received = *ParseDate("2026-11-20"),
                                        .channel = "letter",
                                        .words = Personal(std::string("All of it."))}));
  };
  const RequestId letter = logged(law::Right::kErasure);
  logged(law::Right::kComplaint);
  EXPECT_THAT(browser.Get("/my/requests").body, HasSubstr("You have asked for nothing yet."));
  World::Allowed(rights::ConfirmIdentity(rights, world().officer(),
                                         World::Must(rights::Load(rights, letter)), "known"));
  const std::string page = browser.Get("/my/requests").body;
  EXPECT_THAT(page, HasSubstr("Have it deleted</h2>"));
  EXPECT_THAT(page, Not(HasSubstr("Complain</h2>")));
}

TEST_F(MyTest, AnAddressThatAnotherHasReadsLikeAnUnknownCodeAndIsSlowedDown) {
  Browser margaret = Margaret();
  const SubjectId other = world().AddPerson(world().worker(), "Idris Vale");
  const std::string code = account::NewCode(world().app().random()).Expose();
  World::Allowed(world().app().gate().Act(
      {.actor = world().worker(), .purpose = "support", .subjects = {other}}, "account.invited",
      [&](const gate::Change& change) { return account::Invite(change, other, code); }));
  Browser browser = NewBrowser();
  EXPECT_THAT(Start(browser, code).body, HasSubstr("cannot be started with this code"));
  EXPECT_THAT(Start(browser, "AAAA-AAAA-AAAA").body, HasSubstr("cannot be started with this code"));
  for (int i = 0; i < 4; ++i) Start(browser, code);
  EXPECT_EQ(Start(browser, code, "idris@vale.example").status, 429);
}

// The example, with a rule that begins when an account was last used.
std::string WithUnusedAccounts() {
  std::string text = app::ExampleNotice();
  const std::string before =
      "  - id: newsletter\n    data: [newsletter]\n    from: consent-withdrawn\n";
  const auto at = text.find(before);
  EXPECT_NE(at, std::string::npos);
  return text.insert(
      at,
      "  - id: unused\n    data: [support-notes]\n    from: account-unused\n    keep: "
      "9 years\n    because: so it is\n    clause: HL-5\n");
}

class MyUseTest : public MyTest {
 protected:
  MyUseTest() : MyTest(WithUnusedAccounts()) {}
  std::vector<std::int64_t> Days() {
    return World::Must(
        world().app().store().Read([](store::ReadTx& tx) -> Result<std::vector<std::int64_t>> {
          std::vector<std::int64_t> days;
          for (const store::Row& row :
               TRY(tx.Query("SELECT day FROM life_event WHERE kind = 'account-used'")))
            days.push_back(TRY(row.Int(0)));
          return days;
        }));
  }
};

TEST_F(MyUseTest, SigningInIsTheUseOfAnAccountAndOnlyTheLastDayIsKept) {
  Margaret();
  ASSERT_EQ(Days().size(), 1U);
  const std::int64_t first = Days().front();
  Browser again = NewBrowser();
  EXPECT_EQ(SignIn(again).status, 303);
  EXPECT_EQ(Days(), std::vector{first}) << "once a day";
  world().clock().Advance(std::chrono::days(2));
  Browser later = NewBrowser();
  EXPECT_EQ(SignIn(later).status, 303);
  EXPECT_EQ(Days(), std::vector{first + 2});
}

TEST_F(MyTest, WithoutARuleThatLooksAtItNobodyNotesWhenAnAccountIsUsed) {
  Margaret();
  EXPECT_EQ(
      World::Must(world().app().store().Read([](store::ReadTx& tx) -> Result<std::int64_t> {
        return TRY(tx.One("SELECT COUNT(*) FROM life_event WHERE kind = 'account-used'")).Int(0);
      })),
      0);
}

}  // namespace
}  // namespace almoner::web::portal
