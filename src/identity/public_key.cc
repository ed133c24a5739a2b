#include "identity/public_key.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>

#include <array>

namespace almoner::identity {
namespace {

constexpr std::size_t kCoordinate = 32;
constexpr int kLeastRsaBits = 2048;
constexpr int kMostRsaBits = 8192;
constexpr int kMostExponentBits = 32;

struct Free {
  void operator()(EVP_PKEY_CTX* context) const { EVP_PKEY_CTX_free(context); }
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  void operator()(BIGNUM* number) const { BN_free(number); }
  void operator()(OSSL_PARAM_BLD* builder) const { OSSL_PARAM_BLD_free(builder); }
  void operator()(OSSL_PARAM* params) const { OSSL_PARAM_free(params); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

// Nothing where OpenSSL finds that they make no key.
std::shared_ptr<EVP_PKEY> Made(const char* type, OSSL_PARAM* params) {
  const Owned<EVP_PKEY_CTX> context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
  CHECK(context != nullptr && EVP_PKEY_fromdata_init(context.get()) == 1);
  EVP_PKEY* key = nullptr;
  if (EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, params) != 1) return {};
  return {key, EVP_PKEY_free};
}

bool IsSound(EVP_PKEY* key) {
  const Owned<EVP_PKEY_CTX> check(EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr));
  return check != nullptr && EVP_PKEY_public_check(check.get()) == 1;
}

Owned<BIGNUM> Number(BytesView bytes) {
  Owned<BIGNUM> number(BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr));
  CHECK(number != nullptr);
  return number;
}

const EVP_MD* HashOf(Algorithm algorithm) {
  switch (algorithm) {
    case Algorithm::kEs256:
    case Algorithm::kRs256:
    case Algorithm::kPs256:
      return EVP_sha256();
    case Algorithm::kRs512:
      return EVP_sha512();
    case Algorithm::kEdDsa:
      return nullptr;  // part of the algorithm
  }
  std::unreachable();
}

}  // namespace

KeyKind KindFor(Algorithm algorithm) {
  switch (algorithm) {
    case Algorithm::kEs256:
      return KeyKind::kP256;
    case Algorithm::kEdDsa:
      return KeyKind::kEd25519;
    case Algorithm::kRs256:
    case Algorithm::kRs512:
    case Algorithm::kPs256:
      return KeyKind::kRsa;
  }
  std::unreachable();
}

Result<PublicKey> PublicKey::P256(BytesView x, BytesView y) {
  if (x.size() != kCoordinate || y.size() != kCoordinate)
    return Fail(Code::kInvalid, "The coordinates of a key on P-256 have 32 bytes each.");
  Bytes point = Writer().U8(POINT_CONVERSION_UNCOMPRESSED).Raw(x).Raw(y).bytes();
  std::array<char, 6> group = {'P', '-', '2', '5', '6', 0};
  std::array params = {
      OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group.data(), 0),
      OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()),
      OSSL_PARAM_construct_end()};
  auto key = Made("EC", params.data());
  if (key == nullptr || !IsSound(key.get()))
    return Fail(Code::kInvalid, "The key is no point on the curve P-256.");
  return PublicKey(KeyKind::kP256, std::move(key));
}

Result<PublicKey> PublicKey::Ed25519(BytesView bytes) {
  if (bytes.size() != kCoordinate) return Fail(Code::kInvalid, "An Ed25519 key has 32 bytes.");
  std::shared_ptr<EVP_PKEY> key(
      EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, bytes.data(), bytes.size()),
      EVP_PKEY_free);
  CHECK(key != nullptr);
  return PublicKey(KeyKind::kEd25519, std::move(key));
}

Result<PublicKey> PublicKey::Rsa(BytesView modulus, BytesView exponent) {
  if (modulus.size() > kMostRsaBits / 8 || exponent.size() > kMostExponentBits / 8)
    return Fail(Code::kInvalid, "The RSA key is longer than one that is taken.");
  const Owned<BIGNUM> n = Number(modulus), e = Number(exponent);
  if (BN_num_bits(n.get()) < kLeastRsaBits || !BN_is_odd(n.get()) || !BN_is_odd(e.get()) ||
      BN_is_one(e.get()))
    return Fail(Code::kInvalid, "The RSA key is none, or has fewer than 2,048 bits.");
  const Owned<OSSL_PARAM_BLD> builder(OSSL_PARAM_BLD_new());
  CHECK(OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get()) == 1);
  CHECK(OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get()) == 1);
  const Owned<OSSL_PARAM> params(OSSL_PARAM_BLD_to_param(builder.get()));
  auto key = Made("RSA", params.get());
  if (key == nullptr) return Fail(Code::kInvalid, "The RSA key is none.");
  return PublicKey(KeyKind::kRsa, std::move(key));
}

crypto::Verdict PublicKey::Verify(Algorithm algorithm, BytesView message,
                                  BytesView signature) const {
  if (KindFor(algorithm) != kind_) return crypto::Verdict::kBad;
  const Owned<EVP_MD_CTX> context(EVP_MD_CTX_new());
  EVP_PKEY_CTX* options = nullptr;  // the context's
  CHECK(context != nullptr);
  CHECK(EVP_DigestVerifyInit(context.get(), &options, HashOf(algorithm), nullptr, key_.get()) == 1);
  if (algorithm == Algorithm::kPs256) {
    CHECK(EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING) == 1);
    CHECK(EVP_PKEY_CTX_set_rsa_pss_saltlen(options, RSA_PSS_SALTLEN_DIGEST) == 1);
  }
  const bool good = EVP_DigestVerify(context.get(), signature.data(), signature.size(),
                                     message.data(), message.size()) == 1;
  return good ? crypto::Verdict::kGood : crypto::Verdict::kBad;
}

}  // namespace almoner::identity
