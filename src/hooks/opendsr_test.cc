#include "hooks/opendsr.h"

#include <gmock/gmock.h>

#include "support/fakes.h"
#include "support/files.h"
#include "support/matchers.h"

namespace almoner::hooks {
namespace {

constexpr std::string_view kId = "a7551968-d5d6-44b2-9831-815ac9017798";
constexpr std::string_view kCallback = "https://records.charity.example/opendsr";

DsrRequest Sample() {
  std::vector<Identity> identities;
  identities.push_back({.value = Personal<std::string>("C-1042")});
  return {.id = *DsrId::Parse(kId),
          .type = DsrType::kErasure,
          .submitted = *Time::Parse("2026-11-02T15:00:00.5Z"),
          .identities = std::move(identities)};
}

std::string Body(const DsrRequest& request) {
  auto body = ToDsr(request);
  EXPECT_THAT(body, IsOk());
  return body ? body->Expose() : "";
}

TEST(DsrRequestTest, SaysWhatTheStandardWantsAndOnlyTheIdentitiesGiven) {
  EXPECT_EQ(Body(Sample()),
            R"({"regulation":"gdpr","subject_request_id":"a7551968-d5d6-44b2-9831-815ac9017798",)"
            R"("subject_request_type":"erasure","submitted_time":"2026-11-02T15:00:00Z",)"
            R"("subject_identities":[{"identity_type":"controller_customer_id",)"
            R"("identity_value":"C-1042","identity_format":"raw"}],"api_version":"2.0"})");
}

TEST(DsrRequestTest, NamesACallbackWhereThereIsOne) {
  DsrRequest request = Sample();
  request.callback = kCallback;
  EXPECT_THAT(
      Body(request),
      testing::HasSubstr(R"("status_callback_urls":["https://records.charity.example/opendsr"])"));
}

TEST(DsrRequestTest, SendsTheDigestWhereThatWasAgreed) {
  DsrRequest request = Sample();
  request.type = DsrType::kPortability;
  request.identities.clear();
  request.identities.push_back({.type = IdentityType::kEmail,
                                .value = Personal<std::string>("ada@home.example"),
                                .format = IdentityFormat::kSha256});
  const std::string body = Body(request);
  // printf ada@home.example | sha256sum
  EXPECT_THAT(body,
              testing::HasSubstr(R"({"identity_type":"email","identity_value":")"
                                 "c6a69124dbb05076e1caee5f32e7cd0e5e1efe31402125e234ceb981998a39b7"
                                 R"(","identity_format":"sha256"})"));
  EXPECT_THAT(body, testing::Not(testing::HasSubstr("ada@home.example")));
  EXPECT_THAT(body, testing::HasSubstr(R"("subject_request_type":"portability")"));
}

TEST(DsrRequestTest, IsRefusedWhenItIdentifiesNobody) {
  DsrRequest nobody = Sample();
  nobody.identities.clear();
  EXPECT_THAT(ToDsr(nobody), FailsWith(Code::kInvalid));
  for (const std::string value : {"", "\xff"}) {
    DsrRequest request = Sample();
    request.identities.push_back({.value = Personal<std::string>(value)});
    EXPECT_THAT(ToDsr(request), FailsWith(Code::kInvalid));
  }
}

TEST(DsrIdTest, IsAUuidOfVersion4InLowerCase) {
  FixedRandom random(3);
  const DsrId one = DsrId::New(random), other = DsrId::New(random);
  EXPECT_NE(one.text(), other.text());
  for (int i = 0; i < 100; ++i) EXPECT_THAT(DsrId::Parse(DsrId::New(random).text()), IsOk());
  for (const std::string_view bad :
       {"", "a7551968-d5d6-44b2-9831-815ac901779", "A7551968-d5d6-44b2-9831-815ac9017798",
        "a7551968-d5d6-14b2-9831-815ac9017798", "a7551968-d5d6-44b2-c831-815ac9017798",
        "a7551968d5d644b29831815ac9017798", "a7551968-d5d6-44b2-9831_815ac9017798"})
    EXPECT_THAT(DsrId::Parse(bad), FailsWith(Code::kInvalid)) << bad;
}

// The standard's own example.
constexpr std::string_view kReceipt = R"({
    "controller_id":"example_controller_id",
    "expected_completion_time":"2018-11-01T15:00:01Z",
    "received_time":"2018-10-02T15:00:01Z",
    "encoded_request":"<BASE64 ENCODED REQUEST>",
    "subject_request_id":"a7551968-d5d6-44b2-9831-815ac9017798"
})";

TEST(DsrReceiptTest, SaysWhenItWillBeDone) {
  ASSERT_OK_AND(const DsrReceipt receipt, ReadDsrReceipt(kReceipt, *DsrId::Parse(kId)));
  EXPECT_EQ(receipt.controller, "example_controller_id");
  EXPECT_EQ(receipt.received.text(), "2018-10-02T15:00:01Z");
  EXPECT_EQ(receipt.expected.text(), "2018-11-01T15:00:01Z");
}

TEST(DsrReceiptTest, IsRefusedWhenItIsOfAnotherRequestOrNone) {
  FixedRandom random;
  const DsrId id = *DsrId::Parse(kId);
  EXPECT_THAT(ReadDsrReceipt(kReceipt, DsrId::New(random)), FailsWith(Code::kInvalid));
  for (const std::string_view member :
       {"controller_id", "expected_completion_time", "received_time", "subject_request_id"})
    EXPECT_THAT(ReadDsrReceipt(Replaced(kReceipt, member, "other"), id), FailsWith(Code::kInvalid))
        << member;
  EXPECT_THAT(ReadDsrReceipt("<html>", id), FailsWith(Code::kInvalid));
}

constexpr std::string_view kNews = R"({
    "controller_id":"example_controller_id",
    "expected_completion_time":"2018-11-01T15:00:01Z",
    "status_callback_url":"https://records.charity.example/opendsr",
    "subject_request_id":"a7551968-d5d6-44b2-9831-815ac9017798",
    "request_status":"pending",
    "results_url":"https://exampleprocessor.com/secure/d188d4ba-12db-48a0-898c-cd0f8ba7b345",
    "results_count":340
})";

TEST(DsrCallbackTest, SaysHowFarTheProcessorIs) {
  for (const DsrStatus status : {DsrStatus::kPending, DsrStatus::kInProgress, DsrStatus::kCompleted,
                                 DsrStatus::kCancelled}) {
    ASSERT_OK_AND(const DsrNews news,
                  ReadDsrCallback(Replaced(kNews, "pending", Name(status)), kCallback));
    EXPECT_EQ(news.request.text(), kId);
    EXPECT_EQ(news.status, status);
    EXPECT_EQ(news.results, 340);
  }
  ASSERT_OK_AND(const DsrNews less,
                ReadDsrCallback(Replaced(kNews, "results_count", "other"), kCallback));
  EXPECT_FALSE(less.results);
}

TEST(DsrCallbackTest, IsRefusedWhenItIsForAnotherOrWrong) {
  EXPECT_THAT(ReadDsrCallback(kNews, "https://other.example/opendsr"), FailsWith(Code::kRefused));
  for (const auto& [what, with] : std::vector<std::pair<std::string_view, std::string_view>>{
           {"\"pending\"", "\"distributed\""},
           {"\"pending\"", "null"},
           {"a7551968", "A7551968"},
           {"340", "-1"},
           {"340", "\"many\""},
           {"2018-11-01T15:00:01Z", "soon"},
           {"status_callback_url", "other"}})
    EXPECT_THAT(ReadDsrCallback(Replaced(kNews, what, with), kCallback), FailsWith(Code::kInvalid))
        << what;
}

}  // namespace
}  // namespace almoner::hooks
