// For tests: a World whose console is served, and staff who sign in.
#pragma once

#include "console/routes.h"
#include "web/test_site.h"

namespace almoner::web::console {

inline Reply SignIn(Browser& browser, std::string_view login,
                    std::string_view password = World::kPassword) {
  const Reply form = browser.Get("/sign-in");
  return browser.Post("/sign-in", {{"form", Between(form.body, "name=\"form\" value=\"", "\"")},
                                   {"next", "/people"},
                                   {"login", std::string(login)},
                                   {"password", std::string(password)}});
}

class ConsoleTest : public WebTest {
 protected:
  explicit ConsoleTest(std::string_view settings_too = "") : WebTest({AddRoutes}, settings_too) {}
  Browser SignedIn(std::string_view login) {
    Browser browser = NewBrowser();
    const Reply reply = SignIn(browser, login);
    EXPECT_EQ(reply.status, 303) << reply.body;
    return browser;
  }
};

}  // namespace almoner::web::console
