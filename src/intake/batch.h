// Imports and what each of their rows made: what going on, undoing and telling people rest on.
//
// A row is told in the transaction that made something of it, so that whoever breaks off an import
// can go on with it, and each row is done once. Rows are stamped, and not in the log: the entries
// that they name are.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "crypto/hash.h"
#include "keys/stamp.h"

namespace almoner::intake {

struct Batch {
  EventId id;
  crypto::Digest file{};     // keyed: of the table's bytes
  crypto::Digest mapping{};  // keyed: of the mapping's
  StaffId staff;
  std::string purpose;
  std::string source;  // where it came from, by the notice's ids; several with ", " between them
  Date obtained{};
  Time begun;
  std::optional<Time> finished = {};
  std::optional<Time> undone = {};
  std::optional<Time> undoing = {};  // since when; nothing of it is made from then on
};

// A keyed hash by which a file is known again.
[[nodiscard]] crypto::Digest HashOf(const keys::Keys& keys, std::string_view what, BytesView bytes);

Status Insert(const keys::Change& change, const Batch& batch);
// What changes of a batch: that it is finished, being undone, or undone. kConflict when there is no
// such batch.
Status Update(const keys::Change& change, const Batch& batch);
// Newest first. kCorrupt, as all that read these, when one was changed or put in from outside.
Result<std::vector<Batch>> Batches(store::ReadTx& tx, const keys::Keys& keys);
Result<Batch> LoadBatch(store::ReadTx& tx, const keys::Keys& keys, const EventId& id);
// The one of that file and mapping that is not undone.
Result<std::optional<Batch>> FindBatch(store::ReadTx& tx, const keys::Keys& keys,
                                       const crypto::Digest& file, const crypto::Digest& mapping);

// Steps of a row: the new person with their first record, the answer to each of the plan's
// consents, a record of each of the plan's groups.
inline constexpr std::int64_t kPersonStep = 0;
inline constexpr std::int64_t kConsentStep = 1000;
inline constexpr std::int64_t kRecordStep = 2000;

struct Made {
  std::int64_t line = 0;  // the row's number
  std::int64_t step = 0;
  std::string what;                  // "person", "record", or a consent's id
  std::optional<SubjectId> subject;  // nothing: they are erased
  std::optional<RecordId> record;
  std::optional<std::int64_t> seq = {};  // of a consent's event
  EntryId entry;
  Time at;
};
// kConflict: the import is being undone, or was.
Status StillWanted(store::ReadTx& tx, const keys::Keys& keys, const EventId& batch);
// kConflict when the step was done meanwhile, and as StillWanted: in the same transaction, so that
// nothing is made behind an undoing's back.
Status Insert(const keys::Change& change, const EventId& batch, const Made& made);
// In the order of rows and steps.
Result<std::vector<Made>> MadeBy(store::ReadTx& tx, const keys::Keys& keys, const EventId& batch);
// All rows bear their stamps.
Status CheckBatches(store::ReadTx& tx, const keys::Keys& keys);

}  // namespace almoner::intake
