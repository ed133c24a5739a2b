#include "crypto/box.h"

#include "crypto/box_test_vectors.h"
#include "support/fakes.h"
#include "support/matchers.h"

namespace almoner::crypto {
namespace {

SecretBytes Secret(std::string_view hex) { return SecretBytes::CopyOf(*FromHex(hex)); }

TEST(BoxTest, MakesThePublishedPublicKey) {
  ASSERT_OK_AND(const BoxKey key, BoxKey::FromSecret(Secret(kBoxSecret)));
  EXPECT_EQ(ToHex(key.public_key()), kBoxPublic);
}

TEST(BoxTest, OpensWhatAnotherProgramSealed) {
  ASSERT_OK_AND(const BoxKey key, BoxKey::FromSecret(Secret(kSealedFor)));
  ASSERT_OK_AND(const SecretBytes plain, key.Open(*FromHex(kSealedBox)));
  EXPECT_EQ(plain.text(), kSealedText);
}

TEST(BoxTest, OpensToWhatWasSealedAndIsNeverTheSameTwice) {
  FixedRandom random;
  const BoxKey key = BoxKey::New(random);
  for (const std::size_t size : {0U, 1U, 63U, 64U, 65'536U}) {
    const Bytes text(size, 0x5A);
    ASSERT_OK_AND(const Bytes sealed, SealTo(key.public_key(), text));
    EXPECT_EQ(sealed.size(), size + kBoxOverhead);
    ASSERT_OK_AND(const SecretBytes plain, key.Open(sealed));
    EXPECT_TRUE(SameBytes(plain.view(), text));
    EXPECT_NE(sealed, SealTo(key.public_key(), text).value());
  }
}

TEST(BoxTest, DoesNotOpenForAnotherKeyOrWithAnyBitFlippedOrCutShort) {
  FixedRandom random;
  const BoxKey key = BoxKey::New(random);
  const Bytes sealed = SealTo(key.public_key(), AsBytes("the ledger")).value();
  EXPECT_THAT(BoxKey::New(random).Open(sealed), FailsWith(Code::kCorrupt));
  for (std::size_t bit = 0; bit < sealed.size() * 8; ++bit) {
    if (bit == 255) continue;  // of no meaning in a public key (RFC 7748, section 5)
    Bytes changed = sealed;
    changed[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
    EXPECT_THAT(key.Open(changed), FailsWith(Code::kCorrupt)) << "bit " << bit;
  }
  for (std::size_t size = 0; size < sealed.size(); ++size)
    EXPECT_THAT(key.Open(BytesView(sealed).first(size)), FailsWith(Code::kCorrupt)) << size;
}

TEST(BoxTest, APublicKeyThatKeepsNoSecretIsRefused) {
  EXPECT_THAT(SealTo(BoxPublicKey{}, AsBytes("the ledger")), FailsWith(Code::kInvalid));
  BoxPublicKey one{};
  one[0] = 1;
  EXPECT_THAT(SealTo(one, AsBytes("the ledger")), FailsWith(Code::kInvalid));
}

TEST(BoxTest, ASecretOfAnotherSizeIsRefused) {
  EXPECT_THAT(BoxKey::FromSecret(SecretBytes(31)), FailsWith(Code::kCorrupt));
  EXPECT_THAT(BoxKey::FromSecret(SecretBytes()), FailsWith(Code::kCorrupt));
}

}  // namespace
}  // namespace almoner::crypto
