#include "intake/archive.h"

#include <gmock/gmock.h>
#include <zip.h>

#include "support/matchers.h"

namespace almoner::intake {
namespace {

struct Packed {
  std::string name, text;
  bool stored = false;
};

// As any program packs it.
Bytes Pack(const std::vector<Packed>& files, const char* password = nullptr) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* const source = zip_source_buffer_create(nullptr, 0, 0, &error);
  zip_source_keep(source);
  zip_t* const zip = zip_open_from_source(source, ZIP_TRUNCATE, &error);
  for (const Packed& each : files) {
    zip_source_t* const text = zip_source_buffer(zip, each.text.data(), each.text.size(), 0);
    const auto at =
        static_cast<zip_uint64_t>(zip_file_add(zip, each.name.c_str(), text, ZIP_FL_ENC_UTF_8));
    if (each.stored) zip_set_file_compression(zip, at, ZIP_CM_STORE, 0);
    if (password != nullptr) zip_file_set_encryption(zip, at, ZIP_EM_AES_256, password);
  }
  EXPECT_EQ(zip_close(zip), 0);
  EXPECT_EQ(zip_source_open(source), 0);
  EXPECT_EQ(zip_source_seek(source, 0, SEEK_END), 0);
  Bytes bytes(static_cast<std::size_t>(zip_source_tell(source)));
  EXPECT_EQ(zip_source_seek(source, 0, SEEK_SET), 0);
  EXPECT_EQ(zip_source_read(source, bytes.data(), bytes.size()),
            static_cast<zip_int64_t>(bytes.size()));
  zip_source_close(source);
  zip_source_free(source);
  return bytes;
}

Result<std::string> ReadAll(const Archive& archive, const std::string& name) {
  auto source = TRY(archive.OpenFile(name));
  std::string text;
  std::vector<std::uint8_t> piece(1000);
  while (true) {
    const std::size_t got = TRY(source(piece));
    text.append(piece.begin(), piece.begin() + static_cast<std::ptrdiff_t>(got));
    if (got < piece.size()) return text;
  }
}

// The bytes of `zip` with what stands for a name in them replaced by another of its length.
Bytes Renamed(Bytes zip, std::string_view from, std::string_view to) {
  std::string text(AsText(zip));
  for (std::size_t at = text.find(from); at != text.npos; at = text.find(from, at + 1))
    text.replace(at, from.size(), to);
  return ToBytes(text);
}

TEST(ArchiveTest, FilesAreReadByTheirWholeNamesAsOftenAsIsAsked) {
  const std::string large(100'000, 'x');
  const Bytes zip = Pack({{"clinic/a.pdf", "%PDF-1.7\nletter"}, {"b.txt", large, true}});
  const auto archive = Archive::Open(zip);
  ASSERT_THAT(archive, IsOk());
  EXPECT_EQ((*archive)->files(), 2);
  for (int twice = 0; twice < 2; ++twice) {
    EXPECT_EQ(ReadAll(**archive, "clinic/a.pdf").value(), "%PDF-1.7\nletter");
    EXPECT_EQ(ReadAll(**archive, "b.txt").value(), large);
  }
  for (const char* none : {"a.pdf", "clinic/", "clinic", "", "../b.txt", "/b.txt", "B.TXT"})
    EXPECT_THAT((*archive)->OpenFile(none), FailsWith(Code::kNotFound)) << none;
}

TEST(ArchiveTest, WhatIsReadOutlivesTheArchive) {
  const Bytes zip = Pack({{"a.txt", "A letter."}});
  std::optional<vault::Source> source;
  {
    const auto archive = Archive::Open(zip);
    ASSERT_THAT(archive, IsOk());
    source = (*archive)->OpenFile("a.txt").value();
  }
  std::vector<std::uint8_t> piece(100);
  EXPECT_EQ((*source)(piece).value(), 9U);
}

TEST(ArchiveTest, NamesThatLeadElsewhereAreNamesAndNothingMore) {
  const Bytes zip = Pack({{"../../etc/passwd", "x"}, {"/abs.txt", "y"}});
  const auto archive = Archive::Open(zip);
  ASSERT_THAT(archive, IsOk());
  EXPECT_EQ(ReadAll(**archive, "../../etc/passwd").value(), "x");
  EXPECT_THAT((*archive)->OpenFile("etc/passwd"), FailsWith(Code::kNotFound));
}

TEST(ArchiveTest, WhatIsNoPlainZipIsRefused) {
  const Bytes good = Pack({{"a.txt", std::string(5000, 'a')}, {"b.txt", "b", true}});
  ASSERT_THAT(Archive::Open(good), IsOk());
  for (const std::string& bad :
       {std::string(), std::string("PK"), std::string("not a ZIP"),
        std::string(AsText(good)).substr(0, good.size() / 2), std::string(AsText(good)).substr(10)})
    EXPECT_THAT(Archive::Open(AsBytes(bad)), FailsWith(Code::kInvalid)) << bad.size();
  EXPECT_THAT(Archive::Open(Pack({{"a.txt", "a"}}, "secret")), FailsWith(Code::kInvalid));
  EXPECT_THAT(Archive::Open(Renamed(good, "b.txt", "a.txt")), FailsWith(Code::kInvalid))
      << "two of one name";
}

TEST(ArchiveTest, BytesThatWereChangedAreNotGiven) {
  Bytes zip = Pack({{"a.txt", "a letter of some length", true}});
  zip = Renamed(std::move(zip), "some", "more");
  const auto archive = Archive::Open(zip);
  ASSERT_THAT(archive, IsOk());
  EXPECT_THAT(ReadAll(**archive, "a.txt"), FailsWith(Code::kInvalid)) << "the CRC is another";
}

TEST(ArchiveTest, AFileThatIsOpenedAgainAndAgainIsNotUnpackedForEver) {
  const Bytes zip = Pack({{"a.txt", std::string(kMostPackedFile, ' ')}});
  const auto archive = *Archive::Open(zip);
  std::vector<std::uint8_t> piece(std::size_t{1} << 20);
  std::uint64_t got = 0;
  Result<std::size_t> last = std::size_t{1};
  while (last) {
    const auto source = *archive->OpenFile("a.txt");
    for (last = source(piece); last && *last > 0; last = source(piece)) got += *last;
  }
  EXPECT_THAT(last, FailsWith(Code::kInvalid));
  EXPECT_GT(got, kMostPackedTogether) << "looked at, and taken in";
  EXPECT_LE(got, 2 * kMostPackedTogether);
}

TEST(ArchiveTest, BombsAreRefusedBeforeTheyAreUnpacked) {
  const std::string zeroes(kMostPackedFile + 1, '\0');
  const Bytes one = Pack({{"a.txt", zeroes}});
  EXPECT_LT(one.size(), 100'000U);
  EXPECT_THAT(Archive::Open(one), FailsWith(Code::kInvalid));
  std::vector<Packed> many;
  for (int i = 0; i < 5; ++i)
    many.push_back({std::to_string(i) + ".txt", zeroes.substr(0, kMostPackedFile)});
  EXPECT_THAT(Archive::Open(Pack(many)), FailsWith(Code::kInvalid)) << "320 MB together";
  many.clear();
  for (std::int64_t i = 0; i <= kMostPacked; ++i) many.push_back({std::to_string(i), ""});
  EXPECT_THAT(Archive::Open(Pack(many)), FailsWith(Code::kInvalid));
}

}  // namespace
}  // namespace almoner::intake
