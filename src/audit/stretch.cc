#include "audit/stretch.h"

#include "audit/tables.h"

namespace almoner::audit {
namespace {

template <class T>
Result<T> CellAs(const store::Param::Value& cell) {
  if (const T* const value = std::get_if<T>(&cell)) return *value;
  return Fail(Code::kCorrupt, "A stored value is not of the kind its column holds.");
}

// All that can be done without the database, so that the next page is read meanwhile.
class Opener {
 public:
  Opener(const Stretch& stretch, bool shown) : stretch_(stretch), shown_(shown) {}

  Opened All() {
    std::uint64_t next = stretch_.first;
    for (const Stored& row : stretch_.rows) {
      const Found<void> found = One(row, {.kind = Place::Kind::kEntry, .number = next++});
      if (found) continue;
      opened_.damage = std::get<Damage>(found.error());  // nothing else can fail there
      return std::move(opened_);
    }
    opened_.damage = stretch_.damage;
    return std::move(opened_);
  }

 private:
  Found<void> One(const Stored& row, const Place& place) {
    if (row.seq != place.number) return Damaged(place, "The entry is missing.");
    if (row.size) {
      const BytesView body = BytesView(stretch_.bodies).subspan(at_, *row.size);
      at_ += *row.size;
      if (LeafHash(body) != row.leaf)
        return Damaged(place, "The entry does not agree with its hash.");
      Item item = TRY(Open(place, row.seq, row.id, row.at, body));
      if (shown_) opened_.items.push_back(std::move(item));
    }
    opened_.pruned += row.size ? 0 : 1;
    Append(row.leaf);
    return {};
  }

  void Append(const Digest& leaf) {
    opened_.leaves.push_back(leaf);
    if (opened_.leaves.size() < kTileWidth) return;
    const Digest folded = Fold(opened_.leaves);
    opened_.tiles.push_back({.leaves = std::exchange(opened_.leaves, {}), .folded = folded});
  }

  const Stretch& stretch_;
  const bool shown_;
  std::size_t at_ = 0;  // in the bodies
  Opened opened_;
};

}  // namespace

Status Keep(store::CellViews cells, Stretch& stretch) {
  const auto seq = TRY(CellAs<std::int64_t>(cells[0]));
  Stored stored{.seq = static_cast<std::uint64_t>(seq),
                .id = TRY(EntryId::From(TRY(CellAs<BytesView>(cells[1])))),
                .at = Time::FromMicros(TRY(CellAs<std::int64_t>(cells[2]))),
                .leaf = TRY(ToDigest(TRY(CellAs<BytesView>(cells[3])))),
                .size = {}};
  if (!std::holds_alternative<std::monostate>(cells[4])) {
    const auto body = TRY(CellAs<BytesView>(cells[4]));
    stretch.bodies.insert(stretch.bodies.end(), body.begin(), body.end());
    stored.size = body.size();
  }
  stretch.rows.push_back(stored);
  return {};
}

// That ids are unique follows: each equals its row's, and that is the table's key.
Found<Item> Open(const Place& place, std::optional<std::uint64_t> seq, const EntryId& id, Time at,
                 BytesView body) {
  Entry entry = TRY(At(place, Decode(body)));
  if (entry.id != id || entry.at != at)
    return Damaged(place, "The entry is stored under the id or time of another.");
  return Item{.place = place, .seq = seq, .entry = std::move(entry)};
}

Opened OpenAll(const Stretch& stretch, bool shown) { return Opener(stretch, shown).All(); }

}  // namespace almoner::audit
