#include "crypto/random.h"

#include <array>
#include <set>

#include "support/matchers.h"

namespace almoner::crypto {
namespace {

TEST(SystemRandomTest, FillsEveryByteAndNeverRepeatsItself) {
  SystemRandom random;
  std::set<std::array<std::uint8_t, 16>> seen;
  std::array<std::uint8_t, 16> ever{};  // bits that were set at least once
  for (int i = 0; i < 1000; ++i) {
    std::array<std::uint8_t, 16> block{};
    random.Fill(block);
    EXPECT_TRUE(seen.insert(block).second);
    for (std::size_t k = 0; k < block.size(); ++k)
      ever[k] = static_cast<std::uint8_t>(ever[k] | block[k]);
  }
  for (const std::uint8_t byte : ever) EXPECT_EQ(byte, 0xFF);
}

}  // namespace
}  // namespace almoner::crypto
