// Sealing 1 KiB with 32 bytes of associated data under a fresh key, and opening it, each beside the
// same work written straight against OpenSSL. The module may cost at most twice what the raw loop
// costs; a stream of chunks at most a quarter more than the cipher alone.
#include <benchmark/benchmark.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <array>

#include "crypto/aead.h"
#include "crypto/hash.h"
#include "crypto/random.h"
#include "crypto/sign.h"
#include "crypto/stream.h"

namespace almoner::crypto {
namespace {

constexpr std::size_t kSize = 1024;
constexpr std::size_t kAssociated = 32;
constexpr int kKeys = 256;  // each use takes the next one, so that no key schedule stays warm

std::vector<SecretBytes> Keys() {
  SystemRandom random;
  std::vector<SecretBytes> keys;
  for (int i = 0; i < kKeys; ++i) keys.push_back(NewKey(random));
  return keys;
}

// What a data key costs on top, when each thing sealed has one of its own.
void NewKeys(benchmark::State& state) {
  SystemRandom random;
  for (auto _ : state) benchmark::DoNotOptimize(NewKey(random));
}
BENCHMARK(NewKeys);

void Sealing(benchmark::State& state) {
  SystemRandom random;
  const std::vector<SecretBytes> keys = Keys();
  const Bytes text(kSize, 'x');
  const Bytes associated(kAssociated, 'a');
  std::size_t n = 0;
  for (auto _ : state) benchmark::DoNotOptimize(Seal(keys[n++ % kKeys], associated, text, random));
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * kSize));
}
BENCHMARK(Sealing);

void SealingRaw(benchmark::State& state) {
  const std::vector<SecretBytes> keys = Keys();
  const Bytes text(kSize, 'x');
  const Bytes associated(kAssociated, 'a');
  std::array<std::uint8_t, kSize + kSealOverhead> out{};
  EVP_CIPHER* const cipher = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
  EVP_CIPHER_CTX* const context = EVP_CIPHER_CTX_new();
  std::size_t n = 0;
  int size = 0;
  for (auto _ : state) {
    RAND_bytes(out.data(), 12);
    EVP_EncryptInit_ex2(context, cipher, keys[n++ % kKeys].view().data(), out.data(), nullptr);
    EVP_EncryptUpdate(context, nullptr, &size, associated.data(), kAssociated);
    EVP_EncryptUpdate(context, out.data() + 12, &size, text.data(), kSize);
    EVP_EncryptFinal_ex(context, out.data() + 12 + kSize, &size);
    EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, 16, out.data() + 12 + kSize);
    benchmark::DoNotOptimize(out);
  }
  EVP_CIPHER_CTX_free(context);
  EVP_CIPHER_free(cipher);
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * kSize));
}
BENCHMARK(SealingRaw);

// The same text sealed under each key.
std::vector<Bytes> SealedUnder(const std::vector<SecretBytes>& keys, BytesView associated) {
  SystemRandom random;
  std::vector<Bytes> sealed;
  for (const SecretBytes& key : keys)
    sealed.push_back(Seal(key, associated, Bytes(kSize, 'x'), random));
  return sealed;
}

void Opening(benchmark::State& state) {
  const std::vector<SecretBytes> keys = Keys();
  const Bytes associated(kAssociated, 'a');
  const std::vector<Bytes> sealed = SealedUnder(keys, associated);
  std::size_t n = 0;
  for (auto _ : state) {
    auto plain = Open(keys[n % kKeys], associated, sealed[n % kKeys]);
    CHECK(plain);
    benchmark::DoNotOptimize(plain);
    ++n;
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * kSize));
}
BENCHMARK(Opening);

void OpeningRaw(benchmark::State& state) {
  const std::vector<SecretBytes> keys = Keys();
  const Bytes associated(kAssociated, 'a');
  std::vector<Bytes> sealed = SealedUnder(keys, associated);
  std::array<std::uint8_t, kSize> out{};
  EVP_CIPHER* const cipher = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
  EVP_CIPHER_CTX* const context = EVP_CIPHER_CTX_new();
  std::size_t n = 0;
  int size = 0;
  for (auto _ : state) {
    Bytes& in = sealed[n % kKeys];
    EVP_DecryptInit_ex2(context, cipher, keys[n++ % kKeys].view().data(), in.data(), nullptr);
    EVP_DecryptUpdate(context, nullptr, &size, associated.data(), kAssociated);
    EVP_DecryptUpdate(context, out.data(), &size, in.data() + 12, kSize);
    EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, 16, in.data() + 12 + kSize);
    CHECK(EVP_DecryptFinal_ex(context, out.data(), &size) == 1);
    benchmark::DoNotOptimize(out);
  }
  EVP_CIPHER_CTX_free(context);
  EVP_CIPHER_free(cipher);
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * kSize));
}
BENCHMARK(OpeningRaw);

// A file of 4 MiB, chunk by chunk into the same buffer; opening, and the same chunks by the cipher
// alone.
constexpr std::size_t kFileChunks = 64;

void SealingAStream(benchmark::State& state) {
  SystemRandom random;
  const SecretBytes key = NewKey(random);
  const Bytes chunk(kChunk, 'x');
  const Bytes associated(kAssociated, 'a');
  Bytes out;
  for (auto _ : state) {
    StreamSealer sealer(key, associated, random);
    for (std::size_t n = 0; n < kFileChunks; ++n) {
      out.clear();
      sealer.Seal(chunk, n + 1 == kFileChunks, out);
      benchmark::DoNotOptimize(out);
    }
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * kFileChunks * kChunk));
}
BENCHMARK(SealingAStream);

void OpeningAStream(benchmark::State& state) {
  SystemRandom random;
  const SecretBytes key = NewKey(random);
  const Bytes associated(kAssociated, 'a');
  StreamSealer sealer(key, associated, random);
  std::vector<Bytes> sealed(kFileChunks);
  for (std::size_t n = 0; n < kFileChunks; ++n)
    sealer.Seal(Bytes(kChunk, 'x'), n + 1 == kFileChunks, sealed[n]);
  Bytes out;
  for (auto _ : state) {
    auto opener = StreamOpener::Begin(key, associated, sealer.header());
    for (std::size_t n = 0; n < kFileChunks; ++n) {
      out.clear();
      CHECK(opener->Open(sealed[n], n + 1 == kFileChunks, out));
      benchmark::DoNotOptimize(out);
    }
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * kFileChunks * kChunk));
}
BENCHMARK(OpeningAStream);

void StreamRaw(benchmark::State& state) {
  const SecretBytes key(kKeySize);
  const Bytes chunk(kChunk, 'x');
  Bytes out(kSealedChunk);
  EVP_CIPHER* const cipher = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
  EVP_CIPHER_CTX* const context = EVP_CIPHER_CTX_new();
  EVP_EncryptInit_ex2(context, cipher, key.view().data(), nullptr, nullptr);
  std::array<std::uint8_t, 12> nonce{};
  int size = 0;
  for (auto _ : state) {
    ++nonce[0];
    EVP_EncryptInit_ex2(context, nullptr, nullptr, nonce.data(), nullptr);
    EVP_EncryptUpdate(context, out.data(), &size, chunk.data(), kChunk);
    EVP_EncryptFinal_ex(context, out.data() + kChunk, &size);
    EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, 16, out.data() + kChunk);
    benchmark::DoNotOptimize(out);
  }
  EVP_CIPHER_CTX_free(context);
  EVP_CIPHER_free(cipher);
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * kChunk));
}
BENCHMARK(StreamRaw);

// What the index and the log are made of.
void IndexToken(benchmark::State& state) {
  const SecretBytes key(32);
  const Bytes value(32, 'v');
  for (auto _ : state) benchmark::DoNotOptimize(Hmac(key, {value}));
}
BENCHMARK(IndexToken);

void TreeNode(benchmark::State& state) {
  const Bytes node(65, 'n');
  for (auto _ : state) benchmark::DoNotOptimize(Sha256(BytesView(node)));
}
BENCHMARK(TreeNode);

void SigningACheckpoint(benchmark::State& state) {
  SystemRandom random;
  const SigningKey key = SigningKey::New(random);
  const Bytes checkpoint(120, 'c');
  for (auto _ : state) benchmark::DoNotOptimize(key.Sign(checkpoint));
}
BENCHMARK(SigningACheckpoint);

}  // namespace
}  // namespace almoner::crypto
