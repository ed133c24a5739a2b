#include "crypto/hash.h"

#include <algorithm>
#include <string>

#include "crypto/hash_test_vectors.h"
#include "support/matchers.h"

namespace almoner::crypto {
namespace {

SecretBytes Secret(std::string_view hex) { return SecretBytes::CopyOf(*FromHex(hex)); }

TEST(Sha256Test, GivesThePublishedDigests) {
  for (const HashVector& vector : kSha256Vectors)
    EXPECT_EQ(ToHex(Sha256(vector.text)), vector.digest) << vector.text;
  EXPECT_EQ(ToHex(Sha256(std::string(1'000'000, 'a'))), kSha256OfAMillionA);
}

TEST(Sha256Test, TreatsPartsAsOneStringWhereverItIsCut) {
  const std::string_view text = kSha256Vectors[3].text;
  const Digest whole = Sha256(text);
  for (std::size_t cut = 0; cut <= text.size(); ++cut)
    EXPECT_EQ(Sha256({AsBytes(text.substr(0, cut)), AsBytes(text.substr(cut))}), whole) << cut;
  EXPECT_EQ(Sha256({}), Sha256(""));
}

TEST(HmacTest, GivesThePublishedCodes) {
  for (const HmacVector& vector : kHmacVectors) {
    const Bytes message = *FromHex(vector.message);
    const std::string code = ToHex(Hmac(Secret(vector.key), {message}));
    EXPECT_EQ(code.substr(0, vector.code.size()), vector.code) << vector.name;
  }
}

TEST(HmacTest, TreatsPartsAsOneStringWhereverItIsCut) {
  const HmacVector& vector = kHmacVectors[1];
  const Bytes message = *FromHex(vector.message);
  for (std::size_t cut = 0; cut <= message.size(); ++cut) {
    const BytesView view(message);
    EXPECT_EQ(ToHex(Hmac(Secret(vector.key), {view.first(cut), view.subspan(cut)})), vector.code);
  }
}

TEST(HmacTest, AnEmptyKeyIsAKeyAndNotTheLastOneUsed) {
  const Bytes text = ToBytes("text");
  const Digest other = Hmac(Secret("0b0b"), {text});
  EXPECT_NE(Hmac(SecretBytes(), {text}), other);
  EXPECT_EQ(Hmac(SecretBytes(), {text}),
            Hmac(SecretBytes(64), {text}));  // RFC 2104: padded with zeros
}

TEST(HkdfTest, GivesThePublishedKeys) {
  for (const HkdfVector& vector : kHkdfVectors) {
    const Bytes info = *FromHex(vector.info);
    const SecretBytes derived =
        Hkdf(Secret(vector.key), *FromHex(vector.salt), AsText(info), vector.derived.size() / 2);
    EXPECT_EQ(ToHex(derived.view()), vector.derived) << vector.name;
  }
}

TEST(HkdfTest, AnotherPurposeGivesAnotherKeyAndAShorterOneItsBeginning) {
  const SecretBytes key(32);
  const SecretBytes one = Hkdf(key, {}, "almoner/one");
  const SecretBytes two = Hkdf(key, {}, "almoner/two");
  EXPECT_EQ(one.size(), 32U);
  EXPECT_FALSE(one == two);
  EXPECT_TRUE(SameBytes(Hkdf(key, {}, "almoner/one", 16).view(), one.view().first(16)));
  EXPECT_EQ(Hkdf(key, {}, "x", 8160).size(), 8160U);
}

TEST(HkdfDeathTest, MoreThanTheAlgorithmCanGiveIsABug) {
  EXPECT_DEATH((void)Hkdf(SecretBytes(32), {}, "x", 8161), "broken invariant");
}

TEST(Sha256StreamTest, IsTheHashOfAllPiecesInTheirOrder) {
  const Bytes text(1000, 'x');
  for (const std::size_t piece : {1UL, 63UL, 64UL, 65UL, 1000UL}) {
    Sha256Stream hash;
    for (std::size_t at = 0; at < text.size(); at += piece)
      hash.Add(BytesView(text).subspan(at, std::min(piece, text.size() - at)));
    EXPECT_EQ(hash.Finish(), Sha256(BytesView(text))) << piece;
  }
  EXPECT_EQ(Sha256Stream().Finish(), Sha256(""));
}

}  // namespace
}  // namespace almoner::crypto
