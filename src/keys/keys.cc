#include "keys/keys.h"

#include <array>

#include "base/ablation.h"
#include "crypto/aead.h"

namespace almoner::keys {
namespace {

constexpr std::int64_t kRewrapBatch = 500;

Bytes KeyPlace(Kind kind, const WrappedKey& key) {
  Writer more;
  more.U8(static_cast<std::uint8_t>(kind))
      .U64(static_cast<std::uint64_t>(key.generation))
      .U64(static_cast<std::uint64_t>(key.epoch));
  return std::move(more).bytes();
}

Result<Kind> ParseKind(std::string_view name) {
  for (const Kind kind : {Kind::kData, Kind::kAudit, Kind::kEvidence})
    if (Name(kind) == name) return kind;
  return Fail(Code::kCorrupt, "A stored key is of an unknown kind.");
}

Result<WrappedKey> FromRow(const store::Row& row) {
  return WrappedKey{
      .generation = TRY(row.Int(0)), .epoch = TRY(row.Int(1)), .wrapped = TRY(row.Blob(2))};
}

struct Owned {
  Bytes owner;
  Kind kind;
  WrappedKey key;
};

Result<std::vector<Owned>> OldKeys(store::Store& store, std::int64_t current) {
  return store.Read([&](store::ReadTx& tx) -> Result<std::vector<Owned>> {
    std::vector<Owned> all;
    for (const store::Row& row : TRY(tx.Query(
             "SELECT generation, epoch, wrapped, owner, kind FROM wrapped_key WHERE epoch < $1 "
             "ORDER BY epoch, owner LIMIT $2",
             current, kRewrapBatch)))
      all.push_back({.owner = TRY(row.Blob(3)),
                     .kind = TRY(ParseKind(TRY(row.Text(4)))),
                     .key = TRY(FromRow(row))});
    return all;
  });
}

// For the ablation alone: what sealing adds to the length, and a digest that only tells rows apart.
constexpr std::size_t kSealed = 28;
crypto::Digest TellApart(BytesView row) {
  crypto::Digest digest{};
  std::array<std::uint64_t, 4> lanes = {0xcbf29ce484222325U, 1, 2, 3};
  for (std::size_t i = 0; i < row.size(); ++i)
    lanes[i % 4] = (lanes[i % 4] ^ row[i] ^ (lanes[(i + 1) % 4] >> 32U)) * 1099511628211U;
  for (std::size_t i = 0; i < digest.size(); ++i)
    digest[i] = static_cast<std::uint8_t>(lanes[i / 8] >> (i % 8 * 8));
  return digest;
}

}  // namespace

std::string_view Name(Kind kind) {
  switch (kind) {
    case Kind::kData:
      return "data";
    case Kind::kAudit:
      return "audit";
    case Kind::kEvidence:
      return "evidence";
  }
  std::unreachable();
}

Bytes Keys::Place(SealedField field, BytesView row, BytesView more) const {
  Writer out;
  out.Raw(AsBytes("almoner1")).Raw(home_.bytes()).U16(static_cast<std::uint16_t>(field));
  out.Sized(row).Sized(more);
  return std::move(out).bytes();
}

Bytes Keys::Seal(const SecretBytes& key, SealedField field, BytesView row, BytesView more,
                 BytesView plain) const {
  if (ablation::Without(ablation::Part::kSealing)) {
    Bytes copy(kSealed);
    copy.insert(copy.end(), plain.begin(), plain.end());
    return copy;
  }
  return crypto::Seal(key, Place(field, row, more), plain, random_);
}

Result<SecretBytes> Keys::Open(const SecretBytes& key, SealedField field, BytesView row,
                               BytesView more, BytesView sealed) const {
  if (ablation::Without(ablation::Part::kSealing))
    return SecretBytes::CopyOf(sealed.subspan(kSealed));
  return crypto::Open(key, Place(field, row, more), sealed);
}

Result<WrappedKey> Keys::Wrap(BytesView owner, Kind kind, std::int64_t generation,
                              const SecretBytes& key) const {
  WrappedKey made{.generation = generation, .epoch = ledger_.CurrentEpoch(), .wrapped = {}};
  const SecretBytes epoch = TRY(ledger_.EpochKey(made.epoch));
  made.wrapped = Seal(epoch, SealedField::kWrappedKey, owner, KeyPlace(kind, made), key.view());
  return made;
}

Result<Keys::Made> Keys::Make(BytesView owner, Kind kind, std::int64_t generation) const {
  SecretBytes key = crypto::NewKey(random_);
  WrappedKey wrapped = TRY(Wrap(owner, kind, generation, key));
  return Made{.key = std::move(key), .wrapped = std::move(wrapped)};
}

Result<SecretBytes> Keys::Unwrap(BytesView owner, Kind kind, const WrappedKey& wrapped) const {
  const SecretBytes epoch = TRY(ledger_.EpochKey(wrapped.epoch));
  return Open(epoch, SealedField::kWrappedKey, owner, KeyPlace(kind, wrapped), wrapped.wrapped);
}

crypto::Digest Keys::Stamp(BytesView row) const {
  if (ablation::Without(ablation::Part::kStamps)) return TellApart(row);
  return crypto::Hmac(stamp_key_, {AsBytes("almoner1"), home_.bytes(), row});
}

crypto::Digest Keys::Suppressed(std::string_view kind, std::string_view value) const {
  const std::uint8_t zero = 0;
  return crypto::Hmac(ledger_.SuppressionKey(), {AsBytes("almoner1"), home_.bytes(), AsBytes(kind),
                                                 BytesView(&zero, 1), AsBytes(value)});
}

Bytes Keys::Token(std::string_view kind, std::string_view value, std::size_t size) const {
  const std::uint8_t zero = 0;
  const crypto::Digest digest =
      crypto::Hmac(ledger_.IndexKey(), {AsBytes(kind), BytesView(&zero, 1), AsBytes(value)});
  CHECK(size <= digest.size());
  return {digest.begin(), digest.begin() + static_cast<std::ptrdiff_t>(size)};
}

Status CheckEpoch(store::ReadTx& tx, std::int64_t epoch) {
  if (TRY(tx.Maybe("SELECT 1 FROM key_epoch WHERE epoch > $1 LIMIT 1", epoch)))
    return Fail(Code::kConflict, "The keys were rotated meanwhile; try again.");
  return {};
}

Status Insert(store::Tx& tx, BytesView owner, Kind kind, const WrappedKey& key) {
  TRY(CheckEpoch(tx, key.epoch));
  return tx.ExecuteOne(
      "INSERT INTO wrapped_key (owner, kind, generation, epoch, wrapped) "
      "VALUES ($1, $2, $3, $4, $5)",
      owner, Name(kind), key.generation, key.epoch, key.wrapped);
}

Status CloseOlderEpochs(store::Store& store, std::int64_t epoch) {
  return store.Write([&](store::Tx& tx) -> Status {
    TRY(tx.Execute("INSERT INTO key_epoch (epoch) VALUES ($1) ON CONFLICT DO NOTHING", epoch));
    return {};
  });
}

Result<WrappedKey> Load(store::ReadTx& tx, BytesView owner, Kind kind) {
  return FromRow(TRY(
      tx.One("SELECT generation, epoch, wrapped FROM wrapped_key WHERE owner = $1 AND kind = $2 "
             "ORDER BY generation DESC LIMIT 1",
             owner, Name(kind))));
}

Result<WrappedKey> LoadGeneration(store::ReadTx& tx, BytesView owner, Kind kind,
                                  std::int64_t generation) {
  return FromRow(TRY(
      tx.One("SELECT generation, epoch, wrapped FROM wrapped_key WHERE owner = $1 AND kind = $2 "
             "AND generation = $3",
             owner, Name(kind), generation)));
}

Status Destroy(store::Tx& tx, BytesView owner) {
  TRY(tx.Execute("DELETE FROM wrapped_key WHERE owner = $1", owner));
  return {};
}

Status OpenAll(store::ReadTx& tx, const Keys& keys, Bytes& owner) {
  std::string kind;
  std::int64_t generation = 0;
  while (true) {
    const store::Rows rows = TRY(tx.Query(
        "SELECT generation, epoch, wrapped, owner, kind FROM wrapped_key WHERE "
        "(owner, kind, generation) > ($1, $2, $3) ORDER BY owner, kind, generation LIMIT $4",
        owner, kind, generation, kRewrapBatch));
    for (const store::Row& row : rows) {
      owner = TRY(row.Blob(3));
      kind = TRY(row.Text(4));
      const WrappedKey key = TRY(FromRow(row));
      generation = key.generation;
      TRY(keys.Unwrap(owner, TRY(ParseKind(kind)), key));
    }
    if (std::ssize(rows) < kRewrapBatch) return {};
  }
}

Result<std::int64_t> Rewrap(store::Store& store, const Keys& keys) {
  const std::int64_t current = keys.ledger().CurrentEpoch();
  std::int64_t done = 0;
  while (true) {
    std::vector<Owned> batch = TRY(OldKeys(store, current));
    if (batch.empty()) return done;
    for (Owned& item : batch) {
      const SecretBytes key = TRY(keys.Unwrap(item.owner, item.kind, item.key));
      item.key = TRY(keys.Wrap(item.owner, item.kind, item.key.generation, key));
    }
    TRY(store.Write([&](store::Tx& tx) -> Status {
      for (const Owned& item : batch)  // one erased meanwhile is simply not there
        TRY(tx.Execute(
            "UPDATE wrapped_key SET epoch = $4, wrapped = $5 WHERE owner = $1 AND kind = $2 "
            "AND generation = $3",
            item.owner, Name(item.kind), item.key.generation, item.key.epoch, item.key.wrapped));
      return {};
    }));
    done += static_cast<std::int64_t>(batch.size());
  }
}

}  // namespace almoner::keys
