#include <filesystem>

#include "support/documents.h"
#include "support/failing_store.h"
#include "support/house.h"

namespace almoner::gate {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using vault::Depth;

class DocumentTest : public HouseTest {
 protected:
  static NewRecord About(const std::vector<vault::Person>& people,
                         const std::string& name = "Letter from the hospital") {
    return {"support-notes", House::Text("document", name), people};
  }
  Outcome<Gate::Recorded> Add(Gate& gate, const NewRecord& record, Bytes bytes) {
    return gate.AddDocument({.actor = house.worker, .purpose = "support"}, record,
                            {"application/pdf", SourceOf(std::move(bytes))});
  }
  RecordId Added(const SubjectId& person, Bytes bytes) {
    return Allowed(Add(house.gate(), About({{person, vault::Part::kAbout}}), std::move(bytes)))
        .record;
  }
  Outcome<Given> Give(const RecordId& record, const vault::Sink& sink) {
    return house.gate().GiveDocument({.actor = house.worker, .purpose = "support"}, record, sink);
  }
  Bytes Read(const RecordId& record) {
    Bytes bytes;
    Allowed(Give(record, Into(bytes)));
    return bytes;
  }
  vault::DocumentReport Check(Depth depth = Depth::kWhole) {
    auto report = vault::CheckDocuments(store(), house.keys(), house.documents(), depth);
    EXPECT_THAT(report, IsOk());
    return *std::move(report);
  }
  std::vector<fs::path> Files() { return FilesBelow(house.document_folder()); }
  std::int64_t Entries(Literal outcome) {
    const auto count = store().Read([&](store::ReadTx& tx) -> Result<std::int64_t> {
      return TRY(tx.One(
                     "SELECT COUNT(*) FROM trail WHERE action = 'document.read' AND outcome = $1",
                     outcome.view()))
          .Int(0);
    });
    return count.value();
  }
};
INSTANTIATE_ENGINES(DocumentTest);

TEST_P(DocumentTest, IsReadBackByWhomTheNoticeLetsReadItAndEachReadingIsRecorded) {
  const SubjectId ana = house.Person("Ana Kovač");
  const Bytes text = LongText(3 * vault::kDocumentPart + 5);
  const RecordId record = Added(ana, text);
  Bytes given;
  const Given told = Allowed(Give(record, Into(given)));
  EXPECT_EQ(given, text);
  EXPECT_EQ(told.document.media, "application/pdf");
  EXPECT_EQ(told.document.size, text.size());
  EXPECT_EQ(told.document.sha256, crypto::Sha256(text));
  EXPECT_EQ(house.Count("SELECT COUNT(*) FROM trail WHERE action = 'record.read'"), 1);
  EXPECT_THAT(house.Texts(house.worker, "support", ana),
              testing::Contains("Letter from the hospital"));
}

TEST_P(DocumentTest, IsTakenOnlyWhereTheNoticeHasAPlaceForIt) {
  const SubjectId ana = house.Person("Ana Kovač");
  const std::vector<vault::Person> about = {{ana, vault::Part::kAbout}};
  const Ask ask{.actor = house.worker, .purpose = "support"};
  const auto add = [&](const NewRecord& record, const std::string& media) {
    return house.gate().AddDocument(ask, record, {media, SourceOf(ToBytes("x"))});
  };
  EXPECT_THAT(add({"contact-details", House::Text("name", "x"), about}, "application/pdf"),
              FailsWith(Code::kInvalid));
  EXPECT_THAT(add({"no-such", {}, about}, "application/pdf"), FailsWith(Code::kInvalid));
  for (const char* media :
       {"", "pdf", "application/", "/pdf", "Application/PDF", "a/b/c", "a/b; c"})
    EXPECT_THAT(add(About(about), media), FailsWith(Code::kInvalid)) << media;
  EXPECT_THAT(add(About({}), "application/pdf"), FailsWith(Code::kInvalid));
  EXPECT_THAT(house.gate().AddRecord(ask, About(about)), FailsWith(Code::kInvalid))
      << "a name of a document that is not there";
  EXPECT_THAT(Files(), IsEmpty());
}

TEST_P(DocumentTest, WithoutANameIsCalledByItsKind) {
  const SubjectId ana = house.Person("Ana Kovač");
  Allowed(Add(house.gate(), {"support-notes", {}, {{ana, vault::Part::kAbout}}}, ToBytes("x")));
  EXPECT_THAT(house.Texts(house.worker, "support", ana), testing::Contains("application/pdf"));
}

TEST_P(DocumentTest, WhoIsRefusedIsNotReadFromAndLeavesNoFile) {
  const SubjectId ana = house.Person("Ana Kovač");
  bool read = false;
  const auto added = house.gate().AddDocument(
      {.actor = house.stranger, .purpose = "support"}, About({{ana, vault::Part::kAbout}}),
      {"application/pdf", [&](std::span<std::uint8_t>) -> Result<std::size_t> {
         read = true;
         return 0;
       }});
  EXPECT_THAT(added, RefusedBy(Rule::kAssignment));
  EXPECT_FALSE(read);
  EXPECT_THAT(Files(), IsEmpty());
  EXPECT_EQ(house.Count("SELECT COUNT(*) FROM trail WHERE outcome = 'refused'"), 1);
}

TEST_P(DocumentTest, WhoMayNotReadTheRecordMayNotReadItsDocument) {
  const SubjectId ana = house.Person("Ana Kovač");
  const RecordId record = Added(ana, LongText(10));
  Bytes given;
  EXPECT_THAT(house.gate().GiveDocument({.actor = house.stranger, .purpose = "support"}, record,
                                        Into(given)),
              RefusedBy(Rule::kAssignment));
  EXPECT_THAT(house.gate().GiveDocument({.actor = house.receptionist, .purpose = "reception"},
                                        record, Into(given)),
              RefusedBy(Rule::kMinimisation));
  EXPECT_THAT(given, IsEmpty());
  const RecordId note = house.Note(ana, "Slept well.");
  EXPECT_THAT(Give(note, Into(given)), FailsWith(Code::kNotFound)) << "it has no document";
  EXPECT_THAT(Give(RecordId::New(house.random()), Into(given)), FailsWith(Code::kNotFound));
}

TEST_P(DocumentTest, OnlyRecordsWithDocumentsAreOpenedWhereTheseAreAskedFor) {
  const SubjectId ana = house.Person("Ana Kovač");
  house.Note(ana, "Slept well.");
  const RecordId record = Added(ana, LongText(10));
  const auto opened = house.Reveal(Allowed(house.gate().Open(
      {.actor = house.worker, .purpose = "support", .subjects = {ana}, .documents = true})));
  ASSERT_EQ(opened.size(), 1U);
  EXPECT_EQ(opened.front().label.id, record);
}

// What changes after the first part keeps the second from being given.
class BreakOffTest : public DocumentTest {
 protected:
  // Gives a document of three parts; `change` comes after the first.
  Outcome<Given> GiveAnd(const RecordId& record, const std::function<void()>& change) {
    parts_ = 0;
    return Give(record, [this, change](BytesView) -> Status {
      if (++parts_ == 1) change();
      return {};
    });
  }
  int parts_ = 0;
};
INSTANTIATE_ENGINES(BreakOffTest);

TEST_P(BreakOffTest, ARestrictionPlacedMeanwhileBreaksItOffAndThatIsRecorded) {
  const SubjectId ana = house.Person("Ana Kovač");
  const RecordId record = Added(ana, LongText(3 * vault::kDocumentPart));
  EXPECT_THAT(
      GiveAnd(record,
              [&] {
                Allowed(house.gate().PlaceMark({.actor = house.officer, .purpose = "law.rights"},
                                               house.Mark(ana, standing::Kind::kRestriction)));
              }),
      RefusedBy(Rule::kRestriction));
  EXPECT_EQ(parts_, 1);
  EXPECT_EQ(Entries("broken-off"), 1);
}

TEST_P(BreakOffTest, ARoleThatEndedMeanwhileBreaksItOff) {
  const SubjectId ana = house.Person("Ana Kovač");
  const RecordId record = Added(ana, LongText(3 * vault::kDocumentPart));
  EXPECT_THAT(GiveAnd(record,
                      [&] {
                        EXPECT_THAT(house.Amend([&](const keys::Change& change) {
                          return staff::End(change, house.worker);
                        }),
                                    IsOk());
                      }),
              RefusedBy(Rule::kRole));
  EXPECT_EQ(parts_, 1);
  EXPECT_EQ(Entries("broken-off"), 1);
}

TEST_P(BreakOffTest, AnotherVersionOfTheNoticeBreaksItOff) {
  const SubjectId ana = house.Person("Ana Kovač");
  const RecordId record = Added(ana, LongText(3 * vault::kDocumentPart));
  const std::unique_ptr<Gate> kept = house.GateOver(store());
  int parts = 0;
  const auto given = kept->GiveDocument(
      {.actor = house.worker, .purpose = "support"}, record, [&](BytesView) -> Status {
        if (++parts != 1) return {};
        house.clock().Advance(std::chrono::hours(1));
        house.Publish(
            Replaced(NoticeText("example"), "version: \"2026-11\"", "version: \"2026-12\""));
        return {};
      });
  EXPECT_THAT(given, FailsWith(Code::kConflict));
  EXPECT_EQ(parts, 1);
  EXPECT_EQ(Entries("broken-off"), 1);
}

TEST_P(BreakOffTest, ARecordThatWasMovedMeanwhileBreaksItOff) {
  const SubjectId ana = house.Person("Ana Kovač");
  const SubjectId ben = house.Person("Ben Adeyemi", "01632 960002");
  const RecordId record = Added(ana, LongText(3 * vault::kDocumentPart));
  EXPECT_THAT(GiveAnd(record,
                      [&] {
                        Allowed(house.gate().MoveRecord(
                            {.actor = house.worker, .purpose = "support"}, record, ana, ben));
                      }),
              FailsWith(Code::kConflict));
  EXPECT_EQ(parts_, 1);
  EXPECT_EQ(Entries("broken-off"), 1);
}

TEST_P(BreakOffTest, WhatChangesNothingForTheReaderDoesNotBreakItOff) {
  const SubjectId ana = house.Person("Ana Kovač");
  const RecordId record = Added(ana, LongText(3 * vault::kDocumentPart));
  Allowed(GiveAnd(record, [&] {
    Allowed(house.gate().PlaceMark({.actor = house.officer, .purpose = "law.rights"},
                                   house.Mark(ana, standing::Kind::kHold)));
  }));
  EXPECT_EQ(parts_, 3);
  EXPECT_EQ(Entries("broken-off"), 0);
}

TEST_P(DocumentTest, GoesWithItsRecordToTheRightPersonAndThroughAMerge) {
  const SubjectId ana = house.Person("Ana Kovač");
  const SubjectId ben = house.Person("Ben Adeyemi", "01632 960002");
  const Bytes text = LongText(crypto::kChunk + 1);
  const RecordId record = Added(ana, text);
  const Ask ask{.actor = house.worker, .purpose = "support"};
  Allowed(house.gate().MoveRecord(ask, record, ana, ben));
  EXPECT_EQ(Read(record), text);
  Allowed(house.gate().Merge(ask, ben, ana));
  EXPECT_EQ(Read(record), text);
  EXPECT_TRUE(Check().good());
  EXPECT_EQ(Check().documents, 1);
}

TEST_P(DocumentTest, ACheckFindsWhatIsMissingAlteredOrLeftOver) {
  const SubjectId ana = house.Person("Ana Kovač");
  Added(ana, LongText(2 * vault::kDocumentPart));
  const fs::path file = Files().front();
  ASSERT_OK_AND(const auto id, DocumentId::Parse(file.filename().string()));
  EXPECT_TRUE(Check().good());
  FlipByte(file, -1);
  EXPECT_TRUE(Check(Depth::kFirstPart).good()) << "its end is not read";
  EXPECT_THAT(Check(Depth::kWhole).altered, ElementsAre(id));
  FlipByte(file, -1);
  FlipByte(file, 100);
  EXPECT_THAT(Check(Depth::kFirstPart).altered, ElementsAre(id));
  FlipByte(file, 100);
  fs::rename(file, file.string() + ".aside");
  EXPECT_THAT(Check().missing, ElementsAre(id));
  fs::rename(file.string() + ".aside", file);
  const DocumentId stray = DocumentId::New(house.random());
  fs::create_directory(house.document_folder().path() / stray.text().substr(0, 2));
  ASSERT_THAT(WriteNewFile(OperatorPath(house.document_folder().path() / stray.text().substr(0, 2) /
                                        stray.text()),
                           AsBytes("left by a crash")),
              IsOk());
  EXPECT_THAT(Check().orphaned, ElementsAre(stray));
  EXPECT_THAT(vault::RemoveOrphans(store(), house.documents()), IsOkAndHolds(1));
  EXPECT_TRUE(Check().good());
}

TEST_P(DocumentTest, AFileWhoseRowWasTakenAwayFromOutsideIsNotSweptAway) {
  const SubjectId ana = house.Person("Ana Kovač");
  const RecordId record = Added(ana, LongText(10));
  const auto rows =
      store().Read([&](store::ReadTx& tx) { return vault::DocumentsOf(tx, house.keys(), record); });
  ASSERT_THAT(rows, IsOk());
  const auto run = [&](Literal sql) {
    return store().Write([&](store::Tx& tx) { return tx.Execute(sql); });
  };
  ASSERT_THAT(run("CREATE TABLE aside AS SELECT * FROM document"), IsOk());
  ASSERT_THAT(run("DELETE FROM document"), IsOkAndHolds(1));
  EXPECT_THAT(vault::RemoveOrphans(store(), house.documents()), FailsWith(Code::kCorrupt));
  EXPECT_EQ(Files().size(), 1U);
  ASSERT_THAT(run("INSERT INTO document SELECT * FROM aside"), IsOkAndHolds(1));
  ASSERT_THAT(run("UPDATE document SET stored = stored + 1"), IsOkAndHolds(1));
  EXPECT_THAT(
      store().Read([&](store::ReadTx& tx) { return vault::CheckDocumentRows(tx, house.keys()); }),
      FailsWith(Code::kCorrupt));
  ASSERT_THAT(run("UPDATE document SET stored = stored - 1"), IsOkAndHolds(1));
}

// Whatever statement fails: record, row, file and entry are there together, or none of them is.
TEST_P(DocumentTest, AFailureAtAnyStepOfAddingLeavesNothing) {
  const SubjectId ana = house.Person("Ana Kovač");
  Status last;
  FailEachStep(
      store(),
      [&](store::Store& failing) {
        const auto gate = house.GateOver(failing);
        const auto added =
            Add(*gate, About({{ana, vault::Part::kAbout}}), LongText(crypto::kChunk + 1));
        last = added ? Status() : Status(std::unexpected(added.error()));
      },
      [&](int step) {
        EXPECT_THAT(last, FailsWith(Code::kUnavailable)) << step;
        EXPECT_THAT(Files(), IsEmpty()) << step;
        EXPECT_EQ(house.Count("SELECT COUNT(*) FROM document"), 0) << step;
        EXPECT_EQ(house.Count("SELECT COUNT(*) FROM record"), 1) << step;
      });
  EXPECT_THAT(last, IsOk());
  EXPECT_EQ(Files().size(), 1U);
  EXPECT_TRUE(Check().good());
}

TEST_P(DocumentTest, ASinkThatFailsEndsItWithItsOwnWords) {
  const SubjectId ana = house.Person("Ana Kovač");
  const RecordId record = Added(ana, LongText(3 * vault::kDocumentPart));
  int parts = 0;
  EXPECT_THAT(Give(record,
                   [&](BytesView) -> Status {
                     if (++parts == 2) return Fail(Code::kUnavailable, "The disk is full.");
                     return {};
                   }),
              FailsWith(Code::kUnavailable));
  EXPECT_EQ(parts, 2);
}

}  // namespace
}  // namespace almoner::gate
