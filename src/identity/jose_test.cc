#include "identity/jose.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <fstream>

#include "identity/encode.h"
#include "identity/test_signer.h"
#include "support/files.h"
#include "support/matchers.h"

namespace almoner::identity {
namespace {

using crypto::Verdict;

constexpr Algorithm kAll[] = {Algorithm::kEs256, Algorithm::kEdDsa, Algorithm::kRs256,
                              Algorithm::kRs512, Algorithm::kPs256};

// RFC 7515, appendix A.2 and A.3.
constexpr std::string_view kRfcClaims =
    "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVl"
    "fQ";
constexpr std::string_view kRfcRs256 =
    "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5"
    "jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb"
    "1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QO"
    "YEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";
constexpr std::string_view kRfcEs256 =
    "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
constexpr std::string_view kRfcKeys =
    R"({"keys":[{"kty":"RSA","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp)"
    R"(-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb)"
    R"(_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb)"
    R"(3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRW)"
    R"(yuXpoQ","e":"AQAB"},{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRV)"
    R"(EU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}]})";

std::string Token(std::string_view header, std::string_view claims, std::string_view signature) {
  return ToBase64Url(AsBytes(header)) + "." + std::string(claims) + "." + std::string(signature);
}

TEST(JoseVectorTest, Rs256AndEs256OfTheRfc) {
  ASSERT_OK_AND(const std::vector<Jwk> keys, ParseJwks(kRfcKeys));
  ASSERT_EQ(keys.size(), 2U);
  ASSERT_OK_AND(Jwt rsa, ParseJwt(Token(R"({"alg":"RS256"})", kRfcClaims, kRfcRs256)));
  ASSERT_OK_AND(Jwt ec, ParseJwt(Token(R"({"alg":"ES256"})", kRfcClaims, kRfcEs256)));
  EXPECT_EQ(Verify(rsa, keys[0].key), Verdict::kGood);
  EXPECT_EQ(Verify(ec, keys[1].key), Verdict::kGood);
  EXPECT_EQ(Verify(rsa, keys[1].key), Verdict::kBad);
  EXPECT_EQ(Verify(ec, keys[0].key), Verdict::kBad);
  rsa.signature.back() ^= 1;
  ec.signature.back() ^= 1;
  EXPECT_EQ(Verify(rsa, keys[0].key), Verdict::kBad);
  EXPECT_EQ(Verify(ec, keys[1].key), Verdict::kBad);
}

// RFC 8037, appendix A.4.
TEST(JoseVectorTest, EdDsaOfTheRfc) {
  ASSERT_OK_AND(const PublicKey key,
                PublicKey::Ed25519(*FromBase64Url("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo")));
  const Bytes signature = *FromBase64Url(
      "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg");
  constexpr std::string_view kText = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc";
  EXPECT_EQ(key.Verify(Algorithm::kEdDsa, AsBytes(kText), signature), Verdict::kGood);
  EXPECT_EQ(key.Verify(Algorithm::kEdDsa, AsBytes("x"), signature), Verdict::kBad);
}

JwtSigner SignerOf(const TestSigner& signer, Algorithm algorithm) {
  return JwtSigner::Parse(SecretBytes::CopyOf(signer.Pem()), algorithm, "key-1").value();
}

TEST(JoseTest, WhatWeSignIsVerifiedAndNothingInItCanBeChanged) {
  for (const Algorithm algorithm : kAll) {
    const TestSigner signer(KindFor(algorithm)), other(KindFor(algorithm));
    const std::string text = SignerOf(signer, algorithm).Sign(R"({"a":1})");
    ASSERT_OK_AND(const Jwt token, ParseJwt(text));
    EXPECT_EQ(token.algorithm, algorithm);
    EXPECT_EQ(token.key_id, "key-1");
    EXPECT_EQ(token.claims.Expose(), R"({"a":1})");
    EXPECT_EQ(Verify(token, signer.Public().value()), Verdict::kGood);
    EXPECT_EQ(Verify(token, other.Public().value()), Verdict::kBad);
    for (std::size_t at = 0; at < text.size(); at += 7) {
      std::string changed = text;
      changed[at] = changed[at] == 'A' ? 'B' : 'A';
      const auto read = ParseJwt(changed);
      EXPECT_TRUE(!read || Verify(*read, signer.Public().value()) == Verdict::kBad) << at;
    }
  }
}

TEST(JoseTest, NoAlgorithmVerifiesForAnother) {
  const TestSigner signer(KeyKind::kRsa);
  for (const Algorithm signed_with : {Algorithm::kRs256, Algorithm::kRs512, Algorithm::kPs256})
    for (const Algorithm read_as : kAll)
      EXPECT_EQ(
          signer.Public()->Verify(read_as, AsBytes("text"),
                                  signer.Sign(signed_with, AsBytes("text"))) == Verdict::kGood,
          signed_with == read_as);
}

TEST(JoseTest, RefusesOtherAlgorithmsAndTypes) {
  for (const std::string_view header :
       {R"({"alg":"none"})", R"({"alg":"HS256"})", R"({"alg":"HS512"})", R"({"alg":"None"})",
        R"({"alg":"ES384"})", R"({"alg":"rs256"})", R"({"alg":""})",
        R"({"alg":"RS256","crit":["exp"]})", R"({"alg":"RS256","typ":"at+jwt"})"})
    EXPECT_THAT(ParseJwt(Token(header, kRfcClaims, kRfcRs256)), FailsWith(Code::kRefused))
        << header;
  EXPECT_THAT(ParseJwt(Token(R"({"alg":"RS256","typ":"JWT"})", kRfcClaims, "AA")), IsOk());
}

TEST(JoseTest, RefusesWhatIsNoToken) {
  const std::string claims(kRfcClaims);
  for (const std::string& bad :
       {std::string(), std::string("."), std::string(".."), std::string("a.b"),
        Token("", claims, "AA"), Token("{}", claims, "AA"), Token("[]", claims, "AA"),
        Token(R"({"alg":7})", claims, "AA"), Token(R"({"alg":"RS256","kid":7})", claims, "AA"),
        Token(R"({"alg":"RS256","alg":"RS256"})", claims, "AA"),
        Token(R"({"alg":"RS256"})", claims, "AA.AA"), Token(R"({"alg":"RS256"})", claims, "AA=="),
        Token(R"({"alg":"RS256"})", "WzFd", "AA"), Token(R"({"alg":"RS256"})", "", "AA"),
        Token(R"({"alg":"RS256","kid":")" + std::string(257, 'a') + "\"}", claims, "AA"),
        Token(R"({"alg":"RS256"})", claims, std::string(70'000, 'A'))})
    EXPECT_THAT(ParseJwt(bad), FailsWith(Code::kInvalid)) << bad;
}

TEST(JoseTest, AnEcSignatureHasTwoNumbersOfTheRightLength) {
  ASSERT_OK_AND(const std::vector<Jwk> keys, ParseJwks(kRfcKeys));
  for (const std::size_t size : {0U, 1U, 63U, 65U, 71U, 128U}) {
    ASSERT_OK_AND(Jwt token, ParseJwt(Token(R"({"alg":"ES256"})", kRfcClaims, kRfcEs256)));
    token.signature.resize(size);
    EXPECT_EQ(Verify(token, keys[1].key), Verdict::kBad) << size;
  }
  ASSERT_OK_AND(Jwt zeros, ParseJwt(Token(R"({"alg":"ES256"})", kRfcClaims, kRfcEs256)));
  zeros.signature = Bytes(64);  // which some libraries took (CVE-2022-21449)
  EXPECT_EQ(Verify(zeros, keys[1].key), Verdict::kBad);
}

std::string EcJwk(std::string_view more) {
  const TestSigner signer(KeyKind::kP256);
  return R"({"keys":[{"kty":"EC","crv":"P-256","x":")" + ToBase64Url(signer.x()) + R"(","y":")" +
         ToBase64Url(signer.y()) + "\"" + std::string(more) + "}]}";
}

TEST(JwksTest, LeavesOutKeysForOtherUses) {
  for (const std::string_view good :
       {"", R"(,"use":"sig")", R"(,"alg":"ES256")", R"(,"key_ops":["verify"])", R"(,"kid":"1")"})
    EXPECT_EQ(ParseJwks(EcJwk(good))->size(), 1U) << good;
  for (const std::string_view bad :
       {R"(,"use":"enc")", R"(,"use":7)", R"(,"alg":"ES384")", R"(,"alg":"HS256")",
        R"(,"key_ops":["sign"])", R"(,"key_ops":"verify")", R"(,"kid":7)"})
    EXPECT_EQ(ParseJwks(EcJwk(bad))->size(), 0U) << bad;
}

TEST(JwksTest, LeavesOutKeysThatAreNoneOrWeak) {
  const TestSigner weak(KeyKind::kRsa, 1024);
  const std::string rsa =
      R"({"keys":[{"kty":"RSA","n":")" + ToBase64Url(weak.n()) + R"(","e":"AQAB"}]})";
  for (const std::string& set :
       {rsa, std::string(R"({"keys":[{"kty":"oct","k":"AAAA"}]})"),
        std::string(R"({"keys":[{"kty":"EC","crv":"P-384","x":"AA","y":"AA"}]})"),
        std::string(R"({"keys":[{"kty":"EC","crv":"P-256","x":"AA","y":"AA"}]})"),
        std::string(R"({"keys":[{"kty":"OKP","crv":"X25519","x":"AA"}]})"),
        std::string(R"({"keys":[{"kty":"OKP","crv":"Ed25519","x":"AA"}]})"),
        std::string(R"({"keys":[{"kty":"RSA","e":"AQAB"}]})"),
        std::string(R"({"keys":[{}, 7, "a", null]})"), std::string(R"({"keys":[]})")})
    EXPECT_EQ(ParseJwks(set)->size(), 0U) << set;
  for (const std::string_view bad : {"", "[]", "{}", R"({"keys":{}})", R"({"keys":7})"})
    EXPECT_THAT(ParseJwks(bad), FailsWith(Code::kInvalid)) << bad;
}

TEST(PublicKeyTest, RefusesExponentsAndModuliThatAreNone) {
  const TestSigner signer(KeyKind::kRsa);
  const Bytes n = signer.n(), e = signer.e();
  EXPECT_THAT(PublicKey::Rsa(n, e), IsOk());
  Bytes even = n;
  even.back() &= 0xFE;
  EXPECT_THAT(PublicKey::Rsa(even, e), FailsWith(Code::kInvalid));
  EXPECT_THAT(PublicKey::Rsa(Bytes(1025, 0xFF), e), FailsWith(Code::kInvalid));
  for (const Bytes& bad : {Bytes{}, Bytes{1}, Bytes{2}, Bytes{1, 0, 0}, Bytes{1, 0, 0, 0, 1}})
    EXPECT_THAT(PublicKey::Rsa(n, bad), FailsWith(Code::kInvalid));
}

TEST(JwtSignerTest, ReadsAKeyThatNobodyElseMayRead) {
  const TempDir folder;
  const TestSigner signer(KeyKind::kP256);
  const OperatorPath file = folder / "client.pem";
  std::ofstream(file.path()) << signer.Pem();
  ASSERT_EQ(::chmod(file.path().c_str(), 0644), 0);
  EXPECT_FALSE(JwtSigner::Read(file, Algorithm::kEs256, "1").has_value());
  ASSERT_EQ(::chmod(file.path().c_str(), 0600), 0);
  EXPECT_THAT(JwtSigner::Read(file, Algorithm::kEs256, "1"), IsOk());
  EXPECT_THAT(JwtSigner::Read(file, Algorithm::kRs256, "1"), FailsWith(Code::kInvalid));
}

TEST(JwtSignerTest, RefusesWhatIsNoKeyOrDoesNotFit) {
  const TestSigner weak(KeyKind::kRsa, 1024);
  for (const std::string& bad : {std::string(), std::string("key"), weak.Pem()})
    EXPECT_THAT(JwtSigner::Parse(SecretBytes::CopyOf(bad), Algorithm::kRs512, "1"),
                FailsWith(Code::kInvalid));
}

}  // namespace
}  // namespace almoner::identity
