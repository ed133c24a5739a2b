#include "retention/hold.h"

#include <algorithm>

#include "retention/erase.h"
#include "support/failing_store.h"
#include "support/house.h"

namespace almoner::retention {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using testing::UnorderedElementsAre;

class HoldTest : public HouseTest {
 protected:
  HoldTest() : law_(*law::LoadAccountability()) {}

  NewHold On(const SubjectId& person, std::string kind = "legal-claim") {
    return {.subject = person,
            .kind = std::move(kind),
            .record = {},
            .category = {},
            .review = *ParseDate("2027-02-01"),
            .why = Personal(std::string("Her solicitor wrote to us."))};
  }
  EventId Placed(const NewHold& hold) {
    return Allowed(PlaceHold(house.gate(), law_, house.worker, "support", hold));
  }
  void Lifted(const SubjectId& person, const EventId& hold) {
    Allowed(LiftHold(house.gate(), house.officer, {person, hold},
                     Personal(std::string("The claim was withdrawn."))));
  }
  std::vector<Item> Items(const SubjectId& person) {
    const auto items = store().Read([&](store::ReadTx& tx) {
      return Review(tx, house.keys(), house.notice(), person, house.clock().Now());
    });
    return items.value();
  }
  std::vector<RecordId> HeldOf(const SubjectId& person) {
    std::vector<RecordId> held;
    for (const Item& item : Items(person))
      if (item.held) held.push_back(item.record);
    return held;
  }
  gate::Outcome<Erased> EraseAll(const SubjectId& person) {
    std::vector<RecordId> records;
    for (const Item& item : Items(person))
      if (item.part == vault::Part::kAbout) records.push_back(item.record);
    return Erase(house.gate(), {.subject = person,
                                .actor = house.officer,
                                .purpose = "law.rights",
                                .records = std::move(records)});
  }

  gate::Outcome<Erased> EraseOne(const SubjectId& person, const RecordId& record) {
    return Erase(
        house.gate(),
        {.subject = person, .actor = house.officer, .purpose = "law.rights", .records = {record}});
  }
  // The record by which the person is known.
  RecordId NameOf(const SubjectId& person) {
    const auto items = Items(person);
    return std::ranges::find(items, "contact-details", &Item::category)->record;
  }

  law::Accountability law_;
};
INSTANTIATE_ENGINES(HoldTest);

TEST_P(HoldTest, OneOnAPersonHoldsEverythingUntilItIsLifted) {
  const SubjectId ana = house.Person("Ana Kovač");
  house.Note(ana, "Slept well.");
  const EventId hold = Placed(On(ana, "safeguarding"));
  EXPECT_THAT(HeldOf(ana), SizeIs(2));
  EXPECT_EQ(Items(ana).front().blocks.front().kind, "safeguarding");
  EXPECT_EQ(Items(ana).front().blocks.front().hold, hold);
  EXPECT_THAT(EraseAll(ana), FailsWith(Code::kConflict));
  Lifted(ana, hold);
  EXPECT_THAT(HeldOf(ana), IsEmpty());
  EXPECT_TRUE(Allowed(EraseAll(ana)).person);
}

TEST_P(HoldTest, OneOnARecordOrACategoryHoldsNothingElse) {
  const SubjectId ana = house.Person("Ana Kovač");
  const RecordId first = house.Note(ana, "Slept well.");
  house.clock().Advance(std::chrono::minutes(1));
  const RecordId second = house.Note(ana, "Walked to the harbour.");
  NewHold on_record = On(ana);
  on_record.record = first;
  const EventId hold = Placed(on_record);
  EXPECT_THAT(HeldOf(ana), ElementsAre(first));
  Lifted(ana, hold);
  NewHold on_category = On(ana, "inquiry");
  on_category.category = "support-notes";
  Placed(on_category);
  EXPECT_THAT(HeldOf(ana), ElementsAre(first, second));
}

TEST_P(HoldTest, WhatIsAboutTwoStaysWholeWhileItIsHeldForOneOfThem) {
  const SubjectId ana = house.Person("Ana Kovač");
  const SubjectId ben = house.Person("Ben Adeyemi", "01632 960002");
  const RecordId note =
      house.Note({{ana, vault::Part::kAbout}, {ben, vault::Part::kAbout}}, "Ana and Ben fell out.");
  const EventId hold = Placed(On(ana, "crime"));
  EXPECT_THAT(HeldOf(ben), UnorderedElementsAre(note, NameOf(ben)))
      << "which words are Ben's is known by what names him";
  EXPECT_THAT(EraseAll(ben), FailsWith(Code::kConflict));
  Lifted(ana, hold);
  EXPECT_TRUE(Allowed(EraseAll(ben)).person);
}

TEST_P(HoldTest, NobodyIsTakenOutOfAnothersRecordThatIsHeld) {
  const SubjectId ana = house.Person("Ana Kovač");
  const SubjectId ben = house.Person("Ben Adeyemi", "01632 960002");
  house.Note({{ben, vault::Part::kAbout}, {ana, vault::Part::kMentions}}, "Ana saw it.");
  const EventId hold = Placed(On(ben, "crime"));
  EXPECT_THAT(EraseAll(ana), FailsWith(Code::kConflict));
  EXPECT_EQ(Items(ana).size(), 2U);
  Lifted(ben, hold);
  EXPECT_TRUE(Allowed(EraseAll(ana)).person);
}

TEST_P(HoldTest, WhoIsInAnothersRecordThatIsHeldLosesAllButWhatNamesThem) {
  const SubjectId ana = house.Person("Ana Kovač");
  const RecordId own = house.Note(ana, "Prefers mornings.");
  const SubjectId ben = house.Person("Ben Adeyemi", "01632 960002");
  const RecordId bens =
      house.Note({{ben, vault::Part::kAbout}, {ana, vault::Part::kMentions}}, "Ana Kovač saw it.");
  const EventId hold = Placed(On(ben, "crime"));
  EXPECT_THAT(HeldOf(ana), UnorderedElementsAre(bens, NameOf(ana)));
  EXPECT_FALSE(Allowed(EraseOne(ana, own)).person);
  EXPECT_THAT(EraseAll(ana), FailsWith(Code::kConflict));
  Lifted(ben, hold);
  EXPECT_TRUE(Allowed(EraseAll(ana)).person);
  EXPECT_THAT(house.Texts(house.worker, "support", ben), Not(Contains(HasSubstr("Kovač"))));
}

TEST_P(HoldTest, AMarkFromBeforeHoldsHadKindsHoldsAsEver) {
  const SubjectId ana = house.Person("Ana Kovač");
  Allowed(house.gate().PlaceMark({.actor = house.officer, .purpose = "law.rights"},
                                 house.Mark(ana, standing::Kind::kHold, "contact-details")));
  EXPECT_THAT(HeldOf(ana), SizeIs(1));
  ASSERT_THAT(house.Amend([&](const keys::Change& change) -> Status {
    const auto marks = TRY(standing::History(change.tx, change.keys, ana));
    return standing::Lift(change, ana, marks.front().id);
  }),
              IsOk());
  EXPECT_THAT(HeldOf(ana), IsEmpty());
}

TEST_P(HoldTest, WhyItWasPlacedIsSealedAndReadOnlyByWhoAnswersForRights) {
  const SubjectId ana = house.Person("Ana Kovač");
  const EventId hold = Placed(On(ana));
  EXPECT_THAT(ReadHold(house.gate(), house.worker, {ana, hold}), RefusedBy(gate::Rule::kRole));
  EXPECT_THAT(ListHolds(house.gate(), house.worker), RefusedBy(gate::Rule::kRole));
  EXPECT_THAT(LiftHold(house.gate(), house.worker, {ana, hold}, Personal(std::string("Enough."))),
              RefusedBy(gate::Rule::kRole));
  const HoldStory story = Allowed(ReadHold(house.gate(), house.officer, {ana, hold}));
  EXPECT_EQ(story.hold.placed_by, house.worker);
  ASSERT_EQ(story.events.size(), 1U);
  EXPECT_EQ(story.events.front().facts.at("why"), "Her solicitor wrote to us.");
  EXPECT_EQ(house.Count("SELECT COUNT(*) FROM hold WHERE kind = 'legal-claim'"), 1);
}

TEST_P(HoldTest, AReviewThatIsOverdueShowsUntilSomebodyLooksAgain) {
  const SubjectId ana = house.Person("Ana Kovač");
  const EventId hold = Placed(On(ana));
  const auto overdue = [&] {
    const auto holds = Allowed(ListHolds(house.gate(), house.officer));
    return std::ranges::count_if(
        holds, [&](const standing::Hold& one) { return one.Overdue(house.clock().Now()); });
  };
  house.clock().Set("2027-02-01T23:59:59Z");
  EXPECT_EQ(overdue(), 0);
  house.clock().Set("2027-02-02T00:00:00Z");
  EXPECT_EQ(overdue(), 1);
  const Personal<std::string> why(std::string("The case is not over."));
  EXPECT_THAT(ReviewHold(house.gate(), house.officer, {ana, hold}, *ParseDate("2027-02-02"), why),
              FailsWith(Code::kInvalid));
  Allowed(ReviewHold(house.gate(), house.officer, {ana, hold}, *ParseDate("2027-08-01"), why));
  EXPECT_EQ(overdue(), 0);
  EXPECT_THAT(HeldOf(ana), SizeIs(1));
}

TEST_P(HoldTest, ItFollowsThePersonIntoTheRecordTheyAreMergedWith) {
  const SubjectId ana = house.Person("Ana Kovač");
  const SubjectId twin = house.Person("Ana Kovac", "01632 960009");
  const EventId hold = Placed(On(twin));
  Allowed(house.gate().Merge({.actor = house.worker, .purpose = "support"}, twin, ana));
  EXPECT_THAT(HeldOf(ana), SizeIs(2));
  EXPECT_EQ(Allowed(ReadHold(house.gate(), house.officer, {ana, hold})).events.size(), 1U);
  Lifted(ana, hold);
  EXPECT_THAT(HeldOf(ana), IsEmpty());
}

TEST_P(HoldTest, BadInputPlacesNothing) {
  const SubjectId ana = house.Person("Ana Kovač");
  const auto place = [&](const NewHold& hold) {
    return PlaceHold(house.gate(), law_, house.worker, "support", hold);
  };
  for (const char* const kind : {"", "no-such", "open-request"})
    EXPECT_THAT(place(On(ana, kind)), FailsWith(Code::kInvalid)) << kind;
  NewHold hold = On(ana);
  hold.review = *ParseDate("2026-11-02");
  EXPECT_THAT(place(hold), FailsWith(Code::kInvalid)) << "today";
  hold = On(ana);
  hold.why = Personal(std::string(" \n"));
  EXPECT_THAT(place(hold), FailsWith(Code::kInvalid));
  hold.why = Personal(std::string("\xFF"));
  EXPECT_THAT(place(hold), FailsWith(Code::kInvalid));
  hold = On(ana);
  hold.category = "no-such";
  EXPECT_THAT(place(hold), FailsWith(Code::kInvalid));
  hold = On(ana);
  hold.record = RecordId::New(house.random());
  EXPECT_THAT(place(hold), FailsWith(Code::kNotFound));
  hold.category = "support-notes";
  EXPECT_THAT(place(hold), FailsWith(Code::kInvalid));
  EXPECT_THAT(PlaceHold(house.gate(), law_, house.stranger, "support", On(ana)),
              RefusedBy(gate::Rule::kAssignment));
  EXPECT_THAT(LiftHold(house.gate(), house.officer, {ana, EventId::New(house.random())},
                       Personal(std::string("Enough."))),
              FailsWith(Code::kNotFound));
  EXPECT_EQ(house.Count("SELECT COUNT(*) FROM hold"), 0);
  EXPECT_EQ(house.Count("SELECT COUNT(*) FROM file"), 0);
}

TEST_P(HoldTest, OneThatWasChangedFromOutsideIsNotReadAsNone) {
  const SubjectId ana = house.Person("Ana Kovač");
  const EventId hold = Placed(On(ana));
  const auto set = [&](Literal sql) {
    return store().Write([&](store::Tx& tx) { return tx.ExecuteOne(sql); });
  };
  ASSERT_THAT(set("UPDATE hold SET until = 1"), IsOk());
  EXPECT_THAT(store().Read([&](store::ReadTx& tx) {
    return Review(tx, house.keys(), house.notice(), ana, house.clock().Now());
  }),
              FailsWith(Code::kCorrupt));
  ASSERT_THAT(set("UPDATE hold SET until = NULL"), IsOk());
  EXPECT_THAT(HeldOf(ana), SizeIs(1));
  Lifted(ana, hold);
}

TEST_P(HoldTest, AFailureAtAnyStepPlacesTheWholeHoldOrNone) {
  const SubjectId ana = house.Person("Ana Kovač");
  Status last;
  FailEachStep(
      store(),
      [&](store::Store& failing) {
        gate::Gate gate({failing, house.keys(), house.notice(), house.clock(), house.random()});
        const auto placed = PlaceHold(gate, law_, house.worker, "support", On(ana));
        last = placed ? Status() : Status(std::unexpected(placed.error()));
      },
      [&](int step) {
        EXPECT_THAT(last, FailsWith(Code::kUnavailable)) << step;
        EXPECT_EQ(house.Count("SELECT COUNT(*) FROM hold"), 0) << step;
        EXPECT_EQ(house.Count("SELECT COUNT(*) FROM file_event"), 0) << step;
      });
  EXPECT_THAT(last, IsOk());
  EXPECT_THAT(HeldOf(ana), SizeIs(1));
}

}  // namespace
}  // namespace almoner::retention
