#include "retention/erase.h"

#include <algorithm>

#include "audit/verify_log.h"
#include "safety/reaching.h"
#include "support/documents.h"
#include "support/failing_store.h"
#include "support/house.h"
#include "vault/generation.h"

namespace almoner::retention {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

TEST(MaskNames, TakesOutWholeWordsInAnyCaseAndAccent) {
  const std::vector<std::string> names = {"Ana Kovač", "01632 960001"};
  EXPECT_EQ(MaskNames("ANA KOVAC rang; Ana's tea. Banana stays.", names),
            "[removed] [removed] rang; [removed] tea. Banana stays.");
  EXPECT_EQ(MaskNames("Kovač, (Ana)", names), "[removed], ([removed])");
  EXPECT_EQ(MaskNames("", names), "");
  EXPECT_EQ(MaskNames("nothing here", {}), "nothing here");
}

class EraseTest : public HouseTest {
 protected:
  std::vector<RecordId> About(const SubjectId& person) {
    const auto items = store().Read([&](store::ReadTx& tx) {
      return Review(tx, house.keys(), house.notice(), person, house.clock().Now());
    });
    std::vector<RecordId> records;
    for (const Item& item : items.value())
      if (item.part == vault::Part::kAbout) records.push_back(item.record);
    return records;
  }
  RecordId Document(const std::vector<vault::Person>& people) {
    return Allowed(house.gate().AddDocument(
                       {.actor = house.worker, .purpose = "support"},
                       {"support-notes", House::Text("document", "Letter for Ana"), people},
                       {"application/pdf", SourceOf(LongText(1000))}))
        .record;
  }
  Bytes Read(const RecordId& record) {
    Bytes bytes;
    Allowed(house.gate().GiveDocument({.actor = house.officer, .purpose = "law.rights"}, record,
                                      Into(bytes)));
    return bytes;
  }
  Erased Forget(const SubjectId& person) {
    return Allowed(Erase(house.gate(), {.subject = person,
                                        .actor = house.officer,
                                        .purpose = "law.rights",
                                        .records = About(person)}));
  }
  void Hold(const SubjectId& person, std::string kind) {
    hold_ = Allowed(PlaceHold(house.gate(), *law::LoadAccountability(), house.worker, "support",
                              {.subject = person,
                               .kind = std::move(kind),
                               .record = {},
                               .category = {},
                               .review = *ParseDate("2027-02-01"),
                               .why = Personal(std::string("Her solicitor wrote to us."))}));
  }
  void Release(const SubjectId& person) {
    Allowed(LiftHold(house.gate(), house.officer, {person, *hold_},
                     Personal(std::string("The claim was withdrawn."))));
  }
  std::optional<EventId> hold_;
  std::int64_t RowsNaming(const SubjectId& person) {
    const auto count = store().Read([&](store::ReadTx& tx) -> Result<std::int64_t> {
      std::int64_t total = 0;
      for (const store::Row& row :
           TRY(tx.Query("SELECT COUNT(*) FROM subject WHERE id = $1 UNION ALL SELECT COUNT(*) FROM "
                        "record_person WHERE subject = $1 "
                        "UNION ALL SELECT COUNT(*) FROM search_token WHERE subject = $1 UNION ALL "
                        "SELECT COUNT(*) FROM trail WHERE subject = $1 "
                        "UNION ALL SELECT COUNT(*) FROM consent_event WHERE subject = $1 UNION ALL "
                        "SELECT COUNT(*) FROM standing WHERE subject = $1 "
                        "UNION ALL SELECT COUNT(*) FROM wrapped_key WHERE owner = $1 UNION ALL "
                        "SELECT COUNT(*) FROM assignment WHERE target = $1 "
                        "UNION ALL SELECT COUNT(*) FROM file WHERE subject = $1",
                        person)))
        total += TRY(row.Int(0));
      return total;
    });
    return count.value();
  }
};
INSTANTIATE_ENGINES(EraseTest);

TEST_P(EraseTest, APersonGoesEntirelyAndNothingNamesThemAnyMore) {
  const SubjectId ana = house.Person("Ana Kovač");
  house.Note(ana, "Slept well.");
  house.Consent(ana, consent::Kind::kGiven);
  EXPECT_THAT(house.Amend([&](const keys::Change& change) {
    return safety::Put(change, ana, {.marker = safety::Marker{.how = "Ring."}, .needs = {}});
  }),
              IsOk());
  ASSERT_GT(RowsNaming(ana), 0);
  const Erased erased = Forget(ana);
  EXPECT_TRUE(erased.person);
  EXPECT_EQ(house.Count("SELECT COUNT(*) FROM reaching"), 0);
  EXPECT_EQ(erased.records, 2);
  EXPECT_EQ(RowsNaming(ana), 0);
  EXPECT_THAT(house.gate().Open({.actor = house.worker, .purpose = "support", .subjects = {ana}}),
              FailsWith(Code::kNotFound));
}

TEST_P(EraseTest, WhoWasMergedIntoThePersonGoesWithThem) {
  const SubjectId twin = house.Person("Anna Kovac", "01632 960002");
  const SubjectId ana = house.Person("Ana Kovač");
  house.Consent(twin, consent::Kind::kGiven);
  almoner::Allowed(house.gate().Merge({.actor = house.worker, .purpose = "support"}, twin, ana));
  EXPECT_TRUE(Forget(ana).person);
  EXPECT_EQ(RowsNaming(ana), 0);
  EXPECT_EQ(RowsNaming(twin), 0);
}

TEST_P(EraseTest, ANoteAboutTwoStaysForTheOtherWithTheNameTakenOut) {
  const SubjectId ana = house.Person("Ana Kovač");
  const SubjectId ben = house.Person("Ben Adeyemi", "01632 960002");
  house.Note({{ana, vault::Part::kAbout}, {ben, vault::Part::kAbout}},
             "Ana and Ben walk together; Kovač rang on 01632.");
  const Erased erased = Forget(ana);
  EXPECT_EQ(erased.masked, 1);
  EXPECT_THAT(house.Texts(house.worker, "support", ben),
              Contains("[removed] and Ben walk together; [removed] rang on [removed]."));
}

TEST_P(EraseTest, ADocumentGoesWithItsRecordAndItsFileWithThem) {
  const SubjectId ana = house.Person("Ana Kovač");
  const SubjectId ben = house.Person("Ben Adeyemi", "01632 960002");
  Document({{ana, vault::Part::kAbout}});
  const RecordId bens = Document({{ben, vault::Part::kAbout}});
  ASSERT_EQ(FilesBelow(house.document_folder()).size(), 2U);
  const Erased erased = Forget(ana);
  EXPECT_EQ(erased.documents, 1);
  EXPECT_EQ(erased.documents_kept, 0);
  EXPECT_EQ(FilesBelow(house.document_folder()).size(), 1U);
  EXPECT_EQ(house.Count("SELECT COUNT(*) FROM document_gone"), 0);
  EXPECT_EQ(Read(bens), LongText(1000));
  EXPECT_TRUE(vault::CheckDocuments(store(), house.keys(), house.documents(), vault::Depth::kWhole)
                  ->good());
}

TEST_P(EraseTest, ADocumentAboutTwoStaysForTheOtherAsItIsAndThatIsTold) {
  const SubjectId ana = house.Person("Ana Kovač");
  const SubjectId ben = house.Person("Ben Adeyemi", "01632 960002");
  const RecordId both = Document({{ana, vault::Part::kAbout}, {ben, vault::Part::kAbout}});
  const RecordId mentions = Document({{ben, vault::Part::kAbout}, {ana, vault::Part::kMentions}});
  const Erased erased = Forget(ana);
  EXPECT_TRUE(erased.person);
  EXPECT_EQ(erased.documents, 0);
  EXPECT_EQ(erased.documents_kept, 2);
  EXPECT_EQ(Read(both), LongText(1000));
  EXPECT_EQ(Read(mentions), LongText(1000));
  EXPECT_THAT(house.Texts(house.worker, "support", ben), Contains("Letter for [removed]"));
  EXPECT_EQ(Forget(ben).documents, 2);
  EXPECT_THAT(FilesBelow(house.document_folder()), IsEmpty());
}

TEST_P(EraseTest, AFileThatCannotBeUnlinkedNowIsUnreadableAndGoesLater) {
  const SubjectId ana = house.Person("Ana Kovač");
  Document({{ana, vault::Part::kAbout}});
  const auto file = FilesBelow(house.document_folder()).front();
  // A folder that is not empty, in the file's place: nobody can unlink it, not even root.
  std::filesystem::remove(file);
  std::filesystem::create_directories(file / "in-the-way");
  EXPECT_TRUE(Forget(ana).person);
  EXPECT_EQ(house.Count("SELECT COUNT(*) FROM document"), 0);
  EXPECT_EQ(house.Count("SELECT COUNT(*) FROM document_gone"), 1);
  EXPECT_FALSE(vault::UnlinkGone(store(), house.documents()));
  std::filesystem::remove_all(file);
  EXPECT_THAT(vault::UnlinkGone(store(), house.documents()), IsOkAndHolds(1));
  EXPECT_EQ(house.Count("SELECT COUNT(*) FROM document_gone"), 0);
}

// Whatever statement fails: either the document is there and opens, or its file is gone or will be.
TEST_P(EraseTest, AFailureAtAnyStepLeavesTheDocumentReadableOrOnItsWayOut) {
  const SubjectId ana = house.Person("Ana Kovač");
  const RecordId record = Document({{ana, vault::Part::kAbout}});
  const auto records = About(ana);
  FailEachStep(
      store(),
      [&](store::Store& failing) {
        const auto gate = house.GateOver(failing);
        if (About(ana).empty()) return;
        static_cast<void>(Erase(
            *gate,
            {.subject = ana, .actor = house.officer, .purpose = "law.rights", .records = records}));
      },
      [&](int step) {
        if (house.Count("SELECT COUNT(*) FROM document") == 1) {
          EXPECT_EQ(Read(record), LongText(1000)) << step;
        } else {
          EXPECT_EQ(house.Count("SELECT COUNT(*) FROM document_gone"), 1) << step;
        }
      });
  EXPECT_THAT(vault::UnlinkGone(store(), house.documents()), IsOk());
  EXPECT_THAT(FilesBelow(house.document_folder()), IsEmpty());
}

TEST_P(EraseTest, AnothersNoteThatMentionsThemIsMaskedWhenTheyGo) {
  const SubjectId ana = house.Person("Ana Kovač");
  const SubjectId ben = house.Person("Ben Adeyemi", "01632 960002");
  house.Note({{ben, vault::Part::kAbout}, {ana, vault::Part::kMentions}},
             "His neighbour Ana Kovač helps.");
  EXPECT_THAT(house.Texts(house.worker, "support", ben),
              Contains("His neighbour Ana Kovač helps."));
  Forget(ana);
  EXPECT_THAT(house.Texts(house.worker, "support", ben),
              Contains("His neighbour [removed] [removed] helps."));
}

TEST_P(EraseTest, LessThanAPersonLeavesTheRestAndANewGenerationSealsIt) {
  const SubjectId ana = house.Person("Ana Kovač");
  const RecordId note = house.Note(ana, "Slept well.");
  const Erased erased = Allowed(
      Erase(house.gate(),
            {.subject = ana, .actor = house.officer, .purpose = "law.rights", .records = {note}}));
  EXPECT_FALSE(erased.person);
  EXPECT_THAT(house.Texts(house.worker, "support", ana), Not(Contains("Slept well.")));
  ASSERT_OK_AND(const auto due,
                store().Read([](store::ReadTx& tx) { return vault::ResealDue(tx); }));
  EXPECT_THAT(due, testing::ElementsAre(ana));
  ASSERT_THAT(vault::Renew(store(), house.keys(), ana), IsOk());
  EXPECT_EQ(house.Count("SELECT MIN(generation) FROM wrapped_key WHERE kind = 'data' AND owner IN "
                        "(SELECT id FROM subject)"),
            2);
  EXPECT_THAT(house.Texts(house.worker, "support", ana), Contains("Ana Kovač"));
}

TEST_P(EraseTest, WhatTiedStaffToSomeoneGoesWithThemAndTheLogSaysSo) {
  const SubjectId ana = house.Person("Ana Kovač");
  ASSERT_THAT(house.Amend([&](const keys::Change& change) -> Status {
    TRY(staff::Enrol(change, ana, staff::AssignmentKind::kService, "day-centre"));
    return staff::CloseRecord(change, house.receptionist, ana, staff::Closed::kConflict);
  }),
              IsOk());
  Allowed(house.gate().Open(
      {.actor = house.stranger, .subjects = {ana}, .break_glass = gate::BreakGlass::kEmergency}));
  Allowed(house.gate().PlaceMark({.actor = house.officer, .purpose = "law.rights"},
                                 house.Mark(ana, standing::Kind::kRestriction)));
  house.clock().Set("2034-11-03T09:00:00Z");
  EXPECT_TRUE(Forget(ana).person);
  for (const Literal left :
       {Literal("SELECT COUNT(*) FROM enrolment"), Literal("SELECT COUNT(*) FROM closed_relation"),
        Literal("SELECT COUNT(*) FROM break_glass"), Literal("SELECT COUNT(*) FROM standing"),
        Literal("SELECT COUNT(*) FROM assignment")})
    EXPECT_EQ(house.Count(left), 0) << left.view();
}

TEST_P(EraseTest, SomeoneWhomHundredsOfOthersRecordsMentionGoesEntirely) {
  const SubjectId ana = house.Person("Ana Kovač");
  const SubjectId ben = house.Person("Ben Adeyemi", "01632 960002");
  constexpr int kMentions = 420;
  for (int i = 0; i < kMentions; ++i)
    house.Note({{ben, vault::Part::kAbout}, {ana, vault::Part::kMentions}}, "Ana helps.");
  house.clock().Set("2034-11-03T09:00:00Z");
  const auto erased = Allowed(Erase(house.gate(), {.subject = ana,
                                                   .actor = std::nullopt,
                                                   .purpose = "law.retention",
                                                   .records = About(ana),
                                                   .file = std::nullopt}));
  EXPECT_TRUE(erased.person);
  EXPECT_EQ(house.Count("SELECT COUNT(*) FROM record_person WHERE part = 'mentions'"), 0);
  EXPECT_EQ(house.Count("SELECT COUNT(*) FROM record WHERE category = 'support-notes'"), kMentions);
}

TEST_P(EraseTest, AHoldKeepsWhatIsDueAndLiftingItLetsItGo) {
  const SubjectId ana = house.Person("Ana Kovač");
  const standing::Mark hold = house.Mark(ana, standing::Kind::kHold);
  Allowed(house.gate().PlaceMark({.actor = house.officer, .purpose = "law.rights"}, hold));
  house.clock().Set("2034-11-03T09:00:00Z");
  EXPECT_THAT(FindDue(house.gate().context(), house.clock().Now()), IsOkAndHolds(IsEmpty()));
  ASSERT_THAT(house.Amend([&](const keys::Change& change) -> Status {
    const auto marks = TRY(standing::History(change.tx, change.keys, ana));
    return standing::Lift(change, ana, marks.front().id);
  }),
              IsOk());
  EXPECT_THAT(FindDue(house.gate().context(), house.clock().Now()),
              IsOkAndHolds(testing::SizeIs(1)));
}

TEST_P(EraseTest, AHoldThatCameAfterThePlanStopsWhatDestroys) {
  const SubjectId ana = house.Person("Ana Kovač");
  const auto records = About(ana);
  const auto erase = [&] {
    return Erase(
        house.gate(),
        {.subject = ana, .actor = std::nullopt, .purpose = "law.retention", .records = records});
  };
  EXPECT_THAT(erase(), FailsWith(Code::kConflict)) << "not due yet";
  house.clock().Set("2034-11-03T09:00:00Z");
  Allowed(house.gate().PlaceMark({.actor = house.officer, .purpose = "law.rights"},
                                 house.Mark(ana, standing::Kind::kHold)));
  EXPECT_THAT(erase(), FailsWith(Code::kConflict));
  EXPECT_EQ(About(ana), records);
}

TEST_P(EraseTest, WhatNamesSomeoneGoesLastSoThatOthersRecordsCanStillBeMasked) {
  const SubjectId ana = house.Person("Ana Kovač");
  house.clock().Advance(std::chrono::hours(1));
  house.Note(ana, "Slept well.");
  house.clock().Set("2034-11-03T09:00:00Z");
  ASSERT_OK_AND(const auto due, FindDue(house.gate().context(), house.clock().Now()));
  ASSERT_EQ(due.size(), 1U);
  const std::vector<RecordId> oldest_first = About(ana);
  EXPECT_THAT(due.front().records, testing::ElementsAre(oldest_first[1], oldest_first[0]));
}

TEST_P(EraseTest, NothingIsDueOnTheLastDayAndEverythingOnTheNext) {
  house.Person("Ana Kovač");
  house.clock().Set("2034-11-02T23:59:59Z");
  EXPECT_THAT(FindDue(house.gate().context(), house.clock().Now()), IsOkAndHolds(IsEmpty()));
  house.clock().Set("2034-11-03T00:00:00Z");
  EXPECT_THAT(FindDue(house.gate().context(), house.clock().Now()),
              IsOkAndHolds(testing::SizeIs(1)));
}

TEST_P(EraseTest, AStrangerOrASupportWorkerCannotErase) {
  const SubjectId ana = house.Person("Ana Kovač");
  EXPECT_THAT(
      Erase(
          house.gate(),
          {.subject = ana, .actor = house.worker, .purpose = "law.rights", .records = About(ana)}),
      RefusedBy(gate::Rule::kRole));
  EXPECT_THAT(
      Erase(house.gate(),
            {.subject = ana, .actor = std::nullopt, .purpose = "support", .records = About(ana)}),
      RefusedBy(gate::Rule::kPurpose));
  EXPECT_THAT(
      Erase(house.gate(),
            {.subject = ana, .actor = house.officer, .purpose = "law.rights", .records = {}}),
      FailsWith(Code::kInvalid));
}

TEST_P(EraseTest, AFailureAtAnyStepForgetsNothingByHalf) {
  const SubjectId ana = house.Person("Ana Kovač");
  house.Note(ana, "Slept well.");
  const auto records = About(ana);
  const std::int64_t rows = RowsNaming(ana);
  Status last;
  FailEachStep(
      store(),
      [&](store::Store& failing) {
        gate::Gate gate({failing, house.keys(), house.notice(), house.clock(), house.random()});
        const auto erased = Erase(
            gate,
            {.subject = ana, .actor = house.officer, .purpose = "law.rights", .records = records});
        last = erased ? Status() : Status(std::unexpected(erased.error()));
      },
      [&](int step) {
        EXPECT_THAT(last, FailsWith(Code::kUnavailable)) << step;
        EXPECT_EQ(house.Count("SELECT COUNT(*) FROM record"), 2) << step;
        EXPECT_GE(RowsNaming(ana), rows) << step;  // a reading that came before leaves its trail
      });
  EXPECT_THAT(last, IsOk());
  EXPECT_EQ(RowsNaming(ana), 0);
}

// Whose only record turned out to be another's.
TEST_P(EraseTest, SomebodyOfWhomThereIsNoRecordGoesWithAllThatStandsBeside) {
  const SubjectId ana = house.Person("Ana Kovač");
  const SubjectId ben = house.Person("Ben Adeyemi", "01632 960002");
  house.Consent(ana, consent::Kind::kGiven);
  const EraseOrder nothing{
      .subject = ana, .actor = house.officer, .purpose = "law.rights", .records = {}};
  EXPECT_THAT(Erase(house.gate(), nothing), FailsWith(Code::kInvalid)) << "there is a record";
  Allowed(house.gate().MoveRecord({.actor = house.worker, .purpose = "support"}, About(ana).front(),
                                  ana, ben));
  ASSERT_GT(RowsNaming(ana), 0);
  Hold(ana, "legal-claim");
  EXPECT_THAT(Erase(house.gate(), nothing), FailsWith(Code::kConflict)) << "held";
  house.clock().Set("2028-01-01T09:00:00Z");
  Release(ana);
  const Erased erased = Allowed(Erase(house.gate(), nothing));
  EXPECT_TRUE(erased.person);
  EXPECT_EQ(erased.records, 0);
  EXPECT_EQ(RowsNaming(ana), 0);
  EXPECT_EQ(house.Count("SELECT COUNT(*) FROM life_event"), 0);
}

}  // namespace
}  // namespace almoner::retention
