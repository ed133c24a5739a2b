#include "app/whose.h"

#include <gmock/gmock.h>

#include <fstream>

#include "app/mailing.h"
#include "app/nightly.h"
#include "support/world.h"

namespace almoner::app {
namespace {

using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

constexpr std::string_view kMail =
    "[mail]\nfrom = 'almoner@charity.example'\nto = ['office@charity.example']\nhost = "
    "'localhost'\nsecurity = 'none'\n";

Mailing MailOf(const World& world, std::string_view duties) {
  std::ofstream((world.folder() / "home" / "almoner.toml").path(), std::ios::app)
      << kMail << duties;
  return *ReadMailing(world.folder() / "home");
}

TEST(WhoseTest, AFindingSaysWhoseTaskItIsAsTheNoticeCallsTheirRoles) {
  World world;
  const notice::Notice& notice = world.app().notice();
  EXPECT_THAT(RolesWith(notice, "rights"), HasSubstr("ata protection officer"));
  EXPECT_EQ(RolesWith(notice, "juggling"), "");
  EXPECT_EQ(WithWhose(notice, {.words = "Something is due.", .duty = "retention"}),
            "Something is due. For: " + RolesWith(notice, "retention") + ".");
  EXPECT_EQ(WithWhose(notice, {.words = "Something is due.", .duty = "juggling"}),
            "Something is due.");
}

TEST(WhoseTest, EachGoesToWhoIsNamedForItsDutyAndTheRestToThoseWhoRunTheHome) {
  World world;
  const Mailing mailing = MailOf(
      world, "[mail.duties]\nretention = ['records@charity.example', 'ada@charity.example']\n");
  const MailByDuty by_duty = ReadMailByDuty(world.folder() / "home");
  const auto sorted = Sorted(mailing, by_duty,
                             {{.words = "No backup."},
                              {.words = "Past its last day.", .duty = "retention"},
                              {.words = "No letter arrived.", .duty = "rights"},
                              {.words = "No drill."}});
  ASSERT_THAT(sorted, SizeIs(2));
  ASSERT_THAT(sorted[0].to, SizeIs(1));
  EXPECT_EQ(sorted[0].to[0].text(), "office@charity.example");
  EXPECT_THAT(sorted[0].findings, ElementsAre(Field(&Finding::words, "No backup."),
                                              Field(&Finding::words, "No letter arrived."),
                                              Field(&Finding::words, "No drill.")));
  ASSERT_THAT(sorted[1].to, SizeIs(2));
  EXPECT_EQ(sorted[1].to[1].text(), "ada@charity.example");
  EXPECT_THAT(sorted[1].findings, ElementsAre(Field(&Finding::words, "Past its last day.")));
  EXPECT_THAT(Sorted(mailing, by_duty, {}), IsEmpty());
}

TEST(WhoseTest, AWordThatIsNoDutyOrNoAddressIsToldWhenTheHomeIsOpened) {
  for (const char* wrong :
       {"[mail.duties]\njuggling = ['ada@charity.example']\n", "[mail.duties]\nrights = []\n",
        "[mail.duties]\nrights = ['ada']\n", "[mail.duties]\nrights = 'ada@charity.example'\n",
        "duties = 'all'\n"}) {
    World world;
    std::ofstream((world.folder() / "home" / "almoner.toml").path(), std::ios::app)
        << kMail << wrong;
    EXPECT_THAT(ReadSettings(world.folder() / "home"), FailsWith(Code::kInvalid)) << wrong;
    EXPECT_THAT(ReadMailByDuty(world.folder() / "home"), IsEmpty()) << wrong;
  }
}

TEST(WhoseTest, ADutyThatNobodyInOfficeHasAnyMoreIsAFindingOfTheNight) {
  World world;
  EXPECT_THAT(*DutiesOfNobody(world.app()), IsEmpty());
  EXPECT_THAT(RunNightly(world.app()).Words(), Not(Contains(HasSubstr("Nobody in office"))));
  // From outside, as no command would: every role has ended.
  World::Must(world.app().store().Write([](store::Tx& tx) -> Status {
    TRY(tx.Execute("DELETE FROM staff_role"));
    return {};
  }));
  EXPECT_THAT(*DutiesOfNobody(world.app()), ElementsAre("administer", "rights", "retention"));
  const Nightly night = RunNightly(world.app());
  EXPECT_THAT(night.Words(), Contains(HasSubstr("Nobody in office has the duty 'rights'")));
  EXPECT_THAT(night.findings, Each(Field(&Finding::duty, Not(testing::Eq("")))));
}

}  // namespace
}  // namespace almoner::app
