// What the program itself may take in, and that this opens no other door to it.
#include <gtest/gtest.h>

#include "support/house.h"

namespace almoner::gate {
namespace {

class TakeInTest : public HouseTest {
 protected:
  static Ask TakingIn() { return {.purpose = "law.rights", .action = Action::kWrite}; }
  Outcome<Changed> Try(const Ask& ask) {
    return house.gate().Act(ask, "test.received", [](const Change&) -> Status { return {}; });
  }
};
INSTANTIATE_ENGINES(TakeInTest);

TEST_P(TakeInTest, TheProgramTakesInWhatSomebodySends) {
  const Changed changed = Allowed(Try(TakingIn()));
  EXPECT_NE(changed.words.what, "");
}

TEST_P(TakeInTest, ItDoesNothingElseUnderThatPurpose) {
  const SubjectId ana = house.Person("Ana Kovač");
  Ask about_somebody = TakingIn();
  about_somebody.subjects = {ana};
  EXPECT_THAT(Try(about_somebody), RefusedBy(Rule::kPurpose));
  Ask reading = TakingIn();
  reading.action = Action::kRead;
  EXPECT_THAT(Try(reading), RefusedBy(Rule::kPurpose));
  Ask attending = TakingIn();
  attending.action = Action::kAttend;
  EXPECT_THAT(Try(attending), RefusedBy(Rule::kPurpose));
  Ask of_a_category = TakingIn();
  of_a_category.categories = {"contact-details"};
  EXPECT_THAT(Try(of_a_category), RefusedBy(Rule::kPurpose));
  Ask of_a_kind = TakingIn();
  of_a_kind.kind = "service-user";
  EXPECT_THAT(Try(of_a_kind), RefusedBy(Rule::kPurpose));
}

TEST_P(TakeInTest, ItOpensNobodyAndFindsNobody) {
  const SubjectId ana = house.Person("Ana Kovač");
  Ask ask = TakingIn();
  ask.subjects = {ana};
  EXPECT_THAT(house.gate().Open(ask), RefusedBy(Rule::kPurpose));
  const Gate::Found found =
      Allowed(house.gate().Find(TakingIn(), {.text = Personal(std::string("Ana"))}));
  EXPECT_TRUE(found.subjects.empty());
}

TEST_P(TakeInTest, UnderNoOtherPurpose) {
  for (const char* purpose :
       {"support", "law.safeguarding", "law.emergency", "law.legal-demand", "law.complaints", ""}) {
    Ask ask = TakingIn();
    ask.purpose = purpose;
    EXPECT_THAT(Try(ask), RefusedBy(Rule::kPurpose)) << purpose;
  }
}

}  // namespace
}  // namespace almoner::gate
