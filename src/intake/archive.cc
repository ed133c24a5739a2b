#include "intake/archive.h"

#include <zip.h>

#include <set>

namespace almoner::intake {
namespace {

struct CloseZipFile {
  void operator()(zip_file_t* file) const { zip_fclose(file); }
};

constexpr std::size_t kSmallest = 22;  // bytes: what ends every ZIP (APPNOTE.TXT 4.3.16)

std::unexpected<Error> DamagedZip() {
  return Fail(Code::kInvalid, "The ZIP is damaged, or none: pack it again.");
}

// One file as it is unpacked. What the directory says of its size may be a lie.
class Unpacking {
 public:
  // `together`: what may be unpacked of the whole archive yet; it stands in it.
  Unpacking(std::shared_ptr<const void> archive, zip_file_t* file, std::uint64_t left,
            std::uint64_t& together)
      : archive_(std::move(archive)), file_(file), left_(left), together_(together) {}

  Result<std::size_t> Read(std::span<std::uint8_t> into) {
    std::size_t filled = 0;
    while (filled < into.size()) {
      const zip_int64_t got = zip_fread(file_.get(), into.data() + filled, into.size() - filled);
      if (got < 0) return DamagedZip();
      if (got == 0) break;
      if (static_cast<std::uint64_t>(got) > left_) return DamagedZip();
      if (static_cast<std::uint64_t>(got) > together_)
        return Fail(Code::kInvalid,
                    "The rows take more than 512 MB out of the ZIP: a file counts each time that a "
                    "row names it. Part the table.");
      left_ -= static_cast<std::uint64_t>(got);
      together_ -= static_cast<std::uint64_t>(got);
      filled += static_cast<std::size_t>(got);
    }
    return filled;
  }

 private:
  std::shared_ptr<const void> archive_;  // outlives the file
  std::unique_ptr<zip_file_t, CloseZipFile> file_;
  std::uint64_t left_;
  std::uint64_t& together_;
};

// What may be in it, before a byte is unpacked.
Status CheckEntry(const zip_stat_t& stat) {
  constexpr zip_uint64_t kNeeded =
      ZIP_STAT_NAME | ZIP_STAT_SIZE | ZIP_STAT_COMP_METHOD | ZIP_STAT_ENCRYPTION_METHOD;
  if ((stat.valid & kNeeded) != kNeeded) return DamagedZip();
  if (stat.encryption_method != ZIP_EM_NONE)
    return Fail(Code::kInvalid, "The ZIP has a password; pack it without one.");
  if (stat.comp_method != ZIP_CM_STORE && stat.comp_method != ZIP_CM_DEFLATE)
    return Fail(Code::kInvalid, "The ZIP is packed in an unusual way; pack it as a plain ZIP.");
  if (stat.size > kMostPackedFile)
    return Fail(Code::kInvalid, "A file in the ZIP is larger than 64 MB.");
  return {};
}

}  // namespace

struct Archive::Shared {
  explicit Shared(zip_t* opened) : zip(opened) {}
  ~Shared() { zip_discard(zip); }
  Shared(const Shared&) = delete;
  Shared& operator=(const Shared&) = delete;
  zip_t* const zip;
  // Of what is unpacked, however often a file is opened: each may be looked at and then taken in.
  std::uint64_t left = 2 * kMostPackedTogether;
};

Result<std::unique_ptr<Archive>> Archive::Open(BytesView file) {
  if (file.size() < kSmallest) return DamagedZip();  // which libzip takes for an empty one
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* const source = zip_source_buffer_create(file.data(), file.size(), 0, &error);
  if (source == nullptr) return DamagedZip();
  zip_t* const opened = zip_open_from_source(source, ZIP_RDONLY, &error);
  if (opened == nullptr) {
    zip_source_free(source);
    return DamagedZip();
  }
  std::unique_ptr<Archive> archive(new Archive(std::make_shared<Shared>(opened)));
  const zip_int64_t count = zip_get_num_entries(opened, 0);
  if (count > kMostPacked)
    return Fail(Code::kInvalid, "The ZIP has more than 2,000 files; part it.");
  std::set<std::string, std::less<>> names;
  std::uint64_t together = 0;
  for (zip_int64_t i = 0; i < count; ++i) {
    zip_stat_t stat;
    if (zip_stat_index(opened, static_cast<zip_uint64_t>(i), ZIP_FL_ENC_GUESS, &stat) != 0)
      return DamagedZip();
    TRY(CheckEntry(stat));
    together += stat.size;
    if (together > kMostPackedTogether)
      return Fail(Code::kInvalid, "The ZIP unpacks to more than 256 MB; part it.");
    const std::string_view name = stat.name;
    if (!names.emplace(name).second)
      return Fail(Code::kInvalid, "The ZIP has two files of one name; pack it again.");
    if (!name.ends_with('/')) ++archive->files_;
  }
  return archive;
}

Result<vault::Source> Archive::OpenFile(const std::string& name) const {
  zip_t* const zip = shared_->zip;
  const zip_int64_t at = zip_name_locate(zip, name.c_str(), ZIP_FL_ENC_GUESS);
  zip_stat_t stat;
  if (at < 0 || name.ends_with('/') ||
      zip_stat_index(zip, static_cast<zip_uint64_t>(at), 0, &stat) != 0)
    return Fail(Code::kNotFound, "The ZIP has no such file.");
  zip_file_t* const file = zip_fopen_index(zip, static_cast<zip_uint64_t>(at), 0);
  if (file == nullptr) return DamagedZip();
  const auto unpacking = std::make_shared<Unpacking>(shared_, file, stat.size, shared_->left);
  return vault::Source([unpacking](std::span<std::uint8_t> into) { return unpacking->Read(into); });
}

}  // namespace almoner::intake
