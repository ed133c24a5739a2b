// Verifying the whole log, with nothing but the database and the log's public key. Whoever can
// write the database and holds the signing key too can make a false log that agrees with itself:
// that is found only by what was kept elsewhere, a witness file or a checkpoint in someone's
// drawer.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "audit/entry.h"
#include "audit/note.h"
#include "audit/report.h"
#include "store/store.h"

namespace almoner::audit {

struct VerifyOptions {
  std::optional<std::string> since = {};     // a checkpoint that someone kept: the signed note
  std::optional<OperatorPath> witness = {};  // the witness file
};

// Is called with every entry, in order, once it is known to be what was sealed at that place; then
// with those that are not sealed yet, without a place. Not for entries that were pruned. Must not
// use the store.
using EntryVisitor = std::function<void(std::optional<std::uint64_t> seq, const Entry& entry)>;

// Reads the log from beginning to end inside one snapshot, in bounded memory, and finds the first
// thing that does not agree: an entry with its hash, its id or its rows; a tile with those below; a
// checkpoint, the head, a witness line or `since` with the tree. An error means that it could not
// be read at all; kInvalid that `since` is no checkpoint.
Result<Report> VerifyLog(store::Store& store, const NoteVerifier& log,
                         const VerifyOptions& options = {}, const EntryVisitor& visit = {});

}  // namespace almoner::audit
