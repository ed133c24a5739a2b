#include "rights/share.h"

#include "rights/test_requests.h"
#include "safety/reaching.h"
#include "vault/vault.h"

namespace almoner::rights {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class ShareTest : public RightsTest {
 protected:
  void SetUp() override {
    ana = house.Person("Ana Kovač");
    note = house.Note(*ana, "Walked to the quay together.");
  }
  static Sharing Agreed() {
    return {.why = "We agreed on it at the review.", .known = "written with her", .others = "none"};
  }
  Done Shares(const Sharing& sharing, const std::optional<RecordId>& record = {}) {
    return Share(context(), house.worker, "support", *ana, record.value_or(*note), sharing);
  }
  Done Ends(const std::string& why) {
    return Unshare(context(), house.worker, "support", *ana, *note, why);
  }
  // What the person sees at once beside what the notice marks.
  std::vector<std::string> Seen() {
    std::vector<std::string> seen;
    for (const vault::Record& record : house.Reveal(almoner::Allowed(
             house.gate().Open({.purpose = "law.rights", .subjects = {*ana}, .own = true}))))
      if (const std::string* const text = record.content.Find("text")) seen.push_back(*text);
    return seen;
  }
  std::int64_t Rows() { return house.Count("SELECT COUNT(*) FROM shared_record"); }

  std::optional<SubjectId> ana;
  std::optional<RecordId> note;
};
INSTANTIATE_ENGINES(ShareTest);

TEST_P(ShareTest, WhatIsSharedIsSeenAtOnceAndOnlyThat) {
  house.Note(*ana, "Her nephew worries me.");
  EXPECT_THAT(Seen(), IsEmpty());
  almoner::Allowed(Shares(Agreed()));
  EXPECT_THAT(Seen(), ElementsAre("Walked to the quay together."));
  ASSERT_OK_AND(const auto items, SharedItems(context(), *ana));
  ASSERT_EQ(items.size(), 1U);
  EXPECT_EQ(items[0].words.why, "We agreed on it at the review.");
  EXPECT_EQ(items[0].words.harm, "Known to the person already: written with her");
  EXPECT_EQ(items[0].words.others, "It names nobody else.");
  EXPECT_EQ(items[0].mark.by, house.worker);
  EXPECT_THAT(Shares(Agreed()), FailsWith(Code::kConflict)) << "twice";
}

TEST_P(ShareTest, ItEndsWithAReasonThatStaysOnRecord) {
  almoner::Allowed(Shares(Agreed()));
  EXPECT_THAT(Ends("  "), FailsWith(Code::kInvalid));
  almoner::Allowed(Ends("She asked for it."));
  EXPECT_THAT(Seen(), IsEmpty());
  EXPECT_THAT(Ends("Again."), FailsWith(Code::kNotFound));
  ASSERT_OK_AND(const auto items, SharedItems(context(), *ana, true));
  ASSERT_EQ(items.size(), 1U);
  EXPECT_EQ(items[0].words.ended, "She asked for it.");
  EXPECT_EQ(items[0].mark.ended_by, house.worker);
  almoner::Allowed(Shares(Agreed()));
  EXPECT_THAT(Seen(), testing::SizeIs(1));
}

// As of a release: DPA 2018 Schedule 3 paragraph 6.
TEST_P(ShareTest, HealthDataIsSharedWhereItIsKnownOrAProfessionalSaysItDoesNoHarm) {
  Sharing sharing = Agreed();
  sharing.known = "";
  EXPECT_THAT(Shares(sharing), FailsWith(Code::kInvalid));
  sharing.opinion_on = ParseDate("2026-10-01").value();
  EXPECT_THAT(Shares(sharing), FailsWith(Code::kInvalid)) << "whose?";
  sharing.opinion_by = "her GP";
  Sharing old = sharing;
  old.opinion_on = ParseDate("2026-05-01").value();
  EXPECT_THAT(Shares(old), FailsWith(Code::kInvalid)) << "older than six months";
  old.opinion_on = ParseDate("2026-11-03").value();
  EXPECT_THAT(Shares(old), FailsWith(Code::kInvalid)) << "tomorrow";
  almoner::Allowed(Shares(sharing));
}

TEST_P(ShareTest, WhatAProfessionalFoundHarmfulIsNotSharedBecauseItIsKnown) {
  const RequestId request = Opened(law::Right::kAccess, *ana);
  almoner::Allowed(
      TakeOpinion(context(), house.officer, Now(request),
                  {"support-notes", ParseDate("2026-10-01").value(), true, "her consultant"}));
  EXPECT_THAT(Shares(Agreed()), FailsWith(Code::kConflict));
  EXPECT_THAT(Seen(), IsEmpty());
}

TEST_P(ShareTest, OthersWhomItNamesAreAskedAbout) {
  const SubjectId ben = house.Person("Ben Adeyemi", "01632 960002");
  const RecordId both = house.Note({{*ana}, {ben, vault::Part::kMentions}}, "Ben drove her.");
  Sharing sharing = Agreed();
  EXPECT_THAT(Shares(sharing, both), FailsWith(Code::kInvalid)) << "it names Ben";
  sharing.others = "";
  EXPECT_THAT(Shares(sharing), FailsWith(Code::kInvalid)) << "a note may name anybody";
  sharing.others = "agreed";
  EXPECT_THAT(Shares(sharing, both), FailsWith(Code::kInvalid)) << "who, and when?";
  sharing.others_why = "Ben, on the telephone, on 1 November";
  almoner::Allowed(Shares(sharing, both));
  EXPECT_THAT(Seen(), ElementsAre("Ben drove her."));
}

TEST_P(ShareTest, SomebodyInItForWhoseSafetyOthersAreNotAnsweredIsNeverShown) {
  const SubjectId ben = house.Person("Ben Adeyemi", "01632 960002");
  const RecordId both = house.Note({{*ana}, {ben}}, "Both came.");
  Sharing sharing = Agreed();
  sharing.others = "agreed";
  sharing.others_why = "Ben, on 1 November";
  almoner::Allowed(Shares(sharing, both));
  EXPECT_THAT(Seen(), testing::SizeIs(1));
  EXPECT_THAT(house.Amend([&](const keys::Change& change) {
    return safety::Put(change, ben, {.marker = safety::Marker{.hide_address = true}, .needs = {}});
  }),
              IsOk());
  EXPECT_THAT(Seen(), IsEmpty()) << "from that moment on";
  const RecordId another = house.Note({{*ana}, {ben}}, "Both came again.");
  EXPECT_THAT(Shares(sharing, another), FailsWith(Code::kRefused));
}

TEST_P(ShareTest, NobodySharesWhatTheyMayNotRead) {
  EXPECT_THAT(Share(context(), house.stranger, "support", *ana, *note, Agreed()),
              RefusedBy(gate::Rule::kAssignment));
  EXPECT_THAT(Share(context(), house.receptionist, "reception", *ana, *note, Agreed()),
              RefusedBy(gate::Rule::kMinimisation));
  EXPECT_EQ(Rows(), 0);
  const SubjectId ben = house.Person("Ben Adeyemi", "01632 960002");
  EXPECT_THAT(Share(context(), house.worker, "support", ben, *note, Agreed()),
              FailsWith(Code::kNotFound));
}

TEST_P(ShareTest, WhatIsRestrictedIsSharedNeitherNewlyNorStill) {
  almoner::Allowed(Shares(Agreed()));
  const RecordId another = house.Note(*ana, "Another.");
  almoner::Allowed(house.gate().PlaceMark(
      {.actor = house.worker, .purpose = "support"},
      house.Mark(*ana, standing::Kind::kRestriction, "", "accuracy-contested")));
  EXPECT_THAT(Seen(), IsEmpty());
  EXPECT_THAT(Shares(Agreed(), another), RefusedBy(gate::Rule::kRestriction));
}

TEST_P(ShareTest, WhatIsPutRightMovedOrErasedIsSharedNoLonger) {
  almoner::Allowed(Shares(Agreed()));
  almoner::Allowed(house.gate().CorrectRecord(
      {.actor = house.worker, .purpose = "support", .action = gate::Action::kWrite}, *note, *ana,
      [](const notice::Category&, vault::Content& content) -> Status {
        content.fields.front().value = Personal(std::string("Walked alone."));
        return {};
      }));
  EXPECT_EQ(Rows(), 0) << "nobody has looked at what stands there now";
  almoner::Allowed(Shares(Agreed()));
  const SubjectId ben = house.Person("Ben Adeyemi", "01632 960002");
  almoner::Allowed(
      house.gate().MoveRecord({.actor = house.worker, .purpose = "support"}, *note, *ana, ben));
  EXPECT_EQ(Rows(), 0);
}

TEST_P(ShareTest, ANoteIsSharedAsItIsWrittenOrNotWrittenAtAll) {
  const gate::NewRecord fresh{
      "support-notes", House::Text("text", "Her plan for spring."), {{*ana, vault::Part::kAbout}}};
  EXPECT_THAT(SharingWhatIsAdded(context(), house.worker, fresh, {.why = "Her plan."}),
              FailsWith(Code::kInvalid));
  ASSERT_OK_AND(const auto also, SharingWhatIsAdded(context(), house.worker, fresh, Agreed()));
  almoner::Allowed(
      house.gate().AddRecord({.actor = house.worker, .purpose = "support"}, fresh, also));
  EXPECT_THAT(Seen(), ElementsAre("Her plan for spring."));
}

TEST_P(ShareTest, AMarkThatSomebodyPutInOrChangedIsNotBelieved) {
  almoner::Allowed(Shares(Agreed()));
  almoner::Allowed(Ends("She asked for it."));
  EXPECT_THAT(store().Write([](store::Tx& tx) -> Status {
    return tx.ExecuteOne("UPDATE shared_record SET until = NULL");
  }),
              IsOk());
  EXPECT_THAT(house.gate().Open({.purpose = "law.rights", .subjects = {*ana}, .own = true}),
              FailsWith(Code::kCorrupt));
}

TEST_P(ShareTest, WhatAPackReleasedToThemIsTheirsToSee) {
  const RecordId hidden = house.Note(*ana, "Her neighbour said so.");
  const RequestId request = Opened(law::Right::kAccess, *ana);
  Agree(request, "support-notes");
  almoner::Allowed(Rule(context(), house.officer, Now(request), "support-notes",
                        {.yes = false, .ground = "EX_THIRD_PARTY"}, hidden));
  almoner::Allowed(ConfirmIdentity(context(), house.officer, Now(request), "known"));
  almoner::Allowed(Draft(context(), house.officer, Now(request)));
  almoner::Allowed(Approve(context(), house.second_officer, Now(request)));
  EXPECT_THAT(Seen(), IsEmpty()) << "nothing has gone out yet";
  almoner::Allowed(Deliver(context(), house.officer, Now(request), ByPost()));
  EXPECT_THAT(Seen(), ElementsAre("Walked to the quay together."));
  ASSERT_OK_AND(const auto items, SharedItems(context(), *ana));
  ASSERT_EQ(items.size(), 1U);
  EXPECT_EQ(items[0].mark.request, request);
  EXPECT_FALSE(items[0].mark.by);
}

}  // namespace
}  // namespace almoner::rights
