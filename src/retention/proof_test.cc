#include "retention/proof.h"

#include <algorithm>

#include "retention/erase.h"
#include "retention/hold.h"
#include "support/failing_store.h"
#include "support/house.h"

namespace almoner::retention {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

class ProofTest : public HouseTest {
 protected:
  ProofTest() : law_(*law::LoadAccountability()) {}

  static vault::Content Details(const std::string& name, const std::string& phone,
                                const std::string& born = "") {
    vault::Content content = House::Text("name", name);
    content.fields.push_back({"phone", Personal(phone)});
    if (!born.empty()) content.fields.push_back({"date-of-birth", Personal(born)});
    return content;
  }
  gate::Outcome<gate::Gate::Added> Add(vault::Content content, bool returned = false) {
    return house.gate().AddPerson(
        {.actor = house.worker, .purpose = "support"},
        {"service-user", "contact-details", std::move(content), returned});
  }
  EventId Placed(const SubjectId& person) {
    return Allowed(PlaceHold(house.gate(), law_, house.worker, "support",
                             {.subject = person,
                              .kind = "crime",
                              .record = {},
                              .category = {},
                              .review = *ParseDate("2027-02-01"),
                              .why = Personal(std::string("The police asked."))}));
  }
  Erased Forget(const SubjectId& person, const char* purpose = "law.rights", bool again = false) {
    const auto items = store().Read([&](store::ReadTx& tx) {
      return Review(tx, house.keys(), house.notice(), person, house.clock().Now());
    });
    std::vector<RecordId> records;
    for (const Item& item : items.value()) records.push_back(item.record);
    const bool right = std::string_view(purpose) == "law.rights";
    return Allowed(
        Erase(house.gate(), {.subject = person,
                             .actor = right ? std::optional(house.officer) : std::nullopt,
                             .purpose = purpose,
                             .records = std::move(records),
                             .again = again}));
  }
  std::vector<FileLine> FilesOf(std::string_view kind) {
    auto lines = Allowed(ListFiles(house.gate(), house.officer));
    std::erase_if(lines, [&](const FileLine& line) { return line.kind != kind; });
    return lines;
  }
  std::int64_t Spent() { return DestroySpentFiles(house.gate(), law_).value(); }

  law::Accountability law_;
};
INSTANTIATE_ENGINES(ProofTest);

TEST_P(ProofTest, WhatSomebodyAgreedToAndWhoLookedOutliveThemInAFileThatNamesNobody) {
  const SubjectId ana = house.Person("Ana Kovač");
  house.Consent(ana, consent::Kind::kGiven);
  house.Texts(house.worker, "support", ana);
  Forget(ana);
  const auto files = FilesOf("proof");
  ASSERT_THAT(files, SizeIs(1));
  EXPECT_EQ(files.front().subject, std::nullopt);
  EXPECT_THAT(ReadFile(house.gate(), house.worker, files.front().file),
              RefusedBy(gate::Rule::kRole));
  EXPECT_THAT(ListFiles(house.gate(), house.receptionist), RefusedBy(gate::Rule::kRole));
  const auto events = Allowed(ReadFile(house.gate(), house.officer, files.front().file));
  ASSERT_THAT(events, SizeIs(2));
  EXPECT_EQ(events[0].kind, "consents");
  EXPECT_THAT(events[0].facts.at("1"), HasSubstr("newsletter given 2026-11-02T09:00:00Z in-person "
                                                 "wording 1 sha256 "));
  EXPECT_EQ(events[1].kind, "looks");
  std::string looks;
  for (const auto& [entry, words] : events[1].facts) looks += words + "\n";
  EXPECT_THAT(looks, HasSubstr("record.read allowed support support-worker"));
  EXPECT_THAT(looks, Not(HasSubstr("Ana")));
  EXPECT_THAT(looks, Not(HasSubstr("Sam")));
  EXPECT_EQ(house.Count("SELECT COUNT(*) FROM trail"), 0);
}

TEST_P(ProofTest, WhoeverAskedToGoIsRecognisedAndOnlyComesBackByThemselves) {
  const SubjectId ana = Allowed(Add(Details("Ana Kovač", "01632 960001", "1941-06-03"))).subject;
  Forget(ana);
  const auto entries = [&] { return house.Count("SELECT COUNT(*) FROM audit_entry"); };
  const auto before = entries();
  EXPECT_THAT(Add(Details("Another", "+44 1632 960001")), FailsWith(Code::kRefused));
  EXPECT_EQ(entries(), before + 1) << "that it was tried is on record";
  EXPECT_THAT(Add(Details("Kovac Ana", "01632 960555", "1941-06-03")), FailsWith(Code::kRefused));
  EXPECT_THAT(Add(Details("Ana Kovač", "01632 960555")), IsOk()) << "a name alone is anybody's";
  EXPECT_THAT(Add(Details("Ana Kovač", "01632 960001", "1941-06-03"), true), IsOk());
}

TEST_P(ProofTest, WhoseTimeWasOverComesBackAsAnybodyUnlessTheyObjectedToMarketing) {
  const SubjectId ana = Allowed(Add(Details("Ana Kovač", "01632 960001"))).subject;
  const SubjectId ben = Allowed(Add(Details("Ben Adeyemi", "01632 960002"))).subject;
  Allowed(house.gate().PlaceMark(
      {.actor = house.officer, .purpose = "law.rights"},
      house.Mark(ben, standing::Kind::kObjection, "newsletter", "marketing")));
  house.clock().Set("2034-11-04T09:00:00Z");
  Forget(ana, "law.retention");
  Forget(ben, "law.retention");
  EXPECT_THAT(Add(Details("Ana Kovač", "01632 960001")), IsOk());
  EXPECT_THAT(Add(Details("Ben Adeyemi", "01632 960002")), FailsWith(Code::kRefused));
}

TEST_P(ProofTest, RotatingTheKeysForgetsNobodyWhoIsToBeRecognised) {
  const SubjectId ana = Allowed(Add(Details("Ana Kovač", "01632 960001"))).subject;
  Forget(ana);
  ASSERT_THAT(house.ledger().BeginEpoch(house.clock()), IsOk());
  EXPECT_THAT(Add(Details("Ana Kovač", "01632 960001")), FailsWith(Code::kRefused));
}

TEST_P(ProofTest, AFileGoesWhenItsTimeIsOverAndWhatItSuppressedIsForgotten) {
  const SubjectId ana = Allowed(Add(Details("Ana Kovač", "01632 960001"))).subject;
  const Erased erased = Forget(ana);
  EXPECT_EQ(house.Count("SELECT COUNT(*) FROM suppression"), 1);
  house.clock().Set("2032-11-02T23:59:59Z");
  EXPECT_EQ(Spent(), 0) << "on its last day";
  house.clock().Set("2032-11-03T00:00:00Z");
  EXPECT_EQ(Spent(), 2) << "the disposal and the proof";
  EXPECT_EQ(Spent(), 0);
  for (const Literal left :
       {Literal("SELECT COUNT(*) FROM suppression"), Literal("SELECT COUNT(*) FROM file"),
        Literal("SELECT COUNT(*) FROM file_event")})
    EXPECT_EQ(house.Count(left), 0) << left.view();
  EXPECT_EQ(house.Count("SELECT CAST(SUM(files) AS BIGINT) FROM file_gone WHERE year = 2032"), 2);
  EXPECT_THAT(ReadFile(house.gate(), house.officer, erased.file), FailsWith(Code::kNotFound));
  EXPECT_THAT(Add(Details("Ana Kovač", "01632 960001")), IsOk());
}

TEST_P(ProofTest, AFileStaysWhileAHoldRestsOnItOrItsPersonIsHeld) {
  const SubjectId ana = house.Person("Ana Kovač");
  const Personal<std::string> why(std::string("It is over."));
  Allowed(LiftHold(house.gate(), house.officer, {ana, Placed(ana)}, why));
  const EventId second = Placed(ana);
  house.clock().Set("2036-11-03T09:00:00Z");
  EXPECT_EQ(Spent(), 0) << "held again";
  Allowed(LiftHold(house.gate(), house.officer, {ana, second}, why));
  EXPECT_EQ(Spent(), 1) << "ten years after the first was lifted";
  EXPECT_THAT(FilesOf("hold"), SizeIs(1));
}

// As a restored backup does again what overrode the hold.
TEST_P(ProofTest, TheFileOfAHoldThatWentWithItsPersonGoesToo) {
  const SubjectId ana = house.Person("Ana Kovač");
  Placed(ana);
  Forget(ana, "law.retention", true);
  EXPECT_EQ(house.Count("SELECT COUNT(*) FROM hold"), 0);
  house.clock().Set("2036-11-02T09:00:00Z");
  Spent();
  EXPECT_THAT(FilesOf("hold"), SizeIs(1)) << "on its last day";
  house.clock().Set("2036-11-03T09:00:00Z");
  EXPECT_EQ(Spent(), 1);
  EXPECT_THAT(FilesOf("hold"), IsEmpty());
}

TEST_P(ProofTest, AnAppealKeepsAFileLonger) {
  const law::FileRule& rule = *law_.FindFile("request");
  const auto at = [](const char* text) { return *Time::Parse(text); };
  std::vector<FileEvent> events = {{1, "received", at("2026-11-02T09:00:00Z"), {}}};
  EXPECT_EQ(KeptUntil(rule, events), std::nullopt);
  events.push_back({2, "closed", at("2026-11-20T09:00:00Z"), {}});
  EXPECT_EQ(KeptUntil(rule, events), ParseDate("2029-11-20").value());
  events.push_back({3, "appealed", at("2026-12-20T09:00:00Z"), {}});
  EXPECT_EQ(KeptUntil(rule, events), ParseDate("2032-11-20").value());
  EXPECT_EQ(KeptUntil(*law_.FindFile("proof"), {}), std::nullopt);
}

TEST_P(ProofTest, AFailureAtAnyStepDestroysAFileWholeOrNotAtAll) {
  Forget(house.Person("Ana Kovač"));
  house.clock().Set("2032-11-03T00:00:00Z");
  const auto files = [&] { return house.Count("SELECT COUNT(*) FROM file"); };
  Status last;
  FailEachStep(
      store(),
      [&](store::Store& failing) {
        gate::Gate gate({failing, house.keys(), house.notice(), house.clock(), house.random()});
        const auto gone = DestroySpentFiles(gate, law_);
        last = gone ? Status() : Status(std::unexpected(gone.error()));
      },
      [&](int step) {
        EXPECT_THAT(last, FailsWith(Code::kUnavailable)) << step;
        EXPECT_EQ(house.Count("SELECT COUNT(*) FROM file_event e WHERE NOT EXISTS (SELECT 1 FROM "
                              "file f WHERE f.id = e.file)"),
                  0)
            << step;
        EXPECT_EQ(house.Count("SELECT COUNT(*) FROM file f WHERE NOT EXISTS (SELECT 1 FROM "
                              "wrapped_key k WHERE k.owner = f.id)"),
                  0)
            << step;
      });
  EXPECT_THAT(last, IsOk());
  EXPECT_EQ(files(), 0);
}

}  // namespace
}  // namespace almoner::retention
