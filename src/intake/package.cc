#include "intake/package.h"

#include <array>

#include "intake/table.h"

namespace almoner::intake {
namespace {

constexpr zip_int64_t kMostParts = 5000;

std::unexpected<Error> Damaged() {
  return Fail(Code::kInvalid, "The workbook is damaged; open it and save it again.");
}

std::unexpected<Error> TooLarge() {
  return Fail(Code::kInvalid,
              "The workbook unpacks to more than 256 MB; divide it, or save the sheet as CSV.");
}

}  // namespace

Result<std::size_t> PartReader::Read(std::span<std::uint8_t> into) {
  const zip_int64_t got = zip_fread(file_.get(), into.data(), into.size());
  if (got < 0) return Damaged();
  // What the directory says of a part's size may be a lie: what comes out is what counts.
  if (static_cast<std::uint64_t>(got) > left_) return TooLarge();
  left_ -= static_cast<std::uint64_t>(got);
  return static_cast<std::size_t>(got);
}

Result<std::unique_ptr<Package>> Package::Open(BytesView file) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* const source = zip_source_buffer_create(file.data(), file.size(), 0, &error);
  if (source == nullptr) return Damaged();
  zip_t* const archive = zip_open_from_source(source, ZIP_RDONLY, &error);
  if (archive == nullptr) {
    zip_source_free(source);
    return Damaged();
  }
  std::unique_ptr<Package> package(new Package(archive));
  package->left_ = kMostUnpacked;
  if (zip_get_num_entries(archive, 0) > kMostParts)
    return Fail(Code::kInvalid, "The workbook has more parts than any that Excel makes.");
  return package;
}

bool Package::Has(const std::string& name) const {
  return zip_name_locate(archive_.get(), name.c_str(), ZIP_FL_NOCASE) >= 0;
}

Result<PartReader> Package::OpenPart(const std::string& name) {
  const zip_int64_t index = zip_name_locate(archive_.get(), name.c_str(), ZIP_FL_NOCASE);
  if (index < 0) return Fail(Code::kNotFound, "The workbook has no such part.");
  zip_stat_t stat;
  const auto at = static_cast<zip_uint64_t>(index);
  if (zip_stat_index(archive_.get(), at, 0, &stat) != 0) return Damaged();
  if ((stat.valid & ZIP_STAT_SIZE) != 0 && stat.size > left_) return TooLarge();
  if ((stat.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 && stat.encryption_method != ZIP_EM_NONE)
    return Fail(Code::kInvalid, "The workbook has a password; save it without one.");
  zip_file_t* const part = zip_fopen_index(archive_.get(), at, 0);
  if (part == nullptr) return Damaged();
  return PartReader(part, left_);
}

Status Package::ReadPart(const std::string& name, XmlReader::Handlers handlers) {
  if (!Has(name)) return {};
  PartReader part = TRY(OpenPart(name));
  XmlReader xml(std::move(handlers));
  std::array<std::uint8_t, 16384> piece{};
  while (true) {
    const std::size_t got = TRY(part.Read(piece));
    TRY(xml.Feed(BytesView(piece).first(got), got == 0));
    if (got == 0) return {};
  }
}

}  // namespace almoner::intake
