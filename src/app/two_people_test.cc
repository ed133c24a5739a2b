// Where two people are asked for, one administrator does not act as both.
#include <gtest/gtest.h>

#include <fstream>

#include "app/api_keys.h"
#include "app/link_code.h"
#include "app/staff_sign_in.h"
#include "app/staffing.h"
#include "gate/break_glass.h"
#include "retention/disposal.h"
#include "rights/conduct.h"
#include "staff/apart.h"
#include "support/world.h"

namespace almoner::app {
namespace {

using std::chrono::days;

class TwoPeopleTest : public ::testing::Test {
 protected:
  explicit TwoPeopleTest(std::string_view settings = "")
      : world(settings), second(world.AddStaff("Nia Bell", "nia", {"data-protection-officer"})) {}

  Status Apart(const StaffId& first, const StaffId& other) {
    return app().store().Read([&](store::ReadTx& tx) {
      return staff::CheckApart(tx, app().keys(), first, other, world.clock().Now());
    });
  }
  App& app() { return world.app(); }
  const StaffId& first() { return world.officer(); }

  World world;
  StaffId second;
};

class OneDayTest : public TwoPeopleTest {
 protected:
  OneDayTest() : TwoPeopleTest("two-people-days = 1\n") {}
};

TEST_F(TwoPeopleTest, TwoWhoHadNothingToDoWithEachOthersAccountsAreTwo) {
  EXPECT_THAT(Apart(first(), second), IsOk());
  World::Must(GiveRole(app(), first(), world.worker(), "receptionist", std::nullopt));
  EXPECT_THAT(Apart(first(), second), IsOk()) << "it was another's account";
  World::Must(GiveRole(app(), second, second, "support-worker", std::nullopt));
  EXPECT_THAT(Apart(first(), second), IsOk()) << "one's own";
  World::Must(AssignStaff(app(), first(),
                          {.staff = second,
                           .kind = staff::AssignmentKind::kCaseload,
                           .target = ToBytes(AsText(world.person().bytes()))}));
  EXPECT_THAT(Apart(first(), second), IsOk()) << "nobody signs in with a caseload";
}

TEST_F(TwoPeopleTest, WhoeverCouldUseTheOthersAccountCountsAsBothInEitherOrder) {
  const std::vector<std::function<void()>> deeds = {
      [&] { World::Must(ResetPassword(app(), first(), second)); },
      [&] { World::Must(GiveRole(app(), first(), second, "support-worker", std::nullopt)); },
      [&] { World::Must(TakeRole(app(), first(), second, "support-worker")); },
      [&] { World::Must(GiveLinkCode(app(), first(), second)); },
  };
  for (std::size_t i = 0; i < deeds.size(); ++i) {
    EXPECT_THAT(Apart(first(), second), IsOk()) << i;
    deeds[i]();
    EXPECT_THAT(Apart(first(), second), FailsWith(Code::kRefused)) << i;
    EXPECT_THAT(Apart(second, first()), FailsWith(Code::kRefused)) << i;
    world.clock().Advance(days(7) - std::chrono::seconds(1));
    EXPECT_THAT(Apart(first(), second), FailsWith(Code::kRefused)) << i;
    world.clock().Advance(std::chrono::seconds(1));
  }
}

TEST_F(TwoPeopleTest, ANewAccountAndAKeyOfTheApiAreTheirMakers) {
  const Invited invited = World::Must(InviteStaff(
      app(), first(),
      {Personal(std::string("Bo Lane")), Personal(std::string("bo")), Personal(std::string())},
      {"data-protection-officer"}));
  EXPECT_THAT(Apart(first(), invited.staff), FailsWith(Code::kRefused));
  EXPECT_THAT(Apart(second, invited.staff), IsOk());
  const MadeApiKey key =
      World::Must(MakeApiKey(app(), first(),
                             {.name = Personal(std::string("Reports")),
                              .roles = {"data-protection-officer"},
                              .scopes = {"requests:write"},
                              .purposes = {"support"},
                              .last_day = LondonDate(world.clock().Now() + days(90))}));
  world.clock().Advance(days(60));
  EXPECT_THAT(Apart(first(), invited.staff), IsOk());
  EXPECT_THAT(Apart(key.staff, first()), FailsWith(Code::kRefused))
      << "they have seen it, for as long as it is good";
}

TEST_F(TwoPeopleTest, ADisposalIsApprovedByAnother) {
  const retention::Disposal box{.medium = "paper",
                                .batch = "box 12",
                                .classes = {{.record_class = "support-notes",
                                             .rule = "support-record",
                                             .volume = "4 boxes",
                                             .decision = "destroy"}},
                                .holds = "none",
                                .reason = "the time is over"};
  const RequestId file = World::Allowed(retention::AddDisposal(app().gate(), first(), box));
  World::Must(ResetPassword(app(), first(), second));
  EXPECT_THAT(retention::ApproveDisposal(app().gate(), second, file), FailsWith(Code::kRefused));
  const StaffId third = world.AddStaff("Bo Lane", "bo", {"data-protection-officer"});
  World::Allowed(retention::ApproveDisposal(app().gate(), third, file));
}

TEST_F(TwoPeopleTest, ABrokenGlassIsReviewedByAnother) {
  World::Allowed(app().gate().Open({.actor = world.stranger(),
                                    .subjects = {world.person()},
                                    .break_glass = gate::BreakGlass::kEmergency}));
  const EventId id = World::Allowed(gate::OpenBreaches(app().gate(), second)).front().id;
  World::Allowed(gate::GiveWords(app().gate(), world.stranger(), id,
                                 Personal(std::string("She had fallen."))));
  World::Must(ResetPassword(app(), second, world.stranger()));
  EXPECT_THAT(gate::Review(app().gate(), second, id, gate::Finding::kJustified),
              FailsWith(Code::kRefused))
      << "whoever set the password may have broken it themselves";
  World::Allowed(gate::Review(app().gate(), first(), id, gate::Finding::kJustified));
}

TEST_F(TwoPeopleTest, ADayOfReceiptIsConfirmedByAnother) {
  const rights::Context context = app().rights();
  const RequestId request = World::Allowed(
      rights::Open(context, first(),
                   {law::Right::kAccess, world.person(), LondonDate(world.clock().Now()), "letter",
                    Personal(std::string("Please.")), ""}));
  const auto now = [&] { return World::Must(rights::Load(context, request)); };
  World::Allowed(rights::CorrectDate(context, first(), now(), ParseDate("2026-11-19").value(),
                                     "the postmark"));
  World::Must(ResetPassword(app(), first(), second));
  EXPECT_THAT(rights::ConfirmDate(context, second, now(), true), FailsWith(Code::kRefused));
  world.clock().Advance(days(7));
  World::Allowed(rights::ConfirmDate(context, second, now(), true));
}

TEST_F(OneDayTest, HowLongItCountsIsASetting) {
  World::Must(ResetPassword(app(), first(), second));
  world.clock().Advance(days(1) - std::chrono::seconds(1));
  EXPECT_THAT(Apart(first(), second), FailsWith(Code::kRefused));
  world.clock().Advance(std::chrono::seconds(1));
  EXPECT_THAT(Apart(first(), second), IsOk());
}

TEST(StaffSignInTest, WhatIsNotInOrderIsRefusedWithItsLine) {
  const TempDir folder;
  const OperatorPath file = folder / "almoner.toml";
  const auto read = [&](std::string_view text) {
    std::ofstream(file.path(), std::ios::trunc) << text;
    return ReadStaffSignIn(OperatorPath(folder.path()));
  };
  const std::string site = "website = 'https://privacy.charity.example'\n";
  const std::string good =
      "[sign-in]\nname = 'Fenland'\nissuer = 'https://id.example'\nclient = 'a'\nsecret-file = "
      "'/s'\n";
  const auto settings = read(site + good + "acr = ['two']\n[sign-in.claims]\nteam = 'care'\n");
  ASSERT_THAT(settings, IsOk());
  EXPECT_EQ(settings->provider->issuer, "https://id.example");
  EXPECT_TRUE(settings->provider->vouches());
  EXPECT_EQ(settings->provider->claims.at("team"), "care");
  EXPECT_EQ(settings->apart, days(7));
  EXPECT_FALSE(read("")->provider);
  for (const std::string& bad :
       {good, site + "two-people-days = 0\n", site + "two-people-days = 'x'\n",
        site + "sign-in = 1", site + "[sign-in]\nname = 'Fenland'\n",
        site + good + "secret = 'x'\n", site + good + "acr = []\n",
        site + good + "acr = ['two words']\n", site + good + "scopes = ['email']\n",
        site + good + "claims = 1\n", site + good + "x"})
    EXPECT_THAT(read(bad), FailsWith(Code::kInvalid)) << bad;
  std::string plain = site + good;
  plain.replace(plain.find("https://id"), 10, "http://id.");
  EXPECT_THAT(read(plain), FailsWith(Code::kInvalid)) << "in the clear";
}

}  // namespace
}  // namespace almoner::app
