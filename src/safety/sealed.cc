#include "safety/sealed.h"

#include <algorithm>

namespace almoner::safety {
namespace {

constexpr std::uint8_t kFormat = 1;

template <std::size_t kSize>
void PutSet(Writer& out, const std::bitset<kSize>& set) {
  out.U32(static_cast<std::uint32_t>(set.to_ulong()));
}
template <std::size_t kSize>
Result<std::bitset<kSize>> TakeSet(Reader& in) {
  const std::uint32_t bits = TRY(in.U32());
  if ((bits >> kSize) != 0) return Fail(Code::kCorrupt, "A stored choice is unknown.");
  return std::bitset<kSize>(bits);
}

Result<std::string> TakeText(Reader& in) { return std::string(AsText(TRY(in.Sized()))); }

void PutLines(Writer& out, const std::vector<std::string>& lines) {
  out.U32(static_cast<std::uint32_t>(lines.size()));
  for (const std::string& line : lines) out.Sized(line);
}
Result<std::vector<std::string>> TakeLines(Reader& in) {
  const std::uint32_t count = TRY(in.U32());
  std::vector<std::string> lines;
  for (std::uint32_t i = 0; i < count; ++i) lines.push_back(TRY(TakeText(in)));
  return lines;
}

void PutSaid(Writer& out, const Said& said) {
  keys::PutColumn(out, said.by);
  keys::PutColumn(out, said.at);
  out.Sized(said.review ? ToText(*said.review) : std::string());
}
Result<Said> TakeSaid(Reader& in) {
  Said said;
  said.by = TRY(keys::TakeColumn<std::optional<StaffId>>(in));
  said.at = TRY(keys::TakeColumn<Time>(in));
  if (const std::string review = TRY(TakeText(in)); !review.empty())
    said.review = TRY(ParseDate(review));
  return said;
}

void PutMarker(Writer& out, const Marker& marker) {
  PutSet(out, marker.never);
  out.U8(marker.hide_address ? 1 : 0);
  PutLines(out, marker.hidden);
  PutLines(out, marker.never_told);
  out.Sized(marker.how).Sized(marker.code_word).Sized(marker.why);
  PutSaid(out, marker.said);
}
Result<Marker> TakeMarker(Reader& in) {
  Marker marker;
  marker.never = TRY(TakeSet<kChannels>(in));
  marker.hide_address = TRY(in.U8()) == 1;
  marker.hidden = TRY(TakeLines(in));
  marker.never_told = TRY(TakeLines(in));
  marker.how = TRY(TakeText(in));
  marker.code_word = TRY(TakeText(in));
  marker.why = TRY(TakeText(in));
  marker.said = TRY(TakeSaid(in));
  return marker;
}

void PutNeeds(Writer& out, const Needs& needs) {
  PutSet(out, needs.needs);
  out.Sized(needs.language).Sized(needs.words).U8(needs.shared ? 1 : 0);
  PutSaid(out, needs.said);
}
Result<Needs> TakeNeeds(Reader& in) {
  Needs needs;
  needs.needs = TRY(TakeSet<kNeeds>(in));
  needs.language = TRY(TakeText(in));
  needs.words = TRY(TakeText(in));
  needs.shared = TRY(in.U8()) == 1;
  needs.said = TRY(TakeSaid(in));
  return needs;
}

bool Fits(const std::string& text) { return text.size() <= kMostText && IsUtf8(text); }
bool Fits(const std::vector<std::string>& lines) {
  return lines.size() <= kMostLines &&
         std::ranges::all_of(lines, [](const std::string& line) { return Fits(line); });
}
bool Fits(const Marker& marker) {
  return Fits(marker.hidden) && Fits(marker.never_told) && Fits(marker.how) &&
         Fits(marker.code_word) && Fits(marker.why);
}

}  // namespace

Result<Bytes> Encode(const Reaching& reaching) {
  const bool fits =
      (!reaching.marker || Fits(*reaching.marker)) &&
      (!reaching.needs || (Fits(reaching.needs->language) && Fits(reaching.needs->words)));
  if (!fits)
    return Fail(Code::kInvalid,
                "This is too long, or not UTF-8: at most 2,000 characters each, and 50 lines.");
  Writer plain;
  plain.U8(reaching.marker ? 1 : 0);
  if (reaching.marker) PutMarker(plain, *reaching.marker);
  plain.U8(reaching.needs ? 1 : 0);
  if (reaching.needs) PutNeeds(plain, *reaching.needs);
  Writer out;
  out.U8(kFormat).Sized(plain.bytes());
  Bytes bytes = std::move(out).bytes();
  bytes.resize((bytes.size() + kPadding - 1) / kPadding * kPadding);
  return bytes;
}

Result<Reaching> Decode(BytesView plain) {
  Reader outer(plain);
  if (TRY(outer.U8()) != kFormat)
    return Fail(Code::kCorrupt, "How somebody is reached is in an unknown format.");
  Reader in(TRY(outer.Sized()));
  Reaching reaching;
  if (TRY(in.U8()) == 1) reaching.marker = TRY(TakeMarker(in));
  if (TRY(in.U8()) == 1) reaching.needs = TRY(TakeNeeds(in));
  TRY(in.Done());
  return reaching;
}

}  // namespace almoner::safety
