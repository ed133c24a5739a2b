#include "vault/suppression.h"

#include <algorithm>

#include "vault/search.h"

namespace almoner::vault {
namespace {

using notice::FieldKind;

constexpr std::size_t kShortest = 6;  // letters or digits: what is shorter singles nobody out

std::string_view Name(Because because) {
  return because == Because::kErased ? "erased" : "objection";
}

// A name in any order of its words.
std::string NameOf(std::string_view text) {
  std::vector<std::string> words = Words(Fold(text));
  std::ranges::sort(words);
  std::string name;
  for (const std::string& word : words) name += word + " ";
  return name;
}

struct Row {
  RequestId file;
  Time at;
  crypto::Digest stamp;
};

Bytes ColumnsOf(BytesView hash, const RequestId& file, std::string_view reason, Time at) {
  return keys::Columns(hash, file, reason, at);
}

// One row of: hash, file, reason, at, digest.
Result<Row> FromRow(const store::Row& row, const keys::Keys& keys) {
  const Bytes hash = TRY(row.Blob(0));
  const auto file = TRY(row.As<RequestId>(1));
  const std::string reason = TRY(row.Text(2));
  const Time at = TRY(row.At(3));
  const auto stamp =
      TRY(keys::CheckStamp(keys, keys::Stamped::kSuppressed,
                           ColumnsOf(BytesView(hash), file, reason, at), TRY(row.Blob(4))));
  return Row{.file = file, .at = at, .stamp = stamp};
}

}  // namespace

std::vector<crypto::Digest> Recognisable(const keys::Keys& keys, const notice::Category& category,
                                         const Content& content) {
  std::vector<crypto::Digest> hashes;
  const auto each = [&](FieldKind kind, const auto& use) {
    for (const notice::Field& field : category.fields)
      if (const std::string* const value = content.Find(field.id);
          value != nullptr && field.kind == kind)
        use(*value);
  };
  for (const FieldKind kind : {FieldKind::kIdentifier, FieldKind::kEmail, FieldKind::kPhone})
    each(kind, [&](const std::string& value) {
      if (const std::string normal = NormalIdentifier(value); normal.size() >= kShortest)
        hashes.push_back(keys.Suppressed("identifier", normal));
    });
  each(FieldKind::kName, [&](const std::string& name) {
    each(FieldKind::kDate, [&](const std::string& born) {
      hashes.push_back(keys.Suppressed("name-and-date", NameOf(name) + born));
    });
  });
  std::ranges::sort(hashes);
  const auto twice = std::ranges::unique(hashes);
  hashes.erase(twice.begin(), twice.end());
  return hashes;
}

Status Suppress(const keys::Change& change, const RequestId& file, const Suppression& suppression) {
  const std::string_view because = Name(suppression.because);
  for (const crypto::Digest& hash : suppression.hashes) {
    const crypto::Digest stamp = keys::Stamp(change.keys, keys::Stamped::kSuppressed,
                                             ColumnsOf(BytesView(hash), file, because, change.now));
    change.Wrote(stamp);
    TRY(change.tx.ExecuteOne(
        "INSERT INTO suppression (hash, file, reason, at, digest) VALUES ($1, $2, $3, $4, $5)",
        BytesView(hash), file, because, change.now, BytesView(stamp)));
  }
  return {};
}

Result<std::optional<Time>> Recognise(store::ReadTx& tx, const keys::Keys& keys,
                                      const std::vector<crypto::Digest>& hashes) {
  std::optional<Time> when;
  for (const crypto::Digest& hash : hashes)
    for (const store::Row& row :
         TRY(tx.Query("SELECT hash, file, reason, at, digest FROM suppression WHERE hash = $1",
                      BytesView(hash))))
      when = std::max(when, std::optional(TRY(FromRow(row, keys)).at));
  return when;
}

Status Unsuppress(const keys::Change& change, const RequestId& file) {
  for (const store::Row& row : TRY(change.tx.Query(
           "SELECT hash, file, reason, at, digest FROM suppression WHERE file = $1", file)))
    change.Destroyed(TRY(FromRow(row, change.keys)).stamp);
  TRY(change.tx.Execute("DELETE FROM suppression WHERE file = $1", file));
  return {};
}

Status CheckSuppressed(store::ReadTx& tx, const keys::Keys& keys) {
  return keys::CheckEach(tx,
                         "SELECT hash, file, reason, at, digest FROM suppression WHERE digest > $1 "
                         "ORDER BY digest LIMIT $2",
                         [&](const store::Row& row) -> Result<crypto::Digest> {
                           return TRY(FromRow(row, keys)).stamp;
                         });
}

}  // namespace almoner::vault
