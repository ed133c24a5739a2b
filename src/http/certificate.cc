#include "http/certificate.h"

#include <fcntl.h>
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <filesystem>
#include <memory>
#include <string_view>

#include "base/bytes.h"
#include "base/secret.h"
#include "http/target.h"

namespace almoner::http {
namespace {

// The names that count are the alternative ones.
constexpr std::string_view kCommonName = "Almoner";
constexpr int kDays = 825;  // the longest that every current browser accepts

struct Free {
  void operator()(EVP_PKEY* p) const { EVP_PKEY_free(p); }
  void operator()(X509* p) const { X509_free(p); }
  void operator()(BIO* p) const { BIO_free(p); }
  void operator()(BIGNUM* p) const { BN_free(p); }
  void operator()(ASN1_OCTET_STRING* p) const { ASN1_OCTET_STRING_free(p); }
  void operator()(GENERAL_NAME* p) const { GENERAL_NAME_free(p); }
  void operator()(GENERAL_NAMES* p) const { GENERAL_NAMES_free(p); }
  void operator()(X509_EXTENSION* p) const { X509_EXTENSION_free(p); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

// A subject alternative name: an address where the text is one, else a DNS name.
Owned<GENERAL_NAME> AlternativeName(const std::string& name) {
  Owned<GENERAL_NAME> made(GENERAL_NAME_new());
  if (Owned<ASN1_OCTET_STRING> address{a2i_IPADDRESS(name.c_str())}) {
    GENERAL_NAME_set0_value(made.get(), GEN_IPADD, address.release());
    return made;
  }
  ASN1_IA5STRING* const dns = ASN1_IA5STRING_new();
  CHECK(ASN1_STRING_set(dns, name.data(), static_cast<int>(name.size())) == 1);
  GENERAL_NAME_set0_value(made.get(), GEN_DNS, dns);
  return made;
}

void AddNames(X509* certificate, std::span<const std::string> names) {
  const Owned<GENERAL_NAMES> all(GENERAL_NAMES_new());
  for (const std::string& name : names)
    CHECK(sk_GENERAL_NAME_push(all.get(), AlternativeName(name).release()) > 0);
  CHECK(X509_add1_ext_i2d(certificate, NID_subject_alt_name, all.get(), 0, 0) == 1);
}

void AddExtension(X509* certificate, int nid, const char* value) {
  const Owned<X509_EXTENSION> extension(X509V3_EXT_conf_nid(nullptr, nullptr, nid, value));
  CHECK(extension && X509_add_ext(certificate, extension.get(), -1) == 1);
}

void SetSerial(X509* certificate, Random& random) {
  std::array<std::uint8_t, 16> bytes{};
  random.Fill(bytes);
  bytes[0] &= 0x7F;  // RFC 5280 section 4.1.2.2: positive
  const Owned<BIGNUM> serial(BN_bin2bn(bytes.data(), bytes.size(), nullptr));
  CHECK(BN_to_ASN1_INTEGER(serial.get(), X509_get_serialNumber(certificate)) != nullptr);
}

Owned<X509> SelfSigned(EVP_PKEY* key, std::span<const std::string> names, Time now,
                       Random& random) {
  Owned<X509> certificate(X509_new());
  X509* const made = certificate.get();
  CHECK(X509_set_version(made, X509_VERSION_3) == 1);
  SetSerial(made, random);
  std::time_t seconds = now.micros() / 1'000'000;
  CHECK(X509_time_adj_ex(X509_getm_notBefore(made), -1, 0, &seconds) != nullptr);  // slow clocks
  CHECK(X509_time_adj_ex(X509_getm_notAfter(made), kDays - 1, 0, &seconds) != nullptr);
  CHECK(X509_set_pubkey(made, key) == 1);
  X509_NAME* const subject = X509_get_subject_name(made);
  CHECK(X509_NAME_add_entry_by_NID(subject, NID_commonName, MBSTRING_UTF8,
                                   reinterpret_cast<const unsigned char*>(kCommonName.data()),
                                   static_cast<int>(kCommonName.size()), -1, 0) == 1);
  CHECK(X509_set_issuer_name(made, subject) == 1);
  AddNames(made, names);
  AddExtension(made, NID_basic_constraints, "critical,CA:FALSE");
  AddExtension(made, NID_key_usage, "critical,digitalSignature");
  AddExtension(made, NID_ext_key_usage, "serverAuth");
  CHECK(X509_sign(made, key, EVP_sha256()) > 0);
  return certificate;
}

Owned<BIO> MemoryBio() { return Owned<BIO>(BIO_new(BIO_s_secmem())); }

BytesView Contents(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);  // NOLINT: OpenSSL's macro casts the C way
  return {reinterpret_cast<const std::uint8_t*>(data), static_cast<std::size_t>(size)};
}

Status WriteAll(int file, BytesView bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0)
      return Fail(Code::kUnavailable, "A file for TLS could not be written.", Detail::Errno(errno));
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  if (::fsync(file) != 0)
    return Fail(Code::kUnavailable, "A file for TLS could not be written.", Detail::Errno(errno));
  return {};
}

// Never over what is there; removed again when it could not be written whole.
Status WriteNewFile(const OperatorPath& path, BytesView bytes, mode_t mode) {
  const int file =
      ::open(path.path().c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
  if (file < 0)
    return Fail(Code::kUnavailable, "A file for TLS could not be made; see that its folder exists.",
                Detail("file", path), Detail::Errno(errno));
  Status written = WriteAll(file, bytes);
  ::close(file);
  if (!written) ::unlink(path.path().c_str());
  return written;
}

}  // namespace

Status CheckKeyIsPrivate(const OperatorPath& key) {
  struct stat found{};
  if (::stat(key.path().c_str(), &found) != 0)
    return Fail(Code::kNotFound, "The TLS key cannot be found.", Detail("file", key),
                Detail::Errno(errno));
  if ((found.st_mode & (S_IRWXO | S_IWGRP)) != 0)
    return Fail(Code::kRefused,
                "The TLS key is open to others on this machine. Replace it, and give the new one "
                "mode 0600.",
                Detail("file", key));
  return {};
}

Status EnsureCertificate(const TlsFiles& files, std::span<const std::string> names,
                         const Clock& clock, Random& random) {
  std::error_code ignored;
  const bool has_certificate = std::filesystem::exists(files.certificate.path(), ignored);
  const bool has_key = std::filesystem::exists(files.key.path(), ignored);
  if (has_certificate && has_key) return CheckKeyIsPrivate(files.key);
  if (has_certificate || has_key)
    return Fail(Code::kConflict,
                "There is a TLS certificate without its key, or a key without its certificate. "
                "Put the other one there, or remove the one.",
                Detail("certificate", files.certificate), Detail("key", files.key));
  if (names.empty()) return Fail(Code::kInvalid, "A certificate needs at least one host name.");
  for (const std::string& name : names) {
    const Owned<ASN1_OCTET_STRING> address(a2i_IPADDRESS(name.c_str()));
    if (!address && (!IsHost(name) || name.find_first_of(":[") != std::string::npos))
      return Fail(Code::kInvalid, "That is neither a host's name nor an IP address.",
                  Detail::Id("name", name));
  }

  const Owned<EVP_PKEY> key(EVP_EC_gen("P-256"));
  CHECK(key != nullptr);
  const Owned<X509> certificate = SelfSigned(key.get(), names, clock.Now(), random);
  const Owned<BIO> key_text = MemoryBio();
  const Owned<BIO> certificate_text = MemoryBio();
  CHECK(PEM_write_bio_PKCS8PrivateKey(key_text.get(), key.get(), nullptr, nullptr, 0, nullptr,
                                      nullptr) == 1);
  CHECK(PEM_write_bio_X509(certificate_text.get(), certificate.get()) == 1);
  TRY(WriteNewFile(files.key, Contents(key_text.get()), 0600));
  Status written = WriteNewFile(files.certificate, Contents(certificate_text.get()), 0644);
  if (!written) ::unlink(files.key.path().c_str());
  return written;
}

}  // namespace almoner::http
