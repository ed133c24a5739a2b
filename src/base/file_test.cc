#include "base/file.h"

#include <sys/stat.h>

#include <filesystem>

#include "support/files.h"
#include "support/matchers.h"

namespace almoner {
namespace {

namespace fs = std::filesystem;

class FileTest : public ::testing::Test {
 protected:
  [[nodiscard]] OperatorPath At(std::string_view name) const { return OperatorPath(root_ / name); }
  static std::string Read(const OperatorPath& file, Access access = Access::kAnyone) {
    const auto bytes = ReadFile(file, access, 100);
    EXPECT_THAT(bytes, IsOk());
    return bytes ? std::string(bytes->text()) : "";
  }

  const TempDir folder_;
  const fs::path& root_ = folder_.path();
};

TEST_F(FileTest, ANewFileIsItsOwnersAloneAndReadsBack) {
  ASSERT_THAT(WriteNewFile(At("key"), AsBytes("secret")), IsOk());
  EXPECT_EQ(Read(At("key"), Access::kOwnerOnly), "secret");
  struct stat info{};
  ASSERT_EQ(::stat((root_ / "key").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600U);
}

TEST_F(FileTest, AFileThatExistsIsNotWrittenOver) {
  ASSERT_THAT(WriteNewFile(At("key"), AsBytes("first")), IsOk());
  EXPECT_THAT(WriteNewFile(At("key"), AsBytes("second")), FailsWith(Code::kConflict));
  EXPECT_EQ(Read(At("key")), "first");
}

TEST_F(FileTest, AKeyFileThatOthersMayReadIsRefused) {
  ASSERT_THAT(WriteNewFile(At("key"), AsBytes("secret")), IsOk());
  for (const mode_t mode : {0640U, 0604U, 0610U, 0602U}) {
    ASSERT_EQ(::chmod((root_ / "key").c_str(), mode), 0);
    EXPECT_THAT(ReadFile(At("key"), Access::kOwnerOnly, 100), FailsWith(Code::kInvalid)) << mode;
    EXPECT_EQ(Read(At("key")), "secret");
  }
}

TEST_F(FileTest, AFileLargerThanCanBeRightIsRefused) {
  ASSERT_THAT(WriteNewFile(At("file"), Bytes(101, 'x')), IsOk());
  EXPECT_THAT(ReadFile(At("file"), Access::kAnyone, 100), FailsWith(Code::kInvalid));
  EXPECT_THAT(ReadFile(At("file"), Access::kAnyone, 101), IsOk());
}

TEST_F(FileTest, WhatIsNotThereOrNotAFileIsSaidWithItsPath) {
  const auto missing = ReadFile(At("missing"), Access::kAnyone, 100);
  EXPECT_THAT(missing, FailsWith(Code::kNotFound));
  EXPECT_THAT(missing.error().Text(), ::testing::HasSubstr("missing"));
  EXPECT_THAT(ReadFile(OperatorPath(root_), Access::kAnyone, 100), FailsWith(Code::kInvalid));
}

TEST_F(FileTest, OverwritingChangesOnlyTheBytesNamed) {
  ASSERT_THAT(WriteNewFile(At("file"), AsBytes("0123456789")), IsOk());
  ASSERT_THAT(OverwriteFile(At("file"), 3, AsBytes("abc")), IsOk());
  EXPECT_EQ(Read(At("file")), "012abc6789");
  EXPECT_THAT(OverwriteFile(At("missing"), 0, AsBytes("abc")), FailsWith(Code::kNotFound));
  EXPECT_FALSE(fs::exists(root_ / "missing"));
}

TEST_F(FileTest, AnEmptyFileIsEmpty) {
  ASSERT_THAT(WriteNewFile(At("file"), {}), IsOk());
  EXPECT_EQ(Read(At("file")), "");
}

}  // namespace
}  // namespace almoner
