#include "keys/kit.h"

#include <algorithm>
#include <set>

#include "support/fakes.h"
#include "support/matchers.h"

namespace almoner::keys {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

std::string Joined(const std::vector<std::string>& lines, std::string_view between = "\n") {
  std::string text;
  for (const std::string& line : lines) text.append(text.empty() ? "" : between).append(line);
  return text;
}

class KitTest : public testing::Test {
 protected:
  Kit Made(KitPlan plan = {}) {
    auto made = MakeKit(home_, 1, plan, random_);
    EXPECT_THAT(made, IsOk());
    return *std::move(made);
  }
  // As it comes back from paper.
  static std::vector<KitShare> Copied(const Kit& kit, std::initializer_list<std::size_t> which) {
    std::vector<KitShare> shares;
    for (const std::size_t i : which) {
      auto read = ReadShare(Joined(ShareLines(kit.shares[i])));
      EXPECT_THAT(read, IsOk());
      shares.push_back(*std::move(read));
    }
    return shares;
  }

  FixedRandom random_{5};
  HomeId home_ = HomeId::New(random_);
};

TEST_F(KitTest, AnyTwoOfThreeTrusteesOpenWhatWasSealedAndOneAloneDoesNot) {
  const Kit kit = Made();
  ASSERT_OK_AND(const Bytes sealed, SealForKit(kit.public_key, home_, AsBytes("the ledger")));
  for (const auto& pair : {std::pair(0, 1), std::pair(0, 2), std::pair(1, 2), std::pair(2, 0)}) {
    const auto shares =
        Copied(kit, {static_cast<std::size_t>(pair.first), static_cast<std::size_t>(pair.second)});
    ASSERT_OK_AND(const OpenedKit opened, OpenKit(shares));
    EXPECT_EQ(opened.home, home_);
    EXPECT_EQ(opened.key.public_key(), kit.public_key);
    ASSERT_OK_AND(const SecretBytes plain, OpenForKit(opened, sealed));
    EXPECT_EQ(plain.text(), "the ledger");
  }
  EXPECT_THAT(OpenKit(Copied(kit, {1})), FailsWith(Code::kInvalid));
  EXPECT_THAT(OpenKit(Copied(kit, {1, 1})), FailsWith(Code::kInvalid));
  EXPECT_THAT(OpenKit({}), FailsWith(Code::kInvalid));
  EXPECT_THAT(OpenKit(Copied(kit, {2, 0, 1})), IsOk()) << "all three do too";
}

TEST_F(KitTest, ASheetIsFiveLinesOfGroupsWithoutLettersThatLookAlike) {
  const Kit kit = Made();
  for (const KitShare& share : kit.shares) {
    const auto lines = ShareLines(share);
    ASSERT_EQ(lines.size(), kShareLines);
    for (const std::string& line : lines) {
      EXPECT_EQ(line.size(), 26U);
      for (std::size_t i = 0; i < line.size(); ++i)
        EXPECT_TRUE(i % 6 == 5 ? line[i] == ' ' : kAlphabet.contains(line[i])) << line;
    }
  }
}

TEST_F(KitTest, CapitalsBlanksDashesAndLettersThatLookLikeDigitsDoNotMatter) {
  const Kit kit = Made();
  for (const KitShare& share : kit.shares) {
    const auto lines = ShareLines(share);
    std::string careless = "\r\n  " + Joined(lines, " \r\n\r\n") + "\t\n";
    std::ranges::transform(careless, careless.begin(), [](char c) {
      if (c == '0') return 'o';
      if (c == '1') return 'l';
      return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    std::string dashed = Joined(lines, "-");
    std::ranges::replace(dashed, ' ', '-');
    std::ranges::replace(dashed, '1', 'I');
    const std::string clever = "\xC2\xA0" + Joined(lines, "\xE2\x80\x93");
    for (const std::string& text : {careless, dashed, clever}) {
      ASSERT_OK_AND(const KitShare read, ReadShare(text));
      EXPECT_TRUE(read.part == share.part);
      EXPECT_EQ(read.home, share.home);
      EXPECT_EQ(read.number, share.number);
      EXPECT_EQ(read.plan.threshold, 2);
      EXPECT_EQ(read.plan.shares, 3);
    }
  }
}

TEST_F(KitTest, TheNumberBeforeALineMayBeTypedToo) {
  const Kit kit = *MakeKit(home_, 1, {}, random_);
  const auto lines = ShareLines(kit.shares[0]);
  std::string typed;
  for (std::size_t i = 0; i < lines.size(); ++i)
    typed += std::to_string(i + 1) + " " + lines[i] + "\n";
  EXPECT_THAT(ReadShare(typed), IsOk());
  typed.front() = '2';
  EXPECT_THAT(ReadShare(typed), FailsWith(Code::kInvalid));
}

TEST_F(KitTest, EveryOneWrongCharacterIsFoundAndItsLineNamed) {
  const Kit kit = Made();
  const auto lines = ShareLines(kit.shares[0]);
  for (std::size_t line = 0; line < lines.size(); ++line)
    for (std::size_t at = 0; at < lines[line].size(); ++at) {
      if (lines[line][at] == ' ') continue;
      for (const char c : kAlphabet) {
        if (c == lines[line][at]) continue;
        auto wrong = lines;
        wrong[line][at] = c;
        const auto read = ReadShare(Joined(wrong));
        ASSERT_THAT(read, FailsWith(Code::kInvalid));
        ASSERT_THAT(read.error().Text(), HasSubstr("line " + std::to_string(line + 1)));
      }
    }
}

TEST_F(KitTest, TwoNeighboursThatChangedPlacesAreFoundAndTheirLineNamed) {
  const Kit kit = Made();
  const auto lines = ShareLines(kit.shares[1]);
  for (std::size_t line = 0; line < lines.size(); ++line)
    for (std::size_t at = 0; at + 1 < lines[line].size(); ++at) {
      auto wrong = lines;
      const std::size_t next = wrong[line][at + 1] == ' ' ? at + 2 : at + 1;
      std::swap(wrong[line][at], wrong[line][next]);
      if (wrong == lines || lines[line][at] == ' ') continue;
      const auto read = ReadShare(Joined(wrong));
      ASSERT_THAT(read, FailsWith(Code::kInvalid));
      EXPECT_THAT(read.error().Text(), HasSubstr("line " + std::to_string(line + 1)));
    }
}

TEST_F(KitTest, LinesInAnotherOrderOrFromAnotherSheetOrMissingAreRefused) {
  const Kit kit = Made();
  const auto lines = ShareLines(kit.shares[0]);
  auto wrong = lines;
  std::swap(wrong[1], wrong[3]);
  EXPECT_THAT(ReadShare(Joined(wrong)), FailsWith(Code::kInvalid));
  wrong = lines;
  wrong[2] = ShareLines(kit.shares[1])[2];
  EXPECT_THAT(ReadShare(Joined(wrong)), FailsWith(Code::kInvalid));
  wrong = lines;
  wrong.pop_back();
  EXPECT_THAT(ReadShare(Joined(wrong)), FailsWith(Code::kInvalid));
  wrong = lines;
  wrong[4].pop_back();
  const auto read = ReadShare(Joined(wrong));
  ASSERT_THAT(read, FailsWith(Code::kInvalid));
  EXPECT_THAT(read.error().Text(), HasSubstr("line 5"));
}

TEST_F(KitTest, WhatNoSheetHoldsIsRefusedAndNotRepeated) {
  for (const char* const text :
       {"", " \n", "margaret", "U0000", "4QK2M!", "\xFF\xFE", "4QK2M 8A0ZT 6WPN3 R1V7C 9F"}) {
    const auto read = ReadShare(text);
    ASSERT_THAT(read, FailsWith(Code::kInvalid)) << text;
    EXPECT_THAT(read.error().Text(), Not(HasSubstr("margaret")));
  }
  std::string noise(110, '7');
  EXPECT_THAT(ReadShare(noise), FailsWith(Code::kInvalid));
}

TEST_F(KitTest, SheetsOfDifferentKitsDoNotGoTogether) {
  const Kit kit = Made();
  const Kit later = *MakeKit(home_, 2, {}, random_);
  const Kit elsewhere = *MakeKit(HomeId::New(random_), 1, {}, random_);
  const Kit again = Made();  // the same number, by mistake
  for (const Kit* const other : {&later, &elsewhere, &again}) {
    auto shares = Copied(kit, {0});
    shares.push_back(std::move(Copied(*other, {1}).front()));
    EXPECT_THAT(OpenKit(shares), FailsWith(Code::kInvalid));
  }
}

TEST_F(KitTest, WhatWasSealedForAnotherKitOrHomeOrAlteredDoesNotOpen) {
  const Kit kit = Made();
  const OpenedKit opened = *OpenKit(Copied(kit, {0, 1}));
  const Bytes elsewhere =
      SealForKit(kit.public_key, HomeId::New(random_), AsBytes("the ledger")).value();
  EXPECT_THAT(OpenForKit(opened, elsewhere), FailsWith(Code::kCorrupt));
  EXPECT_THAT(OpenForKit(opened, SealForKit(Made().public_key, home_, AsBytes("x")).value()),
              FailsWith(Code::kCorrupt));
  EXPECT_THAT(OpenForKit(opened, crypto::SealTo(kit.public_key, AsBytes("x")).value()),
              FailsWith(Code::kCorrupt));
  Bytes sealed = SealForKit(kit.public_key, home_, AsBytes("the ledger")).value();
  sealed.back() ^= 1;
  EXPECT_THAT(OpenForKit(opened, sealed), FailsWith(Code::kCorrupt));
}

TEST_F(KitTest, OneSheetTellsNothingOfTheKey) {
  // What is not the same on every sheet of a kit is the share itself, spread evenly.
  std::set<std::uint8_t> seen;
  for (int i = 0; i < 100; ++i) {
    const Kit kit = Made();
    for (const std::uint8_t byte : kit.shares[0].part.view()) seen.insert(byte);
    const OpenedKit opened = *OpenKit(Copied(kit, {0, 1}));
    EXPECT_FALSE(kit.shares[0].part == opened.key.secret());
    EXPECT_FALSE(kit.shares[2].part == opened.key.secret());
  }
  EXPECT_EQ(seen.size(), 256U);
}

TEST_F(KitTest, FiveTrusteesOfWhomThreeOpenIt) {
  const Kit kit = Made({.shares = 5, .threshold = 3});
  EXPECT_THAT(OpenKit(Copied(kit, {4, 0})), FailsWith(Code::kInvalid));
  ASSERT_OK_AND(const OpenedKit opened, OpenKit(Copied(kit, {4, 0, 2})));
  EXPECT_EQ(opened.key.public_key(), kit.public_key);
}

TEST_F(KitTest, AKitThatOneCouldOpenAloneIsNotMade) {
  for (const KitPlan plan : {KitPlan{1, 1}, KitPlan{3, 1}, KitPlan{2, 3}, KitPlan{17, 2},
                             KitPlan{3, 0}, KitPlan{0, 0}, KitPlan{3, -1}})
    EXPECT_THAT(MakeKit(home_, 1, plan, random_), FailsWith(Code::kInvalid));
  EXPECT_THAT(MakeKit(home_, 0, {}, random_), FailsWith(Code::kInvalid));
  EXPECT_THAT(MakeKit(home_, 65'536, {}, random_), FailsWith(Code::kInvalid));
  EXPECT_THAT(MakeKit(home_, 1, {16, 16}, random_), IsOk());
}

}  // namespace
}  // namespace almoner::keys
