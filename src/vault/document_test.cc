#include "vault/document.h"

#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <filesystem>

#include "support/documents.h"
#include "support/fakes.h"
#include "support/files.h"
#include "support/matchers.h"

namespace almoner::vault {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::IsEmpty;

class DocumentFolderTest : public testing::Test {
 protected:
  DocumentFolderTest() {
    EXPECT_THAT(keys::Ledger::Create(place_ / "keys", random_, clock_), IsOk());
    ledger_ = *keys::Ledger::Open(place_ / "keys", random_);
    keys_ = std::make_unique<keys::Keys>(HomeId::New(random_), *ledger_, random_);
    EXPECT_THAT(MakePrivateFolder(root()), IsOk());
    folder_ = std::make_unique<DocumentFolder>(root(), *keys_);
  }
  [[nodiscard]] OperatorPath root() const { return place_ / "files"; }

  Result<DocumentFolder::Unclaimed> Write(Bytes bytes) {
    return folder_->Write(DocumentId::New(random_), SourceOf(std::move(bytes)));
  }
  static Attachment Of(const DocumentFolder::Unclaimed& file) {
    return {.file = file.file(),
            .field = "document",
            .media = "application/pdf",
            .size = file.size(),
            .sha256 = file.sha256(),
            .key = file.key()};
  }
  // Stays.
  Attachment Kept(Bytes bytes) {
    auto written = Write(std::move(bytes));
    EXPECT_THAT(written, IsOk());
    Attachment document = Of(*written);
    written->Claim();
    return document;
  }
  Result<Bytes> Read(const Attachment& document) {
    auto opened = TRY(folder_->Open(document));
    Bytes all;
    Bytes part;
    while (!opened.done()) {
      TRY(opened.Next(part));
      all.insert(all.end(), part.begin(), part.end());
    }
    return all;
  }
  fs::path OnlyFile() {
    const auto files = FilesBelow(root());
    EXPECT_EQ(files.size(), 1U);
    return files.empty() ? fs::path() : files.front();
  }

  TempDir place_;
  FakeClock clock_{"2026-11-02T09:00:00Z"};
  FixedRandom random_;
  std::unique_ptr<keys::Ledger> ledger_;
  std::unique_ptr<keys::Keys> keys_;
  std::unique_ptr<DocumentFolder> folder_;
};

TEST_F(DocumentFolderTest, ADocumentOfAnySizeIsReadBackAsItWasWritten) {
  for (const std::size_t size :
       {std::size_t{0}, std::size_t{1}, crypto::kChunk - 1, crypto::kChunk, crypto::kChunk + 1,
        kDocumentPart, kDocumentPart + 1, 3 * kDocumentPart + 17}) {
    const Bytes text = LongText(size);
    const Attachment document = Kept(text);
    EXPECT_EQ(document.size, size);
    EXPECT_EQ(document.sha256, crypto::Sha256(text));
    ASSERT_OK_AND(const Bytes again, Read(document));
    EXPECT_EQ(again, text) << size;
  }
}

TEST_F(DocumentFolderTest, ItsFileIsItsOwnersAloneAndSaysNothingButItsLength) {
  const Bytes text = ToBytes(std::string(1000, 'a'));
  const Attachment document = Kept(text);
  const fs::path file = OnlyFile();
  EXPECT_EQ(file, root().path() / document.file.text().substr(0, 2) / document.file.text());
  const std::string stored = ReadText(file);
  EXPECT_EQ(stored.size(), crypto::SealedSize(text.size()));
  EXPECT_THAT(stored, testing::Not(testing::HasSubstr("aaa")));
  struct stat info{};
  ASSERT_EQ(::stat(file.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600U);
}

TEST_F(DocumentFolderTest, APartIsNeverLongerThanIsSaid) {
  const Attachment document = Kept(LongText(5 * kDocumentPart / 2));
  ASSERT_OK_AND(auto opened, folder_->Open(document));
  Bytes part;
  std::vector<std::size_t> sizes;
  while (!opened.done()) {
    ASSERT_THAT(opened.Next(part), IsOk());
    sizes.push_back(part.size());
    EXPECT_LE(part.capacity(), kDocumentPart);
  }
  EXPECT_THAT(sizes, ElementsAre(kDocumentPart, kDocumentPart, kDocumentPart / 2));
}

TEST_F(DocumentFolderTest, AFileThatWasAlteredOrCutShortDoesNotOpen) {
  const Attachment document = Kept(LongText(2 * crypto::kChunk + 100));
  const fs::path file = OnlyFile();
  const auto size = static_cast<std::int64_t>(fs::file_size(file));
  for (const std::int64_t at :
       {std::int64_t{0}, std::int64_t{31}, std::int64_t{32}, size / 2, size - 1}) {
    FlipByte(file, at);
    EXPECT_THAT(Read(document), FailsWith(Code::kCorrupt)) << at;
    FlipByte(file, at);
  }
  EXPECT_THAT(Read(document), IsOk());
  for (const std::uint64_t kept :
       {std::uint64_t{0}, std::uint64_t{10}, crypto::SealedSize(crypto::kChunk),
        crypto::SealedSize(document.size) - 1}) {
    fs::resize_file(file, kept);
    EXPECT_THAT(Read(document), FailsWith(Code::kCorrupt)) << kept;
  }
  fs::remove(file);
  EXPECT_THAT(Read(document), FailsWith(Code::kNotFound));
}

TEST_F(DocumentFolderTest, AFileInAnothersPlaceDoesNotOpen) {
  const Attachment one = Kept(LongText(100));
  const fs::path first = OnlyFile();
  Attachment two = Kept(LongText(100));
  fs::copy_file(first, root().path() / two.file.text().substr(0, 2) / two.file.text(),
                fs::copy_options::overwrite_existing);
  EXPECT_THAT(Read(two), FailsWith(Code::kCorrupt));
  two.key = one.key;
  EXPECT_THAT(Read(two), FailsWith(Code::kCorrupt)) << "the id is bound in, too";
}

TEST_F(DocumentFolderTest, WhatIsNotClaimedGoesAndIsNotListedUntilThen) {
  {
    const auto written = Write(LongText(100));
    ASSERT_THAT(written, IsOk());
    EXPECT_EQ(FilesBelow(root()).size(), 1U);
    ASSERT_OK_AND(const auto listing, folder_->List());
    EXPECT_THAT(listing.files, IsEmpty());
  }
  EXPECT_THAT(FilesBelow(root()), IsEmpty());
}

TEST_F(DocumentFolderTest, ListsDocumentsAndWhatACrashLeftAndNothingElse) {
  const Attachment kept = Kept(LongText(100));
  const DocumentId lost = DocumentId::New(random_);
  fs::create_directory(root().path() / lost.text().substr(0, 2));
  const fs::path unfinished = root().path() / lost.text().substr(0, 2) / (lost.text() + ".part");
  ASSERT_THAT(WriteNewFile(OperatorPath(unfinished), AsBytes("half")), IsOk());
  ASSERT_THAT(WriteNewFile(root() / "witness.txt", AsBytes("the log's")), IsOk());
  ASSERT_THAT(WriteNewFile(OperatorPath(unfinished.parent_path() / "notes.txt"), {}), IsOk());
  ASSERT_OK_AND(const auto listing, folder_->List());
  EXPECT_THAT(listing.files, ElementsAre(kept.file));
  EXPECT_THAT(listing.unfinished, ElementsAre(lost));
  ASSERT_THAT(folder_->Unlink(lost), IsOk());
  ASSERT_THAT(folder_->Unlink(kept.file), IsOk());
  ASSERT_THAT(folder_->Unlink(kept.file), IsOk()) << "gone already is fine";
  EXPECT_EQ(FilesBelow(root()).size(), 2U);
}

TEST_F(DocumentFolderTest, ASourceThatFailsLeavesNothing) {
  int calls = 0;
  const auto written = folder_->Write(
      DocumentId::New(random_), [&](std::span<std::uint8_t> into) -> Result<std::size_t> {
        if (++calls == 3) return Fail(Code::kUnavailable, "The disk it is on was taken away.");
        return into.size();
      });
  EXPECT_THAT(written, FailsWith(Code::kUnavailable));
  EXPECT_THAT(FilesBelow(root()), IsEmpty());
}

// A file that may not grow stands for a disk that is full.
TEST_F(DocumentFolderTest, AFullDiskLeavesNothing) {
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  auto* const handler = std::signal(SIGXFSZ, SIG_IGN);
  for (const rlim_t most : {rlim_t{0}, rlim_t{40}, rlim_t{crypto::kChunk}, rlim_t{200'000}}) {
    const rlimit small = {.rlim_cur = most, .rlim_max = before.rlim_max};
    ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
    const auto written = Write(LongText(4 * crypto::kChunk));
    setrlimit(RLIMIT_FSIZE, &before);
    EXPECT_THAT(written, FailsWith(Code::kUnavailable)) << most;
    EXPECT_THAT(FilesBelow(root()), IsEmpty()) << most;
  }
  std::signal(SIGXFSZ, handler);
}

TEST_F(DocumentFolderTest, AFolderThatIsNotThereIsSaid) {
  fs::remove_all(root().path());
  EXPECT_FALSE(Write(LongText(1)));
  EXPECT_THAT(folder_->List(), FailsWith(Code::kUnavailable));
}

}  // namespace
}  // namespace almoner::vault
