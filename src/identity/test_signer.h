// A private key that is made for a test, of each kind that others sign with.
#pragma once

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <memory>
#include <string>

#include "identity/public_key.h"

namespace almoner::identity {

class TestSigner {
 public:
  explicit TestSigner(KeyKind kind, unsigned rsa_bits = 2048)
      : kind_(kind), key_(Make(kind, rsa_bits)) {
    CHECK(key_ != nullptr);
  }

  [[nodiscard]] KeyKind kind() const { return kind_; }
  // Big-endian, with leading zeros up to `size`.
  [[nodiscard]] Bytes Number(const char* name, std::size_t size = 0) const {
    BIGNUM* number = nullptr;
    CHECK(EVP_PKEY_get_bn_param(key_.get(), name, &number) == 1);
    Bytes bytes(std::max(size, static_cast<std::size_t>(BN_num_bytes(number))));
    CHECK(BN_bn2binpad(number, bytes.data(), static_cast<int>(bytes.size())) >= 0);
    BN_free(number);
    return bytes;
  }
  [[nodiscard]] Bytes x() const {
    if (kind_ == KeyKind::kP256) return Number(OSSL_PKEY_PARAM_EC_PUB_X, 32);
    Bytes bytes(32);
    std::size_t size = bytes.size();
    CHECK(EVP_PKEY_get_raw_public_key(key_.get(), bytes.data(), &size) == 1);
    return bytes;
  }
  [[nodiscard]] Bytes y() const { return Number(OSSL_PKEY_PARAM_EC_PUB_Y, 32); }
  [[nodiscard]] Bytes n() const { return Number(OSSL_PKEY_PARAM_RSA_N); }
  [[nodiscard]] Bytes e() const { return Number(OSSL_PKEY_PARAM_RSA_E); }

  [[nodiscard]] Result<PublicKey> Public() const {
    switch (kind_) {
      case KeyKind::kP256:
        return PublicKey::P256(x(), y());
      case KeyKind::kEd25519:
        return PublicKey::Ed25519(x());
      case KeyKind::kRsa:
        return PublicKey::Rsa(n(), e());
    }
    std::unreachable();
  }

  // ECDSA in DER.
  [[nodiscard]] Bytes Sign(Algorithm algorithm, BytesView message) const {
    const EVP_MD* const hash = algorithm == Algorithm::kEdDsa   ? nullptr
                               : algorithm == Algorithm::kRs512 ? EVP_sha512()
                                                                : EVP_sha256();
    const std::unique_ptr<EVP_MD_CTX, Free> context(EVP_MD_CTX_new());
    EVP_PKEY_CTX* options = nullptr;
    CHECK(EVP_DigestSignInit(context.get(), &options, hash, nullptr, key_.get()) == 1);
    if (algorithm == Algorithm::kPs256) {
      CHECK(EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING) == 1);
      CHECK(EVP_PKEY_CTX_set_rsa_pss_saltlen(options, RSA_PSS_SALTLEN_DIGEST) == 1);
    }
    std::size_t size = 0;
    CHECK(EVP_DigestSign(context.get(), nullptr, &size, message.data(), message.size()) == 1);
    Bytes signature(size);
    CHECK(EVP_DigestSign(context.get(), signature.data(), &size, message.data(), message.size()) ==
          1);
    signature.resize(size);
    return signature;
  }

  [[nodiscard]] std::string Pem() const {
    const std::unique_ptr<BIO, Free> bio(BIO_new(BIO_s_mem()));
    CHECK(PEM_write_bio_PrivateKey(bio.get(), key_.get(), nullptr, nullptr, 0, nullptr, nullptr) ==
          1);
    char* text = nullptr;
    const long size = BIO_get_mem_data(bio.get(), &text);
    return {text, static_cast<std::size_t>(size)};
  }

 private:
  struct Free {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
    void operator()(BIO* bio) const { BIO_free(bio); }
  };
  static EVP_PKEY* Make(KeyKind kind, unsigned rsa_bits) {
    switch (kind) {
      case KeyKind::kP256:
        return EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256");
      case KeyKind::kEd25519:
        return EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
      case KeyKind::kRsa:
        return EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", std::size_t{rsa_bits});
    }
    std::unreachable();
  }

  KeyKind kind_;
  std::unique_ptr<EVP_PKEY, Free> key_;
};

}  // namespace almoner::identity
