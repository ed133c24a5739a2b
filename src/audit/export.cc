#include <filesystem>
#include <string>
#include <system_error>

#include "audit/log.h"
#include "audit/tables.h"
#include "base/file.h"

namespace almoner::audit {
namespace {

namespace fs = std::filesystem;

// 1234067 is x001/x234/067, and /17 after .p when the tile holds 17 of its 256.
std::string Numbered(std::uint64_t index, std::uint64_t width) {
  const auto group = [](std::uint64_t number) {
    const std::string digits = std::to_string(number);
    return std::string(3 - digits.size(), '0') + digits;
  };
  std::string path = group(index % 1000);
  for (index /= 1000; index > 0; index /= 1000) path = "x" + group(index % 1000) + "/" + path;
  return width == kTileWidth ? path : path + ".p/" + std::to_string(width);
}

// Whole or not at all: written beside its place, made durable, then put there.
Status WriteFile(const OperatorPath& folder, const std::string& name, BytesView bytes) {
  const OperatorPath place(folder.path() / name);
  const OperatorPath beside(folder.path() / (name + ".new"));
  std::error_code error;
  fs::create_directories(place.path().parent_path(), error);
  if (!error) fs::remove(beside.path(), error);  // of an export that was broken off
  if (!error) {
    TRY(WriteNewFile(beside, bytes));
    fs::rename(beside.path(), place.path(), error);
  }
  if (error)
    return Fail(Code::kUnavailable, "A file of the exported log cannot be written.",
                Detail("file", place), Detail::Errno(error.value()));
  return SyncFolder(OperatorPath(place.path().parent_path()));
}

Result<Bytes> HashTile(store::ReadTx& tx, TileId tile, std::uint64_t width) {
  StoredTiles tiles(tx);
  Hashes hashes = TRY(tiles.Read(tile));
  if (hashes.size() < width)
    return Fail(Code::kCorrupt, "A tile of the log holds fewer hashes than the log has.");
  hashes.resize(width);
  return PackHashes(hashes);
}

Result<Bytes> EntryBundle(store::ReadTx& tx, std::uint64_t index, std::uint64_t width) {
  const std::uint64_t first = index * kTileWidth;
  const store::Rows rows =
      TRY(tx.Query("SELECT body FROM audit_entry WHERE seq >= $1 AND seq < $2 ORDER BY seq", first,
                   first + width));
  if (rows.size() != width)
    return Fail(Code::kCorrupt, "Entries of the log are missing; run audit verify.");
  Writer bundle;
  for (const store::Row& row : rows) {
    const Bytes body = row.IsNull(0) ? Bytes() : TRY(row.Blob(0));
    if (body.size() > kMaxEntrySize)
      return Fail(Code::kCorrupt, "An entry of the log is too long; run audit verify.");
    bundle.U16(static_cast<std::uint16_t>(body.size())).Raw(body);
  }
  return std::move(bundle).bytes();
}

// Each file in a transaction of its own: what a checkpoint covers does not change, but for pruning.
template <class Make>
Status WriteLevel(store::Store& store, const OperatorPath& folder, const std::string& name,
                  std::uint64_t count, const Make& make) {
  for (std::uint64_t index = 0; index * kTileWidth < count; ++index) {
    const std::uint64_t width = std::min(kTileWidth, count - index * kTileWidth);
    const Bytes bytes = TRY(store.Read([&](store::ReadTx& tx) { return make(tx, index, width); }));
    TRY(WriteFile(folder, "tile/" + name + "/" + Numbered(index, width), bytes));
  }
  return {};
}

}  // namespace

Status Log::Export(const OperatorPath& folder) {
  const std::string note = TRY(Latest());
  const std::uint64_t size = TRY(OpenCheckpoint(note, verifier())).head.size;
  TRY(WriteLevel(store_, folder, "entries", size, EntryBundle));
  for (unsigned level = 0; HashesAt(level, size) > 0; ++level)
    TRY(WriteLevel(store_, folder, std::to_string(level), HashesAt(level, size),
                   [&](store::ReadTx& tx, std::uint64_t index, std::uint64_t width) {
                     return HashTile(tx, {level, index}, width);
                   }));
  return WriteFile(folder, "checkpoint", AsBytes(note));
}

}  // namespace almoner::audit
