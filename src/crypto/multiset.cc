#include "crypto/multiset.h"

#include <sodium.h>

namespace almoner::crypto {

void MultisetDifference::Change(BytesView bytes, std::uint64_t by) {
  static_assert(sizeof(key_) == crypto_shorthash_siphashx24_KEYBYTES);
  std::array<std::uint8_t, crypto_shorthash_siphashx24_BYTES> hash{};
  CHECK(crypto_shorthash_siphashx24(hash.data(), bytes.data(), bytes.size(), key_.data()) == 0);
  Reader reader{BytesView(hash)};
  for (std::uint64_t& lane : lanes_) lane += by * *reader.U64();
}

}  // namespace almoner::crypto
