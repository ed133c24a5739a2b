#include "paper/folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>

#include "support/files.h"
#include "support/matchers.h"

namespace almoner::paper {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class WriteFolderTest : public testing::Test {
 protected:
  [[nodiscard]] OperatorPath At(const char* name) const { return OperatorPath(dir_ / name); }
  [[nodiscard]] std::vector<std::string> Listed() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::recursive_directory_iterator(dir_))
      names.push_back(entry.path().lexically_relative(dir_));
    return names;
  }
  [[nodiscard]] mode_t ModeOf(const char* name) const {
    struct stat status{};
    EXPECT_EQ(lstat((dir_ / name).c_str(), &status), 0) << name;
    return status.st_mode & 07777;
  }
  [[nodiscard]] std::string Read(const char* name) const { return ReadText(dir_ / name); }
  const std::vector<File> files_ = {
      {"a.txt", ToBytes("one")}, {"b/c/d.txt", ToBytes("two")}, {"b/e.txt", {}}};
  const TempDir folder_;
  const fs::path& dir_ = folder_.path();
};

TEST_F(WriteFolderTest, WritesEveryFileForItsOwnerOnly) {
  const mode_t before = umask(0);
  EXPECT_THAT(WriteFolder(At("pack"), files_), IsOk());
  umask(before);
  EXPECT_EQ(Read("pack/a.txt"), "one");
  EXPECT_EQ(Read("pack/b/c/d.txt"), "two");
  EXPECT_EQ(Read("pack/b/e.txt"), "");
  for (const char* folder : {"pack", "pack/b", "pack/b/c"}) EXPECT_EQ(ModeOf(folder), 0700U);
  for (const char* file : {"pack/a.txt", "pack/b/c/d.txt", "pack/b/e.txt"})
    EXPECT_EQ(ModeOf(file), 0600U);
  EXPECT_EQ(Listed().size(), 6U) << "nothing beside it";
}

TEST_F(WriteFolderTest, WritesAnEmptyFolderAndTakesASlashAtTheEnd) {
  EXPECT_THAT(WriteFolder(At("pack/"), {}), IsOk());
  EXPECT_TRUE(fs::is_directory(dir_ / "pack"));
}

TEST_F(WriteFolderTest, RefusesANameThatIsTaken) {
  fs::create_directory(dir_ / "folder");
  std::ofstream(dir_ / "file") << "mine";
  fs::create_symlink("nowhere", dir_ / "link");
  for (const char* taken : {"folder", "file", "link", "folder/"})
    EXPECT_THAT(WriteFolder(At(taken), files_), FailsWith(Code::kConflict)) << taken;
  EXPECT_EQ(Read("file"), "mine");
  EXPECT_EQ(Listed().size(), 3U);
}

TEST_F(WriteFolderTest, RefusesAPlaceThatIsNoFolder) {
  std::ofstream(dir_ / "file") << "mine";
  EXPECT_THAT(WriteFolder(At("missing/pack"), files_), FailsWith(Code::kNotFound));
  EXPECT_THAT(WriteFolder(At("file/pack"), files_), FailsWith(Code::kUnavailable));
  for (const char* nameless : {"", "/", ".", ".."})
    EXPECT_THAT(WriteFolder(OperatorPath(nameless), files_), FailsWith(Code::kInvalid)) << nameless;
}

TEST_F(WriteFolderTest, RefusesUnsafePathsBeforeItWrites) {
  for (const char* path : {"../evil", "/tmp/evil", "a//b", ""})
    EXPECT_THAT(WriteFolder(At("pack"), std::vector<File>{{path, {}}}), FailsWith(Code::kInvalid));
  EXPECT_THAT(Listed(), IsEmpty());
}

TEST_F(WriteFolderTest, LeavesNothingWhenAFileCannotBeMade) {
  std::vector<File> files = files_;
  files.push_back({std::string(300, 'n'), ToBytes("three")});
  const Status written = WriteFolder(At("pack"), files);
  ASSERT_THAT(written, FailsWith(Code::kInvalid));
  EXPECT_THAT(written.error().Text(), HasSubstr(At("pack").path().string()));
  EXPECT_THAT(written.error().Text(), Not(HasSubstr("nnn")));
  EXPECT_THAT(Listed(), IsEmpty());
}

// A file that may not grow stands for a disk that is full.
TEST_F(WriteFolderTest, LeavesNothingWhenTheDiskIsFullHalfWay) {
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  const rlimit small = {.rlim_cur = 4096, .rlim_max = before.rlim_max};
  auto* const handler = std::signal(SIGXFSZ, SIG_IGN);
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
  std::vector<File> files = files_;
  files.push_back({"z/large", Bytes(10'000)});
  const Status written = WriteFolder(At("pack"), files);
  setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);
  EXPECT_THAT(written, FailsWith(Code::kUnavailable));
  EXPECT_THAT(Listed(), IsEmpty());
}

File StreamedFile(std::string_view said, std::string_view given) {
  const std::string text(given);
  return {
      .path = "data/long",
      .bytes = {},
      .streamed = Streamed{.size = said.size(),
                           .sha256 = crypto::Sha256(said),
                           .give = [text](const std::function<Status(BytesView)>& sink) -> Status {
                             TRY(sink(AsBytes(text).first(3)));
                             return sink(AsBytes(text).subspan(3));
                           }}};
}

TEST_F(WriteFolderTest, WritesAFileThatIsGivenPieceByPiece) {
  const std::vector<File> files = {StreamedFile("long text", "long text")};
  EXPECT_EQ(files.front().size(), 9U);
  ASSERT_THAT(WriteFolder(At("pack"), files), IsOk());
  EXPECT_EQ(Read("pack/data/long"), "long text");
}

TEST_F(WriteFolderTest, LeavesNothingWhenAFileIsNotWhatItWasSaidToBe) {
  for (const char* given : {"long", "long texts", "long t3xt"})
    EXPECT_THAT(WriteFolder(At("pack"), std::vector<File>{StreamedFile("long text", given)}),
                FailsWith(Code::kCorrupt))
        << given;
  EXPECT_THAT(Listed(), IsEmpty());
}

TEST_F(WriteFolderTest, LeavesNothingWhenAFileFailsHalfWay) {
  File file = StreamedFile("long text", "long text");
  file.streamed->give = [](const std::function<Status(BytesView)>& sink) -> Status {
    TRY(sink(AsBytes("long ")));
    return Fail(Code::kUnavailable, "The disk it is on was taken away.");
  };
  EXPECT_THAT(WriteFolder(At("pack"), std::vector<File>{file}), FailsWith(Code::kUnavailable));
  EXPECT_THAT(Listed(), IsEmpty());
}

}  // namespace
}  // namespace almoner::paper
