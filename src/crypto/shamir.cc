#include "crypto/shamir.h"

namespace almoner::crypto {

namespace gf256 {

// Bit by bit with masks: no table, so nothing for a cache to tell.
std::uint8_t Multiply(std::uint8_t a, std::uint8_t b) {
  unsigned product = 0;
  unsigned power = a;
  for (unsigned bit = 0; bit < 8; ++bit) {
    product ^= power & (0U - ((b >> bit) & 1U));
    const unsigned carry = 0U - (power >> 7U);
    power = ((power << 1U) ^ (carry & 0x1BU)) & 0xFFU;
  }
  return static_cast<std::uint8_t>(product);
}

// a^254, since a^255 is 1.
std::uint8_t Inverse(std::uint8_t a) {
  std::uint8_t result = 1;
  std::uint8_t power = a;
  for (int bit = 1; bit < 8; ++bit) {
    power = Multiply(power, power);
    result = Multiply(result, power);
  }
  return result;
}

}  // namespace gf256

namespace {

using gf256::Inverse;
using gf256::Multiply;

// What share `i`'s value counts for the value at 0 (Lagrange); depends on numbers only.
std::uint8_t Weight(std::span<const Share> shares, std::size_t i) {
  std::uint8_t weight = 1;
  for (std::size_t j = 0; j < shares.size(); ++j) {
    if (j == i) continue;
    const auto apart = static_cast<std::uint8_t>(shares[i].number ^ shares[j].number);
    weight = Multiply(weight, Multiply(shares[j].number, Inverse(apart)));
  }
  return weight;
}

Status CheckShares(std::span<const Share> shares) {
  if (shares.empty()) return Fail(Code::kInvalid, "There is no share to put a secret together of.");
  for (std::size_t i = 0; i < shares.size(); ++i) {
    if (shares[i].number == 0) return Fail(Code::kInvalid, "Shares are numbered from 1.");
    if (shares[i].bytes.size() != shares[0].bytes.size())
      return Fail(Code::kInvalid, "These shares are of different lengths: not of one secret.");
    for (std::size_t j = 0; j < i; ++j)
      if (shares[i].number == shares[j].number)
        return Fail(Code::kInvalid, "One share was given twice; give two different ones.",
                    Detail("share", shares[i].number));
  }
  return {};
}

}  // namespace

std::vector<Share> Split(const SecretBytes& secret, int shares, int threshold, Random& random) {
  CHECK(threshold >= 1 && threshold <= shares && shares <= 255);
  const std::size_t size = secret.size();
  const auto degree = static_cast<std::size_t>(threshold - 1);
  SecretBytes random_part(degree * size);  // the coefficients of x, then those of x^2, …
  random.Fill(random_part.mutable_span());
  const BytesView coefficients = random_part.view();
  std::vector<Share> made;
  for (int number = 1; number <= shares; ++number) {
    Share share{.number = static_cast<std::uint8_t>(number), .bytes = SecretBytes(size)};
    for (std::size_t i = 0; i < size; ++i) {
      std::uint8_t value = 0;
      for (std::size_t k = degree; k > 0; --k)
        value = Multiply(static_cast<std::uint8_t>(value ^ coefficients[(k - 1) * size + i]),
                         share.number);
      share.bytes.mutable_span()[i] = static_cast<std::uint8_t>(value ^ secret.view()[i]);
    }
    made.push_back(std::move(share));
  }
  return made;
}

Result<SecretBytes> Combine(std::span<const Share> shares) {
  TRY(CheckShares(shares));
  SecretBytes secret(shares[0].bytes.size());
  for (std::size_t i = 0; i < shares.size(); ++i) {
    const std::uint8_t weight = Weight(shares, i);
    for (std::size_t at = 0; at < secret.size(); ++at)
      secret.mutable_span()[at] ^= Multiply(weight, shares[i].bytes.view()[at]);
  }
  return secret;
}

}  // namespace almoner::crypto
