#include "rights/making.h"

#include "retention/made.h"
#include "rights/offer.h"
#include "rights/test_requests.h"

namespace almoner::rights {
namespace {

using testing::HasSubstr;
using testing::Not;

class MakingTest : public RightsTest {
 protected:
  // Somebody of whom more is held than anybody should wait for.
  SubjectId WithLongRecord(int notes = 32) {
    const SubjectId ana = house.Person("Ana Kovač");
    for (int i = 0; i < notes; ++i) {
      std::string words = "Note " + std::to_string(i) + ".";
      while (words.size() < 9'000) words += " Visited her at home; she was well.";
      house.Note(ana, words);
    }
    return ana;
  }
  RequestId Asked(const SubjectId& person) {
    const RequestId request = Opened(law::Right::kAccess, person);
    Agree(request, "support-notes");
    return request;
  }
  Drafted Begin(const RequestId& request) {
    return almoner::Allowed(Draft(context(), house.officer, Now(request)));
  }
  std::int64_t Make(const std::stop_token& stop = {}) {
    const auto made = MakeWaiting(context(), stop);
    EXPECT_THAT(made, IsOk());
    return made.value_or(-1);
  }
  std::optional<InMaking> Making(const RequestId& request) {
    const auto making = MakingOf(context(), request);
    EXPECT_THAT(making, IsOk());
    return making ? *making : std::nullopt;
  }
  void Drafts(const RequestId& request) {
    Begin(request);
    ASSERT_EQ(Make(), 1);
  }
  void Approves(const RequestId& request) {
    almoner::Allowed(Approve(context(), house.second_officer, Now(request)));
    almoner::Allowed(
        ConfirmIdentity(context(), house.officer, Now(request), "known to her worker"));
  }
  std::int64_t Rows(Literal sql) {
    const auto count = house.store().Read(
        [&](store::ReadTx& tx) -> Result<std::int64_t> { return TRY(tx.One(sql)).Int(0); });
    EXPECT_THAT(count, IsOk());
    return count.value_or(-1);
  }
  std::int64_t Kept() {
    return Rows("SELECT (SELECT COUNT(*) FROM made_pack) + (SELECT COUNT(*) FROM made_part)");
  }
  std::string LastKind(const RequestId& request) { return Now(request).events.back().kind; }
};
INSTANTIATE_ENGINES(MakingTest);

TEST_P(MakingTest, AShortPackIsThereAtOnce) {
  const SubjectId ana = house.Person("Ana Kovač");
  house.Note(ana, "Slept well.");
  const Drafted drafted = Begin(Asked(ana));
  EXPECT_FALSE(drafted.in_making);
  EXPECT_FALSE(drafted.files.empty());
  EXPECT_EQ(Make(), 0);
}

TEST_P(MakingTest, WhoDraftsALongOneGoesOnAndFindsItWhenItIsDone) {
  const RequestId request = Asked(WithLongRecord());
  const Drafted begun = Begin(request);
  EXPECT_TRUE(begun.in_making);
  EXPECT_TRUE(begun.files.empty());
  ASSERT_TRUE(Making(request));
  EXPECT_FALSE(Making(request)->release);
  EXPECT_FALSE(Now(request).drafted);
  EXPECT_THAT(Draft(context(), house.officer, Now(request)), FailsWith(Code::kConflict));
  EXPECT_THAT(Approve(context(), house.second_officer, Now(request)), FailsWith(Code::kConflict))
      << "half a draft is none";
  std::vector<double> told;
  ASSERT_THAT(MakeWaiting(context(), {}, [&](double part) { told.push_back(part); }), IsOk());
  ASSERT_GE(told.size(), 2U);
  EXPECT_TRUE(std::ranges::is_sorted(told));
  EXPECT_FALSE(Making(request));
  const State done = Now(request);
  ASSERT_TRUE(done.drafted);
  EXPECT_EQ(done.drafted_by, house.officer) << "in the name of whoever asked";
  const auto files = almoner::Allowed(Preview(context(), house.second_officer, done));
  EXPECT_THAT(Json(files), HasSubstr("Note 31."));
  EXPECT_THAT(Json(files), HasSubstr(R"("status":"draft")"));
}

TEST_P(MakingTest, WhatGoesOutIsMadeAfterTheApprovalAndIsGoneWhenItWent) {
  const RequestId request = Asked(WithLongRecord());
  Drafts(request);
  Approves(request);
  ASSERT_TRUE(Making(request));
  EXPECT_TRUE(Making(request)->release);
  EXPECT_THAT(Deliver(context(), house.officer, Now(request), ByPost()), FailsWith(Code::kConflict))
      << "not before all of it is there";
  EXPECT_EQ(Make(), 1);
  EXPECT_GT(Kept(), 1);
  const Drafted out = almoner::Allowed(Deliver(context(), house.officer, Now(request), ByPost()));
  EXPECT_THAT(Json(out.files), HasSubstr(R"("status":"final")"));
  EXPECT_TRUE(Now(request).delivered);
  EXPECT_EQ(Kept(), 0);
  EXPECT_THAT(DeliverAgain(context(), house.officer, Now(request), ByPost()),
              FailsWith(Code::kConflict));
  EXPECT_EQ(LastKind(request), "making") << "asked for, and made again";
  EXPECT_EQ(Make(), 1);
  almoner::Allowed(DeliverAgain(context(), house.officer, Now(request), ByPost()));
}

TEST_P(MakingTest, ItWaitsOnTheWebsiteAndOpensWithAPasswordLikeAnyOther) {
  const RequestId request = Asked(WithLongRecord());
  Drafts(request);
  Approves(request);
  Make();
  Delivery secret = ByPost();
  secret.password = SecretBytes::CopyOf("a long password");
  const Drafted out = almoner::Allowed(Deliver(context(), house.officer, Now(request), secret));
  EXPECT_EQ(Json(out.files), "");
  EXPECT_TRUE(Now(request).with_password);
  const OfferTerms terms{.code_by = "phone", .how = "she answered"};
  EXPECT_THAT(Offer(context(), house.officer, Now(request), terms), FailsWith(Code::kConflict));
  Make();
  EXPECT_TRUE(almoner::Allowed(Offer(context(), house.officer, Now(request), terms)).until >
              house.clock().Now());
}

TEST_P(MakingTest, ARestartBeginsItAgain) {
  const RequestId request = Asked(WithLongRecord());
  Begin(request);
  std::stop_source stop;
  const auto stopped =
      MakeWaiting(context(), stop.get_token(), [&](double) { stop.request_stop(); });
  EXPECT_THAT(stopped, IsOk());
  EXPECT_TRUE(Making(request)) << "nothing of it is there";
  EXPECT_EQ(Kept(), 0);
  EXPECT_FALSE(Now(request).drafted);
  EXPECT_EQ(Make(), 1) << "at once, and not after a lease";
  EXPECT_TRUE(Now(request).drafted);
}

TEST_P(MakingTest, AfterACrashItIsBegunAgainWhenTheLeaseIsOverAndGivenUpAfterThree) {
  const RequestId request = Asked(WithLongRecord());
  Begin(request);
  const auto crash = [&] {
    return house.store().Write(
        [&](store::Tx& tx) { return retention::TakeMaking(tx, house.clock().Now()); });
  };
  ASSERT_TRUE(crash()->has_value());
  EXPECT_EQ(Make(), 0) << "somebody is at it, as far as anybody knows";
  for (int i = 0; i < 2; ++i) {
    house.clock().Advance(std::chrono::minutes(1));
    ASSERT_TRUE(crash()->has_value());
  }
  house.clock().Advance(std::chrono::minutes(1));
  EXPECT_EQ(Make(), 1);
  EXPECT_EQ(LastKind(request), "making-failed");
  EXPECT_FALSE(Making(request));
  EXPECT_TRUE(Begin(request).in_making) << "whoever wants it asks again";
}

TEST_P(MakingTest, WhatIsDecidedMeanwhileIsInTheDraft) {
  const SubjectId ana = WithLongRecord();
  const RequestId request = Asked(ana);
  Begin(request);
  bool ruled = false;
  const auto made = MakeWaiting(context(), {}, [&](double) {
    if (std::exchange(ruled, true)) return;
    RuleOn(request, "support-notes", {.yes = false, .ground = "EX_THIRD_PARTY"});
  });
  EXPECT_EQ(made.value_or(-1), 2) << "begun, and begun again";
  const auto files = almoner::Allowed(Preview(context(), house.officer, Now(request)));
  EXPECT_THAT(Json(files), Not(HasSubstr("Note 31.")));
}

TEST_P(MakingTest, WhoeverMayNotAnyMoreGetsNone) {
  const RequestId request = Asked(WithLongRecord());
  Begin(request);
  EXPECT_THAT(house.Amend([&](const keys::Change& change) {
    return staff::TakeRole(change, house.officer, "data-protection-officer");
  }),
              IsOk());
  EXPECT_EQ(Make(), 1);
  EXPECT_EQ(LastKind(request), "making-failed");
  EXPECT_FALSE(Now(request).drafted);
  EXPECT_EQ(Kept(), 0);
}

TEST_P(MakingTest, APartThatWasAlteredOrPutElsewhereOpensNothing) {
  const RequestId request = Asked(WithLongRecord());
  Drafts(request);
  ASSERT_THAT(house.store().Write([&](store::Tx& tx) -> Status {
    TRY(tx.Execute("UPDATE made_pack SET kind = 1 WHERE kind = 0"));
    return {};
  }),
              IsOk());
  Approves(request);
  EXPECT_THAT(Deliver(context(), house.officer, Now(request), ByPost()),
              testing::AnyOf(FailsWith(Code::kCorrupt), FailsWith(Code::kConflict)))
      << "a draft is never delivered";
  EXPECT_FALSE(Now(request).delivered);
}

TEST_P(MakingTest, WhatNeverWentOutIsPutAwayAfterFourWeeks) {
  const RequestId request = Asked(WithLongRecord());
  Drafts(request);
  EXPECT_EQ(*PutAwayMade(context()), 0);
  house.clock().Advance(std::chrono::days(29));
  EXPECT_EQ(*PutAwayMade(context()), 1);
  EXPECT_EQ(Kept(), 0);
}

}  // namespace
}  // namespace almoner::rights
