#include "audit/tables.h"

#include <algorithm>

namespace almoner::audit {
namespace {

constexpr std::size_t kHashSize = sizeof(Digest);

}  // namespace

Result<Digest> ToDigest(BytesView bytes) {
  if (bytes.size() != kHashSize)
    return Fail(Code::kCorrupt, "A stored hash does not have 32 bytes.");
  Digest digest{};
  std::ranges::copy(bytes, digest.begin());
  return digest;
}

Bytes PackHashes(const Hashes& hashes) {
  Writer writer;
  for (const Digest& hash : hashes) writer.Raw(hash);
  return std::move(writer).bytes();
}

Result<Hashes> UnpackHashes(BytesView bytes) {
  if (bytes.empty() || bytes.size() % kHashSize != 0 || bytes.size() > kTileWidth * kHashSize)
    return Fail(Code::kCorrupt, "A tile of the log is not a row of hashes.");
  Hashes hashes;
  for (; !bytes.empty(); bytes = bytes.subspan(kHashSize))
    hashes.push_back(TRY(ToDigest(bytes.first(kHashSize))));
  return hashes;
}

Result<Digest> DigestAt(const store::Row& row, std::size_t column) {
  return ToDigest(TRY(row.Blob(column)));
}

Result<std::uint64_t> CountAt(const store::Row& row, std::size_t column) {
  const std::int64_t number = TRY(row.Int(column));
  if (number < 0) return Fail(Code::kCorrupt, "A stored count is negative.");
  return static_cast<std::uint64_t>(number);
}

Result<Head> ReadHead(store::ReadTx& tx) {
  const store::Row row = TRY(tx.One("SELECT origin, size, root FROM log_head WHERE one = 1"));
  return Head{.origin = TRY(row.Text(0)),
              .tree = {.size = TRY(CountAt(row, 1)), .root = TRY(DigestAt(row, 2))}};
}

Result<std::optional<std::string>> NewestCheckpoint(store::ReadTx& tx) {
  const auto row = TRY(tx.Maybe("SELECT note FROM log_checkpoint ORDER BY size DESC LIMIT 1"));
  if (!row) return std::optional<std::string>();
  return std::optional(TRY(row->Text(0)));
}

Result<Hashes> StoredTiles::Read(TileId tile) {
  std::optional<Tile>& last = last_.at(tile.level);
  if (last && last->id == tile) return last->hashes;
  const store::Row row = TRY(tx_.One(
      "SELECT hashes FROM log_tile WHERE level = $1 AND position = $2", tile.level, tile.index));
  Hashes hashes = TRY(UnpackHashes(TRY(row.Blob(0))));
  last = Tile{.id = tile, .hashes = hashes};
  return hashes;
}

}  // namespace almoner::audit
