#include "rights/shelf.h"

#include "rights/test_requests.h"

namespace almoner::rights {
namespace {

using law::Right;
using testing::SizeIs;

class ShelfTest : public RightsTest {
 protected:
  Listed All() {
    auto all = shelf.All(context());
    if (!all) throw std::runtime_error(all.error().Text());
    return *std::move(all);
  }
  Shelf shelf;
};
INSTANTIATE_ENGINES(ShelfTest);

TEST_P(ShelfTest, WhatWasFoldedOnceIsFoldedAgainOnlyWhenSomethingIsAdded) {
  const SubjectId ana = house.Person("Ana Kovač");
  const RequestId first = Opened(Right::kAccess, ana);
  Opened(Right::kErasure, ana);
  const Listed before = All();
  ASSERT_THAT(before, SizeIs(2));
  almoner::Allowed(Acknowledge(context(), house.officer, Now(first)));
  const Listed after = All();
  ASSERT_THAT(after, SizeIs(2));
  const auto at = [&](const Listed& all, bool wanted) {
    return *std::ranges::find_if(
        all, [&](const auto& one) { return (one->state.id == first) == wanted; });
  };
  EXPECT_NE(at(before, true), at(after, true));
  EXPECT_TRUE(at(after, true)->state.acknowledged);
  EXPECT_EQ(at(before, false), at(after, false)) << "the very same";
}

TEST_P(ShelfTest, ItSaysWhatTheRequestItselfSays) {
  const SubjectId ana = house.Person("Ana Kovač");
  for (const Right right : {Right::kAccess, Right::kErasure, Right::kComplaint}) {
    const RequestId request = Opened(right, ana);
    almoner::Allowed(Acknowledge(context(), house.officer, Now(request)));
  }
  for (const auto& one : All()) {
    const State state = Now(one->state.id);
    ASSERT_OK_AND(const law::Due due, Clock(context(), state));
    EXPECT_EQ(one->due.due, due.due);
    EXPECT_EQ(Allowed(one->state), Allowed(state));
    EXPECT_EQ(ToDo(one->state), ToDo(state));
    EXPECT_EQ(one->state.subject, ana);
    EXPECT_TRUE(one->state.events.empty()) << "nobody's words are kept";
  }
}

TEST_P(ShelfTest, WhoeverIsMergedOrErasedIsFollowed) {
  const SubjectId ana = house.Person("Ana Kovač");
  const SubjectId twin = house.Person("Ana Kovac", "01632 960009");
  Opened(Right::kAccess, twin);
  EXPECT_EQ(All().front()->state.subject, twin);
  almoner::Allowed(house.gate().Merge({.actor = house.worker, .purpose = "support"}, twin, ana));
  EXPECT_EQ(All().front()->state.subject, ana);
}

TEST_P(ShelfTest, TheSoonestToBeAnsweredComeFirstAndThoseThatWaitLast) {
  const SubjectId ana = house.Person("Ana Kovač");
  const RequestId waits = Opened(Right::kAccess, ana);
  almoner::Allowed(AskAuthority(context(), house.officer, Now(waits), {"written", "all", {}}));
  house.clock().Set("2026-11-10T09:00:00Z");
  const RequestId later = Opened(Right::kAccess, ana);
  const RequestId sooner =
      almoner::Allowed(Open(context(), house.officer,
                            {Right::kAccess, ana, ParseDate("2026-11-03").value(), "letter",
                             Personal(std::string("Please."))}));
  const RequestId closed = Opened(Right::kComplaint, ana);
  almoner::Allowed(Close(context(), house.officer, Now(closed), "withdrawn"));
  std::vector<RequestId> order;
  for (const auto& one : DueFirst(All())) order.push_back(one->state.id);
  EXPECT_THAT(order, testing::ElementsAre(sooner, later, waits));
}

TEST_P(ShelfTest, SeeingTheListNeedsTheDutyAndIsRecorded) {
  EXPECT_THAT(ListDated(context(), house.worker), RefusedBy(gate::Rule::kRole));
  const auto before = house.Count("SELECT COUNT(*) FROM audit_entry");
  almoner::Allowed(ListDated(context(), house.officer));
  EXPECT_EQ(house.Count("SELECT COUNT(*) FROM audit_entry"), before + 1);
}

}  // namespace
}  // namespace almoner::rights
