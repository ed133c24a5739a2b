// Webhooks, with an HTTP server that takes messages as a program of somebody else's does.
#include "app/webhooks.h"

#include <boost/json.hpp>

#include "breach/incident.h"
#include "hooks/test_server.h"
#include "hooks/webhook.h"
#include "support/house.h"
#include "support/world.h"

namespace almoner::app {
namespace {

using hooks::Heard;
using hooks::TestServer;
using std::chrono::hours;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

constexpr std::string_view kInside = "\n[webhooks]\ninside = ['127.0.0.1']\n";

class WebhooksTest : public testing::Test {
 protected:
  explicit WebhooksTest(std::string_view settings = kInside)
      : world_(settings), server_([this](const Heard&) { return TestServer::Reply(reply_); }) {}

  App& app() { return world_.app(); }
  MadeWebhook Told(const std::vector<std::string>& kinds) {
    auto made = MakeWebhook(app(), world_.officer(), server_.Url("/almoner"), kinds);
    EXPECT_THAT(made, IsOk());
    return *std::move(made);
  }
  void Withdraw() {
    const std::string consent = app().notice().consents.front().id;
    for (const consent::Kind kind : {consent::Kind::kGiven, consent::Kind::kWithdrawn})
      Allowed(app().gate().TakeConsent({.actor = world_.worker(), .purpose = "support"},
                                       {.id = EventId::New(app().random()),
                                        .subject = world_.person(),
                                        .consent = consent,
                                        .kind = kind,
                                        .at = app().clock().Now()},
                                       Personal(std::string("On the telephone."))));
  }
  std::int64_t Send() {
    const auto sent = SendNews(app());
    EXPECT_THAT(sent, IsOk());
    return sent.value_or(0);
  }
  static hooks::WebhookSecrets Only(const SecretBytes& secret) {
    hooks::WebhookSecrets secrets;
    secrets.push_back(*hooks::WebhookSecret::Parse(secret.text()));
    return secrets;
  }
  static std::string TextIn(const boost::json::value& value) {
    return std::string(value.as_string());
  }
  // The last that was heard, if it is signed with the secret.
  boost::json::object Last(const SecretBytes& secret) {
    const std::vector<Heard> heard = server_.heard();
    if (heard.empty()) return {};
    const hooks::WebhookSecrets secrets = Only(secret);
    const auto id =
        hooks::VerifyWebhook(secrets, heard.back().headers, heard.back().body, app().clock().Now());
    EXPECT_THAT(id, IsOk());
    const boost::json::object event = boost::json::parse(heard.back().body).as_object();
    EXPECT_EQ(*id, "msg_" + std::string(event.at("id").as_string()));
    return event;
  }
  outbox::NewsFact Fact(const outbox::WebhookId& id) {
    const auto shown = ShowWebhook(app(), world_.officer(), id);
    EXPECT_THAT(shown, IsOk());
    return shown->news.front();
  }

  World world_;
  std::string reply_ = "204 No Content";
  TestServer server_;
};

TEST_F(WebhooksTest, AConsentThatIsWithdrawnIsToldSignedWithIdsAlone) {
  const MadeWebhook made = Told({"consent.withdrawn", "consent.withdrawn"});
  Withdraw();
  EXPECT_EQ(Send(), 1) << "of the yes it is not told";
  EXPECT_EQ(Send(), 0);
  const boost::json::object event = Last(made.secret);
  EXPECT_EQ(TextIn(event.at("type")), "uk.almoner.consent.withdrawn.v1");
  const boost::json::object& data = event.at("data").as_object();
  EXPECT_EQ(TextIn(data.at("person")), world_.person().text());
  EXPECT_EQ(TextIn(data.at("consent")), app().notice().consents.front().id);
  EXPECT_EQ(data.at("entry").as_string().size(), 32U);
  EXPECT_EQ(data.size(), 3U);
  EXPECT_THAT(server_.heard().back().body, Not(HasSubstr("Margaret")));
  EXPECT_EQ(server_.heard().back().first_line, "POST /almoner HTTP/1.1");
  EXPECT_EQ(Fact(made.id).outcome, "taken");
}

TEST_F(WebhooksTest, ARequestIsToldWhenItComesInAndWhenItIsOver) {
  const MadeWebhook made = Told({"request.closed", "request.received"});
  const auto request = Allowed(rights::Open(app().rights(), world_.officer(),
                                            {.right = law::Right::kAccess,
                                             .subject = world_.person(),
                                             .received = LondonDate(app().clock().Now()),
                                             .channel = "letter",
                                             .words = Personal(std::string("What do you hold?"))}));
  EXPECT_EQ(Send(), 1);
  const boost::json::object event = Last(made.secret);
  EXPECT_EQ(TextIn(event.at("type")), "uk.almoner.request.received.v1");
  EXPECT_EQ(TextIn(event.at("data").at("request")), request.text());

  const rights::State state = rights::Load(app().rights(), request).value();
  World::Allowed(rights::Close(app().rights(), world_.officer(), state, "withdrawn"));
  EXPECT_EQ(Send(), 1);
  const boost::json::object over = Last(made.secret);
  EXPECT_EQ(TextIn(over.at("type")), "uk.almoner.request.closed.v1");
  EXPECT_EQ(TextIn(over.at("data").at("request")), request.text());
}

TEST_F(WebhooksTest, WhatIsNotTakenComesAgainWithItsIdAndIsGivenUpAtLast) {
  const MadeWebhook made = Told({"consent.withdrawn"});
  reply_ = "500 Internal Server Error";
  Withdraw();
  Withdraw();
  EXPECT_EQ(Send(), 1) << "the second would fare no better";
  const auto id_of = [](const Heard& heard) { return *hooks::Only(heard.headers, "webhook-id"); };
  const std::string first(id_of(server_.heard().front()));
  bool again = false;
  for (int i = 0; i < 400 && !again; ++i) {
    world_.clock().Advance(hours(1));
    Send();
    again = std::ranges::count_if(server_.heard(), [&](const Heard& heard) {
              return std::string(*hooks::Only(heard.headers, "webhook-id")) == first;
            }) > 1;
  }
  EXPECT_TRUE(again);
  for (int i = 0; i < 24 * 4; ++i) {
    world_.clock().Advance(hours(1));
    Send();
  }
  EXPECT_LE(server_.heard().size(), 20U) << "ten attempts for each";
  EXPECT_EQ(Fact(made.id).outcome, "reply 500");
  EXPECT_TRUE(Fact(made.id).ended) << "given up";
  const std::size_t attempts = server_.heard().size();
  world_.clock().Advance(hours(100));
  EXPECT_EQ(Send(), 0);
  EXPECT_THAT(server_.heard(), SizeIs(attempts));
}

TEST_F(WebhooksTest, AfterDaysInWhichNothingWasTakenItIsStoppedAndWhoeverAdministersKnows) {
  const MadeWebhook made = Told({"consent.withdrawn"});
  reply_ = "503 Service Unavailable";
  for (int i = 0; i < 7; ++i) {
    Withdraw();
    Send();
    world_.clock().Advance(hours(24));
  }
  EXPECT_TRUE(ShowWebhook(app(), world_.officer(), made.id)->webhook.stopped);
  EXPECT_THAT(WebhookFindings(app()), IsOkAndHolds(Contains(HasSubstr("stopped"))));
  EXPECT_THAT(world_.Log(), Contains("webhook.stopped done"));
  EXPECT_THAT(TestWebhook(app(), world_.officer(), made.id), FailsWith(Code::kConflict));
  reply_ = "200 OK";
  EXPECT_THAT(StartWebhook(app(), world_.officer(), made.id), IsOk());
  Withdraw();
  EXPECT_EQ(Send(), 1);
  EXPECT_THAT(WebhookFindings(app()), IsOkAndHolds(IsEmpty()));
}

TEST_F(WebhooksTest, WhoWantsNothingMoreIsSentNothingMore) {
  const MadeWebhook made = Told({"consent.withdrawn"});
  reply_ = "410 Gone";
  Withdraw();
  Send();
  EXPECT_TRUE(ShowWebhook(app(), world_.officer(), made.id)->webhook.stopped);
}

TEST_F(WebhooksTest, HoweverMuchWaitsForOneNothingOfAnotherWaitsBehindIt) {
  const auto deaf = MakeWebhook(app(), world_.officer(), "http://127.0.0.1:9/", {"person.erased"});
  ASSERT_THAT(deaf, IsOk());
  EXPECT_THAT(Administer(app(), std::nullopt, "test.announced",
                         [&](const keys::Change& change) -> Status {
                           for (int i = 0; i < 300; ++i)
                             TRY(outbox::Announce(change, "person.erased", {}));
                           return {};
                         }),
              IsOk());
  world_.clock().Advance(hours(1));
  Told({"consent.withdrawn"});
  Withdraw();
  EXPECT_EQ(Send(), 2) << "one of each";
  EXPECT_THAT(server_.heard(), SizeIs(1));
}

TEST_F(WebhooksTest, AKeyThatIsNotThereForAMomentStopsAndLosesNothing) {
  const MadeWebhook made = Told({"consent.withdrawn"});
  Withdraw();
  const auto epoch = [&](std::int64_t by) {
    return app().store().Write([&](store::Tx& tx) {
      return tx.Execute("UPDATE wrapped_key SET epoch = epoch + $2 WHERE owner = $1", made.id, by);
    });
  };
  ASSERT_THAT(epoch(1), IsOk());  // of an epoch that another node began a moment ago
  EXPECT_THAT(SendNews(app()), FailsWith(Code::kUnavailable));
  ASSERT_THAT(epoch(-1), IsOk());
  EXPECT_FALSE(ShowWebhook(app(), world_.officer(), made.id)->webhook.stopped);
  world_.clock().Advance(hours(1));  // its lease is over
  EXPECT_EQ(Send(), 1);
  EXPECT_THAT(server_.heard(), SizeIs(1));
}

TEST_F(WebhooksTest, ADamagedOneKeepsNothingFromHappening) {
  const MadeWebhook made = Told({"consent.withdrawn"});
  ASSERT_THAT(app().store().Write([&](store::Tx& tx) {
    return tx.ExecuteOne("DELETE FROM wrapped_key WHERE owner = $1", made.id);
  }),
              IsOk());
  Withdraw();
  EXPECT_THAT(server_.heard(), IsEmpty());

  const MadeWebhook good = Told({"consent.given"});
  const auto all = ListWebhooks(app(), world_.officer());
  ASSERT_THAT(all, IsOk());
  ASSERT_THAT(*all, SizeIs(2));
  for (const ShownWebhook& one : *all) EXPECT_EQ(one.damaged, one.webhook.id == made.id);
  EXPECT_THAT(EndWebhook(app(), world_.officer(), made.id), IsOk());
  EXPECT_FALSE(ShowWebhook(app(), world_.officer(), good.id)->damaged);
}

TEST_F(WebhooksTest, AReportOfABreachIsTold) {
  const MadeWebhook made = Told({"breach.reported"});
  const RequestId breach = Allowed(accountability::Open(
      {app().gate(), app().statute()}, breach::Incidents(), {world_.officer()}, std::nullopt,
      {.step = "",
       .facts = {{"reporter", "staff"},
                 {"detected", app().clock().Now().text()},
                 {"happened", "A letter went to another household."}}}));
  EXPECT_EQ(Send(), 1);
  const boost::json::object event = Last(made.secret);
  EXPECT_EQ(TextIn(event.at("type")), "uk.almoner.breach.reported.v1");
  EXPECT_EQ(TextIn(event.at("data").at("breach")), breach.text());
}

TEST_F(WebhooksTest, AfterARestoreNoneIsToldUntilSomebodyStartsIt) {
  const MadeWebhook made = Told({"consent.withdrawn"});
  Withdraw();
  ASSERT_THAT(app().store().Write(
                  [&](store::Tx& tx) { return outbox::QuarantineNews(tx, app().clock().Now()); }),
              IsOk());
  EXPECT_TRUE(ShowWebhook(app(), world_.officer(), made.id)->webhook.stopped);
  Withdraw();
  EXPECT_EQ(Send(), 0);
  EXPECT_THAT(StartWebhook(app(), world_.officer(), made.id), IsOk());
  Withdraw();
  EXPECT_EQ(Send(), 1);
}

TEST_F(WebhooksTest, ForADayBothSecretsSign) {
  const MadeWebhook made = Told({"consent.withdrawn"});
  const auto fresh = RotateWebhook(app(), world_.officer(), made.id);
  ASSERT_THAT(fresh, IsOk());
  EXPECT_THAT(TestWebhook(app(), world_.officer(), made.id), IsOk());
  EXPECT_EQ(Send(), 1);
  Last(made.secret);
  EXPECT_EQ(TextIn(Last(*fresh).at("type")), "uk.almoner.webhook.test.v1");
  world_.clock().Advance(kBothSign);
  EXPECT_THAT(TestWebhook(app(), world_.officer(), made.id), IsOk());
  EXPECT_EQ(Send(), 1);
  Last(*fresh);
  const hooks::WebhookSecrets before = Only(made.secret);
  const Heard last = server_.heard().back();
  EXPECT_THAT(hooks::VerifyWebhook(before, last.headers, last.body, app().clock().Now()),
              FailsWith(Code::kRefused));
}

TEST_F(WebhooksTest, NothingIsMadeOfWhatCannotBeSentOrTold) {
  const auto made = [&](const std::string& url, const std::vector<std::string>& kinds) {
    return MakeWebhook(app(), world_.officer(), url, kinds);
  };
  const std::vector<std::string> kinds = {"request.received"};
  for (const char* url : {"", "rota.example", "http://rota.example/", "https://a:b@rota.example/",
                          "https://rota.example/#here", "ftp://rota.example/", "https://10.1.2.3/",
                          "https://[::1]/", "https://localhost/", "https://169.254.169.254/latest"})
    EXPECT_THAT(made(url, kinds), FailsWith(Code::kInvalid)) << url;
  EXPECT_THAT(made("https://rota.example/", {}), FailsWith(Code::kInvalid));
  EXPECT_THAT(made("https://rota.example/", {"record.read"}), FailsWith(Code::kInvalid));
  for (int i = 0; i < 20; ++i) EXPECT_THAT(made("https://rota.example/", kinds), IsOk());
  EXPECT_THAT(made("https://rota.example/", kinds), FailsWith(Code::kConflict));
  const auto nobodys = outbox::WebhookId::New(app().random());
  EXPECT_THAT(RotateWebhook(app(), world_.officer(), nobodys), FailsWith(Code::kNotFound));
  EXPECT_THAT(EndWebhook(app(), world_.officer(), nobodys), FailsWith(Code::kNotFound));
}

TEST_F(WebhooksTest, AnEndedWebhookIsToldNothingAlsoOfWhatWaits) {
  const MadeWebhook made = Told({"consent.withdrawn"});
  Withdraw();
  EXPECT_THAT(EndWebhook(app(), world_.officer(), made.id), IsOk());
  Withdraw();
  EXPECT_EQ(Send(), 0);
  EXPECT_THAT(server_.heard(), IsEmpty());
  EXPECT_THAT(ListWebhooks(app(), world_.officer()), IsOkAndHolds(SizeIs(0)));
}

class OutsideTest : public WebhooksTest {
 protected:
  OutsideTest() : WebhooksTest("") {}
};

TEST_F(OutsideTest, OfOurOwnNetworkNothingIsKnockedOnUnlessTheSettingsSaySo) {
  EXPECT_THAT(MakeWebhook(app(), world_.officer(), server_.Url(), {"consent.withdrawn"}),
              FailsWith(Code::kInvalid));
  // A name may come to stand for one of ours later; then it is refused when it is sent.
  const auto id = outbox::WebhookId::New(app().random());
  EXPECT_THAT(Administer(app(), std::nullopt, "tested",
                         [&](const keys::Change& change) {
                           return outbox::Insert(
                               change, id, {"consent.withdrawn"},
                               {.url = server_.Url(),
                                .secret = hooks::WebhookSecret::New(app().random()).text()});
                         }),
              IsOk());
  Withdraw();
  EXPECT_EQ(Send(), 1);
  EXPECT_THAT(server_.heard(), IsEmpty());
  EXPECT_EQ(Fact(id).outcome, "refused by us");
}

}  // namespace
}  // namespace almoner::app
