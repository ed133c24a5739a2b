// One backup as a file: a plain head that says which backup of which home it is, then everything
// else sealed in chunks under the backup's own key (crypto/stream.h), with the head bound into each
// of them. docs/formats/backup.md has the bytes.
//
//   archive = "almoner backup 1\n" home(16) backup(16) made(u64) stream
//   stream  = part*, 0x00
//   part    = 0x01 sized(name) size(u64) bytes       a file
//           | 0x02 dump (store/dump.h)               the database
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "base/file_stream.h"
#include "base/id.h"
#include "base/time.h"
#include "crypto/stream.h"
#include "store/dump.h"

namespace almoner::backup {

struct Head {
  HomeId home;
  BackupId backup;
  Time made;
};

// How many bytes of the file are done.
using Progress = std::function<void(std::uint64_t bytes)>;

// Writes an archive, which has its name only once it is finished (base/file_stream.h). For one
// thread at a time.
class ArchiveWriter {
 public:
  // kConflict when there is a file of that name; kUnavailable when it cannot be made.
  static Result<std::unique_ptr<ArchiveWriter>> Begin(const OperatorPath& file, const Head& head,
                                                      const SecretBytes& key, Random& random,
                                                      Progress told = {});
  Status AddFile(std::string_view name, BytesView bytes);
  // kNotFound when it is not there (any more): nothing of it is in the archive then.
  Status CopyFile(std::string_view name, const OperatorPath& from);
  Result<store::TableCounts> AddDatabase(store::ReadTx& tx);
  // Durable, and under its name, when this returns.
  Status Finish();

 private:
  ArchiveWriter(FileWriter file, crypto::StreamSealer sealer, Progress told);
  Status Put(BytesView bytes);
  Status SealFull(bool last);
  Status WriteOut();

  FileWriter file_;
  crypto::StreamSealer sealer_;
  const Progress told_;
  Bytes plain_;  // at most a chunk, which may be the last
  Bytes out_;    // sealed, to be written
  std::uint64_t written_ = 0;
};

// The head of a file, unproved: opening the first chunk proves it. kCorrupt when it is no backup,
// kConflict when a newer program made it.
Result<Head> ReadHead(const OperatorPath& file);

// What an archive is given to, part by part, in its order.
struct Receiver {
  // A file begins; its bytes come by `source`, all of which must be taken.
  std::function<Status(const std::string& name, std::uint64_t size, const store::ByteSource&)> file;
  std::function<Status(const store::ByteSource&)> database;
};
// Reads from beginning to end, through every chunk's proof. kCorrupt at the first thing that is
// not as it was written, or when the end is missing: what came before has been received by then.
Status ReadArchive(const OperatorPath& file, const SecretBytes& key, const Receiver& receiver,
                   const Progress& told = {});

}  // namespace almoner::backup
