#include "keys/kit.h"

#include <algorithm>

#include "crypto/shamir.h"

namespace almoner::keys {
namespace {

constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";  // Crockford's Base32
constexpr std::uint8_t kVersion = 1;
constexpr std::size_t kPart = 32;
constexpr std::size_t kCheck = 4;
constexpr std::size_t kPayload = 1 + 16 + 2 + 1 + 1 + 1 + 4 + kPart + kCheck;
constexpr std::size_t kInLine = 20;     // characters that carry the share
constexpr std::size_t kWholeLine = 22;  // and two that check them
constexpr unsigned kPrime = 1021;       // the largest below 32 * 32
constexpr std::string_view kSealHeader = "almoner recovery 1";
static_assert((kPayload * 8 + 4) / 5 == kInLine * kShareLines);

std::array<std::uint8_t, 4> MarkOf(const crypto::BoxPublicKey& key) {
  const crypto::Digest digest = crypto::Sha256({AsBytes("almoner recovery key 1"), key});
  return {digest[0], digest[1], digest[2], digest[3]};
}

crypto::Digest CheckOf(BytesView head) {
  return crypto::Sha256({AsBytes("almoner recovery share 1"), head});
}

// Finds one wrong character and two that changed places, in a line or whole lines; the check over
// the whole share finds the rest.
unsigned LineCheck(std::size_t line, std::span<const std::uint8_t> digits) {
  unsigned check = static_cast<unsigned>(line) + 1;
  for (const std::uint8_t digit : digits) check = (check * 32 + digit) % kPrime;
  return check;
}

// Bits from the left, the last five filled up with zeros.
Bytes ToDigits(BytesView bytes) {
  Bytes digits(kInLine * kShareLines);
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit)
    if ((bytes[bit / 8] >> (7 - bit % 8) & 1U) != 0)
      digits[bit / 5] |= static_cast<std::uint8_t>(16U >> (bit % 5));
  return digits;
}

SecretBytes FromDigits(std::span<const std::uint8_t> digits) {
  SecretBytes bytes(kPayload);
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit)
    if ((digits[bit / 5] >> (4 - bit % 5) & 1U) != 0)
      bytes.mutable_span()[bit / 8] |= static_cast<std::uint8_t>(128U >> (bit % 8));
  return bytes;
}

// What a word processor makes of a dash or a blank becomes a blank.
std::string Plain(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::string_view rest = text.substr(i);
    if (rest.starts_with("\xE2\x80") && rest.size() >= 3) {
      plain += ' ';
      i += 2;
    } else if (rest.starts_with("\xC2\xA0")) {
      plain += ' ';
      i += 1;
    } else {
      plain += text[i];
    }
  }
  return plain;
}

Result<Bytes> DigitsOf(std::string_view text) {
  Bytes digits;
  for (char c : text) {
    if (std::string_view(" -_.\t\r\n").contains(c)) continue;
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    if (c == 'O') c = '0';
    if (c == 'I' || c == 'L') c = '1';
    if (c == 'U')
      return Fail(Code::kInvalid,
                  "The letter U is in no recovery sheet; look again: it may be a V.");
    const std::size_t value = kAlphabet.find(c);
    if (value == std::string_view::npos)
      return Fail(Code::kInvalid,
                  "There is a character that no recovery sheet holds; type only the letters and "
                  "digits of the large groups.");
    digits.push_back(static_cast<std::uint8_t>(value));
  }
  return digits;
}

// As five lines where it was typed so: then a line that is too short or too long can be named.
Result<std::vector<Bytes>> LinesOf(std::string_view typed) {
  const std::string text = Plain(typed);
  std::vector<Bytes> lines;
  for (std::size_t from = 0; from < text.size();) {
    const std::size_t end = std::min(text.find('\n', from), text.size());
    Bytes digits = TRY(DigitsOf(std::string_view(text).substr(from, end - from)));
    if (!digits.empty()) lines.push_back(std::move(digits));
    from = end + 1;
  }
  if (lines.size() == kShareLines) return lines;
  Bytes all;
  for (const Bytes& line : lines) all.insert(all.end(), line.begin(), line.end());
  if (all.size() != kWholeLine * kShareLines)
    return Fail(Code::kInvalid,
                "A recovery sheet has five lines of 22 characters; type each on a line of its own.",
                Detail("characters", static_cast<std::int64_t>(all.size())));
  lines.clear();
  for (std::size_t i = 0; i < kShareLines; ++i) {
    const auto first = all.begin() + static_cast<std::ptrdiff_t>(i * kWholeLine);
    lines.emplace_back(first, first + static_cast<std::ptrdiff_t>(kWholeLine));
  }
  return lines;
}

Result<Bytes> CheckedDigits(std::string_view typed) {
  std::vector<Bytes> lines = TRY(LinesOf(typed));
  Bytes digits;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const auto number = static_cast<std::int64_t>(i + 1);
    // As the sheet numbers its lines.
    if (lines[i].size() == kWholeLine + 1 && lines[i].front() == i + 1)
      lines[i].erase(lines[i].begin());
    if (lines[i].size() != kWholeLine)
      return Fail(Code::kInvalid, "This line of the sheet is too short or too long; type it again.",
                  Detail("line", number), Detail("characters", std::ssize(lines[i])));
    const std::span data = std::span(lines[i]).first(kInLine);
    if (LineCheck(i, data) != lines[i][kInLine] * 32U + lines[i][kInLine + 1])
      return Fail(Code::kInvalid,
                  "This line of the sheet is mistyped, or not in its place; type it again.",
                  Detail("line", number));
    digits.insert(digits.end(), data.begin(), data.end());
  }
  return digits;
}

Status CheckPlan(const KitPlan& plan) {
  if (plan.threshold < 2 || plan.threshold > plan.shares || plan.shares > kMostTrustees)
    return Fail(Code::kInvalid,
                "A recovery kit is for 2 to 16 trustees, of whom at least 2 open it together.");
  return {};
}

bool SameKit(const KitShare& a, const KitShare& b) {
  return a.home == b.home && a.kit == b.kit && a.mark == b.mark && a.plan.shares == b.plan.shares &&
         a.plan.threshold == b.plan.threshold;
}

}  // namespace

Result<Kit> MakeKit(const HomeId& home, int number, const KitPlan& plan, Random& random) {
  TRY(CheckPlan(plan));
  if (number < 1 || number > UINT16_MAX)
    return Fail(Code::kInvalid, "Recovery kits are numbered from 1 to 65535.");
  const crypto::BoxKey key = crypto::BoxKey::New(random);
  Kit kit{.home = home,
          .number = static_cast<std::uint16_t>(number),
          .plan = plan,
          .public_key = key.public_key(),
          .shares = {}};
  for (crypto::Share& share : crypto::Split(key.secret(), plan.shares, plan.threshold, random))
    kit.shares.push_back({.home = home,
                          .kit = kit.number,
                          .number = share.number,
                          .plan = plan,
                          .mark = MarkOf(kit.public_key),
                          .part = std::move(share.bytes)});
  return kit;
}

std::vector<std::string> ShareLines(const KitShare& share) {
  Writer out;
  out.U8(kVersion).Raw(share.home.bytes()).U16(share.kit);
  out.U8(static_cast<std::uint8_t>(share.number));
  out.U8(static_cast<std::uint8_t>(share.plan.threshold));
  out.U8(static_cast<std::uint8_t>(share.plan.shares));
  out.Raw(share.mark).Raw(share.part.view());
  const crypto::Digest check = CheckOf(out.bytes());
  out.Raw(BytesView(check).first(kCheck));
  const Bytes digits = ToDigits(out.bytes());
  std::vector<std::string> lines(kShareLines);
  for (std::size_t i = 0; i < kShareLines; ++i) {
    const std::span data = std::span(digits).subspan(i * kInLine, kInLine);
    for (std::size_t at = 0; at < data.size(); ++at) {
      if (at > 0 && at % 5 == 0) lines[i] += ' ';
      lines[i] += kAlphabet[data[at]];
    }
    const unsigned line_check = LineCheck(i, data);
    lines[i] += ' ';
    lines[i] += kAlphabet[line_check / 32];
    lines[i] += kAlphabet[line_check % 32];
  }
  return lines;
}

Result<KitShare> ReadShare(std::string_view text) {
  const Bytes digits = TRY(CheckedDigits(text));
  const SecretBytes bytes = FromDigits(digits);
  Reader in(bytes.view());
  if (TRY(in.U8()) != kVersion)
    return Fail(Code::kInvalid,
                "This is not a recovery sheet that this program knows; use the newest program.");
  KitShare share{.home = TRY(HomeId::From(TRY(in.Raw(HomeId::kSize)))), .part = {}};
  share.kit = TRY(in.U16());
  share.number = TRY(in.U8());
  share.plan.threshold = TRY(in.U8());
  share.plan.shares = TRY(in.U8());
  const BytesView mark = TRY(in.Raw(share.mark.size()));
  std::copy_n(mark.begin(), share.mark.size(), share.mark.begin());
  share.part = SecretBytes::CopyOf(TRY(in.Raw(kPart)));
  const crypto::Digest check = CheckOf(bytes.view().first(kPayload - kCheck));
  if (!SameBytes(TRY(in.Raw(kCheck)), BytesView(check).first(kCheck)) || digits.back() % 16 != 0 ||
      !CheckPlan(share.plan) || share.number < 1 || share.number > share.plan.shares)
    return Fail(Code::kInvalid,
                "The lines are each well-formed, and together they are no recovery sheet: some are "
                "of another sheet, or two groups changed places. Type the sheet again.");
  return share;
}

Result<OpenedKit> OpenKit(std::span<const KitShare> shares) {
  if (shares.empty()) return Fail(Code::kInvalid, "Give the recovery sheets of the kit.");
  const KitShare& first = shares.front();
  std::vector<crypto::Share> parts;
  for (const KitShare& share : shares) {
    if (!SameKit(share, first))
      return Fail(
          Code::kInvalid,
          "These recovery sheets are of different kits; use sheets with the same kit number "
          "and home.",
          Detail("kit", first.kit), Detail("other kit", share.kit));
    if (std::ranges::find(parts, share.number, &crypto::Share::number) != parts.end())
      return Fail(Code::kInvalid, "The same recovery sheet was given twice; another is needed.",
                  Detail("sheet", share.number));
    parts.push_back(
        {.number = static_cast<std::uint8_t>(share.number), .bytes = share.part.Clone()});
  }
  if (std::ssize(parts) < first.plan.threshold)
    return Fail(Code::kInvalid, "More recovery sheets of this kit are needed.",
                Detail("given", std::ssize(parts)), Detail("needed", first.plan.threshold));
  crypto::BoxKey key = TRY(crypto::BoxKey::FromSecret(TRY(crypto::Combine(parts))));
  if (MarkOf(key.public_key()) != first.mark)
    return Fail(Code::kCorrupt, "These recovery sheets do not belong together; try another pair.");
  return OpenedKit{.home = first.home, .number = first.kit, .key = std::move(key)};
}

Result<Bytes> SealForKit(const crypto::BoxPublicKey& key, const HomeId& home, BytesView plaintext) {
  const std::size_t head = kSealHeader.size() + HomeId::kSize;
  SecretBytes whole(head + plaintext.size());
  const std::span<std::uint8_t> out = whole.mutable_span();
  std::ranges::copy(AsBytes(kSealHeader), out.begin());
  std::ranges::copy(home.bytes(), out.subspan(kSealHeader.size()).begin());
  std::ranges::copy(plaintext, out.subspan(head).begin());
  return crypto::SealTo(key, whole.view());
}

Result<SecretBytes> OpenForKit(const OpenedKit& kit, BytesView sealed) {
  const SecretBytes whole = TRY(kit.key.Open(sealed));
  const std::size_t head = kSealHeader.size() + HomeId::kSize;
  if (whole.size() < head || whole.text().substr(0, kSealHeader.size()) != kSealHeader ||
      !SameBytes(whole.view().subspan(kSealHeader.size(), HomeId::kSize), kit.home.bytes()))
    return Fail(Code::kCorrupt, "This copy was sealed for another home, or for something else.");
  return SecretBytes::CopyOf(whole.view().subspan(head));
}

}  // namespace almoner::keys
