// For this folder only: the parts of a workbook, unpacked from its ZIP piece by piece.
#pragma once

#include <zip.h>

#include <memory>
#include <string>

#include "intake/xml.h"

namespace almoner::intake {

// One part while it is unpacked.
class PartReader {
 public:
  // Less than asked only at the end.
  Result<std::size_t> Read(std::span<std::uint8_t> into);

 private:
  friend class Package;
  struct Close {
    void operator()(zip_file_t* file) const { zip_fclose(file); }
  };
  PartReader(zip_file_t* file, std::uint64_t& left) : file_(file), left_(left) {}
  std::unique_ptr<zip_file_t, Close> file_;
  std::uint64_t& left_;  // of kMostUnpacked, for all parts together
};

// A ZIP in memory, which outlives this.
class Package {
 public:
  static Result<std::unique_ptr<Package>> Open(BytesView file);
  // kNotFound: it has no such part.
  Result<PartReader> OpenPart(const std::string& name);
  // A whole part through the handlers; nothing happens where there is none.
  Status ReadPart(const std::string& name, XmlReader::Handlers handlers);
  [[nodiscard]] bool Has(const std::string& name) const;

 private:
  struct Discard {
    void operator()(zip_t* archive) const { zip_discard(archive); }
  };
  explicit Package(zip_t* archive) : archive_(archive) {}
  std::unique_ptr<zip_t, Discard> archive_;
  std::uint64_t left_;
};

}  // namespace almoner::intake
