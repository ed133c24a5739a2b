#include "crypto/hash.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include <memory>

namespace almoner::crypto {
namespace {

// OpenSSL's objects with their own ends.
struct Free {
  void operator()(EVP_MD_CTX* p) const { EVP_MD_CTX_free(p); }
  void operator()(EVP_MAC* p) const { EVP_MAC_free(p); }
  void operator()(EVP_MAC_CTX* p) const { EVP_MAC_CTX_free(p); }
  void operator()(EVP_KDF* p) const { EVP_KDF_free(p); }
  void operator()(EVP_KDF_CTX* p) const { EVP_KDF_CTX_free(p); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

const EVP_MD* Algorithm() {
  static EVP_MD* const md = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  CHECK(md != nullptr);
  return md;
}

EVP_MAC_CTX* HmacContext() {
  thread_local const Owned<EVP_MAC_CTX> context = [] {
    const Owned<EVP_MAC> mac(EVP_MAC_fetch(nullptr, "HMAC", nullptr));
    Owned<EVP_MAC_CTX> made(EVP_MAC_CTX_new(mac.get()));
    std::array<char, 7> sha256 = {'S', 'H', 'A', '2', '5', '6', 0};
    const std::array params = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, sha256.data(), 0),
        OSSL_PARAM_construct_end()};
    CHECK(EVP_MAC_CTX_set_params(made.get(), params.data()) == 1);
    return made;
  }();
  return context.get();
}

// To OpenSSL a null pointer means "the one from before" or "none given"; an empty key is neither.
const std::uint8_t* Start(BytesView bytes) {
  static constexpr std::uint8_t kEmpty = 0;
  return bytes.empty() ? &kEmpty : bytes.data();
}

}  // namespace

Digest Sha256(std::initializer_list<BytesView> parts) {
  thread_local const Owned<EVP_MD_CTX> context(EVP_MD_CTX_new());
  CHECK(EVP_DigestInit_ex2(context.get(), Algorithm(), nullptr) == 1);
  for (const BytesView part : parts)
    CHECK(EVP_DigestUpdate(context.get(), part.data(), part.size()) == 1);
  Digest digest{};
  CHECK(EVP_DigestFinal_ex(context.get(), digest.data(), nullptr) == 1);
  return digest;
}

void Sha256Stream::Free::operator()(evp_md_ctx_st* context) const { EVP_MD_CTX_free(context); }

Sha256Stream::Sha256Stream() : context_(EVP_MD_CTX_new()) {
  CHECK(EVP_DigestInit_ex2(context_.get(), Algorithm(), nullptr) == 1);
}

void Sha256Stream::Add(BytesView bytes) {
  CHECK(EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) == 1);
}

Digest Sha256Stream::Finish() {
  Digest digest{};
  CHECK(EVP_DigestFinal_ex(context_.get(), digest.data(), nullptr) == 1);
  context_.reset();
  return digest;
}

Digest Hmac(const SecretBytes& key, std::initializer_list<BytesView> parts) {
  EVP_MAC_CTX* const context = HmacContext();
  CHECK(EVP_MAC_init(context, Start(key.view()), key.size(), nullptr) == 1);
  for (const BytesView part : parts) CHECK(EVP_MAC_update(context, part.data(), part.size()) == 1);
  Digest digest{};
  std::size_t size = 0;
  CHECK(EVP_MAC_final(context, digest.data(), &size, digest.size()) == 1 && size == digest.size());
  return digest;
}

bool SameDigest(const Digest& digest, BytesView bytes) {
  return bytes.size() == digest.size() &&
         CRYPTO_memcmp(digest.data(), bytes.data(), digest.size()) == 0;
}

SecretBytes Hkdf(const SecretBytes& key, BytesView salt, std::string_view info, std::size_t size) {
  static EVP_KDF* const kdf = EVP_KDF_fetch(nullptr, "HKDF", nullptr);
  const Owned<EVP_KDF_CTX> context(EVP_KDF_CTX_new(kdf));
  std::array<char, 7> sha256 = {'S', 'H', 'A', '2', '5', '6', 0};
  const auto octets = [](const char* name, BytesView bytes) {
    return OSSL_PARAM_construct_octet_string(name, const_cast<std::uint8_t*>(Start(bytes)),
                                             bytes.size());
  };
  const std::array params = {
      OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, sha256.data(), 0),
      octets(OSSL_KDF_PARAM_KEY, key.view()), octets(OSSL_KDF_PARAM_SALT, salt),
      octets(OSSL_KDF_PARAM_INFO, AsBytes(info)), OSSL_PARAM_construct_end()};
  SecretBytes derived(size);
  CHECK(EVP_KDF_derive(context.get(), derived.mutable_span().data(), size, params.data()) == 1);
  return derived;
}

}  // namespace almoner::crypto
