#include "identity/authenticator_data.h"

#include "identity/cbor.h"

namespace almoner::identity {
namespace {

constexpr std::size_t kHash = 32;
constexpr std::size_t kAaguid = 16;
constexpr std::size_t kMostId = 1023;

enum Flag : std::uint8_t {
  kUserPresent = 0x01,
  kUserVerified = 0x04,
  kBackupEligible = 0x08,
  kBackedUp = 0x10,
  kAttested = 0x40,
  kExtensions = 0x80,
};

// RFC 9052, 7.1, and RFC 9053, 7.
constexpr std::int64_t kKeyType = 1, kAlgorithm = 3, kCurve = -1, kX = -2, kY = -3;
constexpr std::int64_t kModulus = -1, kExponent = -2;  // RFC 8230, 4
constexpr std::int64_t kOkp = 1, kEc2 = 2, kRsa = 3;
constexpr std::int64_t kP256 = 1, kEd25519 = 6;
constexpr std::int64_t kEs256 = -7, kEdDsa = -8, kRs256 = -257;

std::unexpected<Error> BadKey() {
  return Fail(Code::kInvalid, "The passkey's public key is of a kind that was not asked for.");
}

Result<std::int64_t> IntegerAt(const CborItem& map, std::int64_t name) {
  const CborItem* const item = map.At(name);
  if (item == nullptr || item->kind != CborItem::Kind::kInteger) return BadKey();
  return item->integer;
}

Result<BytesView> StringAt(const CborItem& map, std::int64_t name) {
  const CborItem* const item = map.At(name);
  if (item == nullptr || item->kind != CborItem::Kind::kBytes) return BadKey();
  return item->bytes;
}

Result<CoseKey> Ec2(const CborItem& map) {
  if (TRY(IntegerAt(map, kAlgorithm)) != kEs256 || TRY(IntegerAt(map, kCurve)) != kP256)
    return BadKey();
  PublicKey key = TRY(PublicKey::P256(TRY(StringAt(map, kX)), TRY(StringAt(map, kY))));
  return CoseKey{.algorithm = Algorithm::kEs256, .key = std::move(key)};
}

Result<CoseKey> Okp(const CborItem& map) {
  if (TRY(IntegerAt(map, kAlgorithm)) != kEdDsa || TRY(IntegerAt(map, kCurve)) != kEd25519)
    return BadKey();
  PublicKey key = TRY(PublicKey::Ed25519(TRY(StringAt(map, kX))));
  return CoseKey{.algorithm = Algorithm::kEdDsa, .key = std::move(key)};
}

Result<CoseKey> Rsa(const CborItem& map) {
  if (TRY(IntegerAt(map, kAlgorithm)) != kRs256) return BadKey();
  PublicKey key = TRY(PublicKey::Rsa(TRY(StringAt(map, kModulus)), TRY(StringAt(map, kExponent))));
  return CoseKey{.algorithm = Algorithm::kRs256, .key = std::move(key)};
}

std::unexpected<Error> BadData() {
  return Fail(Code::kInvalid, "The authenticator's data is cut short, or not as its flags say.");
}

// 6.5.1: aaguid, the id with its length, the key, whose CBOR says itself where it ends.
Result<AttestedCredential> TakeCredential(BytesView& rest) {
  Reader reader(rest);
  if (!reader.Raw(kAaguid)) return BadData();
  const auto size = reader.U16();
  if (!size || *size == 0 || *size > kMostId) return BadData();
  const auto id = reader.Raw(*size);
  if (!id) return BadData();
  const BytesView behind = rest.last(reader.left());
  const CborParsed key = TRY(ParseCbor(behind));
  rest = behind.subspan(key.size);
  return AttestedCredential{.id = *id, .public_key = behind.first(key.size)};
}

}  // namespace

Result<AuthenticatorData> ParseAuthenticatorData(BytesView bytes) {
  Reader reader(bytes);
  const auto hash = reader.Raw(kHash);
  const auto flags = reader.U8();
  const auto count = reader.U32();
  if (!hash || !flags || !count) return BadData();
  AuthenticatorData data{.rp_id_hash = *hash,
                         .user_present = (*flags & kUserPresent) != 0,
                         .user_verified = (*flags & kUserVerified) != 0,
                         .backup_eligible = (*flags & kBackupEligible) != 0,
                         .backed_up = (*flags & kBackedUp) != 0,
                         .sign_count = *count};
  if (data.backed_up && !data.backup_eligible) return BadData();  // 6.1.3
  BytesView rest = bytes.last(reader.left());
  if ((*flags & kAttested) != 0) data.credential = TRY(TakeCredential(rest));
  if ((*flags & kExtensions) != 0) {
    const CborParsed extensions = TRY(ParseCbor(rest));
    if (extensions.item.kind != CborItem::Kind::kMap) return BadData();
    rest = rest.subspan(extensions.size);
  }
  if (!rest.empty()) return BadData();
  return data;
}

Result<CoseKey> ParseCoseKey(BytesView bytes) {
  const CborItem map = TRY(ParseWholeCbor(bytes));
  switch (TRY(IntegerAt(map, kKeyType))) {
    case kEc2:
      return Ec2(map);
    case kOkp:
      return Okp(map);
    case kRsa:
      return Rsa(map);
    default:
      return BadKey();
  }
}

}  // namespace almoner::identity
