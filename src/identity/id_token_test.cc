#include <gmock/gmock.h>

#include "identity/oidc.h"
#include "identity/test_provider.h"
#include "support/matchers.h"

namespace almoner::identity {
namespace {

using boost::json::array;
using boost::json::object;
using testing::HasSubstr;

const Time kNow = *Time::Parse("2026-11-23T09:00:00Z");
const std::int64_t kSeconds = kNow.micros() / 1'000'000;

MATCHER_P(IsRefused, words, "is refused with these words") {
  if (arg) return false;
  *result_listener << arg.error().Text();
  return arg.error().code == Code::kRefused &&
         testing::ExplainMatchResult(HasSubstr(words), arg.error().Text(), result_listener);
}

class IdTokenTest : public testing::Test {
 protected:
  explicit IdTokenTest(Algorithm algorithm = Algorithm::kEs256) : provider_(algorithm) {}

  [[nodiscard]] Result<OidcIdentity> Read(std::string text) {
    KeySet keys(provider_, "https://id.example/keys");
    return VerifyIdToken(keys, *Discover(provider_, kIssuer), client_, sign_in_,
                         {Personal(std::move(text)), Personal(access_token_)}, kNow);
  }
  [[nodiscard]] Result<OidcIdentity> Read() { return Read(provider_.Token(claims_)); }
  // With one claim as it should not be.
  [[nodiscard]] Result<OidcIdentity> With(std::string_view name, const boost::json::value& value) {
    object changed = claims_;
    changed[name] = value;
    return Read(provider_.Token(changed));
  }
  [[nodiscard]] Result<OidcIdentity> Without(std::string_view name) {
    object changed = claims_;
    changed.erase(name);
    return Read(provider_.Token(changed));
  }

  TestProvider provider_;
  OidcClient client_ = {.id = "almoner",
                        .redirect_uri = "https://care.fen.example/back",
                        .authentication = ClientSecret{SecretBytes::CopyOf("secret")}};
  SignIn sign_in_ = {.state = "s", .nonce = "the nonce", .verifier = "v"};
  // OpenID Connect Core, appendix A.3.
  std::string access_token_ = "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y";
  object claims_ = {{"iss", std::string(kIssuer)},
                    {"sub", "person-7"},
                    {"aud", "almoner"},
                    {"exp", kSeconds + 300},
                    {"iat", kSeconds},
                    {"nonce", "the nonce"},
                    {"at_hash", "77QmUPtjPfzWtF2AnpK9RQ"},
                    {"email", "ada@fen.example"}};
};

TEST_F(IdTokenTest, SaysWhoItIsByIssuerAndSubject) {
  ASSERT_OK_AND(const OidcIdentity who, Read());
  EXPECT_EQ(who.issuer, kIssuer);
  EXPECT_EQ(who.subject.Expose(), "person-7");
  EXPECT_EQ(who.claims.Expose(), ToText(claims_));
}

TEST_F(IdTokenTest, IsOfThisIssuer) {
  EXPECT_THAT(With("iss", "https://id.example/"), IsRefused("another identity provider"));
  EXPECT_THAT(Without("iss"), FailsWith(Code::kInvalid));
}

TEST_F(IdTokenTest, IsForThisProgram) {
  EXPECT_THAT(With("aud", array{"almoner"}), IsOk());
  EXPECT_THAT(With("azp", "almoner"), IsOk());
  EXPECT_THAT(With("aud", "other"), IsRefused("for another program"));
  EXPECT_THAT(With("aud", array{"other"}), IsRefused("for another program"));
  EXPECT_THAT(With("aud", array{}), IsRefused("for another program"));
  EXPECT_THAT(With("aud", 7), IsRefused("for another program"));
  EXPECT_THAT(Without("aud"), IsRefused("for another program"));
  EXPECT_THAT(With("azp", "other"), IsRefused("made for another program"));
  EXPECT_THAT(With("aud", array{"almoner", "other"}), IsRefused("made for another program"));
  claims_["azp"] = "almoner";
  EXPECT_THAT(With("aud", array{"almoner", "other"}), IsOk());
}

TEST_F(IdTokenTest, IsOfNow) {
  EXPECT_THAT(With("exp", kSeconds - 59), IsOk());
  EXPECT_THAT(With("exp", kSeconds - 60), IsRefused("expired"));
  EXPECT_THAT(Without("exp"), IsRefused("expired"));
  EXPECT_THAT(With("iat", kSeconds + 60), IsOk());
  EXPECT_THAT(With("iat", kSeconds + 61), IsRefused("clock"));
  EXPECT_THAT(With("iat", kSeconds - 3600), IsOk());
  EXPECT_THAT(With("iat", kSeconds - 3601), IsRefused("clock"));
  EXPECT_THAT(Without("iat"), IsRefused("clock"));
  EXPECT_THAT(With("nbf", kSeconds + 60), IsOk());
  EXPECT_THAT(With("nbf", kSeconds + 61), IsRefused("not hold yet"));
  EXPECT_THAT(With("exp", static_cast<double>(kSeconds) + 0.5), IsOk());
  for (const boost::json::value& bad :
       {boost::json::value("soon"), boost::json::value(-1), boost::json::value(1e300),
        boost::json::value(nullptr), boost::json::value(UINT64_MAX)})
    EXPECT_THAT(With("exp", bad), FailsWith(Code::kInvalid));
}

TEST_F(IdTokenTest, IsOfThisSignIn) {
  EXPECT_THAT(With("nonce", "another"), IsRefused("another sign-in"));
  EXPECT_THAT(Without("nonce"), FailsWith(Code::kInvalid));
}

TEST_F(IdTokenTest, CameWithThisAccessToken) {
  EXPECT_THAT(Without("at_hash"), IsOk());
  EXPECT_THAT(With("at_hash", "77QmUPtjPfzWtF2AnpK9RA"), IsRefused("access token"));
  EXPECT_THAT(With("at_hash", ""), IsRefused("access token"));
  EXPECT_THAT(With("at_hash", "!"), FailsWith(Code::kInvalid));
  access_token_ += "x";
  EXPECT_THAT(Read(), IsRefused("access token"));
}

TEST_F(IdTokenTest, SaysWho) {
  EXPECT_THAT(Without("sub"), FailsWith(Code::kInvalid));
  EXPECT_THAT(With("sub", ""), FailsWith(Code::kInvalid));
  EXPECT_THAT(With("sub", 7), FailsWith(Code::kInvalid));
  EXPECT_THAT(With("sub", boost::json::value(std::string(255, 'a'))), IsOk());
  EXPECT_THAT(With("sub", boost::json::value(std::string(256, 'a'))), FailsWith(Code::kInvalid));
}

TEST_F(IdTokenTest, IsSignedByTheProviderAsWasAgreed) {
  const TestProvider other(Algorithm::kEs256);
  EXPECT_THAT(Read(other.Token(claims_)), IsRefused("not signed"));
  TestProvider unknown(Algorithm::kEs256);
  unknown.key_id = "key-2";
  EXPECT_THAT(Read(unknown.Token(claims_)), IsRefused("does not name"));
  const TestProvider rsa(Algorithm::kRs256);  // the same key's name, of another kind
  EXPECT_THAT(Read(rsa.Token(claims_)), IsRefused("does not name"));
  client_.algorithms = {Algorithm::kRs256};
  EXPECT_THAT(Read(), IsRefused("not agreed"));
}

TEST_F(IdTokenTest, IsNeverUnsignedOrSignedWithASecret) {
  const std::string claims = ToBase64Url(AsBytes(ToText(claims_)));
  for (const std::string_view header : {R"({"alg":"none"})", R"({"alg":"HS256","kid":"key-1"})"}) {
    const std::string start = ToBase64Url(AsBytes(header)) + "." + claims + ".";
    EXPECT_THAT(Read(start), IsRefused("not taken"));
    EXPECT_THAT(Read(start + "AAAA"), IsRefused("not taken"));
  }
  const std::string good = provider_.Token(claims_);
  EXPECT_THAT(Read(good.substr(0, good.rfind('.') + 1)), IsRefused("not signed"));
  EXPECT_THAT(Read(""), FailsWith(Code::kInvalid));
}

TEST_F(IdTokenTest, NeedsTheKeys) {
  const std::string good = provider_.Token(claims_);
  provider_.answers["https://id.example/keys"] = {.status = 503};
  EXPECT_THAT(Read(good), FailsWith(Code::kUnavailable));
}

// at_hash of the same access token by SHA-256 and by SHA-512.
TEST(IdTokenAlgorithmsTest, EachWorks) {
  struct Each : IdTokenTest {
    explicit Each(Algorithm algorithm) : IdTokenTest(algorithm) {}
    void TestBody() override {}
    Result<OidcIdentity> Go(bool wide) {
      std::array<std::uint8_t, 64> hash{};
      unsigned size = 0;
      EVP_Digest(access_token_.data(), access_token_.size(), hash.data(), &size,
                 wide ? EVP_sha512() : EVP_sha256(), nullptr);
      return With("at_hash", boost::json::value(ToBase64Url(BytesView(hash).first(size / 2))));
    }
  };
  for (const Algorithm algorithm : {Algorithm::kEs256, Algorithm::kEdDsa, Algorithm::kRs256,
                                    Algorithm::kRs512, Algorithm::kPs256}) {
    const bool wide = algorithm == Algorithm::kRs512 || algorithm == Algorithm::kEdDsa;
    EXPECT_THAT(Each(algorithm).Go(wide), IsOk()) << Name(algorithm);
    EXPECT_THAT(Each(algorithm).Go(!wide), IsRefused("access token")) << Name(algorithm);
  }
}

}  // namespace
}  // namespace almoner::identity
