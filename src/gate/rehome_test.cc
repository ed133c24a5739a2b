// Whose record it is: what is moved, split and merged, and what goes along.
#include "gate/break_glass.h"
#include "gate/gate.h"
#include "standing/hold.h"
#include "support/failing_store.h"
#include "support/house.h"

namespace almoner::gate {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::Not;
using testing::UnorderedElementsAre;

class RehomeTest : public HouseTest {
 protected:
  std::vector<standing::Hold> HoldsOf(const SubjectId& person) {
    return store()
        .Read([&](store::ReadTx& tx) { return standing::Holds(tx, house.keys(), person); })
        .value();
  }
  std::vector<standing::Mark> MarksOf(const SubjectId& person) {
    return store()
        .Read([&](store::ReadTx& tx) { return standing::History(tx, house.keys(), person); })
        .value();
  }
  // One as they are placed now, and one from before.
  void Hold(const SubjectId& person) {
    Allowed(house.gate().PlaceMark({.actor = house.officer, .purpose = "law.rights"},
                                   house.Mark(person, standing::Kind::kHold)));
    ASSERT_THAT(house.Amend([&](const keys::Change& change) {
      return standing::Place(change, {.id = EventId::New(house.random()),
                                      .subject = person,
                                      .kind = "crime",
                                      .record = {},
                                      .category = {},
                                      .file = RequestId::New(house.random()),
                                      .placed_by = house.worker,
                                      .since = change.now,
                                      .review = *ParseDate("2027-02-01")});
    }),
                IsOk());
  }
};
INSTANTIATE_ENGINES(RehomeTest);

TEST_P(RehomeTest, ANoteFiledOnTheWrongPersonIsMovedAndItsHistoryKept) {
  const SubjectId ana = house.Person("Ana Kovač");
  const SubjectId ben = house.Person("Ben Adeyemi");
  const RecordId note = house.Note(ana, "Takes sugar.");
  Allowed(house.gate().MoveRecord({.actor = house.worker, .purpose = "support"}, note, ana, ben));
  EXPECT_THAT(house.Texts(house.worker, "support", ana), Not(Contains("Takes sugar.")));
  EXPECT_THAT(house.Texts(house.worker, "support", ben), Contains("Takes sugar."));
  EXPECT_EQ(house.Count("SELECT COUNT(*) FROM record_event WHERE kind = 'record.moved'"), 1);
  EXPECT_THAT(
      house.gate().MoveRecord({.actor = house.worker, .purpose = "support"}, note, ana, ben),
      FailsWith(Code::kNotFound));
}

TEST_P(RehomeTest, ARecordMovedAwayIsNotFoundWhereItWas) {
  const SubjectId ana = house.Person("Ana Kovač");
  const SubjectId ben = house.Person("Ben Adeyemi", "01632 960002");
  const RecordId wrong =
      Allowed(
          house.gate().AddRecord(
              {.actor = house.worker, .purpose = "support"},
              {"contact-details", House::Text("name", "Zed Quill"), {{ana, vault::Part::kAbout}}}))
          .record;
  const auto tokens = house.Count("SELECT COUNT(*) FROM search_token");
  Allowed(house.gate().MoveRecord({.actor = house.worker, .purpose = "support"}, wrong, ana, ben));
  EXPECT_EQ(house.Count("SELECT COUNT(*) FROM search_token"), tokens);
  const auto found = Allowed(house.gate().Find({.actor = house.worker, .purpose = "support"},
                                               {Personal(std::string("Quill"))}));
  EXPECT_THAT(found.subjects, ElementsAre(ben));
}

TEST_P(RehomeTest, ARecordThatWasTwoPeoplesIsSplit) {
  const SubjectId ana = house.Person("Ana Kovač");
  house.Note(ana, "Likes the choir.");
  const RecordId other = house.Note(ana, "Ben likes football.");
  const auto added = Allowed(house.gate().Split(
      {.actor = house.worker, .purpose = "support"}, ana,
      {"service-user", "contact-details", House::Text("name", "Ben Adeyemi")}, {other}));
  EXPECT_THAT(house.Texts(house.worker, "support", ana),
              UnorderedElementsAre("Ana Kovač", "01632 960001", "Likes the choir."));
  EXPECT_THAT(house.Texts(house.worker, "support", added.subject),
              UnorderedElementsAre("Ben Adeyemi", "Ben likes football."));
  const auto found = Allowed(house.gate().Find({.actor = house.worker, .purpose = "support"},
                                               {Personal(std::string("Adeyemi"))}));
  EXPECT_THAT(found.subjects, ElementsAre(added.subject));
  EXPECT_EQ(house.Count("SELECT COUNT(*) FROM record_event WHERE kind = 'person.split'"), 1);
}

TEST_P(RehomeTest, ASplitNeedsRecordsOfThePersonAndAKindThatThePurposeIsAbout) {
  const SubjectId ana = house.Person("Ana Kovač");
  const SubjectId ben = house.Person("Ben Adeyemi", "01632 960002");
  const RecordId bens = house.Note(ben, "Likes football.");
  const Ask ask{.actor = house.worker, .purpose = "support"};
  const auto split = [&](const char* kind, const std::vector<RecordId>& records) {
    return house.gate().Split(ask, ana, {kind, "contact-details", House::Text("name", "Cy Moss")},
                              records);
  };
  const auto people = house.Count("SELECT COUNT(*) FROM subject");
  EXPECT_THAT(split("service-user", {}), FailsWith(Code::kInvalid));
  EXPECT_THAT(split("service-user", {bens}), FailsWith(Code::kNotFound));
  const RecordId anas = house.Note(ana, "Likes the choir.");
  EXPECT_THAT(split("supporter", {anas}), RefusedBy(Rule::kPeople));
  EXPECT_EQ(house.Count("SELECT COUNT(*) FROM subject"), people);
}

TEST_P(RehomeTest, WhatStoodInTheWayOfUseStandsForBothAfterASplit) {
  const SubjectId ana = house.Person("Ana Kovač");
  const RecordId other = house.Note(ana, "Ben likes football.");
  Hold(ana);
  ASSERT_THAT(house.Amend([&](const keys::Change& change) {
    return staff::CloseRecord(change, house.stranger, ana, staff::Closed::kRelative);
  }),
              IsOk());
  const SubjectId ben =
      Allowed(house.gate().Split(
                  {.actor = house.worker, .purpose = "support"}, ana,
                  {"service-user", "contact-details", House::Text("name", "Ben Adeyemi")}, {other}))
          .subject;
  EXPECT_THAT(HoldsOf(ben), testing::SizeIs(1));
  EXPECT_THAT(MarksOf(ben), testing::SizeIs(1));
  EXPECT_THAT(house.gate().Open({.actor = house.stranger, .purpose = "support", .subjects = {ben}}),
              RefusedBy(Rule::kClosed));
}

TEST_P(RehomeTest, TwoRecordsOfOnePersonBecomeOne) {
  const SubjectId twin = house.Person("Anna Kovac", "01632 960002");
  const SubjectId ana = house.Person("Ana Kovač");
  house.Note(twin, "Prefers mornings.");
  Allowed(house.gate().Merge({.actor = house.worker, .purpose = "support"}, twin, ana));
  EXPECT_THAT(house.Texts(house.worker, "support", ana), Contains("Prefers mornings."));
  EXPECT_THAT(house.gate().Open({.actor = house.worker, .purpose = "support", .subjects = {twin}}),
              FailsWith(Code::kNotFound));
  const auto found = Allowed(house.gate().Find({.actor = house.worker, .purpose = "support"},
                                               {Personal(std::string("Kovac"))}));
  EXPECT_THAT(found.subjects, ElementsAre(ana));
}

TEST_P(RehomeTest, AWithdrawalIsNotUndoneByMergingAnOlderYes) {
  const SubjectId twin = house.Person("Anna Kovac", "01632 960002");
  house.Consent(twin, consent::Kind::kGiven);
  house.clock().Advance(std::chrono::hours(24));
  const SubjectId ana = house.Person("Ana Kovač");
  house.Consent(ana, consent::Kind::kWithdrawn);
  Allowed(house.gate().Merge({.actor = house.worker, .purpose = "support"}, twin, ana));
  EXPECT_THAT(
      house.gate().Open({.actor = house.worker, .purpose = "newsletter", .subjects = {ana}}),
      RefusedBy(Rule::kConsent));
}

TEST_P(RehomeTest, MoreRecordsThanOneEntryCanNameAreMergedAndHeldAllTheTime) {
  constexpr int kNotes = 310;
  const auto many = [&](const std::string& name) {
    const SubjectId person = house.Person(name, "01632 960002");
    for (int i = 0; i < kNotes; ++i) house.Note(person, "Prefers mornings.");
    Hold(person);
    return person;
  };
  const auto merge = [&](store::Store& over, const SubjectId& from, const SubjectId& to) {
    return house.GateOver(over)->Merge({.actor = house.worker, .purpose = "support"}, from, to);
  };
  const SubjectId ben = house.Person("Ben Adeyemi");
  FailingStore counting(store(), std::numeric_limits<int>::max());
  Allowed(merge(counting, many("Benjamin Adeyemi"), ben));
  EXPECT_EQ(house.Count("SELECT COUNT(*) FROM subject WHERE merged_into IS NOT NULL"), 1);
  EXPECT_EQ(std::ssize(house.Texts(house.worker, "support", ben)), kNotes + 4);

  const SubjectId ana = house.Person("Ana Kovač");
  const SubjectId twin = many("Anna Kovac");
  FailingStore failing(store(), counting.steps() - 20);  // in the last entry's transaction
  ASSERT_THAT(merge(failing, twin, ana), FailsWith(Code::kUnavailable));
  EXPECT_THAT(HoldsOf(ana), testing::SizeIs(1)) << "most of the records are here already";
  EXPECT_THAT(MarksOf(ana), testing::SizeIs(1));
  Allowed(merge(store(), twin, ana));
  EXPECT_EQ(std::ssize(house.Texts(house.worker, "support", ana)), kNotes + 4);
  EXPECT_THAT(HoldsOf(ana), testing::SizeIs(1));
  EXPECT_THAT(MarksOf(ana), testing::SizeIs(1));
}

TEST_P(RehomeTest, WhoWasMergedIntoAnotherIsNotNamedInNewRecords) {
  const SubjectId twin = house.Person("Anna Kovac", "01632 960002");
  const SubjectId ana = house.Person("Ana Kovač");
  const SubjectId ben = house.Person("Ben Adeyemi", "01632 960003");
  Allowed(house.gate().Merge({.actor = house.worker, .purpose = "support"}, twin, ana));
  EXPECT_THAT(
      house.gate().AddRecord({.actor = house.worker, .purpose = "support"},
                             {"support-notes",
                              House::Text("text", "Anna helps."),
                              {{ben, vault::Part::kAbout}, {twin, vault::Part::kMentions}}}),
      FailsWith(Code::kConflict));
}

TEST_P(RehomeTest, MergingTakesConsentsHoldsAndClosedRecordsAlong) {
  const SubjectId twin = house.Person("Anna Kovac", "01632 960002");
  const SubjectId ana = house.Person("Ana Kovač");
  house.Consent(twin, consent::Kind::kGiven);
  Hold(twin);
  ASSERT_THAT(house.Amend([&](const keys::Change& change) {
    return staff::CloseRecord(change, house.stranger, twin, staff::Closed::kRelative);
  }),
              IsOk());
  Allowed(house.gate().Merge({.actor = house.worker, .purpose = "support"}, twin, ana));
  EXPECT_TRUE(house.gate()
                  .Open({.actor = house.worker, .purpose = "newsletter", .subjects = {ana}})
                  ->has_value());
  EXPECT_THAT(house.gate().Open({.actor = house.stranger, .purpose = "support", .subjects = {ana}}),
              RefusedBy(Rule::kClosed));
  EXPECT_THAT(HoldsOf(ana), testing::SizeIs(1));
  EXPECT_THAT(MarksOf(ana), testing::SizeIs(1));
}

TEST_P(RehomeTest, ABrokenGlassIsReviewedAlsoWhenThePersonWasMergedSince) {
  const SubjectId twin = house.Person("Anna Kovac", "01632 960002");
  const SubjectId ana = house.Person("Ana Kovač");
  Allowed(house.gate().Open(
      {.actor = house.stranger, .subjects = {twin}, .break_glass = BreakGlass::kEmergency}));
  const EventId id = ToExplain(house.gate(), house.stranger)->front().id;
  Allowed(GiveWords(house.gate(), house.stranger, id, Personal(std::string("She had fallen."))));
  Allowed(house.gate().Merge({.actor = house.worker, .purpose = "support"}, twin, ana));
  EXPECT_EQ(Allowed(ReadBreach(house.gate(), house.officer, id)).words->Expose(),
            "She had fallen.");
  Allowed(Review(house.gate(), house.officer, id, Finding::kJustified));
}

}  // namespace
}  // namespace almoner::gate
