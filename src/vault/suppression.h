// Recognising somebody who was erased when they are put in again: keyed hashes of the identifiers
// that single a person out (numbers, e-mail, telephone, a name with a date of birth), under a key
// that outlives epochs. They tell nothing but that, and when; they go with the accountability file
// that they belong to.
#pragma once

#include "keys/stamp.h"
#include "notice/notice.h"
#include "vault/record.h"

namespace almoner::vault {

// Of what a record of that category says; none where it identifies nobody by itself.
[[nodiscard]] std::vector<crypto::Digest> Recognisable(const keys::Keys& keys,
                                                       const notice::Category& category,
                                                       const Content& content);

enum class Because : std::uint8_t { kErased, kObjection };
struct Suppression {
  Because because = Because::kErased;
  std::vector<crypto::Digest> hashes;  // none: nobody is recognised
};
Status Suppress(const keys::Change& change, const RequestId& file, const Suppression& suppression);
// When one whom any of the hashes recognises was erased; nothing: nobody. kCorrupt when a row was
// changed or put in from outside.
Result<std::optional<Time>> Recognise(store::ReadTx& tx, const keys::Keys& keys,
                                      const std::vector<crypto::Digest>& hashes);
// The file goes, and what it suppressed is forgotten.
Status Unsuppress(const keys::Change& change, const RequestId& file);
Status CheckSuppressed(store::ReadTx& tx, const keys::Keys& keys);

}  // namespace almoner::vault
