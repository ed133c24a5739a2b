// The steps of requests other than access, and those that any of them may need.
#include <gmock/gmock.h>

#include "console/test_requests.h"
#include "web/status.h"

namespace almoner::web::console {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;

using StepsTest = RequestTest;

TEST_F(StepsTest, EveryStepThatMayBeTakenHasAPageOfItsOwn) {
  for (const char* const right :
       {"access", "rectification", "erasure", "portability", "automated-decision", "complaint"}) {
    const std::string path = Log(right);
    std::string rest = ada_.Get(path).body;
    int pages = 0;
    const std::string before = "href=\"" + path + "/";
    for (std::size_t at = rest.find(before); at != std::string::npos; at = rest.find(before)) {
      rest = rest.substr(at + before.size());
      const std::string step = rest.substr(0, rest.find('"'));
      if (step == "case-file") continue;  // no page
      const Reply page = ada_.Get(path + "/" + step);
      EXPECT_EQ(page.status, 200) << right << " " << step << page.body;
      EXPECT_THAT(page.body, AllOf(HasSubstr("<h1 "), HasSubstr("govuk-back-link"))) << step;
      ++pages;
    }
    EXPECT_GT(pages, 2) << right;
  }
}

TEST_F(StepsTest, ARecordIsPutRightOrThePersonsWordsStandBesideIt) {
  const std::string path = Log("rectification");
  Take(path, "identity", {{"how", "she came in"}});
  Take(path, "decide", {{"outcome", "granted"}, {"ground", "none"}, {"words", ""}});
  const Reply list = ada_.Get(path + "/mend");
  EXPECT_THAT(list.body, AllOf(HasSubstr("Put it right"), HasSubstr("12 Harbour Row")));
  const std::string record = Between(list.body, path + "/correct/", "\"");
  EXPECT_THAT(record, MatchesRegex("[0-9a-f]{32}"));
  const std::string correct = path + "/correct/" + record;
  const Reply list_of_fields = ada_.Get(correct);
  EXPECT_THAT(list_of_fields.body,
              AllOf(HasSubstr("What is wrong?"), HasSubstr("Now: 12 Harbour Row, Portwick"),
                    Not(HasSubstr("<textarea"))));
  const std::size_t at = list_of_fields.body.find("Now: 12 Harbour Row");
  const std::string before = list_of_fields.body.substr(0, at);
  const std::string field = before.substr(before.rfind("?field=") + 7, 1);
  const Reply form = ada_.Get(correct + "?field=" + field);
  EXPECT_THAT(form.body, AllOf(HasSubstr(">12 Harbour Row, Portwick</textarea>"),
                               HasSubstr("what you leave out is lost"), HasSubstr("Margaret")));
  const std::string digest = Between(form.body, "name=\"digest\" value=\"", "\"");
  const std::string seq = Between(form.body, "name=\"seq\" value=\"", "\"");
  EXPECT_EQ(Send(ada_, correct, {{"digest", digest}, {"words", "14 Harbour Row"}}).status, 422);
  const FormFields right = {
      {"digest", digest}, {"seq", seq}, {"field", "address"}, {"words", "14 Harbour Row"}};
  EXPECT_EQ(Send(ada_, correct, right).status, 303);
  EXPECT_EQ(Send(ada_, correct, right).status, 303) << "a second click";
  FormFields other = right;
  other.back().second = "16 Harbour Row";
  const Reply moved = Send(ada_, correct, other);
  EXPECT_EQ(moved.status, 409);
  EXPECT_THAT(moved.body, AllOf(HasSubstr(">16 Harbour Row</textarea>"),
                                HasSubstr("14 Harbour Row"), HasSubstr("href=\"#heading\"")));
  const std::string now = Between(moved.body, "name=\"digest\" value=\"", "\"");
  EXPECT_EQ(
      Send(ada_, path + "/annotate/" + record, {{"digest", now}, {"words", "I moved in May."}})
          .status,
      303);
  EXPECT_THAT(ada_.Get(path + "/mend").body,
              AllOf(HasSubstr("14 Harbour Row"), HasSubstr("I moved in May."),
                    Not(HasSubstr("12 Harbour Row"))));
  EXPECT_EQ(ada_.Get(path + "/correct/" + std::string(32, '0')).status, 404);
  Take(path, "tell", {{"recipient", "gp-practice"}, {"how", "by letter"}});
  Take(path, "replied", {{"recipient", "gp-practice"}, {"how", "they changed it too"}});
  EXPECT_THAT(ada_.Get(path).body, HasSubstr("they changed it too"));
}

TEST_F(StepsTest, WhatWasDecidedToBeErasedIsErased) {
  const std::string path = Log("erasure");
  Take(path, "identity", {{"how", "she came in"}});
  for (int i = 0; i < 5; ++i) {
    const Reply page = ada_.Get(path + "/rule");
    const std::string part = Between(page.body, "name=\"part\" value=\"", "\"");
    if (part.empty()) break;
    EXPECT_THAT(page.body, HasSubstr("Keep it: "));
    const bool may = page.body.find("The law requires us") == std::string::npos;
    Take(path, "rule",
         {{"part", part},
          {"decision", may ? "yes:no-longer-needed" : "no:legal-obligation"},
          {"known", ""}});
  }
  EXPECT_THAT(ada_.Get(path + "/rule").body, HasSubstr("is decided."));
  EXPECT_THAT(ada_.Get(path).body, AllOf(HasSubstr(">Kept<"), HasSubstr(">The whole category<")));
  Browser nia = SignedIn("nia");
  EXPECT_THAT(nia.Get(path + "/approve").body,
              AllOf(HasSubstr("Kept: "), HasSubstr("govuk-summary-list__key")));
  EXPECT_EQ(Send(nia, path + "/approve", {}).status, 303);
  EXPECT_THAT(ada_.Get(path + "/carry-out").body, HasSubstr("Kept: "));
  Take(path, "carry-out");
  EXPECT_THAT(ada_.Get(path).body, HasSubstr("carried out"));
}

TEST_F(StepsTest, WhoeverAloneDecidedWhatIsErasedDoesNotApproveIt) {
  const std::string path = Log("erasure");
  Take(path, "identity", {{"how", "she came in"}});
  const std::string part = Between(ada_.Get(path + "/rule").body, "name=\"part\" value=\"", "\"");
  Take(path, "rule", {{"part", part}, {"decision", "yes:no-longer-needed"}, {"known", ""}});
  EXPECT_THAT(ada_.Get(path).body, AllOf(HasSubstr("You alone decided what is erased"),
                                         Not(HasSubstr(path + "/approve")), HasSubstr(">Erased<")));
  EXPECT_THAT(SignedIn("nia").Get(path + "/approve").body, HasSubstr("To be erased: "));
}

TEST_F(StepsTest, ARestrictionIsPlacedAndLiftedAfterThePersonWasTold) {
  const std::string path = Log("restriction", "accuracy-contested");
  Take(path, "identity", {{"how", "she came in"}});
  Take(path, "decide", {{"outcome", "granted"}, {"ground", "none"}, {"words", ""}});
  Take(path, "carry-out");
  EXPECT_EQ(Send(ada_, path + "/lift", {}).status, 409) << "before the person is told";
  EXPECT_EQ(Send(ada_, path + "/tell-lifting", {{"words", " "}}).status, 422);
  Take(path, "tell-lifting", {{"words", "It was checked."}});
  Take(path, "lift");
  EXPECT_THAT(ada_.Get(path).body, HasSubstr("The restriction was lifted"));
}

TEST_F(StepsTest, WhatThePersonGaveIsTakenAlong) {
  const std::string path = Log("portability");
  Take(path, "identity", {{"how", "she came in"}});
  Take(path, "decide", {{"outcome", "granted"}, {"ground", "none"}, {"words", ""}});
  EXPECT_EQ(Send(ada_, path + "/carry-out", {{"to", "hand"}, {"how", ""}}).status, 422);
  const Reply zip =
      Send(ada_, path + "/carry-out", {{"to", "hand"}, {"how", "on a stick, to her"}});
  EXPECT_EQ(zip.header("content-type"), "application/zip");
  EXPECT_TRUE(zip.body.starts_with("PK"));
}

TEST_F(StepsTest, SomebodyWhoSafeguardsDecidesOnADanger) {
  const std::string path = Log();
  Take(path, "ask-authority",
       {{"kind", "attorney"},
        {"scope", "everything"},
        {"until-day", ""},
        {"until-month", ""},
        {"until-year", ""}});
  EXPECT_THAT(ada_.Get(path + "/authority").body, HasSubstr("When was the power registered?"));
  Take(path, "risk", {{"words", "He shouts at her."}});
  EXPECT_THAT(ada_.Get(path).body,
              AllOf(HasSubstr("Give them this address"), HasSubstr(">https://127.0.0.1:"),
                    HasSubstr(">An attorney<")));
  EXPECT_EQ(ada_.Get(path + "/decide-risk").status, 403) << "not for those who answer rights";
  EXPECT_EQ(
      Send(ada_, path + "/decide-risk", {{"answer", "go-on"}, {"said", ""}, {"reasons", "Fine."}})
          .status,
      403);
  Browser sam = SignedIn("sam");
  EXPECT_THAT(sam.Get(path + "/decide-risk").body,
              AllOf(HasSubstr("He shouts at her."), Not(HasSubstr("All that you have"))));
  EXPECT_EQ(Send(sam, path + "/decide-risk", {{"answer", "go-on"}}).status, 422);
  const Reply decided =
      Send(sam, path + "/decide-risk",
           {{"answer", "to-person"}, {"said", "She is afraid."}, {"reasons", "So."}});
  EXPECT_EQ(decided.status, 200);
  EXPECT_THAT(decided.body, HasSubstr("Your decision is recorded"));
  EXPECT_THAT(ada_.Get(path).body, HasSubstr("The person is answered instead"));
  const Reply again = Send(sam, path + "/decide-risk", {{"answer", ""}});
  EXPECT_EQ(again.status, 409);
  EXPECT_THAT(again.body, Not(HasSubstr("He shouts at her.")));
}

TEST_F(StepsTest, WhoeverSawADangerDoesNotDecideOnIt) {
  world().AddStaff("Bo Lane", "bo", {"data-protection-officer", "support-worker"});
  Browser bo = SignedIn("bo");
  const std::string path = Log();
  Take(path, "ask-authority",
       {{"kind", "attorney"},
        {"scope", "everything"},
        {"until-day", ""},
        {"until-month", ""},
        {"until-year", ""}});
  EXPECT_EQ(Send(bo, path + "/risk", {{"words", "He shouts."}}).status, 303);
  EXPECT_THAT(bo.Get(path).body,
              AllOf(HasSubstr("You saw the danger, so somebody else decides on it."),
                    HasSubstr("Give them this address")));
}

TEST_F(StepsTest, ProofThatWasAskedForCountsFromTheDayOnWhichItCame) {
  const std::string path = Log();
  EXPECT_THAT(ada_.Get(path + "/identity").body, Not(HasSubstr("When did it come?")));
  Take(path, "ask-identity", {{"doubt", "A new address."}, {"asked", "a letter"}});
  EXPECT_THAT(ada_.Get(path + "/identity").body, HasSubstr("When did it come?"));
  const FormFields later = {
      {"how", "seen"}, {"came-day", "1"}, {"came-month", "1"}, {"came-year", "2199"}};
  EXPECT_THAT(Send(ada_, path + "/identity", later).body, HasSubstr("in the future"));
  Take(path, "identity",
       {{"how", "seen"}, {"came-day", ""}, {"came-month", ""}, {"came-year", ""}});
}

TEST_F(StepsTest, AnotherDayOfReceiptIsConfirmedBySomebodyElse) {
  const std::string path = Log();
  Take(path, "correct-date",
       {{"received-day", "18"},
        {"received-month", "nov"},
        {"received-year", "2026"},
        {"reason", "the stamp"}});
  EXPECT_THAT(ada_.Get(path).body, AllOf(HasSubstr("You gave another day of receipt"),
                                         Not(HasSubstr(path + "/confirm-date"))));
  EXPECT_EQ(Send(ada_, path + "/confirm-date", {{"agrees", "yes"}}).status, 403);
  Browser nia = SignedIn("nia");
  EXPECT_THAT(nia.Get(path + "/confirm-date").body,
              HasSubstr("Did it arrive on 18 November 2026?"));
  EXPECT_EQ(Send(nia, path + "/confirm-date", {{"agrees", "yes"}}).status, 303);
  EXPECT_THAT(ada_.Get(path).body, HasSubstr("18 November 2026, by letter"));
}

TEST_F(StepsTest, AFeeHasASumAReasonAndItsWorking) {
  const std::string path = Log();
  const FormFields fee = {{"sum", "lots"}, {"why", "further-copy"}, {"working", "40 sheets"}};
  EXPECT_THAT(Send(ada_, path + "/ask-fee", fee).body,
              AllOf(HasSubstr("for example 10 or 10.50"), HasSubstr("value=\"lots\"")));
}

TEST(Plainly, LeavesOutWhatIsForTheCommandLine) {
  EXPECT_EQ(Plainly("Refuse it first (`almoner request decide`)."), "Refuse it first.");
  EXPECT_EQ(Plainly("The law names no such ground; `almoner request grounds` lists them."),
            "The law names no such ground.");
  EXPECT_EQ(Plainly("A ground of the whole: `almoner request decide`, with words."),
            "A ground of the whole.");
  EXPECT_EQ(Plainly("Write how it is going, on standard input."), "Write how it is going.");
  EXPECT_EQ(Plainly("Look anew (`almoner a`, then `b`). Then go on."), "Look anew. Then go on.");
  EXPECT_EQ(Plainly("Nothing to mend."), "Nothing to mend.");
}

}  // namespace
}  // namespace almoner::web::console
