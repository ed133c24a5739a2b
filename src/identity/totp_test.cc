#include "identity/totp.h"

#include <gmock/gmock.h>

#include "identity/encode.h"
#include "support/fakes.h"
#include "support/matchers.h"

namespace almoner::identity {
namespace {

using testing::Eq;
using testing::Optional;

// The seed of RFC 6238, appendix B, for SHA-1.
SecretBytes Seed() { return SecretBytes::CopyOf("12345678901234567890"); }

Time At(std::int64_t seconds) { return Time::FromMicros(seconds * 1'000'000); }

// RFC 6238, appendix B: eight digits there, of which the last six are the code of six digits.
TEST(TotpTest, GivesTheCodesOfTheRfc) {
  struct Vector {
    std::int64_t seconds;
    TotpStep step;
    std::string_view code;
  };
  const Vector vectors[] = {{59, 0x1, "94287082"},
                            {1111111109, 0x23523EC, "07081804"},
                            {1111111111, 0x23523ED, "14050471"},
                            {1234567890, 0x273EF07, "89005924"},
                            {2000000000, 0x3F940AA, "69279037"},
                            {20000000000, 0x27BC86AA, "65353130"}};
  for (const Vector& vector : vectors) {
    EXPECT_EQ(TotpStepAt(At(vector.seconds)), vector.step);
    EXPECT_EQ(TotpCode(Seed(), vector.step), vector.code.substr(2));
    EXPECT_THAT(CheckTotp(Seed(), vector.code.substr(2), At(vector.seconds), {}),
                Optional(vector.step));
  }
}

// RFC 4226, appendix D: the same with a counter.
TEST(TotpTest, GivesTheCodesOfHotp) {
  const std::string_view codes[] = {"755224", "287082", "359152", "969429", "338314",
                                    "254676", "287922", "162583", "399871", "520489"};
  for (TotpStep step = 0; step < 10; ++step)
    EXPECT_EQ(TotpCode(Seed(), step), codes[static_cast<std::size_t>(step)]);
}

TEST(TotpTest, TakesTheStepBeforeAndTheStepAfterAndNoOther) {
  const Time now = At(1'800'000'015);
  const TotpStep middle = TotpStepAt(now);
  for (TotpStep step = middle - 3; step <= middle + 3; ++step) {
    const std::optional<TotpStep> used = CheckTotp(Seed(), TotpCode(Seed(), step), now, {});
    if (step >= middle - 1 && step <= middle + 1)
      EXPECT_THAT(used, Optional(step));
    else
      EXPECT_THAT(used, Eq(std::nullopt));
  }
}

TEST(TotpTest, NeverTakesAStepAgainOrOneBeforeIt) {
  const Time now = At(1'800'000'000);
  const TotpStep middle = TotpStepAt(now);
  EXPECT_THAT(CheckTotp(Seed(), TotpCode(Seed(), middle), now, middle - 1), Optional(middle));
  EXPECT_THAT(CheckTotp(Seed(), TotpCode(Seed(), middle), now, middle), Eq(std::nullopt));
  EXPECT_THAT(CheckTotp(Seed(), TotpCode(Seed(), middle - 1), now, middle), Eq(std::nullopt));
  EXPECT_THAT(CheckTotp(Seed(), TotpCode(Seed(), middle + 1), now, middle), Optional(middle + 1));
}

TEST(TotpTest, TakesSpacesAsAppsShowThem) {
  const Time now = At(59);
  EXPECT_THAT(CheckTotp(Seed(), "287 082", now, {}), Optional(1));
  EXPECT_THAT(CheckTotp(Seed(), " 2 8 7 0 8 2 ", now, {}), Optional(1));
}

TEST(TotpTest, TakesNothingElse) {
  const Time now = At(59);
  for (const std::string_view bad :
       {"", " ", "287083", "28708", "2870820", "94287082", "28708a", "-287082", "+287082",
        "287082\n", "2870\xd9\xa8\xd9\xa2", "                              287082"})
    EXPECT_THAT(CheckTotp(Seed(), bad, now, {}), Eq(std::nullopt)) << bad;
  EXPECT_THAT(CheckTotp(Seed(), std::string_view("287082\0", 7), now, {}), Eq(std::nullopt));
  EXPECT_THAT(CheckTotp(SecretBytes::CopyOf("another secret of 20"), "287082", now, {}),
              Eq(std::nullopt));
}

TEST(TotpTest, MakesSecretsOf160BitsThatDiffer) {
  FixedRandom random;
  const SecretBytes one = NewTotpSecret(random), two = NewTotpSecret(random);
  EXPECT_EQ(one.size(), 20U);
  EXPECT_FALSE(one == two);
}

TEST(TotpTest, WritesTheUriThatAppsRead) {
  ASSERT_OK_AND(const Personal<std::string> uri,
                TotpUri(Seed(), "Fen & Marsh Care", Personal<std::string>("ada@fen.example")));
  EXPECT_EQ(uri.Expose(),
            "otpauth://totp/Fen%20%26%20Marsh%20Care:ada%40fen.example?"
            "secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Fen%20%26%20Marsh%20Care&"
            "algorithm=SHA1&digits=6&period=30");
  EXPECT_EQ(TotpSecretText(Seed()).Expose(), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
}

TEST(TotpTest, RefusesNamesThatWouldReadAsSomethingElse) {
  for (const std::string& bad :
       {std::string(), std::string("a:b"), std::string("\xff"), std::string(101, 'a')}) {
    EXPECT_THAT(TotpUri(Seed(), bad, Personal<std::string>("ada")), FailsWith(Code::kInvalid));
    EXPECT_THAT(TotpUri(Seed(), "Fen", Personal<std::string>(bad)), FailsWith(Code::kInvalid));
  }
}

}  // namespace
}  // namespace almoner::identity
