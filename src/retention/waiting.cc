#include "retention/waiting.h"

#include <algorithm>

#include "account/account.h"

namespace almoner::retention {
namespace {

// Under a key that the database does not hold.
Bytes Hashed(const keys::Keys& keys, std::string_view kind, std::string_view value) {
  const crypto::Digest digest = keys.Suppressed(kind, value);
  return Bytes(digest.begin(), digest.end());
}

Bytes LinkHash(const keys::Keys& keys, std::string_view link) {
  return Hashed(keys, "pack-link", link);
}
Bytes CodeHash(const keys::Keys& keys, const std::string& pack, std::string_view code) {
  return Hashed(keys, "pack-code", pack + account::Tidy(code));
}

// What the parts are sealed under: the pack's key alone opens nothing.
SecretBytes WithCode(const SecretBytes& key, std::string_view code) {
  const std::string tidy = account::Tidy(code);
  crypto::Digest both = crypto::Hmac(key, {AsBytes("almoner waiting pack 1"), AsBytes(tidy)});
  return SecretBytes::CopyOf(BytesView(both));
}

Bytes PlaceOf(std::size_t part, std::size_t parts) {
  Writer out;
  out.U64(part).U64(parts);
  return std::move(out).bytes();
}

Bytes ColumnsOf(const WaitingPack& pack) {
  return keys::Columns(pack.id, pack.request, pack.link_hash, pack.code_hash, pack.parts,
                       pack.until, pack.taker, pack.taken);
}

// One row of: id, request, link_hash, code_hash, parts, until, taker, taken, stamp.
Result<WaitingPack> FromRow(const keys::Keys& keys, const store::Row& row) {
  WaitingPack pack{.id = TRY(row.As<WaitingId>(0)), .request = TRY(row.As<RequestId>(1))};
  pack.link_hash = TRY(row.Blob(2));
  pack.code_hash = TRY(row.Blob(3));
  pack.parts = TRY(row.Int(4));
  pack.until = TRY(row.At(5));
  if (!row.IsNull(6)) pack.taker = TRY(row.Blob(6));
  pack.taken = TRY(row.MaybeAt(7));
  TRY(keys::CheckStamp(keys, keys::Stamped::kWaitingPack, ColumnsOf(pack), TRY(row.Blob(8))));
  return pack;
}

Result<std::vector<WaitingPack>> FromRows(const keys::Keys& keys, const store::Rows& rows) {
  std::vector<WaitingPack> packs;
  for (const store::Row& row : rows) packs.push_back(TRY(FromRow(keys, row)));
  return packs;
}

// The parts, the key and the row; nothing rests on whether the row bears its stamp.
Status Drop(const keys::Change& change, const WaitingId& pack) {
  TRY(change.tx.Execute("DELETE FROM waiting_part WHERE pack = $1", pack));
  TRY(keys::Destroy(change.tx, pack.bytes()));
  return change.tx.ExecuteOne("DELETE FROM waiting_pack WHERE id = $1", pack);
}

Status DropEach(const keys::Change& change, const store::Rows& ids) {
  for (const store::Row& row : ids) TRY(Drop(change, TRY(row.As<WaitingId>(0))));
  return {};
}

// kConflict unless the row is as it was read.
Status StillAsRead(const keys::Change& change, const WaitingPack& pack) {
  const auto row = TRY(change.tx.Maybe(
      "SELECT id, request, link_hash, code_hash, parts, until, taker, taken, stamp FROM "
      "waiting_pack WHERE id = $1",
      pack.id));
  if (row && ColumnsOf(TRY(FromRow(change.keys, *row))) == ColumnsOf(pack)) return {};
  return Fail(Code::kConflict, "The pack is fetched, or gone, meanwhile.");
}

}  // namespace

PackSecrets NewPackSecrets(Random& random) {
  std::array<std::uint8_t, 16> link{};
  random.Fill(link);
  return {.link = Personal(ToHex(link)), .code = account::NewCode(random)};
}

Result<ReadyPack> SealPack(const keys::Keys& keys, const RequestId& request,
                           const PackSecrets& secrets, Time until, BytesView pack) {
  if (pack.size() > kMostWaiting)
    return Fail(Code::kConflict,
                "The pack is too large to be fetched from the website; give it by hand or by post.",
                Detail("bytes", static_cast<std::int64_t>(pack.size())));
  const WaitingId id = WaitingId::New(keys.random());
  auto made = TRY(keys.Make(id.bytes(), keys::Kind::kData));
  const SecretBytes key = WithCode(made.key, secrets.code.Expose());
  const std::size_t parts =
      std::max<std::size_t>(1, (pack.size() + kWaitingPart - 1) / kWaitingPart);
  ReadyPack ready{.id = id,
                  .request = request,
                  .link_hash = LinkHash(keys, secrets.link.Expose()),
                  .code_hash = CodeHash(keys, id.text(), secrets.code.Expose()),
                  .until = until,
                  .parts = {},
                  .key = std::move(made.wrapped)};
  for (std::size_t i = 0; i < parts; ++i) {
    const BytesView part =
        pack.subspan(i * kWaitingPart, std::min(kWaitingPart, pack.size() - i * kWaitingPart));
    ready.parts.push_back(
        keys.Seal(key, keys::SealedField::kWaitingPart, id.bytes(), PlaceOf(i, parts), part));
  }
  return ready;
}

Status InsertPack(const keys::Change& change, const ReadyPack& pack) {
  TRY(RemovePacksOf(change, pack.request));
  const WaitingPack row{.id = pack.id,
                        .request = pack.request,
                        .link_hash = pack.link_hash,
                        .code_hash = pack.code_hash,
                        .parts = std::ssize(pack.parts),
                        .until = pack.until};
  const auto stamp = keys::Stamp(change.keys, keys::Stamped::kWaitingPack, ColumnsOf(row));
  TRY(change.tx.ExecuteOne(
      "INSERT INTO waiting_pack (id, request, link_hash, code_hash, parts, until, taker, taken, "
      "stamp) VALUES ($1, $2, $3, $4, $5, $6, NULL, NULL, $7)",
      row.id, row.request, row.link_hash, row.code_hash, row.parts, row.until, BytesView(stamp)));
  for (std::size_t i = 0; i < pack.parts.size(); ++i)
    TRY(change.tx.ExecuteOne("INSERT INTO waiting_part (pack, part, sealed) VALUES ($1, $2, $3)",
                             row.id, static_cast<std::int64_t>(i), pack.parts[i]));
  return keys::Insert(change.tx, pack.id.bytes(), keys::Kind::kData, pack.key);
}

Result<std::optional<WaitingPack>> FindPack(store::ReadTx& tx, const keys::Keys& keys,
                                            std::string_view link) {
  const auto row = TRY(
      tx.Maybe("SELECT id, request, link_hash, code_hash, parts, until, taker, taken, stamp FROM "
               "waiting_pack WHERE link_hash = $1",
               LinkHash(keys, link)));
  if (!row) return std::optional<WaitingPack>();
  return std::optional(TRY(FromRow(keys, *row)));
}

Result<std::vector<WaitingPack>> PacksOf(store::ReadTx& tx, const keys::Keys& keys,
                                         const RequestId& request) {
  return FromRows(keys, TRY(tx.Query("SELECT id, request, link_hash, code_hash, parts, until, "
                                     "taker, taken, stamp FROM waiting_pack WHERE request = $1",
                                     request)));
}

Result<std::vector<WaitingPack>> SpentPacks(store::ReadTx& tx, const keys::Keys& keys, Time now) {
  return FromRows(keys,
                  TRY(tx.Query("SELECT id, request, link_hash, code_hash, parts, until, taker, "
                               "taken, stamp FROM waiting_pack WHERE until <= $1 OR taken <= $2",
                               now, now - kFetchAgain)));
}

bool IsCodeOf(const keys::Keys& keys, const std::optional<WaitingPack>& pack,
              std::string_view code) {
  static constexpr std::string_view kNone = "00000000000000000000000000000000";
  const Bytes given = CodeHash(keys, pack ? pack->id.text() : std::string(kNone), code);
  Bytes expected = pack ? pack->code_hash : Bytes();
  expected.resize(given.size());
  const bool same =
      SecretBytes::CopyOf(BytesView(given)) == SecretBytes::CopyOf(BytesView(expected));
  return same && pack.has_value();
}

Bytes TakerOf(const keys::Keys& keys, const WaitingPack& pack, BytesView who) {
  return Hashed(keys, "pack-taker", pack.id.text() + ToHex(who));
}

Result<Bytes> OpenPack(store::ReadTx& tx, const keys::Keys& keys, const WaitingPack& pack,
                       std::string_view code) {
  const auto wrapped = TRY(keys::Load(tx, pack.id.bytes(), keys::Kind::kData));
  const SecretBytes own = TRY(keys.Unwrap(pack.id.bytes(), keys::Kind::kData, wrapped));
  const SecretBytes key = WithCode(own, code);
  const auto parts = static_cast<std::size_t>(pack.parts);
  Bytes whole;
  for (std::size_t i = 0; i < parts; ++i) {
    const store::Row row =
        TRY(tx.One("SELECT sealed FROM waiting_part WHERE pack = $1 AND part = $2", pack.id,
                   static_cast<std::int64_t>(i)));
    const SecretBytes part = TRY(keys.Open(key, keys::SealedField::kWaitingPart, pack.id.bytes(),
                                           PlaceOf(i, parts), TRY(row.Blob(0))));
    const BytesView plain = part.view();
    whole.insert(whole.end(), plain.begin(), plain.end());
  }
  return whole;
}

Status TakePack(const keys::Change& change, const WaitingPack& pack, const Bytes& taker) {
  TRY(StillAsRead(change, pack));
  WaitingPack after = pack;
  if (!after.taken) after.taken = change.now;
  after.taker = taker;
  const auto stamp = keys::Stamp(change.keys, keys::Stamped::kWaitingPack, ColumnsOf(after));
  return change.tx.ExecuteOne(
      "UPDATE waiting_pack SET taker = $2, taken = $3, stamp = $4 WHERE id = $1", after.id,
      *after.taker, *after.taken, BytesView(stamp));
}

Status RemovePack(const keys::Change& change, const WaitingPack& pack) {
  TRY(StillAsRead(change, pack));
  return Drop(change, pack.id);
}

Status RemovePacksOf(const keys::Change& change, const RequestId& request) {
  return DropEach(change,
                  TRY(change.tx.Query("SELECT id FROM waiting_pack WHERE request = $1", request)));
}

Status CheckPackRows(store::ReadTx& tx, const keys::Keys& keys) {
  TRY(FromRows(keys, TRY(tx.Query("SELECT id, request, link_hash, code_hash, parts, until, taker, "
                                  "taken, stamp FROM waiting_pack"))));
  return {};
}

Status RemoveAllPacks(const keys::Change& change) {
  return DropEach(change, TRY(change.tx.Query("SELECT id FROM waiting_pack")));
}

}  // namespace almoner::retention
