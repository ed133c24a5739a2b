// Rights requests in the console, from the day they come to the day they are answered.
#include <gmock/gmock.h>

#include "console/test_requests.h"
#include "rights/access.h"
#include "rights/conduct.h"

namespace almoner::web::console {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;

TEST_F(RequestTest, AnAccessRequestGoesFromTheDayItComesToADeliveredPack) {
  const std::string path = Log();
  EXPECT_THAT(path, MatchesRegex("/requests/[0-9a-f]{32}"));
  const Reply page = ada_.Get(path + "?done=log");
  EXPECT_THAT(page.body, AllOf(HasSubstr("The request is logged."), HasSubstr("What to do next"),
                               HasSubstr("Answer by"), HasSubstr("Why these dates"),
                               HasSubstr("All that you have about me, please."),
                               HasSubstr("Ada Banks"), HasSubstr("Confirm who is asking")));
  Take(path, "acknowledge");
  Take(path, "identity", {{"how", "Sam knows her & her voice"}});
  Take(path, "search",
       {{"kind", "paper"},
        {"where", "the cabinet"},
        {"who", "reception"},
        {"terms", "her name"},
        {"dates", ""},
        {"found", "0"}});
  const Reply rule = ada_.Get(path + "/rule");
  EXPECT_THAT(rule.body, AllOf(HasSubstr("One category is still to be decided."),
                               HasSubstr("Release it"), HasSubstr("Withhold it: ")));
  const std::string part = Between(rule.body, "name=\"part\" value=\"", "\"");
  EXPECT_THAT(part, MatchesRegex("[0-9]+"));
  Take(path, "rule",
       {{"part", part}, {"decision", "yes:"}, {"known", "she was there when it was written"}});
  EXPECT_THAT(ada_.Get(path).body, AllOf(HasSubstr(">Released<"), HasSubstr(">The whole category<"),
                                         HasSubstr(">Paper<")));
  EXPECT_THAT(ada_.Get(path + "/rule").body,
              HasSubstr("Everything that has to be decided is decided."));
  Take(path, "draft");
  EXPECT_THAT(ada_.Get(path).body,
              AllOf(HasSubstr("You made the draft"), Not(HasSubstr(path + "/approve"))));
  Browser nia = SignedIn("nia");
  EXPECT_THAT(nia.Get(path + "/approve").body, HasSubstr("href=\"" + path + "/draft/pdf\""));
  EXPECT_EQ(Send(nia, path + "/approve", {}).header("location"), path + "?done=approve");

  const Reply weak_password =
      Send(ada_, path + "/deliver", {{"to", "hand"}, {"how", "to her"}, {"password", "short"}});
  EXPECT_EQ(weak_password.status, 422);
  EXPECT_THAT(weak_password.body, HasSubstr("href=\"#password\""));
  const Reply pack = Send(ada_, path + "/deliver", {{"to", "hand"}, {"how", "given to her"}});
  EXPECT_EQ(pack.status, 200);
  EXPECT_EQ(pack.header("content-type"), "application/zip");
  EXPECT_THAT(pack.header("content-disposition"),
              AllOf(HasSubstr("attachment"), Not(HasSubstr("Margaret"))));
  EXPECT_EQ(pack.header("cache-control"), "no-store");
  EXPECT_TRUE(pack.body.starts_with("PK"));
  EXPECT_THAT(pack.body, HasSubstr("what-we-hold.pdf"));
  const Reply again = Send(ada_, path + "/deliver", {{"to", "hand"}, {"how", "given to her"}});
  EXPECT_EQ(again.status, 409) << "it was delivered";
  EXPECT_TRUE(Send(ada_, path + "/deliver-again", {{"to", "hand"}, {"how", "it broke off"}})
                  .body.starts_with("PK"));
  const Reply weak = Send(ada_, path + "/deliver-again",
                          {{"to", "hand"}, {"how", "on a stick"}, {"password", "short"}});
  EXPECT_EQ(weak.status, 422);
  EXPECT_THAT(weak.body, HasSubstr("href=\"#password\""));
  const Reply sealed =
      Send(ada_, path + "/deliver-again",
           {{"to", "hand"}, {"how", "on a stick"}, {"password", "harbour lantern"}});
  EXPECT_TRUE(sealed.body.starts_with("PK"));
  EXPECT_THAT(sealed.body, Not(HasSubstr("what-we-hold.json"))) << "it could be read without";
  const FormFields website = {{"to", "portal"}, {"how", "she answered"}};
  EXPECT_EQ(Send(ada_, path + "/deliver-again", website).status, 422) << "the code is told how?";
  FormFields by_phone = website;
  by_phone.emplace_back("code-by", "phone");
  const Reply waits = Send(ada_, path + "/deliver-again", by_phone);
  ExpectSafe(waits, "/deliver-again");
  EXPECT_THAT(waits.body, AllOf(HasSubstr("https://127.0.0.1:"), HasSubstr("/download/"),
                                HasSubstr("by telephone"), Not(HasSubstr("Margaret"))));
  EXPECT_THAT(ada_.Get(path).body,
              AllOf(HasSubstr("They fetch it from the website"), Not(HasSubstr("/download/"))));
  Take(path, "close", {{"outcome", "granted"}});
  EXPECT_THAT(ada_.Get(path).body,
              AllOf(HasSubstr("Nothing. The request is closed."), HasSubstr("Closed"),
                    HasSubstr("The pack was delivered"), HasSubstr("Sam knows her &amp; her")));
  EXPECT_THAT(ada_.Get("/requests").body,
              AllOf(HasSubstr("Nothing is open."), HasSubstr("closed 21 November 2026: granted")));
  EXPECT_THAT(world().Log(), Contains("request.delivered allowed"));
}

TEST_F(RequestTest, WhatIsWrongIsSaidBesideTheFieldAndWhatWasTypedIsKept) {
  FormFields fields = Logged();
  fields[3] = {"received-month", "13"};
  fields[5] = {"channel", "pigeon"};
  const Reply page = Send(ada_, "/requests/new", fields);
  EXPECT_EQ(page.status, 422);
  EXPECT_THAT(Title(page), testing::StartsWith("Error: "));
  EXPECT_THAT(page.body,
              AllOf(HasSubstr("href=\"#received-day\""), HasSubstr("The date must be a real date"),
                    HasSubstr("href=\"#channel\""), HasSubstr("Choose how it arrived"),
                    HasSubstr("value=\"13\""), HasSubstr("value=\"access\" checked"),
                    HasSubstr("All that you have about me, please.")));
  fields[3] = {"received-month", "December"};
  fields[5] = {"channel", "letter"};
  EXPECT_THAT(Send(ada_, "/requests/new", fields).body,
              HasSubstr("The day it arrived must be today or in the past"));
  fields[3] = {"received-month", ""};
  EXPECT_THAT(Send(ada_, "/requests/new", fields).body, HasSubstr("The date must include a month"));
}

TEST_F(RequestTest, TheSameRequestSentTwiceIsLoggedOnce) {
  const std::string path = Log();
  EXPECT_EQ(Send(ada_, "/requests/new", Logged()).header("location"), path + "?done=again");
  EXPECT_THAT(ada_.Get(path + "?done=again").body, HasSubstr("was logged before"));
}

TEST_F(RequestTest, AStepThatIsDoneIsNotDoneAgain) {
  const std::string path = Log();
  Take(path, "acknowledge");
  const Reply again = Send(ada_, path + "/acknowledge", {});
  EXPECT_EQ(again.status, 409);
  EXPECT_THAT(again.body, AllOf(HasSubstr("The request is not at this step"),
                                Not(HasSubstr("almoner request"))));
  EXPECT_EQ(ada_.Get(path + "/acknowledge").status, 409);
  EXPECT_EQ(ada_.Get(path + "/juggle").status, 404);
  EXPECT_EQ(ada_.Get("/requests/x").status, 404);
}

TEST_F(RequestTest, WithoutTheTokenNothingIsDone) {
  const std::string path = Log();
  for (const char* const page : {"/acknowledge", "/rule", "/letter", "/redact"})
    EXPECT_EQ(ada_.Post(path + page, {{"csrf", "0"}}).status, 403) << page;
  FormFields fields = Logged("complaint");
  fields.emplace_back("csrf", "0");
  EXPECT_EQ(ada_.Post("/requests/new", fields).status, 403);
}

TEST_F(RequestTest, WhoeverDoesNotAnswerRequestsIsRefusedWithTheClause) {
  const std::string path = Log();
  Browser sam = SignedIn("sam");
  for (const std::string& target : {path, path + "/acknowledge", path + "/rule", path + "/letter",
                                    path + "/redact", "/requests/new?person=" + PersonId()}) {
    const Reply page = sam.Get(target);
    EXPECT_EQ(page.status, 403) << target;
    EXPECT_THAT(page.body, Not(HasSubstr("All that you have"))) << target;
  }
  EXPECT_THAT(sam.Get(path).body,
              AllOf(HasSubstr("This was refused"), HasSubstr("Why"), HasSubstr("What you can do")));
  EXPECT_EQ(Send(sam, path + "/acknowledge", {}).status, 403);
  EXPECT_EQ(Send(sam, path + "/ask", {{"words", ""}}).status, 403) << "also what is wrong";
  EXPECT_EQ(Send(sam, path + "/rule", {{"part", "1"}}).status, 403);
  EXPECT_EQ(Send(sam, path + "/letter", {}).status, 403);
  EXPECT_EQ(Send(sam, path + "/redact", {}).status, 403);
  EXPECT_EQ(Send(sam, "/requests/new", Logged("complaint")).status, 403);
  for (const char* const page : {"/deliver-again", "/draft/pdf", "/case-file", "/deliver"})
    EXPECT_EQ(sam.Get(path + page).status, 403) << page << ", before what step it is at";
  EXPECT_THAT(sam.Get(PersonPage()).body, Not(HasSubstr("/requests/new")));
  EXPECT_THAT(ada_.Get(PersonPage() + "?purpose=law.rights").body,
              HasSubstr("href=\"/requests/new?person=" + PersonId()));
}

TEST_F(RequestTest, NothingIsRefusedWithoutAGround) {
  const std::string path = Log("rectification");
  const Reply page = Send(ada_, path + "/decide",
                          {{"outcome", "refused"}, {"ground", "none"}, {"words", "No & no."}});
  EXPECT_EQ(page.status, 422);
  EXPECT_THAT(page.body, AllOf(HasSubstr("Nothing is refused without a ground that the law names."),
                               Not(HasSubstr("almoner request")), HasSubstr("No &amp; no."),
                               HasSubstr("value=\"refused\" checked")));
  const std::string access = Log();
  EXPECT_THAT(ada_.Get(access + "/rule").body, Not(HasSubstr("manifestly")));
  const Reply harm =
      Send(ada_, access + "/rule",
           {{"part", Between(ada_.Get(access + "/rule").body, "name=\"part\" value=\"", "\"")},
            {"decision", "yes:"},
            {"known", ""}});
  EXPECT_EQ(harm.status, 422) << "health data that she does not know, and nobody was asked";
  EXPECT_THAT(harm.body, AllOf(HasSubstr("health professional"), HasSubstr("There is a problem")));
}

TEST_F(RequestTest, NoAddressAndNoTitleTellsAboutAnybody) {
  const std::string path = Log();
  for (const std::string& target :
       {path, path + "/rule", path + "/letter", path + "/redact", path + "/identity",
        "/requests/new?person=" + PersonId(), std::string("/requests")}) {
    const Reply page = ada_.Get(target);
    EXPECT_EQ(page.status, 200) << target;
    EXPECT_THAT(Title(page), AllOf(Not(HasSubstr("Margaret")), Not(HasSubstr("Shea")))) << target;
    for (const char* const words : {"health", "support-notes", "Margaret", "O%27Shea"})
      EXPECT_THAT(page.body, Not(testing::ContainsRegex("href=\"/[^\"]*" + std::string(words))))
          << target;
    EXPECT_THAT(page.body, AllOf(Not(HasSubstr("<script")), Not(HasSubstr("style=")))) << target;
  }
}

TEST_F(RequestTest, AnObjectionSaysOnASecondPageWhatItIsAbout) {
  const Reply second = Send(ada_, "/requests/new", Logged("objection"));
  EXPECT_EQ(second.status, 200);
  EXPECT_THAT(second.body,
              AllOf(HasSubstr("Which use do they object to?"), HasSubstr("value=\"newsletter\""),
                    HasSubstr("name=\"words\" value=\"All that you"),
                    Not(HasSubstr("There is a problem"))));
  FormFields lines = Logged("objection");
  lines.back().second = "Stop it.\r\n\r\nAll of \"it\".";
  EXPECT_EQ(Between(Send(ada_, "/requests/new", lines).body, "name=\"words\" value=\"", "\">"),
            "Stop it.\n\nAll of &quot;it&quot;.");
  FormFields fields = Logged("objection");
  fields.emplace_back("second", "1");
  EXPECT_EQ(Send(ada_, "/requests/new", fields).status, 422);
  const std::string path = Log("objection", "reception");
  EXPECT_THAT(ada_.Get(path).body, HasSubstr("Arranging visits and taking messages"));
  EXPECT_THAT(Send(ada_, "/requests/new", Logged("restriction")).body,
              HasSubstr("Why do they ask for it to be set aside?"));
}

TEST_F(RequestTest, WhoeverIsNotKnownHereIsAnsweredToo) {
  EXPECT_THAT(ada_.Get("/requests/new").body, HasSubstr("href=\"/requests/new?unknown=1\""));
  EXPECT_THAT(ada_.Get("/requests/new?unknown=1").body,
              AllOf(HasSubstr("somebody who is not known here"), HasSubstr("value=\"access\""),
                    Not(HasSubstr("value=\"portability\""))));
  FormFields fields = Logged();
  fields[0] = {"unknown", "1"};
  const Reply logged = Send(ada_, "/requests/new", fields);
  EXPECT_EQ(logged.status, 303);
  EXPECT_THAT(ada_.Get(logged.header("location")).body, HasSubstr("is not known here"));
  EXPECT_THAT(Send(ada_, "/requests/new", fields).header("location"), HasSubstr("done=again"));
  world().clock().Advance(std::chrono::minutes(10));
  EXPECT_THAT(Send(ada_, "/requests/new", fields).header("location"), HasSubstr("done=log"))
      << "somebody else may ask for the same in the same words";
  fields.erase(fields.begin());
  EXPECT_EQ(Send(ada_, "/requests/new", fields).status, 400) << "neither the one nor the other";
}

TEST_F(RequestTest, TheCaseFileHoldsEverything) {
  const std::string path = Log();
  const Reply file = ada_.Get(path + "/case-file");
  EXPECT_EQ(file.header("content-type"), "application/zip");
  EXPECT_TRUE(file.body.starts_with("PK"));
  EXPECT_EQ(SignedIn("sam").Get(path + "/case-file").status, 403);
}

TEST_F(RequestTest, ALetterIsReadHereOrTakenAlong) {
  const std::string path = Log();
  EXPECT_THAT(ada_.Get(path + "/letter").body, HasSubstr("nothing to write a letter about yet"));
  Take(path, "acknowledge");
  FormFields choice = {{"about", "acknowledged"},
                       {"print", "easy"},
                       {"recipient", "Margaret O'Shea\r\n12 Harbour Row"},
                       {"as", "read"}};
  const Reply page = Send(ada_, path + "/letter", choice);
  EXPECT_EQ(page.status, 200);
  EXPECT_THAT(page.body, AllOf(HasSubstr("id=\"letter\""), HasSubstr("12 Harbour Row"),
                               HasSubstr("20 November 2026")));
  choice[3].second = "pdf";
  const Reply pdf = Send(ada_, path + "/letter", choice);
  EXPECT_TRUE(pdf.body.starts_with("%PDF-"));
  choice[3].second = "docx";
  EXPECT_TRUE(Send(ada_, path + "/letter", choice).body.starts_with("PK"));
  choice[0].second = "closed";
  EXPECT_EQ(Send(ada_, path + "/letter", choice).status, 422);
}

}  // namespace
}  // namespace almoner::web::console
