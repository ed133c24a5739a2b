#include "crypto/sign.h"

#include <sodium.h>

#include <utility>

namespace almoner::crypto {

SigningKey::SigningKey(SecretBytes seed, SecretBytes expanded, PublicKey key)
    : seed_(std::move(seed)), expanded_(std::move(expanded)), public_(key) {}

SigningKey SigningKey::New(Random& random) {
  SecretBytes seed(crypto_sign_SEEDBYTES);
  random.Fill(seed.mutable_span());
  return *FromSeed(seed);
}

Result<SigningKey> SigningKey::FromSeed(const SecretBytes& seed) {
  if (seed.size() != crypto_sign_SEEDBYTES)
    return Fail(Code::kCorrupt, "A signing key's seed has 32 bytes.");
  SecretBytes expanded(crypto_sign_SECRETKEYBYTES);
  PublicKey key{};
  CHECK(crypto_sign_seed_keypair(key.data(), expanded.mutable_span().data(), seed.view().data()) ==
        0);
  return SigningKey(seed.Clone(), std::move(expanded), key);
}

Signature SigningKey::Sign(BytesView message) const {
  Signature signature{};
  CHECK(crypto_sign_detached(signature.data(), nullptr, message.data(), message.size(),
                             expanded_.view().data()) == 0);
  return signature;
}

Verdict Verify(const PublicKey& key, BytesView message, BytesView signature) {
  if (signature.size() != crypto_sign_BYTES) return Verdict::kBad;
  const int bad =
      crypto_sign_verify_detached(signature.data(), message.data(), message.size(), key.data());
  return bad == 0 ? Verdict::kGood : Verdict::kBad;
}

}  // namespace almoner::crypto
