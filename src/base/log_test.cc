#include "base/log.h"

#include "support/matchers.h"

namespace almoner {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;

template <class Fn>
std::string Logged(Fn fn) {
  ::testing::internal::CaptureStderr();
  fn();
  return ::testing::internal::GetCapturedStderr();
}

TEST(LogTest, ALineIsTheTimeTheLevelTheWordsAndTheDetails) {
  EXPECT_THAT(Logged([] { log::Info("Listening.", {Detail("port", 8443)}); }),
              MatchesRegex("[0-9-]+T[0-9:]+Z info Listening. \\(port 8443\\)\n"));
  EXPECT_THAT(Logged([] { log::Warning("Slow."); }), HasSubstr("Z warning Slow.\n"));
}

TEST(LogTest, AFailureSaysWhatWasBeingDoneAndWhy) {
  const Error error{
      Code::kUnavailable, "The disk is full.", {Detail("file", OperatorPath("/srv/a"))}};
  EXPECT_THAT(Logged([&] { log::Failure("Sealing the log", error); }),
              HasSubstr("Z error Sealing the log: The disk is full. (file /srv/a)\n"));
}

TEST(LogTest, QuietKeepsWarningsAndDropsTheRest) {
  log::SetQuiet(true);
  EXPECT_THAT(Logged([] { log::Info("Listening."); }), IsEmpty());
  EXPECT_THAT(Logged([] { log::Warning("Slow."); }), HasSubstr("Slow."));
  log::SetQuiet(false);
  EXPECT_THAT(Logged([] { log::Info("Listening."); }), HasSubstr("Listening."));
}

TEST(LogTest, BracesInAPathAreNotAFormat) {
  EXPECT_THAT(Logged([] { log::Info("Opened.", {Detail("file", OperatorPath("/srv/{}%s"))}); }),
              HasSubstr("(file /srv/{}%s)\n"));
}

}  // namespace
}  // namespace almoner
