// Rows changed by someone who can write the database, but has no keys: none is believed.
#include "gate/break_glass.h"
#include "gate/gate.h"
#include "support/house.h"

namespace almoner::gate {
namespace {

class ForgeryTest : public HouseTest {
 protected:
  ForgeryTest() : ana_(house.Person("Ana Kovač")) {
    house.Note(ana_, "Slept well.");
    house.Consent(ana_, consent::Kind::kGiven);
    house.Consent(ana_, consent::Kind::kWithdrawn);
  }
  // How often the statement found a row: a forgery that changes nothing shows nothing.
  template <class... Params>
  void Forge(Literal sql, const Params&... params) {
    const auto changed = store().Write([&](store::Tx& tx) { return tx.Execute(sql, params...); });
    ASSERT_THAT(changed, IsOk());
    EXPECT_GT(*changed, 0);
  }
  auto Open(const StaffId& actor, const char* purpose = "support") {
    return house.gate().Open({.actor = actor, .purpose = purpose, .subjects = {ana_}});
  }
  void TearDown() override {}  // nothing agrees any more
  SubjectId ana_;
};
INSTANTIATE_ENGINES(ForgeryTest);

TEST_P(ForgeryTest, ARoleOfSomeoneElsesIsNotTakenOver) {
  Forge("UPDATE staff_role SET staff = $1 WHERE staff = $2", house.stranger, house.officer);
  EXPECT_THAT(Open(house.stranger), FailsWith(Code::kCorrupt));
}

TEST_P(ForgeryTest, ARoleIsNotMadeAnother) {
  Forge("UPDATE staff_role SET role = 'data-protection-officer' WHERE staff = $1", house.stranger);
  EXPECT_THAT(Open(house.stranger), FailsWith(Code::kCorrupt));
}

TEST_P(ForgeryTest, ACaseloadIsNotHandedOver) {
  Forge("UPDATE assignment SET staff = $1 WHERE staff = $2", house.stranger, house.worker);
  EXPECT_THAT(Open(house.stranger), FailsWith(Code::kCorrupt));
}

TEST_P(ForgeryTest, ALeaverDoesNotComeBack) {
  ASSERT_THAT(
      house.Amend([&](const keys::Change& change) { return staff::End(change, house.worker); }),
      IsOk());
  Forge("UPDATE staff SET ended = NULL WHERE id = $1", house.worker);
  EXPECT_THAT(Open(house.worker), FailsWith(Code::kCorrupt));
}

TEST_P(ForgeryTest, AClosedRecordIsNotOpenedByAnotherKind) {
  ASSERT_THAT(house.Amend([&](const keys::Change& change) {
    return staff::CloseRecord(change, house.worker, ana_, staff::Closed::kSelf);
  }),
              IsOk());
  Forge("UPDATE closed_relation SET staff = $1", house.stranger);
  EXPECT_THAT(Open(house.worker), FailsWith(Code::kCorrupt));
}

TEST_P(ForgeryTest, AConsentIsNotGivenForSomebody) {
  Forge("UPDATE consent_event SET event = 'given' WHERE event = 'withdrawn'");
  EXPECT_THAT(Open(house.worker, "newsletter"), FailsWith(Code::kCorrupt));
}

TEST_P(ForgeryTest, ARestrictionIsNotLifted) {
  const standing::Mark mark =
      house.Mark(ana_, standing::Kind::kRestriction, "", "accuracy-contested");
  Allowed(house.gate().PlaceMark({.actor = house.officer, .purpose = "law.rights"}, mark));
  EXPECT_THAT(Open(house.worker), RefusedBy(Rule::kRestriction));
  Forge("UPDATE standing SET until = since");
  EXPECT_THAT(Open(house.worker), FailsWith(Code::kCorrupt));
}

TEST_P(ForgeryTest, APersonIsNotMadeOfAnotherKind) {
  Forge("UPDATE subject SET kind = 'donor' WHERE id = $1", ana_);
  EXPECT_THAT(Open(house.worker), FailsWith(Code::kCorrupt));
}

TEST_P(ForgeryTest, ARecordGivenAnotherCategoryPurposeOrTimeDoesNotOpen) {
  struct Forgery {
    Literal forge, undo;
  };
  for (const auto& [forgery, undo] : {Forgery{"UPDATE record SET recorded_at = recorded_at + 1",
                                              "UPDATE record SET recorded_at = recorded_at - 1"},
                                      Forgery{"UPDATE record SET purpose = 'newsletter'",
                                              "UPDATE record SET purpose = 'support'"},
                                      Forgery{"UPDATE record SET category = 'contact-details'",
                                              "UPDATE record SET version = version"}}) {
    EXPECT_TRUE(Open(house.worker)->has_value());
    Forge(forgery);
    EXPECT_THAT(Open(house.worker), FailsWith(Code::kCorrupt));
    Forge(undo);
  }
}

TEST_P(ForgeryTest, NobodyIsWrittenIntoARecordFromOutside) {
  const SubjectId ben = house.Person("Ben Adeyemi", "01632 960002");
  Forge(
      "INSERT INTO record_person (subject, record, part) SELECT $1, id, 'mentions' FROM record "
      "WHERE category = 'support-notes'",
      ben);
  EXPECT_THAT(house.gate().Open({.actor = house.officer,
                                 .purpose = "law.rights",
                                 .subjects = {ben},
                                 .scope = vault::Scope::kAboutAndMentions}),
              FailsWith(Code::kCorrupt));
}

TEST_P(ForgeryTest, AGlassIsNotMadeToLookBrokenAlready) {
  Forge(
      "INSERT INTO break_glass (id, staff, subject, ground, at, outcome, digest) VALUES ($1, $1, "
      "$2, 'emergency', $3, '', $2)",
      house.stranger, ana_, house.clock().Now());
  EXPECT_THAT(
      house.gate().Open(
          {.actor = house.stranger, .subjects = {ana_}, .break_glass = BreakGlass::kEmergency}),
      FailsWith(Code::kCorrupt));
}

TEST_P(ForgeryTest, ALoginIsNotPutAtSomeoneElsesAccount) {
  Forge("UPDATE staff_token SET staff = $1 WHERE staff = $2", house.officer, house.stranger);
  EXPECT_THAT(store().Read([&](store::ReadTx& tx) {
    return staff::FindByLogin(tx, house.keys(), Personal(std::string("login of Jo Fields")));
  }),
              FailsWith(Code::kNotFound));
}

}  // namespace
}  // namespace almoner::gate
