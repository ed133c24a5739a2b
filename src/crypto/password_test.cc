#include "crypto/password.h"

#include "crypto/password_test_vectors.h"
#include "support/matchers.h"

namespace almoner::crypto {
namespace {

using ::testing::StartsWith;

PasswordCheck Check(std::string_view password, std::string_view phc) {
  return CheckPassword(SecretBytes::CopyOf(password), phc);
}

TEST(PasswordTest, MatchesHashesThatAnotherImplementationMade) {
  for (const PasswordVector& vector : kPasswordVectors)
    EXPECT_EQ(Check(vector.password, vector.phc), PasswordCheck::kMatches) << vector.phc;
}

TEST(PasswordTest, ADifferentPasswordDiffersHoweverLittle) {
  const std::string_view phc = kPasswordVectors[0].phc;
  for (const std::string_view other :
       {"", "correct horse battery stapl", "correct horse battery staple ",
        "Correct horse battery staple", "correct horse battery staplf"})
    EXPECT_EQ(Check(other, phc), PasswordCheck::kDiffers) << other;
  EXPECT_EQ(Check("nul", kPasswordVectors[3].phc), PasswordCheck::kDiffers) << "cut at the NUL";
}

TEST(PasswordTest, TextThatIsNoHashMatchesNothing) {
  const std::string good(kPasswordVectors[0].phc);
  for (const std::string& bad :
       {std::string(), std::string("correct horse battery staple"), good.substr(0, good.size() - 1),
        good.substr(1), std::string("$argon2id$v=19$m=19456,t=2,p=1$$"), std::string(kArgon2i),
        good + '\0' + "more"})
    EXPECT_EQ(Check("correct horse battery staple", bad), PasswordCheck::kDiffers) << bad;
}

TEST(PasswordTest, AHashNamesItsParametersAndCarriesASaltOfItsOwn) {
  const SecretBytes password = SecretBytes::CopyOf("correct horse battery staple");
  const std::string one = HashPassword(password);
  const std::string two = HashPassword(password);
  EXPECT_THAT(one, StartsWith("$argon2id$v=19$m=19456,t=2,p=1$"));
  EXPECT_NE(one, two);
  EXPECT_EQ(CheckPassword(password, one), PasswordCheck::kMatches);
  EXPECT_EQ(CheckPassword(SecretBytes::CopyOf("another"), one), PasswordCheck::kDiffers);
}

}  // namespace
}  // namespace almoner::crypto
