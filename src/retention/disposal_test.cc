#include "retention/disposal.h"

#include "retention/erase.h"
#include "support/failing_store.h"
#include "support/house.h"

namespace almoner::retention {
namespace {

using std::chrono::days;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

Date On(std::string_view text) { return ParseDate(text).value(); }

TEST(DisposalFacts, EveryFieldComesBackAsItWasSaid) {
  Disposal said{
      .medium = "paper",
      .notice = "2026-11",
      .batch = "box 12",
      .location = "B-3",
      .classes = {{.record_class = "support-notes",
                   .rule = "support-record",
                   .volume = "4 boxes",
                   .from = On("2008-01-01"),
                   .to = On("2010-12-31"),
                   .trigger = "last-contact",
                   .triggered = On("2010-12-31"),
                   .eligible = On("2019-01-01"),
                   .decision = "destroy"},
                  {.record_class = "newsletter", .volume = "1 box", .decision = "extend"}},
      .holds = "none",
      .reviewer = "r",
      .reason = "over",
      .approver = "a",
      .method = "cross-cut shred",
      .standard = "BS EN 15713",
      .contractor = "Portwick Shredding",
      .certificate = "PS-1",
      .destroyed = On("2026-11-01"),
      .copies = "none",
      .processors = "the archive",
      .stub = "this record"};
  const Facts facts = ToFacts(said);
  ASSERT_OK_AND(const Disposal back, FromFacts(facts));
  EXPECT_EQ(ToFacts(back), facts);
  EXPECT_EQ(facts.size(), 16U + 9U + 3U);
  ASSERT_THAT(back.classes, SizeIs(2));
  EXPECT_EQ(back.classes[1].decision, "extend");
  EXPECT_EQ(back.classes[0].eligible, On("2019-01-01"));
  EXPECT_THAT(FromFacts({{"eligible", "soon"}}), FailsWith(Code::kInvalid));
}

TEST(ResidualTest, TheSentenceSaysWhatIsKnownAndNoMore) {
  EXPECT_THAT(Say({}), HasSubstr("Until the epoch closes"));
  EXPECT_THAT(Say({}), HasSubstr("are not covered"));
  EXPECT_EQ(GoneBy({}), std::nullopt);
  const Residual closing{.epoch_closes = On("2026-11-29"), .window = days(30)};
  EXPECT_EQ(GoneBy(closing), std::nullopt) << "copies that nobody declared may be older";
  EXPECT_THAT(Say(closing), HasSubstr("close on 29 November 2026, and its backups 30 days later"));
  const Residual all{.epoch_closes = On("2026-11-29"), .window = days(30), .oldest_copy = days(14)};
  EXPECT_EQ(GoneBy(all), On("2027-01-12"));
  EXPECT_THAT(Say(all), HasSubstr("after 12 January 2027"));
}

class DisposalTest : public HouseTest {
 protected:
  Disposal Box() {
    return {.medium = "paper",
            .batch = "box 12",
            .location = "B-3",
            .classes = {{.record_class = "support-notes",
                         .rule = "support-record",
                         .volume = "4 boxes",
                         .from = On("2008-01-01"),
                         .to = On("2010-12-31"),
                         .triggered = On("2010-12-31"),
                         .decision = "destroy"}},
            .holds = "none",
            .reason = "the time is over"};
  }
  RequestId Added() { return Allowed(AddDisposal(house.gate(), house.officer, Box())); }
  DisposalRecord Seen(const RequestId& file) {
    return Allowed(LookAtDisposal(house.gate(), house.officer, file));
  }
  std::vector<RecordId> About(const SubjectId& person) {
    const auto items = store().Read([&](store::ReadTx& tx) {
      return Review(tx, house.keys(), house.notice(), person, house.clock().Now());
    });
    std::vector<RecordId> records;
    for (const Item& item : items.value()) records.push_back(item.record);
    return records;
  }
  Erased Forget(const SubjectId& person, EraseOrder order) {
    order.subject = person;
    order.records = About(person);
    return Allowed(Erase(house.gate(), order));
  }
  EraseOrder ByRetention() {
    return {.subject = SubjectId::New(house.random()), .purpose = "law.retention"};
  }
};
INSTANTIATE_ENGINES(DisposalTest);

TEST_P(DisposalTest, PaperIsRecordedApprovedBySomebodyElseAndConfirmedWithItsCertificate) {
  const RequestId file = Added();
  EXPECT_EQ(Seen(file).disposal.classes[0].eligible, On("2019-01-01")) << "by the notice's rule";
  EXPECT_EQ(Seen(file).disposal.classes[0].trigger, "last-contact");
  const Disposal done{.method = "cross-cut shred",
                      .standard = "BS EN 15713",
                      .contractor = "Portwick Shredding",
                      .certificate = "PS-1",
                      .destroyed = On("2026-11-02")};
  EXPECT_THAT(ConfirmDisposal(house.gate(), house.officer, file, done), FailsWith(Code::kConflict))
      << "nobody has approved it";
  EXPECT_THAT(ApproveDisposal(house.gate(), house.officer, file), FailsWith(Code::kRefused));
  Allowed(ApproveDisposal(house.gate(), house.second_officer, file));
  EXPECT_THAT(ApproveDisposal(house.gate(), house.second_officer, file),
              FailsWith(Code::kConflict));
  Allowed(ConfirmDisposal(house.gate(), house.officer, file, done));
  const DisposalRecord record = Seen(file);
  EXPECT_TRUE(record.confirmed);
  EXPECT_EQ(record.disposal.approver, house.second_officer.text());
  EXPECT_EQ(record.disposal.reviewer, house.officer.text());
  EXPECT_EQ(record.disposal.certificate, "PS-1");
  EXPECT_EQ(record.disposal.destroyed, On("2026-11-02"));
  EXPECT_EQ(record.disposal.batch, "box 12");
}

TEST_P(DisposalTest, WhatWasSaidCannotBeChangedOnlyAddedTo) {
  const RequestId file = Added();
  EXPECT_THAT(ConfirmDisposal(house.gate(), house.officer, file, {.reason = "another"}),
              FailsWith(Code::kInvalid));
  EXPECT_THAT(ConfirmDisposal(house.gate(), house.officer, file,
                              {.batch = "box 13", .certificate = "PS-1"}),
              FailsWith(Code::kInvalid));
  EXPECT_THAT(ConfirmDisposal(house.gate(), house.officer, file, {}), FailsWith(Code::kInvalid));
  Allowed(ConfirmDisposal(house.gate(), house.officer, file, {.processors = "the archive"}));
  Allowed(ConfirmDisposal(house.gate(), house.officer, file, {.copies = "none"}));
  EXPECT_EQ(Seen(file).disposal.processors, "the archive");
  EXPECT_EQ(Seen(file).disposal.reason, "the time is over");
  EXPECT_EQ(house.Count("SELECT COUNT(*) FROM file_event"), 3) << "each is an event of its own";
}

TEST_P(DisposalTest, WhatIsWantingOrCannotBeIsRefusedBeforeAnythingIsWritten) {
  const auto refused = [&](const std::function<void(Disposal&)>& change) {
    Disposal box = Box();
    change(box);
    const auto added = AddDisposal(house.gate(), house.officer, box);
    return !added && added.error().code == Code::kInvalid;
  };
  EXPECT_TRUE(refused([](Disposal& box) { box.medium = "computer"; }));
  EXPECT_TRUE(refused([](Disposal& box) { box.medium.clear(); }));
  EXPECT_TRUE(refused([](Disposal& box) { box.classes.clear(); }));
  EXPECT_TRUE(refused([](Disposal& box) { box.classes.push_back(box.classes[0]); }));
  EXPECT_TRUE(refused([](Disposal& box) { box.classes[0].volume.clear(); }));
  EXPECT_TRUE(refused([](Disposal& box) { box.classes[0].decision = "burn"; }));
  EXPECT_TRUE(refused([](Disposal& box) { box.classes[0].rule = "no-such-rule"; }));
  EXPECT_TRUE(refused([](Disposal& box) { box.batch.clear(); }));
  EXPECT_TRUE(refused([](Disposal& box) { box.holds.clear(); }));
  EXPECT_TRUE(refused([](Disposal& box) { box.reason.clear(); }));
  EXPECT_TRUE(refused([](Disposal& box) { box.reason = std::string(201, 'x'); }));
  EXPECT_TRUE(refused([](Disposal& box) { box.reason = "two\nlines"; }));
  EXPECT_TRUE(refused([](Disposal& box) { box.approver = "me"; }));
  EXPECT_TRUE(refused([](Disposal& box) { box.destroyed = On("2026-11-01"); })) << "who agreed?";
  EXPECT_TRUE(refused([](Disposal& box) { box.classes[0].from = On("2011-01-01"); }));
  EXPECT_TRUE(refused([](Disposal& box) { box.classes[0].triggered = On("2026-11-03"); }));
  EXPECT_TRUE(refused([](Disposal& box) { box.classes[0].triggered = On("2020-01-01"); }))
      << "not eligible before 2028";
  EXPECT_EQ(house.Count("SELECT COUNT(*) FROM file"), 0);
}

TEST_P(DisposalTest, ADayOfDestructionThatCannotBeIsRefused) {
  const RequestId file = Added();
  Allowed(ApproveDisposal(house.gate(), house.second_officer, file));
  const auto on = [&](const char* day, const char* method) {
    return ConfirmDisposal(house.gate(), house.officer, file,
                           {.method = method, .destroyed = On(day)});
  };
  EXPECT_THAT(on("2026-11-03", "shred"), FailsWith(Code::kInvalid)) << "tomorrow";
  EXPECT_THAT(on("2018-12-31", "shred"), FailsWith(Code::kInvalid)) << "a day too early";
  EXPECT_THAT(on("2026-11-01", ""), FailsWith(Code::kInvalid)) << "how?";
  Allowed(on("2026-11-01", "shred"));
}

TEST_P(DisposalTest, WhatIsNotOverYetMayBeExtended) {
  Disposal box = Box();
  box.classes[0].triggered = On("2020-01-01");
  box.classes[0].decision = "extend";
  box.reason = "an inquiry asked for it";
  EXPECT_EQ(
      Seen(Allowed(AddDisposal(house.gate(), house.officer, box))).disposal.classes[0].eligible,
      On("2028-01-02"));
}

TEST_P(DisposalTest, OnlyWhoseRoleHasTheDutyRecordsApprovesOrLooks) {
  const RequestId file = Added();
  EXPECT_THAT(AddDisposal(house.gate(), house.worker, Box()), RefusedBy(gate::Rule::kRole));
  EXPECT_THAT(ApproveDisposal(house.gate(), house.worker, file), RefusedBy(gate::Rule::kRole));
  EXPECT_THAT(ConfirmDisposal(house.gate(), house.worker, file, {.copies = "none"}),
              RefusedBy(gate::Rule::kRole));
  EXPECT_THAT(ListDisposals(house.gate(), house.worker), RefusedBy(gate::Rule::kRole));
  EXPECT_THAT(LookAtDisposal(house.gate(), house.worker, file), RefusedBy(gate::Rule::kRole));
  EXPECT_THAT(LookAtDisposal(house.gate(), house.officer, RequestId::New(house.random())),
              FailsWith(Code::kNotFound));
}

TEST_P(DisposalTest, WhatRetentionDestroysIsRecordedClassByClassWithRuleAndDates) {
  const SubjectId ana = house.Person("Ana Kovač");
  house.Note(ana, "Slept well.");
  house.Note(ana, "Walked.");
  house.clock().Set("2034-11-03T09:00:00Z");
  const Erased erased = Forget(ana, ByRetention());
  const DisposalRecord record = Seen(erased.file);
  EXPECT_EQ(record.disposal.medium, "computer");
  EXPECT_EQ(record.disposal.method, "crypto-erase");
  EXPECT_EQ(record.disposal.destroyed, On("2034-11-03"));
  EXPECT_THAT(record.disposal.notice, HasSubstr("2026-11"));
  ASSERT_THAT(record.disposal.classes, SizeIs(2));
  const DisposedClass& notes = record.disposal.classes[1];
  EXPECT_EQ(notes.record_class, "support-notes");
  EXPECT_EQ(notes.rule, "support-record");
  EXPECT_EQ(notes.volume, "2 records");
  EXPECT_EQ(notes.trigger, "last-contact");
  EXPECT_EQ(notes.triggered, On("2026-11-02"));
  EXPECT_EQ(notes.eligible, On("2034-11-03"));
  EXPECT_EQ(notes.from, On("2026-11-02"));
  ASSERT_OK_AND(const EntryId entry,
                store().Read([&](store::ReadTx& tx) { return EntryOf(tx, record); }));
  EXPECT_EQ(entry, erased.entry) << "the entry that destroyed is the one that recorded";
  EXPECT_THAT(ToFacts(record.disposal),
              Not(testing::Contains(testing::Pair(testing::_, HasSubstr("Ana")))));
}

TEST_P(DisposalTest, WhatTheCallerKnowsOfItIsKeptWithIt) {
  const SubjectId ana = house.Person("Ana Kovač");
  house.clock().Set("2034-11-03T09:00:00Z");
  EraseOrder order = ByRetention();
  order.disposal.reviewer = house.officer.text();
  order.disposal.approver = house.second_officer.text();
  order.disposal.reason = "reviewed in October";
  const DisposalRecord record = Seen(Forget(ana, order).file);
  EXPECT_EQ(record.disposal.approver, house.second_officer.text());
  EXPECT_EQ(record.disposal.reason, "reviewed in October");
  Allowed(ConfirmDisposal(house.gate(), house.officer, record.file, {.processors = "the host"}));
  EXPECT_EQ(Seen(record.file).disposal.processors, "the host");
  EXPECT_THAT(ApproveDisposal(house.gate(), house.officer, record.file),
              FailsWith(Code::kConflict));
}

TEST_P(DisposalTest, TheListHasPaperAndComputerOldestFirst) {
  EXPECT_THAT(Allowed(ListDisposals(house.gate(), house.officer)), IsEmpty());
  const SubjectId ana = house.Person("Ana Kovač");
  const RequestId box = Added();
  house.clock().Set("2034-11-03T09:00:00Z");
  const Erased erased = Forget(ana, ByRetention());
  const auto all = Allowed(ListDisposals(house.gate(), house.officer));
  ASSERT_THAT(all, SizeIs(2));
  EXPECT_EQ(all[0].file, box);
  EXPECT_EQ(all[1].file, erased.file);
}

TEST_P(DisposalTest, AFailureAtAnyStepRecordsItWholeOrNotAtAll) {
  Status last;
  FailEachStep(
      store(),
      [&](store::Store& failing) {
        gate::Gate gate({failing, house.keys(), house.notice(), house.clock(), house.random()});
        const auto added = AddDisposal(gate, house.officer, Box());
        last = added ? Status() : Status(std::unexpected(added.error()));
      },
      [&](int step) {
        EXPECT_THAT(last, FailsWith(Code::kUnavailable)) << step;
        EXPECT_EQ(house.Count("SELECT COUNT(*) FROM file"), 0) << step;
        EXPECT_EQ(house.Count("SELECT COUNT(*) FROM file_event"), 0) << step;
        EXPECT_EQ(house.Count("SELECT COUNT(*) FROM wrapped_key w WHERE NOT EXISTS (SELECT 1 FROM "
                              "staff s WHERE s.id = w.owner)"),
                  0)
            << step;
      });
  EXPECT_THAT(last, IsOk());
}

TEST_P(DisposalTest, ABirthdayOrADeathIsNamedAsWhatItRanFrom) {
  const notice::Notice& notice = house.notice();
  const standing::KeepUntil birthday{.last_day = On("2034-05-01"),
                                     .rule = 0,
                                     .how = standing::KeepUntil::How::kBirthday,
                                     .birthday = 25,
                                     .began = On("2034-05-01")};
  const standing::KeepUntil death{.last_day = On("2034-02-28"),
                                  .rule = 0,
                                  .how = standing::KeepUntil::How::kAfterDeath,
                                  .period = {.years = 2},
                                  .began = On("2032-02-29")};
  const auto item = [&](std::string category, const standing::KeepUntil& until) {
    return Item{.record = RecordId::New(house.random()),
                .category = std::move(category),
                .recorded_at = house.clock().Now(),
                .until = until,
                .due = true};
  };
  const auto classes =
      ClassesOf(notice, {item("allegations", birthday), item("contact-details", death)});
  ASSERT_THAT(classes, SizeIs(2));
  EXPECT_EQ(classes[0].trigger, "25th birthday");
  EXPECT_EQ(classes[0].triggered, On("2034-05-01"));
  EXPECT_EQ(classes[0].eligible, On("2034-05-02"));
  EXPECT_EQ(classes[1].trigger, "death");
  EXPECT_EQ(classes[1].triggered, On("2032-02-29"));
}

TEST_P(DisposalTest, OneCategoryThatGoesByTwoRulesIsTwoClasses) {
  const auto item = [&](notice::Index rule) {
    return Item{.record = RecordId::New(house.random()),
                .category = "support-notes",
                .recorded_at = house.clock().Now(),
                .until = standing::KeepUntil{.last_day = On("2034-05-01"), .rule = rule},
                .due = true};
  };
  const auto classes = ClassesOf(house.notice(), {item(0), item(1), item(1)});
  ASSERT_THAT(classes, SizeIs(2));
  EXPECT_NE(classes[0].rule, classes[1].rule);
  EXPECT_THAT((std::vector{classes[0].volume, classes[1].volume}),
              testing::UnorderedElementsAre("1 record", "2 records"));
}

TEST_P(DisposalTest, WhoReviewedAndWhoApprovedAndWhatOfCopiesAndProcessorsIsAlwaysSaid) {
  const SubjectId ana = house.Person("Ana Kovač");
  house.clock().Set("2034-11-03T09:00:00Z");
  const Disposal alone = Seen(Forget(ana, ByRetention()).file).disposal;
  EXPECT_FALSE(alone.reviewer.empty());
  EXPECT_THAT(alone.approver, HasSubstr("leaves it to the program"));
  EXPECT_THAT(alone.copies, HasSubstr("expire"));
  EXPECT_FALSE(alone.processors.empty());
  const SubjectId ben = house.Person("Ben Adeyemi", "01632 960002");
  house.clock().Set("2043-11-03T09:00:00Z");
  Allowed(
      Decide(house.gate(), house.officer, {.subject = ben, .rule = {}, .until = {}, .why = {}}));
  EraseOrder order = ByRetention();
  order.actor = house.second_officer;
  const Disposal decided = Seen(Forget(ben, order).file).disposal;
  EXPECT_EQ(decided.reviewer, house.officer.text());
  EXPECT_EQ(decided.approver, house.second_officer.text());
}

TEST(Residual, ABackupThatWasMadeToBeKeptLongerCounts) {
  Residual residual{.epoch_closes = On("2026-12-01"),
                    .window = std::chrono::days(7),
                    .oldest_copy = std::chrono::days(10)};
  EXPECT_EQ(GoneBy(residual), On("2026-12-18"));
  residual.last_backup = On("2026-12-05");
  EXPECT_EQ(GoneBy(residual), On("2026-12-18")) << "gone before the usual ones";
  residual.last_backup = On("2027-03-01");
  EXPECT_EQ(GoneBy(residual), On("2027-03-11"));
  EXPECT_THAT(Say(residual), HasSubstr("1 March 2027"));
  EXPECT_THAT(Say(residual), HasSubstr("11 March 2027"));
}

}  // namespace
}  // namespace almoner::retention
