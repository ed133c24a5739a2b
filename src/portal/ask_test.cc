// A request from the first page to what can be seen of it later, as a browser does it.
#include <gmock/gmock.h>

#include "accountability/draft.h"
#include "portal/test_asking.h"

namespace almoner::web::portal {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

TEST_F(AskingTest, SomebodyAsksForTheirDataOnOneThingAPageAndGetsAReference) {
  Browser browser = NewBrowser();
  Begin(browser);
  EXPECT_EQ(Answer(browser, "what", {{"right", "access"}}), "/ask/for");
  EXPECT_EQ(Answer(browser, "for", {{"for", "self"}}), "/ask/name");
  EXPECT_EQ(Answer(browser, "name", {{"name", "Ana Kovač"}}), "/ask/find");
  EXPECT_EQ(Answer(browser, "find", {{"find", ""}}), "/ask/answer");
  EXPECT_EQ(Answer(browser, "answer", {{"answer", "email"}}), "/ask/contact");
  EXPECT_EQ(Answer(browser, "contact", {{"contact", "ana@kovac.example"}, {"needs", ""}}),
            "/ask/words");
  EXPECT_EQ(Answer(browser, "words", {{"words", "All of it, please."}}), "/ask/check");
  const Reply check = browser.Get("/ask/check");
  ExpectSafe(check, "/ask/check");
  EXPECT_THAT(check.body, AllOf(HasSubstr("Ana Kovač"), HasSubstr("ana@kovac.example"),
                                HasSubstr("All of it, please."), HasSubstr("Not said")));
  const Reply sent = SendIt(browser);
  ExpectSafe(sent, "/ask/sent");
  EXPECT_THAT(Reference(sent), testing::MatchesRegex("HLCC-[0-9A-Z]{4}-[0-9A-Z]{4}"));
  EXPECT_THAT(sent.body, AllOf(HasSubstr("We answer by <strong>"), HasSubstr("0303 123 1113")));
  EXPECT_EQ(Arrived(), 1);
}

TEST_F(AskingTest, SendingTwiceSendsOnceAndShowsTheSame) {
  Browser browser = Filled();
  const Reply check = browser.Get("/ask/check");
  const FormFields form = {{"csrf", browser.Csrf(check)}, {"version", Version(check)}};
  EXPECT_EQ(browser.Post("/ask/send", form).header("location"), "/ask/sent");
  const std::string reference = Reference(browser.Get("/ask/sent"));
  EXPECT_EQ(browser.Post("/ask/send", form).header("location"), "/ask/sent");
  EXPECT_EQ(Reference(browser.Get("/ask/sent")), reference);
  EXPECT_EQ(browser.Get("/ask/name").header("location"), "/ask/sent") << "the back button";
  EXPECT_EQ(browser.Post("/ask/name", {{"name", "Another"}}).header("location"), "/ask/sent");
  EXPECT_EQ(Arrived(), 1);
}

TEST_F(AskingTest, WhatWasChangedInAnotherWindowIsLookedAtBeforeItIsSent) {
  Browser browser = Filled();
  const Reply check = browser.Get("/ask/check");
  Answer(browser, "name", {{"name", "Ana K."}});
  EXPECT_EQ(browser.Post("/ask/send", {{"csrf", browser.Csrf(check)}, {"version", Version(check)}})
                .header("location"),
            "/ask/check?changed=1");
  EXPECT_THAT(browser.Get("/ask/check?changed=1").body, HasSubstr("Nothing was sent yet"));
  EXPECT_EQ(Arrived(), 0);
}

TEST_F(AskingTest, WhatIsMissingIsSaidWhereItIsAndNothingTypedIsLost) {
  Browser browser = NewBrowser();
  Begin(browser);
  const Reply none = Post(browser, "what", {});
  EXPECT_EQ(none.status, 422);
  ExpectSafe(none, "/ask/what");
  EXPECT_THAT(none.body, AllOf(HasSubstr("<title>Error: What do you want to ask for?"),
                               HasSubstr("href=\"#right\">Choose what you want to ask for")));
  Answer(browser, "what", {{"right", "access"}});
  Answer(browser, "for", {{"for", "self"}});
  Answer(browser, "name", {{"name", "Ana"}});
  Answer(browser, "find", {});
  Answer(browser, "answer", {{"answer", "email"}});
  const Reply wrong =
      Post(browser, "contact", {{"contact", "ana at home"}, {"needs", "Large print"}});
  EXPECT_EQ(wrong.status, 422);
  EXPECT_THAT(wrong.body, AllOf(HasSubstr("value=\"ana at home\""), HasSubstr("Large print"),
                                HasSubstr("Enter an e-mail address like name@example.com")));
  const Reply long_one =
      Post(browser, "contact", {{"contact", std::string(400, 'a') + "@b.example"}});
  EXPECT_EQ(long_one.status, 422);
  EXPECT_EQ(Post(browser, "what", {{"right", "money"}}).status, 422);
}

TEST_F(AskingTest, AFormThatWasOpenTooLongKeepsWhatWasTyped) {
  Browser browser = NewBrowser();
  Begin(browser);
  const Reply page = browser.Get("/ask/what");
  world().clock().Advance(std::chrono::hours(25));
  const Reply late =
      browser.Post("/ask/what", {{"csrf", browser.Csrf(page)}, {"right", "erasure"}});
  EXPECT_EQ(late.status, 403);
  ExpectSafe(late, "/ask/what");
  EXPECT_THAT(late.body,
              AllOf(HasSubstr("open for too long"), HasSubstr("value=\"erasure\" checked")));
  EXPECT_EQ(browser.Post("/ask/what", {{"csrf", browser.Csrf(late)}, {"right", "erasure"}}).status,
            303);
}

TEST_F(AskingTest, AFormOfADraftThatWasThrownAwayTakesNothingFromTheNewOne) {
  Browser browser = Filled();
  const std::string old = browser.Csrf(browser.Get("/ask/name"));
  browser.Post("/ask/forget", {{"csrf", browser.Csrf(browser.Get("/ask/check"))}});
  Begin(browser);
  Answer(browser, "what", {{"right", "access"}});
  const Reply late = browser.Post("/ask/for", {{"csrf", old}, {"for", "other"}});
  EXPECT_EQ(late.status, 403);
  EXPECT_THAT(late.body, HasSubstr("value=\"other\" checked"));
  EXPECT_EQ(
      browser.Post("/ask/for", {{"csrf", browser.Csrf(late)}, {"for", "other"}}).header("location"),
      "/ask/person");
}

TEST_F(AskingTest, AnotherSiteSendsNothingHere) {
  Browser browser = Filled();
  const Reply check = browser.Get("/ask/check");
  const Headers from_elsewhere = {{"Sec-Fetch-Site", "cross-site"}};
  browser.Post("/ask/send", {{"csrf", browser.Csrf(check)}, {"version", Version(check)}},
               from_elsewhere);
  browser.Post("/ask/send", {{"csrf", "0"}, {"version", Version(check)}});
  EXPECT_EQ(Arrived(), 0);
  EXPECT_EQ(browser.Post("/ask", {}, from_elsewhere).status, 403);
  EXPECT_EQ(browser.Post("/ask/forget", {{"csrf", "0"}}).status, 403);
  EXPECT_EQ(browser.Get("/ask/check").status, 200) << "it is still there";
}

TEST_F(AskingTest, NobodyIsAskedWhatRestsOnWhatTheyHaveNotSaid) {
  Browser browser = NewBrowser();
  EXPECT_EQ(browser.Get("/ask/name").header("location"), "/ask");
  Begin(browser);
  EXPECT_EQ(browser.Get("/ask/name").header("location"), "/ask/what");
  EXPECT_EQ(browser.Get("/ask/check").header("location"), "/ask/what");
  EXPECT_EQ(browser.Get("/ask/no-such-page").header("location"), "/ask/what");
  EXPECT_EQ(browser.Get("/ask/sent").header("location"), "/ask");
}

TEST_F(AskingTest, AnObjectionSaysToWhatAndForSomebodyElseSaysForWhom) {
  Browser browser = NewBrowser();
  Begin(browser);
  EXPECT_EQ(Answer(browser, "what", {{"right", "objection"}}), "/ask/about");
  EXPECT_THAT(browser.Get("/ask/about").body, HasSubstr("value=\"newsletter\""));
  EXPECT_EQ(Answer(browser, "about", {{"about", "newsletter"}}), "/ask/for");
  EXPECT_EQ(Answer(browser, "for", {{"for", "other"}}), "/ask/person");
  EXPECT_EQ(Post(browser, "person", {{"person", "Max"}}).status, 422);
  EXPECT_EQ(Answer(browser, "person", {{"person", "Max"}, {"relation", "parent"}}), "/ask/name");
  // Another right has another question, and forgets the answer to the old one.
  EXPECT_EQ(Answer(browser, "what", {{"right", "restriction"}}), "/ask/about");
  EXPECT_THAT(browser.Get("/ask/about").body, Not(HasSubstr(" checked")));
}

TEST_F(AskingTest, ARightsPageBeginsWithThatRight) {
  Browser browser = NewBrowser();
  const Reply begun = browser.Post("/ask", {{"right", "erasure"}});
  EXPECT_EQ(begun.header("location"), "/ask/for");
  EXPECT_THAT(begun.header("set-cookie"),
              AllOf(HasSubstr("__Host-draft="), HasSubstr("HttpOnly"), HasSubstr("Secure")));
}

TEST_F(AskingTest, WhatIsThrownAwayIsGoneAndSoIsItWhenSomebodyLeaves) {
  Browser browser = Filled();
  EXPECT_EQ(Drafts(), 1);
  browser.Post("/ask/forget", {{"csrf", browser.Csrf(browser.Get("/ask/check"))}});
  EXPECT_EQ(Drafts(), 0);
  Browser other = Filled();
  const Reply left = other.Get("/leave");
  EXPECT_EQ(left.status, 303);
  EXPECT_EQ(left.header("location"), "https://www.bbc.co.uk/weather");
  EXPECT_EQ(left.header("clear-site-data"), "\"cache\"");
  EXPECT_EQ(Drafts(), 0);
  EXPECT_EQ(other.Get("/ask/check").header("location"), "/ask");
}

TEST_F(AskingTest, PutAsideItIsGoneOnWithByTheCodeAndSentOnce) {
  Browser browser = NewBrowser();
  Begin(browser);
  Answer(browser, "what", {{"right", "access"}});
  const std::string csrf = browser.Csrf(browser.Get("/ask/for"));
  const Reply put = browser.Post("/ask/save", {{"csrf", csrf}, {"stage", "for"}, {"for", "self"}});
  EXPECT_EQ(put.header("location"), "/ask/saved");
  const Reply saved = browser.Get("/ask/saved");
  ExpectSafe(saved, "/ask/saved");
  const FormFields slip = {{"reference", Between(saved.body, "name=\"reference\" value=\"", "\"")},
                           {"code", Between(saved.body, "name=\"code\" value=\"", "\"")}};
  EXPECT_EQ(browser.Post("/ask/save", {{"csrf", csrf}}).header("location"), "/ask/saved");
  world().clock().Advance(std::chrono::hours(24 * 29));
  Browser later = NewBrowser();
  EXPECT_EQ(later.Post("/ask/return", slip).header("location"), "/ask/name");
  Browser also = NewBrowser();
  EXPECT_EQ(also.Post("/ask/return", slip).status, 303);
  for (Browser* each : {&later, &also}) {
    FillFromName(*each);
    const Reply check = each->Get("/ask/check");
    each->Post("/ask/send", {{"csrf", each->Csrf(check)}, {"version", Version(check)}});
  }
  EXPECT_EQ(Arrived(), 1) << "the other window is told that it was sent";
  EXPECT_EQ(NewBrowser().Post("/ask/return", slip).status, 422);
}

TEST_F(AskingTest, ACopyThatIsGoneMeanwhileDoesNotKeepARequestFromBeingSent) {
  Browser browser = Filled();
  browser.Post("/ask/save", {{"csrf", browser.Csrf(browser.Get("/ask/check"))}});
  const Reply saved = browser.Get("/ask/saved");
  const FormFields slip = {{"reference", Between(saved.body, "name=\"reference\" value=\"", "\"")},
                           {"code", Between(saved.body, "name=\"code\" value=\"", "\"")}};
  world().clock().Advance(std::chrono::hours(24 * 30 - 1));
  Browser later = NewBrowser();
  EXPECT_EQ(later.Post("/ask/return", slip).status, 303);
  world().clock().Advance(std::chrono::hours(2));
  EXPECT_THAT(world().app().store().Write([&](store::Tx& tx) {
    return accountability::RemoveSpentDrafts(tx, world().clock().Now());
  }),
              IsOk());
  EXPECT_THAT(Reference(SendIt(later)), Not(testing::IsEmpty()));
  EXPECT_EQ(Arrived(), 1);
}

TEST_F(AskingTest, WhatIsThrownAwayOpensWithTheCodeNoMoreEither) {
  Browser browser = Filled();
  browser.Post("/ask/save", {{"csrf", browser.Csrf(browser.Get("/ask/check"))}});
  const Reply saved = browser.Get("/ask/saved");
  const FormFields slip = {{"reference", Between(saved.body, "name=\"reference\" value=\"", "\"")},
                           {"code", Between(saved.body, "name=\"code\" value=\"", "\"")}};
  Browser later = NewBrowser();
  EXPECT_EQ(later.Post("/ask/return", slip).status, 303);
  later.Post("/ask/forget", {{"csrf", later.Csrf(later.Get("/ask/check"))}});
  EXPECT_EQ(NewBrowser().Post("/ask/return", slip).status, 422);
}

TEST_F(AskingTest, AfterThirtyDaysWhatWasPutAsideIsGone) {
  Browser browser = Filled();
  browser.Post("/ask/save", {{"csrf", browser.Csrf(browser.Get("/ask/check"))}});
  const Reply saved = browser.Get("/ask/saved");
  const FormFields slip = {{"reference", Between(saved.body, "name=\"reference\" value=\"", "\"")},
                           {"code", Between(saved.body, "name=\"code\" value=\"", "\"")}};
  world().clock().Advance(std::chrono::hours(24 * 30));
  EXPECT_EQ(NewBrowser().Post("/ask/return", slip).status, 422);
}

TEST_F(AskingTest, WhoSendsVeryOftenIsToldWhenToComeBack) {
  for (int i = 0; i < 20; ++i) {
    Browser browser = Filled();
    SendIt(browser);
  }
  Browser browser = Filled();
  const Reply check = browser.Get("/ask/check");
  const Reply wait =
      browser.Post("/ask/send", {{"csrf", browser.Csrf(check)}, {"version", Version(check)}});
  EXPECT_EQ(wait.status, 429);
  EXPECT_FALSE(wait.header("retry-after").empty());
  EXPECT_THAT(wait.body, HasSubstr("What you typed is kept"));
  world().clock().Advance(std::chrono::minutes(60));
  EXPECT_THAT(SendIt(browser).body, HasSubstr("We have it"));
}

}  // namespace
}  // namespace almoner::web::portal
