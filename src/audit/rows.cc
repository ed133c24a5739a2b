#include "audit/rows.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "audit/tables.h"
#include "crypto/multiset.h"
#include "crypto/random.h"

namespace almoner::audit {
namespace {

Result<BytesView> BlobOf(const store::Param::Value& cell) {
  if (const auto* const bytes = std::get_if<BytesView>(&cell)) return *bytes;
  return Fail(Code::kCorrupt, "A stored value is not of the kind its column holds.");
}

// Calls `wrote` and `destroyed` with each digest that an entry names.
template <class Wrote, class Destroyed>
Status EachNamed(store::ReadTx& tx, const Wrote& wrote, const Destroyed& destroyed) {
  return tx.Each(Literal("SELECT body FROM audit_entry WHERE body IS NOT NULL"),
                 [&](store::CellViews cells) -> Status {
                   const Entry entry = TRY(Decode(TRY(BlobOf(cells[0]))));
                   for (const Digest& digest : entry.sealed) wrote(digest);
                   for (const Digest& digest : entry.destroyed) destroyed(digest);
                   return {};
                 });
}

// What is in `more` and not in `less`, each as often as it is there more often. Both in order.
Hashes Without(const Hashes& more, const Hashes& less) {
  Hashes rest;
  std::ranges::set_difference(more, less, std::back_inserter(rest));
  return rest;
}

Result<RowsDiffer::Unknown> NameOf(store::ReadTx& tx, const Digest& digest) {
  const store::Row row =
      TRY(tx.One("SELECT what, id FROM logged_row WHERE digest = $1 LIMIT 1", BytesView(digest)));
  return RowsDiffer::Unknown{.what = TRY(row.Text(0)), .id = TRY(row.Blob(1))};
}

// By their names, once it is known that they differ.
Result<RowsDiffer> Name(store::ReadTx& tx) {
  Hashes wrote, destroyed, there;
  TRY(EachNamed(
      tx, [&](const Digest& digest) { wrote.push_back(digest); },
      [&](const Digest& digest) { destroyed.push_back(digest); }));
  RowsDiffer differ;
  TRY(tx.Each(
      Literal("SELECT digest, what, id FROM logged_row"), [&](store::CellViews cells) -> Status {
        if (const auto digest = ToDigest(TRY(BlobOf(cells[0])))) {
          there.push_back(*digest);
          return {};
        }
        const BytesView id = TRY(BlobOf(cells[2]));
        const auto* const what = std::get_if<std::string_view>(&cells[1]);
        CHECK(what != nullptr);  // the view's own words
        differ.unknown.push_back({.what = std::string(*what), .id = Bytes(id.begin(), id.end())});
        return {};
      }));
  for (Hashes* const hashes : {&wrote, &destroyed, &there}) std::ranges::sort(*hashes);
  const Hashes expected = Without(wrote, destroyed);
  differ.lost = Without(expected, there);
  differ.unheard = Without(destroyed, wrote);
  for (const Digest& digest : Without(there, expected))
    differ.unknown.push_back(TRY(NameOf(tx, digest)));
  return differ;
}

}  // namespace

Result<RowsDiffer> CompareRows(store::ReadTx& tx) {
  crypto::SystemRandom random;
  crypto::MultisetDifference difference(random);
  TRY(EachNamed(
      tx, [&](const Digest& digest) { difference.AddToFirst(digest); },
      [&](const Digest& digest) { difference.AddToSecond(digest); }));
  TRY(tx.Each(Literal("SELECT digest FROM logged_row"), [&](store::CellViews cells) -> Status {
    difference.AddToSecond(TRY(BlobOf(cells[0])));
    return {};
  }));
  if (difference.none()) return RowsDiffer();
  return Name(tx);
}

bool Wrote(const Entry& entry, BytesView digest) {
  return std::ranges::any_of(entry.sealed,
                             [&](const Digest& sealed) { return SameBytes(sealed, digest); });
}

Result<crypto::Verdict> WroteRow(store::ReadTx& tx, const EntryId& entry, BytesView digest) {
  const store::Row row =
      TRY(tx.One("SELECT body FROM audit_entry WHERE id = $1 AND body IS NOT NULL", entry));
  const Entry read = TRY(Decode(TRY(row.Blob(0))));
  return Wrote(read, digest) ? crypto::Verdict::kGood : crypto::Verdict::kBad;
}

}  // namespace almoner::audit
