#include "factor/hand.h"

#include <algorithm>

#include "factor/rows.h"

namespace almoner::factor {
namespace {

Result<Hand> Decode(BytesView plain) {
  Reader in(plain);
  if (TRY(in.U8()) != 1) return Fail(Code::kCorrupt, "Who had a hand is in an unknown format.");
  const BytesView by = TRY(in.Sized());
  Hand hand{.by = Bytes(by.begin(), by.end()), .until = {}};
  hand.until = Time::FromMicros(static_cast<std::int64_t>(TRY(in.U64())));
  return hand;
}

}  // namespace

Status NoteHand(const keys::Change& change, const Owner& owner, BytesView by, Time until) {
  const SecretBytes key = TRY(KeyOf(change.tx, change.keys, owner.id));
  for (const Stored& stored : TRY(RowsOf(change.tx, change.keys, owner))) {
    if (stored.row.form != Form::kHand) continue;
    const Hand hand = TRY(Decode(TRY(Open(change.keys, key, stored.row)).view()));
    const bool same = std::ranges::equal(hand.by, by);
    if (same) until = std::max(until, hand.until);
    if (same || hand.until <= change.now) TRY(Remove(change, stored));
  }
  Writer body;
  body.U8(1).Sized(by).U64(static_cast<std::uint64_t>(until.micros()));
  return InsertSealed(change, owner, RowFor(change, owner, Form::kHand), std::move(body).bytes());
}

Result<std::vector<Hand>> HandsOn(store::ReadTx& tx, const keys::Keys& keys, const Owner& owner,
                                  Time now) {
  std::vector<Hand> hands;
  for (const Stored& stored : TRY(RowsOf(tx, keys, owner))) {
    if (stored.row.form != Form::kHand) continue;
    const SecretBytes key = TRY(KeyOf(tx, keys, owner.id));
    Hand hand = TRY(Decode(TRY(Open(keys, key, stored.row)).view()));
    if (now < hand.until) hands.push_back(std::move(hand));
  }
  return hands;
}

}  // namespace almoner::factor
