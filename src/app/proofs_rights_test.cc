// Proofs over requests: kept by what the program does, and broken by what it would not have done.
#include "app/proofs_test_home.h"
#include "rights/authority.h"
#include "rights/collation.h"
#include "rights/remedy.h"

namespace almoner::app {
namespace {

using testing::HasSubstr;

class ProofsRightsTest : public ProofsHome {
 protected:
  void SetUp() override {
    ProofsHome::SetUp();
    Staff();
  }
};

TEST_F(ProofsRightsTest, WithoutAnyFileThereIsNothingYet) {
  for (const std::string_view proof :
       {"authority-shown", "health-data-cleared", "refusals-grounded", "fees-within-promise",
        "breaches-in-time", "disclosures-grounded", "disclosures-told", "enquiries-answered",
        "details-recorded", "erasures-certified"})
    EXPECT_EQ(ShownBy(proof), Shown::kNothing) << proof << words_;
}

rights::Shown Power() {
  return {.evidence = "a registered power",
          .orders = {},
          .understands = {},
          .view = {},
          .why = {},
          .type = "health-and-welfare",
          .registered = ParseDate("2024-05-01").value()};
}

TEST_F(ProofsRightsTest, NothingGoesToAnotherWhoHasNotShownThatTheyMay) {
  const RequestId own = Opened(law::Right::kAccess);
  Rule(own, {.yes = true, .ground = "", .known = "she was there"});
  Deliver(own);
  EXPECT_EQ(ShownBy("authority-shown"), Shown::kNothing) << "that was the person";
  const RequestId id = Opened(law::Right::kAccess);
  Allowed(rights::AskAuthority(app_->rights(), ada_, Now(id), {"attorney", "all of it", {}}));
  Allowed(rights::ShowAuthority(app_->rights(), ada_, Now(id), Power()));
  Rule(id, {.yes = true, .ground = "", .known = "she was there"});
  Deliver(id);
  ExpectBrokenBy("authority-shown", "request",
                 {Received("access"), {"authority-asked", {{"kind", "written"}}}, {"delivered"}});
  EXPECT_THAT(words_, HasSubstr("1 of 2"));
}

TEST_F(ProofsRightsTest, AnAuthorityThatHadEndedOrADangerShowsToo) {
  const Event asked{"authority-asked", {{"kind", "written"}, {"until", "2026-11-01"}}};
  const Event open_end{"authority-asked", {{"kind", "written"}}};
  const Event feared{"risk-noted", {{"by", ada_.text()}}};
  const auto decided = [](const char* answer) {
    return Event{"risk-decided", {{"answer", answer}}};
  };
  Forge("request", {Received("access"), open_end, {"authority-shown"}, {"delivered"}});
  EXPECT_EQ(ShownBy("authority-shown"), Shown::kKept) << words_;
  Forge("request", {Received("access"), open_end, feared, decided("to-person"), {"delivered"}});
  EXPECT_EQ(ShownBy("authority-shown"), Shown::kKept) << "the person had it";
  Forge("request", {Received("access"), asked, {"authority-shown"}, {"delivered"}});
  EXPECT_THAT((ShownBy("authority-shown"), words_), HasSubstr("1 of 2"));
  Forge("request", {Received("erasure"),
                    open_end,
                    {"authority-shown"},
                    feared,
                    decided("nothing"),
                    {"carried-out"}});
  EXPECT_THAT((ShownBy("authority-shown"), words_), HasSubstr("2 of 3"));
  Forge("request", {Received("access"), open_end, {"authority-shown"}, open_end, {"delivered"}});
  EXPECT_THAT((ShownBy("authority-shown"), words_), HasSubstr("3 of 4")) << "asked for anew";
}

TEST_F(ProofsRightsTest, HealthDataThatLeavesWasKnownOrCleared) {
  const RequestId known = Opened(law::Right::kAccess);
  Rule(known, {.yes = true, .ground = "", .known = "she was there"});
  Deliver(known);
  const RequestId cleared = Opened(law::Right::kAccess);
  Allowed(rights::TakeOpinion(app_->rights(), ada_, Now(cleared),
                              {"support-notes", *ParseDate("2026-10-01"), false, "her doctor"}));
  Rule(cleared, {.yes = true});
  Deliver(cleared);
  const Event released{"ruled", {{"category", "support-notes"}, {"ruling", "yes"}}};
  ExpectBrokenBy("health-data-cleared", "request", {Received("access"), released, {"delivered"}});
  Forge("request",
        {Received("access"),
         {"opinion", {{"category", "support-notes"}, {"obtained", "2026-05-01"}, {"harm", "no"}}},
         released,
         {"delivered"}});
  EXPECT_THAT((ShownBy("health-data-cleared"), words_), HasSubstr("2 of 4")) << "too old";
  Forge("request", {Received("access"), released});
  EXPECT_THAT((ShownBy("health-data-cleared"), words_), HasSubstr("2 of 4")) << "nothing left";
}

TEST_F(ProofsRightsTest, EveryRefusalNamesAGround) {
  const RequestId whole = Opened(law::Right::kErasure);
  Allowed(rights::Decide(app_->rights(), ada_, Now(whole),
                         {.outcome = "refused", .ground = "legal-claims", .words = ""}));
  const RequestId part = Opened(law::Right::kAccess);
  Rule(part, {.yes = false, .ground = "BAR_HEALTH"});
  ExpectBrokenBy("refusals-grounded", "request",
                 {Received("access"), {"decided", {{"outcome", "refused"}, {"ground", ""}}}});
  Forge("request",
        {Received("access"),
         {"ruled", {{"category", "support-notes"}, {"ruling", "no"}, {"ground", "too-much"}}}});
  EXPECT_THAT((ShownBy("refusals-grounded"), words_), HasSubstr("2 of 4"));
  Forge("request", {Received("complaint"), {"decided", {{"outcome", "refused"}}}});
  EXPECT_THAT((ShownBy("refusals-grounded"), words_), HasSubstr("2 of 4"))
      << "what is found of a complaint is no ground";
}

TEST_F(ProofsRightsTest, AFeeIsWithinTheLawAndTheNotice) {
  const RequestId id = Opened(law::Right::kAccess);
  Allowed(rights::AskFee(app_->rights(), ada_, Now(id),
                         {.pence = 500, .why = "excessive", .working = "paper and postage"}));
  const auto asked = [](const char* why) {
    return Event{"fee-asked", {{"pence", "500"}, {"why", why}, {"working", "postage"}}};
  };
  ExpectBrokenBy("fees-within-promise", "request", {Received("access"), asked("habit")});
  Forge("request", {Received("access"), asked("further-copy")});
  EXPECT_THAT((ShownBy("fees-within-promise"), words_), HasSubstr("2 of 3"))
      << "the notice asks for none";
  Forge("request", {Received("erasure"), asked("excessive")});
  EXPECT_THAT((ShownBy("fees-within-promise"), words_), HasSubstr("3 of 4")) << "never";
}

// What a rectification or an objection carries out destroys nothing.
TEST_F(ProofsRightsTest, OnlyErasuresNeedADestruction) {
  const RequestId id = Opened(law::Right::kObjection, "support");
  Allowed(rights::Decide(app_->rights(), ada_, Now(id),
                         {.outcome = "granted", .ground = "", .words = ""}));
  Allowed(rights::ConfirmIdentity(app_->rights(), ada_, Now(id), "known"));
  Allowed(rights::Uphold(app_->rights(), ada_, Now(id)));
  EXPECT_EQ(ShownBy("erasures-certified"), Shown::kNothing) << words_;
  Forge("request", {Received("erasure"), {"carried-out-in-part"}});
  EXPECT_EQ(ShownBy("erasures-certified"), Shown::kBroken) << words_;
}

TEST_F(ProofsRightsTest, ARefusalIsAnAnswerAndTheNoticesOwnTimeCounts) {
  const RequestId id = Opened(law::Right::kErasure);
  Allowed(rights::Decide(app_->rights(), ada_, Now(id),
                         {.outcome = "refused", .ground = "legal-claims", .words = ""}));
  const RequestId complaint = Opened(law::Right::kComplaint);
  Allowed(rights::Acknowledge(app_->rights(), ada_, Now(complaint)));
  clock_.Advance(std::chrono::days(90));
  EXPECT_EQ(ShownBy("requests-in-time"), Shown::kKept) << words_;
  EXPECT_EQ(ShownBy("complaints-acknowledged"), Shown::kKept) << words_;
  Opened(law::Right::kAccess);
  clock_.Advance(std::chrono::days(29));
  EXPECT_EQ(ShownBy("requests-in-time"), Shown::kBroken) << "the notice promises 28 days";
}

// What a ruling rests on: nobody makes up a ground, to withhold or to erase.
TEST_F(ProofsRightsTest, ARulingNamesWhatTheLawNames) {
  const auto ruled = [&](law::Right right, const rights::Ruling& ruling) {
    return rights::Rule(app_->rights(), ada_, Now(Opened(right)), "support-notes", ruling);
  };
  EXPECT_THAT(ruled(law::Right::kAccess, {.yes = false, .ground = "too sad"}),
              FailsWith(Code::kInvalid));
  Allowed(ruled(law::Right::kAccess, {.yes = false, .ground = "EX_ADOPTION"}));
  for (const char* ground : {"", "EX_ADOPTION", "tidying-up"})
    EXPECT_THAT(ruled(law::Right::kErasure, {.yes = true, .ground = ground}),
                FailsWith(Code::kInvalid));
  for (const char* ground : {"no-longer-needed", "unlawful", "legal-duty"})
    Allowed(ruled(law::Right::kErasure, {.yes = true, .ground = ground}));
}

}  // namespace
}  // namespace almoner::app
