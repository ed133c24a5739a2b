#include "accountability/test_registers.h"
#include "breach/incident.h"

namespace almoner::breach {
namespace {

using accountability::Facts;
using accountability::RegisterTest;
using testing::HasSubstr;
using testing::Not;

// The vectors of ENISA's method.
TEST(Severity, IsContextTimesEasePlusCircumstances) {
  EXPECT_EQ(SeverityOf(Circumstances{.data = 4, .ease = 4}).text(), "4.00 very high");
  EXPECT_EQ(SeverityOf(Circumstances{.data = 1, .ease = 4, .confidentiality = 1}).text(),
            "1.25 low");
  EXPECT_EQ(SeverityOf(Circumstances{.data = 3, .ease = 3, .confidentiality = 2}).text(),
            "2.75 medium");
  EXPECT_EQ(SeverityOf(Circumstances{.data = 4, .ease = 3, .availability = 1}).text(), "3.25 high");
}

TEST(Severity, RisesAtTwoThreeAndFour) {
  EXPECT_EQ(
      SeverityOf(Circumstances{.data = 1, .ease = 4, .integrity = 2, .availability = 1}).text(),
      "1.75 low");
  EXPECT_EQ(SeverityOf(Circumstances{.data = 2, .ease = 4}).level, Level::kMedium);
  EXPECT_EQ(SeverityOf(Circumstances{.data = 3, .ease = 4}).level, Level::kHigh);
  EXPECT_EQ(
      SeverityOf(Circumstances{.data = 3, .ease = 4, .integrity = 2, .malicious = true}).level,
      Level::kVeryHigh)
      << "that somebody meant it adds a half";
}

class BreachTest : public RegisterTest {
 protected:
  BreachTest() : RegisterTest(Incidents()) {}

  RequestId Reported() {
    return Opened({{"reporter", "staff"},
                   {"occurred", "2026-10-31T16:00:00Z"},
                   {"detected", "2026-11-01T08:00:00Z"},
                   {"data", "support-notes,contact-details"},
                   {"who", "service-user"},
                   {"people", "3"},
                   {"happened", "A letter went to another household."},
                   {"words", "Tess Harrow opened the letter for Ana Lind."}});
  }
  RequestId Aware(const char* at = "2026-11-01T09:00:00Z") {
    const RequestId id = Reported();
    Take(id, "triaged", {{"as", "breach"}, {"words", "It was read."}});
    Take(id, "aware", {{"at", at}});
    return id;
  }
  static Facts Assessment(const std::string& risk) {
    return {{"data-context", "4"},
            {"ease", "0.75"},
            {"confidentiality", "0.25"},
            {"integrity", "0"},
            {"availability", "0"},
            {"malicious", "no"},
            {"risk", risk},
            {"reasons-for", "It names the support that somebody gets."},
            {"reasons-against", "It was handed back at once."},
            {"advice", "As decided."}};
  }
  // Assessed as that, contained, and learned from.
  RequestId Handled(const std::string& risk) {
    const RequestId id = Aware();
    Take(id, "assessed", Assessment(risk));
    Take(id, "contained", {{"at", "2026-11-01T10:00:00Z"}, {"actions", "The letter was fetched."}});
    Take(id, "lessons", {{"prevention", "Two people look at each envelope."}});
    return id;
  }
  Deadline DeadlineNow(const RequestId& id) {
    const auto deadline = DeadlineOf(statute_, Now(id), house.clock().Now());
    if (!deadline) throw std::runtime_error(deadline.error().Text());
    return *deadline;
  }
  std::string ReportOf(const RequestId& id) {
    auto report = Report(house.notice(), statute_, Now(id), house.clock().Now());
    if (!report) throw std::runtime_error(report.error().Text());
    return *std::move(report);
  }
  static Facts Notified(const std::string& at) { return {{"at", at}, {"reference", "IC-1"}}; }
  const Facts people{{"at", "2026-11-02T08:00:00Z"}, {"how", "letter"}, {"words", "We are sorry."}};
};
INSTANTIATE_ENGINES(BreachTest);

// Invariant 13.
TEST_P(BreachTest, TheSeventyTwoHoursRunFromAwarenessAndCannotBeSetAgain) {
  const RequestId id = Reported();
  EXPECT_FALSE(DeadlineNow(id).regulator);
  EXPECT_THAT(Try(Officer(), id, "aware", {{"at", "2026-11-01T09:00:00Z"}}),
              FailsWith(Code::kConflict))
      << "it is not known yet what it is";
  Take(id, "triaged", {{"as", "breach"}, {"words", "It was read."}});
  EXPECT_THAT(Try(Officer(), id, "aware", {{"at", "2026-10-30T09:00:00Z"}}),
              FailsWith(Code::kInvalid))
      << "before it happened";
  EXPECT_THAT(Try(Officer(), id, "aware", {{"at", "2026-11-02T09:00:01Z"}}),
              FailsWith(Code::kInvalid))
      << "to come";
  Take(id, "aware", {{"at", "2026-11-01T09:00:00Z"}});
  EXPECT_EQ(DeadlineNow(id).regulator->text(), "2026-11-04T09:00:00Z");
  EXPECT_THAT(Try(Officer(), id, "aware", {{"at", "2026-11-02T08:00:00Z"}}),
              FailsWith(Code::kConflict));
  EXPECT_THAT(Try(Officer(), id, "corrected",
                  {{"step", "aware"},
                   {"fact", "at"},
                   {"words", "2026-11-02T08:00:00Z"},
                   {"why", "keyed-in-wrongly"}}),
              FailsWith(Code::kConflict));
  EXPECT_EQ(DeadlineNow(id).regulator->text(), "2026-11-04T09:00:00Z");
}

TEST_P(BreachTest, ReopeningDoesNotStartTheClockAnew) {
  const RequestId id = Handled("no-risk");
  Take(id, "closed");
  Take(id, "reopened", {{"words", "A second letter."}});
  Take(id, "triaged", {{"as", "breach"}, {"words", "The same cause."}});
  EXPECT_THAT(Try(Officer(), id, "aware", {{"at", "2026-11-02T08:00:00Z"}}),
              FailsWith(Code::kConflict));
  Take(id, "assessed", Assessment("risk"));
  EXPECT_EQ(DeadlineNow(id).regulator->text(), "2026-11-04T09:00:00Z");
}

TEST_P(BreachTest, ANearMissAndNothingAreInTheRegisterToo) {
  const RequestId miss = Reported();
  Take(miss, "triaged", {{"as", "near-miss"}, {"words", "It came back unopened."}});
  EXPECT_THAT(Try(Officer(), miss, "closed"), FailsWith(Code::kConflict)) << "without lessons";
  Take(miss, "lessons", {{"prevention", "Windows in envelopes."}});
  Take(miss, "closed");
  const RequestId nothing = Reported();
  Take(nothing, "triaged", {{"as", "nothing"}, {"words", "It was her own letter."}});
  Take(nothing, "closed");
  EXPECT_EQ(almoner::Allowed(accountability::List(context(), reg_, Officer())).size(), 2U);
}

TEST_P(BreachTest, WithARiskItIsNotClosedBeforeTheRegulatorWasTold) {
  const RequestId id = Handled("risk");
  EXPECT_THAT(Try(Officer(), id, "closed"), FailsWith(Code::kConflict));
  Take(id, "notified-regulator", Notified("2026-11-02T08:00:00Z"));
  Take(id, "followed-up", {{"at", "2026-11-02T08:30:00Z"}, {"words", "The number of people."}});
  Take(id, "closed");
  EXPECT_FALSE(DeadlineNow(id).late);
  EXPECT_FALSE(DueOf(id));
}

TEST_P(BreachTest, WithAHighRiskThePeopleAreToldOrAnExceptionIsRecorded) {
  const RequestId told = Handled("high-risk");
  Take(told, "notified-regulator", Notified("2026-11-02T08:00:00Z"));
  EXPECT_THAT(Try(Officer(), told, "closed"), FailsWith(Code::kConflict));
  Take(told, "notified-people", people);
  Take(told, "closed");
  const RequestId exempt = Handled("high-risk");
  Take(exempt, "notified-regulator", Notified("2026-11-02T08:00:00Z"));
  const Facts effort{{"exception", "disproportionate-effort"}, {"words", "Nobody knows who."}};
  EXPECT_THAT(Try(Officer(), exempt, "people-exempt", effort), FailsWith(Code::kInvalid))
      << "then it is made public";
  EXPECT_THAT(Try(Officer(), exempt, "people-exempt", But(effort, "exception", "busy")),
              FailsWith(Code::kInvalid));
  Take(exempt, "people-exempt", But(effort, "communication", "A notice in the day centre."));
  Take(exempt, "closed");
}

TEST_P(BreachTest, WithHighRiskTellingThePeopleAloneIsNotEnough) {
  const RequestId id = Handled("high-risk");
  Take(id, "notified-people", people);
  EXPECT_THAT(Try(Officer(), id, "closed"), FailsWith(Code::kConflict));
}

TEST_P(BreachTest, ABreachIsNotClosedBeforeItIsAssessedAndContained) {
  const RequestId id = Aware();
  EXPECT_THAT(Try(Officer(), id, "closed"), FailsWith(Code::kConflict));
  Take(id, "assessed", Assessment("no-risk"));
  Take(id, "lessons", {{"prevention", "Two people look at each envelope."}});
  EXPECT_THAT(Try(Officer(), id, "closed"), FailsWith(Code::kConflict));
  Take(id, "contained", {{"at", "2026-11-01T10:00:00Z"}, {"actions", "It was fetched."}});
  Take(id, "closed");
}

// Article 33(1).
TEST_P(BreachTest, WhatIsToldLateComesWithItsReasonsAndIsShownAsLate) {
  const RequestId id = Aware();
  EXPECT_EQ(DueOf(id)->what, "tell the regulator");
  EXPECT_FALSE(DueOf(id)->past);
  Take(id, "assessed", Assessment("risk"));
  house.clock().Set("2026-11-04T09:00:01Z");
  EXPECT_TRUE(DueOf(id)->past);
  EXPECT_THAT(Try(Officer(), id, "notified-regulator", Notified("2026-11-04T09:00:01Z")),
              FailsWith(Code::kInvalid));
  Take(id, "notified-regulator",
       But(Notified("2026-11-04T09:00:01Z"), "delay", "The officer was ill."));
  EXPECT_TRUE(DeadlineNow(id).late);
  EXPECT_EQ(DueOf(id)->what, "the regulator was told late");
  EXPECT_THAT(ReportOf(id), HasSubstr("The officer was ill."));
}

TEST_P(BreachTest, TheLastSecondOfTheSeventyTwoHoursIsInTime) {
  const RequestId id = Aware();
  house.clock().Set("2026-11-04T10:00:00Z");
  EXPECT_THAT(Try(Officer(), id, "notified-regulator", Notified("2026-11-01T08:59:59Z")),
              FailsWith(Code::kInvalid))
      << "before anybody was aware";
  Take(id, "notified-regulator", Notified("2026-11-04T09:00:00Z"));
  EXPECT_FALSE(DeadlineNow(id).late);
}

TEST_P(BreachTest, WhereThereIsNoRiskNobodyHasToBeTold) {
  const RequestId id = Handled("no-risk");
  house.clock().Set("2026-11-09T09:00:00Z");
  EXPECT_FALSE(DeadlineNow(id).late);
  EXPECT_FALSE(DueOf(id));
  Take(id, "closed");
}

TEST_P(BreachTest, AnAssessmentGivesReasonsBothWaysAndTheLastOneCounts) {
  const RequestId id = Aware();
  for (const char* fact : {"reasons-for", "reasons-against", "advice", "risk", "ease"})
    EXPECT_THAT(Try(Officer(), id, "assessed", But(Assessment("risk"), fact, "")),
                FailsWith(Code::kInvalid))
        << fact;
  EXPECT_FALSE(SeverityOf(Now(id)));
  Take(id, "assessed", Assessment("no-risk"));
  EXPECT_EQ(SeverityOf(Now(id))->text(), "3.25 high");
  Take(id, "assessed", But(Assessment("risk"), "ease", "1"));
  EXPECT_EQ(SeverityOf(Now(id))->text(), "4.25 very high");
  EXPECT_TRUE(DeadlineNow(id).needed);
}

TEST_P(BreachTest, TheReportSaysWhatIsKnownAndNamesNobody) {
  const RequestId id = Aware();
  const std::string first = ReportOf(id);
  EXPECT_THAT(first, HasSubstr("A letter went to another household."));
  EXPECT_THAT(first, HasSubstr("2026-11-04T09:00:00Z"));
  EXPECT_THAT(first, HasSubstr("Not known yet."));
  EXPECT_THAT(first, HasSubstr(house.notice().organisation.name));
  EXPECT_THAT(first, HasSubstr("Initial report."));
  EXPECT_THAT(first, Not(HasSubstr("Tess Harrow")));
  EXPECT_THAT(first, Not(HasSubstr(house.officer.text())));
  Take(id, "corrected",
       {{"step", "reported"}, {"fact", "people"}, {"words", "4"}, {"why", "learned-later"}});
  Take(id, "described", {{"training", "yes"}, {"how", "Two letters in one envelope."}});
  Take(id, "notified-regulator", Notified("2026-11-02T08:00:00Z"));
  Take(id, "told-others", {{"body", "commissioner"}, {"at", "2026-11-02T08:00:00Z"}});
  EXPECT_THAT(ReportOf(id), HasSubstr("Number of people\n    4\n"));
  EXPECT_THAT(ReportOf(id), HasSubstr("Two letters in one envelope."));
  EXPECT_THAT(ReportOf(id), HasSubstr("Follow-up."));
  EXPECT_THAT(ReportOf(id), HasSubstr("IC-1"));
}

TEST_P(BreachTest, WhatIsReportedIsOfTheNotice) {
  const Facts facts{{"reporter", "public"},
                    {"detected", "2026-11-01T08:00:00Z"},
                    {"happened", "A bag was lost."}};
  EXPECT_THAT(TryOpen(Officer(), "", But(facts, "data", "shoe-size")), FailsWith(Code::kInvalid));
  EXPECT_THAT(TryOpen(Officer(), "", But(facts, "who", "martians")), FailsWith(Code::kInvalid));
  EXPECT_THAT(TryOpen(Officer(), "", But(facts, "people", "many")), FailsWith(Code::kInvalid));
  EXPECT_THAT(TryOpen(Officer(), "", But(facts, "occurred", "2026-11-01T09:00:00Z")),
              FailsWith(Code::kInvalid))
      << "noticed before it happened";
  EXPECT_THAT(TryOpen({house.worker}, "", facts), RefusedBy(gate::Rule::kRole));
  Opened(facts);
}

}  // namespace
}  // namespace almoner::breach
