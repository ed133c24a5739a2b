#include "paper/zip.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <limits>

#include "support/files.h"
#include "support/matchers.h"
#include "support/shell.h"

namespace almoner::paper {
namespace {

using testing::HasSubstr;

const Time kMade = *Time::Parse("2026-06-30T11:22:33Z");  // 12:22:33 in London

File Piecewise(std::string path, std::string text, std::string said) {
  Streamed streamed{.size = said.size(), .sha256 = crypto::Sha256(said), .give = {}};
  streamed.give = [text](const std::function<Status(BytesView)>& sink) -> Status {
    for (std::size_t at = 0; at < text.size(); at += 7)
      TRY(sink(AsBytes(std::string_view(text).substr(at, 7))));
    return {};
  };
  return {.path = std::move(path), .bytes = {}, .streamed = std::move(streamed)};
}

// What Python, which has a ZIP reader of its own, makes of the bytes.
std::string Read(const Bytes& zip) {
  static constexpr const char* kReader = R"python(
import sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as z:
    assert z.testzip() is None
    for i in z.infolist():
        print(i.filename, i.compress_type, i.date_time, oct(i.external_attr >> 16), z.read(i)[:40])
)python";
  const TempDir folder;
  const std::string at = folder.path().string();
  std::ofstream(at + "/read.py") << kReader;
  std::ofstream(at + "/it.zip", std::ios::binary) << AsText(zip);
  return Shell("PYTHONUTF8=1 python3 '" + at + "/read.py' '" + at + "/it.zip'").text;
}

TEST(Zip, HoldsTheFilesInTheOrderGivenWithTheTimeInLondon) {
  const std::vector<File> files = {{"z/letter.txt", ToBytes(std::string(40, 'a'))},
                                   {"a/Żółw & größe.txt", ToBytes("x")},
                                   {"empty", {}}};
  ASSERT_OK_AND(const Bytes zip, Zip(files, kMade));
  const std::string rest = " 8 (2026, 6, 30, 12, 22, 32) 0o100600 ";
  EXPECT_EQ(Read(zip), "z/letter.txt" + rest + "b'" + std::string(40, 'a') + "'\n" +
                           "a/Żółw & größe.txt" + rest + "b'x'\n" + "empty" + rest + "b''\n");
}

TEST(Zip, IsTheSameForTheSameFilesAndTime) {
  const std::vector<File> files = {{"a", ToBytes(std::string(100'000, 'a'))}, {"b", ToBytes("b")}};
  ASSERT_OK_AND(const Bytes once, Zip(files, kMade));
  EXPECT_THAT(Zip(files, kMade), IsOkAndHolds(once));
  EXPECT_LT(once.size(), 1'000);
  ASSERT_OK_AND(const Bytes later, Zip(files, kMade + std::chrono::minutes(1)));
  EXPECT_NE(later, once);
}

TEST(Zip, TakesFilesThatAreGivenInPieces) {
  const std::string text = "Slept well, and ate all of it.";
  ASSERT_OK_AND(const Bytes zip, Zip(std::vector{Piecewise("note.txt", text, text)}, kMade));
  EXPECT_THAT(Read(zip), HasSubstr("b'" + text + "'"));
  ASSERT_OK_AND(const Bytes plain, Zip(std::vector<File>{{"note.txt", ToBytes(text)}}, kMade));
  EXPECT_EQ(zip, plain);
}

TEST(Zip, RefusesAFileThatGivesOtherBytesThanItSaid) {
  for (const char* const given : {"Slept badly.", "Slept", "Slept well. And more."})
    EXPECT_THAT(Zip(std::vector{Piecewise("a", given, "Slept well..")}, kMade),
                FailsWith(Code::kCorrupt))
        << given;
  File gone = Piecewise("a", "", "x");
  gone.streamed->give = [](const auto&) -> Status { return Fail(Code::kNotFound, "It is gone."); };
  EXPECT_THAT(Zip(std::vector{gone}, kMade), FailsWith(Code::kNotFound));
}

TEST(Zip, RefusesWhatWouldNotUnpackSafelyOrAtAll) {
  EXPECT_THAT(Zip({}, kMade), FailsWith(Code::kInvalid));
  EXPECT_THAT(Zip(std::vector<File>{{"../a", {}}}, kMade), FailsWith(Code::kInvalid));
  EXPECT_THAT(Zip(std::vector<File>{{"a", {}}, {"A", {}}}, kMade), FailsWith(Code::kInvalid));
}

TEST(Zip, RefusesMoreThanItMayHoldBeforeReadingAnyOfIt) {
  std::vector<File> files = {Piecewise("a", "", "x"), Piecewise("b", "", "x")};
  for (File& file : files) {
    file.streamed->size = kMaxZip / 2 + 1;
    file.streamed->give = [](const auto&) -> Status {
      ADD_FAILURE() << "it was read";
      return {};
    };
  }
  EXPECT_THAT(Zip(files, kMade), FailsWith(Code::kInvalid));
  files.front().streamed->size = std::numeric_limits<std::uint64_t>::max();
  EXPECT_THAT(Zip(files, kMade), FailsWith(Code::kInvalid));
}

TEST(Zip, TakesTimesThatAZipFileCannotSay) {
  const std::vector<File> files = {{"a", ToBytes("x")}};
  ASSERT_OK_AND(const Bytes early, Zip(files, *Time::Parse("1975-06-01T12:00:00Z")));
  EXPECT_THAT(Read(early), HasSubstr("(1980, 1, 1, 0, 0, 0)"));
  ASSERT_OK_AND(const Bytes late, Zip(files, *Time::Parse("2150-06-01T12:00:00Z")));
  EXPECT_THAT(Read(late), HasSubstr("(2107, 6, 1, "));
}

}  // namespace
}  // namespace almoner::paper
