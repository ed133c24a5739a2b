#include "intake/undo.h"

#include "intake/test_tables.h"
#include "support/failing_store.h"

namespace almoner::intake {
namespace {

using testing::Contains;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

class UndoTest : public ImportTest {
 protected:
  std::vector<ToTell> Due() {
    const auto statute = law::Statute::Load();
    const auto people = WhomToTell(house.gate().context(), statute.value());
    return people.value();
  }
};
INSTANTIATE_ENGINES(UndoTest);

TEST_P(UndoTest, EverythingIsGoneAndMayComeAgain) {
  Give(std::string(kAna) + std::string(kBen));
  const Imported done = Do();
  const Undone undone = Back(*done.batch);
  EXPECT_EQ(undone.people, 2);
  EXPECT_EQ(undone.records, 4);
  EXPECT_THAT(undone.left, IsEmpty());
  EXPECT_EQ(People(), 0);
  EXPECT_EQ(Records(), 0);
  EXPECT_EQ(house.Count("SELECT COUNT(*) FROM consent_event"), 0);
  EXPECT_EQ(house.Count("SELECT COUNT(*) FROM suppression"), 0) << "nobody asked to be forgotten";
  const Imported again = Do();
  EXPECT_EQ(again.people, 2);
  EXPECT_NE(again.batch, done.batch);
}

TEST_P(UndoTest, AnImportThatRunsMeanwhileMakesNothingMoreAndLeavesNothing) {
  Give(std::string(kAna) + std::string(kBen) + "Cy Dunn,,,,,\nDi Eve,,,,,\n");
  Order order = For();
  std::optional<Undone> undone;
  order.progress = [&](Literal what, double) {
    if (what.view() != "importing" || undone || People() < 2) return;
    const auto batches = store().Read([&](store::ReadTx& tx) { return Batches(tx, house.keys()); });
    undone = Back(batches->front().id);
  };
  EXPECT_THAT(Import(house.gate(), order), FailsWith(Code::kConflict));
  ASSERT_TRUE(undone);
  EXPECT_EQ(undone->people, 2);
  EXPECT_EQ(People(), 0);
  EXPECT_EQ(Records(), 0);
  EXPECT_EQ(house.Count("SELECT COUNT(*) FROM intake_batch WHERE undone IS NULL"), 0);
  EXPECT_EQ(Do().people, 4) << "the file may come again";
}

TEST_P(UndoTest, WhoWasUsedSinceStays) {
  Give(std::string(kAna) + std::string(kBen) + "Cy Dunn,,,,,\nDi Eve,,,,,\n");
  const Imported done = Do();
  const auto people = MadePeople(*done.batch);
  ASSERT_THAT(people, SizeIs(4));
  house.Texts(house.worker, "support", people[0]);
  house.Note(people[1], "Slept well.");
  almoner::Allowed(house.gate().PlaceMark({.actor = house.worker, .purpose = "support"},
                                          house.Mark(people[2], standing::Kind::kRestriction)));
  const Undone undone = Back(*done.batch);
  EXPECT_EQ(undone.people, 1);
  ASSERT_THAT(undone.left, SizeIs(3));
  EXPECT_EQ(People(), 3);
  EXPECT_THAT(house.Texts(house.worker, "support", people[0]), Contains("Ana Kovač"));
}

TEST_P(UndoTest, SomebodyWhoWasHereKeepsWhatTheyHadBefore) {
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
[[column]]
header = "News"
consent = "newsletter"
yes = ["y"]
)";
  Give(ana.text() + ",Wrong file,y\n", "Person,Note,News\n");
  const Imported done = Do(For(mapping));
  ASSERT_TRUE(done.complete());
  const Undone undone = Back(*done.batch);
  EXPECT_EQ(undone.people, 0);
  EXPECT_EQ(undone.records, 1);
  EXPECT_EQ(undone.consents, 1);
  EXPECT_THAT(house.Texts(house.worker, "support", ana), Contains("Ana Kovač"));
  EXPECT_THAT(house.Texts(house.worker, "support", ana), Not(Contains("Wrong file")));
  EXPECT_THAT(
      house.gate().Open({.actor = house.worker, .purpose = "newsletter", .subjects = {ana}}),
      RefusedBy(gate::Rule::kConsent));
}

TEST_P(UndoTest, BrokenOffAnywhereItComesToTheSameEnd) {
  Give(kAna);
  const Imported done = Do();
  std::optional<Result<std::expected<Undone, gate::Refused>>> last;
  FailEachStep(
      store(),
      [&](store::Store& failing) {
        const auto gate = house.GateOver(failing);
        last = Undo(*gate, house.officer, *done.batch, [](Literal, double) {});
      },
      [&](int step) {
        // What is only tidied up behind an erasure may fail unseen: upkeep does it again.
        if (*last) return;
        EXPECT_THAT(*last, FailsWith(Code::kUnavailable)) << step;
      });
  ASSERT_THAT(*last, IsOk());
  EXPECT_EQ(People(), 0);
  EXPECT_EQ(house.Count("SELECT COUNT(*) FROM intake_batch WHERE undone IS NOT NULL"), 1);
}

TEST_P(UndoTest, OnlyWhoAnswersForRightsMay) {
  Give(kAna);
  const Imported done = Do();
  EXPECT_THAT(Undo(house.gate(), house.worker, *done.batch, [](Literal, double) {}),
              RefusedBy(gate::Rule::kRole));
  EXPECT_THAT(
      Undo(house.gate(), house.officer, EventId::New(house.random()), [](Literal, double) {}),
      FailsWith(Code::kNotFound));
  EXPECT_EQ(People(), 1);
}

TEST_P(UndoTest, PeopleOfWhomOthersToldAreToBeToldWithinAMonth) {
  Give(std::string(kAna) + std::string(kBen));
  const Imported done = Do();
  auto due = Due();
  ASSERT_THAT(due, SizeIs(2));
  EXPECT_EQ(ToText(due[0].due), "2026-11-30") << "a month from 30 October";
  EXPECT_FALSE(due[0].overdue);
  house.clock().Set("2026-12-01T00:10:00Z");
  EXPECT_TRUE(Due()[0].overdue);
  ASSERT_THAT(house.Amend([&](const keys::Change& change) {
    return versions::Tell(change, {.subject = due[0].subject,
                                   .hash = house.notice().hash,
                                   .channel = "letter",
                                   .at = change.now,
                                   .staff = house.worker});
  }),
              IsOk());
  EXPECT_THAT(Due(), SizeIs(1));
  Back(*done.batch);
  EXPECT_THAT(Due(), IsEmpty());
}

TEST_P(UndoTest, WhoGaveItThemselvesKnew) {
  std::string mapping(kMapping);
  mapping.replace(mapping.find("council"), 7, "self");
  Give(kAna);
  ASSERT_TRUE(Do(For(mapping)).complete());
  EXPECT_THAT(Due(), IsEmpty());
}

}  // namespace
}  // namespace almoner::intake
