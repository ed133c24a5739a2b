#include <gmock/gmock.h>

#include "accountability/intake.h"
#include "portal/test_asking.h"
#include "rights/request.h"

namespace almoner::web::portal {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class TrackTest : public AskingTest {
 protected:
  struct Sent {
    std::string reference;
    std::string code;
  };
  Sent Asked(const std::string& right = "access") {
    world().clock().Advance(std::chrono::seconds(1));  // the last is the newest
    Browser browser = Filled(right);
    const Reply sent = SendIt(browser);
    return {.reference = Reference(sent), .code = Code(sent)};
  }
  Reply Track(const Sent& sent) {
    return NewBrowser().Post("/track", {{"reference", sent.reference}, {"code", sent.code}});
  }
  accountability::Context context() { return {world().app().gate(), world().app().statute()}; }
  RequestId Intake() {
    return World::Must(world().app().store().Read(
                           [](store::ReadTx& tx) { return retention::Files(tx, "intake"); }))
        .back();
  }
  void Take(const std::string& step, const accountability::Facts& facts) {
    World::Allowed(accountability::Advance(context(), accountability::Intakes(),
                                           {.actor = world().officer()}, Intake(),
                                           {.step = step, .facts = facts}));
  }
  // As a request about the person; what it is.
  RequestId TakenUp() {
    const RequestId request =
        World::Allowed(rights::Open(world().app().rights(), world().officer(),
                                    {.right = law::Right::kAccess,
                                     .subject = world().person(),
                                     .received = LondonDate(world().clock().Now()),
                                     .channel = "portal",
                                     .words = Personal(std::string("What you have about me."))}));
    Take("taken-up", {{"request", request.text()}});
    return request;
  }
  rights::State State(const RequestId& id) {
    return World::Must(rights::Load(world().app().rights(), id));
  }
};

TEST_F(TrackTest, ItSaysWhenItCameAndByWhenTheyHearAndNothingOfWhatIsInIt) {
  const Reply page = Track(Asked());
  EXPECT_EQ(page.status, 200);
  ExpectSafe(page, "/track");
  EXPECT_THAT(page.body, AllOf(HasSubstr("21 November 2026"), HasSubstr("You hear from us by"),
                               Not(HasSubstr("Kova")), Not(HasSubstr("What you have about me")),
                               Not(HasSubstr("960 017")), Not(HasSubstr("copy"))));
}

TEST_F(TrackTest, AWrongReferenceAndAWrongCodeAreTheSamePage) {
  const Sent sent = Asked();
  const Reply wrong_code = Track({.reference = sent.reference, .code = "4K7M-9QTX-2RWP"});
  const Reply wrong_reference = Track({.reference = "HLCC-7K4M-2Q9T", .code = sent.code});
  const auto shown = [](const Reply& reply) {
    std::string body = reply.body;
    const std::string from = "name=\"reference\"";
    return body.erase(body.find(from), body.find("</form>") - body.find(from));
  };
  EXPECT_EQ(wrong_code.status, 422);
  EXPECT_EQ(wrong_reference.status, 422);
  EXPECT_EQ(shown(wrong_code), shown(wrong_reference));
  EXPECT_THAT(wrong_code.body, HasSubstr("We found nothing for this reference and code"));
  EXPECT_EQ(Track({}).status, 422);
}

TEST_F(TrackTest, WhoGuessesIsHeldUp) {
  const Sent sent = Asked();
  for (int i = 0; i < 10; ++i) Track({.reference = sent.reference, .code = "4K7M-9QTX-2RWP"});
  const Reply wait = Track(sent);
  EXPECT_EQ(wait.status, 429) << "also where it is right";
  EXPECT_FALSE(wait.header("retry-after").empty());
  world().clock().Advance(std::chrono::minutes(15));
  EXPECT_EQ(Track(sent).status, 200);
}

TEST_F(TrackTest, WhereItWasTakenUpTheDaysAreThoseOfTheRequest) {
  const Sent sent = Asked();
  const std::string before = Track(sent).body;
  const RequestId request = TakenUp();
  EXPECT_EQ(Track(sent).body, before) << "that somebody looked changes nothing";
  World::Allowed(rights::Advance(world().app().rights(), world().officer(), State(request),
                                 rights::Step::kAskIdentity, "request.identity-asked",
                                 "identity-asked", {{"on", "2026-11-21"}}));
  EXPECT_THAT(Track(sent).body, AllOf(HasSubstr("We have asked you something"),
                                      Not(HasSubstr("You hear from us by"))));
}

TEST_F(TrackTest, HoweverItEndsTheWordsAreTheSame) {
  const auto end = [&](const std::string& step, const accountability::Facts& facts) {
    const Sent sent = Asked();
    Take(step, facts);
    std::string body = Track(sent).body;
    return body.erase(body.find("Reference " + sent.reference), 10 + sent.reference.size());
  };
  const std::string duplicate = end("set-aside", {{"reason", "duplicate"}});
  EXPECT_THAT(duplicate, HasSubstr("Finished"));
  EXPECT_EQ(end("set-aside", {{"reason", "abuse"}, {"words", "Rude."}}), duplicate);
  EXPECT_EQ(end("answered", {{"words", "We rang them."}}), duplicate);
  const Sent sent = Asked();
  World::Allowed(
      rights::Close(world().app().rights(), world().officer(), State(TakenUp()), "withdrawn"));
  std::string closed = Track(sent).body;
  closed.erase(closed.find("Reference " + sent.reference), 10 + sent.reference.size());
  EXPECT_EQ(closed, duplicate);
}

TEST_F(TrackTest, WhatIsLateIsSaidToBeLate) {
  const Sent sent = Asked();
  world().clock().Advance(std::chrono::hours(24 * 40));
  EXPECT_THAT(Track(sent).body, HasSubstr("we are late"));
}

}  // namespace
}  // namespace almoner::web::portal
