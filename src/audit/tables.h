// How the log lies in the database (migrations/0002_audit.sql), for the sources of this folder.
#pragma once

#include <array>
#include <optional>
#include <string>

#include "audit/verify.h"
#include "store/store.h"

namespace almoner::audit {

[[nodiscard]] Bytes PackHashes(const Hashes& hashes);
Result<Hashes> UnpackHashes(BytesView bytes);  // kCorrupt unless 1 to 256 whole hashes

Result<Digest> ToDigest(BytesView bytes);  // kCorrupt unless it is 32 bytes
Result<Digest> DigestAt(const store::Row& row, std::size_t column);
Result<std::uint64_t> CountAt(const store::Row& row, std::size_t column);  // kCorrupt when negative

struct Head {
  std::string origin;
  TreeHead tree;
};
Result<Head> ReadHead(store::ReadTx& tx);  // kNotFound before the log is opened for the first time
Result<std::optional<std::string>> NewestCheckpoint(store::ReadTx& tx);

// The tiles of the database, within one transaction. Keeps the last tile of each level: proofs and
// roots go over the same few again and again.
class StoredTiles : public TileSource {
 public:
  explicit StoredTiles(store::ReadTx& tx) : tx_(tx) {}
  Result<Hashes> Read(TileId tile) override;

 private:
  store::ReadTx& tx_;
  std::array<std::optional<Tile>, kLevels> last_;
};

}  // namespace almoner::audit
