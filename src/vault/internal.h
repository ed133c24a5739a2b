// For this folder only.
#pragma once

#include "vault/vault.h"

namespace almoner::vault {

// The record, through the first person it is about; nothing when there is none.
Result<std::optional<SealedRecord>> LoadOne(store::ReadTx& tx, const keys::Keys& keys,
                                            const RecordId& record);
Result<SecretBytes> OpenRecordKey(const keys::Keys& keys, const RecordId& record, const Grip& grip);
Result<SecretBytes> OpenBody(const keys::Keys& keys, const SealedRecord& row);

// The rows of the record's documents go, and their files are unlinked after the commit.
Status RemoveDocuments(const keys::Change& change, const RecordId& record);

}  // namespace almoner::vault
