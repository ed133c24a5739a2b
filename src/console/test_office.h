// For tests: forms that are fetched and sent as a browser does.
#pragma once

#include <gmock/gmock.h>

#include "console/test_console.h"

namespace almoner::web::console {

class OfficeTest : public ConsoleTest {
 protected:
  OfficeTest() { SignInAll(); }
  // Sessions end by themselves when the clock is moved far.
  void SignInAll() {
    ada_ = SignedIn("ada");
    sam_ = SignedIn("sam");
    robin_ = SignedIn("robin");
  }
  // The page's own token and word, as its form bears them.
  static FormFields Hidden(const Reply& page) {
    FormFields fields;
    for (const char* const name : {"csrf", "once"})
      fields.emplace_back(name,
                          Between(page.body, "name=\"" + std::string(name) + "\" value=\"", "\""));
    return fields;
  }
  // Fetches the form and sends it with these answers.
  static Reply Send(Browser& browser, const std::string& target, const FormFields& answers) {
    const Reply page = browser.Get(target);
    EXPECT_EQ(page.status, 200) << target << page.body;
    FormFields fields = Hidden(page);
    fields.insert(fields.end(), answers.begin(), answers.end());
    return browser.Post(target, fields);
  }
  // That it is refused, in words: to look at and to do.
  static void ExpectNotTheirs(Browser& browser, const std::string& target, std::string_view says) {
    const Reply page = browser.Get(target);
    EXPECT_EQ(page.status, 403) << target;
    EXPECT_THAT(page.body, ::testing::HasSubstr(std::string(says))) << target;
    ExpectSafe(page, target);
  }
  static FormFields On(const std::string& name, const std::string& day, const std::string& month,
                       const std::string& year) {
    return {{name + "-day", day}, {name + "-month", month}, {name + "-year", year}};
  }
  static FormFields And(FormFields fields, const FormFields& more) {
    fields.insert(fields.end(), more.begin(), more.end());
    return fields;
  }
  [[nodiscard]] std::string PersonId() const { return PersonPage().substr(8); }

  Browser ada_ = NewBrowser();
  Browser sam_ = NewBrowser();
  Browser robin_ = NewBrowser();
};

}  // namespace almoner::web::console
