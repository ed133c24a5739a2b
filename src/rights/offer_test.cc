#include "rights/offer.h"

#include "rights/remedy.h"
#include "rights/test_requests.h"
#include "safety/reaching.h"
#include "support/failing_store.h"

namespace almoner::rights {
namespace {

using testing::HasSubstr;
using testing::Not;

class OfferTest : public RightsTest {
 protected:
  // An access request that is approved, of somebody who is known.
  RequestId Approved(const SubjectId& person) {
    const RequestId request = Opened(law::Right::kAccess, person);
    Agree(request, "support-notes");
    almoner::Allowed(Draft(context(), house.officer, Now(request)));
    almoner::Allowed(Approve(context(), house.second_officer, Now(request)));
    almoner::Allowed(
        ConfirmIdentity(context(), house.officer, Now(request), "known to her worker"));
    return request;
  }
  Offered Offer(const RequestId& request, int days = 14) {
    return almoner::Allowed(
        rights::Offer(context(), house.officer, Now(request),
                      {.code_by = "phone", .how = "she answered", .days = days}));
  }
  std::optional<FetchedPack> Fetch(const Offered& offered, const std::string& code,
                                   const std::string& browser = "a browser") {
    auto fetched =
        rights::Fetch(context(), offered.link.Expose(), {.who = ToBytes(browser), .code = code});
    EXPECT_THAT(fetched, IsOk());
    return fetched ? *std::move(fetched) : std::nullopt;
  }
  std::optional<FetchedPack> Fetch(const Offered& offered) {
    return Fetch(offered, offered.code.Expose());
  }
  int Events(const RequestId& request, std::string_view kind) {
    const State state = Now(request);
    return static_cast<int>(std::ranges::count(state.events, kind, &FileEvent::kind));
  }
  std::int64_t Rows(Literal sql) {
    const auto count = house.store().Read(
        [&](store::ReadTx& tx) -> Result<std::int64_t> { return TRY(tx.One(sql)).Int(0); });
    EXPECT_THAT(count, IsOk());
    return count.value_or(-1);
  }
  std::int64_t Waiting() {
    return Rows("SELECT (SELECT COUNT(*) FROM waiting_pack) + (SELECT COUNT(*) FROM waiting_part)");
  }
};
INSTANTIATE_ENGINES(OfferTest);

TEST_P(OfferTest, ThePackIsFetchedWithLinkAndCodeAndThatIsAnEventOfTheRequest) {
  const SubjectId ana = house.Person("Ana Kovač");
  house.Note(ana, "Slept well.");
  const RequestId request = Approved(ana);
  const Offered offered = Offer(request);
  EXPECT_TRUE(Now(request).delivered);
  EXPECT_EQ(offered.link.Expose().size(), 32);
  EXPECT_FALSE(Fetch(offered, "AAAA-AAAA-AAAA"));
  EXPECT_EQ(Events(request, "fetched"), 0);
  std::string typed = offered.code.Expose();
  std::ranges::transform(typed, typed.begin(), [](char c) { return std::tolower(c); });
  const auto pack = Fetch(offered, " " + typed);
  ASSERT_TRUE(pack);
  EXPECT_EQ(AsText(pack->zip).substr(0, 2), "PK");
  EXPECT_THAT(std::string(AsText(pack->zip)), HasSubstr("what-we-hold.pdf"));
  EXPECT_EQ(Events(request, "fetched"), 1);
}

TEST_P(OfferTest, WithinTheHourTheSameBrowserBeginsAnewAndNobodyElse) {
  const SubjectId ana = house.Person("Ana Kovač");
  house.Note(ana, "Slept well.");
  const RequestId request = Approved(ana);
  const Offered offered = Offer(request);
  const auto first = Fetch(offered);
  ASSERT_TRUE(first);
  house.clock().Advance(std::chrono::minutes(59));
  EXPECT_FALSE(Fetch(offered, offered.code.Expose(), "another browser"));
  const auto again = Fetch(offered);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->zip, first->zip);
  EXPECT_EQ(Events(request, "fetched-again"), 1);
  house.clock().Advance(std::chrono::minutes(1));
  EXPECT_FALSE(Fetch(offered)) << "an hour after the first time it is used";
  ASSERT_OK_AND(const std::int64_t gone, PutAwaySpent(context()));
  EXPECT_EQ(gone, 1);
  EXPECT_EQ(Waiting(), 0);
  EXPECT_EQ(Events(request, "not-fetched"), 0);
}

TEST_P(OfferTest, WhatNobodyFetchesGoesAndIsToBeDeliveredInAnotherWay) {
  const SubjectId ana = house.Person("Ana Kovač");
  house.Note(ana, "Slept well.");
  const RequestId request = Approved(ana);
  const Offered offered = Offer(request, 1);
  house.clock().Advance(std::chrono::hours(24));
  EXPECT_FALSE(Fetch(offered));
  ASSERT_OK_AND(const std::int64_t gone, PutAwaySpent(context()));
  EXPECT_EQ(gone, 1);
  EXPECT_EQ(Waiting(), 0);
  const State state = Now(request);
  EXPECT_TRUE(NotFetched(state));
  EXPECT_THAT(ToDo(state), testing::Contains(Step::kDeliverAgain));
  almoner::Allowed(DeliverAgain(context(), house.officer, state, ByPost()));
  EXPECT_FALSE(NotFetched(Now(request)));
}

TEST_P(OfferTest, ANewLinkOrAnotherWayEndsTheOneBefore) {
  const SubjectId ana = house.Person("Ana Kovač");
  house.Note(ana, "Slept well.");
  const RequestId request = Approved(ana);
  const Offered first = Offer(request);
  const Offered second = Offer(request);
  EXPECT_FALSE(Fetch(first));
  EXPECT_FALSE(Fetch(second, first.code.Expose()));
  almoner::Allowed(DeliverAgain(context(), house.officer, Now(request), ByPost()));
  EXPECT_FALSE(Fetch(second));
  EXPECT_EQ(Waiting(), 0);
}

TEST_P(OfferTest, BeforeApprovalAndIdentityNothingWaitsAndTheTermsHaveToBeSaid) {
  const SubjectId ana = house.Person("Ana Kovač");
  house.Note(ana, "Slept well.");
  const RequestId early = Opened(law::Right::kAccess, ana);
  const OfferTerms terms{.code_by = "phone", .how = "she answered"};
  EXPECT_THAT(rights::Offer(context(), house.officer, Now(early), terms),
              FailsWith(Code::kConflict));
  const RequestId request = Approved(ana);
  for (const OfferTerms& wrong :
       {OfferTerms{.code_by = "email", .how = "x"}, OfferTerms{.code_by = "phone", .how = " "},
        OfferTerms{.code_by = "phone", .how = "x", .days = 29},
        OfferTerms{.code_by = "phone", .how = "x", .days = 0}})
    EXPECT_THAT(rights::Offer(context(), house.officer, Now(request), wrong),
                FailsWith(Code::kInvalid));
  EXPECT_THAT(Deliver(context(), house.officer, Now(request), {.to = "portal", .how = "x"}),
              FailsWith(Code::kInvalid));
  EXPECT_EQ(Waiting(), 0);
}

TEST_P(OfferTest, ADangerThatIsSeenAfterwardsStopsIt) {
  const SubjectId ana = house.Person("Ana Kovač");
  house.Note(ana, "Slept well.");
  const RequestId request = Approved(ana);
  const Offered offered = Offer(request);
  almoner::Allowed(NoteRisk(context(), house.officer, Now(request),
                            Personal(std::string("somebody reads her post"))));
  EXPECT_FALSE(Fetch(offered));
  EXPECT_EQ(Events(request, "fetched"), 0);
}

TEST_P(OfferTest, WhereTheWebsiteIsNotSafeForThemNothingWaitsThere) {
  const SubjectId ana = house.Person("Ana Kovač");
  house.Note(ana, "Slept well.");
  const RequestId request = Approved(ana);
  const Offered offered = Offer(request);
  safety::Marker marker;
  marker.never.set(static_cast<std::size_t>(safety::Channel::kPortal));
  EXPECT_THAT(house.Amend([&](const keys::Change& change) {
    return safety::Put(change, ana, {.marker = marker, .needs = {}});
  }),
              IsOk());
  EXPECT_FALSE(Fetch(offered));
  EXPECT_THAT(rights::Offer(context(), house.officer, Now(request),
                            {.code_by = "phone", .how = "she answered", .days = 14}),
              FailsWith(Code::kRefused));
}

TEST_P(OfferTest, WhateverWaitsOfARequestIsRemovedWithIt) {
  const SubjectId ana = house.Person("Ana Kovač");
  house.Note(ana, "Slept well.");
  const RequestId request = Approved(ana);
  const Offered offered = Offer(request);
  EXPECT_THAT(house.Amend([&](const keys::Change& change) {
    return retention::RemovePacksOf(change, request);
  }),
              IsOk());
  EXPECT_EQ(Waiting(), 0);
  EXPECT_FALSE(Fetch(offered));
}

TEST_P(OfferTest, OnesOwnAreListedAndStillNeedTheCode) {
  const SubjectId ana = house.Person("Ana Kovač");
  const SubjectId ben = house.Person("Ben Hart", "01632 960002");
  house.Note(ana, "Slept well.");
  const RequestId request = Approved(ana);
  EXPECT_TRUE(almoner::Allowed(ListWaiting(context(), ana)).empty());
  const Offered offered = Offer(request);
  const auto waiting = almoner::Allowed(ListWaiting(context(), ana));
  ASSERT_EQ(waiting.size(), 1);
  EXPECT_EQ(waiting[0].ends, offered.until);
  EXPECT_TRUE(almoner::Allowed(ListWaiting(context(), ben)).empty());
  const Fetcher with{.who = ToBytes(std::string("account")), .code = offered.code.Expose()};
  ASSERT_OK_AND(const auto others, FetchOwn(context(), ben, with));
  EXPECT_FALSE(others);
  ASSERT_OK_AND(const auto wrong,
                FetchOwn(context(), ana, {.who = with.who, .code = "AAAA-AAAA-AAAA"}));
  EXPECT_FALSE(wrong);
  ASSERT_OK_AND(const auto pack, FetchOwn(context(), ana, with));
  EXPECT_TRUE(pack);
}

TEST_P(OfferTest, DataToTakeAlongGoesTheSameWay) {
  const SubjectId ana = house.Person("Ana Kovač");
  const RequestId request = Opened(law::Right::kPortability, ana);
  almoner::Allowed(ConfirmIdentity(context(), house.officer, Now(request), "known to her worker"));
  almoner::Allowed(
      Decide(context(), house.officer, Now(request), {.outcome = "granted", .ground = ""}));
  const Offered offered = Offer(request);
  const auto pack = Fetch(offered);
  ASSERT_TRUE(pack);
  EXPECT_THAT(std::string(AsText(pack->zip)), HasSubstr("your-data.json"));
}

TEST_P(OfferTest, NothingOfItStandsInPlainAndARowThatWasChangedOpensNothing) {
  const SubjectId ana = house.Person("Ana Kovač");
  house.Note(ana, "Slept well.");
  const RequestId request = Approved(ana);
  const Offered offered = Offer(request, 1);
  EXPECT_EQ(Rows("SELECT COUNT(*) FROM waiting_pack WHERE taken IS NULL"), 1);
  EXPECT_THAT(house.store().Write([&](store::Tx& tx) {
    return tx.Execute("UPDATE waiting_pack SET until = until + 86400000000");
  }),
              IsOk());
  EXPECT_THAT(
      rights::Fetch(context(), offered.link.Expose(), {.who = {}, .code = offered.code.Expose()}),
      FailsWith(Code::kCorrupt));
}

TEST_P(OfferTest, AFailureAtAnyStepOfFetchingGivesNothingAndRecordsNothing) {
  const SubjectId ana = house.Person("Ana Kovač");
  house.Note(ana, "Slept well.");
  const RequestId request = Approved(ana);
  const Offered offered = Offer(request);
  Result<std::optional<FetchedPack>> last;
  FailEachStep(
      house.store(),
      [&](store::Store& failing) {
        const auto gate = house.GateOver(failing);
        last = rights::Fetch({*gate, statute_}, offered.link.Expose(),
                             {.who = ToBytes(std::string("b")), .code = offered.code.Expose()});
      },
      [&](int step) {
        EXPECT_THAT(last, FailsWith(Code::kUnavailable)) << step;
        EXPECT_EQ(Events(request, "fetched"), 0) << step;
      });
  ASSERT_THAT(last, IsOk());
  EXPECT_TRUE(last->has_value());
  EXPECT_EQ(Events(request, "fetched"), 1);
}

}  // namespace
}  // namespace almoner::rights
