#include <openssl/bio.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <array>
#include <boost/json.hpp>

#include "base/json.h"
#include "identity/encode.h"
#include "identity/jose.h"

namespace almoner::identity {
namespace {

constexpr std::size_t kMostPem = std::size_t{32} << 10;
constexpr int kLeastRsaBits = 2048;
constexpr int kNumber = 32;

struct Free {
  void operator()(BIO* bio) const { BIO_free(bio); }
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  void operator()(ECDSA_SIG* signature) const { ECDSA_SIG_free(signature); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

bool Fits(EVP_PKEY* key, Algorithm algorithm) {
  switch (KindFor(algorithm)) {
    case KeyKind::kP256: {
      std::array<char, 32> group{};
      return EVP_PKEY_get_base_id(key) == EVP_PKEY_EC &&
             EVP_PKEY_get_group_name(key, group.data(), group.size(), nullptr) == 1 &&
             std::string_view(group.data()) == "prime256v1";
    }
    case KeyKind::kEd25519:
      return EVP_PKEY_get_base_id(key) == EVP_PKEY_ED25519;
    case KeyKind::kRsa:
      return EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA && EVP_PKEY_get_bits(key) >= kLeastRsaBits;
  }
  std::unreachable();
}

const EVP_MD* HashOf(Algorithm algorithm) {
  if (algorithm == Algorithm::kEdDsa) return nullptr;
  return algorithm == Algorithm::kRs512 ? EVP_sha512() : EVP_sha256();
}

// RFC 7518, 3.4: the two numbers one after the other.
Bytes RawOf(BytesView der) {
  const std::uint8_t* start = der.data();
  const Owned<ECDSA_SIG> pair(d2i_ECDSA_SIG(nullptr, &start, static_cast<long>(der.size())));
  CHECK(pair != nullptr);
  Bytes raw(std::size_t{2} * kNumber);
  CHECK(BN_bn2binpad(ECDSA_SIG_get0_r(pair.get()), raw.data(), kNumber) == kNumber);
  CHECK(BN_bn2binpad(ECDSA_SIG_get0_s(pair.get()), raw.data() + kNumber, kNumber) == kNumber);
  return raw;
}

Bytes SignatureOf(EVP_PKEY* key, Algorithm algorithm, BytesView message) {
  const Owned<EVP_MD_CTX> context(EVP_MD_CTX_new());
  EVP_PKEY_CTX* options = nullptr;  // the context's
  CHECK(context != nullptr);
  CHECK(EVP_DigestSignInit(context.get(), &options, HashOf(algorithm), nullptr, key) == 1);
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
  return algorithm == Algorithm::kEs256 ? RawOf(signature) : signature;
}

}  // namespace

Result<JwtSigner> JwtSigner::Parse(const SecretBytes& pem, Algorithm algorithm,
                                   std::string key_id) {
  const Owned<BIO> bio(BIO_new_mem_buf(pem.view().data(), static_cast<int>(pem.size())));
  CHECK(bio != nullptr || pem.empty());
  const auto no_password = [](char*, int, int, void*) { return -1; };
  std::shared_ptr<EVP_PKEY> key(
      bio == nullptr ? nullptr : PEM_read_bio_PrivateKey(bio.get(), nullptr, no_password, nullptr),
      EVP_PKEY_free);
  if (key == nullptr || !Fits(key.get(), algorithm))
    return Fail(Code::kInvalid,
                "The client's key is no private key in PEM without a password, or not one for its "
                "algorithm.");
  return JwtSigner(std::move(key), algorithm, std::move(key_id));
}

Result<JwtSigner> JwtSigner::Read(const OperatorPath& file, Algorithm algorithm,
                                  std::string key_id) {
  const SecretBytes pem = TRY(ReadFile(file, Access::kOwnerOnly, kMostPem));
  auto signer = Parse(pem, algorithm, std::move(key_id));
  if (!signer) signer.error().details.push_back(Detail("file", file));
  return signer;
}

std::string JwtSigner::Sign(std::string_view claims) const {
  const std::string header = ToText(boost::json::object{
      {"alg", std::string(Name(algorithm_))}, {"typ", "JWT"}, {"kid", key_id_}});
  const std::string text = ToBase64Url(AsBytes(header)) + "." + ToBase64Url(AsBytes(claims));
  return text + "." + ToBase64Url(SignatureOf(key_.get(), algorithm_, AsBytes(text)));
}

}  // namespace almoner::identity
