#include "base/secret.h"

#include <cstdlib>
#include <cstring>
#include <new>

#include "base/personal.h"
#include "support/matchers.h"

namespace {

// Looks at a block of memory at the moment it is given back, when reading it is still allowed.
struct Watch {
  const void* block = nullptr;
  std::size_t size = 0;
  bool freed = false;
  bool zeroed = false;
};
Watch watch;

void GiveBack(void* block) {
  if (block != nullptr && block == watch.block) {
    const auto* const bytes = static_cast<const unsigned char*>(block);
    watch.freed = true;
    watch.zeroed = true;
    for (std::size_t i = 0; i < watch.size; ++i) watch.zeroed = watch.zeroed && bytes[i] == 0;
    watch.block = nullptr;
  }
  std::free(block);
}

}  // namespace

void* operator new[](std::size_t size) {
  void* const block = std::malloc(size == 0 ? 1 : size);
  if (block == nullptr) std::abort();
  return block;
}
void operator delete[](void* block) noexcept { GiveBack(block); }
void operator delete[](void* block, std::size_t) noexcept { GiveBack(block); }

namespace almoner {
namespace {

SecretBytes Watched() {
  SecretBytes secret = SecretBytes::CopyOf("correct horse battery staple");
  watch = {.block = secret.view().data(), .size = secret.size()};
  return secret;
}

TEST(SecretBytesTest, IsZeroedWhenItGoes) {
  {
    const SecretBytes secret = Watched();
  }
  EXPECT_TRUE(watch.freed);
  EXPECT_TRUE(watch.zeroed);
}

TEST(SecretBytesTest, IsZeroedWhenAnotherTakesItsPlace) {
  SecretBytes secret = Watched();
  secret = SecretBytes::CopyOf("another");
  EXPECT_TRUE(watch.freed && watch.zeroed);
  EXPECT_EQ(secret.text(), "another");
}

TEST(SecretBytesTest, IsZeroedWholeAfterItWasCutShort) {
  {
    SecretBytes secret = Watched();
    secret.Resize(7);
    EXPECT_EQ(secret.text(), "correct");
    const std::uint8_t* const bytes = secret.view().data();  // what was cut off is still its memory
    for (std::size_t i = 7; i < watch.size; ++i) EXPECT_EQ(bytes[i], 0) << i;
  }
  EXPECT_TRUE(watch.freed && watch.zeroed);
}

TEST(SecretBytesTest, MovesWithoutLeavingACopyBehind) {
  SecretBytes first = Watched();
  const std::uint8_t* const memory = first.view().data();
  SecretBytes second = std::move(first);
  EXPECT_EQ(second.view().data(), memory);
  EXPECT_EQ(first.view().data(), nullptr);  // NOLINT(bugprone-use-after-move)
  EXPECT_TRUE(first.empty());
  EXPECT_FALSE(watch.freed);
  first = std::move(second);
  EXPECT_EQ(first.view().data(), memory);
  EXPECT_TRUE(second.empty());  // NOLINT(bugprone-use-after-move)
}

TEST(SecretBytesTest, MovedIntoItselfStays) {
  SecretBytes secret = SecretBytes::CopyOf("stays");
  SecretBytes& same = secret;
  secret = std::move(same);
  EXPECT_EQ(secret.text(), "stays");
}

TEST(SecretBytesTest, ANewOneIsZerosAndACloneIsItsOwn) {
  const SecretBytes zeros(32);
  EXPECT_EQ(ToHex(zeros.view()), std::string(64, '0'));
  SecretBytes clone = zeros.Clone();
  clone.mutable_span()[0] = 1;
  EXPECT_EQ(zeros.view()[0], 0);
}

TEST(SecretBytesTest, ComparesByContentAndLength) {
  const SecretBytes secret = SecretBytes::CopyOf("secret");
  EXPECT_TRUE(secret == secret.Clone());
  EXPECT_FALSE(secret == SecretBytes::CopyOf("secreT"));
  EXPECT_FALSE(secret == SecretBytes::CopyOf("Secret"));
  EXPECT_FALSE(secret == SecretBytes::CopyOf("secret "));
  EXPECT_TRUE(SecretBytes() == SecretBytes(0));
}

TEST(SecretBytesDeathTest, ItCannotGrow) {
  SecretBytes secret(4);
  EXPECT_DEATH(secret.Resize(5), "broken invariant");
}

TEST(PersonalTest, OnlyExposeGivesTheValue) {
  Personal<std::string> name(std::string("Ana Okafor"));
  EXPECT_EQ(name.Expose(), "Ana Okafor");
  const std::string taken = std::move(name).Expose();
  EXPECT_EQ(taken, "Ana Okafor");
}

template <class T>
concept Comparable = requires(const T& a, const T& b) { a == b; };
static_assert(!Comparable<Personal<std::string>>);
static_assert(!std::is_convertible_v<Personal<std::string>, std::string>);
static_assert(!std::is_convertible_v<std::string, Personal<std::string>>);
static_assert(!std::is_copy_constructible_v<SecretBytes>);
static_assert(std::is_nothrow_move_constructible_v<SecretBytes>);

}  // namespace
}  // namespace almoner
