// The operating system's randomness, by way of libsodium.
#pragma once

#include "base/random.h"

namespace almoner::crypto {

class SystemRandom : public Random {
 public:
  void Fill(std::span<std::uint8_t> out) override;
};

}  // namespace almoner::crypto
