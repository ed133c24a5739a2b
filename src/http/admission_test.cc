#include "http/admission.h"

#include <gtest/gtest.h>

namespace almoner::http {
namespace {

TEST(Admission, StopsAtSoManyOfOneClientAndLetsOthersIn) {
  Admission admission(10, 2);
  const auto first = admission.Admit("a");
  auto second = admission.Admit("a");
  EXPECT_TRUE(first && second);
  EXPECT_FALSE(admission.Admit("a"));
  EXPECT_TRUE(admission.Admit("b"));
  second.reset();
  EXPECT_TRUE(admission.Admit("a"));
}

TEST(Admission, StopsAtSoManyInAll) {
  Admission admission(2, 2);
  const auto first = admission.Admit("a");
  auto second = admission.Admit("b");
  EXPECT_FALSE(admission.Admit("c"));
  EXPECT_EQ(admission.open(), 2U);
  second.reset();
  EXPECT_TRUE(admission.Admit("c"));
}

TEST(Admission, GivesAPlaceBackOnceThoughItsTicketMoves) {
  Admission admission(1, 1);
  {
    std::optional<Admission::Ticket> ticket = admission.Admit("a");
    const std::optional<Admission::Ticket> moved = std::move(ticket);
    EXPECT_TRUE(moved);
    EXPECT_EQ(admission.open(), 1U);
  }
  EXPECT_EQ(admission.open(), 0U);
  admission.WaitUntilEmpty();
}

}  // namespace
}  // namespace almoner::http
