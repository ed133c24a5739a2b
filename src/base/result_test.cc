#include "base/result.h"

#include <cerrno>
#include <memory>

#include "support/matchers.h"

namespace almoner {
namespace {

Result<int> Half(int number) {
  if (number % 2 != 0) return Fail(Code::kInvalid, "This number is odd.", Detail("number", number));
  return number / 2;
}

template <class Fn>
auto Call(Fn fn) -> decltype(fn()) {
  return fn();
}

TEST(TryTest, GivesTheValueOrReturnsTheError) {
  const auto quarter = [](int number) -> Result<int> { return TRY(Half(TRY(Half(number)))); };
  EXPECT_THAT(quarter(12), IsOkAndHolds(3));
  EXPECT_THAT(quarter(6), FailsWith(Code::kInvalid));
  EXPECT_EQ(quarter(6).error().Text(), "This number is odd. (number 3)");
}

TEST(TryTest, StandsInsideALambdaInsideATry) {
  const auto sum = [](int a, int b) -> Result<int> {
    return TRY(Call([&]() -> Result<int> {
      return TRY(Half(a)) + TRY(Call([&]() -> Result<int> { return TRY(Half(b)); }));
    }));
  };
  EXPECT_THAT(sum(2, 4), IsOkAndHolds(3));
  EXPECT_THAT(sum(2, 5), FailsWith(Code::kInvalid));
  EXPECT_THAT(sum(3, 4), FailsWith(Code::kInvalid));
}

TEST(TryTest, LeavesAtTheFirstErrorAndRunsNothingAfterIt) {
  int reached = 0;
  const auto run = [&]() -> Status {
    TRY(Half(2));
    ++reached;
    TRY(Half(3));
    ++reached;
    return {};
  };
  EXPECT_THAT(run(), FailsWith(Code::kInvalid));
  EXPECT_EQ(reached, 1);
}

TEST(TryTest, MovesValuesThatCannotBeCopied) {
  const auto make = []() -> Result<std::unique_ptr<int>> { return std::make_unique<int>(7); };
  const auto use = [&]() -> Result<int> {
    const std::unique_ptr<int> owned = TRY(make());
    return *owned;
  };
  EXPECT_THAT(use(), IsOkAndHolds(7));
}

template <class A, class B>
Result<A> Pick(A a) {
  return a;
}

TEST(TryTest, TakesAnArgumentWithCommas) {
  const auto use = []() -> Result<int> { return TRY(Pick<int, long>(2)); };
  EXPECT_THAT(use(), IsOkAndHolds(2));
}

TEST(ErrorTest, TextIsTheSentenceAloneOrWithItsDetails) {
  EXPECT_EQ((Error{Code::kNotFound, "There is none.", {}}).Text(), "There is none.");
  const Error error{
      Code::kConflict,
      "The database is newer than this program.",
      {Detail("file", OperatorPath("/srv/a.db")), Detail("version", 7), Detail("mode", "WAL")}};
  EXPECT_EQ(error.Text(),
            "The database is newer than this program. (file /srv/a.db, version 7, mode WAL)");
}

TEST(ErrorTest, EveryCodeHasAStableName) {
  EXPECT_EQ(Name(Code::kInvalid), "invalid");
  EXPECT_EQ(Name(Code::kNotFound), "not-found");
  EXPECT_EQ(Name(Code::kConflict), "conflict");
  EXPECT_EQ(Name(Code::kRefused), "refused");
  EXPECT_EQ(Name(Code::kUnavailable), "unavailable");
  EXPECT_EQ(Name(Code::kCorrupt), "corrupt");
  EXPECT_EQ(Name(Code::kInternal), "internal");
}

TEST(DetailTest, NumbersOfEverySizeAreWrittenWhole) {
  EXPECT_EQ(Detail("n", INT64_MIN).text(), "-9223372036854775808");
  EXPECT_EQ(Detail("n", INT64_MAX).text(), "9223372036854775807");
  EXPECT_EQ(Detail("n", 0).text(), "0");
}

TEST(DetailTest, AnErrnoIsInTheSystemsOwnWords) {
  EXPECT_EQ(Detail::Errno(ENOENT).text(), "No such file or directory");
  EXPECT_EQ(Detail::Errno(ENOSPC).name(), "reason");
}

TEST(DetailTest, ASqlStateOfAnotherShapeIsHidden) {
  EXPECT_EQ(Detail::SqlState("40001").text(), "40001");
  EXPECT_EQ(Detail::SqlState("42P01").text(), "42P01");
  for (const std::string_view bad : {"", "4000", "400011", "4000 ", "Ana O", "40-01"})
    EXPECT_EQ(Detail::SqlState(bad).text(), "?????") << bad;
}

TEST(DetailTest, AnIdThatCouldBeProseIsHidden) {
  EXPECT_EQ(Detail::Id("id", "3f2a-00_b.c:d").text(), "3f2a-00_b.c:d");
  EXPECT_EQ(Detail::Id("id", std::string(80, 'a')).text(), std::string(80, 'a'));
  for (const std::string& bad :
       {std::string(), std::string("Ana Okafor"), std::string("ana@charity.example"),
        std::string("a\nb"), std::string("a/b"), std::string(81, 'a')})
    EXPECT_EQ(Detail::Id("id", bad).text(), "?") << bad;
}

TEST(OperatorPathTest, GrowsOnlyByFixedNames) {
  EXPECT_EQ((OperatorPath("/srv/home") / "almoner.db").path(), "/srv/home/almoner.db");
}

TEST(CheckDeathTest, ABrokenInvariantSaysWhereAndStops) {
  EXPECT_DEATH(CHECK(1 + 1 == 3), "broken invariant: 1 \\+ 1 == 3 \\(.*result_test.cc:");
}

}  // namespace
}  // namespace almoner
