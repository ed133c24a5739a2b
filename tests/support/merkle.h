// The Merkle tree as RFC 6962 section 2.1 defines it, slowly: what audit/tree.h is compared with.
// And tiles in memory, filled as the log fills its own.
#pragma once

#include <bit>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "audit/edge.h"
#include "audit/tree.h"

namespace almoner::audit {

// ---- REFERENCE IMPLEMENTATIONS: the recursive definitions, over a list of entries ----
namespace reference {

using Entries = std::span<const Bytes>;

inline std::size_t Split(Entries d) { return std::bit_floor(d.size() - 1); }

inline Digest Mth(Entries d) {
  if (d.empty()) return crypto::Sha256(BytesView());
  if (d.size() == 1) return crypto::Sha256({Bytes{0}, d[0]});
  const std::size_t k = Split(d);
  return crypto::Sha256({Bytes{1}, Mth(d.first(k)), Mth(d.subspan(k))});
}

inline Hashes Path(std::size_t m, Entries d) {
  if (d.size() == 1) return {};
  const std::size_t k = Split(d);
  Hashes path = m < k ? Path(m, d.first(k)) : Path(m - k, d.subspan(k));
  path.push_back(m < k ? Mth(d.subspan(k)) : Mth(d.first(k)));
  return path;
}

inline Hashes SubProof(std::size_t m, Entries d, bool whole) {
  if (m == d.size()) return whole ? Hashes{} : Hashes{Mth(d)};
  const std::size_t k = Split(d);
  Hashes proof = m <= k ? SubProof(m, d.first(k), whole) : SubProof(m - k, d.subspan(k), false);
  proof.push_back(m <= k ? Mth(d.subspan(k)) : Mth(d.first(k)));
  return proof;
}

inline Hashes Proof(std::size_t m, Entries d) { return m == 0 ? Hashes{} : SubProof(m, d, true); }

}  // namespace reference

class MemoryTiles : public TileSource {
 public:
  Result<Hashes> Read(TileId tile) override {
    const auto found = tiles_.find(tile);
    if (found == tiles_.end()) return Fail(Code::kNotFound, "There is no such tile.");
    return found->second;
  }
  void Append(BytesView entry) {
    edge_.Append(LeafHash(entry));
    for (Tile& tile : edge_.TakeFull()) tiles_[tile.id] = std::move(tile.hashes);
    for (Tile& tile : edge_.TouchedPartial()) tiles_[tile.id] = std::move(tile.hashes);
  }
  [[nodiscard]] const Edge& edge() const { return edge_; }
  [[nodiscard]] std::map<TileId, Hashes>& tiles() { return tiles_; }

 private:
  Edge edge_;
  std::map<TileId, Hashes> tiles_;
};

// `count` short entries that all differ.
inline std::vector<Bytes> NumberedEntries(std::size_t count) {
  std::vector<Bytes> entries;
  for (std::size_t i = 0; i < count; ++i) entries.push_back(ToBytes("entry " + std::to_string(i)));
  return entries;
}

}  // namespace almoner::audit
