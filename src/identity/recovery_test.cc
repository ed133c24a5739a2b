#include "identity/recovery.h"

#include <gmock/gmock.h>

#include <set>
#include <vector>

#include "support/fakes.h"

namespace almoner::identity {
namespace {

using testing::Eq;
using testing::MatchesRegex;
using testing::Optional;
using testing::StartsWith;

using Kept = std::vector<std::optional<std::string>>;

// Argon2id takes its time, so that one set is made for all tests.
const RecoveryCodes& Made() {
  static const RecoveryCodes made = [] {
    FixedRandom random;
    return NewRecoveryCodes(random);
  }();
  return made;
}

Kept All() { return {Made().hashes.begin(), Made().hashes.end()}; }

TEST(RecoveryTest, MakesTenCodesThatReadWellAndDiffer) {
  std::set<std::string> codes;
  for (const Personal<std::string>& code : Made().codes) {
    EXPECT_THAT(code.Expose(), MatchesRegex("[2-79AC-HJKMNP-RTV-Y]{4}-[2-79AC-HJKMNP-RTV-Y]{4}-"
                                            "[2-79AC-HJKMNP-RTV-Y]{4}"));
    EXPECT_THAT(code.Expose().find_first_of("058BILOSUZ"), Eq(std::string::npos));
    codes.insert(code.Expose().substr(1));
  }
  EXPECT_EQ(codes.size(), 10U);
}

TEST(RecoveryTest, KeepsHashesOnly) {
  for (std::size_t i = 0; i < kRecoveryCodes; ++i) {
    EXPECT_THAT(Made().hashes[i], StartsWith("$argon2id$"));
    EXPECT_FALSE(Made().hashes[i].contains(Made().codes[i].Expose()));
  }
}

TEST(RecoveryTest, EachCodeWorksOnce) {
  Kept kept = All();
  for (std::size_t i = 0; i < kRecoveryCodes; ++i) {
    EXPECT_THAT(CheckRecoveryCode(Made().codes[i].Expose(), kept), Optional(i));
    kept[i] = {};
    EXPECT_THAT(CheckRecoveryCode(Made().codes[i].Expose(), kept), Eq(std::nullopt));
  }
}

TEST(RecoveryTest, DoesNotMindHowItIsTyped) {
  std::string typed;
  for (const char c : Made().codes[3].Expose()) {
    if (c == '-') continue;
    typed += c >= 'A' ? static_cast<char>(c - 'A' + 'a') : c;
    typed += ' ';
  }
  EXPECT_THAT(CheckRecoveryCode(typed, All()), Optional(3));
}

TEST(RecoveryTest, TakesNothingElse) {
  const std::string good = Made().codes[0].Expose();
  std::string other = good;
  other.back() = other.back() == 'A' ? 'C' : 'A';
  std::string of_another = good;
  of_another.front() = Made().codes[1].Expose().front();
  for (const std::string& bad :
       {std::string(), std::string("-"), good.substr(1), good + "A", good + "\n", other, of_another,
        "0" + good.substr(1), "Y" + good.substr(1), std::string(10'000, '2'),
        good + std::string(1, '\0')})
    EXPECT_THAT(CheckRecoveryCode(bad, All()), Eq(std::nullopt)) << bad;
  EXPECT_THAT(CheckRecoveryCode(good, {}), Eq(std::nullopt));
  EXPECT_THAT(CheckRecoveryCode(good, Kept{"not a hash"}), Eq(std::nullopt));
}

}  // namespace
}  // namespace almoner::identity
