#include "gdprbench/choose.h"

#include <cmath>
#include <limits>

namespace almoner::gdprbench {
namespace {

constexpr double kItems = 1e10;
constexpr double kTheta = 0.99;
constexpr double kZetaN = 26.46902820178302;  // zeta(kItems, kTheta), as YCSB has it

// The rank of one draw: 0 is the most frequent.
std::int64_t Rank(double u) {
  static const double zeta2 = 1 + std::pow(0.5, kTheta);
  static const double alpha = 1 / (1 - kTheta);
  static const double eta = (1 - std::pow(2 / kItems, 1 - kTheta)) / (1 - zeta2 / kZetaN);
  const double uz = u * kZetaN;
  if (uz < 1) return 0;
  if (uz < zeta2) return 1;
  return static_cast<std::int64_t>(kItems * std::pow(eta * u - eta + 1, alpha));
}

}  // namespace

std::int64_t Dice::Below(std::int64_t end) {
  const auto range = static_cast<std::uint64_t>(end);
  // Whatever lies behind the last whole multiple would favour the small ones.
  const std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
  const std::uint64_t fair = most - most % range;
  std::uint64_t draw = engine_();
  while (draw >= fair) draw = engine_();
  return static_cast<std::int64_t>(draw % range);
}

double Dice::Unit() { return static_cast<double>(engine_() >> 11U) * 0x1p-53; }

std::int64_t FnvHash(std::int64_t value) {
  std::uint64_t hash = 0xcbf29ce484222325U;
  auto rest = static_cast<std::uint64_t>(value);
  for (int i = 0; i < 8; ++i) {
    hash ^= rest & 0xffU;
    hash *= 1099511628211U;
    rest >>= 8U;
  }
  const auto with_sign = static_cast<std::int64_t>(hash);
  return with_sign < 0 ? static_cast<std::int64_t>(-hash) : with_sign;
}

std::int64_t ScrambledZipf::Next(Dice& dice) const { return FnvHash(Rank(dice.Unit())) % count_; }

}  // namespace almoner::gdprbench
