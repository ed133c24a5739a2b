#include "console/test_office.h"

namespace almoner::web::console {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class RegistersTest : public OfficeTest {
 protected:
  static FormFields Breach() {
    return And(On("detected", "20", "11", "2026"), {{"reporter", "staff"},
                                                    {"detected-clock", "16:30"},
                                                    {"data.contact-details", "1"},
                                                    {"who.service-user", "1"},
                                                    {"people", "3"},
                                                    {"happened", "A folder was left on a bus."}});
  }
  // Of the file that was opened.
  std::string OpenBreach() {
    const Reply opened = Send(ada_, "/registers/breach/new/reported", Breach());
    EXPECT_EQ(opened.status, 303) << opened.body;
    const std::string location = opened.header("location");
    return location.substr(0, location.find('?'));
  }
};

TEST_F(RegistersTest, TheListsAreForThoseWhoAnswerForRights) {
  const Reply page = ada_.Get("/registers");
  EXPECT_THAT(page.body, AllOf(HasSubstr("href=\"/registers/breach\""),
                               HasSubstr("href=\"/registers/enquiry\""),
                               HasSubstr("href=\"/registers/detail-change\"")));
  EXPECT_THAT(ada_.Get("/registers/breach").body, HasSubstr("Nothing is open."));
  const Reply sam = sam_.Get("/registers/breach");
  EXPECT_EQ(sam.status, 403);
  EXPECT_THAT(sam.body, HasSubstr("This was refused"));
  EXPECT_EQ(sam_.Get("/registers/breach/csv").status, 403);
  EXPECT_EQ(ada_.Get("/registers/gossip").status, 404);
  EXPECT_EQ(ada_.Get("/registers/breach/x").status, 404);
}

TEST_F(RegistersTest, AMistakeStandsAtItsFieldAndNothingIsLost) {
  const Reply empty = Send(ada_, "/registers/breach/new/reported", {{"happened", "A folder."}});
  EXPECT_EQ(empty.status, 422);
  EXPECT_THAT(empty.body, AllOf(HasSubstr("Answer this: when it was noticed"),
                                HasSubstr("A folder."), HasSubstr("href=\"#detected-day\"")));
  FormFields no_clock = Breach();
  std::erase_if(no_clock, [](const auto& field) { return field.first == "detected-clock"; });
  no_clock.emplace_back("detected-clock", "half past");
  EXPECT_THAT(Send(ada_, "/registers/breach/new/reported", no_clock).body,
              HasSubstr("Enter the time of the clock, for example 14:30"));
  FormFields ahead = Breach();
  ahead.erase(ahead.begin(), ahead.begin() + 3);
  const Reply future =
      Send(ada_, "/registers/breach/new/reported", And(On("detected", "20", "11", "2030"), ahead));
  EXPECT_EQ(future.status, 422);
  EXPECT_THAT(future.body,
              AllOf(HasSubstr("cannot be in the future"), HasSubstr("href=\"#detected-day\"")));
}

TEST_F(RegistersTest, ABreachGoesItsWayByTheFormsOfItsTableAndTheClockRuns) {
  const std::string file = OpenBreach();
  EXPECT_THAT(ada_.Get(file).body,
              AllOf(HasSubstr("Reported"), HasSubstr("A folder was left on a bus."),
                    HasSubstr("20 November 2026 at 16:30"), HasSubstr("Name and contact details"),
                    HasSubstr("href=\"" + file + "/triaged\"")));
  EXPECT_EQ(Send(ada_, file + "/triaged", {{"as", "breach"}, {"words", "It was ours."}})
                .header("location"),
            file + "?done=1");
  EXPECT_EQ(Send(ada_, file + "/aware", And(On("at", "20", "11", "2026"), {{"at-clock", "17:00"}}))
                .status,
            303);
  EXPECT_THAT(ada_.Get(file).body,
              AllOf(HasSubstr("Tell the regulator by"), HasSubstr("23 November 2026 at 17:00")));
  EXPECT_THAT(ada_.Get("/today").body,
              AllOf(HasSubstr("Tell the regulator"), HasSubstr("2 days left")));
  EXPECT_THAT(ada_.Get(file + "/report").body, HasSubstr("Not known yet."));
  EXPECT_THAT(ada_.Get("/registers/breach/csv").body, HasSubstr("\"tell the regulator\""));
  const Reply again = ada_.Get(file + "/aware");
  EXPECT_THAT(again.body, HasSubstr("This cannot be done in this state."));
  EXPECT_EQ(ada_.Post(file + "/aware", {{"csrf", ada_.Csrf(ada_.Get("/people"))}}).status, 409);
  EXPECT_EQ(sam_.Get(file).status, 403);
  EXPECT_EQ(sam_.Get(file + "/triaged").status, 403);
}

TEST_F(RegistersTest, SentTwiceOneFileIsOpened) {
  const FormFields form = And(Hidden(ada_.Get("/registers/breach/new/reported")), Breach());
  const Reply first = ada_.Post("/registers/breach/new/reported", form);
  EXPECT_EQ(ada_.Post("/registers/breach/new/reported", form).header("location"),
            first.header("location"));
  EXPECT_EQ(world().Logged("breach.reported allowed"), 1U);
}

TEST_F(RegistersTest, AChangeOfDetailsIsAboutSomebodyAndIsOpenedFromTheirNumber) {
  EXPECT_EQ(ada_.Get("/registers/detail-change/new").header("location"),
            "/registers/detail-change/new/reported");
  const std::string target = "/registers/detail-change/new/reported";
  const FormFields answers = {
      {"detail", "telephone"}, {"from", "self"}, {"channel", "phone"}, {"words", "01632 960099"}};
  const Reply nobody = Send(ada_, target, answers);
  EXPECT_EQ(nobody.status, 422);
  EXPECT_THAT(nobody.body, HasSubstr("Enter the number of the person"));
  const Reply opened = Send(ada_, target, And(answers, {{"person", PersonPage()}}));
  EXPECT_THAT(opened.header("location"), HasSubstr("?opened=1")) << opened.body;
  EXPECT_THAT(ada_.Get("/registers/detail-change").body,
              AllOf(HasSubstr("Detail change "), Not(HasSubstr("960099"))));
}

TEST_F(RegistersTest, ADisclosureAsksForWhatTheNoticeHas) {
  const std::string page = ada_.Get("/registers/disclosure/new/proposed").body;
  EXPECT_THAT(page, AllOf(HasSubstr("name=\"recipient\" type=\"radio\" value=\"gp-practice\""),
                          HasSubstr("name=\"data.support-plan\"")));
  EXPECT_THAT(ada_.Get("/registers/disclosure/new").body,
              AllOf(HasSubstr("Propose to give something"), HasSubstr("Record what came in")));
}

}  // namespace
}  // namespace almoner::web::console
