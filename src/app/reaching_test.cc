#include "app/reaching.h"

#include <gmock/gmock.h>

#include "app/portal_accounts.h"
#include "rights/conduct.h"
#include "rights/letter.h"
#include "rights/request.h"
#include "support/world.h"

namespace almoner::app {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

class ReachingAppTest : public ::testing::Test {
 protected:
  static safety::Marker Marker(std::initializer_list<safety::Channel> never = {}) {
    safety::Marker marker{.hide_address = true, .how = "Ring before noon."};
    for (const safety::Channel channel : never) marker.never.set(static_cast<size_t>(channel));
    marker.said.review = ParseDate("2027-02-01").value();
    return marker;
  }
  gate::Outcome<gate::Changed> Say(const StaffId& by, safety::Marker marker) {
    return SayWhatIsSafe(world.app(), by, world.person(), std::move(marker));
  }
  safety::Reaching Shown() {
    return World::Allowed(ShowReaching(world.app(), world.worker(), world.person()));
  }
  std::vector<std::string> Texts(std::string_view purpose) {
    auto opened = World::Allowed(world.app().gate().Open(
        {.actor = world.worker(), .purpose = std::string(purpose), .subjects = {world.person()}}));
    std::vector<std::string> texts;
    for (const vault::Record& record : World::Must(
             vault::Reveal(std::move(opened.permit), world.app().keys(), world.app().clock())))
      for (const vault::FieldValue& value : record.content.fields)
        texts.push_back(value.value.Expose());
    return texts;
  }
  rights::State Asked() {
    const auto id = World::Allowed(
        rights::Open(world.app().rights(), world.officer(),
                     {law::Right::kAccess, world.person(), LondonDate(world.clock().Now()),
                      "letter", Personal(std::string("Please.")), ""}));
    auto state = World::Must(rights::Load(world.app().rights(), id));
    World::Allowed(rights::Acknowledge(world.app().rights(), world.officer(), state));
    return World::Must(rights::Load(world.app().rights(), id));
  }

  World world;
};

TEST_F(ReachingAppTest, IsSaidAndSeenByThoseWhoSafeguardThatPersonAndNobodyElse) {
  for (const StaffId& other : {world.stranger(), world.officer()}) {
    const auto said = Say(other, Marker());
    ASSERT_TRUE(said);
    EXPECT_FALSE(*said);
    const auto shown = ShowReaching(world.app(), other, world.person());
    ASSERT_TRUE(shown);
    EXPECT_FALSE(*shown);
    const auto ended = EndWhatIsSafe(world.app(), other, world.person());
    EXPECT_FALSE(ended && *ended);
  }
  World::Allowed(Say(world.worker(), Marker()));
  const auto marker = Shown().marker;
  ASSERT_TRUE(marker);
  EXPECT_EQ(marker->said.by, world.worker());
  EXPECT_THAT(marker->hidden, Contains("12 Harbour Row, Portwick"))
      << "what stands in the record as an address";
  EXPECT_THAT(marker->hidden, Contains("PW1 4ZZ"));
  EXPECT_THAT(Texts("support"), Not(Contains("12 Harbour Row, Portwick")));
  EXPECT_THAT(Texts("law.safeguarding"), Contains("12 Harbour Row, Portwick"));
}

TEST_F(ReachingAppTest, TheLogDoesNotTellANeedFromADanger) {
  World::Allowed(Say(world.worker(), Marker()));
  safety::Needs needs{.language = "Polish"};
  needs.said.review = ParseDate("2027-02-01").value();
  World::Allowed(SayNeeds(world.app(), world.worker(), "support", world.person(), needs));
  EXPECT_EQ(world.Logged("reaching.recorded allowed"), 2U);
  EXPECT_TRUE(Shown().marker) << "the one leaves the other as it was";
  World::Allowed(EndWhatIsSafe(world.app(), world.worker(), world.person()));
  EXPECT_FALSE(Shown().marker);
  EXPECT_EQ(Shown().needs->language, "Polish");
  EXPECT_THAT(EndWhatIsSafe(world.app(), world.worker(), world.person()),
              FailsWith(Code::kNotFound));
}

TEST_F(ReachingAppTest, ItIsLookedAtAgainWithinAYearAndSaysSomething) {
  safety::Marker marker = Marker();
  for (const char* const day : {"2026-11-21", "2020-01-01", "2028-01-01"}) {
    marker.said.review = ParseDate(day).value();
    EXPECT_THAT(Say(world.worker(), marker), FailsWith(Code::kInvalid)) << day;
  }
  marker.said.review.reset();
  EXPECT_THAT(Say(world.worker(), marker), FailsWith(Code::kInvalid));
  safety::Marker empty;
  empty.said.review = ParseDate("2027-02-01").value();
  EXPECT_THAT(Say(world.worker(), empty), FailsWith(Code::kInvalid));
}

TEST_F(ReachingAppTest, ThePersonAddsAndTakesNothingBack) {
  World::Allowed(Say(world.worker(), Marker({safety::Channel::kPost})));
  safety::Marker wishes;
  wishes.never.set(static_cast<size_t>(safety::Channel::kEmail));
  World::Allowed(SayOwn(world.app(), world.person(), {.marker = wishes, .needs = {}}));
  World::Allowed(SayOwn(world.app(), world.person(), {.marker = safety::Marker(), .needs = {}}));
  const auto marker = Shown().marker;
  EXPECT_TRUE(safety::Has(marker->never, safety::Channel::kPost));
  EXPECT_TRUE(safety::Has(marker->never, safety::Channel::kEmail));
  EXPECT_TRUE(marker->hide_address);
  EXPECT_FALSE(marker->said.by);
  EXPECT_EQ(marker->said.review, LondonDate(world.clock().Now())) << "due for a look at once";
}

TEST_F(ReachingAppTest, ALetterGoesTheWayThatIsSafeInThePrintThatIsNeeded) {
  safety::Needs needs;
  needs.needs.set(static_cast<size_t>(safety::Need::kEasyRead));
  needs.needs.set(static_cast<size_t>(safety::Need::kInterpreter));
  needs.said.review = ParseDate("2027-02-01").value();
  const rights::State state = Asked();
  const auto written = [&](std::string by) {
    rights::LetterOptions options;
    options.by = std::move(by);
    return rights::WriteLetter(world.app().rights(), world.officer(), state, options);
  };
  const auto plain = World::Allowed(written("post"));
  EXPECT_EQ(plain.needs, "");
  World::Allowed(SayNeeds(world.app(), world.worker(), "support", world.person(), needs));
  const auto easy = World::Allowed(written("post"));
  EXPECT_NE(easy.text, plain.text) << "in Easy Read, without being asked for";
  EXPECT_EQ(easy.needs, "an interpreter");
  World::Allowed(Say(world.worker(), Marker({safety::Channel::kPost})));
  EXPECT_THAT(written("post"), FailsWith(Code::kRefused));
  World::Allowed(written("email"));
  World::Allowed(written("hand"));
  EXPECT_THAT(written("pigeon"), FailsWith(Code::kInvalid));
}

TEST_F(ReachingAppTest, WhereThePortalIsOffNoCodeIsGivenOut) {
  World::Allowed(InviteToPortal(world.app(), world.worker(), "support", world.person()));
  World::Allowed(Say(world.worker(), Marker({safety::Channel::kPortal})));
  const auto refused = InviteToPortal(world.app(), world.worker(), "support", world.person());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::kRefused);
  EXPECT_THAT(refused.error().Text(), Not(HasSubstr("safe"))) << "in words that say nothing of why";
}

}  // namespace
}  // namespace almoner::app
