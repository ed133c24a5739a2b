#include "gate/life.h"

#include <gtest/gtest.h>

#include "support/failing_store.h"
#include "support/house.h"

namespace almoner::gate {
namespace {

using standing::Happening;
using testing::IsEmpty;
using testing::SizeIs;

// The example with rules on its notes that begin at each kind of moment, one at a time.
std::string NoticeWith(std::string_view rule) {
  std::string text = NoticeText("example");
  const auto put = [&](std::string_view what, std::string_view with) {
    const std::size_t at = text.find(what);
    ASSERT_NE(at, std::string::npos);
    text.replace(at, what.size(), with);
  };
  put("    data: [contact-details, support-notes, support-plan, allegations]\n",
      "    data: [contact-details, support-plan, allegations]\n");
  put("  - id: newsletter\n    data: [newsletter]\n    from: consent-withdrawn\n",
      "  - id: notes\n    data: [support-notes]\n    because: so it is\n    clause: HL-5\n" +
          std::string(rule) +
          "  - id: newsletter\n    data: [newsletter]\n    from: consent-withdrawn\n");
  return text;
}

class LifeTest : public StoreTest {
 protected:
  void Use(std::string_view rule) {
    other_ = NewStore(GetParam());
    house_ = std::make_unique<House>(*other_, NoticeWith(rule));
  }
  House& house() { return *house_; }
  std::vector<std::string> Notes(const SubjectId& person) {
    std::vector<std::string> texts;
    for (const vault::Record& record : house().Reveal(Allowed(house().gate().Open(
             {.actor = house().worker, .purpose = "support", .subjects = {person}}))))
      if (record.label.category == "support-notes")
        texts.push_back(record.content.fields.front().value.Expose());
    return texts;
  }
  Outcome<Changed> Record(const SubjectId& person, Happening kind, const char* on,
                          const std::string& rule = "") {
    return house().gate().RecordLife({.actor = house().worker, .purpose = "support"},
                                     {.id = EventId::New(house().random()),
                                      .subject = person,
                                      .kind = kind,
                                      .rule = rule,
                                      .recorded = {}},
                                     Personal(*ParseDate(on)));
  }
  void Happens(const SubjectId& person, Happening kind, const char* on,
               const std::string& rule = "") {
    Allowed(Record(person, kind, on, rule));
  }
  // The support notes are readable on the last day and closed on the next.
  void ClosesAfter(const SubjectId& person, const char* last_day) {
    house().clock().Set(std::string(last_day) + "T12:00:00Z");
    EXPECT_THAT(Notes(person), testing::Not(IsEmpty())) << last_day;
    house().clock().Advance(std::chrono::hours(24));
    EXPECT_THAT(Notes(person), IsEmpty()) << last_day;
  }

 private:
  std::unique_ptr<store::Store> other_;
  std::unique_ptr<House> house_;
};
INSTANTIATE_ENGINES(LifeTest);

TEST_P(LifeTest, ARecordClosesWhenItsCaseHasBeenClosedLongEnough) {
  Use("    from: case-closed\n    keep: 1 month\n");
  const SubjectId ana = house().Person("Ana Kovač");
  house().Note(ana, "Slept well.");
  Happens(ana, Happening::kCaseOpened, "2026-11-02");
  house().clock().Set("2026-11-20T09:00:00Z");
  Happens(ana, Happening::kCaseClosed, "2026-11-20");
  ClosesAfter(ana, "2026-12-20");
  Happens(ana, Happening::kCaseOpened, "2026-12-21");
  EXPECT_THAT(Notes(ana), SizeIs(1)) << "the case is open again";
}

TEST_P(LifeTest, AServiceThatEndedCountsAndANewEnrolmentStartsTheTimeAgain) {
  Use("    from: service-ended\n    keep: 1 month\n");
  const SubjectId ana = house().Person("Ana Kovač");
  house().Note(ana, "Slept well.");
  const auto use = [&](bool leaves) {
    return house().Amend([&](const keys::Change& change) {
      return leaves ? staff::Leave(change, ana, staff::AssignmentKind::kService, "day-centre")
                    : staff::Enrol(change, ana, staff::AssignmentKind::kService, "day-centre");
    });
  };
  ASSERT_THAT(use(false), IsOk());
  house().clock().Set("2026-11-20T09:00:00Z");
  ASSERT_THAT(use(true), IsOk());
  ClosesAfter(ana, "2026-12-20");
  ASSERT_THAT(use(false), IsOk());
  EXPECT_THAT(Notes(ana), SizeIs(1));
}

TEST_P(LifeTest, ADeathAnEventAndAnUnusedAccountCount) {
  Use("    from: death\n    keep: 1 month\n");
  SubjectId ana = house().Person("Ana Kovač");
  house().Note(ana, "Slept well.");
  house().clock().Set("2026-11-20T09:00:00Z");
  Happens(ana, Happening::kDeath, "2026-11-05");
  ClosesAfter(ana, "2026-12-05");

  Use("    from: event\n    event: the funder's audit\n    keep: 1 month\n");
  ana = house().Person("Ana Kovač");
  house().Note(ana, "Slept well.");
  Happens(ana, Happening::kEvent, "2026-11-01", "notes");
  ClosesAfter(ana, "2026-12-01");

  Use("    from: account-unused\n    keep: 1 month\n");
  ana = house().Person("Ana Kovač");
  house().Note(ana, "Slept well.");
  house().clock().Set("2026-11-20T09:00:00Z");
  Happens(ana, Happening::kAccountUsed, "2026-11-20");
  ClosesAfter(ana, "2026-12-20");
}

TEST_P(LifeTest, AnEventOfAnotherRecordIsTheNewestOfItsCategory) {
  Use("    from: event\n    event-of: contact-details\n    keep: 1 month\n");
  const SubjectId ana = house().Person("Ana Kovač");
  house().Note(ana, "Slept well.");
  house().clock().Set("2026-11-20T09:00:00Z");
  Allowed(house().gate().AddRecord(
      {.actor = house().worker, .purpose = "support"},
      {"contact-details", House::Text("name", "Ana Adeyemi"), {{ana, vault::Part::kAbout}}}));
  ClosesAfter(ana, "2026-12-20");
}

TEST_P(LifeTest, ADayOfBirthCountsAndStandsNowhereInPlain) {
  Use("    from: birthday\n    to-birthday: 25\n    to-birthday-from-17: 26\n");
  const SubjectId ana = house().Person("Ana Kovač");
  house().Note(ana, "Slept well.");
  Happens(ana, Happening::kBirth, "2001-12-05");
  EXPECT_EQ(house().Count("SELECT COUNT(*) FROM life_event WHERE day IS NULL"), 1);
  EXPECT_EQ(house().Count("SELECT COUNT(*) FROM life_event"), 1);
  house().clock().Set("2027-12-05T12:00:00Z");
  EXPECT_THAT(Notes(ana), SizeIs(1)) << "seen at 17 or later: to the 26th birthday";
  house().clock().Set("2027-12-06T00:00:00Z");
  EXPECT_THAT(Notes(ana), IsEmpty());
}

TEST_P(LifeTest, WhatClosedToOthersIsStillThereForRightsAndRetention) {
  Use("    from: recorded\n    keep: 1 day\n");
  const SubjectId ana = house().Person("Ana Kovač");
  house().Note(ana, "Slept well.");
  ClosesAfter(ana, "2026-11-03");
  for (const char* purpose : {"law.rights", "law.retention"})
    EXPECT_THAT(house().Texts(house().officer, purpose, ana), testing::Contains("Slept well."))
        << purpose;
}

TEST_P(LifeTest, NobodyIsFoundByWhatIsPastItsRetention) {
  House example(store());
  example.Person("Ana Kovač");
  const Ask ask{.actor = example.receptionist, .purpose = "reception"};
  EXPECT_THAT(Allowed(example.gate().Find(ask, {Personal(std::string("Kovač"))})).subjects,
              SizeIs(1));
  example.clock().Set("2035-01-01T09:00:00Z");
  EXPECT_THAT(Allowed(example.gate().Find(ask, {Personal(std::string("Kovač"))})).subjects,
              IsEmpty());
}

TEST_P(LifeTest, WhatHappenedFollowsThePersonIntoTheRecordTheyAreMergedWith) {
  Use("    from: birthday\n    to-birthday: 26\n");
  const SubjectId twin = house().Person("Anna Kovac", "01632 960002");
  const SubjectId ana = house().Person("Ana Kovač");
  house().Note(ana, "Slept well.");
  Happens(twin, Happening::kBirth, "2001-12-05");
  Happens(twin, Happening::kCaseClosed, "2026-11-01");
  Allowed(house().gate().Merge({.actor = house().worker, .purpose = "support"}, twin, ana));
  const auto events = house().store().Read(
      [&](store::ReadTx& tx) { return standing::LifeEvents(tx, house().keys(), ana); });
  EXPECT_THAT(*events, SizeIs(2));
  ClosesAfter(ana, "2027-12-05");
}

TEST_P(LifeTest, OfTwoPeopleInOneRecordBothKeepTheCaseAndNeitherTheOthersBirth) {
  Use("    from: case-closed\n    keep: 1 month\n");
  const SubjectId ana = house().Person("Ana Kovač");
  const RecordId note = house().Note(ana, "Slept well.");
  Happens(ana, Happening::kBirth, "2001-12-05");
  Happens(ana, Happening::kCaseClosed, "2026-11-02");
  const auto split = Allowed(house().gate().Split(
      {.actor = house().worker, .purpose = "support"}, ana,
      {"service-user", "contact-details", House::Text("name", "Ben Adeyemi")}, {note}));
  ClosesAfter(split.subject, "2026-12-02");
  const auto events = house().store().Read(
      [&](store::ReadTx& tx) { return standing::LifeEvents(tx, house().keys(), split.subject); });
  ASSERT_THAT(*events, SizeIs(1));
  EXPECT_EQ(events->front().event.kind, Happening::kCaseClosed);
}

TEST_P(LifeTest, ARowThatWasChangedFromOutsideDecidesNothing) {
  Use("    from: case-closed\n    keep: 1 month\n");
  const SubjectId ana = house().Person("Ana Kovač");
  house().Note(ana, "Slept well.");
  Happens(ana, Happening::kCaseClosed, "2026-11-02");
  ASSERT_THAT(house().store().Write([](store::Tx& tx) {
    return tx.ExecuteOne("UPDATE life_event SET day = day - 4000");
  }),
              IsOk());
  EXPECT_THAT(
      house().gate().Open({.actor = house().worker, .purpose = "support", .subjects = {ana}}),
      FailsWith(Code::kCorrupt));
}

TEST_P(LifeTest, WhatCannotHaveHappenedIsRefused) {
  Use("    from: case-closed\n    keep: 1 month\n");
  const SubjectId ana = house().Person("Ana Kovač");
  EXPECT_THAT(Record(ana, Happening::kCaseClosed, "2026-11-03"), FailsWith(Code::kInvalid));
  EXPECT_THAT(Record(ana, Happening::kEvent, "2026-11-01", "notes"), FailsWith(Code::kInvalid))
      << "the rule begins at a case";
  EXPECT_THAT(Record(ana, Happening::kCaseClosed, "2026-11-01", "notes"),
              FailsWith(Code::kInvalid));
}

TEST_P(LifeTest, AFailureAtAnyStepRecordsAllOfAnEventOrNothing) {
  Use("    from: case-closed\n    keep: 1 month\n");
  const SubjectId ana = house().Person("Ana Kovač");
  Status last;
  FailEachStep(
      house().store(),
      [&](store::Store& failing) {
        Gate gate({failing, house().keys(), house().notice(), house().clock(), house().random()});
        const auto done = gate.RecordLife({.actor = house().worker, .purpose = "support"},
                                          {.id = EventId::New(house().random()),
                                           .subject = ana,
                                           .kind = Happening::kDeath,
                                           .rule = {},
                                           .recorded = {}},
                                          Personal(*ParseDate("2026-11-01")));
        last = done ? Status() : Status(std::unexpected(done.error()));
      },
      [&](int step) {
        EXPECT_THAT(last, FailsWith(Code::kUnavailable)) << step;
        EXPECT_EQ(house().Count("SELECT COUNT(*) FROM life_event"), 0) << step;
      });
  EXPECT_THAT(last, IsOk());
  EXPECT_EQ(house().Count("SELECT COUNT(*) FROM life_event"), 1);
}

}  // namespace
}  // namespace almoner::gate
