// Long things sealed in chunks, so that a file of any size needs the memory of one chunk: the
// STREAM construction (Hoang, Reyhanitabar, Rogaway and Vizár, 2015) over AES-256-GCM.
//
//   stream = salt (32) || chunk 0 || chunk 1 || … || last chunk
//   chunk  = ciphertext (kChunk bytes, in the last one 1 to kChunk) || tag (16)
//   key    = HKDF-SHA-256(key, salt, "almoner stream 1")
//   nonce  = 0 (3) || number of the chunk (8, big-endian) || 1 in the last chunk, else 0 (1)
//
// The last chunk is empty only when the whole is. The salt makes a key for each stream, so one key
// may seal any number of streams and a nonce needs no randomness. Chunks that were altered, left
// out, repeated, swapped, taken from another stream or cut off at the end do not open.
#pragma once

#include <cstdint>
#include <memory>

#include "base/bytes.h"
#include "base/random.h"
#include "base/secret.h"

namespace almoner::crypto {

inline constexpr std::size_t kChunk = 65536;  // plaintext bytes in every chunk but the last
inline constexpr std::size_t kStreamTag = 16;
inline constexpr std::size_t kSealedChunk = kChunk + kStreamTag;
inline constexpr std::size_t kStreamHeader = 32;

[[nodiscard]] constexpr std::uint64_t ChunkCount(std::uint64_t plain_size) {
  return plain_size == 0 ? 1 : (plain_size - 1) / kChunk + 1;
}
// Of the header and all chunks.
[[nodiscard]] constexpr std::uint64_t SealedSize(std::uint64_t plain_size) {
  return kStreamHeader + plain_size + ChunkCount(plain_size) * kStreamTag;
}
// What SealedSize() was of; kCorrupt for a size that no stream has.
Result<std::uint64_t> PlainSize(std::uint64_t sealed_size);

namespace internal {
class ChunkCipher;  // OpenSSL's context, keyed once, and the number of the next chunk
struct FreeChunkCipher {
  void operator()(ChunkCipher* cipher) const;
};
using ChunkCipherPtr = std::unique_ptr<ChunkCipher, FreeChunkCipher>;
}  // namespace internal

// One stream, written by one thread at a time. Move-only.
class StreamSealer {
 public:
  // `associated` is bound into every chunk. REQUIRES: key.size() == 32.
  StreamSealer(const SecretBytes& key, BytesView associated, Random& random);

  // What stands before the first chunk.
  [[nodiscard]] BytesView header() const { return header_; }
  // Appends the next chunk to `out`, which must not hold `plain`; it costs no allocation where
  // `out` has room. REQUIRES: plain.size() == kChunk, or 1 to kChunk with `last`, or nothing at all
  // as first and last; and no chunk after the last.
  void Seal(BytesView plain, bool last, Bytes& out);

 private:
  Bytes header_;
  internal::ChunkCipherPtr cipher_;
};

// One stream, read by one thread at a time from its first chunk to its last. Move-only.
class StreamOpener {
 public:
  // kCorrupt when the header has another size. REQUIRES: key.size() == 32.
  static Result<StreamOpener> Begin(const SecretBytes& key, BytesView associated, BytesView header);

  // Appends the plaintext of the next chunk to `out`. kCorrupt when it is not the next chunk of
  // this stream, altered, of another key or other associated data, or `last` is not what it was
  // sealed with: nothing is appended then, and nothing more opens. A stream is whole only once a
  // chunk has opened as the last; the caller sees to it that one has.
  Status Open(BytesView sealed, bool last, Bytes& out);

 private:
  explicit StreamOpener(internal::ChunkCipherPtr cipher);
  internal::ChunkCipherPtr cipher_;
};

}  // namespace almoner::crypto
