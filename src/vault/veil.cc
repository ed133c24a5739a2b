#include "vault/veil.h"

#include "vault/internal.h"

namespace almoner::vault {
namespace {

// Whether anything is left.
Result<Drawn> DrawOne(const keys::Keys& keys, const Veil& veil, SealedRecord& row) {
  const SecretBytes plain = TRY(OpenBody(keys, row));
  Record record{row.label, TRY(DecodeContent(plain.view())), row.people, row.digest};
  const Drawn drawn = veil(record);
  if (drawn != Drawn::kLess) return drawn;
  const SecretBytes key = TRY(OpenRecordKey(keys, row.label.id, row.grip));
  row.body = keys.Seal(key, keys::SealedField::kRecordBody, row.label.id.bytes(), Encode(row.label),
                       Encode(record.content).view());
  return drawn;
}

}  // namespace

Status Draw(const keys::Keys& keys, const std::function<bool(const SealedRecord&)>& about,
            const Veil& veil, std::vector<SealedRecord>& rows) {
  std::vector<SealedRecord> left;
  for (SealedRecord& row : rows)
    if (!about(row) || TRY(DrawOne(keys, veil, row)) != Drawn::kNothing)
      left.push_back(std::move(row));
  rows = std::move(left);
  return {};
}

}  // namespace almoner::vault
