#include "accountability/registers.h"
#include "accountability/test_registers.h"

namespace almoner::accountability {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

class EnquiryTest : public RegisterTest {
 protected:
  EnquiryTest() : RegisterTest(Enquiries()) {}
  const Facts question{{"channel", "phone"},
                       {"on", "2026-11-02"},
                       {"topic", "notice"},
                       {"words", "Tess Harrow asks who reads the day book."}};
};
INSTANTIATE_ENGINES(EnquiryTest);

TEST_P(EnquiryTest, AnEnquiryIsReceivedAnsweredAndClosed) {
  const RequestId id = Opened(question);
  EXPECT_EQ(Now(id).state, "received");
  Take(id, "answered", {{"words", "The team, and nobody else."}});
  Take(id, "closed");
  EXPECT_EQ(Now(id).state, "closed");
  EXPECT_THAT(Now(id).events, SizeIs(3));
  EXPECT_EQ(Now(id).Said("received", "by"), house.officer.text());
}

TEST_P(EnquiryTest, AStepThatTheStateDoesNotAllowIsRefusedAndNothingIsRecorded) {
  const RequestId id = Opened(question);
  EXPECT_THAT(Try(Officer(), id, "closed"), FailsWith(Code::kConflict));
  EXPECT_THAT(Try(Officer(), id, "received", question), FailsWith(Code::kConflict));
  EXPECT_THAT(Try(Officer(), id, "forgotten"), FailsWith(Code::kInvalid));
  EXPECT_THAT(Now(id).events, SizeIs(1));
}

TEST_P(EnquiryTest, AFactThatIsMissingOrWrongIsNamedAndItsValueIsNot) {
  for (const auto& [name, value] :
       std::vector<std::pair<std::string, std::string>>{{"channel", "pigeon"},
                                                        {"channel", ""},
                                                        {"on", "2026-02-30"},
                                                        {"on", "2026-11-03"},
                                                        {"words", " "},
                                                        {"words", "\xff"}}) {
    const auto opened = TryOpen(Officer(), "", But(question, name, value));
    ASSERT_THAT(opened, FailsWith(Code::kInvalid)) << name;
    EXPECT_THAT(opened.error().Text(), HasSubstr(name));
    EXPECT_THAT(opened.error().Text(), Not(HasSubstr("pigeon")));
  }
  EXPECT_THAT(TryOpen(Officer(), "", But(question, "colour", "green")), FailsWith(Code::kInvalid));
  EXPECT_THAT(TryOpen(Officer(), "answered", {{"words", "Yes."}}), FailsWith(Code::kInvalid));
}

TEST_P(EnquiryTest, ACorrectionIsAnotherEventAndWhatWasSaidStays) {
  const RequestId id = Opened(question);
  Take(id, "corrected",
       {{"step", "received"}, {"fact", "on"}, {"words", "2026-10-30"}, {"why", "learned-later"}});
  EXPECT_EQ(Now(id).Said("received", "on"), "2026-10-30");
  EXPECT_EQ(Get(Now(id).events.front().facts, "on"), "2026-11-02");
  EXPECT_EQ(Now(id).state, "received");
  const auto correct = [&](const Facts& facts) { return Try(Officer(), id, "corrected", facts); };
  EXPECT_THAT(
      correct({{"step", "received"}, {"fact", "on"}, {"words", "soon"}, {"why", "learned-later"}}),
      FailsWith(Code::kInvalid));
  EXPECT_THAT(
      correct({{"step", "answered"}, {"fact", "on"}, {"words", "x"}, {"why", "learned-later"}}),
      FailsWith(Code::kInvalid))
      << "that was not done yet";
  EXPECT_THAT(
      correct({{"step", "received"}, {"fact", "words"}, {"words", "x"}, {"why", "learned-later"}}),
      FailsWith(Code::kConflict))
      << "what they asked is what they asked";
}

TEST_P(EnquiryTest, AnEnquiryBecomesARequestThatIsThere) {
  const RequestId id = Opened(question);
  EXPECT_THAT(Try(Officer(), id, "became-request", {{"request", id.text()}}),
              FailsWith(Code::kInvalid))
      << "an enquiry is no request";
  EXPECT_THAT(Try(Officer(), id, "became-request", {{"request", "ask the desk"}}),
              FailsWith(Code::kInvalid));
  const retention::NewFile request = *retention::MakeFile(house.keys());
  almoner::Allowed(house.gate().Act({.actor = house.officer, .purpose = "law.rights"},
                                    "request.opened", [&](const gate::Change& change) {
                                      return retention::InsertFile(change, request, "request",
                                                                   std::nullopt);
                                    }));
  Take(id, "became-request", {{"request", request.key.file.text()}});
  Take(id, "closed");
}

TEST_P(EnquiryTest, WhoeverDoesNotAnswerForRightsNeitherSeesNorKeepsIt) {
  EXPECT_THAT(TryOpen({house.worker}, "", question), RefusedBy(gate::Rule::kRole));
  const RequestId id = Opened(question);
  EXPECT_THAT(Try({house.receptionist}, id, "answered", {{"words", "Yes."}}),
              RefusedBy(gate::Rule::kRole));
  EXPECT_THAT(Look(context(), reg_, {house.worker}, id), RefusedBy(gate::Rule::kRole));
  EXPECT_THAT(List(context(), reg_, {house.worker}), RefusedBy(gate::Rule::kRole));
  EXPECT_THAT(Look(context(), reg_, {house.officer, "support"}, id), FailsWith(Code::kRefused));
  EXPECT_THAT(Now(id).events, SizeIs(1));
}

TEST_P(EnquiryTest, LookingIsRecordedAndARegisterHasOnlyItsOwn) {
  const RequestId id = Opened(question);
  const auto before = house.Count("SELECT COUNT(*) FROM audit_entry");
  EXPECT_EQ(almoner::Allowed(Look(context(), reg_, Officer(), id)).state, "received");
  EXPECT_THAT(almoner::Allowed(List(context(), reg_, Officer())), SizeIs(1));
  EXPECT_EQ(house.Count("SELECT COUNT(*) FROM audit_entry"), before + 2);
  EXPECT_THAT(Look(context(), DetailChanges(), Officer(), id), FailsWith(Code::kNotFound));
  EXPECT_THAT(Load(context(), reg_, RequestId::New(house.random())), FailsWith(Code::kNotFound));
}

TEST_P(EnquiryTest, AnEventThatWasAlteredIsFound) {
  const RequestId id = Opened(question);
  ASSERT_THAT(house.store().Write([&](store::Tx& tx) {
    return tx.ExecuteOne("UPDATE file_event SET kind = 'closed' WHERE file = $1", id);
  }),
              IsOk());
  EXPECT_THAT(Load(context(), reg_, id), FailsWith(Code::kCorrupt));
  ASSERT_THAT(house.store().Write([&](store::Tx& tx) {
    return tx.ExecuteOne("UPDATE file_event SET kind = 'received' WHERE file = $1", id);
  }),
              IsOk());
}

class DetailChangeTest : public RegisterTest {
 protected:
  DetailChangeTest() : RegisterTest(DetailChanges()), ana(house.Person("Ana Kovač")) {}
  const SubjectId ana;
  const Facts moved{
      {"detail", "telephone"}, {"from", "family"}, {"channel", "phone"}, {"words", "01632 960123"}};
};
INSTANTIATE_ENGINES(DetailChangeTest);

TEST_P(DetailChangeTest, AChangeIsCheckedBeforeItIsRecorded) {
  const RequestId id = Opened(moved, ana);
  EXPECT_EQ(Now(id).subject, ana);
  EXPECT_THAT(Try(Officer(), id, "recorded"), FailsWith(Code::kConflict));
  Take(id, "checked", {{"how", "called-back"}});
  Take(id, "recorded");
  Take(id, "closed");
  EXPECT_THAT(Allowed(reg_, "closed"), ElementsAre(FindStep(reg_, "corrected")));
}

TEST_P(DetailChangeTest, WhatCannotBeCheckedIsDeclinedWithAReason) {
  const RequestId id = Opened(moved, ana);
  EXPECT_THAT(Try(Officer(), id, "declined"), FailsWith(Code::kInvalid));
  Take(id, "declined", {{"words", "Nobody answers there."}});
  Take(id, "closed");
}

TEST_P(DetailChangeTest, ItIsAboutSomebody) {
  EXPECT_THAT(TryOpen(Officer(), "", moved), FailsWith(Code::kInvalid));
}

TEST_P(DetailChangeTest, TheNewDetailStandsNowhereInTheClear) {
  Opened(moved, ana);
  ASSERT_OK_AND(const auto rows, house.store().Read([](store::ReadTx& tx) {
    return tx.Query("SELECT body FROM file_event");
  }));
  for (const store::Row& row : rows) {
    ASSERT_OK_AND(const Bytes body, row.Blob(0));
    EXPECT_THAT(std::string(AsText(body)), Not(HasSubstr("960123")));
  }
}

}  // namespace
}  // namespace almoner::accountability
