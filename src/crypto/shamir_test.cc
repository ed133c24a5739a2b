#include "crypto/shamir.h"

#include <algorithm>
#include <set>

#include "support/fakes.h"
#include "support/matchers.h"

namespace almoner::crypto {
namespace {

using gf256::Inverse;
using gf256::Multiply;

// Hands out the bytes it was given, once.
class ScriptedRandom : public Random {
 public:
  explicit ScriptedRandom(Bytes bytes) : bytes_(std::move(bytes)) {}
  void Fill(std::span<std::uint8_t> out) override {
    ASSERT_EQ(out.size(), bytes_.size());
    std::ranges::copy(bytes_, out.begin());
  }

 private:
  Bytes bytes_;
};

// The field by logarithms to the base 3: another way to the same numbers.
struct Tables {
  Tables() {
    unsigned x = 1;
    for (unsigned i = 0; i < 255; ++i) {
      exp[i] = exp[i + 255] = x;
      log[x] = i;
      x ^= x << 1U ^ ((x & 0x80U) != 0 ? 0x11BU : 0U);
      x &= 0xFFU;
    }
  }
  [[nodiscard]] unsigned Product(unsigned a, unsigned b) const {
    return a == 0 || b == 0 ? 0 : exp[log[a] + log[b]];
  }
  unsigned exp[510] = {};
  unsigned log[256] = {};
};

std::vector<Share> Some(const std::vector<Share>& shares,
                        std::initializer_list<std::size_t> which) {
  std::vector<Share> some;
  for (const std::size_t i : which)
    some.push_back({.number = shares[i].number, .bytes = shares[i].bytes.Clone()});
  return some;
}

TEST(Gf256Test, MultipliesAsThePublishedExamples) {
  EXPECT_EQ(Multiply(0x57, 0x83), 0xC1);  // FIPS 197, section 4.2
  EXPECT_EQ(Multiply(0x57, 0x13), 0xFE);  // section 4.2.1
  EXPECT_EQ(Multiply(0x53, 0xCA), 0x01);
}

TEST(Gf256Test, AgreesWithLogarithmsOnEveryPairAndEveryInverse) {
  const Tables tables;
  for (unsigned a = 0; a < 256; ++a) {
    for (unsigned b = 0; b < 256; ++b)
      ASSERT_EQ(Multiply(static_cast<std::uint8_t>(a), static_cast<std::uint8_t>(b)),
                tables.Product(a, b))
          << a << " * " << b;
    const std::uint8_t inverse = Inverse(static_cast<std::uint8_t>(a));
    ASSERT_EQ(tables.Product(a, inverse), a == 0 ? 0U : 1U) << a;
  }
}

// By a program that shares no code with this one.
TEST(ShamirTest, GivesTheSharesThatAnotherProgramGives) {
  const Bytes secret = *FromHex("77076d0a7318a57d3c16c17251b26645df0f0b0a");
  ScriptedRandom random(
      *FromHex("0b30557a9fc4e90e33587da2c7ec11365b80a5ca0560bb1671cc2782dd3893ee49a4ff5ab5106bc6"));
  const auto shares = Split(SecretBytes::CopyOf(secret), 5, 3, random);
  const std::string_view expected[] = {
      "795783669d106bf1d2762f3edffa8829319fc506", "75fc1da68996f05f034641b8fbd7955a8b54edb0",
      "7bacf3ca679e3ed3ed26aff4759f7b3665c423bc", "0b9d678268516abd8fc0ddae9c814b4a0d2243db",
      "05cd89ee8659a43161a033e212c9a526e3b28dd7"};
  ASSERT_EQ(shares.size(), 5U);
  for (std::size_t i = 0; i < 5; ++i)
    EXPECT_EQ(ToHex(shares[i].bytes.view()), expected[i]) << shares[i].number;
}

TEST(ShamirTest, EveryPairOfThreeGivesTheSecretBackInEitherOrder) {
  FixedRandom random;
  SecretBytes secret(32);
  random.Fill(secret.mutable_span());
  const auto shares = Split(secret, 3, 2, random);
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j) {
      if (i == j) continue;
      ASSERT_OK_AND(const SecretBytes back, Combine(Some(shares, {i, j})));
      EXPECT_TRUE(back == secret) << i << " and " << j;
    }
  EXPECT_TRUE(Combine(shares).value() == secret) << "and so do all of them";
}

TEST(ShamirTest, AnyThreeOfSixteenDoAndAnyTwoGiveSomethingElse) {
  FixedRandom random(3);
  SecretBytes secret(32);
  random.Fill(secret.mutable_span());
  const auto shares = Split(secret, 16, 3, random);
  for (std::size_t i = 0; i < 16; ++i)
    for (std::size_t j = 0; j < i; ++j) {
      EXPECT_FALSE(Combine(Some(shares, {i, j})).value() == secret);
      for (std::size_t k = 0; k < j; ++k)
        EXPECT_TRUE(Combine(Some(shares, {i, j, k})).value() == secret);
    }
}

// Exactly, not by statistics: whatever the secret, over the 256 possible random bytes a share takes
// each value once. So it says nothing about the secret.
TEST(ShamirTest, OneShareOfTwoIsEquallyLikelyForEverySecret) {
  for (const std::uint8_t secret : Bytes{0x00, 0x01, 0x5A, 0xFF})
    for (std::size_t number = 0; number < 3; ++number) {
      std::set<std::uint8_t> seen;
      for (unsigned chance = 0; chance < 256; ++chance) {
        ScriptedRandom random(Bytes{static_cast<std::uint8_t>(chance)});
        seen.insert(
            Split(SecretBytes::CopyOf(Bytes{secret}), 3, 2, random)[number].bytes.view()[0]);
      }
      EXPECT_EQ(seen.size(), 256U) << int{secret} << ", share " << number + 1;
    }
}

// And as it is used: the bytes of a share of a secret that is all zeros look like any bytes.
TEST(ShamirTest, TheBytesOfAShareAreSpreadEvenly) {
  FixedRandom random(11);
  std::int64_t counts[256] = {};
  constexpr int kSplits = 2'000;
  for (int i = 0; i < kSplits; ++i) {
    const auto shares = Split(SecretBytes(32), 3, 2, random);
    for (const std::uint8_t byte : shares[1].bytes.view()) ++counts[byte];
  }
  constexpr double kExpected = kSplits * 32 / 256.0;
  double chi_squared = 0;
  for (const std::int64_t count : counts) {
    const double off = static_cast<double>(count) - kExpected;
    chi_squared += off * off / kExpected;
  }
  EXPECT_GT(chi_squared, 170);  // 255 degrees of freedom: outside once in 100,000
  EXPECT_LT(chi_squared, 360);
}

TEST(ShamirTest, SharesThatCannotBeOfOneSecretAreRefused) {
  FixedRandom random;
  const auto shares = Split(SecretBytes(8), 3, 2, random);
  EXPECT_THAT(Combine({}), FailsWith(Code::kInvalid));
  EXPECT_THAT(Combine(Some(shares, {1, 1})), FailsWith(Code::kInvalid));
  auto unnumbered = Some(shares, {0, 1});
  unnumbered[0].number = 0;
  EXPECT_THAT(Combine(unnumbered), FailsWith(Code::kInvalid));
  auto shorter = Some(shares, {0, 1});
  shorter[1].bytes.Resize(7);
  EXPECT_THAT(Combine(shorter), FailsWith(Code::kInvalid));
}

TEST(ShamirTest, ASecretOfNothingAndOneThatEverybodyHasAreFine) {
  FixedRandom random;
  EXPECT_TRUE(Combine(Split(SecretBytes(), 3, 2, random)).value().empty());
  const SecretBytes secret = SecretBytes::CopyOf("secret");
  for (const Share& share : Split(secret, 3, 1, random)) EXPECT_TRUE(share.bytes == secret);
}

}  // namespace
}  // namespace almoner::crypto
