#include "rights/items.h"

#include "rights/test_requests.h"

namespace almoner::rights {
namespace {

using law::Right;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class ItemsTest : public RightsTest {
 protected:
  void SetUp() override {
    RightsTest::SetUp();
    ana_ = house.Person("Ana Kovač");
    for (const char* const words : {"Had soup.", "Had bread.", "Told of a fear."})
      items_.push_back({.record = house.Note(*ana_, words), .category = "support-notes"});
    request_ = Opened(Right::kAccess, *ana_);
  }
  Done Try(const std::vector<Item>& items, const Ruling& ruling, const char* reason) {
    return RuleItems(context(), house.officer, Now(*request_), items, ruling,
                     Personal(std::string(reason)));
  }
  std::optional<SubjectId> ana_;
  std::optional<RequestId> request_;
  std::vector<Item> items_;
};
INSTANTIATE_ENGINES(ItemsTest);

TEST_P(ItemsTest, WhatIsAlikeIsDecidedTogetherAndEachKeepsADecisionOfItsOwn) {
  const Ruling known{.yes = true, .ground = "", .known = "she was there"};
  almoner::Allowed(Try({items_[0], items_[1]}, known, "Meals; read."));
  almoner::Allowed(Try({items_[2]}, {.yes = false, .ground = "BAR_HEALTH"}, "Nobody has said."));
  const State state = Now(*request_);
  ASSERT_EQ(state.item_rulings.size(), 3U);
  int with_reason = 0;
  for (const FileEvent& event : state.events)
    if (event.kind == "ruled" && event.facts.at("reason") == "Meals; read.") ++with_reason;
  EXPECT_EQ(with_reason, 2);
  const Collected released = almoner::Allowed(Collect(context(), house.officer, state));
  EXPECT_THAT(released.unruled, IsEmpty());
  EXPECT_TRUE(released.held_back.contains(items_[2].record));
  const auto pack = almoner::Allowed(Draft(context(), house.officer, Now(*request_)));
  EXPECT_THAT(Json(pack.files), HasSubstr("Had soup."));
  EXPECT_THAT(Json(pack.files), Not(HasSubstr("Told of a fear.")));
}

TEST_P(ItemsTest, AllOfItIsRecordedOrNothing) {
  const Ruling known{.yes = true, .ground = "", .known = "she was there"};
  auto strange = items_;
  strange.push_back({.record = RecordId::New(house.keys().random()), .category = "support-notes"});
  EXPECT_THAT(Try(strange, known, "Meals."), FailsWith(Code::kNotFound));
  auto mistaken = items_;
  mistaken[1].category = "contact-details";
  EXPECT_THAT(Try(mistaken, known, "Meals."), FailsWith(Code::kInvalid));
  EXPECT_THAT(Try(items_, known, " "), FailsWith(Code::kInvalid)) << "no reason";
  EXPECT_THAT(Try({}, known, "Meals."), FailsWith(Code::kInvalid));
  EXPECT_THAT(Try(items_, {.yes = false, .ground = "embarrassing"}, "Meals."),
              FailsWith(Code::kInvalid));
  EXPECT_THAT(Try(items_, {.yes = true, .ground = ""}, "Meals."), FailsWith(Code::kInvalid))
      << "health data that nobody has cleared";
  EXPECT_THAT(Now(*request_).item_rulings, IsEmpty());
  EXPECT_THAT(RuleItems(context(), house.worker, Now(*request_), items_, known,
                        Personal(std::string("Meals."))),
              RefusedBy(gate::Rule::kRole));
}

TEST_P(ItemsTest, WhoeverLookedAtAnEarlierStateDecidesNothing) {
  const State before = Now(*request_);
  const Ruling known{.yes = true, .ground = "", .known = "she was there"};
  almoner::Allowed(Try({items_[0]}, known, "Meals."));
  EXPECT_THAT(RuleItems(context(), house.officer, before, {items_[1]}, known,
                        Personal(std::string("Meals."))),
              FailsWith(Code::kConflict));
}

}  // namespace
}  // namespace almoner::rights
