#include "audit/verify_log.h"

#include <algorithm>
#include <future>
#include <limits>
#include <utility>

#include "audit/checkpoint.h"
#include "audit/edge.h"
#include "audit/stretch.h"
#include "audit/tables.h"
#include "audit/witness.h"

namespace almoner::audit {
namespace {

using Kind = Place::Kind;

class Checker {
 public:
  Checker(store::ReadTx& tx, const NoteVerifier& log, const EntryVisitor& visit, Report& report)
      : tx_(tx), tiles_(tx), log_(log), visit_(visit), report_(report) {}

  Found<void> Database();
  Found<void> Witness(const OperatorPath& file);
  [[nodiscard]] bool OfLogBeforeOrAfter(const std::string& note) const;
  Found<void> Since(const std::string& note);

 private:
  Found<void> Sequence();
  Result<Stretch> ReadStretch(std::uint64_t first);
  Found<void> Take(Opened opened);
  Found<void> Pending();
  void Show(const Item& item);
  Found<void> CompareTile(const Tile& tile);
  Found<void> StrayTiles();
  bool Vouched(TileId tile, const Hashes& stored);
  Found<void> Checkpoints();
  Found<void> Signed(std::uint64_t size, const store::Row& row);
  Found<void> Covers(const Place& place, const TreeHead& signed_head);

  store::ReadTx& tx_;
  StoredTiles tiles_;
  const NoteVerifier& log_;
  const EntryVisitor& visit_;
  Report& report_;
  Edge edge_;  // of the entries read so far
};

Found<void> Checker::Database() {
  const Place place{.kind = Kind::kHead};
  Result<Head> head = ReadHead(tx_);
  if (!head && head.error().code == Code::kNotFound) return Damaged(place, "The log has no head.");
  const Head stored = TRY(At(place, std::move(head)));
  report_.head = stored.tree;
  if (stored.origin != log_.name())
    return Damaged(place, "The log is of another name than the key that should have signed it.");
  TRY(Sequence());
  TRY(StrayTiles());
  TRY(Checkpoints());
  if (edge_.Root() != report_.head.root)
    return Damaged(place, "The head does not agree with the entries.");
  return Pending();
}

// ---- entries ----

Found<void> Checker::Sequence() {
  std::future<Opened> before;
  for (std::uint64_t next = 0; next < report_.head.size;) {
    Stretch stretch = TRY(ReadStretch(next));
    if (before.valid()) TRY(Take(before.get()));
    if (stretch.rows.empty() && !stretch.damage)
      return Damaged(stretch.Next(), "The entry is missing.");
    next += stretch.rows.size();
    if (stretch.damage) next = report_.head.size;
    before =
        std::async(std::launch::async, [stretch = std::move(stretch), shown = visit_ != nullptr] {
          return OpenAll(stretch, shown);
        });
  }
  if (before.valid()) TRY(Take(before.get()));
  if (const auto row = TRY(tx_.Maybe("SELECT seq FROM audit_entry WHERE seq < 0 OR seq >= $1"
                                     " ORDER BY seq LIMIT 1",
                                     report_.head.size)))
    return Damaged({.kind = Kind::kEntry, .number = static_cast<std::uint64_t>(TRY(row->Int(0)))},
                   "The entry lies beyond the end of the log.");
  for (const Tile& tile : edge_.Partial()) TRY(CompareTile(tile));
  return {};
}

Result<Stretch> Checker::ReadStretch(std::uint64_t first) {
  Stretch stretch{.first = first};
  const auto keep = [&](store::CellViews cells) -> Status {
    if (stretch.damage) return {};
    const Status kept = Keep(cells, stretch);
    if (!kept) stretch.damage = Damage{.place = stretch.Next(), .what = kept.error().what};
    return {};
  };
  TRY(tx_.Each(Literal("SELECT seq, id, at, leaf, body FROM audit_entry WHERE seq >= $1"
                       " AND seq < $2 ORDER BY seq LIMIT $3"),
               keep, {first, report_.head.size, kStretch}));
  return stretch;
}

Found<void> Checker::Take(Opened opened) {
  for (Opened::Whole& tile : opened.tiles) {
    edge_.AppendTile(std::move(tile.leaves), tile.folded);
    for (const Tile& full : edge_.TakeFull()) TRY(CompareTile(full));
  }
  for (const Digest& leaf : opened.leaves) edge_.Append(leaf);
  for (const Item& item : opened.items) Show(item);
  if (opened.damage) return std::unexpected(*opened.damage);
  report_.pruned += opened.pruned;
  report_.checked = edge_.size();
  return {};
}

void Checker::Show(const Item& item) {
  if (visit_) visit_(item.seq, item.entry);
}

Found<void> Checker::Pending() {
  std::int64_t at = std::numeric_limits<std::int64_t>::min();
  Bytes id;
  for (;;) {
    const store::Rows rows =
        TRY(tx_.Query("SELECT id, at, body FROM audit_entry WHERE seq IS NULL"
                      " AND (at, id) > ($1, $2) ORDER BY at, id LIMIT $3",
                      at, id, kStretch));
    if (rows.empty()) return {};
    for (const store::Row& row : rows) {
      id = TRY(row.Blob(0));
      at = TRY(row.Int(1));
      const Place place{.kind = Kind::kPendingEntry, .id = ToHex(id)};
      const auto body = TRY(At(place, row.Blob(2)));
      Show(TRY(Open(place, std::nullopt, TRY(At(place, row.As<EntryId>(0))), Time::FromMicros(at),
                    body)));
    }
    report_.pending += rows.size();
  }
}

// ---- tiles ----

// Where what is stored and what was computed differ, the one that agrees with the level above is
// right.
Found<void> Checker::CompareTile(const Tile& tile) {
  const Place place{.kind = Kind::kTile, .number = tile.id.index, .level = tile.id.level};
  Result<Hashes> read = tiles_.Read(tile.id);
  if (!read && read.error().code == Code::kNotFound) return Damaged(place, "The tile is missing.");
  const Hashes stored = TRY(At(place, std::move(read)));
  if (stored == tile.hashes) return {};
  if (tile.id.level == 0 && Vouched(tile.id, stored)) {
    const auto differs = std::ranges::mismatch(stored, tile.hashes).in1 - stored.begin();
    return Damaged({.kind = Kind::kEntry,
                    .number = tile.id.index * kTileWidth + static_cast<std::uint64_t>(differs)},
                   "The entry is not the one that was sealed there.");
  }
  return Damaged(place, "The tile does not agree with what lies below it.");
}

// Whether a stored tile is what the stored level above it, or the head, was made of.
bool Checker::Vouched(TileId tile, const Hashes& stored) {
  const std::uint64_t width = WidthOf(tile, report_.head.size);
  if (stored.size() != width) return false;
  if (width < kTileWidth) {
    const Result<Edge> edge = Edge::Load(tiles_, report_.head.size);
    return edge && edge->Root() == report_.head.root;
  }
  const Result<Hashes> above = tiles_.Read({tile.level + 1, tile.index / kTileWidth});
  const std::uint64_t offset = tile.index % kTileWidth;
  return above && above->size() > offset && (*above)[offset] == Fold(stored);
}

Found<void> Checker::StrayTiles() {
  for (unsigned level = 0; level < kLevels; ++level) {
    const std::uint64_t count = (HashesAt(level, report_.head.size) + kTileWidth - 1) / kTileWidth;
    if (const auto row =
            TRY(tx_.Maybe("SELECT level, position FROM log_tile WHERE level < 0 OR level >= $3"
                          " OR (level = $1 AND (position < 0 OR position >= $2)) LIMIT 1",
                          level, count, kLevels)))
      return Damaged({.kind = Kind::kTile,
                      .number = static_cast<std::uint64_t>(TRY(row->Int(1))),
                      .level = static_cast<unsigned>(TRY(row->Int(0)))},
                     "The tile lies beyond the end of the log.");
  }
  return {};
}

// ---- what was signed ----

Found<void> Checker::Checkpoints() {
  for (std::int64_t after = -1;;) {
    const store::Rows rows = TRY(
        tx_.Query("SELECT size, note FROM log_checkpoint WHERE size > $1 ORDER BY size LIMIT $2",
                  after, kStretch));
    if (rows.empty()) return {};
    for (const store::Row& row : rows) {
      after = TRY(row.Int(0));
      TRY(Signed(static_cast<std::uint64_t>(after), row));
    }
  }
}

Found<void> Checker::Signed(std::uint64_t size, const store::Row& row) {
  const Place place{.kind = Kind::kCheckpoint, .number = size};
  const std::string note = TRY(At(place, row.Text(1)));
  const TreeHead head = TRY(At(place, OpenCheckpoint(note, log_))).head;
  if (head.size != size)
    return Damaged(place, "The checkpoint is stored under the size of another.");
  TRY(Covers(place, head));
  report_.signed_size = size;
  return {};
}

// That the log, whose tiles agree with its entries by now, begins with the tree that was signed.
Found<void> Checker::Covers(const Place& place, const TreeHead& signed_head) {
  if (signed_head.size > report_.head.size)
    return Damaged(place, "The log was longer when this was signed: its end has been cut off.");
  if (TRY(Tree(tiles_, signed_head.size).Root()) != signed_head.root)
    return Damaged(place, "The log has been rewritten since this was signed.");
  return {};
}

// A restored home goes on under a new name, which ends with a number (docs/formats/backup.md). What
// the log of another number signed says nothing about this one.
bool Checker::OfLogBeforeOrAfter(const std::string& note) const {
  const auto parsed = ParseNote(note);
  if (!parsed) return false;
  const auto claimed = ParseCheckpoint(parsed->text);
  if (!claimed || claimed->origin == log_.name()) return false;
  const auto without_number = [](std::string_view name) {
    const std::size_t slash = name.rfind('/');
    const bool numbered =
        slash != std::string_view::npos && slash + 1 < name.size() &&
        std::ranges::all_of(name.substr(slash + 1), [](char c) { return c >= '0' && c <= '9'; });
    return numbered ? name.substr(0, slash) : name;
  };
  return without_number(claimed->origin) == without_number(log_.name());
}

Found<void> Checker::Witness(const OperatorPath& file) {
  WitnessReader reader = TRY(WitnessReader::Open(file));
  report_.witness_lines = 0;
  while (std::optional<WitnessLine> line = reader.Next()) {
    const Place place{.kind = Kind::kWitness, .number = line->number};
    const std::string note = TRY(At(place, std::move(line->note)));
    if (OfLogBeforeOrAfter(note)) {
      ++report_.witness_of_others;
      continue;
    }
    TRY(Covers(place, TRY(At(place, OpenCheckpoint(note, log_))).head));
    ++*report_.witness_lines;
  }
  return {};
}

Found<void> Checker::Since(const std::string& note) {
  const TreeHead claimed = TRY(ParseCheckpoint(TRY(ParseNote(note)).text)).head;
  const Place place{.kind = Kind::kSince, .number = claimed.size};
  return Covers(place, TRY(At(place, OpenCheckpoint(note, log_))).head);
}

}  // namespace

Result<Report> VerifyLog(store::Store& store, const NoteVerifier& log, const VerifyOptions& options,
                         const EntryVisitor& visit) {
  return store.Read([&](store::ReadTx& tx) -> Result<Report> {
    Report report;
    Checker checker(tx, log, visit, report);
    const auto check = [&]() -> Found<void> {
      TRY(checker.Database());
      if (options.witness) TRY(checker.Witness(*options.witness));
      if (options.since) TRY(checker.Since(*options.since));
      return {};
    };
    if (Found<void> found = check(); !found) {
      if (auto* const error = std::get_if<Error>(&found.error()))
        return std::unexpected(std::move(*error));
      report.damage = std::get<Damage>(found.error());
    }
    return report;
  });
}

}  // namespace almoner::audit
