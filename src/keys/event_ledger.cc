#include "keys/event_ledger.h"

#include <algorithm>

#include "base/file_stream.h"
#include "crypto/hash.h"

namespace almoner::keys {
namespace {

// A copy: the first line, the home's id, then for each event its size (u32), number (u64), sealed
// bytes, and the first 8 bytes of the SHA-256 of all that.
constexpr std::string_view kFirstLine = "almoner events 1\n";
constexpr std::size_t kFrame = 4 + 8;
constexpr std::size_t kCheck = 8;
constexpr std::size_t kMostCopy = std::size_t{1} << 30;
constexpr std::int64_t kPage = 500;

OperatorPath CopyIn(const OperatorPath& folder) { return folder / "events"; }

Bytes PlaceOf(std::int64_t seq) {
  return std::move(Writer().U64(static_cast<std::uint64_t>(seq))).bytes();
}

BytesView CheckOf(const crypto::Digest& digest) { return BytesView(digest).first(kCheck); }

void Put(Bytes& out, const SealedEvent& event) {
  Writer frame;
  frame.U32(static_cast<std::uint32_t>(event.sealed.size()))
      .U64(static_cast<std::uint64_t>(event.seq))
      .Raw(event.sealed);
  const crypto::Digest digest = crypto::Sha256(frame.bytes());
  frame.Raw(CheckOf(digest));
  out.insert(out.end(), frame.bytes().begin(), frame.bytes().end());
}

struct Parsed {
  std::vector<SealedEvent> events;
  std::uint64_t size = 0;  // of what is whole
};

std::optional<SealedEvent> TakeFrame(BytesView rest) {
  Reader reader(rest);
  const auto size = reader.U32();
  const auto seq = reader.U64();
  if (!size || !seq || reader.left() < *size + kCheck) return std::nullopt;
  const BytesView sealed = *reader.Raw(*size);
  const crypto::Digest digest = crypto::Sha256(rest.first(kFrame + *size));
  if (!SameBytes(*reader.Raw(kCheck), CheckOf(digest))) return std::nullopt;
  return SealedEvent{.seq = static_cast<std::int64_t>(*seq),
                     .sealed = Bytes(sealed.begin(), sealed.end())};
}

Bytes FirstOf(const HomeId& home) {
  return std::move(Writer().Raw(AsBytes(kFirstLine)).Raw(home.bytes())).bytes();
}

Result<Parsed> Parse(const HomeId& home, const OperatorPath& file, BytesView bytes) {
  Parsed parsed;
  const Bytes first = FirstOf(home);
  const std::size_t begun = std::min(bytes.size(), first.size());
  if (!SameBytes(bytes.first(begun), BytesView(first).first(begun)))
    return Fail(Code::kCorrupt,
                "A file named `events` is no copy of this home's event ledger: every home needs a "
                "place of its own.",
                Detail("file", file));
  if (begun < first.size()) return parsed;  // made, and not yet begun
  parsed.size = first.size();
  while (auto event = TakeFrame(bytes.subspan(parsed.size))) {
    if (!parsed.events.empty() && event->seq != parsed.events.back().seq + 1) break;
    parsed.size += kFrame + event->sealed.size() + kCheck;
    parsed.events.push_back(*std::move(event));
  }
  return parsed;
}

// Sealed, so it is no matter who can read it: a share or a stick may know no rights.
Result<Parsed> ReadCopy(const HomeId& home, const OperatorPath& folder) {
  const auto bytes = ReadFile(CopyIn(folder), Access::kAnyone, kMostCopy);
  if (!bytes && bytes.error().code == Code::kNotFound) return Parsed();
  if (!bytes) return std::unexpected(bytes.error());
  return Parse(home, CopyIn(folder), bytes->view());
}

Result<std::vector<SealedEvent>> AllAfter(store::Store& store, std::int64_t seq) {
  std::vector<SealedEvent> all;
  while (true) {
    auto page = TRY(store.Read([&](store::ReadTx& tx) { return EventsAfter(tx, seq, kPage); }));
    const bool more = std::ssize(page) == kPage;
    if (!page.empty()) seq = page.back().seq;
    std::ranges::move(page, std::back_inserter(all));
    if (!more) return all;
  }
}

}  // namespace

Status Remember(const Change& change, Deed deed, BytesView body) {
  const std::int64_t seq = TRY(LastEvent(change.tx)) + 1;
  Writer plain;
  plain.U8(static_cast<std::uint8_t>(deed))
      .U64(static_cast<std::uint64_t>(change.now.micros()))
      .Raw(body);
  const Bytes sealed = change.keys.Seal(change.keys.ledger().EventKey(), SealedField::kLedgerEvent,
                                        PlaceOf(seq), {}, plain.bytes());
  return change.tx.ExecuteOne("INSERT INTO event_ledger (seq, sealed) VALUES ($1, $2)", seq,
                              sealed);
}

Result<Event> OpenEvent(const Keys& keys, const SealedEvent& sealed) {
  const SecretBytes plain = TRY(keys.Open(keys.ledger().EventKey(), SealedField::kLedgerEvent,
                                          PlaceOf(sealed.seq), {}, sealed.sealed));
  Reader reader(plain.view());
  Event event{.seq = sealed.seq};
  event.deed = static_cast<Deed>(TRY(reader.U8()));
  event.at = Time::FromMicros(static_cast<std::int64_t>(TRY(reader.U64())));
  const BytesView body = TRY(reader.Raw(reader.left()));
  event.body.assign(body.begin(), body.end());
  return event;
}

Result<std::int64_t> LastEvent(store::ReadTx& tx) {
  const auto row = TRY(tx.Maybe("SELECT seq FROM event_ledger ORDER BY seq DESC LIMIT 1"));
  if (!row) return 0;
  return row->Int(0);
}

Result<std::vector<SealedEvent>> EventsAfter(store::ReadTx& tx, std::int64_t seq,
                                             std::int64_t most) {
  std::vector<SealedEvent> events;
  for (const store::Row& row :
       TRY(tx.Query("SELECT seq, sealed FROM event_ledger WHERE seq > $1 ORDER BY seq LIMIT $2",
                    seq, most))) {
    SealedEvent event;
    event.seq = TRY(row.Int(0));
    event.sealed = TRY(row.Blob(1));
    events.push_back(std::move(event));
  }
  return events;
}

Status Adopt(store::Tx& tx, const std::vector<SealedEvent>& events) {
  std::int64_t last = TRY(LastEvent(tx));
  for (const SealedEvent& event : events) {
    if (event.seq != last + 1)
      return Fail(Code::kConflict,
                  "The copy of the event ledger does not go on where the database ends: events "
                  "between them were forgotten, so this database is too old to be put right.");
    TRY(tx.ExecuteOne("INSERT INTO event_ledger (seq, sealed) VALUES ($1, $2)", event.seq,
                      event.sealed));
    last = event.seq;
  }
  return {};
}

Status CountAsLost(const Change& change, std::int64_t up_to) {
  while (TRY(LastEvent(change.tx)) < up_to) TRY(Remember(change, Deed::kLost, {}));
  return {};
}

// The last one stays: the next is numbered after it.
Status ForgetEvents(store::Store& store, std::int64_t up_to) {
  return store.Write([&](store::Tx& tx) -> Status {
    const std::int64_t last = TRY(LastEvent(tx));
    TRY(tx.Execute("DELETE FROM event_ledger WHERE seq <= $1", std::min(up_to, last - 1)));
    return {};
  });
}

Result<std::vector<SealedEvent>> ReadEventCopy(const HomeId& home, const OperatorPath& folder) {
  return TRY(ReadCopy(home, folder)).events;
}

Result<EventCopies::Copy> EventCopies::Look(const OperatorPath& folder) {
  std::error_code error;
  const auto size = std::filesystem::file_size(CopyIn(folder).path(), error);
  const auto known = known_.find(folder.path().string());
  if (!error && known != known_.end() && known->second.size == size) return known->second;
  const Parsed parsed = TRY(ReadCopy(home_, folder));
  return Copy{.last = parsed.events.empty() ? 0 : parsed.events.back().seq, .size = parsed.size};
}

Result<EventCopies::Copy> EventCopies::Append(const OperatorPath& folder, const Copy& copy,
                                              const std::vector<SealedEvent>& events) {
  Bytes bytes;
  if (copy.size == 0) bytes = FirstOf(home_);
  for (const SealedEvent& event : events)
    if (event.seq > copy.last) Put(bytes, event);
  if (bytes.empty()) return copy;
  std::error_code missing;
  if (!std::filesystem::exists(CopyIn(folder).path(), missing))
    TRY(WriteNewFile(CopyIn(folder), {}));
  // What a crash left after the last whole event is written over, and is longer than it at most
  // until the next.
  TRY(OverwriteFile(CopyIn(folder), copy.size, bytes));
  return Copy{.last = events.empty() ? copy.last : std::max(copy.last, events.back().seq),
              .size = copy.size + bytes.size()};
}

Result<std::size_t> EventCopies::Bring(store::Store& store) {
  const std::scoped_lock lock(mutex_);
  const std::int64_t last = TRY(store.Read([](store::ReadTx& tx) { return LastEvent(tx); }));
  std::vector<std::pair<const OperatorPath*, Copy>> copies;
  std::int64_t behind = last;
  Status foreign;  // one place that holds something else keeps nothing from the others
  for (const OperatorPath& folder : folders_) {
    const auto copy = Look(folder);
    if (!copy) {
      if (copy.error().code != Code::kUnavailable) foreign = std::unexpected(copy.error());
      continue;
    }
    if (copy->last > last)
      return Fail(Code::kConflict,
                  "The database is older than the event ledger: what was erased since would come "
                  "back. Open the home again, so that it is done once more.",
                  Detail("file", CopyIn(folder)));
    behind = std::min(behind, copy->last);
    copies.emplace_back(&folder, *copy);
  }
  const auto events = TRY(AllAfter(store, behind));
  std::size_t brought = 0;
  for (const auto& [folder, copy] : copies) {
    const auto now = Append(*folder, copy, events);
    if (!now) continue;
    known_[folder->path().string()] = *now;
    ++brought;
  }
  if (!foreign) return std::unexpected(foreign.error());
  return brought;
}

Result<std::vector<SealedEvent>> EventCopies::Missed(store::Store& store) {
  const std::scoped_lock lock(mutex_);
  const std::int64_t last = TRY(store.Read([](store::ReadTx& tx) { return LastEvent(tx); }));
  std::vector<SealedEvent> missed;
  Status bad;
  std::size_t readable = 0;
  for (const OperatorPath& folder : folders_) {
    auto copy = ReadCopy(home_, folder);
    if (!copy) {
      bad = std::unexpected(copy.error());
      continue;
    }
    ++readable;
    std::erase_if(copy->events, [&](const SealedEvent& event) { return event.seq <= last; });
    if (copy->events.size() > missed.size()) missed = std::move(copy->events);
  }
  if (!bad && readable == 0) return std::unexpected(bad.error());
  return missed;
}

Status EventCopies::Rewrite(store::Store& store) {
  const std::scoped_lock lock(mutex_);
  const auto events = TRY(AllAfter(store, 0));
  Bytes bytes = FirstOf(home_);
  for (const SealedEvent& event : events) Put(bytes, event);
  known_.clear();
  Status all;
  for (const OperatorPath& folder : folders_)
    if (Status done = RewriteOne(folder, bytes); !done) all = std::move(done);
  return all;
}

Status EventCopies::RewriteOne(const OperatorPath& folder, BytesView bytes) {
  TRY(ReadCopy(home_, folder));  // nothing of somebody else's is written over
  const OperatorPath next = folder / "events.new";
  std::error_code error;
  std::filesystem::remove(next.path(), error);
  TRY(WriteNewFile(next, bytes));
  return TakePlace(next, CopyIn(folder));
}

}  // namespace almoner::keys
