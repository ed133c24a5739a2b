// Whether a message comes from a processor (OpenDSR 2.0, sections 4 and 8.8): every answer and
// callback of its is signed, in the header X-OpenDSR-Signature, with the key of a certificate for
// the domain in X-OpenDSR-Processor-Domain.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/file.h"
#include "base/time.h"
#include "hooks/header.h"

struct x509_st;

namespace almoner::hooks {

// The certificate that the operator has from one processor and has put into a file. It is trusted
// because it is in the file: whoever issued it is not asked, nor whether it was revoked.
class ProcessorKey {
 public:
  // kInvalid: it is no X.509 certificate in PEM, not one for `domain`, not one to sign with, or its
  // key is neither RSA of 2,048 bits or more nor elliptic.
  static Result<ProcessorKey> Parse(std::string_view pem, std::string domain);
  static Result<ProcessorKey> Read(const OperatorPath& file, std::string domain);

  // `body` as it came, which is not to be read before this says yes. The signature is RSA PKCS#1
  // v1.5 or ECDSA over the body's SHA-256: the standard names FIPS 186-4 and no padding.
  // kInvalid: a header is missing, there twice or no base64; kRefused: it is of another domain, or
  // signed with another key, or the certificate does not hold now.
  Status Verify(const Headers& headers, std::string_view body, Time now) const;

 private:
  struct Free {
    void operator()(x509_st* certificate) const;
  };
  using Certificate = std::unique_ptr<x509_st, Free>;  // OpenSSL's
  ProcessorKey(Certificate certificate, std::string domain)
      : certificate_(std::move(certificate)), domain_(std::move(domain)) {}
  Certificate certificate_;
  std::string domain_;
};

}  // namespace almoner::hooks
