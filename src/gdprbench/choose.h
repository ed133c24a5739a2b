// Which record is asked for next, as YCSB chooses it.
#pragma once

#include <cstdint>
#include <random>

namespace almoner::gdprbench {

// The same numbers from the same seed on every machine: the standard fixes mt19937_64, and what
// makes numbers of its output is here.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {}
  std::int64_t Below(std::int64_t end);  // 0 to end - 1, evenly. REQUIRES: end > 0
  double Unit();                         // from 0, below 1

 private:
  std::mt19937_64 engine_;
};

// FNV-1a over the eight bytes of the number, least first, without its sign (YCSB's fnvhash64).
[[nodiscard]] std::int64_t FnvHash(std::int64_t value);

// YCSB's ScrambledZipfianGenerator: ranks of ten thousand million with theta 0.99 (Gray et al.,
// SIGMOD 1994), scattered over `count` numbers by FnvHash.
class ScrambledZipf {
 public:
  explicit ScrambledZipf(std::int64_t count) : count_(count) {}
  std::int64_t Next(Dice& dice) const;  // 0 to count - 1

 private:
  std::int64_t count_;
};

enum class Distribution : std::uint8_t { kUniform, kZipf };

}  // namespace almoner::gdprbench
