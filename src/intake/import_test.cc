#include "intake/import.h"

#include "intake/test_tables.h"
#include "retention/erase.h"
#include "support/failing_store.h"

namespace almoner::intake {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using testing::UnorderedElementsAre;

INSTANTIATE_ENGINES(ImportTest);

TEST_P(ImportTest, MakesPeopleRecordsAndConsents) {
  Give(std::string(kAna) + std::string(kBen));
  const Imported done = Do();
  EXPECT_TRUE(done.complete());
  EXPECT_EQ(done.people, 2);
  EXPECT_EQ(done.records, 4) << "contact details of both, a plan, a newsletter";
  EXPECT_EQ(done.consents, 2);
  const SubjectId ana = Whom("9990000018");
  EXPECT_THAT(house.Texts(house.worker, "support", ana),
              UnorderedElementsAre("Ana Kovač", "1941-06-03", "9990000018", "Shopping"));
  EXPECT_THAT(house.Texts(house.worker, "newsletter", ana),
              UnorderedElementsAre("ana@mail.example"));
  for (const vault::Record& record : house.Reveal(Allowed(
           house.gate().Open({.actor = house.worker, .purpose = "support", .subjects = {ana}})))) {
    EXPECT_EQ(record.content.source, "council");
    EXPECT_EQ(ToText(LondonDate(record.content.event_at)), "2026-10-30");
    EXPECT_EQ(record.content.author, house.worker);
  }
  EXPECT_THAT(
      house.gate().Open(
          {.actor = house.worker, .purpose = "newsletter", .subjects = {Whom("9990000026")}}),
      RefusedBy(gate::Rule::kConsent))
      << "Ben said no";
}

TEST_P(ImportTest, ADryRunWritesNothingButThatItWas) {
  Give(std::string(kAna) + "Cy,31/6/1950,9990000027,,Maybe,\n");
  const Looked looked = See(For());
  EXPECT_EQ(looked.rows, 2);
  EXPECT_EQ(looked.ready, 1);
  EXPECT_EQ(looked.bad, 1);
  ASSERT_THAT(looked.problems, SizeIs(3)) << "one for each cell";
  EXPECT_EQ(looked.problems[0].row, 3);
  EXPECT_EQ(looked.problems[0].column, "Born (B)");
  for (const Problem& problem : looked.problems) {
    EXPECT_THAT(std::string(problem.what.view()), Not(HasSubstr("9990000027")));
    EXPECT_THAT(std::string(problem.what.view()), Not(HasSubstr("Maybe")));
  }
  EXPECT_EQ(People(), 0);
  EXPECT_EQ(house.Count("SELECT COUNT(*) FROM intake_batch"), 0);
  EXPECT_EQ(house.Count("SELECT COUNT(*) FROM staff_trail"), 1);
}

TEST_P(ImportTest, WithAProblemNothingIsDoneUnlessTheGoodRowsAreWanted) {
  Give(std::string(kAna) + ",3/6/1950,,,,\n" + std::string(kBen) + "Di,,,,,a@b.example,more\n");
  const Imported none = Do();
  EXPECT_FALSE(none.batch);
  EXPECT_EQ(none.looked.bad, 2);
  EXPECT_EQ(People(), 0);
  Order order = For();
  order.good_rows = true;
  const Imported some = Do(order);
  EXPECT_EQ(some.people, 2);
  EXPECT_FALSE(some.complete());
}

TEST_P(ImportTest, MonthsBeforeDaysStopEverything) {
  Give("Ana,3/4/1941,,,,\nBen,3/27/1950,,,,\n");
  Order order = For();
  order.good_rows = true;
  const Imported done = Do(order);
  EXPECT_TRUE(done.looked.column_wide) << "3/4 may be 4 March";
  EXPECT_FALSE(done.batch);
  EXPECT_EQ(People(), 0);
}

TEST_P(ImportTest, WhatRestsOnAConsentIsTakenOnlyWithIt) {
  Give("Ana,3/4/1941,,,No,ana@mail.example\nBen,,,,,ben@mail.example\n");
  EXPECT_EQ(Do().looked.bad, 2);
}

TEST_P(ImportTest, WhoIsHereIsHeldBackAndDecidedByARow) {
  Give(kAna);
  Do();
  const SubjectId ana = Whom("9990000018");
  Give("Kovac Ana,1941-06-03,,Cooking,,\nAnn Other,,999-000-0018,,,\nAna Kovač,4/6/1941,,,,\n");
  const Imported held = Do();
  EXPECT_EQ(held.people, 1) << "born on another day";
  ASSERT_THAT(held.looked.held, SizeIs(2));
  for (const Held& one : held.looked.held) {
    EXPECT_EQ(one.why, Why::kHere);
    EXPECT_THAT(one.people, UnorderedElementsAre(ana));
  }
  Order order = For();
  order.choices.existing.emplace(2, ana);
  order.choices.another.insert(3);
  const Imported done = Do(order);
  EXPECT_EQ(done.looked.done, 1);
  EXPECT_EQ(done.people, 1);
  EXPECT_EQ(done.records, 2) << "a new person, and what Ana needs";
  EXPECT_THAT(house.Texts(house.worker, "support", ana), Contains("Cooking"));
  EXPECT_TRUE(Do(order).complete()) << "all of it is done";
  EXPECT_EQ(People(), 3);
}

TEST_P(ImportTest, WhomOneMayNotSeeIsNotTold) {
  Give(kAna);
  Do();
  Order order = For();
  order.actor = house.stranger;
  Give(std::string(kAna) + "\n");  // another file
  order.file = AsBytes(file_);
  EXPECT_THAT(See(order).held, IsEmpty()) << "Ana is in somebody else's caseload";
}

TEST_P(ImportTest, ARowThatRepeatsAnotherIsHeldBack) {
  Give(std::string(kAna) + "A. Kovac,,9990000018,,,\nkovač ANA,1941-06-03,,,,\n");
  const Imported done = Do();
  EXPECT_EQ(done.people, 1);
  ASSERT_THAT(done.looked.held, SizeIs(2));
  EXPECT_EQ(done.looked.held[0].why, Why::kRepeated);
  EXPECT_EQ(done.looked.held[0].before, 2);
}

TEST_P(ImportTest, WhoWasErasedStaysAwayUntilSomebodyDecides) {
  Give(kAna);
  const Imported first = Do();
  const SubjectId ana = Whom("9990000018");
  std::vector<RecordId> records;
  const auto made =
      store().Read([&](store::ReadTx& tx) { return MadeBy(tx, house.keys(), *first.batch); });
  for (const Made& one : made.value())
    if (one.record) records.push_back(*one.record);
  Allowed(retention::Erase(
      house.gate(),
      {.subject = ana, .actor = house.officer, .purpose = "law.rights", .records = records}));
  EXPECT_EQ(house.Count("SELECT COUNT(*) FROM intake_made WHERE subject IS NOT NULL"), 0);
  const Imported again = Do();
  EXPECT_EQ(again.looked.done, 1) << "the same import does not bring her back";
  EXPECT_EQ(People(), 0);
  Give(std::string(kAna) + "\n");
  const Looked tried = See(For());
  EXPECT_EQ(tried.ready, 1) << "nobody finds out by trying who was erased";
  EXPECT_EQ(tried.unsaid, 0);
  EXPECT_THAT(tried.held, IsEmpty());
  const Imported held = Do();
  EXPECT_EQ(held.people, 0);
  EXPECT_EQ(held.looked.unsaid, 1) << "how many, and not which";
  EXPECT_THAT(held.looked.held, IsEmpty());
  EXPECT_FALSE(held.complete());
  AlsoAnswersForRights(house.worker);
  const Imported other = Do();
  ASSERT_THAT(other.looked.held, SizeIs(1));
  EXPECT_EQ(other.looked.held[0].why, Why::kErased);
  Order order = For();
  order.choices.another.insert(2);
  EXPECT_EQ(Do(order).people, 1) << "she came back";
}

TEST_P(ImportTest, BrokenOffAnywhereItGoesOnAndDoesEachRowOnce) {
  Give(std::string(kAna) + std::string(kBen));
  std::optional<Result<std::expected<Imported, gate::Refused>>> last;
  const int steps = FailEachStep(
      store(),
      [&](store::Store& failing) {
        const auto gate = house.GateOver(failing);
        last = Import(*gate, For());
      },
      [&](int step) {
        EXPECT_THAT(*last, FailsWith(Code::kUnavailable)) << step;
        EXPECT_EQ(house.Count("SELECT COUNT(*) FROM intake_made WHERE what = 'person'"), People())
            << step;
        EXPECT_EQ(house.Count("SELECT COUNT(*) FROM intake_made WHERE record IS NOT NULL"),
                  Records())
            << step;
      });
  ASSERT_THAT(*last, IsOk());
  EXPECT_GT(steps, 10);
  EXPECT_EQ(People(), 2);
  EXPECT_EQ(Records(), 4);
  EXPECT_EQ(house.Count("SELECT COUNT(*) FROM consent_event"), 2);
  EXPECT_EQ(house.Count("SELECT COUNT(*) FROM intake_batch"), 1);
}

TEST_P(ImportTest, TheSameAgainDoesNothing) {
  Give(kAna);
  Do();
  const Imported again = Do();
  EXPECT_EQ(again.looked.done, 1);
  EXPECT_EQ(again.people, 0);
  EXPECT_TRUE(again.complete());
  EXPECT_EQ(People(), 1);
}

TEST_P(ImportTest, RowsAboutPeopleWhoAreHereFindThemOrAreHeldBack) {
  Give(std::string(kAna) + std::string(kBen));
  Do();
  const SubjectId ana = Whom("9990000018");
  constexpr std::string_view mapping = R"(about = "existing"
purpose = "support"
source = "family"
obtained = 2026-10-31
[[column]]
header = "NHS"
category = "contact-details"
field = "nhs-number"
match = true
[[column]]
header = "Note"
category = "support-notes"
field = "text"
[[column]]
header = "On"
category = "support-notes"
happened = true
[[column]]
header = "News"
consent = "newsletter"
yes = ["y"]
no = ["n"]
)";
  Give("9990000018,Slept well,29/10/2026,n\n9990000034,Who?,,\n,x,,\n", "NHS,Note,On,News\n");
  Order order = For(mapping);
  order.good_rows = true;
  const Imported done = Do(order);
  EXPECT_EQ(done.people, 0);
  EXPECT_EQ(done.records, 1);
  EXPECT_EQ(done.consents, 1);
  EXPECT_EQ(done.looked.bad, 1) << "a row about nobody";
  ASSERT_THAT(done.looked.held, SizeIs(1));
  EXPECT_EQ(done.looked.held[0].why, Why::kNobody);
  EXPECT_THAT(house.Texts(house.worker, "support", ana), Contains("Slept well"));
}

TEST_P(ImportTest, AnIdColumnTellsWhomARowIsAbout) {
  const SubjectId ana = house.Person("Ana Kovač");
  constexpr std::string_view mapping = R"(about = "existing"
purpose = "support"
obtained = 2026-10-31
[[column]]
header = "Person"
person = true
[[column]]
header = "Note"
category = "support-notes"
field = "text"
)";
  Give(ana.text() + ",Came early\n" + StaffId::New(house.random()).text() + ",Nobody's\nx,y\n",
       "Person,Note\n");
  Order order = For(mapping);
  order.good_rows = true;
  const Imported done = Do(order);
  EXPECT_EQ(done.records, 1);
  EXPECT_EQ(done.looked.bad, 1);
  ASSERT_THAT(done.refused, SizeIs(1));
  EXPECT_EQ(done.refused[0].row, 3);
}

TEST_P(ImportTest, WhoMayNotWriteIsRefusedWithTheClause) {
  Give(kAna);
  Order order = For();
  order.actor = house.receptionist;
  const Looked looked = See(order);
  ASSERT_FALSE(looked.findings.empty());
  EXPECT_FALSE(looked.findings[0].words.what.empty());
  EXPECT_EQ(People(), 0);
}

TEST_P(ImportTest, BadFilesAndMappingsFailWithoutATrace) {
  Give("\"open\n");
  EXPECT_THAT(Look(house.gate(), For()), FailsWith(Code::kInvalid));
  Give("", "");
  EXPECT_THAT(Look(house.gate(), For()), FailsWith(Code::kInvalid));
  EXPECT_THAT(Look(house.gate(), For("kind = 1")), FailsWith(Code::kInvalid));
  EXPECT_EQ(house.Count("SELECT COUNT(*) FROM staff_trail"), 0);
}

TEST_P(ImportTest, RowsThatWereChangedFromOutsideAreNotTrusted) {
  Give(kAna);
  Do();
  EXPECT_THAT(store().Read([&](store::ReadTx& tx) { return CheckBatches(tx, house.keys()); }),
              IsOk());
  ASSERT_THAT(store().Write([](store::Tx& tx) {
    return tx.Execute("UPDATE intake_made SET line = 9 WHERE what = 'person'");
  }),
              IsOk());
  EXPECT_THAT(store().Read([&](store::ReadTx& tx) { return CheckBatches(tx, house.keys()); }),
              FailsWith(Code::kCorrupt));
  EXPECT_THAT(Look(house.gate(), For()), FailsWith(Code::kCorrupt));
}

}  // namespace
}  // namespace almoner::intake
