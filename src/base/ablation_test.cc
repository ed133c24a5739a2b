#include "base/ablation.h"

#include <gtest/gtest.h>

namespace almoner::ablation {
namespace {

// Holds where the program that people run is built: what could be left out would not compile here.
static_assert(!Without(Part::kEntry) && !Without(Part::kIndexRow) && !Without(Part::kDecision) &&
              !Without(Part::kSealing) && !Without(Part::kStamps));

TEST(AblationTest, NothingCanBeLeftOut) {
  for (int part = 0; part < kParts; ++part) EXPECT_FALSE(Without(static_cast<Part>(part)));
}

}  // namespace
}  // namespace almoner::ablation
