// For tests: somebody who asks on the website.
#pragma once

#include "portal/test_portal.h"

namespace almoner::web::portal {

class AskingTest : public PortalTest {
 protected:
  static void Begin(Browser& browser) {
    EXPECT_EQ(browser.Post("/ask", {}).header("location"), "/ask/what");
  }
  static Reply Post(Browser& browser, const std::string& stage, FormFields fields) {
    fields.emplace_back("csrf", browser.Csrf(browser.Get("/ask/" + stage)));
    return browser.Post("/ask/" + stage, fields);
  }
  // Where it goes on.
  static std::string Answer(Browser& browser, const std::string& stage, const FormFields& fields) {
    const Reply reply = Post(browser, stage, fields);
    EXPECT_EQ(reply.status, 303) << stage << reply.body;
    return reply.header("location");
  }
  static void FillFromName(Browser& browser) {
    Answer(browser, "name", {{"name", "Ana Kovač"}});
    Answer(browser, "find", {{"find", "I come to the day centre."}});
    Answer(browser, "answer", {{"answer", "phone"}});
    Answer(browser, "contact", {{"contact", "01632 960 017"}});
    Answer(browser, "words", {{"words", "What you have about me."}});
  }
  // Everything is said, and nothing sent.
  Browser Filled(const std::string& right = "access") {
    Browser browser = NewBrowser();
    Begin(browser);
    Answer(browser, "what", {{"right", right}});
    Answer(browser, "for", {{"for", "self"}});
    FillFromName(browser);
    return browser;
  }
  static std::string Version(const Reply& check) {
    return Between(check.body, "name=\"version\" value=\"", "\"");
  }
  // What is shown once it is sent.
  static Reply SendIt(Browser& browser) {
    const Reply check = browser.Get("/ask/check");
    const Reply sent =
        browser.Post("/ask/send", {{"csrf", browser.Csrf(check)}, {"version", Version(check)}});
    EXPECT_EQ(sent.status, 303) << sent.body;
    return browser.Get(sent.header("location"));
  }
  static std::string Reference(const Reply& sent) {
    return Between(sent.body, "Your reference<br><strong>", "<");
  }
  static std::string Code(const Reply& sent) {
    return Between(sent.body, "class=\"app-code\">", "<");
  }
  std::int64_t Count(Literal sql) {
    const auto row =
        World::Must(world().app().store().Read([&](store::ReadTx& tx) { return tx.One(sql); }));
    return World::Must(row.Int(0));
  }
  std::int64_t Arrived() { return Count("SELECT COUNT(*) FROM file WHERE kind = 'intake'"); }
  std::int64_t Drafts() { return Count("SELECT COUNT(*) FROM draft"); }
};

}  // namespace almoner::web::portal
