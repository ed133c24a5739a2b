#include "hooks/processor.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <ctime>

#include "base/bytes.h"

namespace almoner::hooks {
namespace {

constexpr std::size_t kMostFile = std::size_t{64} << 10;
constexpr int kLeastRsaBits = 2048;
constexpr std::int64_t kSecond = 1'000'000;

struct FreeOther {
  void operator()(BIO* bio) const { BIO_free(bio); }
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

bool CanSign(X509* certificate) {
  EVP_PKEY* const key = X509_get0_pubkey(certificate);
  if (key == nullptr || (X509_get_key_usage(certificate) & KU_DIGITAL_SIGNATURE) == 0) return false;
  const int kind = EVP_PKEY_get_base_id(key);
  return kind == EVP_PKEY_EC || (kind == EVP_PKEY_RSA && EVP_PKEY_get_bits(key) >= kLeastRsaBits);
}

bool IsInForce(X509* certificate, Time now) {
  std::time_t at = now.micros() / kSecond;
  return X509_cmp_time(X509_get0_notBefore(certificate), &at) < 0 &&
         X509_cmp_time(X509_get0_notAfter(certificate), &at) > 0;
}

bool IsSigned(X509* certificate, std::string_view body, BytesView signature) {
  const std::unique_ptr<EVP_MD_CTX, FreeOther> context(EVP_MD_CTX_new());
  CHECK(context != nullptr);
  const BytesView bytes = AsBytes(body);
  return EVP_DigestVerifyInit_ex(context.get(), nullptr, "SHA256", nullptr, nullptr,
                                 X509_get0_pubkey(certificate), nullptr) == 1 &&
         EVP_DigestVerify(context.get(), signature.data(), signature.size(), bytes.data(),
                          bytes.size()) == 1;
}

}  // namespace

void ProcessorKey::Free::operator()(x509_st* certificate) const { X509_free(certificate); }

Result<ProcessorKey> ProcessorKey::Parse(std::string_view pem, std::string domain) {
  const std::unique_ptr<BIO, FreeOther> bio(
      BIO_new_mem_buf(pem.data(), static_cast<int>(std::min(pem.size(), kMostFile))));
  CHECK(bio != nullptr);
  Certificate certificate(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
  if (certificate == nullptr)
    return Fail(Code::kInvalid, "A processor's certificate is X.509 in PEM.");
  if (X509_check_host(certificate.get(), domain.data(), domain.size(),
                      X509_CHECK_FLAG_NEVER_CHECK_SUBJECT, nullptr) != 1)
    return Fail(Code::kInvalid, "The processor's certificate is not one for its domain.",
                Detail::Id("host", domain));
  if (!CanSign(certificate.get()))
    return Fail(
        Code::kInvalid,
        "The processor's certificate is not one to sign with: RSA of 2,048 bits or more, or "
        "elliptic.",
        Detail::Id("host", domain));
  return ProcessorKey(std::move(certificate), std::move(domain));
}

Result<ProcessorKey> ProcessorKey::Read(const OperatorPath& file, std::string domain) {
  const SecretBytes pem = TRY(ReadFile(file, Access::kAnyone, kMostFile));
  auto key = Parse(pem.text(), std::move(domain));
  if (!key) key.error().details.push_back(Detail("file", file));
  return key;
}

Status ProcessorKey::Verify(const Headers& headers, std::string_view body, Time now) const {
  const std::string_view domain = TRY(Only(headers, "X-OpenDSR-Processor-Domain"));
  const std::string_view encoded = TRY(Only(headers, "X-OpenDSR-Signature"));
  if (!SameName(domain, domain_))
    return Fail(Code::kRefused, "The message is of another processor's domain.");
  const Bytes signature = TRY(FromBase64(encoded));
  if (!IsInForce(certificate_.get(), now))
    return Fail(Code::kRefused,
                "The processor's certificate has expired, or does not hold yet; ask for its new "
                "one.",
                Detail::Id("host", domain_));
  if (!IsSigned(certificate_.get(), body, signature))
    return Fail(Code::kRefused, "The message is not signed with the processor's key.",
                Detail::Id("host", domain_));
  return {};
}

}  // namespace almoner::hooks
