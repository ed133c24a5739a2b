#include "crypto/random.h"

#include <sodium.h>

#include "base/result.h"

namespace almoner::crypto {

void SystemRandom::Fill(std::span<std::uint8_t> out) {
  static const int ready = sodium_init();
  CHECK(ready >= 0);
  randombytes_buf(out.data(), out.size());
}

}  // namespace almoner::crypto
