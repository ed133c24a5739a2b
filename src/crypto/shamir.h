// Sharing a secret (A. Shamir, "How to share a secret", 1979): of so many shares any `threshold`
// give it back, and fewer tell nothing about it, whoever computes however long.
//
// Byte by byte over GF(256) with the polynomial x^8 + x^4 + x^3 + x + 1 (that of AES): the secret
// is the value at 0 of a random polynomial of degree threshold - 1, share number x its value at x.
// No step takes a time that depends on a secret byte. A share carries no check of its own.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/random.h"
#include "base/secret.h"

namespace almoner::crypto {

struct Share {
  std::uint8_t number = 1;  // from 1
  SecretBytes bytes;        // as long as the secret
};

// REQUIRES: 1 <= threshold <= shares <= 255.
[[nodiscard]] std::vector<Share> Split(const SecretBytes& secret, int shares, int threshold,
                                       Random& random);

// From exactly as many shares as the threshold says, or more; fewer give some other secret, and
// nothing tells. kInvalid: no shares, one twice, one without a number, or of different lengths.
Result<SecretBytes> Combine(std::span<const Share> shares);

namespace gf256 {
[[nodiscard]] std::uint8_t Multiply(std::uint8_t a, std::uint8_t b);
[[nodiscard]] std::uint8_t Inverse(std::uint8_t a);  // of 0: 0
}  // namespace gf256

}  // namespace almoner::crypto
