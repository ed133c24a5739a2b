#include "identity/normal_text.h"

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include <unicode/utf16.h>

#include <cstring>
#include <vector>

namespace almoner::identity {
namespace {

constexpr std::size_t kMost = 4096;
constexpr std::size_t kGrowth = 3;  // of UTF-16 under NFC or case folding (UAX 15, 9; UAX 21)

// UTF-16 that is wiped.
struct Units {
  explicit Units(std::size_t capacity) : units(capacity + 1) {}
  Units(const Units&) = delete;
  Units& operator=(const Units&) = delete;
  ~Units() { explicit_bzero(units.data(), units.size() * sizeof(UChar)); }
  [[nodiscard]] std::int32_t capacity() const { return static_cast<std::int32_t>(units.size()); }

  std::vector<UChar> units;
  std::int32_t size = 0;
};

Status Read(std::string_view text, Units& into) {
  if (!IsUtf8(text)) return Fail(Code::kInvalid, "The password is not text in UTF-8.");
  UErrorCode error = U_ZERO_ERROR;
  u_strFromUTF8(into.units.data(), into.capacity(), &into.size, text.data(),
                static_cast<std::int32_t>(text.size()), &error);
  CHECK(U_SUCCESS(error));
  return {};
}

// RFC 8265, 4.2.1 and 4.2.2: no control characters, none unassigned, one kind of space.
Status Prepare(Units& text) {
  for (std::int32_t at = 0; at < text.size;) {
    const std::int32_t from = at;
    UChar32 c = 0;
    U16_NEXT(text.units.data(), at, text.size, c);
    const std::int8_t type = u_charType(c);
    if (type == U_CONTROL_CHAR || type == U_UNASSIGNED)
      return Fail(Code::kInvalid,
                  "The password has a character in it that keyboards do not have, such as a tab; "
                  "type it again without.");
    if (type == U_SPACE_SEPARATOR) text.units[static_cast<std::size_t>(from)] = u' ';
  }
  return {};
}

void Normalise(const Units& from, Units& into) {
  UErrorCode error = U_ZERO_ERROR;
  const UNormalizer2* const nfc = unorm2_getNFCInstance(&error);
  into.size = unorm2_normalize(nfc, from.units.data(), from.size, into.units.data(),
                               into.capacity(), &error);
  CHECK(U_SUCCESS(error));
}

SecretBytes ToUtf8(const Units& text) {
  SecretBytes bytes(static_cast<std::size_t>(text.size) * 3 + 1);
  std::int32_t size = 0;
  UErrorCode error = U_ZERO_ERROR;
  u_strToUTF8(reinterpret_cast<char*>(bytes.mutable_span().data()),
              static_cast<std::int32_t>(bytes.size()), &size, text.units.data(), text.size, &error);
  CHECK(U_SUCCESS(error));
  bytes.Resize(static_cast<std::size_t>(size));
  return bytes;
}

}  // namespace

Result<SecretBytes> ToNfc(std::string_view text) {
  CHECK(text.size() <= kMost);
  Units typed(text.size()), normal(text.size() * kGrowth);
  TRY(Read(text, typed));
  TRY(Prepare(typed));
  Normalise(typed, normal);
  return ToUtf8(normal);
}

Result<SecretBytes> Folded(std::string_view text) {
  CHECK(text.size() <= kMost);
  Units typed(text.size()), folded(text.size() * kGrowth), normal(text.size() * kGrowth * kGrowth);
  TRY(Read(text, typed));
  TRY(Prepare(typed));
  UErrorCode error = U_ZERO_ERROR;
  folded.size = u_strFoldCase(folded.units.data(), folded.capacity(), typed.units.data(),
                              typed.size, U_FOLD_CASE_DEFAULT, &error);
  CHECK(U_SUCCESS(error));
  Normalise(folded, normal);
  return ToUtf8(normal);
}

}  // namespace almoner::identity
