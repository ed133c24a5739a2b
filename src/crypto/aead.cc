#include "crypto/aead.h"

#include <openssl/evp.h>

#include <memory>

namespace almoner::crypto {
namespace {

constexpr std::size_t kNonce = 12;
constexpr std::size_t kTag = 16;

struct FreeContext {
  void operator()(EVP_CIPHER_CTX* p) const { EVP_CIPHER_CTX_free(p); }
};
using Context = std::unique_ptr<EVP_CIPHER_CTX, FreeContext>;

const EVP_CIPHER* Algorithm() {
  static EVP_CIPHER* const cipher = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
  CHECK(cipher != nullptr);
  return cipher;
}

// One context a thread and direction: re-keying it is cheaper than making one.
EVP_CIPHER_CTX* SealContext() {
  thread_local const Context context(EVP_CIPHER_CTX_new());
  return context.get();
}
EVP_CIPHER_CTX* OpenContext() {
  thread_local const Context context(EVP_CIPHER_CTX_new());
  return context.get();
}

int Length(BytesView bytes) {
  CHECK(bytes.size() <= INT32_MAX);
  return static_cast<int>(bytes.size());
}

}  // namespace

SecretBytes NewKey(Random& random) {
  SecretBytes key(kKeySize);
  random.Fill(key.mutable_span());
  return key;
}

Bytes Seal(const SecretBytes& key, BytesView associated, BytesView plaintext, Random& random) {
  CHECK(key.size() == kKeySize);
  Bytes sealed(plaintext.size() + kSealOverhead);
  const std::span<std::uint8_t> nonce = std::span(sealed).first(kNonce);
  random.Fill(nonce);
  EVP_CIPHER_CTX* const context = SealContext();
  std::uint8_t* const text = sealed.data() + kNonce;
  int size = 0;
  CHECK(EVP_EncryptInit_ex2(context, Algorithm(), key.view().data(), nonce.data(), nullptr) == 1);
  CHECK(EVP_EncryptUpdate(context, nullptr, &size, associated.data(), Length(associated)) == 1);
  CHECK(EVP_EncryptUpdate(context, text, &size, plaintext.data(), Length(plaintext)) == 1);
  CHECK(EVP_EncryptFinal_ex(context, text + size, &size) == 1);
  CHECK(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, kTag,
                            sealed.data() + kNonce + plaintext.size()) == 1);
  return sealed;
}

Result<SecretBytes> Open(const SecretBytes& key, BytesView associated, BytesView sealed) {
  CHECK(key.size() == kKeySize);
  const auto corrupt = [] {
    return Fail(Code::kCorrupt,
                "A sealed value does not open: it was altered, or is not in its place.");
  };
  if (sealed.size() < kSealOverhead) return corrupt();
  const BytesView text = sealed.subspan(kNonce, sealed.size() - kSealOverhead);
  const BytesView tag = sealed.last(kTag);
  SecretBytes plain(text.size());
  EVP_CIPHER_CTX* const context = OpenContext();
  std::uint8_t* const out = plain.mutable_span().data();
  int size = 0;
  CHECK(EVP_DecryptInit_ex2(context, Algorithm(), key.view().data(), sealed.data(), nullptr) == 1);
  CHECK(EVP_DecryptUpdate(context, nullptr, &size, associated.data(), Length(associated)) == 1);
  CHECK(EVP_DecryptUpdate(context, out, &size, text.data(), Length(text)) == 1);
  CHECK(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, kTag,
                            const_cast<std::uint8_t*>(tag.data())) == 1);
  if (EVP_DecryptFinal_ex(context, out + size, &size) != 1) return corrupt();
  return plain;
}

}  // namespace almoner::crypto
