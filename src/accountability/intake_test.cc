#include "accountability/intake.h"

#include "accountability/draft.h"
#include "accountability/test_registers.h"

namespace almoner::accountability {
namespace {

using testing::HasSubstr;
using testing::Not;

class IntakeTest : public RegisterTest {
 protected:
  IntakeTest() : RegisterTest(Intakes()) {}

  static Facts Asked() {
    return {{"right", "access"},
            {"for", "self"},
            {"name", "Ana Kovač"},
            {"find", "I come to the day centre."},
            {"answer", "email"},
            {"contact", "ana@example.example"},
            {"words", "Everything that you have about me."}};
  }
  gate::Outcome<RequestId> TryReceive(const Facts& facts) {
    slip = NewSlip(house.random(), house.notice().organisation.name);
    return Receive(context(), facts, slip, [](const gate::Change&) -> Status { return {}; });
  }
  RequestId Came() { return almoner::Allowed(TryReceive(Asked())); }
  std::optional<RequestId> Find(const std::string& reference, const std::string& code) {
    auto found = store().Read([&](store::ReadTx& tx) {
      return FindIntake(tx, house.keys(), ReadReference(reference), ReadCode(code));
    });
    EXPECT_THAT(found, IsOk());
    return found ? *found : std::nullopt;
  }
  std::int64_t Wait() {
    auto waiting = store().Read([](store::ReadTx& tx) { return Waiting(tx); });
    return waiting ? *waiting : -1;
  }

  Slip slip;
};
INSTANTIATE_ENGINES(IntakeTest);

TEST_P(IntakeTest, WhatSomebodySendsIsTakenInByTheProgramItselfOnTheDayItArrived) {
  house.clock().Set("2026-11-22T23:59:00Z");  // a Sunday
  const RequestId id = Came();
  const State state = Now(id);
  EXPECT_EQ(state.state, "received");
  EXPECT_FALSE(state.subject);
  EXPECT_EQ(state.Said("received", "on"), "2026-11-22");
  EXPECT_EQ(state.Said("received", "words"), Asked()["words"]);
  EXPECT_EQ(state.Said("received", "by"), "") << "nobody here did it";
  EXPECT_EQ(Wait(), 1);
}

TEST_P(IntakeTest, WhatIsMissingOrMoreThanAskedIsNotTakenIn) {
  for (const char* name : {"right", "for", "name", "answer", "words"})
    EXPECT_THAT(TryReceive(But(Asked(), name, "")), FailsWith(Code::kInvalid)) << name;
  EXPECT_THAT(TryReceive(But(Asked(), "right", "everything")), FailsWith(Code::kInvalid));
  EXPECT_THAT(TryReceive(But(Asked(), "religion", "none")), FailsWith(Code::kInvalid));
  EXPECT_THAT(TryReceive(But(Asked(), "words", std::string(65 << 10, 'a'))),
              FailsWith(Code::kInvalid));
  EXPECT_EQ(house.Count("SELECT COUNT(*) FROM file"), 0);
}

TEST_P(IntakeTest, WhatGoesWithItHappensInTheSameTransactionOrNeitherDoes) {
  slip = NewSlip(house.random(), "Harbour Lights");
  EXPECT_THAT(Receive(context(), Asked(), slip,
                      [](const gate::Change&) -> Status {
                        return Fail(Code::kConflict, "It was sent before.");
                      }),
              FailsWith(Code::kConflict));
  EXPECT_EQ(house.Count("SELECT COUNT(*) FROM file"), 0);
  EXPECT_EQ(house.Count("SELECT COUNT(*) FROM asked"), 0);
}

TEST_P(IntakeTest, ItIsFoundByReferenceAndCodeTogetherHoweverTheyWereTyped) {
  const RequestId id = Came();
  EXPECT_EQ(Find(slip.reference, slip.code), id);
  std::string typed = slip.reference + " ";
  for (char& c : typed) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (c == '0') c = 'o';
    if (c == '1') c = 'L';
    if (c == '-') c = ' ';
  }
  EXPECT_EQ(Find(typed, slip.code), id);
  EXPECT_EQ(Find(slip.reference.substr(slip.reference.find('-')), slip.code), id)
      << "without the initials";
  const Slip other = NewSlip(house.random(), "Harbour Lights");
  EXPECT_FALSE(Find(slip.reference, other.code));
  EXPECT_FALSE(Find(other.reference, slip.code));
  EXPECT_FALSE(Find("", ""));
}

TEST_P(IntakeTest, AReferenceHasNobodyInItAndNoLetterThatIsMistaken) {
  for (int i = 0; i < 50; ++i) {
    const Slip made = NewSlip(house.random(), "Harbour Lights Community Care and More");
    EXPECT_TRUE(made.reference.starts_with("HLCC-")) << made.reference;
    EXPECT_EQ(made.reference.size(), 14U);
    EXPECT_EQ(made.code.size(), 14U);
    EXPECT_THAT(made.reference.substr(5) + made.code, Not(testing::ContainsRegex("[ILOU]")));
  }
  EXPECT_EQ(NewSlip(house.random(), "лампа").reference.size(), 9U) << "no initials to be had";
  EXPECT_EQ(ReadReference("7K4M-2Q9"), "");
  EXPECT_EQ(ReadReference("HLABCDE-7K4M-2Q9T"), "");
  EXPECT_EQ(ReadReference("HL-7K4M-2Q9!"), "");
  EXPECT_EQ(ReadCode("4K7M-9QTX-2RWPX"), "");
}

TEST_P(IntakeTest, WhereSomebodyPointsAReferenceAtAnotherFileNothingIsTold) {
  const RequestId mine = Came();
  const Slip my_slip = slip;
  const RequestId other = Came();
  ASSERT_THAT(store().Write([&](store::Tx& tx) -> Status {
    return tx.ExecuteOne("UPDATE asked SET file = $1 WHERE file = $2", other, mine);
  }),
              IsOk());
  EXPECT_THAT(store().Read([&](store::ReadTx& tx) {
    return FindIntake(tx, house.keys(), ReadReference(my_slip.reference), ReadCode(my_slip.code));
  }),
              FailsWith(Code::kCorrupt));
}

TEST_P(IntakeTest, StaffPutNothingInHere) {
  Facts facts = Asked();
  facts["reference"] = "HL-7K4M-2Q9T";
  facts["on"] = "2026-11-01";
  EXPECT_THAT(TryOpen(Officer(), "", facts), FailsWith(Code::kRefused));
}

TEST_P(IntakeTest, OnlyThoseWithTheDutyReadIt) {
  const RequestId id = Came();
  EXPECT_THAT(Look(context(), reg_, {house.worker}, id), RefusedBy(gate::Rule::kRole));
  EXPECT_THAT(List(context(), reg_, {house.worker}), RefusedBy(gate::Rule::kRole));
  almoner::Allowed(Look(context(), reg_, Officer(), id));
}

TEST_P(IntakeTest, ItIsTakenUpAsARequestThatIsThere) {
  const RequestId id = Came();
  EXPECT_THAT(Try(Officer(), id, "taken-up", {{"request", id.text()}}), FailsWith(Code::kInvalid));
  EXPECT_THAT(Try(Officer(), id, "taken-up"), FailsWith(Code::kInvalid));
  EXPECT_EQ(Now(id).state, "received");
  EXPECT_EQ(*IntakeOf(context(), id), std::nullopt);
}

TEST_P(IntakeTest, SetAsideForAReasonItWaitsNoMoreUntilItCountsAfterAll) {
  const RequestId id = Came();
  EXPECT_THAT(Try(Officer(), id, "set-aside", {{"reason", "boring"}}), FailsWith(Code::kInvalid));
  EXPECT_THAT(Try(Officer(), id, "set-aside"), FailsWith(Code::kInvalid));
  Take(id, "set-aside", {{"reason", "duplicate"}});
  EXPECT_EQ(Wait(), 0);
  EXPECT_FALSE(DueOf(id));
  EXPECT_THAT(Try(Officer(), id, "set-aside", {{"reason", "abuse"}}), FailsWith(Code::kConflict));
  Take(id, "reopened", {{"words", "It was another one."}});
  EXPECT_EQ(Wait(), 1);
  EXPECT_EQ(Now(id).state, "received");
  Take(id, "answered", {{"words", "We told them our opening hours."}});
  EXPECT_EQ(Wait(), 0);
}

TEST_P(IntakeTest, TheTimeRunsFromTheDayItArrivedThoughNobodyLooked) {
  const RequestId id = Came();
  const Date on = LondonDate(house.clock().Now());
  const auto dates = AnswerDates(context(), "access", on);
  ASSERT_THAT(dates, IsOk());
  ASSERT_TRUE(AnswerBy(*dates));
  EXPECT_EQ(DueOf(id)->by, ToText(*AnswerBy(*dates)));
  EXPECT_EQ(sys_days(*AnswerBy(*dates)) - sys_days(on), std::chrono::days(28))
      << "as the notice promises";
  EXPECT_FALSE(DueOf(id)->past);
  house.clock().Advance(std::chrono::days(29));
  EXPECT_TRUE(DueOf(id)->past);
  EXPECT_EQ(AnswerBy(*AnswerDates(context(), "unsure", on)), AnswerBy(*dates));
}

TEST_P(IntakeTest, WhenTheFileGoesWhatFoundItGoesToo) {
  Came();
  house.clock().Advance(std::chrono::days(366 * 4));
  EXPECT_THAT(
      store().Write([&](store::Tx& tx) { return RemoveSpentDrafts(tx, house.clock().Now()); }),
      IsOk());
  EXPECT_EQ(house.Count("SELECT COUNT(*) FROM asked"), 1);
}

}  // namespace
}  // namespace almoner::accountability
