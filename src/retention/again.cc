#include "retention/again.h"

#include <algorithm>
#include <map>
#include <set>

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

}  // namespace

Bytes Encode(const ErasedEvent& event) {
  Writer out;
  Put(out, event.gone);
  Put(out, event.of);
  Put(out, event.destroyed);
  Put(out, event.masked);
  out.U8(event.by_right ? 1 : 0);
  return std::move(out).bytes();
}

Result<ErasedEvent> DecodeErased(BytesView body) {
  Reader in(body);
  ErasedEvent event;
  event.gone = TRY(Take<SubjectId>(in));
  event.of = TRY(Take<SubjectId>(in));
  event.destroyed = TRY(Take<RecordId>(in));
  event.masked = TRY(Take<RecordId>(in));
  event.by_right = TRY(in.U8()) != 0;
  TRY(in.Done());
  return event;
}

Status EraseAgain(gate::Gate& gate, const keys::Event& event) {
  const ErasedEvent erased = TRY(DecodeErased(event.body));
  for (const auto& [subject, chosen] : TRY(OrdersFor(gate.context(), erased))) {
    const auto records = TRY(InOrder(gate.context(), subject, chosen));
    for (std::size_t from = 0; from < records.size(); from += kMostInOrder) {
      const std::size_t to = std::min(records.size(), from + kMostInOrder);
      const auto done =
          TRY(Erase(gate, {.subject = subject,
                           .actor = std::nullopt,
                           .purpose = "law.retention",
                           .records = {records.begin() + static_cast<std::ptrdiff_t>(from),
                                       records.begin() + static_cast<std::ptrdiff_t>(to)},
                           .file = std::nullopt,
                           .again = true,
                           .by_right = erased.by_right}));
      if (!done)
        return Fail(Code::kRefused,
                    "The notice does not let retention act; give a role the duty `retention`.");
    }
  }
  return {};
}

}  // namespace almoner::retention
