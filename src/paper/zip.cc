#include "paper/zip.h"

#include <zip.h>

#include <algorithm>
#include <memory>

namespace almoner::paper {
namespace {

constexpr zip_uint32_t kOwnerOnly = 0100600;  // a plain file, 0600, as st_mode has it
constexpr zip_uint32_t kLevel = 6;
constexpr int kFirstYear = 1980;
constexpr int kLastYear = 2107;

struct Discard {
  void operator()(zip_t* archive) const { zip_discard(archive); }
};
using Archive = std::unique_ptr<zip_t, Discard>;  // until it is closed
struct Free {
  void operator()(zip_source_t* source) const { zip_source_free(source); }
};
using Source = std::unique_ptr<zip_source_t, Free>;  // until an archive has taken it

std::unexpected<Error> Failed(int code) {
  return Fail(Code::kInternal, "The ZIP file could not be made; please report this.",
              Detail("libzip", code));
}

struct DosTime {
  zip_uint16_t time;
  zip_uint16_t date;
};

// APPNOTE 4.4.6: two numbers of 16 bits, in local time.
DosTime InLondon(Time made) {
  const Date date = LondonDate(made);
  const int year = int{date.year()};
  if (year < kFirstYear) return {.time = 0, .date = 1 << 5 | 1};
  const auto years = static_cast<unsigned>(std::min(year, kLastYear) - kFirstYear);
  const std::string text = LondonText(made);  // 2026-03-31T11:00:00+01:00
  const auto two = [&](std::size_t at) {
    return static_cast<unsigned>((text[at] - '0') * 10 + (text[at + 1] - '0'));
  };
  return {.time = static_cast<zip_uint16_t>(two(11) << 11 | two(14) << 5 | two(17) / 2),
          .date = static_cast<zip_uint16_t>(years << 9 | unsigned{date.month()} << 5 |
                                            unsigned{date.day()})};
}

Status CheckSize(std::span<const File> files) {
  std::uint64_t left = kMaxZip;
  for (const File& file : files) {
    if (file.size() > left)
      return Fail(Code::kInvalid,
                  "These files are too large together for one ZIP file; have them written as a "
                  "folder instead, or leave the largest out.",
                  Detail("bytes at most", static_cast<std::int64_t>(kMaxZip)));
    left -= file.size();
  }
  return {};
}

Result<Bytes> Pulled(const Streamed& streamed) {
  static constexpr Literal kOther = "A file gave other bytes than it said; look at its original.";
  Bytes bytes;
  bytes.reserve(streamed.size);
  TRY(streamed.give([&](BytesView piece) -> Status {
    if (piece.size() > streamed.size - bytes.size()) return Fail(Code::kCorrupt, kOther);
    bytes.insert(bytes.end(), piece.begin(), piece.end());
    return {};
  }));
  if (bytes.size() != streamed.size || crypto::Sha256(bytes) != streamed.sha256)
    return Fail(Code::kCorrupt, kOther);
  return bytes;
}

// libzip reads `bytes` when the archive is closed, and not before.
Status Add(zip_t* archive, const std::string& path, BytesView bytes, DosTime made) {
  Source source(zip_source_buffer(archive, bytes.data(), bytes.size(), 0));
  if (!source) return Failed(zip_error_code_zip(zip_get_error(archive)));
  const zip_int64_t added = zip_file_add(archive, path.c_str(), source.get(), ZIP_FL_ENC_UTF_8);
  if (added < 0) return Failed(zip_error_code_zip(zip_get_error(archive)));
  static_cast<void>(source.release());
  const auto index = static_cast<zip_uint64_t>(added);
  if (zip_set_file_compression(archive, index, ZIP_CM_DEFLATE, kLevel) != 0 ||
      zip_file_set_dostime(archive, index, made.time, made.date, 0) != 0 ||
      zip_file_set_external_attributes(archive, index, 0, ZIP_OPSYS_UNIX, kOwnerOnly << 16) != 0)
    return Failed(zip_error_code_zip(zip_get_error(archive)));
  return {};
}

Result<Bytes> ReadAll(zip_source_t* source) {
  zip_stat_t stat;
  if (zip_source_stat(source, &stat) != 0 || (stat.valid & ZIP_STAT_SIZE) == 0 ||
      zip_source_open(source) != 0)
    return Failed(zip_error_code_zip(zip_source_error(source)));
  Bytes bytes(stat.size);
  const zip_int64_t got = zip_source_read(source, bytes.data(), bytes.size());
  zip_source_close(source);
  if (got < 0 || static_cast<std::size_t>(got) != bytes.size())
    return Failed(zip_error_code_zip(zip_source_error(source)));
  return bytes;
}

}  // namespace

Result<Bytes> Zip(std::span<const File> files, Time made) {
  if (files.empty()) return Fail(Code::kInvalid, "A ZIP file needs at least one file.");
  TRY(CheckPaths(files));
  TRY(CheckSize(files));
  std::vector<Bytes> pulled(files.size());  // outlives the archive that reads it
  for (std::size_t i = 0; i < files.size(); ++i)
    if (files[i].streamed) pulled[i] = TRY(Pulled(*files[i].streamed));

  zip_error_t error;
  zip_error_init(&error);
  const Source packed(zip_source_buffer_create(nullptr, 0, 0, &error));
  if (!packed) return Failed(zip_error_code_zip(&error));
  Archive archive(zip_open_from_source(packed.get(), ZIP_TRUNCATE, &error));
  if (!archive) return Failed(zip_error_code_zip(&error));
  zip_source_keep(packed.get());  // once for the archive, once for us

  const DosTime time = InLondon(made);
  for (std::size_t i = 0; i < files.size(); ++i)
    TRY(Add(archive.get(), files[i].path, files[i].streamed ? pulled[i] : files[i].bytes, time));
  if (zip_close(archive.get()) != 0)
    return Failed(zip_error_code_zip(zip_get_error(archive.get())));
  static_cast<void>(archive.release());
  return ReadAll(packed.get());
}

}  // namespace almoner::paper
