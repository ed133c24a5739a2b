#include "crypto/sign.h"

#include <algorithm>

#include "crypto/sign_test_vectors.h"
#include "support/fakes.h"
#include "support/matchers.h"

namespace almoner::crypto {
namespace {

SigningKey KeyOf(std::string_view seed) {
  return *SigningKey::FromSeed(SecretBytes::CopyOf(*FromHex(seed)));
}
PublicKey PublicKeyOf(std::string_view hex) {
  PublicKey key{};
  std::ranges::copy(*FromHex(hex), key.begin());
  return key;
}

TEST(SignTest, GivesThePublishedKeysAndSignatures) {
  for (const SignVector& vector : kSignVectors) {
    const SigningKey key = KeyOf(vector.seed);
    EXPECT_EQ(ToHex(key.public_key()), vector.public_key) << vector.name;
    EXPECT_EQ(ToHex(key.Sign(*FromHex(vector.message))), vector.signature) << vector.name;
    EXPECT_EQ(ToHex(key.seed().view()), vector.seed);
  }
}

TEST(SignTest, VerifiesThePublishedSignatures) {
  for (const SignVector& vector : kSignVectors)
    EXPECT_EQ(Verify(PublicKeyOf(vector.public_key), *FromHex(vector.message),
                     *FromHex(vector.signature)),
              Verdict::kGood)
        << vector.name;
}

TEST(SignTest, ASignatureWithAnyOneBitFlippedIsBad) {
  const SignVector& vector = kSignVectors[2];
  const Bytes good = *FromHex(vector.signature);
  for (std::size_t bit = 0; bit < good.size() * 8; ++bit) {
    Bytes changed = good;
    changed[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
    ASSERT_EQ(Verify(PublicKeyOf(vector.public_key), *FromHex(vector.message), changed),
              Verdict::kBad)
        << "bit " << bit;
  }
}

TEST(SignTest, AnotherMessageKeyOrLengthIsBad) {
  const SignVector& vector = kSignVectors[2];
  const PublicKey key = PublicKeyOf(vector.public_key);
  const Bytes message = *FromHex(vector.message);
  const Bytes signature = *FromHex(vector.signature);
  EXPECT_EQ(Verify(key, ToBytes("other"), signature), Verdict::kBad);
  EXPECT_EQ(Verify(PublicKeyOf(kSignVectors[1].public_key), message, signature), Verdict::kBad);
  for (std::size_t size = 0; size < signature.size(); ++size)
    EXPECT_EQ(Verify(key, message, BytesView(signature).first(size)), Verdict::kBad) << size;
  Bytes longer = signature;
  longer.push_back(0);
  EXPECT_EQ(Verify(key, message, longer), Verdict::kBad);
}

// RFC 8032, section 5.1.7: S must be less than the group's order, or a second signature could be
// made from the first without the key.
TEST(SignTest, ASignatureWithTheGroupsOrderAddedIsBad) {
  const Bytes order = *FromHex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
  const SignVector& vector = kSignVectors[0];
  Bytes changed = *FromHex(vector.signature);
  unsigned carry = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    carry += changed[32 + i] + order[i];
    changed[32 + i] = static_cast<std::uint8_t>(carry);
    carry >>= 8;
  }
  EXPECT_EQ(Verify(PublicKeyOf(vector.public_key), {}, changed), Verdict::kBad);
}

TEST(SignTest, TheKeyOfNoOneVerifiesNothing) {
  EXPECT_EQ(Verify(PublicKey{}, ToBytes("text"), Bytes(64)), Verdict::kBad);
}

TEST(SignTest, ANewKeySignsAndIsMadeAgainFromItsSeed) {
  FixedRandom random;
  const SigningKey key = SigningKey::New(random);
  ASSERT_OK_AND(const SigningKey again, SigningKey::FromSeed(key.seed()));
  EXPECT_EQ(again.public_key(), key.public_key());
  EXPECT_EQ(Verify(key.public_key(), ToBytes("text"), again.Sign(ToBytes("text"))), Verdict::kGood);
  EXPECT_NE(SigningKey::New(random).public_key(), key.public_key());
}

TEST(SignTest, ASeedOfAnotherSizeIsRefused) {
  for (const std::size_t size : {0U, 31U, 33U, 64U})
    EXPECT_THAT(SigningKey::FromSeed(SecretBytes(size)), FailsWith(Code::kCorrupt)) << size;
}

}  // namespace
}  // namespace almoner::crypto
