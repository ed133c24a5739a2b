#include "hooks/tell.h"

#include <gmock/gmock.h>

#include "hooks/test_certificate.h"
#include "hooks/test_server.h"
#include "support/fakes.h"
#include "support/matchers.h"

namespace almoner::hooks {
namespace {

const Time kNow = *Time::Parse("2026-11-21T09:30:00Z");

class TellTest : public testing::Test {
 protected:
  TellTest() { secrets_.push_back(WebhookSecret::New(random_)); }
  Result<Attempt> TellAt(const TestServer& server) {
    return hooks::Tell({.endpoint = *Endpoint::Parse(server.Url()),
                        .secrets = Secrets(),
                        .limits = {.time = std::chrono::milliseconds(500), .inside = true}},
                       telling_, kNow);
  }
  [[nodiscard]] WebhookSecrets Secrets() const {
    WebhookSecrets copy;
    copy.push_back(*WebhookSecret::Parse(secrets_.front().text().text()));
    return copy;
  }
  FixedRandom random_;
  WebhookSecrets secrets_;
  Telling telling_{.id = EventId::New(random_),
                   .home = HomeId::New(random_),
                   .action = Action::kRestrict,
                   .reference = *Reference::Parse("D-2026-0042"),
                   .at = kNow};
};

// The recipient's side, as it would use these functions.
TEST_F(TellTest, HandsOverWhatTheRecipientCanVerify) {
  const TestServer recipient([&](const Heard& heard) {
    const auto id = VerifyWebhook(secrets_, heard.headers, heard.body, kNow);
    return TestServer::Reply(id ? "204 No Content" : "401 Unauthorized");
  });
  ASSERT_OK_AND(const Attempt attempt, TellAt(recipient));
  EXPECT_EQ(attempt.fate, Fate::kTaken);
  EXPECT_EQ(attempt.status, 204);
  ASSERT_EQ(recipient.heard().size(), 1U);
  const Heard heard = recipient.heard().front();
  EXPECT_EQ(heard.body, ToEvent(telling_));
  EXPECT_THAT(Only(heard.headers, "content-type"), IsOkAndHolds(testing::Eq(kEventContentType)));
  EXPECT_THAT(Only(heard.headers, "webhook-id"),
              IsOkAndHolds(testing::Eq("msg_" + telling_.id.text())));
}

TEST_F(TellTest, SaysWhatBecameOfIt) {
  for (const auto& [status, fate] : std::vector<std::pair<std::string_view, Fate>>{
           {"200 OK", Fate::kTaken},
           {"410 Gone", Fate::kGone},
           {"401 Unauthorized", Fate::kLater},
           {"500 Internal Server Error", Fate::kLater}}) {
    const TestServer recipient(
        [&](const Heard&) { return TestServer::Reply(status, "Retry-After: 60\r\n"); });
    ASSERT_OK_AND(const Attempt attempt, TellAt(recipient));
    EXPECT_EQ(attempt.fate, fate) << status;
    EXPECT_EQ(attempt.retry_after, std::chrono::seconds(60));
  }
}

TEST_F(TellTest, FailsWhereTheRecipientIsSilentTalksTooMuchOrSendsUsElsewhere) {
  const TestServer silent([](const Heard&) { return std::string(); });
  EXPECT_THAT(TellAt(silent), FailsWith(Code::kUnavailable));
  const TestServer huge(
      [](const Heard&) { return TestServer::Reply("200 OK", "", std::string(200'000, 'a')); });
  EXPECT_THAT(TellAt(huge), FailsWith(Code::kRefused));
  const TestServer elsewhere(
      [](const Heard&) { return TestServer::Reply("308 Moved", "Location: /other\r\n"); });
  EXPECT_THAT(TellAt(elsewhere), FailsWith(Code::kRefused));
}

class SubmitTest : public testing::Test {
 protected:
  SubmitTest() { request_.identities.push_back({.value = Personal<std::string>("C-1042")}); }
  [[nodiscard]] Result<DsrReceipt> SubmitTo(const TestServer& server, bool checked = true) const {
    Processor processor{.endpoint = *Endpoint::Parse(server.Url("/v2/requests")),
                        .sign_in = {{"Authorization", "Bearer of-a-test"}},
                        .limits = {.inside = true}};
    if (checked) processor.key = *ProcessorKey::Parse(certificate_.Pem(), "127-0-0-1.example");
    return Submit(processor, request_, kNow);
  }
  [[nodiscard]] std::string Receipt(const TestCertificate& by) const {
    const std::string body =
        R"({"controller_id":"us","expected_completion_time":"2026-12-01T00:00:00Z",)"
        R"("received_time":"2026-11-21T09:30:01Z","encoded_request":"e30=",)"
        R"("subject_request_id":")" +
        request_.id.text() + "\"}";
    return TestServer::Reply("201 Created",
                             "X-OpenDSR-Processor-Domain: 127-0-0-1.example\r\n"
                             "X-OpenDSR-Signature: " +
                                 by.Sign(body) + "\r\n",
                             body);
  }
  static TestCertificate::Wanted Wanted() {
    const long now = kNow.micros() / 1'000'000;
    return {.names = "DNS:127-0-0-1.example", .from = now - 60, .until = now + 60};
  }
  TestCertificate certificate_{Wanted()};
  FixedRandom random_;
  DsrRequest request_{.id = DsrId::New(random_), .type = DsrType::kErasure, .submitted = kNow};
};

TEST_F(SubmitTest, ReturnsTheReceiptThatTheProcessorHasSigned) {
  const TestServer processor([&](const Heard&) { return Receipt(certificate_); });
  ASSERT_OK_AND(const DsrReceipt receipt, SubmitTo(processor));
  EXPECT_EQ(receipt.controller, "us");
  EXPECT_EQ(receipt.expected.text(), "2026-12-01T00:00:00Z");
  const Heard heard = processor.heard().front();
  EXPECT_EQ(heard.first_line, "POST /v2/requests HTTP/1.1");
  EXPECT_EQ(heard.body, ToDsr(request_)->Expose());
  EXPECT_THAT(Only(heard.headers, "authorization"), IsOkAndHolds(testing::Eq("Bearer of-a-test")));
}

TEST_F(SubmitTest, TakesNoReceiptThatSomebodyElseHasSigned) {
  const TestCertificate other(Wanted());
  const TestServer processor([&](const Heard&) { return Receipt(other); });
  EXPECT_THAT(SubmitTo(processor), FailsWith(Code::kRefused));
  EXPECT_THAT(SubmitTo(processor, false), IsOk());
}

TEST_F(SubmitTest, SaysWhetherToTryAgain) {
  for (const auto& [status, code] : std::vector<std::pair<std::string_view, Code>>{
           {"400 Bad Request", Code::kRefused},
           {"401 Unauthorized", Code::kRefused},
           {"200 OK", Code::kRefused},
           {"429 Too Many Requests", Code::kUnavailable},
           {"503 Service Unavailable", Code::kUnavailable}}) {
    const TestServer processor(
        [&](const Heard&) { return TestServer::Reply(status, "", "C-1042"); });
    const auto failed = SubmitTo(processor);
    ASSERT_THAT(failed, FailsWith(code)) << status;
    EXPECT_THAT(failed.error().Text(), testing::Not(testing::HasSubstr("C-1042")));
  }
}

}  // namespace
}  // namespace almoner::hooks
