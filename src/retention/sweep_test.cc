#include "retention/sweep.h"

#include <algorithm>
#include <random>
#include <set>
#include <thread>

#include "audit/verify_log.h"
#include "retention/again.h"
#include "retention/batch.h"
#include "retention/vanish.h"
#include "support/failing_store.h"
#include "support/house.h"

namespace almoner::retention {
namespace {

using standing::Happening;
using testing::Contains;
using testing::IsEmpty;
using testing::SizeIs;

// The example, with notes that the program destroys by itself after 30 days.
std::string ShortNotes(std::string_view more = "    unattended: yes\n") {
  std::string text = NoticeText("example");
  const auto put = [&](std::string_view what, const std::string& with) {
    text.replace(text.find(what), what.size(), with);
  };
  put("    data: [contact-details, support-notes, support-plan, allegations]\n",
      "    data: [contact-details, support-plan, allegations]\n");
  put("  - id: newsletter\n    data: [newsletter]\n    from: consent-withdrawn\n",
      "  - id: notes\n    data: [support-notes]\n    from: recorded\n    keep: 30 days\n    "
      "because: "
      "so it is\n    clause: HL-5\n" +
          std::string(more) +
          "  - id: newsletter\n    data: [newsletter]\n    from: consent-withdrawn\n");
  return text;
}

class SweepTest : public HouseTest {
 protected:
  SweepTest() : HouseTest(ShortNotes()) {}
  SubjectId WithNotes(const std::string& name, int notes) {
    const SubjectId person = house.Person(name);
    for (int i = 0; i < notes; ++i) house.Note(person, "Slept well.");
    return person;
  }
  SweepDone Run(std::optional<StaffId> by = std::nullopt) {
    auto done = Sweep(house.gate(), {.by = by});
    if (!done) throw std::runtime_error(done.error().Text());
    return *std::move(done);
  }
  std::vector<Due> FindAll() {
    auto due = FindDue(house.gate().context(), house.clock().Now());
    if (!due) throw std::runtime_error(due.error().Text());
    return *std::move(due);
  }
  // The one record about them turns out to be the other's.
  void MoveAway(const SubjectId& from, const SubjectId& to) {
    const auto record = store().Read([&](store::ReadTx& tx) -> Result<RecordId> {
      return TRY(tx.One("SELECT record FROM record_person WHERE subject = $1 AND part = 'about'",
                        from))
          .As<RecordId>(0);
    });
    Allowed(house.gate().MoveRecord({.actor = house.worker, .purpose = "support"}, record.value(),
                                    from, to));
  }
  std::int64_t Notes() {
    return house.Count("SELECT COUNT(*) FROM record WHERE category = 'support-notes'");
  }
};
INSTANTIATE_ENGINES(SweepTest);

TEST_P(SweepTest, WhatTheNoticeLeavesToTheProgramGoesByItselfAndNothingElse) {
  const SubjectId ana = WithNotes("Ana Kovač", 3);
  const SubjectId ben = WithNotes("Ben Adeyemi", 2);
  house.clock().Set("2026-12-03T09:00:00Z");
  const SweepDone done = Run();
  ASSERT_THAT(done.batches, SizeIs(1)) << "one entry and one file for all";
  EXPECT_EQ(done.batches.front().records, 5);
  EXPECT_EQ(done.batches.front().people, 2);
  EXPECT_EQ(done.batches.front().gone, 0);
  EXPECT_EQ(Notes(), 0);
  EXPECT_THAT(house.Texts(house.worker, "support", ana), Contains("Ana Kovač"));
  EXPECT_EQ(house.Count("SELECT COUNT(*) FROM reseal_due"), 2);
  house.clock().Set("2034-11-03T09:00:00Z");
  EXPECT_THAT(Run().batches, IsEmpty()) << "the rest is for somebody to look at";
  EXPECT_EQ(PlanSweep(house.notice(), FindAll(), By::kProgram).records, 0);
  EXPECT_EQ(PlanSweep(house.notice(), FindAll(), By::kPerson).records, 2);
  const SweepDone last = Run(house.officer);
  EXPECT_EQ(last.batches.front().gone, 1);
  EXPECT_THAT(last.erased, SizeIs(1)) << "of whom somebody read, who looked stays as proof";
  EXPECT_EQ(house.Count("SELECT COUNT(*) FROM subject"), 0);
  EXPECT_EQ(house.Count("SELECT COUNT(*) FROM due_hint"), 0);
  EXPECT_EQ(house.Count("SELECT COUNT(*) FROM wrapped_key k WHERE NOT EXISTS (SELECT 1 FROM staff "
                        "s WHERE s.id = k.owner) AND NOT EXISTS (SELECT 1 FROM file f WHERE f.id "
                        "= k.owner)"),
            0);
  EXPECT_THAT(house.gate().Open({.actor = house.worker, .purpose = "support", .subjects = {ben}}),
              FailsWith(Code::kNotFound));
}

TEST_P(SweepTest, WhoeverWroteOrReadWhatIsDueDoesNotStandBehindItAlone) {
  const SubjectId ana = WithNotes("Ana Kovač", 3);
  WithNotes("Ben Adeyemi", 2);
  ASSERT_THAT(store().Write([&](store::Tx& tx) -> Status {
    for (const store::Row& row :
         TRY(tx.Query("SELECT entry, at FROM trail WHERE subject = $1", ana)))
      TRY(tx.Execute("INSERT INTO staff_trail (staff, entry, at) VALUES ($1, $2, $3)",
                     house.officer, TRY(row.Blob(0)), TRY(row.Int(1))));
    return {};
  }),
              IsOk());
  house.clock().Set("2034-11-03T09:00:00Z");
  static_cast<void>(Run());  // the notes go by themselves
  const SweepDone done = Run(house.officer);
  EXPECT_EQ(done.waiting, 1);
  ASSERT_THAT(done.batches, SizeIs(1));
  EXPECT_EQ(done.batches.front().gone, 1);
  EXPECT_TRUE(
      store()
          .Read([&](store::ReadTx& tx) { return vault::LoadSubject(tx, house.keys(), ana); })
          .has_value());
}

TEST_P(SweepTest, TheListSaysWhichRuleTheLastDayAndWhy) {
  WithNotes("Ana Kovač", 3);
  house.clock().Set("2026-12-03T09:00:00Z");
  const auto due = FindAll();
  ASSERT_THAT(due, SizeIs(1));
  ASSERT_THAT(due.front().lines, SizeIs(1));
  const DueLine& line = due.front().lines.front();
  EXPECT_EQ(line.records, 3);
  EXPECT_TRUE(line.unattended);
  EXPECT_EQ(standing::Words(house.notice(), line.until),
            "kept until 2 December 2026: notes, 30 days after it was recorded");
}

TEST_P(SweepTest, ARecordAboutTwoAHoldAndARestrictionAreHeeded) {
  const SubjectId ana = WithNotes("Ana Kovač", 1);
  const SubjectId ben = WithNotes("Ben Adeyemi", 1);
  const SubjectId eve = WithNotes("Eve Walsh", 1);
  const SubjectId dan = WithNotes("Dan Price", 1);
  house.Note({{eve, vault::Part::kAbout}, {dan, vault::Part::kAbout}}, "Eve and Dan walk.");
  const gate::Ask ask{.actor = house.officer, .purpose = "law.rights"};
  Allowed(house.gate().PlaceMark(ask, house.Mark(ana, standing::Kind::kHold)));
  Allowed(house.gate().PlaceMark(ask, house.Mark(ben, standing::Kind::kRestriction)));
  house.clock().Set("2026-12-03T09:00:00Z");
  const SweepDone done = Run();
  EXPECT_THAT(done.failed, IsEmpty());
  EXPECT_EQ(Notes(), 2) << "Ana's is held, Ben's is restricted";
  EXPECT_THAT(done.erased, testing::Not(IsEmpty())) << "what two share goes one by one";
  EXPECT_THAT(FindAll(), IsEmpty()) << "nobody can do anything about what is held or restricted";
}

TEST_P(SweepTest, WhatIsHeldForAnotherKeepsNothingElse) {
  const SubjectId ana = WithNotes("Ana Kovač", 1);
  const SubjectId ben = house.Person("Ben Adeyemi", "01632 960002");
  house.Note({{ana, vault::Part::kAbout}, {ben, vault::Part::kAbout}}, "Ana and Ben fell out.");
  Allowed(house.gate().PlaceMark({.actor = house.officer, .purpose = "law.rights"},
                                 house.Mark(ben, standing::Kind::kHold)));
  house.clock().Set("2026-12-03T09:00:00Z");
  const SweepDone done = Run();
  EXPECT_EQ(done.left, 0);
  EXPECT_EQ(Notes(), 1) << "Ana's own went, what she shares with Ben stays";
  EXPECT_THAT(FindAll(), IsEmpty());
}

TEST_P(SweepTest, AHoldThatCameAfterTheLookStopsTheBatch) {
  const SubjectId ana = WithNotes("Ana Kovač", 1);
  house.clock().Set("2026-12-03T09:00:00Z");
  ASSERT_THAT(Refresh(house.gate().context(), house.clock().Now()), IsOk());
  standing::HintPlace place = standing::ByTheseRules(house.notice());
  const auto people = NextPeople(house.gate().context(), house.clock().Now(), place);
  ASSERT_THAT(*people, SizeIs(1));
  Going going{.person = &people->front(), .rows = {}};
  for (std::size_t i = 0; i < people->front().rows.size(); ++i)
    if (people->front().due[i]) going.rows.push_back(people->front().rows[i]);
  ASSERT_THAT(going.rows, SizeIs(1));
  Allowed(house.gate().PlaceMark({.actor = house.officer, .purpose = "law.rights"},
                                 house.Mark(ana, standing::Kind::kHold)));
  EXPECT_THAT(DestroyBatch(house.gate(), std::nullopt, {going}), FailsWith(Code::kConflict));
  EXPECT_EQ(Notes(), 1);
}

TEST_P(SweepTest, WhatIsDestroyedDoesNotMakeTheLastContactEarlier) {
  const SubjectId ana = house.Person("Ana Kovač");
  house.clock().Set("2030-01-01T09:00:00Z");
  house.Note(ana, "Slept well.");
  house.clock().Set("2030-06-01T09:00:00Z");
  Run();
  EXPECT_EQ(Notes(), 0);
  house.clock().Set("2036-01-01T09:00:00Z");
  EXPECT_THAT(FindAll(), IsEmpty()) << "eight years after the contact of 2030";
  house.clock().Set("2038-01-02T09:00:00Z");
  EXPECT_THAT(FindAll(), SizeIs(1));
}

TEST_P(SweepTest, ASweepThatBreaksOffAnywhereIsGoneOnWithByTheNext) {
  int people = 0;
  const auto prepare = [&] {
    for (int i = 0; i < 2; ++i) {
      const SubjectId person = WithNotes("Ana Kovač " + std::to_string(people), 2);
      if (i == 0) house.Consent(person, consent::Kind::kGiven);
      ++people;
    }
  };
  prepare();
  house.clock().Set("2026-12-20T09:00:00Z");
  Status last;
  const int steps = FailEachStep(
      store(),
      [&](store::Store& failing) {
        gate::Gate gate({failing, house.keys(), house.notice(), house.clock(), house.random()});
        const auto done = Sweep(gate, {.by = house.officer});
        last = done ? Status() : Status(std::unexpected(done.error()));
      },
      [&](int step) {
        EXPECT_THAT(last, FailsWith(Code::kUnavailable)) << step;
        EXPECT_THAT(Notes(), testing::AnyOf(0, 2, 4)) << step << ": a batch went whole or not";
        TearDown();
      });
  EXPECT_GT(steps, 20);
  EXPECT_THAT(last, IsOk());
  EXPECT_EQ(Notes(), 0);
}

TEST_P(SweepTest, ASweepThatIsStoppedLeavesTheRestDue) {
  for (int i = 0; i < 3; ++i) WithNotes("Ana Kovač " + std::to_string(i), 1);
  house.clock().Set("2026-12-20T09:00:00Z");
  const auto done = Sweep(house.gate(), {.by = std::nullopt, .stop = [] { return true; }});
  EXPECT_TRUE(done->stopped);
  EXPECT_EQ(Notes(), 3);
  EXPECT_THAT(FindAll(), SizeIs(3));
}

TEST_P(SweepTest, WhileOthersWriteItGoesByAFewAndComesToTheSameEnd) {
  for (int i = 0; i < 30; ++i) WithNotes("Ana Kovač " + std::to_string(i), 20);
  house.clock().Set("2034-12-20T09:00:00Z");
  SweepDone done;
  {
    const std::jthread others([&](const std::stop_token& over) {
      FixedRandom random(2);
      while (!over.stop_requested()) {
        house.clock().Advance(std::chrono::microseconds(100));
        static_cast<void>(store().Write([&](store::Tx& tx) {
          return audit::Append(
              tx, audit::Entry(EntryId::New(random), house.clock().Now(), "test.read", "done"));
        }));
      }
    });
    done = Run(house.officer);
  }
  EXPECT_THAT(done.failed, IsEmpty());
  EXPECT_EQ(done.left, 0);
  EXPECT_GT(done.batches.size() + done.erased.size(), 3U);
  EXPECT_EQ(Notes(), 0);
  EXPECT_EQ(house.Count("SELECT COUNT(*) FROM subject"), 0);
  EXPECT_EQ(house.Count("SELECT COUNT(*) FROM purge"), 0);
}

TEST_P(SweepTest, ARecordThatWasChangedFromOutsideStopsNobodyElse) {
  const SubjectId ana = WithNotes("Ana Kovač", 1);
  WithNotes("Ben Adeyemi", 1);
  ASSERT_THAT(store().Write([&](store::Tx& tx) {
    return tx.ExecuteOne(
        "UPDATE record SET recorded_at = recorded_at - 1 WHERE category = 'support-notes' AND id "
        "IN (SELECT record FROM record_person WHERE subject = $1)",
        ana);
  }),
              IsOk());
  house.clock().Set("2026-12-20T09:00:00Z");
  const SweepDone done = Run();
  ASSERT_THAT(done.failed, SizeIs(1));
  EXPECT_EQ(done.failed.front().subject, ana);
  EXPECT_EQ(Notes(), 1);
}

// What the index finds is what looking at everybody finds, whatever happened before.
TEST_P(SweepTest, TheIndexFindsWhomAWalkThroughEverybodyFinds) {
  std::mt19937 engine(20261122);
  const auto up = [&](int most) { return std::uniform_int_distribution<int>(0, most)(engine); };
  std::vector<SubjectId> people;
  const auto anyone = [&] {
    return people[static_cast<std::size_t>(up(static_cast<int>(people.size()) - 1))];
  };
  const gate::Ask ask{.actor = house.worker, .purpose = "support"};
  for (int i = 0; i < 5; ++i) people.push_back(WithNotes("Ana Kovač " + std::to_string(i), 1));
  std::set<SubjectId> dead;  // they agree to nothing any more
  const auto happens = [&](Happening kind) {
    const SubjectId whose = anyone();
    if (kind == Happening::kDeath) dead.insert(whose);
    const Date on = sys_days(LondonDate(house.clock().Now())) - std::chrono::days(up(2000));
    Allowed(house.gate().RecordLife(ask,
                                    {.id = EventId::New(house.random()),
                                     .subject = whose,
                                     .kind = kind,
                                     .rule = {},
                                     .recorded = {}},
                                    Personal(on)));
  };
  for (int step = 0; step < 120; ++step) {
    switch (up(7)) {
      case 0:
        house.Note(anyone(), "Slept well.");
        break;
      case 1:
        people.push_back(house.Person("Eve Walsh " + std::to_string(step)));
        break;
      case 2:
        happens(static_cast<Happening>(up(6)));
        break;
      case 3:
        Allowed(house.gate().AddRecord(ask, {"contact-details",
                                             House::Text("name", "Ana Walsh"),
                                             {{anyone(), vault::Part::kAbout}}}));
        break;
      case 4:
        if (const SubjectId whose = anyone(); !dead.contains(whose))
          house.Consent(whose, static_cast<consent::Kind>(up(2)));
        break;
      case 5:
        Allowed(house.gate().PlaceMark({.actor = house.officer, .purpose = "law.rights"},
                                       house.Mark(anyone(), standing::Kind::kHold)));
        break;
      default:
        house.clock().Advance(std::chrono::hours(24 * up(200)));
    }
    if (step % 4 != 0) continue;
    auto fast = FindAll();
    auto slow = FindDueSlowly(house.gate().context(), house.clock().Now());
    ASSERT_THAT(slow, IsOk());
    const auto plain = [](std::vector<Due> due) {
      std::vector<std::pair<SubjectId, std::vector<RecordId>>> list;
      for (Due& each : due) list.emplace_back(each.subject, each.records);
      std::ranges::sort(list);
      return list;
    };
    EXPECT_EQ(plain(fast), plain(*slow)) << "seed 20261122, step " << step;
  }
}

TEST_P(SweepTest, ANewNoticeIsMeasuredAnewForEverybody) {
  WithNotes("Ana Kovač", 1);
  house.clock().Set("2026-12-20T09:00:00Z");
  EXPECT_THAT(FindAll(), SizeIs(1));
  std::string longer = ShortNotes();
  longer.replace(longer.find("keep: 30 days"), 13, "keep: 2 years");
  house.Publish(longer);
  EXPECT_THAT(FindAll(), IsEmpty());
  house.clock().Advance(std::chrono::hours(1));
  house.Publish(ShortNotes("    unattended: yes\n    second-person: yes\n"));
  EXPECT_THAT(FindAll(), SizeIs(1));
}

class VanishTest : public SweepTest {
 protected:
  gate::Outcome<Erased> Gone(const SubjectId& person) {
    return Vanish(house.gate(), {.subject = person,
                                 .actor = house.officer,
                                 .purpose = "law.rights",
                                 .seen = std::nullopt,
                                 .file = std::nullopt});
  }
  std::int64_t Rows(const SubjectId& person) {
    const auto count = store().Read([&](store::ReadTx& tx) -> Result<std::int64_t> {
      return TRY(tx.One("SELECT COUNT(*) FROM record_person WHERE subject = $1", person)).Int(0);
    });
    return count.value();
  }
};
INSTANTIATE_ENGINES(VanishTest);

TEST_P(VanishTest, SomeoneIsNotThereAtOnceAndTheirRowsGoBehind) {
  const SubjectId ana = WithNotes("Ana Kovač", 20);
  const SubjectId ben = house.Person("Ben Adeyemi", "01632 960002");
  house.Note({{ana, vault::Part::kAbout}, {ben, vault::Part::kAbout}}, "Ana and Ben walk.");
  house.Note({{ben, vault::Part::kAbout}, {ana, vault::Part::kMentions}}, "Kovač helps.");
  const Erased erased = Allowed(Gone(ana));
  EXPECT_TRUE(erased.person);
  EXPECT_EQ(erased.masked, 2);
  EXPECT_THAT(house.gate().Open({.actor = house.worker, .purpose = "support", .subjects = {ana}}),
              FailsWith(Code::kNotFound));
  EXPECT_THAT(Allowed(house.gate().Find({.actor = house.receptionist, .purpose = "reception"},
                                        {Personal(std::string("Kovač"))}))
                  .subjects,
              IsEmpty());
  EXPECT_THAT(house.Texts(house.worker, "support", ben),
              testing::AllOf(Contains("[removed] and Ben walk."), Contains("[removed] helps.")));
  EXPECT_EQ(Rows(ana), 21) << "nothing opens them";
  EXPECT_THAT(vault::CheckRecords(store(), house.keys()), IsOk());
  ASSERT_THAT(FinishVanishing(house.gate()), IsOkAndHolds(0));
  EXPECT_EQ(Rows(ana), 0);
  for (const Literal left :
       {Literal("SELECT COUNT(*) FROM purge"), Literal("SELECT COUNT(*) FROM trail t WHERE NOT "
                                                       "EXISTS (SELECT 1 FROM subject s WHERE "
                                                       "s.id = t.subject)")})
    EXPECT_EQ(house.Count(left), 0) << left.view();
}

TEST_P(VanishTest, AHoldOrSomebodyMergedIntoThemStopsIt) {
  const SubjectId ana = WithNotes("Ana Kovač", 1);
  const SubjectId twin = house.Person("Anna Kovac", "01632 960002");
  Allowed(house.gate().PlaceMark({.actor = house.officer, .purpose = "law.rights"},
                                 house.Mark(twin, standing::Kind::kHold)));
  EXPECT_THAT(Gone(twin), FailsWith(Code::kConflict));
  const SubjectId third = house.Person("Anna Kovacs", "01632 960003");
  Allowed(house.gate().Merge({.actor = house.worker, .purpose = "support"}, third, ana));
  EXPECT_THAT(Gone(ana), FailsWith(Code::kConflict));
  EXPECT_EQ(house.Count("SELECT COUNT(*) FROM purge"), 0);
}

TEST_P(VanishTest, AFailureAtAnyStepLeavesThePersonWholeOrNotThereAtAll) {
  const SubjectId ana = WithNotes("Ana Kovač", 3);
  Status last;
  FailEachStep(
      store(),
      [&](store::Store& failing) {
        gate::Gate gate({failing, house.keys(), house.notice(), house.clock(), house.random()});
        const bool there = house.Count("SELECT COUNT(*) FROM purge") == 0 &&
                           house.Count("SELECT COUNT(*) FROM subject") == 1;
        if (there) {
          const auto gone = Vanish(gate, {.subject = ana,
                                          .actor = house.officer,
                                          .purpose = "law.rights",
                                          .seen = std::nullopt,
                                          .file = std::nullopt});
          last = gone ? Status() : Status(std::unexpected(gone.error()));
          if (!last) return;
        }
        const auto finished = FinishVanishing(gate);
        last = finished ? Status() : Status(std::unexpected(finished.error()));
      },
      [&](int step) {
        EXPECT_THAT(last, FailsWith(Code::kUnavailable)) << step;
        const bool there = house.Count("SELECT COUNT(*) FROM subject") == 1;
        EXPECT_EQ(house.Count("SELECT COUNT(*) FROM search_token") > 0, there) << step;
        EXPECT_TRUE(!there || Rows(ana) == 4) << step;
        TearDown();
      });
  EXPECT_THAT(last, IsOk());
  EXPECT_EQ(Rows(ana), 0);
  EXPECT_EQ(house.Count("SELECT COUNT(*) FROM purge"), 0);
}

TEST_P(VanishTest, WhatWasAnothersIsNamedForABackupFromThen) {
  const SubjectId ben = house.Person("Ben Adeyemi", "01632 960002");
  const RecordId moved = house.Note(ben, "Prefers mornings.");
  const SubjectId ana = WithNotes("Ana Kovač", 1);
  Allowed(house.gate().MoveRecord({.actor = house.worker, .purpose = "support"}, moved, ben, ana));
  Allowed(Gone(ana));
  const auto last = store().Read([](store::ReadTx& tx) -> Result<keys::SealedEvent> {
    return TRY(keys::EventsAfter(tx, TRY(keys::LastEvent(tx)) - 1, 1)).front();
  });
  ASSERT_THAT(last, IsOk());
  const auto event = keys::OpenEvent(house.keys(), *last);
  ASSERT_THAT(event, IsOk());
  EXPECT_THAT(DecodeErased(event->body)->destroyed, testing::ElementsAre(moved));
}

TEST_P(VanishTest, RowsOfOneThatWereChangedFromOutsideKeepNobodyElses) {
  const SubjectId ana = WithNotes("Ana Kovač", 3);
  const SubjectId ben = WithNotes("Ben Adeyemi", 3);
  Allowed(Gone(ana));
  Allowed(Gone(ben));
  ASSERT_THAT(store().Write([&](store::Tx& tx) {
    return tx.Execute(
        "UPDATE record SET purpose = 'another' WHERE id IN (SELECT record FROM record_person WHERE "
        "subject = $1)",
        ana);
  }),
              IsOk());
  EXPECT_THAT(FinishVanishing(house.gate()), IsOkAndHolds(1));
  EXPECT_EQ(Rows(ben), 0);
  EXPECT_EQ(Rows(ana), 4);
  house.clock().Set("2036-12-20T09:00:00Z");
  EXPECT_EQ(Run(house.officer).stuck, 1);
  ASSERT_THAT(store().Write([&](store::Tx& tx) {
    return tx.Execute(
        "UPDATE record SET purpose = 'support' WHERE id IN (SELECT record FROM record_person WHERE "
        "subject = $1)",
        ana);
  }),
              IsOk());
  EXPECT_THAT(FinishVanishing(house.gate()), IsOkAndHolds(0));
}

TEST_P(VanishTest, WhoHasThousandsOfRecordsGoesThatWayWhenAllOfItIsDue) {
  const SubjectId ana = WithNotes("Ana Kovač", 620);
  house.clock().Set("2036-12-20T09:00:00Z");
  const SweepDone done = Run(house.officer);
  EXPECT_THAT(done.failed, IsEmpty());
  ASSERT_THAT(done.erased, SizeIs(1));
  EXPECT_TRUE(done.erased.front().person);
  EXPECT_EQ(Rows(ana), 0);
  EXPECT_EQ(house.Count("SELECT COUNT(*) FROM purge"), 0);
}

// Whose only record turned out to be another's: nothing is needed any more of what stands beside.
TEST_P(SweepTest, OfWhomNoRecordIsHeldAnyMoreTheRestGoesWhenSomebodyLooks) {
  const SubjectId ana = house.Person("Ana Kovač");
  const SubjectId ben = house.Person("Ben Adeyemi", "01632 960002");
  house.Consent(ana, consent::Kind::kGiven);
  MoveAway(ana, ben);
  house.clock().Set("2026-11-29T09:00:00Z");
  EXPECT_THAT(FindAll(), IsEmpty()) << "a wrong move can be put right for four weeks";
  house.clock().Set("2026-12-01T09:00:00Z");
  ASSERT_THAT(FindAll(), SizeIs(1));
  EXPECT_TRUE(FindAll().front().empty);
  EXPECT_EQ(FindDueSlowly(house.gate().context(), house.clock().Now())->size(), 1U);
  EXPECT_EQ(PlanSweep(house.notice(), FindAll(), By::kPerson).people, 1);
  EXPECT_EQ(PlanSweep(house.notice(), FindAll(), By::kProgram).people, 0);
  EXPECT_THAT(Run().erased, IsEmpty()) << "not unattended";
  const SweepDone done = Run(house.officer);
  ASSERT_THAT(done.erased, SizeIs(1));
  EXPECT_TRUE(done.erased.front().person);
  EXPECT_EQ(house.Count("SELECT COUNT(*) FROM subject"), 1);
  EXPECT_EQ(house.Count("SELECT COUNT(*) FROM consent_event"), 0);
  EXPECT_THAT(FindAll(), IsEmpty());
}

// An objection is remembered for whoever it is about, also while a wrong move is being cleared up.
TEST_P(SweepTest, OfWhomNoRecordIsHeldStaysWhoObjectedAndWhoeverReadWaitsForAnother) {
  const SubjectId ana = house.Person("Ana Kovač");
  const SubjectId ben = house.Person("Ben Adeyemi", "01632 960002");
  house.Texts(house.officer, "law.rights", ana);
  const EventId mark = EventId::New(house.random());
  ASSERT_THAT(house.Amend([&](const keys::Change& change) {
    return standing::Place(change, {.id = mark,
                                    .subject = ana,
                                    .kind = standing::Kind::kObjection,
                                    .scope = "newsletter",
                                    .ground = "marketing",
                                    .since = change.now,
                                    .until = std::nullopt});
  }),
              IsOk());
  MoveAway(ana, ben);
  house.clock().Set("2027-03-01T09:00:00Z");
  EXPECT_THAT(FindAll(), IsEmpty());
  EXPECT_THAT(Run(house.second_officer).erased, IsEmpty());
  ASSERT_THAT(
      house.Amend([&](const keys::Change& change) { return standing::Lift(change, ana, mark); }),
      IsOk());
  house.clock().Set("2027-04-01T09:00:00Z");
  const SweepDone reader = Run(house.officer);
  EXPECT_THAT(reader.erased, IsEmpty());
  EXPECT_EQ(reader.waiting, 1);
  EXPECT_THAT(Run(house.second_officer).erased, SizeIs(1));
}

// What names them is another's, and goes without a word to them.
TEST_P(SweepTest, WhoWasKeptByAMentionAloneIsFoundOnceItIsGone) {
  const SubjectId ana = house.Person("Ana Kovač");
  const SubjectId ben = house.Person("Ben Adeyemi", "01632 960002");
  house.Note({{ben, vault::Part::kAbout}, {ana, vault::Part::kMentions}}, "Ana saw it.");
  MoveAway(ana, ben);
  house.clock().Set("2026-12-01T09:00:00Z");
  Run();  // Ben's note is kept for 30 days
  EXPECT_THAT(FindAll(), IsEmpty());
  house.clock().Set("2026-12-05T09:00:00Z");
  Run();
  ASSERT_EQ(Notes(), 0);
  house.clock().Set("2027-01-05T09:00:00Z");
  ASSERT_THAT(FindAll(), SizeIs(1));
  EXPECT_EQ(FindAll().front().subject, ana);
}

}  // namespace
}  // namespace almoner::retention
