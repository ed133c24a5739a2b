#include <gmock/gmock.h>

#include "console/test_console.h"

namespace almoner::web::console {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

class PersonTest : public ConsoleTest {
 protected:
  Reply Add(Browser& browser, FormFields fields) {
    fields.emplace_back("csrf", browser.Csrf(browser.Get("/people")));
    fields.emplace_back("purpose", "support");
    return browser.Post(PersonPage() + "/records", fields);
  }
  Reply BreakGlass(Browser& browser, const std::string& ground) {
    return browser.Post(PersonPage(), {{"csrf", browser.Csrf(browser.Get("/people"))},
                                       {"purpose", "support"},
                                       {"ground", ground}});
  }
  Reply Search(Browser& browser, const std::string& query, const std::string& purpose = "") {
    return browser.Post(
        "/people/search",
        {{"csrf", browser.Csrf(browser.Get("/people"))}, {"q", query}, {"purpose", purpose}});
  }
};

TEST_F(PersonTest, WhoSupportsThemReadsTheRecordAndTheReadingIsInTheLog) {
  Browser sam = SignedIn("sam");
  const std::size_t before = world().Logged("record.read allowed");
  const Reply page = sam.Get(PersonPage());
  EXPECT_EQ(page.status, 200);
  EXPECT_THAT(page.body,
              AllOf(HasSubstr("Margaret O&#39;Shea"), HasSubstr("3 June 1941"),
                    HasSubstr(std::string(World::kNote)), HasSubstr("recorded by Sam Rivers"),
                    HasSubstr("Date of birth"), HasSubstr("Support notes")));
  EXPECT_THAT(page.body, HasSubstr("The notice says (HL-2)")) << "why, in the notice's words";
  EXPECT_THAT(page.body, HasSubstr("href=\"/#HL-2\""));
  EXPECT_EQ(world().Logged("record.read allowed"), before + 1);
}

TEST_F(PersonTest, TheTitleThatBrowsersKeepNamesNobody) {
  Browser sam = SignedIn("sam");
  EXPECT_THAT(Between(sam.Get(PersonPage()).body, "<title>", "</title>"),
              Not(HasSubstr("Margaret")));
}

TEST_F(PersonTest, ThePurposeDecidesWhatIsShown) {
  world().AddStaff("Lee Marsh", "lee", {"receptionist"});
  Browser lee = SignedIn("lee");
  const Reply page = lee.Get(PersonPage() + "?purpose=reception");
  EXPECT_EQ(page.status, 200);
  EXPECT_THAT(page.body, HasSubstr("01632 960017"));
  EXPECT_THAT(page.body, Not(HasSubstr(std::string(World::kNote))));
  EXPECT_THAT(page.body, Not(HasSubstr("Add a note"))) << "reception writes no notes";
}

TEST_F(PersonTest, ARefusalSaysWhatWhyAndWhatNextAndQuotesTheClause) {
  Browser jo = SignedIn("jo");
  const Reply page = jo.Get(PersonPage());
  EXPECT_EQ(page.status, 403);
  EXPECT_THAT(page.body, HasSubstr("This person is not in your caseload, service or site."));
  EXPECT_THAT(page.body, HasSubstr("The notice says (HL-2): “Your support worker writes down"));
  EXPECT_THAT(page.body, HasSubstr("href=\"/#HL-2\""));
  EXPECT_THAT(page.body, HasSubstr("say why within 24 hours"));
  EXPECT_THAT(page.body, Not(HasSubstr("Margaret")));
  for (const char* ground : {"emergency", "cover", "safeguarding", "legal-demand"})
    EXPECT_THAT(page.body, HasSubstr(std::string("name=\"ground\" value=\"") + ground + "\""));
  EXPECT_THAT(world().Log(), Contains("record.read refused"));
}

TEST_F(PersonTest, OtherRefusalsOfferNoWayAround) {
  Browser sam = SignedIn("sam");
  for (const char* purpose : {"reception", "newsletter", "no-such-purpose"}) {
    const Reply page = sam.Get(PersonPage() + "?purpose=" + purpose);
    EXPECT_EQ(page.status, 403) << purpose;
    EXPECT_THAT(page.body, Not(HasSubstr("name=\"ground\""))) << purpose;
  }
}

TEST_F(PersonTest, TheGlassIsBrokenInOneStepAndSaysSo) {
  Browser jo = SignedIn("jo");
  const Reply page = BreakGlass(jo, "emergency");
  EXPECT_EQ(page.status, 200);
  EXPECT_THAT(page.body, HasSubstr("You opened this record for: an emergency."));
  EXPECT_THAT(page.body, HasSubstr(std::string(World::kNote)));
  EXPECT_THAT(page.body, Not(HasSubstr("Add a note"))) << "the emergency only reads";
  EXPECT_EQ(jo.Get(PersonPage()).status, 403) << "it was for that once";
}

TEST_F(PersonTest, WhoCoversForAColleagueMayAlsoWrite) {
  Browser jo = SignedIn("jo");
  const Reply page = BreakGlass(jo, "cover");
  EXPECT_THAT(page.body, HasSubstr("name=\"ground\" value=\"cover\""));
  const Reply added = jo.Post(PersonPage() + "/records", {{"csrf", jo.Csrf(page)},
                                                          {"purpose", "support"},
                                                          {"ground", "cover"},
                                                          {"category", "support-notes"},
                                                          {"source", "staff"},
                                                          {"nature", "fact"},
                                                          {"text", "Walked to the quay."}});
  EXPECT_EQ(added.status, 200);
  EXPECT_THAT(added.body, AllOf(HasSubstr("Walked to the quay."), HasSubstr("on the record")));
}

TEST_F(PersonTest, AGroundThatDoesNotExistOpensNothing) {
  Browser jo = SignedIn("jo");
  EXPECT_EQ(BreakGlass(jo, "curiosity").status, 400);
  EXPECT_EQ(BreakGlass(jo, "").status, 400);
}

TEST_F(PersonTest, ANoteIsAddedAndWhatIsWrittenStaysText) {
  Browser sam = SignedIn("sam");
  const Reply reply = Add(sam, {{"category", "support-notes"},
                                {"source", "family"},
                                {"nature", "opinion"},
                                {"text", "<script>alert(1)</script> & \"happy\"\r\nnew line"}});
  EXPECT_EQ(reply.status, 303);
  EXPECT_EQ(reply.header("location"), PersonPage() + "?added=1&purpose=support");
  const Reply page = sam.Get(reply.header("location"));
  EXPECT_THAT(
      page.body,
      HasSubstr("&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;happy&quot;\nnew line</p>"));
  EXPECT_THAT(page.body, Not(HasSubstr("<script>")));
  EXPECT_THAT(page.body, AllOf(HasSubstr("Opinion"), HasSubstr("from family or a friend"),
                               HasSubstr("The note is on the record.")));
  EXPECT_EQ(world().Logged("record.added allowed"), 2U);
}

TEST_F(PersonTest, AnEmptyNoteIsSentBackWithWhatWasChosen) {
  Browser sam = SignedIn("sam");
  const Reply page = Add(sam, {{"category", "support-notes"},
                               {"source", "professional"},
                               {"nature", "opinion"},
                               {"text", " \r\n "}});
  EXPECT_EQ(page.status, 422);
  EXPECT_THAT(page.body, AllOf(HasSubstr("<title>Error: "), HasSubstr("<a href=\"#text\">"),
                               HasSubstr("value=\"professional\" selected"),
                               HasSubstr("value=\"opinion\" checked")));
}

// What browsers say of a form that a page of ours sends.
const Headers kFromHere = {{"Sec-Fetch-Site", "same-origin"}};

FormFields NoteOf(std::string csrf, std::string once) {
  return {{"csrf", std::move(csrf)},
          {"once", std::move(once)},
          {"purpose", "support"},
          {"category", "support-notes"},
          {"source", "self"},
          {"nature", "fact"},
          {"text", "Rang about <Tuesday>.\nWill ring again."}};
}

TEST_F(PersonTest, ANoteSentTwiceIsThereOnce) {
  Browser sam = SignedIn("sam");
  const Reply page = sam.Get(PersonPage());
  const auto note = NoteOf(sam.Csrf(page), Between(page.body, "name=\"once\" value=\"", "\""));
  const std::size_t before = world().Logged("record.added allowed");
  const Reply first = sam.Post(PersonPage() + "/records", note);
  const Reply second = sam.Post(PersonPage() + "/records", note);
  EXPECT_EQ(first.status, 303);
  EXPECT_EQ(second.header("location"), first.header("location"));
  EXPECT_EQ(world().Logged("record.added allowed"), before + 1);
}

TEST_F(PersonTest, WhatWasWrittenBeforeTheSessionEndedIsSentAfterTheNextSignIn) {
  Browser sam = SignedIn("sam");
  const Reply page = sam.Get(PersonPage());
  auto note = NoteOf(sam.Csrf(page), Between(page.body, "name=\"once\" value=\"", "\""));
  Browser nobody = NewBrowser();
  const Reply kept = nobody.Post(PersonPage() + "/records", note, kFromHere);
  EXPECT_EQ(kept.status, 403);
  ExpectSafe(kept, "a form of somebody signed out");
  EXPECT_THAT(
      kept.body,
      AllOf(HasSubstr("You have been signed out"), HasSubstr("nothing that you wrote is lost"),
            HasSubstr("Rang about &lt;Tuesday&gt;.\nWill ring again.</textarea>"),
            HasSubstr("href=\"/sign-in\" target=\"_blank\""),
            HasSubstr("action=\"" + PersonPage() + "/records\"")));
  // The same form, sent by whoever signed in again, bears the token of the session before.
  Browser again = SignedIn("sam");
  const Reply stale = again.Post(PersonPage() + "/records", note, kFromHere);
  EXPECT_EQ(stale.status, 403);
  EXPECT_THAT(stale.body, AllOf(HasSubstr("You are signed in as Sam Rivers"),
                                HasSubstr("Rang about &lt;Tuesday&gt;.\nWill ring again.")));
  note.front().second = again.Csrf(stale);
  EXPECT_EQ(again.Post(PersonPage() + "/records", note, kFromHere).status, 303);
  EXPECT_THAT(again.Get(PersonPage()).body, HasSubstr("Will ring again."));
}

TEST_F(PersonTest, NobodyElsePutsWordsIntoAFormAndPasswordsAreNotSentBack) {
  const auto note = NoteOf("", "");
  for (const char* from : {"cross-site", "same-site", "none"})
    EXPECT_EQ(NewBrowser().Post(PersonPage() + "/records", note, {{"Sec-Fetch-Site", from}}).status,
              303)
        << from;
  auto word = NoteOf("", "");
  word.back().second = "sad";
  EXPECT_THAT(NewBrowser().Post(PersonPage() + "/records", word, kFromHere).body,
              HasSubstr("name=\"text\" value=\"sad\""))
      << "a single word is kept too";
  FormFields secret = NoteOf("", "");
  secret.emplace_back("proof-password", "seven wet otters");
  EXPECT_EQ(NewBrowser().Post(PersonPage() + "/records", secret, kFromHere).status, 303);
}

TEST_F(PersonTest, ARefusedNoteStandsWithTheRefusal) {
  world().AddStaff("Lee Marsh", "lee", {"receptionist"});
  Browser lee = SignedIn("lee");
  auto note = NoteOf(lee.Csrf(lee.Get("/people")), "");
  note[2].second = "reception";
  const Reply refused = lee.Post(PersonPage() + "/records", note, kFromHere);
  EXPECT_EQ(refused.status, 403);
  EXPECT_THAT(refused.body,
              AllOf(HasSubstr("This was refused"), HasSubstr("Will ring again.</textarea>"),
                    Not(HasSubstr("Send it again"))));
}

TEST_F(PersonTest, ANoteGoesOnlyWhereTheNoticeSays) {
  Browser sam = SignedIn("sam");
  const FormFields rest = {{"source", "self"}, {"nature", "fact"}, {"text", "x"}};
  const auto with = [&](const std::string& category) {
    FormFields fields = rest;
    fields.emplace_back("category", category);
    return Add(sam, fields).status;
  };
  EXPECT_EQ(with("allegations"), 403) << "support writes none";
  EXPECT_EQ(with("contact-details"), 400) << "it has no free text";
  EXPECT_EQ(with("no-such"), 400);
  Browser jo = SignedIn("jo");
  EXPECT_EQ(Add(jo, {{"category", "support-notes"}, {"source", "self"}, {"text", "x"}}).status,
            403);
}

TEST_F(PersonTest, AnIdOfNobodyIsNotFoundAndOneThatIsNoIdTheSame) {
  Browser sam = SignedIn("sam");
  for (const std::string& id :
       {std::string(32, '0'), std::string("7"), std::string(31, 'a') + "g", std::string(64, 'a')}) {
    const Reply page = sam.Get("/people/" + id);
    EXPECT_EQ(page.status, 404) << id;
    EXPECT_THAT(page.body, HasSubstr("Page not found"));
    EXPECT_THAT(page.body, HasSubstr("Sam Rivers")) << "the way on stays there";
  }
}

TEST_F(PersonTest, AMisspeltNameFindsThePersonWithWhatTellsThemApart) {
  Browser sam = SignedIn("sam");
  const Reply page = Search(sam, "Margret Oshea");
  EXPECT_EQ(page.status, 200);
  EXPECT_THAT(page.body, AllOf(HasSubstr("1 person found"), HasSubstr("Margaret O&#39;Shea"),
                               HasSubstr("born 3 June 1941, PW1 4ZZ"),
                               HasSubstr("href=\"" + PersonPage() + "?purpose=support\"")));
  EXPECT_THAT(world().Log(), Contains("person.found allowed"));
}

TEST_F(PersonTest, ThoseOneMayNotSeeAreNotFound) {
  Browser jo = SignedIn("jo");
  const Reply page = Search(jo, "Margaret");
  EXPECT_EQ(page.status, 200);
  EXPECT_THAT(page.body, AllOf(HasSubstr("Nobody found"), Not(HasSubstr("O&#39;Shea"))));
}

TEST_F(PersonTest, ASearchForNothingOrForANovelIsSentBack) {
  Browser sam = SignedIn("sam");
  const Reply empty = Search(sam, "  ");
  EXPECT_EQ(empty.status, 422);
  EXPECT_THAT(empty.body, AllOf(HasSubstr("Error: "), HasSubstr("<a href=\"#q\">")));
  EXPECT_EQ(Search(sam, std::string(201, 'x')).status, 422);
  EXPECT_EQ(world().Logged("person.found allowed"), 0U);
}

TEST_F(PersonTest, SearchingForAPurposeThatIsNotOnesOwnIsRefused) {
  Browser sam = SignedIn("sam");
  const Reply page = Search(sam, "Margaret", "reception");
  EXPECT_EQ(page.status, 403);
  EXPECT_THAT(page.body, HasSubstr("This is done by: Receptionist."));
}

TEST_F(PersonTest, LoadingTheSearchAgainBeginsANewOne) {
  Browser sam = SignedIn("sam");
  EXPECT_EQ(sam.Get("/people/search").header("location"), "/people");
  EXPECT_THAT(sam.Get("/people?purpose=risk").body, HasSubstr("value=\"risk\" selected"));
}

TEST_F(PersonTest, AtMostTwentyAreShown) {
  for (int i = 0; i < 25; ++i) world().AddPerson(world().worker(), "Rose Pier");
  Browser sam = SignedIn("sam");
  EXPECT_THAT(Search(sam, "Rose Pier").body, HasSubstr("20 people found"));
}

TEST_F(PersonTest, NothingAboutAnyoneIsInTheLogLinesOrTheMetrics) {
  ::testing::internal::CaptureStderr();
  Browser sam = SignedIn("sam");
  Search(sam, "Margaret O'Shea");
  sam.Get(PersonPage());
  sam.Get("/people/Margaret");
  Add(sam, {{"category", "no-such"}, {"source", "self"}, {"text", "Margaret fell."}});
  Browser other = NewBrowser();
  SignIn(other, "sam", "wrong password of Margaret");
  const std::string seen = Metrics();
  StopServing();
  const std::string log = ::testing::internal::GetCapturedStderr();
  for (const char* const text : {"Margaret", "Shea", "sam", "Sam", "Rivers", "01632", "fell"}) {
    EXPECT_THAT(seen, Not(HasSubstr(text)));
    EXPECT_THAT(log, Not(HasSubstr(text)));
  }
  EXPECT_THAT(seen, Not(HasSubstr(world().person().text())));
}

}  // namespace
}  // namespace almoner::web::console
