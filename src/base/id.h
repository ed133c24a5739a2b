// Identifiers: 128 random bits, so that an id tells nothing (not even when someone came).
// Each kind of thing has a type of its own; one cannot be given for another.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/random.h"
#include "base/result.h"

namespace almoner {

template <class Tag>
class Id {
 public:
  static constexpr std::size_t kSize = 16;
  static Id New(Random& random) {
    Id id;
    random.Fill(id.bytes_);
    return id;
  }
  // From a database column; kCorrupt when it is not 16 bytes.
  static Result<Id> From(BytesView bytes) {
    if (bytes.size() != kSize) return Fail(Code::kCorrupt, "A stored id does not have 16 bytes.");
    Id id;
    std::copy(bytes.begin(), bytes.end(), id.bytes_.begin());
    return id;
  }
  // From text that someone gave: 32 hexadecimal digits.
  static Result<Id> Parse(std::string_view text) {
    if (text.size() != 2 * kSize) return Fail(Code::kInvalid, "An id is 32 hexadecimal digits.");
    return From(TRY(FromHex(text)));
  }

  [[nodiscard]] BytesView bytes() const { return bytes_; }
  [[nodiscard]] std::string text() const { return ToHex(bytes_); }
  friend auto operator<=>(const Id&, const Id&) = default;

 private:
  Id() = default;
  std::array<std::uint8_t, kSize> bytes_{};
};

using SubjectId = Id<struct SubjectTag>;    // a data subject
using RecordId = Id<struct RecordTag>;      // one sealed record about one or more data subjects
using StaffId = Id<struct StaffTag>;        // a staff account
using EntryId = Id<struct EntryTag>;        // an audit entry
using RequestId = Id<struct RequestTag>;    // a rights request
using EventId = Id<struct EventTag>;        // an event of any register
using HomeId = Id<struct HomeTag>;          // this installation
using DocumentId = Id<struct DocumentTag>;  // the file that a document's bytes stand in
using BackupId = Id<struct BackupTag>;      // one backup

template <class Tag>
Detail IdDetail(Literal name, const Id<Tag>& id) {
  return Detail::Id(name, id.text());
}

}  // namespace almoner
