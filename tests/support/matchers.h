// Assertions that read as sentences: EXPECT_THAT(result, IsOk()), FailsWith(Code::kRefused).
#pragma once

#include <gmock/gmock.h>

#include "base/result.h"

namespace almoner {

MATCHER(IsOk, negation ? "is an error" : "is ok") {
  if (arg) return true;
  *result_listener << arg.error().Text();
  return false;
}

MATCHER_P(IsOkAndHolds, value, "holds the value") {
  if (!arg) {
    *result_listener << arg.error().Text();
    return false;
  }
  return ::testing::ExplainMatchResult(value, *arg, result_listener);
}

MATCHER_P(FailsWith, code, std::string("fails with ") + std::string(Name(code))) {
  if (arg) {
    *result_listener << "it succeeded";
    return false;
  }
  *result_listener << Name(arg.error().code) << ": " << arg.error().Text();
  return arg.error().code == code;
}

}  // namespace almoner

// The value of a result that must be there for the test to go on.
#define ASSERT_OK_AND(declaration, ...) \
  ASSERT_OK_AND_(ALMONER_CONCAT(result_, __LINE__), declaration, __VA_ARGS__)
#define ASSERT_OK_AND_(name, declaration, ...) \
  auto name = (__VA_ARGS__);                   \
  ASSERT_THAT(name, ::almoner::IsOk());        \
  declaration = *std::move(name)
