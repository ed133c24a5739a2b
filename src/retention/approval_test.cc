#include "retention/approval.h"

#include <algorithm>

#include "retention/erase.h"
#include "support/failing_store.h"
#include "support/house.h"

namespace almoner::retention {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

// Harbour Lights, with a rule that asks for two people.
std::string TwoPeopleText() {
  std::string text = NoticeText("example");
  const std::string before = "    required-by-law: yes\n    clause: HL-5\n";
  const auto at = text.find(before);
  EXPECT_NE(at, std::string::npos);
  return text.insert(at, "    second-person: yes\n");
}

class ApprovalTest : public HouseTest {
 protected:
  ApprovalTest() {
    house.clock().Advance(std::chrono::seconds(1));
    house.Publish(TwoPeopleText());
    third_ = house.Hire("Oli Reed", "data-protection-officer");
  }
  SubjectId Due(const std::string& name = "Ana Kovač") {
    const SubjectId person = house.Person(name);
    house.clock().Set("2034-11-04T09:00:00Z");
    return person;
  }
  Deciding Destroying(const SubjectId& person) {
    return {.subject = person, .rule = {}, .until = {}, .why = {}};
  }
  Deciding Keeping(const SubjectId& person, const char* until) {
    return {.subject = person,
            .rule = {},
            .until = *ParseDate(until),
            .why = Personal(std::string("She may come back to us this winter."))};
  }
  Approval Of(const SubjectId& person) {
    const auto items = store().Read([&](store::ReadTx& tx) {
      return Review(tx, house.keys(), house.notice(), person, house.clock().Now());
    });
    return items.value().front().approval;
  }
  gate::Outcome<Erased> Sweep(const SubjectId& person) {
    const auto items = store().Read([&](store::ReadTx& tx) {
      return Review(tx, house.keys(), house.notice(), person, house.clock().Now());
    });
    std::vector<RecordId> records;
    for (const Item& item : items.value()) records.push_back(item.record);
    return Erase(house.gate(), {.subject = person,
                                .actor = std::nullopt,
                                .purpose = "law.retention",
                                .records = std::move(records)});
  }
  std::optional<StaffId> third_;
};
INSTANTIATE_ENGINES(ApprovalTest);

TEST_P(ApprovalTest, WhatIsKeptIsKeptWhereItsRecordIsMovedAndNothingElseThere) {
  const SubjectId ana = house.Person("Ana Kovač");
  const RecordId kept = house.Note(ana, "Prefers mornings.");
  const SubjectId ben = house.Person("Ben Adeyemi", "01632 960002");
  const RecordId own = house.Note(ben, "Likes football.");
  house.clock().Set("2034-11-10T09:00:00Z");
  Allowed(Decide(house.gate(), house.officer, Keeping(ana, "2035-06-01")));
  Allowed(house.gate().MoveRecord({.actor = house.worker, .purpose = "support"}, kept, ana, ben));
  std::map<RecordId, Approval> approvals;
  const auto items = store().Read([&](store::ReadTx& tx) {
    return Review(tx, house.keys(), house.notice(), ben, house.clock().Now());
  });
  for (const Item& item : items.value()) approvals[item.record] = item.approval;
  EXPECT_EQ(approvals[kept], Approval::kKept);
  EXPECT_NE(approvals[own], Approval::kKept);
}

TEST_P(ApprovalTest, ARuleThatAsksForTwoPeopleDestroysNothingBeforeBothSaidSo) {
  const SubjectId ana = Due();
  const auto due = [&] { return FindDue(house.gate().context(), house.clock().Now()).value(); };
  ASSERT_THAT(due(), SizeIs(1));
  EXPECT_THAT(due().front().records, IsEmpty());
  EXPECT_EQ(due().front().waiting.front().approval, Approval::kWaits);
  EXPECT_THAT(Sweep(ana), FailsWith(Code::kConflict));
  Allowed(Decide(house.gate(), house.officer, Destroying(ana)));
  EXPECT_EQ(Of(ana), Approval::kSecond);
  EXPECT_THAT(Sweep(ana), FailsWith(Code::kConflict));
  EXPECT_THAT(Decide(house.gate(), house.officer, Destroying(ana)), FailsWith(Code::kRefused));
  Allowed(Decide(house.gate(), house.second_officer, Destroying(ana)));
  EXPECT_EQ(Of(ana), Approval::kGiven);
  EXPECT_THAT(due().front().records, SizeIs(1));
  const Erased erased = Allowed(Sweep(ana));
  EXPECT_TRUE(erased.person);
  EXPECT_EQ(house.Count("SELECT COUNT(*) FROM disposal_decision"), 0);
  const auto events = store().Read([&](store::ReadTx& tx) -> Result<std::vector<FileEvent>> {
    return ReadEvents(tx, house.keys(), TRY(OpenFile(tx, house.keys(), erased.file)));
  });
  ASSERT_OK_AND(const auto story, events);
  ASSERT_GE(story.size(), 3U);
  EXPECT_EQ(story[0].kind, "decided");
  EXPECT_EQ(story[0].facts.at("by"), house.officer.text());
  EXPECT_EQ(story[1].kind, "approved");
  EXPECT_EQ(story[1].facts.at("by"), house.second_officer.text());
}

TEST_P(ApprovalTest, WhatIsKeptWithAReasonIsNotDueUntilItsDayIsPast) {
  const SubjectId ana = Due();
  Allowed(Decide(house.gate(), house.officer, Destroying(ana)));
  house.clock().Advance(std::chrono::minutes(1));
  Allowed(Decide(house.gate(), house.second_officer, Keeping(ana, "2035-03-31")));
  EXPECT_EQ(Of(ana), Approval::kKept) << "the newer decision counts";
  EXPECT_THAT(FindDue(house.gate().context(), house.clock().Now()), IsOkAndHolds(IsEmpty()));
  EXPECT_THAT(Sweep(ana), FailsWith(Code::kConflict));
  house.clock().Set("2035-03-31T22:59:59Z");
  EXPECT_EQ(Of(ana), Approval::kKept);
  house.clock().Set("2035-03-31T23:00:00Z");
  EXPECT_EQ(Of(ana), Approval::kWaits);
}

TEST_P(ApprovalTest, WhatRanOutAfterTheyLookedHasToBeLookedAtAgain) {
  const SubjectId ana = house.Person("Ana Kovač");
  house.clock().Set("2027-01-01T09:00:00Z");
  const SubjectId ben = house.Person("Ben Adeyemi", "01632 960002");
  house.clock().Set("2034-11-04T09:00:00Z");
  EXPECT_THAT(Decide(house.gate(), house.officer, Destroying(ben)), FailsWith(Code::kConflict));
  Allowed(Decide(house.gate(), house.officer, Destroying(ana)));
  Allowed(Decide(house.gate(), house.second_officer, Destroying(ana)));
  house.Note(ana, "She is back with us.");
  house.clock().Set("2042-12-01T09:00:00Z");
  EXPECT_EQ(Of(ana), Approval::kWaits);
}

TEST_P(ApprovalTest, WhoeverOpenedFoundOrWroteItKnowsIt) {
  const SubjectId ana = house.Person("Ana Kovač");
  const auto knows = [&](const StaffId& staff) {
    return store()
        .Read([&](store::ReadTx& tx) { return WhatTheyKnow(tx, staff, ana, house.clock().Now()); })
        .value();
  };
  EXPECT_EQ(knows(house.worker), Knows::kWhatIsHeld) << "wrote it";
  EXPECT_EQ(knows(house.officer), Knows::kNothing);
  house.Texts(house.officer, "law.rights", ana);
  EXPECT_EQ(knows(house.officer), Knows::kWhatIsHeld);
  EXPECT_THAT(house.gate().Open({.actor = house.stranger, .purpose = "support", .subjects = {ana}}),
              RefusedBy(gate::Rule::kAssignment));
  EXPECT_EQ(knows(house.stranger), Knows::kNothing) << "was refused";
}

TEST_P(ApprovalTest, AHoldIsOverriddenByTwoPeopleAndNotByOne) {
  const SubjectId ana = house.Person("Ana Kovač");
  const RecordId note = house.Note(ana, "Slept well.");
  ASSERT_OK_AND(const auto law, law::LoadAccountability());
  const EventId hold = Allowed(PlaceHold(house.gate(), law, house.worker, "support",
                                         {.subject = ana,
                                          .kind = "legal-claim",
                                          .record = {},
                                          .category = {},
                                          .review = *ParseDate("2027-02-01"),
                                          .why = Personal(std::string("A claim is made."))}));
  const auto held = [&] {
    const auto items = store().Read([&](store::ReadTx& tx) {
      return Review(tx, house.keys(), house.notice(), ana, house.clock().Now());
    });
    return std::ranges::count(items.value(), true, &Item::held);
  };
  const Personal<std::string> why(std::string("The court ordered its destruction."));
  EXPECT_THAT(Override(house.gate(), house.worker, {ana, hold}, note, why),
              RefusedBy(gate::Rule::kRole));
  EXPECT_THAT(Override(house.gate(), house.officer, {ana, hold}, note, Personal(std::string(" "))),
              FailsWith(Code::kInvalid));
  Allowed(Override(house.gate(), house.officer, {ana, hold}, note, why));
  EXPECT_EQ(held(), 2);
  EXPECT_THAT(Override(house.gate(), house.officer, {ana, hold}, note, why),
              FailsWith(Code::kRefused));
  EXPECT_EQ(held(), 2);
  Allowed(Override(house.gate(), house.second_officer, {ana, hold}, note, why));
  EXPECT_EQ(held(), 1) << "that record, and nothing else";
  const auto story = Allowed(ReadHold(house.gate(), house.officer, {ana, hold}));
  ASSERT_EQ(story.events.size(), 3U);
  EXPECT_EQ(story.events[1].kind, "override-asked");
  EXPECT_EQ(story.events[2].facts.at("by"), house.second_officer.text());
  EXPECT_FALSE(Allowed(Erase(house.gate(), {.subject = ana,
                                            .actor = house.officer,
                                            .purpose = "law.rights",
                                            .records = {note}}))
                   .person);
}

TEST_P(ApprovalTest, BadInputDecidesNothing) {
  const SubjectId ana = Due();
  const auto decide = [&](const Deciding& deciding) {
    return Decide(house.gate(), house.officer, deciding);
  };
  Deciding wrong = Destroying(ana);
  wrong.rule = "no-such";
  EXPECT_THAT(decide(wrong), FailsWith(Code::kInvalid));
  for (const char* const until : {"2034-11-04", "2054-11-05"})
    EXPECT_THAT(decide(Keeping(ana, until)), FailsWith(Code::kInvalid)) << until;
  wrong = Keeping(ana, "2035-01-01");
  wrong.why = Personal(std::string("\n"));
  EXPECT_THAT(decide(wrong), FailsWith(Code::kInvalid));
  wrong = Destroying(ana);
  wrong.rule = "newsletter";
  EXPECT_THAT(decide(wrong), FailsWith(Code::kConflict)) << "nothing is due under it";
  EXPECT_THAT(Decide(house.gate(), house.worker, Destroying(ana)), RefusedBy(gate::Rule::kRole));
  EXPECT_EQ(house.Count("SELECT COUNT(*) FROM disposal_decision"), 0);
  EXPECT_EQ(house.Count("SELECT COUNT(*) FROM file"), 0);
}

TEST_P(ApprovalTest, AFailureAtAnyStepLeavesADecisionWholeOrNotThere) {
  const SubjectId ana = Due();
  Status last;
  FailEachStep(
      store(),
      [&](store::Store& failing) {
        gate::Gate gate({failing, house.keys(), house.notice(), house.clock(), house.random()});
        const auto decided = Decide(gate, house.officer, Destroying(ana));
        last = decided ? Status() : Status(std::unexpected(decided.error()));
      },
      [&](int step) {
        EXPECT_THAT(last, FailsWith(Code::kUnavailable)) << step;
        EXPECT_EQ(Of(ana), Approval::kWaits) << step;
        EXPECT_EQ(house.Count("SELECT COUNT(*) FROM file"), 0) << step;
      });
  EXPECT_THAT(last, IsOk());
  EXPECT_EQ(Of(ana), Approval::kSecond);
}

TEST_P(ApprovalTest, ADecisionPutInFromOutsideLetsNothingGo) {
  const SubjectId ana = Due();
  Allowed(Decide(house.gate(), house.officer, Destroying(ana)));
  ASSERT_THAT(store().Write([&](store::Tx& tx) {
    return tx.ExecuteOne("UPDATE disposal_decision SET second = $1, second_at = 1", *third_);
  }),
              IsOk());
  EXPECT_THAT(FindDue(house.gate().context(), house.clock().Now()), FailsWith(Code::kCorrupt));
  ASSERT_THAT(store().Write([&](store::Tx& tx) {
    return tx.ExecuteOne("UPDATE disposal_decision SET second = NULL, second_at = NULL");
  }),
              IsOk());
}

TEST_P(ApprovalTest, WhoReadARecordKnowsItAlsoAtThePersonToWhomItWasMoved) {
  const SubjectId ana = house.Person("Ana Kovač");
  const RecordId note = house.Note(ana, "Prefers mornings.");
  const SubjectId ben = house.Person("Ben Adeyemi", "01632 960002");
  house.Texts(house.officer, "law.rights", ana);
  const auto knows = [&](const SubjectId& person) {
    return store()
        .Read([&](store::ReadTx& tx) {
          return WhatTheyKnow(tx, house.officer, person, house.clock().Now());
        })
        .value();
  };
  EXPECT_EQ(knows(ana), Knows::kWhatIsHeld);
  EXPECT_EQ(knows(ben), Knows::kNothing);
  Allowed(house.gate().MoveRecord({.actor = house.worker, .purpose = "support"}, note, ana, ben));
  EXPECT_EQ(knows(ben), Knows::kWhatIsHeld);
}

}  // namespace
}  // namespace almoner::retention
