#include "base/file_stream.h"

#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <filesystem>
#include <optional>

#include "support/files.h"
#include "support/matchers.h"

namespace almoner {
namespace {

namespace fs = std::filesystem;

class FileStreamTest : public ::testing::Test {
 protected:
  [[nodiscard]] OperatorPath At(std::string_view name) const {
    return OperatorPath(folder_.path() / name);
  }
  [[nodiscard]] bool Empty() const { return fs::is_empty(folder_.path()); }
  Status Write(std::string_view name, std::string_view text) {
    auto file = TRY(FileWriter::Create(At(name)));
    TRY(file.Append(AsBytes(text)));
    return file.Finish();
  }

  const TempDir folder_;
};

TEST_F(FileStreamTest, AFileIsReadBackInPiecesOfAnySize) {
  ASSERT_THAT(Write("file", "0123456789"), IsOk());
  for (const std::size_t size : {1UL, 3UL, 10UL, 11UL}) {
    ASSERT_OK_AND(FileReader reader, FileReader::Open(At("file")));
    EXPECT_EQ(reader.size(), 10U);
    std::string text;
    Bytes piece(size);
    while (true) {
      ASSERT_OK_AND(const std::size_t read, reader.Read(piece));
      text += AsText(BytesView(piece).first(read));
      if (read < size) break;
    }
    EXPECT_EQ(text, "0123456789") << size;
  }
}

TEST_F(FileStreamTest, AFileHasItsNameOnlyOnceItIsWhole) {
  ASSERT_OK_AND(FileWriter file, FileWriter::Create(At("file")));
  ASSERT_THAT(file.Append(AsBytes("half")), IsOk());
  EXPECT_FALSE(fs::exists(folder_.path() / "file"));
  ASSERT_THAT(file.Append(AsBytes(" and half")), IsOk());
  ASSERT_THAT(file.Finish(), IsOk());
  EXPECT_EQ(ReadText(folder_.path() / "file"), "half and half");
  struct stat info{};
  ASSERT_EQ(::stat((folder_.path() / "file").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600U);
}

TEST_F(FileStreamTest, WhatIsNotFinishedGoes) {
  {
    auto file = FileWriter::Create(At("file"));
    ASSERT_THAT(file, IsOk());
    ASSERT_THAT(file->Append(AsBytes("half")), IsOk());
    const FileWriter moved = *std::move(file);
    EXPECT_FALSE(Empty());
  }
  EXPECT_TRUE(Empty());
}

TEST_F(FileStreamTest, AFileThatExistsIsNotWrittenOver) {
  ASSERT_THAT(Write("file", "first"), IsOk());
  EXPECT_THAT(FileWriter::Create(At("file")), FailsWith(Code::kConflict));
  ASSERT_OK_AND(FileWriter late, FileWriter::Create(At("late")));
  EXPECT_THAT(FileWriter::Create(At("late")), FailsWith(Code::kConflict));
  ASSERT_THAT(WriteNewFile(At("late"), AsBytes("sooner")), IsOk());
  EXPECT_THAT(late.Finish(), FailsWith(Code::kConflict));
  EXPECT_EQ(ReadText(folder_.path() / "late"), "sooner");
  EXPECT_EQ(ReadText(folder_.path() / "file"), "first");
}

TEST_F(FileStreamTest, WhatIsNotThereOrNotAFileIsSaid) {
  EXPECT_THAT(FileReader::Open(At("missing")), FailsWith(Code::kNotFound));
  EXPECT_THAT(FileReader::Open(OperatorPath(folder_.path())), FailsWith(Code::kInvalid));
  EXPECT_THAT(FileWriter::Create(At("missing/file")), FailsWith(Code::kNotFound));
}

// A file that may not grow stands for a disk that is full.
TEST_F(FileStreamTest, NothingIsLeftWhenTheDiskIsFull) {
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  const rlimit small = {.rlim_cur = 4096, .rlim_max = before.rlim_max};
  auto* const handler = std::signal(SIGXFSZ, SIG_IGN);
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
  const Status written = Write("file", std::string(10'000, 'x'));
  setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);
  EXPECT_THAT(written, FailsWith(Code::kUnavailable));
  EXPECT_TRUE(Empty());
}

// As NFS and FUSE answer to a renaming that must not replace.
TEST(NameIfFreeTest, WithoutTheRenamingThatReplacesNothingItIsDoneOtherwise) {
  const TempDir folder;
  const auto unknown = [](const char*, const char*) {
    errno = EINVAL;
    return -1;
  };
  const auto at = [&](const char* name) { return folder.path() / name; };
  ASSERT_THAT(WriteNewFile(OperatorPath(at("from")), AsBytes("whole")), IsOk());
  ASSERT_EQ(internal::NameIfFree(at("from"), at("to"), unknown), 0);
  EXPECT_EQ(ReadText(at("to")), "whole");
  EXPECT_FALSE(std::filesystem::exists(at("from")));
  ASSERT_THAT(WriteNewFile(OperatorPath(at("from")), AsBytes("later")), IsOk());
  EXPECT_EQ(internal::NameIfFree(at("from"), at("to"), unknown), -1);
  EXPECT_EQ(errno, EEXIST);
  EXPECT_EQ(ReadText(at("to")), "whole");
  EXPECT_EQ(ReadText(at("from")), "later");
}

TEST(CopyOverTest, ACopyTakesTheOldOnesPlaceWholeAndWhatACrashLeftIsNoHindrance) {
  const TempDir folder;
  const OperatorPath from = folder / "from";
  const OperatorPath to = folder / "to";
  ASSERT_THAT(WriteNewFile(from, Bytes(100'000, 7)), IsOk());
  ASSERT_THAT(WriteNewFile(to, AsBytes("what was there before")), IsOk());
  ASSERT_THAT(WriteNewFile(folder / "to.new", AsBytes("half")), IsOk());
  ASSERT_THAT(WriteNewFile(folder / "to.new.part", AsBytes("half")), IsOk());
  ASSERT_THAT(CopyOver(from, to), IsOk());
  EXPECT_EQ(ReadText(to.path()), std::string(100'000, 7));
  EXPECT_FALSE(std::filesystem::exists((folder / "to.new").path()));
  EXPECT_FALSE(std::filesystem::exists((folder / "to.new.part").path()));
}

TEST(CopyOverTest, WithoutWhatIsToBeCopiedTheOldOneStays) {
  const TempDir folder;
  ASSERT_THAT(WriteNewFile(folder / "to", AsBytes("before")), IsOk());
  EXPECT_THAT(CopyOver(folder / "from", folder / "to"), FailsWith(Code::kNotFound));
  EXPECT_EQ(ReadText((folder / "to").path()), "before");
}

}  // namespace
}  // namespace almoner
