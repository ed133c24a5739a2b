#include "retention/again.h"

#include <algorithm>
#include <map>
#include <set>

#include "retention/plan.h"

namespace almoner::retention {
namespace {

template <class AnyId>
void Put(Writer& out, const std::vector<AnyId>& ids) {
  out.U32(static_cast<std::uint32_t>(ids.size()));
  for (const AnyId& id : ids) out.Raw(id.bytes());
}

template <class AnyId>
Result<std::vector<AnyId>> Take(Reader& in) {
  const std::uint32_t count = TRY(in.U32());
  std::vector<AnyId> ids;
  for (std::uint32_t i = 0; i < count; ++i)
    ids.push_back(TRY(AnyId::From(TRY(in.Raw(AnyId::kSize)))));
  return ids;
}

// Why it was done, as bits of one byte.
constexpr std::uint8_t kByRight = 1;
constexpr std::uint8_t kUndone = 2;

Result<vault::Suppression> TakeSuppression(Reader& in) {
  vault::Suppression suppression;
  if (TRY(in.U8()) != 0) suppression.because = vault::Because::kObjection;
  const std::uint32_t count = TRY(in.U32());
  for (std::uint32_t i = 0; i < count; ++i) {
    const BytesView hash = TRY(in.Raw(crypto::Digest{}.size()));
    std::ranges::copy(hash, suppression.hashes.emplace_back().begin());
  }
  return suppression;
}

using Orders = std::map<SubjectId, std::set<RecordId>>;

bool Knows(store::ReadTx& tx, const keys::Keys& keys, const SubjectId& subject) {
  const auto row = vault::LoadSubject(tx, keys, subject);
  return row && !row->merged_into;
}

// What the records that were destroyed are about here: they may have been someone else's at that
// time.
Status AddDestroyed(store::ReadTx& tx, const ErasedEvent& event, Orders& orders) {
  for (const RecordId& record : event.destroyed)
    for (const store::Row& row : TRY(tx.Query(
             "SELECT subject FROM record_person WHERE record = $1 AND part = 'about'", record)))
      orders[TRY(row.As<SubjectId>(0))].insert(record);
  return {};
}

Result<Orders> OrdersFor(const gate::Context& context, const ErasedEvent& event) {
  return context.store.Read([&](store::ReadTx& tx) -> Result<Orders> {
    Orders orders;
    TRY(AddDestroyed(tx, event, orders));
    const std::set<RecordId> masked(event.masked.begin(), event.masked.end());
    const std::set<SubjectId> gone(event.gone.begin(), event.gone.end());
    std::set<SubjectId> whose = gone;
    whose.insert(event.of.begin(), event.of.end());
    for (const SubjectId& subject : whose) {
      if (!Knows(tx, context.keys, subject)) continue;
      if (gone.contains(subject)) orders[subject];  // also of whom there is no record
      for (const Item& item :
           TRY(Review(tx, context.keys, context.notice, subject, context.clock.Now())))
        if (item.part == vault::Part::kAbout &&
            (gone.contains(subject) || masked.contains(item.record)))
          orders[subject].insert(item.record);
    }
    return orders;
  });
}

// The records that name the person last, so that others' can still be masked.
Result<std::vector<RecordId>> InOrder(const gate::Context& context, const SubjectId& subject,
                                      const std::set<RecordId>& chosen) {
  auto items = TRY(context.store.Read([&](store::ReadTx& tx) {
    return Review(tx, context.keys, context.notice, subject, context.clock.Now());
  }));
  std::erase_if(items, [&](const Item& item) { return !chosen.contains(item.record); });
  return NamesLast(context.notice, std::move(items));
}

// Those of the hashes that recognise nobody here.
Result<vault::Suppression> Wanting(const gate::Context& context, vault::Suppression suppression) {
  return context.store.Read([&](store::ReadTx& tx) -> Result<vault::Suppression> {
    vault::Suppression wanting{.because = suppression.because};
    for (const crypto::Digest& hash : suppression.hashes)
      if (!TRY(vault::Recognise(tx, context.keys, {hash}))) wanting.hashes.push_back(hash);
    return wanting;
  });
}

// The record of a disposal that the older state knows nothing of.
ReadyEvent DisposalOf(const gate::Context& context, const NewFile& file, const ErasedEvent& erased,
                      Time at) {
  EraseOrder order{.subject = erased.gone.front(),
                   .purpose = "law.retention",
                   .again = true,
                   .by_right = erased.by_right};
  order.disposal.reviewer = "not known any more: it was done before this database was restored";
  Disposal disposal = Completed(context, order, {});
  disposal.destroyed = LondonDate(at);
  disposal.classes.push_back({.record_class = "what was recorded of one person after the backup",
                              .volume = "not known any more",
                              .decision = "destroy"});
  return SealEvent(
      context.keys, file.key,
      {.seq = 1, .kind = "destroyed", .at = context.clock.Now(), .facts = ToFacts(disposal)});
}

// Whoever was erased is recognised as they were, also if the older state never knew them or knew
// less of them.
Status SuppressAgain(gate::Gate& gate, const ErasedEvent& erased, Time at) {
  const gate::Context& context = gate.context();
  const vault::Suppression wanting = TRY(Wanting(context, erased.suppression));
  if (wanting.hashes.empty() || erased.gone.empty()) return {};
  const NewFile file = TRY(MakeFile(context.keys));
  const ReadyEvent event = DisposalOf(context, file, erased, at);
  const auto done = TRY(gate.Act({.actor = std::nullopt, .purpose = "law.retention"},
                                 "person.suppressed", [&](const gate::Change& change) -> Status {
                                   TRY(InsertFile(change, file, "disposal", std::nullopt));
                                   TRY(InsertEvent(change, event));
                                   return vault::Suppress(change, event.file, wanting);
                                 }));
  return done ? Status() : NobodyRetains();
}

}  // namespace

Bytes Encode(const ErasedEvent& event) {
  Writer out;
  Put(out, event.gone);
  Put(out, event.of);
  Put(out, event.destroyed);
  Put(out, event.masked);
  out.U8(static_cast<std::uint8_t>((event.by_right ? kByRight : 0) | (event.undone ? kUndone : 0)));
  out.U8(event.suppression.because == vault::Because::kObjection ? 1 : 0);
  out.U32(static_cast<std::uint32_t>(event.suppression.hashes.size()));
  for (const crypto::Digest& hash : event.suppression.hashes) out.Raw(BytesView(hash));
  return std::move(out).bytes();
}

Result<ErasedEvent> DecodeErased(BytesView body) {
  Reader in(body);
  ErasedEvent event;
  event.gone = TRY(Take<SubjectId>(in));
  event.of = TRY(Take<SubjectId>(in));
  event.destroyed = TRY(Take<RecordId>(in));
  event.masked = TRY(Take<RecordId>(in));
  const std::uint8_t why = TRY(in.U8());
  event.by_right = (why & kByRight) != 0;
  event.undone = (why & kUndone) != 0;
  if (in.left() > 0) event.suppression = TRY(TakeSuppression(in));
  TRY(in.Done());
  return event;
}

Status EraseAgain(gate::Gate& gate, const keys::Event& event) {
  const ErasedEvent erased = TRY(DecodeErased(event.body));
  for (const auto& [subject, chosen] : TRY(OrdersFor(gate.context(), erased))) {
    const auto records = TRY(InOrder(gate.context(), subject, chosen));
    std::size_t from = 0;
    do {
      const std::size_t to = std::min(records.size(), from + kMostInOrder);
      EraseOrder order{.subject = subject,
                       .actor = std::nullopt,
                       .purpose = "law.retention",
                       .records = {records.begin() + static_cast<std::ptrdiff_t>(from),
                                   records.begin() + static_cast<std::ptrdiff_t>(to)},
                       .file = std::nullopt,
                       .again = true,
                       .by_right = erased.by_right,
                       .undone = erased.undone};
      if (erased.undone) order.disposal.reason = "what was put in was taken out again";
      if (!TRY(Erase(gate, order))) return NobodyRetains();
      from = to;
    } while (from < records.size());
  }
  return SuppressAgain(gate, erased, event.at);
}

}  // namespace almoner::retention
