// SHA-256 (FIPS 180-4), HMAC-SHA-256 (RFC 2104) and HKDF-SHA-256 (RFC 5869), by way of OpenSSL 3.
// Algorithms are fetched once and contexts kept per thread; every function may be called from any
// thread.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string_view>

#include "base/bytes.h"
#include "base/secret.h"

struct evp_md_ctx_st;

namespace almoner::crypto {

using Digest = std::array<std::uint8_t, 32>;

// Of the parts one after another, as if they were one string.
[[nodiscard]] Digest Sha256(std::initializer_list<BytesView> parts);
[[nodiscard]] inline Digest Sha256(BytesView bytes) { return Sha256({bytes}); }
[[nodiscard]] inline Digest Sha256(std::string_view text) { return Sha256({AsBytes(text)}); }

// The same of bytes that come piece by piece; for one thread at a time, and one result. Move-only.
class Sha256Stream {
 public:
  Sha256Stream();
  Sha256Stream(Sha256Stream&& other) noexcept = default;
  Sha256Stream& operator=(Sha256Stream&& other) noexcept = default;
  ~Sha256Stream() = default;
  void Add(BytesView bytes);
  [[nodiscard]] Digest Finish();

 private:
  struct Free {
    void operator()(evp_md_ctx_st* context) const;
  };
  std::unique_ptr<evp_md_ctx_st, Free> context_;  // OpenSSL's
};

// The parts are NOT told apart: give each a fixed width or a length of its own.
[[nodiscard]] Digest Hmac(const SecretBytes& key, std::initializer_list<BytesView> parts);

// Whether `bytes` are this digest, in a time that does not depend on where they differ.
[[nodiscard]] bool SameDigest(const Digest& digest, BytesView bytes);

// A key of `size` bytes (at most 8,160) for one purpose, named by `info`.
[[nodiscard]] SecretBytes Hkdf(const SecretBytes& key, BytesView salt, std::string_view info,
                               std::size_t size = 32);

}  // namespace almoner::crypto
