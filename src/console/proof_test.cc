#include <gmock/gmock.h>

#include "console/test_office.h"

namespace almoner::web::console {
namespace {

using std::chrono::minutes;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class ProofTest : public OfficeTest {
 protected:
  static FormFields ConfirmOn(const Reply& page, const FormFields& answers) {
    return And({{"csrf", Between(page.body, "name=\"csrf\" value=\"", "\"")},
                {"next", Between(page.body, "name=\"next\" value=\"", "\"")}},
               answers);
  }
  [[nodiscard]] std::string Jo(const std::string& page) {
    return "/staff/" + world().stranger().text() + page;
  }
  // Every hidden field of the page's form.
  static FormFields AllHidden(const Reply& page) {
    FormFields fields;
    std::string_view rest = page.body;
    const std::string_view mark = "<input type=\"hidden\" name=\"";
    for (std::size_t at = 0; (at = rest.find(mark)) != std::string_view::npos;) {
      rest.remove_prefix(at);
      const std::string name = Between(rest, mark, "\"");
      // Signing out, in the page's head, has the same token.
      if (fields.empty() || name != fields.front().first)
        fields.emplace_back(name, Between(rest, "value=\"", "\""));
      rest.remove_prefix(mark.size());
    }
    return fields;
  }
};

TEST_F(ProofTest, AnExportAsksForThePasswordAgainAfterTenMinutes) {
  EXPECT_EQ(robin_.Get("/staff/csv").status, 200) << "signed in just now";
  world().clock().Advance(minutes(10));
  const Reply asked = robin_.Get("/staff/csv");
  EXPECT_EQ(asked.status, 303);
  EXPECT_EQ(asked.header("location"), "/confirm?next=%2Fstaff%2Fcsv");
  const Reply page = robin_.Get(asked.header("location"));
  ExpectSafe(page, "/confirm");
  EXPECT_EQ(robin_.Post("/confirm", ConfirmOn(page, {{"proof-password", "not it"}})).status, 422);
  EXPECT_EQ(robin_.Post("/confirm", ConfirmOn(page, {})).status, 422);
  EXPECT_EQ(robin_.Get("/staff/csv").status, 303);
  const Reply proved =
      robin_.Post("/confirm", ConfirmOn(page, {{"proof-password", std::string(World::kPassword)}}));
  EXPECT_EQ(proved.header("location"), "/staff/csv");
  EXPECT_EQ(robin_.Get("/staff/csv").status, 200);
  EXPECT_EQ(robin_.Get("/staff").status, 200) << "looking needs none of it";
}

TEST_F(ProofTest, ItLeadsToPagesOfTheConsoleOnly) {
  const Reply page = robin_.Get("/confirm?next=https%3A%2F%2Fevil.example");
  EXPECT_THAT(page.body, HasSubstr("name=\"next\" value=\"/today\""));
}

TEST_F(ProofTest, NothingThatWasTypedIsLostAndNothingIsDoneBefore) {
  const Reply form = robin_.Get(Jo("/role"));
  world().clock().Advance(minutes(11));
  const FormFields typed = And(Hidden(form), {{"role", "receptionist"}, {"password", "a fig"}});
  const Reply asked = robin_.Post(Jo("/role"), typed);
  EXPECT_THAT(asked.body, AllOf(HasSubstr("Show that it is you"),
                                HasSubstr("value=\"receptionist\""), Not(HasSubstr("a fig"))));
  EXPECT_EQ(world().Logged("staff.role-given done"), 0U);
  FormFields answered = AllHidden(asked);
  answered.emplace_back("proof-password", "not it");
  const Reply wrong = robin_.Post(Jo("/role"), answered);
  EXPECT_EQ(wrong.status, 422);
  EXPECT_THAT(wrong.body,
              AllOf(HasSubstr("This is not your password"), HasSubstr("value=\"receptionist\"")));
  EXPECT_EQ(world().Logged("staff.role-given done"), 0U);
  answered.back().second = std::string(World::kPassword);
  EXPECT_EQ(robin_.Post(Jo("/role"), answered).status, 303);
  EXPECT_EQ(world().Logged("staff.role-given done"), 1U);
}

TEST_F(ProofTest, GuessingThereWaitsAsAtSignInAndKeepsNobodyOut) {
  world().clock().Advance(minutes(11));
  const Reply page = robin_.Get("/confirm?next=%2Fstaff%2Fcsv");
  for (int i = 0; i < 5; ++i)
    robin_.Post("/confirm", ConfirmOn(page, {{"proof-password", "not it"}}));
  const Reply waits =
      robin_.Post("/confirm", ConfirmOn(page, {{"proof-password", std::string(World::kPassword)}}));
  EXPECT_THAT(waits.body, HasSubstr("Wait 1 minute"));
  Browser other = NewBrowser();
  EXPECT_EQ(SignIn(other, "robin").status, 303) << "whoever has the password signs in elsewhere";
}

}  // namespace
}  // namespace almoner::web::console
