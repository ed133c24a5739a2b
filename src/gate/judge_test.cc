// Many people in one question: each is decided by what is true of them, in whatever order they are
// named, and one who may not be read keeps all closed.
#include <gmock/gmock.h>

#include <algorithm>

#include "staff/staff.h"
#include "support/house.h"

namespace almoner::gate {
namespace {

class JudgeTest : public HouseTest {
 protected:
  // Both ways round.
  void ExpectRefused(const StaffId& actor, const SubjectId& one, const SubjectId& other,
                     Rule rule) {
    for (const auto& both : {std::vector{one, other}, std::vector{other, one}})
      EXPECT_THAT(house.gate().Open({.actor = actor, .purpose = "support", .subjects = both}),
                  RefusedBy(rule));
  }
  Outcome<Opened> OpenBoth() {
    return house.gate().Open({.actor = house.worker, .purpose = "support", .subjects = {ana, ben}});
  }
  const SubjectId ana = house.Person("Ana Kovač");
  const SubjectId ben = house.Person("Ben Walsh");
};
INSTANTIATE_ENGINES(JudgeTest);

TEST_P(JudgeTest, WhatIsTrueOfEachDecidesForAll) {
  EXPECT_EQ(Allowed(OpenBoth()).permit.rows().size(), 2U);
  Allowed(house.gate().PlaceMark({.actor = house.officer, .purpose = "law.rights"},
                                 house.Mark(ben, standing::Kind::kRestriction)));
  ExpectRefused(house.worker, ana, ben, Rule::kRestriction);
  EXPECT_TRUE(house.gate()
                  .Open({.actor = house.worker, .purpose = "support", .subjects = {ana}})
                  .value()
                  .has_value())
      << "alone she is read as before";
}

TEST_P(JudgeTest, WhoIsClosedToTheActorClosesAll) {
  ASSERT_THAT(house.Amend([&](const keys::Change& change) {
    return staff::CloseRecord(change, house.worker, ben, staff::Closed::kRelative);
  }),
              IsOk());
  ExpectRefused(house.worker, ana, ben, Rule::kClosed);
}

TEST_P(JudgeTest, WhoReachesEveryoneIsStoppedByARecordThatIsClosedToThem) {
  const auto open = [&](const SubjectId& subject) {
    return house.gate().Open({.actor = house.receptionist, .subjects = {subject}});
  };
  EXPECT_TRUE(open(ben).value().has_value());
  ASSERT_THAT(house.Amend([&](const keys::Change& change) {
    return staff::CloseRecord(change, house.receptionist, ben, staff::Closed::kRelative);
  }),
              IsOk());
  EXPECT_THAT(open(ben), RefusedBy(Rule::kClosed));
  EXPECT_TRUE(open(ana).value().has_value());
}

TEST_P(JudgeTest, WhoIsNobodysCaseClosesAllToWhoNeedsACase) {
  ExpectRefused(house.stranger, ana, ben, Rule::kAssignment);
}

TEST_P(JudgeTest, TheRecordsNamedAreOpenedAndNoOthersInAnyOrder) {
  std::vector<RecordId> records;
  for (const SubjectId& subject : {ana, ben}) {
    const auto opened = Allowed(
        house.gate().Open({.actor = house.worker, .purpose = "support", .subjects = {subject}}));
    records.push_back(opened.permit.rows().front().label.id);
    house.Note(subject, "A note beside it.");
  }
  for (int turn = 0; turn < 2; ++turn) {
    const auto opened = Allowed(house.gate().Open(
        {.actor = house.worker, .purpose = "support", .subjects = {ana, ben}, .records = records}));
    EXPECT_THAT(opened.permit.rows(), testing::SizeIs(2));
    std::ranges::reverse(records);
  }
}

}  // namespace
}  // namespace almoner::gate
