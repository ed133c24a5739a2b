// Time and randomness that a test holds.
#pragma once

#include <atomic>
#include <cstdint>
#include <random>

#include "base/random.h"
#include "base/time.h"

namespace almoner {

class FakeClock : public Clock {
 public:
  explicit FakeClock(std::string_view now) { Set(now); }
  [[nodiscard]] Time Now() const override { return Time::FromMicros(micros_); }
  void Advance(std::chrono::microseconds by) { micros_ += by.count(); }
  void Set(std::string_view now) { micros_ = Time::Parse(now)->micros(); }

 private:
  std::atomic<std::int64_t> micros_;  // a server's threads read it while the test moves it
};

// The same bytes in every run. Not for more than one thread.
class FixedRandom : public Random {
 public:
  explicit FixedRandom(std::uint64_t seed = 1) : engine_(seed) {}
  void Fill(std::span<std::uint8_t> out) override {
    for (std::uint8_t& byte : out) byte = static_cast<std::uint8_t>(engine_());
  }

 private:
  std::mt19937_64 engine_;
};

}  // namespace almoner
