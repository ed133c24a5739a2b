#include "crypto/box.h"

#include <sodium.h>

#include <utility>

namespace almoner::crypto {
namespace {

// The one-time key comes from libsodium's own generator.
void Ready() {
  static const int ready = sodium_init();
  CHECK(ready >= 0);
}

}  // namespace

static_assert(crypto_box_SEALBYTES == kBoxOverhead);

Result<Bytes> SealTo(const BoxPublicKey& key, BytesView plaintext) {
  Ready();
  Bytes sealed(plaintext.size() + kBoxOverhead);
  if (crypto_box_seal(sealed.data(), plaintext.data(), plaintext.size(), key.data()) != 0)
    return Fail(Code::kInvalid, "This is not a public key that anything can be sealed to.");
  return sealed;
}

BoxKey::BoxKey(SecretBytes secret, BoxPublicKey key) : secret_(std::move(secret)), public_(key) {}

BoxKey BoxKey::New(Random& random) {
  SecretBytes secret(crypto_box_SECRETKEYBYTES);
  random.Fill(secret.mutable_span());
  return *FromSecret(secret);
}

Result<BoxKey> BoxKey::FromSecret(const SecretBytes& secret) {
  if (secret.size() != crypto_box_SECRETKEYBYTES)
    return Fail(Code::kCorrupt, "A key that opens sealed boxes has 32 bytes.");
  BoxPublicKey key{};
  CHECK(crypto_scalarmult_base(key.data(), secret.view().data()) == 0);
  return BoxKey(secret.Clone(), key);
}

Result<SecretBytes> BoxKey::Open(BytesView sealed) const {
  const auto corrupt = [] {
    return Fail(Code::kCorrupt,
                "A sealed copy does not open: it was sealed to another key, or altered.");
  };
  if (sealed.size() < kBoxOverhead) return corrupt();
  SecretBytes plain(sealed.size() - kBoxOverhead);
  if (crypto_box_seal_open(plain.mutable_span().data(), sealed.data(), sealed.size(),
                           public_.data(), secret_.view().data()) != 0)
    return corrupt();
  return plain;
}

}  // namespace almoner::crypto
