// Whether two heaps hold the same byte strings, each as often, without keeping either: the sums of
// their hashes (Clarke et al. 2003, MSet-Add-Hash) by SipHash-2-4 with 128 bits, under a key that
// is made for the one comparison and thrown away. Heaps that differ agree by chance once in 2^128,
// also where somebody chose what is in them, since nobody saw the key.
#pragma once

#include <array>
#include <cstdint>

#include "base/bytes.h"
#include "base/random.h"

namespace almoner::crypto {

// The difference of two heaps. For one thread at a time.
class MultisetDifference {
 public:
  explicit MultisetDifference(Random& random) { random.Fill(key_); }
  void AddToFirst(BytesView bytes) { Change(bytes, 1); }
  void AddToSecond(BytesView bytes) { Change(bytes, ~std::uint64_t{0}); }
  [[nodiscard]] bool none() const { return lanes_ == std::array<std::uint64_t, 2>{}; }

 private:
  void Change(BytesView bytes, std::uint64_t by);

  std::array<std::uint8_t, 16> key_{};
  std::array<std::uint64_t, 2> lanes_{};
};

}  // namespace almoner::crypto
