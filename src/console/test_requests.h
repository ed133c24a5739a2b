// For tests: requests that Ada, who answers them, logs and takes on in the console.
#pragma once

#include <gmock/gmock.h>

#include <algorithm>

#include "console/test_console.h"
#include "rights/request.h"

namespace almoner::web::console {

class RequestTest : public ConsoleTest {
 protected:
  RequestTest() { world().AddStaff("Nia Bell", "nia", {"data-protection-officer"}); }

  Reply Send(Browser& browser, const std::string& target, FormFields fields) {
    fields.emplace_back("csrf", browser.Csrf(browser.Get("/people")));
    const bool has_seq =
        std::ranges::any_of(fields, [](const auto& field) { return field.first == "seq"; });
    if (const std::string seq = Seq(target); !has_seq && !seq.empty())
      fields.emplace_back("seq", seq);  // as a form that was made just now
    return browser.Post(target, fields);
  }
  // The number of the next event of the request whose address it is.
  std::string Seq(const std::string& target) {
    const auto id =
        target.size() > 10 ? RequestId::Parse(target.substr(10, 32)) : RequestId::Parse("");
    if (!id) return "";
    const auto state = rights::Load(world().app().rights(), *id);
    return state ? std::to_string(state->next_seq) : "";
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

}  // namespace almoner::web::console
