#include "crypto/aead.h"

#include <algorithm>
#include <thread>

#include "crypto/aead_test_vectors.h"
#include "support/fakes.h"
#include "support/matchers.h"

namespace almoner::crypto {
namespace {

SecretBytes Secret(std::string_view hex) { return SecretBytes::CopyOf(*FromHex(hex)); }

// Hands out the bytes it was given, once.
class ScriptedRandom : public Random {
 public:
  explicit ScriptedRandom(Bytes bytes) : bytes_(std::move(bytes)) {}
  void Fill(std::span<std::uint8_t> out) override {
    ASSERT_EQ(out.size(), bytes_.size());
    std::ranges::copy(std::exchange(bytes_, {}), out.begin());
  }

 private:
  Bytes bytes_;
};

TEST(AeadTest, SealsThePublishedVectors) {
  for (const AeadVector& vector : kAeadVectors) {
    ScriptedRandom nonce(*FromHex(vector.nonce));
    const Bytes sealed =
        Seal(Secret(vector.key), *FromHex(vector.associated), *FromHex(vector.plaintext), nonce);
    EXPECT_EQ(ToHex(sealed), std::string(vector.nonce).append(vector.ciphertext).append(vector.tag))
        << vector.name;
  }
}

TEST(AeadTest, OpensThePublishedVectors) {
  for (const AeadVector& vector : kAeadVectors) {
    const std::string sealed =
        std::string(vector.nonce).append(vector.ciphertext).append(vector.tag);
    ASSERT_OK_AND(const SecretBytes plain,
                  Open(Secret(vector.key), *FromHex(vector.associated), *FromHex(sealed)));
    EXPECT_EQ(ToHex(plain.view()), vector.plaintext) << vector.name;
  }
}

// A sealed value of every size around the cipher's block, for tests that change it.
class Sealed : public ::testing::TestWithParam<std::size_t> {
 protected:
  FixedRandom random_;
  SecretBytes key_ = NewKey(random_);
  Bytes associated_ = ToBytes("home 7, field 12, row 3, generation 1");
  Bytes plaintext_ = Bytes(GetParam(), 0x5A);
  Bytes sealed_ = Seal(key_, associated_, plaintext_, random_);
};

TEST_P(Sealed, OpensToWhatWasSealed) {
  ASSERT_OK_AND(const SecretBytes plain, Open(key_, associated_, sealed_));
  EXPECT_TRUE(SameBytes(plain.view(), plaintext_));
  EXPECT_EQ(sealed_.size(), plaintext_.size() + kSealOverhead);
}

TEST_P(Sealed, DoesNotOpenWithAnyOneBitFlipped) {
  for (std::size_t bit = 0; bit < sealed_.size() * 8; ++bit) {
    Bytes changed = sealed_;
    changed[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
    ASSERT_THAT(Open(key_, associated_, changed), FailsWith(Code::kCorrupt)) << "bit " << bit;
  }
}

TEST_P(Sealed, DoesNotOpenWithAnyBitOfItsAssociatedDataFlipped) {
  for (std::size_t bit = 0; bit < associated_.size() * 8; ++bit) {
    Bytes changed = associated_;
    changed[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
    ASSERT_THAT(Open(key_, changed, sealed_), FailsWith(Code::kCorrupt)) << "bit " << bit;
  }
}

TEST_P(Sealed, DoesNotOpenWithAnyBitOfItsKeyFlipped) {
  for (std::size_t bit = 0; bit < kKeySize * 8; ++bit) {
    SecretBytes changed = key_.Clone();
    changed.mutable_span()[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
    ASSERT_THAT(Open(changed, associated_, sealed_), FailsWith(Code::kCorrupt)) << "bit " << bit;
  }
}

TEST_P(Sealed, DoesNotOpenCutShortOrWithBytesAdded) {
  for (std::size_t size = 0; size < sealed_.size(); ++size)
    ASSERT_THAT(Open(key_, associated_, BytesView(sealed_).first(size)), FailsWith(Code::kCorrupt))
        << size;
  Bytes longer = sealed_;
  longer.push_back(0);
  EXPECT_THAT(Open(key_, associated_, longer), FailsWith(Code::kCorrupt));
  Bytes more_associated = associated_;
  more_associated.push_back(0);
  EXPECT_THAT(Open(key_, more_associated, sealed_), FailsWith(Code::kCorrupt));
  EXPECT_THAT(Open(key_, {}, sealed_), FailsWith(Code::kCorrupt));
}

INSTANTIATE_TEST_SUITE_P(Sizes, Sealed, ::testing::Values(0, 1, 15, 16, 17, 64, 100));

TEST(AeadTest, TheSameThingIsNeverSealedTheSameWayTwice) {
  FixedRandom random;
  const SecretBytes key = NewKey(random);
  const Bytes text = ToBytes("the same");
  EXPECT_NE(Seal(key, {}, text, random), Seal(key, {}, text, random));
}

TEST(AeadTest, AFailureLeavesTheNextOpeningAlone) {
  FixedRandom random;
  const SecretBytes key = NewKey(random);
  const Bytes sealed = Seal(key, {}, ToBytes("text"), random);
  Bytes changed = sealed;
  changed.back() ^= 1;
  EXPECT_THAT(Open(key, {}, changed), FailsWith(Code::kCorrupt));
  EXPECT_THAT(Open(key, {}, sealed), IsOk());
}

TEST(AeadTest, ThreadsDoNotDisturbOneAnother) {
  std::vector<std::thread> threads;
  for (std::uint64_t seed = 1; seed <= 4; ++seed)
    threads.emplace_back([seed] {
      FixedRandom random(seed);
      const SecretBytes key = NewKey(random);
      for (int i = 0; i < 500; ++i) {
        const Bytes text = ToBytes("thread " + std::to_string(seed) + " " + std::to_string(i));
        const auto plain = Open(key, {}, Seal(key, {}, text, random));
        EXPECT_TRUE(plain && SameBytes(plain->view(), text));
      }
    });
  for (std::thread& thread : threads) thread.join();
}

TEST(AeadDeathTest, AKeyOfAnotherSizeIsABugAndStopsTheProgram) {
  FixedRandom random;
  EXPECT_DEATH((void)Seal(SecretBytes(16), {}, {}, random), "broken invariant");
  EXPECT_DEATH((void)Open(SecretBytes(31), {}, Bytes(28)), "broken invariant");
}

}  // namespace
}  // namespace almoner::crypto
