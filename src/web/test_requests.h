// For tests: requests that Ada, who answers them, logs and takes on in the console.
#pragma once

#include <gmock/gmock.h>

#include "web/test_site.h"

namespace almoner::web {

class RequestTest : public WebTest {
 protected:
  RequestTest() { world().AddStaff("Nia Bell", "nia", {"data-protection-officer"}); }

  Reply Send(Browser& browser, const std::string& target, FormFields fields) {
    fields.emplace_back("csrf", browser.Csrf(browser.Get("/people")));
    return browser.Post(target, fields);
  }
  [[nodiscard]] FormFields Logged(const std::string& right = "access") const {
    return {{"person", PersonId()},
            {"right", right},
            {"received-day", "20"},
            {"received-month", "11"},
            {"received-year", "2026"},
            {"channel", "letter"},
            {"words", "All that you have about me, please."}};
  }
  [[nodiscard]] std::string PersonId() const { return PersonPage().substr(8); }
  // Logs it as Ada; the path of its page.
  std::string Log(const std::string& right = "access", const std::string& about = "") {
    FormFields fields = Logged(right);
    if (!about.empty()) fields.emplace_back("about", about);
    const Reply reply = Send(ada_, "/requests/new", fields);
    EXPECT_EQ(reply.status, 303) << reply.body;
    const std::string location = reply.header("location");
    return location.substr(0, location.find('?'));
  }
  // Takes the step as Ada; it must go well.
  void Take(const std::string& path, const std::string& step, const FormFields& fields = {}) {
    const Reply form = ada_.Get(path + "/" + step);
    EXPECT_EQ(form.status, 200) << step << form.body;
    const Reply reply = Send(ada_, path + "/" + step, fields);
    EXPECT_EQ(reply.status, 303) << step << reply.body;
  }
  static std::string Title(const Reply& page) { return Between(page.body, "<title>", "</title>"); }

  Browser ada_ = SignedIn("ada");
};

}  // namespace almoner::web
