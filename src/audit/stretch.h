// A stretch of the log's sequence, read at once, then opened and hashed without the database, so
// that the next is read meanwhile. For verify_log.cc.
#pragma once

#include <expected>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include "audit/entry.h"
#include "audit/report.h"
#include "audit/tree.h"
#include "store/store.h"

namespace almoner::audit {

// A step's value, or why there is none: it could not be read, or it is damaged. TRY passes on both.
template <class T>
using Found = std::expected<T, std::variant<Error, Damage>>;

inline std::unexpected<Damage> Damaged(Place place, Literal what) {
  return std::unexpected(Damage{.place = std::move(place), .what = what});
}

// What cannot be read because of what it is, rather than because of the disk, is damage there.
template <class T>
Found<T> At(const Place& place, Result<T> result) {
  if (result) return *std::move(result);
  const Code code = result.error().code;
  if (code == Code::kCorrupt || code == Code::kInvalid) return Damaged(place, result.error().what);
  return std::unexpected(std::move(result).error());
}

inline constexpr std::uint64_t kStretch = 4 * kTileWidth;  // entries

struct Item {
  Place place;
  std::optional<std::uint64_t> seq;
  Entry entry;
};

// A stretch of the sequence as it is stored.
struct Stored {
  std::uint64_t seq;
  EntryId id;
  Time at;
  Digest leaf;
  std::optional<std::size_t> size;  // of its body; nothing: pruned
};
struct Stretch {
  std::uint64_t first;
  std::vector<Stored> rows = {};
  Bytes bodies = {};                  // one after another
  std::optional<Damage> damage = {};  // behind the last row

  [[nodiscard]] Place Next() const {
    return {.kind = Place::Kind::kEntry, .number = first + rows.size()};
  }
};
// And what it says.
struct Opened {
  struct Whole {
    Hashes leaves;
    Digest folded;
  };
  std::vector<Whole> tiles;
  Hashes leaves;            // behind these, of a tile that is not full
  std::vector<Item> items;  // of those that are not pruned, for whoever wants to see them
  std::uint64_t pruned = 0;
  std::optional<Damage> damage;  // behind the last leaf
};

// Takes in a row of seq, id, at, leaf, body. kCorrupt: one of them is not of its kind.
Status Keep(store::CellViews cells, Stretch& stretch);
Found<Item> Open(const Place& place, std::optional<std::uint64_t> seq, const EntryId& id, Time at,
                 BytesView body);
// Its items only where they are `shown`.
Opened OpenAll(const Stretch& stretch, bool shown);

}  // namespace almoner::audit
