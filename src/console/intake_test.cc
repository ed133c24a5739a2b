// What comes in by the website, as staff deal with it.
#include "accountability/intake.h"

#include <algorithm>
#include <thread>

#include "accountability/also.h"
#include "console/test_requests.h"
#include "rights/also.h"

namespace almoner::web::console {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class IntakePageTest : public RequestTest {
 protected:
  // What somebody has sent, as the portal takes it in; the path of its page.
  std::string Came(const std::string& right = "access") {
    app::App& app = world().app();
    const auto slip = accountability::NewSlip(app.random(), app.notice().organisation.name);
    reference_ = slip.reference;
    const RequestId id = World::Allowed(
        accountability::Receive({app.gate(), app.statute()},
                                {{"right", right},
                                 {"for", "self"},
                                 {"name", "Margaret O'Shea"},
                                 {"find", "Born in 1941 <b>"},
                                 {"answer", "phone"},
                                 {"contact", "01632 960 017"},
                                 {"words", "All that you have about me, please."}},
                                slip, [](const gate::Change&) -> Status { return {}; }));
    return "/intake/" + id.text();
  }
  static std::string IdIn(const std::string& path) { return path.substr(8); }
  Reply Sent(const std::string& target, FormFields fields) {
    return Send(ada_, target, std::move(fields));
  }

  std::string reference_;
};

TEST_F(IntakePageTest, WhatWaitsStandsInTheListWithWhenItIsDueAndIsCountedInTheMenu) {
  EXPECT_THAT(ada_.Get("/intake").body, HasSubstr("Nothing waits."));
  const std::string path = Came();
  const Reply list = ada_.Get("/intake");
  ExpectSafe(list, "/intake");
  EXPECT_THAT(list.body, AllOf(HasSubstr("href=\"" + path + "\""), HasSubstr(reference_),
                               HasSubstr("28 days left"), HasSubstr("Website (1)"),
                               Not(HasSubstr("Margaret"))));
  world().clock().Advance(std::chrono::hours(24 * 30));
  Browser ada = SignedIn("ada");
  EXPECT_THAT(ada.Get("/intake").body, HasSubstr("Late"));
}

TEST_F(IntakePageTest, OnlyThoseWithTheDutySeeIt) {
  const std::string path = Came();
  Browser sam = SignedIn("sam");
  EXPECT_EQ(sam.Get("/intake").status, 403);
  EXPECT_EQ(sam.Get(path).status, 403);
  EXPECT_EQ(sam.Get(path + "/set-aside").status, 403);
  EXPECT_EQ(Send(sam, path + "/set-aside", {{"reason", "abuse"}}).status, 403);
  EXPECT_THAT(sam.Get("/people").body, Not(HasSubstr("href=\"/intake\"")));
  EXPECT_EQ(NewBrowser().Get(path).header("location").substr(0, 8), "/sign-in");
  EXPECT_EQ(ada_.Get("/intake/" + std::string(32, '0')).status, 404);
  EXPECT_EQ(ada_.Get(path + "/no-such-step").status, 404);
}

TEST_F(IntakePageTest, ItIsTakenUpAsARequestThatIsFilledWithWhatWasSent) {
  const std::string path = Came();
  const Reply page = ada_.Get(path);
  ExpectSafe(page, path);
  EXPECT_THAT(page.body, AllOf(HasSubstr("value=\"Margaret O&#39;Shea\""),
                               HasSubstr("Born in 1941 &lt;b&gt;"), HasSubstr("By phone")));
  const Reply found =
      Sent("/people/search",
           {{"purpose", "law.rights"}, {"q", "Margaret O'Shea"}, {"intake", IdIn(path)}});
  const std::string next = "/requests/new?person=" + PersonId() + "&amp;intake=" + IdIn(path);
  EXPECT_THAT(found.body, HasSubstr(next));
  const Reply form = ada_.Get("/requests/new?person=" + PersonId() + "&intake=" + IdIn(path));
  ExpectSafe(form, "/requests/new");
  EXPECT_THAT(form.body,
              AllOf(HasSubstr("value=\"access\" checked"), HasSubstr("value=\"portal\" checked"),
                    HasSubstr("All that you have about me, please."),
                    HasSubstr("name=\"intake\" value=\"" + IdIn(path))));
  FormFields fields = Logged();
  fields[5].second = "portal";
  fields[2].second = "22";  // keyed in wrongly: what counts is when it came
  world().clock().Advance(std::chrono::hours(24));
  ada_ = SignedIn("ada");
  fields.emplace_back("intake", IdIn(path));
  const std::string location = Sent("/requests/new", fields).header("location");
  const std::string request = location.substr(0, location.find('?'));
  EXPECT_THAT(ada_.Get(path).body,
              AllOf(HasSubstr("Taken up as a request"), HasSubstr("href=\"" + request + "\"")));
  EXPECT_THAT(ada_.Get(request).body, HasSubstr("href=\"" + path + "\""));
  EXPECT_THAT(ada_.Get(request).body, HasSubstr("21 November 2026"));
  EXPECT_THAT(Sent("/requests/new", fields).header("location"), HasSubstr("done=again"))
      << "a second click";
  EXPECT_EQ(
      ada_.Get("/requests/new?person=" + PersonId() + "&intake=" + IdIn(path)).header("location"),
      path)
      << "nobody takes it up a second time";
  EXPECT_THAT(ada_.Get("/intake").body, AllOf(HasSubstr("Nothing waits."), HasSubstr(reference_)));
}

TEST_F(IntakePageTest, OfSomebodyWhoIsNotKnownHereItIsLoggedAllTheSame) {
  const std::string path = Came();
  const Reply none =
      Sent("/people/search",
           {{"purpose", "law.rights"}, {"q", "Nobody Of That Name"}, {"intake", IdIn(path)}});
  EXPECT_THAT(none.body, HasSubstr("/requests/new?unknown=1&amp;intake=" + IdIn(path)));
  EXPECT_THAT(ada_.Get("/requests/new?unknown=1&intake=" + IdIn(path)).body,
              HasSubstr("somebody who is not known here"));
}

TEST_F(IntakePageTest, WhatIsNoRequestIsSetAsideWithAReasonAndCanBeTakenBack) {
  const std::string path = Came("unsure");
  ExpectSafe(ada_.Get(path + "/set-aside"), "set-aside");
  const Reply wrong = Sent(path + "/set-aside", {{"words", "Advertising for paint."}});
  EXPECT_EQ(wrong.status, 422);
  EXPECT_THAT(wrong.body, HasSubstr("Advertising for paint.")) << "nothing typed is lost";
  EXPECT_EQ(Sent(path + "/set-aside", {{"reason", "not-a-request"}, {"words", ""}}).status, 303);
  EXPECT_THAT(ada_.Get(path).body,
              AllOf(HasSubstr("Set aside: not a request"), HasSubstr("Ada Banks")));
  EXPECT_EQ(Sent(path + "/set-aside", {{"reason", "abuse"}}).header("location"), path)
      << "a second click does nothing";
  EXPECT_EQ(ada_.Get(path + "/answer").header("location"), path);
  EXPECT_EQ(Sent(path + "/reopen", {{"words", "It was a question."}}).status, 303);
  EXPECT_EQ(Sent(path + "/answer", {{"words", "We rang them."}}).status, 303);
  EXPECT_THAT(ada_.Get(path).body, AllOf(HasSubstr("It counts after all"),
                                         HasSubstr("We rang them."), HasSubstr("Answered")));
}

// Each looks at it before either has logged it.
TEST_F(IntakePageTest, OfTwoColleaguesAtTheSameInstantOneLogsIt) {
  const std::string path = Came();
  const FormFields fields{{"person", PersonId()},
                          {"intake", IdIn(path)},
                          {"right", "access"},
                          {"received-day", "21"},
                          {"received-month", "11"},
                          {"received-year", "2026"},
                          {"channel", "portal"},
                          {"words", "All that you have about me."},
                          {"csrf", ada_.Csrf(ada_.Get("/people"))}};
  std::vector<Browser> colleagues(4, ada_);
  std::vector<std::string> led(colleagues.size());
  std::vector<std::jthread> threads;
  for (std::size_t i = 0; i < colleagues.size(); ++i)
    threads.emplace_back(
        [&, i] { led[i] = colleagues[i].Post("/requests/new", fields).header("location"); });
  threads.clear();
  EXPECT_EQ(world().Logged("request.opened allowed"), 1U);
  EXPECT_EQ(std::ranges::count_if(led, [](const auto& to) { return to.ends_with("?done=log"); }),
            1);
  for (const std::string& to : led)
    EXPECT_EQ(to.substr(0, to.find('?')), led.front().substr(0, led.front().find('?')))
        << "all are led to the one request";
}

// Without threads: it was taken up between looking and logging.
TEST_F(IntakePageTest, WhatIsTakenUpMeanwhileOpensNoOther) {
  const std::string path = Came();
  const RequestId intake = *RequestId::Parse(IdIn(path));
  app::App& app = world().app();
  const accountability::Context context{app.gate(), app.statute()};
  const rights::Opening opening{.right = law::Right::kAccess,
                                .subject = world().person(),
                                .received = LondonDate(app.clock().Now()),
                                .channel = "portal",
                                .words = Personal(std::string("All of it."))};
  const auto take_up = [&] {
    return rights::OpenWith(app.rights(), world().officer(), opening,
                            [&](const gate::Change& change, const RequestId& request) {
                              return accountability::AdvanceIn(
                                  context, change, accountability::Intakes(),
                                  {.actor = world().officer()}, intake,
                                  {.step = "taken-up", .facts = {{"request", request.text()}}});
                            });
  };
  const RequestId request = World::Allowed(take_up());
  const auto again = take_up();
  ASSERT_FALSE(again.has_value());
  EXPECT_EQ(again.error().code, Code::kConflict);
  EXPECT_EQ(World::Allowed(rights::List(app.rights(), world().officer())).size(), 1U);
  EXPECT_EQ(World::Must(accountability::IntakeOf(context, request)), intake);
}

}  // namespace
}  // namespace almoner::web::console
