#include "hooks/webhook.h"

#include <gmock/gmock.h>

#include <fstream>

#include "support/fakes.h"
#include "support/files.h"
#include "support/matchers.h"

namespace almoner::hooks {
namespace {

// The vector of the standard's own libraries ("sign function works").
constexpr std::string_view kSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
constexpr std::string_view kId = "msg_p5jXN8AQM9LWM0D4loKWxJek";
constexpr std::string_view kBody = R"({"test": 2432232314})";
constexpr std::string_view kSignature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
constexpr Time kAt = Time::FromMicros(1'614'265'330'000'000);

class WebhookTest : public testing::Test {
 protected:
  WebhookTest() { Add(kSecret); }
  void Add(std::string_view text) {
    auto secret = WebhookSecret::Parse(text);
    ASSERT_THAT(secret, IsOk());
    secrets_.push_back(*std::move(secret));
  }
  [[nodiscard]] Result<std::string> Verify(const Headers& headers, Time now = kAt,
                                           std::string_view body = kBody) const {
    return VerifyWebhook(secrets_, headers, body, now);
  }
  static Headers Signed(std::string_view signature = kSignature) {
    return {{"webhook-id", std::string(kId)},
            {"webhook-timestamp", "1614265330"},
            {"webhook-signature", std::string(signature)}};
  }
  WebhookSecrets secrets_;
};

TEST_F(WebhookTest, SignsThePublishedVector) {
  const Headers headers = SignWebhook(secrets_, kId, kAt, kBody);
  ASSERT_EQ(headers.size(), 3U);
  for (std::size_t i = 0; i < headers.size(); ++i) {
    EXPECT_EQ(headers[i].name, Signed()[i].name);
    EXPECT_EQ(headers[i].value, Signed()[i].value);
  }
}

TEST_F(WebhookTest, TakesThePublishedVectorAndSaysItsId) {
  EXPECT_THAT(Verify(Signed()), IsOkAndHolds(testing::Eq(kId)));
  const Headers shouted = {{"Webhook-Id", std::string(kId)},
                           {"WEBHOOK-TIMESTAMP", "1614265330"},
                           {"Webhook-Signature", std::string(kSignature)},
                           {"Content-Type", "application/json"}};
  EXPECT_THAT(Verify(shouted), IsOk());
}

// The list of the standard's own test: another key's, another version's, the right one.
TEST_F(WebhookTest, TakesTheRightOneOfSeveralSignatures) {
  const std::string other = "Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc=";
  EXPECT_THAT(
      Verify(Signed("v1," + other + " v2," + other + " " + std::string(kSignature) + " v1,?")),
      IsOk());
  EXPECT_THAT(Verify(Signed("v1," + other + " v2," + other)), FailsWith(Code::kRefused));
}

TEST_F(WebhookTest, RefusesWhateverWasChanged) {
  EXPECT_THAT(Verify(Signed(), kAt, R"({"test":2432232314})"), FailsWith(Code::kRefused));
  EXPECT_THAT(Verify(Signed(), kAt, ""), FailsWith(Code::kRefused));
  Headers id = Signed();
  id[0].value.back() = 'l';
  EXPECT_THAT(Verify(id), FailsWith(Code::kRefused));
  Headers later = Signed();
  later[1].value.back() = '1';
  EXPECT_THAT(Verify(later), FailsWith(Code::kRefused));
  for (std::size_t i = 3; i < kSignature.size() - 2; ++i) {
    std::string signature(kSignature);
    signature[i] = signature[i] == 'A' ? 'B' : 'A';
    EXPECT_THAT(Verify(Signed(signature)), FailsWith(Code::kRefused)) << i;
  }
}

TEST_F(WebhookTest, RefusesASignatureInPartOrOfAnotherVersion) {
  for (const std::string_view signature :
       {"", "v1", "v1,", "v1,g0hM9SsE", "v2,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE"})
    EXPECT_THAT(Verify(Signed(signature)), FailsWith(Code::kRefused)) << signature;
}

TEST_F(WebhookTest, LooksAtSoManySignaturesAndNoMore) {
  std::string many;
  for (int i = 0; i < 16; ++i) many += "v1,AAAA ";
  EXPECT_THAT(Verify(Signed(many + std::string(kSignature))), FailsWith(Code::kRefused));
}

TEST_F(WebhookTest, RefusesWhatIsSentAgainLaterOrComesFromTheFuture) {
  using std::chrono::seconds;
  EXPECT_THAT(Verify(Signed(), kAt + kWebhookTolerance), IsOk());
  EXPECT_THAT(Verify(Signed(), kAt - kWebhookTolerance), IsOk());
  EXPECT_THAT(Verify(Signed(), kAt + kWebhookTolerance + seconds(1)), FailsWith(Code::kRefused));
  EXPECT_THAT(Verify(Signed(), kAt - kWebhookTolerance - seconds(1)), FailsWith(Code::kRefused));
}

TEST_F(WebhookTest, RefusesHeadersThatAreMissingTwiceOrUnreadable) {
  for (std::size_t i = 0; i < 3; ++i) {
    Headers missing = Signed();
    missing.erase(missing.begin() + static_cast<std::ptrdiff_t>(i));
    EXPECT_THAT(Verify(missing), FailsWith(Code::kInvalid)) << i;
    Headers twice = Signed();
    twice.push_back(twice[i]);
    EXPECT_THAT(Verify(twice), FailsWith(Code::kInvalid)) << i;
  }
  for (const std::string_view time :
       {"", "hello", "-1", "+1614265330", "1614265330.0", " 1614265330", "9223372036854775807"}) {
    Headers headers = Signed();
    headers[1].value = time;
    EXPECT_THAT(Verify(headers), FailsWith(Code::kInvalid)) << time;
  }
  for (const std::string_view id : {"", "a.b", "a b"}) {
    Headers headers = Signed();
    headers[0].value = id;
    EXPECT_THAT(Verify(headers), FailsWith(Code::kInvalid)) << id;
  }
}

TEST_F(WebhookTest, SignsWithBothSecretsWhileOneIsChangedForTheOther) {
  FixedRandom random;
  WebhookSecrets both;
  both.push_back(WebhookSecret::New(random));
  auto old = WebhookSecret::Parse(kSecret);
  ASSERT_THAT(old, IsOk());
  both.push_back(*std::move(old));
  const Headers headers = SignWebhook(both, kId, kAt, kBody);
  EXPECT_THAT(Verify(headers), IsOk());  // whoever has the old one only
  WebhookSecrets only;
  only.push_back(std::move(both.front()));
  EXPECT_THAT(VerifyWebhook(only, headers, kBody, kAt), IsOk());
  EXPECT_THAT(VerifyWebhook(only, Signed(), kBody, kAt), FailsWith(Code::kRefused));
  EXPECT_THAT(VerifyWebhook({}, Signed(), kBody, kAt), FailsWith(Code::kRefused));
}

TEST(WebhookSecretTest, IsReadBackAsItWasWritten) {
  FixedRandom random;
  const WebhookSecret secret = WebhookSecret::New(random);
  EXPECT_EQ(secret.key().size(), 32U);
  const SecretBytes text = secret.text();
  auto again = WebhookSecret::Parse(text.text());
  ASSERT_THAT(again, IsOk());
  EXPECT_TRUE(again->key() == secret.key());
}

TEST(WebhookSecretTest, IsRefusedWhenTooShortTooLongOrNone) {
  const std::string long_one = "whsec_" + ToBase64(Bytes(65));
  EXPECT_THAT(WebhookSecret::Parse("whsec_" + ToBase64(Bytes(64))), IsOk());
  for (const std::string_view text :
       {std::string_view(), std::string_view("whsec_"), kSecret.substr(6),
        std::string_view("whsk_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
        std::string_view("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS"),
        std::string_view("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2La"),
        std::string_view("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLa-_"), std::string_view(long_one)})
    EXPECT_THAT(WebhookSecret::Parse(text), FailsWith(Code::kInvalid)) << text;
}

TEST(WebhookSecretTest, StandsInAFileThatNobodyElseMayRead) {
  const TempDir folder;
  const auto file = [&](std::string_view text, unsigned mode = 0600) {
    const OperatorPath path = folder / "secret";
    std::ofstream(path.path()) << text;
    std::filesystem::permissions(path.path(), std::filesystem::perms(mode));
    return path;
  };
  const std::string line = std::string(kSecret) + "\n";
  EXPECT_THAT(ReadWebhookSecrets(file(line)), IsOkAndHolds(testing::SizeIs(1)));
  EXPECT_THAT(ReadWebhookSecrets(file(line + "\r\n" + line)), IsOkAndHolds(testing::SizeIs(2)));
  EXPECT_THAT(ReadWebhookSecrets(file(line, 0640)), FailsWith(Code::kInvalid));
  EXPECT_THAT(ReadWebhookSecrets(file("\n")), FailsWith(Code::kInvalid));
  EXPECT_THAT(ReadWebhookSecrets(file(line + "secret")), FailsWith(Code::kInvalid));
  EXPECT_THAT(ReadWebhookSecrets(file(line + line + line + line + line)),
              FailsWith(Code::kInvalid));
}

}  // namespace
}  // namespace almoner::hooks
