#include "retention/statistics.h"

#include <algorithm>

#include "retention/erase.h"
#include "support/failing_store.h"
#include "support/house.h"

namespace almoner::retention {
namespace {

using testing::IsEmpty;
using testing::Not;
using testing::Optional;

Date On(std::string_view text) { return ParseDate(text).value(); }

notice::Field Of(std::string id, notice::FieldKind kind) {
  return {.id = std::move(id), .label = "", .kind = kind, .choices = {"alone", "with others"}};
}

TEST(GeneralisedTest, ADateOfBirthBecomesABandOfTenYearsOnTheDayOfRecording) {
  const notice::Field born = Of("date-of-birth", notice::FieldKind::kDate);
  const auto band = [&](const char* date, const char* recorded) {
    return Generalised(born, date, On(recorded));
  };
  EXPECT_THAT(band("1941-06-03", "2026-06-02"), Optional(std::string("80 to 89")));
  EXPECT_THAT(band("1946-06-03", "2026-06-02"), Optional(std::string("70 to 79")));
  EXPECT_THAT(band("1946-06-03", "2026-06-03"), Optional(std::string("80 to 89")));
  EXPECT_THAT(band("2026-06-03", "2026-06-03"), Optional(std::string("0 to 9")));
  EXPECT_THAT(band("1936-06-03", "2026-06-03"), Optional(std::string("90 and over")));
  EXPECT_THAT(band("1910-06-03", "2026-06-03"), Optional(std::string("90 and over")));
  EXPECT_EQ(band("2026-06-04", "2026-06-03"), std::nullopt) << "not born yet";
  EXPECT_EQ(band("1700-01-01", "2026-06-03"), std::nullopt);
  EXPECT_EQ(band("about 1941", "2026-06-03"), std::nullopt);
}

TEST(GeneralisedTest, APostcodeBecomesItsAreaAndAChoiceStaysAsItIs) {
  const notice::Field postcode = Of("postcode", notice::FieldKind::kPostcode);
  const Date day = On("2026-06-03");
  EXPECT_THAT(Generalised(postcode, "PW1 4ZZ", day), Optional(std::string("PW")));
  EXPECT_THAT(Generalised(postcode, "m1 1ae", day), Optional(std::string("M")));
  EXPECT_THAT(Generalised(postcode, "EC1A1BB", day), Optional(std::string("EC")));
  EXPECT_EQ(Generalised(postcode, "12 Harbour Row", day), std::nullopt);
  EXPECT_EQ(Generalised(postcode, "PORTWICK 1", day), std::nullopt);
  EXPECT_EQ(Generalised(postcode, "", day), std::nullopt);
  const notice::Field lives = Of("lives", notice::FieldKind::kChoice);
  EXPECT_THAT(Generalised(lives, "alone", day), Optional(std::string("alone")));
  EXPECT_EQ(Generalised(lives, "with Ana", day), std::nullopt);
}

TEST(GeneralisedTest, NamesContactsIdentifiersFreeTextAndOtherDatesAreNeverCounted) {
  using notice::FieldKind;
  for (const FieldKind kind : {FieldKind::kText, FieldKind::kName, FieldKind::kPhone,
                               FieldKind::kEmail, FieldKind::kIdentifier})
    EXPECT_EQ(Generalised(Of("alone", kind), "alone", On("2026-06-03")), std::nullopt);
  EXPECT_EQ(Generalised(Of("fell-on", FieldKind::kDate), "2020-01-01", On("2026-06-03")),
            std::nullopt);
}

TEST(PublishableTest, OfAYearWhoseTotalIsHiddenNothingElseIsShown) {
  const law::SmallNumbers rule = *law::LoadSmallNumbers();
  const Counts counts = {{{"contact-details", 2019, "", ""}, 7},
                         {{"contact-details", 2019, "postcode", "PW"}, 7},
                         {{"contact-details", 2020, "", ""}, 23},
                         {{"contact-details", 2020, "postcode", "M"}, 3},
                         {{"contact-details", 2020, "postcode", "PW"}, 20}};
  const auto figures = Publishable(counts, rule);
  ASSERT_EQ(figures.size(), 4U);
  EXPECT_EQ(figures[0].cell.year, 2019);
  EXPECT_EQ(figures[0].shown, std::nullopt);
  EXPECT_THAT(figures[1].shown, Optional(25));
  EXPECT_EQ(figures[2].shown, std::nullopt);
  EXPECT_EQ(figures[2].per_cent, std::nullopt);
  EXPECT_THAT(figures[3].shown, Optional(20));
  EXPECT_THAT(figures[3].per_cent, Optional(80)) << "of 25 as it is shown";
  EXPECT_THAT(Publishable({}, rule), IsEmpty());
}

std::string Anonymising() {
  return Replaced(
      Replaced(NoticeText("example"),
               "      - {id: nhs-number, label: NHS number, kind: identifier}\n",
               "      - {id: nhs-number, label: NHS number, kind: identifier}\n"
               "      - {id: lives, label: Lives, kind: choice, choices: [alone, with others]}\n"),
      "    from: last-contact\n    keep: 8 years\n",
      "    from: last-contact\n    keep: 8 years\n    anonymise: yes\n");
}

// One organisation of its own, for comparing two.
struct Organisation {
  explicit Organisation(store::Store& store) : house(store, Anonymising()) {}

  SubjectId Person(const std::string& name, const std::string& born, const std::string& postcode,
                   const std::string& lives) {
    vault::Content content = House::Text("name", name);
    content.fields.push_back({"date-of-birth", Personal(born)});
    content.fields.push_back({"postcode", Personal(postcode)});
    content.fields.push_back({"lives", Personal(lives)});
    return Allowed(house.gate().AddPerson({.actor = house.worker, .purpose = "support"},
                                          {"service-user", "contact-details", std::move(content)}))
        .subject;
  }
  gate::Outcome<Erased> Destroy(gate::Gate& gate, const SubjectId& person,
                                const std::string& purpose = "law.retention") {
    const auto items = house.store().Read([&](store::ReadTx& tx) {
      return Review(tx, house.keys(), house.notice(), person, house.clock().Now());
    });
    EraseOrder order{.subject = person, .purpose = purpose};
    if (purpose == "law.rights") order.actor = house.officer;
    for (const Item& item : items.value())
      if (item.part == vault::Part::kAbout) order.records.push_back(item.record);
    return Erase(gate, order);
  }
  Erased Destroy(const SubjectId& person) { return Allowed(Destroy(house.gate(), person)); }
  Statistics Look() {
    return Allowed(
        LookAtStatistics(house.gate(), house.officer, "law.retention", *law::LoadSmallNumbers()));
  }
  // What somebody with the database and every key reads.
  Bytes Plain() {
    const auto row = house.store().Read(
        [](store::ReadTx& tx) { return tx.One("SELECT id, body FROM statistic"); });
    const Bytes id = row->Blob(0).value();
    const auto wrapped = house.store().Read(
        [&](store::ReadTx& tx) { return keys::Load(tx, id, keys::Kind::kData); });
    const SecretBytes key = house.keys().Unwrap(id, keys::Kind::kData, *wrapped).value();
    const auto plain =
        house.keys().Open(key, keys::SealedField::kStatistics, id, {}, row->Blob(1).value());
    return ToBytes(plain->text());
  }
  House house;
};

class StatisticsTest : public StoreTest {
 protected:
  Organisation us{store()};
};
INSTANTIATE_ENGINES(StatisticsTest);

std::string InWords(const Statistics& statistics) {
  std::string text;
  for (const Figure& figure : statistics.figures)
    text += figure.cell.category + " " + std::to_string(figure.cell.year) + " " +
            figure.cell.field + " " + figure.cell.value + ": " +
            (figure.shown ? std::to_string(*figure.shown) : "*") + "\n";
  return text;
}

TEST_P(StatisticsTest, WhatIsMadeAnonymousIsCountedByOneThingAtATimeAndThePeopleAreGone) {
  for (int i = 0; i < 13; ++i) {
    const SubjectId person =
        us.Person("Person " + std::to_string(i), i < 3 ? "1990-01-01" : "1941-06-03",
                  i % 2 == 0 ? "PW1 4ZZ" : "M1 1AE", "alone");
    us.house.Note(person, "Slept well.");
  }
  us.house.clock().Set("2034-11-03T09:00:00Z");
  ASSERT_OK_AND(const auto all, FindDue(us.house.gate().context(), us.house.clock().Now()));
  for (const Due& due : all) EXPECT_TRUE(us.Destroy(due.subject).person);
  EXPECT_EQ(us.house.Count("SELECT COUNT(*) FROM record"), 0);
  EXPECT_EQ(us.house.Count("SELECT COUNT(*) FROM subject"), 0);
  us.house.clock().Set("2034-12-01T09:00:00Z");
  const Statistics statistics = us.Look();
  EXPECT_EQ(statistics.as_of, On("2034-11-30"));
  EXPECT_EQ(InWords(statistics),
            "contact-details 2026  : 15\n"
            "contact-details 2026 date-of-birth 30 to 39: *\n"
            "contact-details 2026 date-of-birth 80 to 89: 10\n"
            "contact-details 2026 lives alone: 15\n"
            "contact-details 2026 postcode M: *\n"
            "contact-details 2026 postcode PW: *\n"
            "support-notes 2026  : 15\n");
}

TEST_P(StatisticsTest, FiguresMoveOnceAMonthSoThatNobodyIsFoundByTheDifference) {
  for (int i = 0; i < 20; ++i)
    us.Person("Person " + std::to_string(i), "1941-06-03", "M1", "alone");
  us.house.clock().Set("2034-11-03T09:00:00Z");
  const auto due = FindDue(us.house.gate().context(), us.house.clock().Now()).value();
  EXPECT_THAT(us.Look().figures, IsEmpty());
  for (std::size_t i = 0; i < 12; ++i) us.Destroy(due[i].subject);
  EXPECT_THAT(us.Look().figures, IsEmpty()) << "as of October";
  us.house.clock().Set("2034-12-01T09:00:00Z");
  const std::string november = InWords(us.Look());
  EXPECT_THAT(november, testing::HasSubstr("contact-details 2026  : 10\n"));
  for (std::size_t i = 12; i < 20; ++i) {
    us.Destroy(due[i].subject);
    EXPECT_EQ(InWords(us.Look()), november) << "still as of November";
    EXPECT_EQ(us.Look().as_of, On("2034-11-30"));
  }
  us.house.clock().Set("2035-03-15T09:00:00Z");
  EXPECT_THAT(InWords(us.Look()), testing::HasSubstr("contact-details 2026  : 20\n"));
  EXPECT_EQ(us.Look().as_of, On("2035-02-28"));
}

// A motivated intruder with the database and every key. Who was counted, when, in which order and
// together with what must not follow from anything that is left.
TEST_P(StatisticsTest, FromTheCountersNothingLeadsToAPersonForWhoHasEveryKey) {
  const SubjectId ana = us.Person("Ana Kovač", "1941-06-03", "PW1 4ZZ", "alone");
  const SubjectId ben = us.Person("Ben Adeyemi", "1990-02-11", "M1 1AE", "with others");
  us.house.clock().Set("2034-11-03T09:00:00Z");
  const Erased first = us.Destroy(ana);
  const Erased second = us.Destroy(ben);
  const Bytes plain = us.Plain();
  const std::string_view text = AsText(plain);
  for (const BytesView id : {ana.bytes(), ben.bytes(), first.file.bytes(), second.file.bytes(),
                             first.entry.bytes(), second.entry.bytes()})
    EXPECT_EQ(text.find(AsText(id)), std::string_view::npos);
  for (const char* const word : {"Ana", "Ben", "1941", "1990", "06-03", "PW1", "4ZZ", "M1"})
    EXPECT_EQ(text.find(word), std::string_view::npos) << word;
  Writer at;
  at.U64(static_cast<std::uint64_t>(us.house.clock().Now().micros()));
  EXPECT_EQ(text.find(AsText(at.bytes())), std::string_view::npos);

  // The same counts, whoever went first: nothing says which of them came together.
  const auto other_store = NewStore(GetParam());
  Organisation other(*other_store);
  const SubjectId their_ben = other.Person("Ben Adeyemi", "1990-02-11", "M1 1AE", "with others");
  const SubjectId their_ana = other.Person("Ana Kovač", "1941-06-03", "PW1 4ZZ", "alone");
  other.house.clock().Set("2034-11-20T09:00:00Z");
  other.Destroy(their_ben);
  other.Destroy(their_ana);
  EXPECT_EQ(other.Plain(), plain);

  // The log says how many records went, and nothing of what was counted.
  const auto entries = us.house.store().Read(
      [](store::ReadTx& tx) { return tx.Query("SELECT body FROM audit_entry"); });
  for (const store::Row& row : *entries) {
    const std::string body(AsText(row.Blob(0).value()));
    for (const char* const value : {"80 to 89", "postcode", "with others", "date-of-birth"})
      EXPECT_THAT(body, Not(testing::HasSubstr(value)));
  }
  EXPECT_EQ(us.house.Count("SELECT COUNT(*) FROM statistic"), 1) << "one row, whoever is counted";
}

TEST_P(StatisticsTest, AChoiceTakesOnlyWhatTheNoticeListsAndNobodyIsFoundOrMaskedByIt) {
  const SubjectId ana = us.Person("Ana Kovač", "1941-06-03", "PW1 4ZZ", "alone");
  const SubjectId ben = us.Person("Ben Adeyemi", "1990-02-11", "M1 1AE", "with others");
  EXPECT_THAT(
      us.house.gate().AddRecord(
          {.actor = us.house.worker, .purpose = "support"},
          {"contact-details", House::Text("lives", "by the sea"), {{ana, vault::Part::kAbout}}}),
      FailsWith(Code::kInvalid));
  EXPECT_THAT(Allowed(us.house.gate().Find({.actor = us.house.worker, .purpose = "support"},
                                           {.text = Personal(std::string("alone"))}))
                  .subjects,
              IsEmpty());
  us.house.Note({{ben, vault::Part::kAbout}, {ana, vault::Part::kMentions}},
                "Ana lives alone next door.");
  Allowed(us.Destroy(us.house.gate(), ana, "law.rights"));
  EXPECT_THAT(us.house.Texts(us.house.worker, "support", ben),
              testing::Contains("[removed] lives alone next door."));
}

TEST_P(StatisticsTest, TheDisposalSaysThatItWasMadeAnonymous) {
  const SubjectId ana = us.Person("Ana Kovač", "1941-06-03", "PW1 4ZZ", "alone");
  us.house.clock().Set("2034-11-03T09:00:00Z");
  const Erased erased = us.Destroy(ana);
  const DisposalRecord record =
      Allowed(LookAtDisposal(us.house.gate(), us.house.officer, erased.file));
  ASSERT_EQ(record.disposal.classes.size(), 1U);
  EXPECT_EQ(record.disposal.classes[0].decision, "anonymise");
}

TEST_P(StatisticsTest, WhatSomebodyAskedToHaveErasedIsNotCounted) {
  const SubjectId ana = us.Person("Ana Kovač", "1941-06-03", "PW1 4ZZ", "alone");
  EXPECT_TRUE(Allowed(us.Destroy(us.house.gate(), ana, "law.rights")).person);
  EXPECT_EQ(us.house.Count("SELECT COUNT(*) FROM statistic"), 0);
}

TEST_P(StatisticsTest, AFailureAtAnyStepCountsNothingThatIsNotDestroyed) {
  const SubjectId ana = us.Person("Ana Kovač", "1941-06-03", "PW1 4ZZ", "alone");
  us.house.clock().Set("2034-11-03T09:00:00Z");
  Status last;
  FailEachStep(
      store(),
      [&](store::Store& failing) {
        gate::Gate gate(
            {failing, us.house.keys(), us.house.notice(), us.house.clock(), us.house.random()});
        const auto erased = us.Destroy(gate, ana);
        last = erased ? Status() : Status(std::unexpected(erased.error()));
      },
      [&](int step) {
        EXPECT_THAT(last, FailsWith(Code::kUnavailable)) << step;
        EXPECT_EQ(us.house.Count("SELECT COUNT(*) FROM record"), 1) << step;
        EXPECT_EQ(us.house.Count("SELECT COUNT(*) FROM statistic"), 0) << step;
      });
  EXPECT_THAT(last, IsOk());
  EXPECT_EQ(us.house.Count("SELECT COUNT(*) FROM record"), 0);
  EXPECT_EQ(us.house.Count("SELECT COUNT(*) FROM statistic"), 1);
}

TEST_P(StatisticsTest, CountsSurviveARotationAndTwoWhoBeginAtOnceDoNotLoseAny) {
  const SubjectId ana = us.Person("Ana Kovač", "1941-06-03", "PW1 4ZZ", "alone");
  us.house.clock().Set("2034-11-03T09:00:00Z");
  ASSERT_OK_AND(const Counting early, OpenCounts(store(), us.house.keys()));
  us.Destroy(ana);
  const law::SmallNumbers rule = *law::LoadSmallNumbers();
  const auto late = us.house.gate().Act(
      {.purpose = "law.retention"}, "test.counted",
      [&](const gate::Change& change) { return AddCounts(change, early, {}, rule); });
  EXPECT_THAT(late, FailsWith(Code::kConflict));
  const Bytes before = us.Plain();
  const std::int64_t epoch = us.house.ledger().BeginEpoch(us.house.clock()).value();
  ASSERT_THAT(keys::Rewrap(store(), us.house.keys()), IsOk());
  ASSERT_THAT(us.house.ledger().DestroyBefore(epoch), IsOk());
  EXPECT_EQ(us.Plain(), before);
  EXPECT_THAT(store().Read([&](store::ReadTx& tx) { return CheckCounts(tx, us.house.keys()); }),
              IsOk());
}

TEST_P(StatisticsTest, CountsThatWereAlteredAreFound) {
  const SubjectId ana = us.Person("Ana Kovač", "1941-06-03", "PW1 4ZZ", "alone");
  us.house.clock().Set("2034-11-03T09:00:00Z");
  us.Destroy(ana);
  ASSERT_THAT(store().Write([](store::Tx& tx) -> Status {
    Bytes body = TRY(TRY(tx.One("SELECT body FROM statistic")).Blob(0));
    body.back() ^= 1;
    return tx.ExecuteOne("UPDATE statistic SET body = $1", body);
  }),
              IsOk());
  EXPECT_THAT(store().Read([&](store::ReadTx& tx) { return CheckCounts(tx, us.house.keys()); }),
              FailsWith(Code::kCorrupt));
}

TEST_P(StatisticsTest, OnlyWhoseRoleAnswersForRightsOrRetentionLooks) {
  const law::SmallNumbers rule = *law::LoadSmallNumbers();
  for (const char* const purpose : {"law.retention", "law.rights"}) {
    EXPECT_THAT(LookAtStatistics(us.house.gate(), us.house.worker, purpose, rule),
                RefusedBy(gate::Rule::kRole));
    Allowed(LookAtStatistics(us.house.gate(), us.house.officer, purpose, rule));
  }
}

}  // namespace
}  // namespace almoner::retention
