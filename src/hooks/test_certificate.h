// A key and a certificate that it has signed itself, for tests: of a server, or of a processor.
#pragma once

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <memory>
#include <string>

#include "base/bytes.h"

namespace almoner::hooks {

class TestCertificate {
 public:
  struct Wanted {
    std::string names = "DNS:opendsr.processor.example";
    std::string usage = "digitalSignature";
    bool rsa = false;
    unsigned bits = 2048;      // of RSA
    long from = 0, until = 0;  // Unix time; both 0: good for a day from now on
  };

  explicit TestCertificate(const Wanted& wanted)
      : key_(wanted.rsa ? EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", std::size_t{wanted.bits})
                        : EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256")),
        certificate_(X509_new()) {
    X509* const made = certificate_.get();
    CHECK(X509_set_version(made, X509_VERSION_3) == 1);
    ASN1_INTEGER_set(X509_get_serialNumber(made), 1);
    if (wanted.until == 0) {
      X509_gmtime_adj(X509_getm_notBefore(made), -60);
      X509_gmtime_adj(X509_getm_notAfter(made), 86'400);
    } else {
      ASN1_TIME_set(X509_getm_notBefore(made), wanted.from);
      ASN1_TIME_set(X509_getm_notAfter(made), wanted.until);
    }
    CHECK(X509_set_pubkey(made, key_.get()) == 1);
    X509_NAME* const name = X509_get_subject_name(made);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, AsBytes("A test").data(), 6, -1, 0);
    CHECK(X509_set_issuer_name(made, name) == 1);
    Add(NID_subject_alt_name, wanted.names);
    if (!wanted.usage.empty()) Add(NID_key_usage, wanted.usage);
    CHECK(X509_sign(made, key_.get(), EVP_sha256()) > 0);
  }

  [[nodiscard]] EVP_PKEY* key() const { return key_.get(); }
  [[nodiscard]] X509* certificate() const { return certificate_.get(); }
  [[nodiscard]] std::string Pem() const {
    const std::unique_ptr<BIO, Free> bio(BIO_new(BIO_s_mem()));
    CHECK(PEM_write_bio_X509(bio.get(), certificate_.get()) == 1);
    char* text = nullptr;
    const long size = BIO_get_mem_data(bio.get(), &text);
    return {text, static_cast<std::size_t>(size)};
  }
  [[nodiscard]] std::string Sign(std::string_view body) const {
    const std::unique_ptr<EVP_MD_CTX, Free> context(EVP_MD_CTX_new());
    std::size_t size = 0;
    CHECK(EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key_.get()) == 1);
    const BytesView bytes = AsBytes(body);
    CHECK(EVP_DigestSign(context.get(), nullptr, &size, bytes.data(), bytes.size()) == 1);
    Bytes signature(size);
    CHECK(EVP_DigestSign(context.get(), signature.data(), &size, bytes.data(), bytes.size()) == 1);
    signature.resize(size);
    return ToBase64(signature);
  }

 private:
  struct Free {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
    void operator()(X509* certificate) const { X509_free(certificate); }
    void operator()(X509_EXTENSION* extension) const { X509_EXTENSION_free(extension); }
    void operator()(BIO* bio) const { BIO_free(bio); }
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  };
  void Add(int nid, const std::string& value) {
    const std::unique_ptr<X509_EXTENSION, Free> extension(
        X509V3_EXT_conf_nid(nullptr, nullptr, nid, value.c_str()));
    CHECK(extension != nullptr);
    CHECK(X509_add_ext(certificate_.get(), extension.get(), -1) == 1);
  }

  std::unique_ptr<EVP_PKEY, Free> key_;
  std::unique_ptr<X509, Free> certificate_;
};

}  // namespace almoner::hooks
