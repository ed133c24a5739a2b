// The history of the schema, applied. Everybody but tests calls Migrate() in store.h.
#pragma once

#include <span>

#include "base/embedded.h"
#include "store/store.h"

namespace almoner::store {

// Files are named 0001_words.sql, 0002_words.sql, … Statements end with a semicolon at the end of a
// line; -- begins a comment. {int} (or BIGINT), {blob}, {strict} (a table option that makes SQLite
// check types) and {clustered} (the same, for a table that is the index of its key) stand for what
// each engine calls them.
class Migrator {
 public:
  // All that are missing, in one transaction; safe where several processes do it at once.
  // kConflict: the database is newer. kCorrupt: its history is not the beginning of `files`.
  static Status Bring(Store& store, std::span<const EmbeddedFile> files);

 private:
  static Result<std::int64_t> Pending(Tx& tx, std::span<const EmbeddedFile> files);
  static Status Run(Tx& tx, std::int64_t version, std::string_view file);
};

}  // namespace almoner::store
