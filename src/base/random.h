// Where unguessable bytes come from; an argument, so that tests can hold it.
#pragma once

#include <cstdint>
#include <span>

namespace almoner {

// Safe for concurrent use. Fill cannot fail: a machine without randomness stops the program.
class Random {
 public:
  virtual ~Random() = default;
  virtual void Fill(std::span<std::uint8_t> out) = 0;

 protected:
  Random() = default;
  Random(const Random&) = default;
  Random& operator=(const Random&) = default;
};

}  // namespace almoner
