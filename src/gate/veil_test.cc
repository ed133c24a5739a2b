// What is hidden for somebody's safety, as each who asks at the door meets it.
#include "gate/veil.h"

#include <gmock/gmock.h>

#include "safety/reaching.h"
#include "support/house.h"

namespace almoner::gate {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

constexpr std::string_view kStreet = "12 Lantern Row, Portwick";
constexpr std::string_view kPostcode = "PW3 4CD";
constexpr std::string_view kPhone = "01632 960111";

class VeilTest : public HouseTest {
 protected:
  VeilTest() : ana(Person("Ana Testcase")), ben(house.Person("Ben Testcase")) {}

  SubjectId Person(const std::string& name) {
    vault::Content content = House::Text("name", name);
    content.fields.push_back({"address", Personal(std::string(kStreet))});
    content.fields.push_back({"postcode", Personal(std::string(kPostcode))});
    content.fields.push_back({"phone", Personal(std::string(kPhone))});
    return Allowed(house.gate().AddPerson({.actor = house.worker, .purpose = "support"},
                                          {"service-user", "contact-details", std::move(content)}))
        .subject;
  }
  void Say(safety::Marker marker) {
    EXPECT_THAT(house.Amend([&](const keys::Change& change) {
      return safety::Put(change, ana, {.marker = std::move(marker), .needs = {}});
    }),
                IsOk());
  }
  void HideAddress() {
    Say({.hide_address = true, .hidden = {std::string(kStreet), std::string(kPostcode)}});
  }
  std::vector<std::string> Read(std::string_view purpose, const SubjectId& person,
                                std::optional<StaffId> actor = {}) {
    return house.Texts(actor.value_or(house.worker), purpose, person);
  }
  std::vector<SubjectId> Found(std::string_view words, bool same = false) {
    const Ask ask{.actor = house.worker, .purpose = "support"};
    if (same) {
      vault::Likeness likeness;
      const auto category = house.notice().FindCategory("contact-details");
      likeness.Add(house.notice().categories[*category],
                   House::Text("nhs-number", std::string(words)));
      return Allowed(house.gate().FindSame(ask, likeness));
    }
    return Allowed(house.gate().Find(ask, {.text = Personal(std::string(words))})).subjects;
  }

  SubjectId ana;
  SubjectId ben;
};
INSTANTIATE_ENGINES(VeilTest);

TEST_P(VeilTest, WhereSomebodyLivesIsReadByNobodyButThoseWhoSafeguard) {
  EXPECT_THAT(Read("support", ana), Contains(kStreet)) << "nothing was said yet";
  HideAddress();
  const auto rest = UnorderedElementsAre("Ana Testcase", kPhone);
  EXPECT_THAT(Read("support", ana), rest);
  EXPECT_THAT(Read("reception", ana, house.receptionist), rest);
  EXPECT_THAT(Read("law.rights", ana, house.officer), rest) << "nor in a pack";
  EXPECT_THAT(Read("law.safeguarding", ana), Contains(kStreet));
  const auto own = house.Reveal(
      Allowed(house.gate().Open({.purpose = "law.rights", .subjects = {ana}, .own = true})));
  ASSERT_EQ(own.size(), 1U);
  EXPECT_EQ(own.front().content.Find("address"), nullptr)
      << "somebody may stand behind who is signed in";
}

TEST_P(VeilTest, AnEmergencyShowsItAndCoverDoesNot) {
  HideAddress();
  const auto broken = [&](BreakGlass ground) {
    std::vector<std::string> texts;
    for (const vault::Record& record : house.Reveal(Allowed(house.gate().Open(
             {.actor = house.stranger, .subjects = {ana}, .break_glass = ground}))))
      for (const vault::FieldValue& value : record.content.fields)
        texts.push_back(value.value.Expose());
    return texts;
  };
  EXPECT_THAT(broken(BreakGlass::kEmergency), Contains(kStreet));
  EXPECT_THAT(broken(BreakGlass::kSafeguarding), Contains(kStreet));
  EXPECT_THAT(broken(BreakGlass::kCover), Not(Contains(kStreet)));
}

TEST_P(VeilTest, AnAddressIsHiddenInWhatIsWrittenAboutOthersToo) {
  const std::string text = "Brings shopping to 12 Lantern Row (pw34cd) on Sundays.";
  house.Note(ben, text);
  EXPECT_THAT(Read("support", ben), Contains(text));
  HideAddress();
  const auto texts = Read("support", ben);
  const auto note = std::ranges::find_if(
      texts, [](const std::string& each) { return each.starts_with("Brings"); });
  ASSERT_NE(note, texts.end());
  EXPECT_EQ(note->size(), text.size()) << "what was marked for redaction stays where it is";
  EXPECT_THAT(*note, HasSubstr("on Sundays."));
  EXPECT_THAT(*note, Not(HasSubstr("Lantern")));
  EXPECT_THAT(*note, Not(HasSubstr("34cd")));
  EXPECT_THAT(Read("law.safeguarding", ben), Contains(text));
}

TEST_P(VeilTest, WhoeverSharesTheAddressDoesNotGiveItAway) {
  HideAddress();
  const SubjectId child = Person("Cara Testcase");
  EXPECT_THAT(Read("support", child), UnorderedElementsAre("Cara Testcase", kPhone))
      << "also where an import brings it anew";
}

TEST_P(VeilTest, ARecordOfWhichNothingIsLeftIsNotCountedEither) {
  Allowed(house.gate().AddRecord({.actor = house.worker, .purpose = "support"},
                                 {.category = "contact-details",
                                  .content = House::Text("address", "3 Old Quay, Portwick"),
                                  .people = {{ana, vault::Part::kAbout}}}));
  const Ask ask{.actor = house.worker, .purpose = "support", .subjects = {ana}};
  EXPECT_EQ(house.Reveal(Allowed(house.gate().Open(ask))).size(), 2U);
  HideAddress();
  const auto opened = Allowed(house.gate().Open(ask));
  const EntryId entry = *opened.permit.entry();
  EXPECT_EQ(opened.permit.rows().size(), 1U);
  const auto body = store().Read([&](store::ReadTx& tx) -> Result<Bytes> {
    return TRY(tx.One("SELECT body FROM audit_entry WHERE id = $1", entry)).Blob(0);
  });
  ASSERT_THAT(body, IsOk());
  EXPECT_EQ(audit::Decode(*body)->counts.at("records"), 1);
}

TEST_P(VeilTest, NobodyIsFoundByWhatIsHidden) {
  constexpr std::string_view kNumber = "999 000 0115";
  Allowed(house.gate().AddRecord({.actor = house.worker, .purpose = "support"},
                                 {.category = "contact-details",
                                  .content = House::Text("nhs-number", std::string(kNumber)),
                                  .people = {{ana, vault::Part::kAbout}}}));
  EXPECT_THAT(Found(kPostcode), ElementsAre(ana));
  EXPECT_THAT(Found(kNumber), ElementsAre(ana));
  safety::Marker marker{.hide_address = true,
                        .hidden = {std::string(kPostcode), std::string(kNumber)}};
  marker.never.set(static_cast<std::size_t>(safety::Channel::kPhone));
  marker.never.set(static_cast<std::size_t>(safety::Channel::kText));
  Say(marker);
  EXPECT_THAT(Found(kPostcode), IsEmpty());
  EXPECT_THAT(Found(kPhone), IsEmpty());
  EXPECT_THAT(Found("Ana Testcase"), ElementsAre(ana));
  EXPECT_THAT(Found(kNumber), IsEmpty());
  EXPECT_THAT(Found(kNumber, true), ElementsAre(ana)) << "but is not put on file twice";
}

TEST_P(VeilTest, AWayThatIsNotUsedTakesItsNumberWithIt) {
  safety::Marker marker;
  marker.never.set(static_cast<std::size_t>(safety::Channel::kPhone));
  Say(marker);
  EXPECT_THAT(Read("support", ana), Contains(kPhone)) << "a text message still goes";
  marker.never.set(static_cast<std::size_t>(safety::Channel::kText));
  marker.never.set(static_cast<std::size_t>(safety::Channel::kPost));
  Say(marker);
  EXPECT_THAT(Read("support", ana), ElementsAre("Ana Testcase"));
}

TEST_P(VeilTest, WhatStandsInTheRecordIsAsItWas) {
  HideAddress();
  const auto rows = house.Count("SELECT COUNT(*) FROM record");
  Read("support", ana);
  EXPECT_EQ(house.Count("SELECT COUNT(*) FROM record"), rows);
  EXPECT_THAT(house.Amend([&](const keys::Change& change) { return safety::Remove(change, ana); }),
              IsOk());
  EXPECT_THAT(Read("support", ana), Contains(kStreet));
}

TEST_P(VeilTest, ItGoesAlongWhenTwoRecordsBecomeOneOrOneTwo) {
  HideAddress();
  const RecordId note = house.Note(ana, "Ben likes football.");
  const auto added = Allowed(house.gate().Split(
      {.actor = house.worker, .purpose = "support"}, ana,
      {"service-user", "contact-details", House::Text("name", "Dan Testcase")}, {note}));
  Allowed(house.gate().Merge({.actor = house.worker, .purpose = "support"}, ana, ben));
  for (const SubjectId& person : {ben, added.subject}) {
    const auto reaching =
        store().Read([&](store::ReadTx& tx) { return safety::Load(tx, house.keys(), person); });
    ASSERT_THAT(reaching, IsOk());
    ASSERT_TRUE(reaching->marker);
    EXPECT_TRUE(reaching->marker->hide_address);
  }
  EXPECT_THAT(Read("support", ben), Not(Contains(kStreet)));
  EXPECT_EQ(house.Count("SELECT COUNT(*) FROM reaching"), 2) << "nothing stays of who went";
}

}  // namespace
}  // namespace almoner::gate
