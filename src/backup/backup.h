// Backups: everything of a home but its keys, out of one snapshot, while it goes on being served.
//
// Each backup has a key of its own in the key ledger, which goes when the backup expires; with it
// goes what was erased since. An epoch's key stays as long as a backup needs it. So after the
// window a backup opens nothing, whoever has it, and with whatever keys there are then.
#pragma once

#include <chrono>
#include <vector>

#include "backup/archive.h"
#include "keys/keys.h"

namespace almoner::backup {

struct Part {
  std::string name;  // in the backup
  OperatorPath file;
};

struct Source {
  store::Store& store;
  const keys::Keys& keys;
  // Files of the home, asked for once the database is written: whatever it names is there, unless
  // it was erased since.
  std::function<Result<std::vector<Part>>()> files;
};

struct Made {
  keys::Backup backup;
  OperatorPath file;
  std::uint64_t bytes = 0;
  store::TableCounts rows;
};

// Writes `folder`/almoner-<home>-<time>-<id>.backup, reads it back from the disk, and only then
// lets it count. Where it fails, nothing of it stays, neither file nor key. Costs memory of a few
// megabytes.
Result<Made> Create(const Source& source, const OperatorPath& folder, std::chrono::hours window,
                    const Clock& clock, const Progress& told = {});

struct Verified {
  Head head;
  std::uint64_t files = 0;
  store::TableCounts rows;
};
// Reads a backup from beginning to end. kNotFound when its key is gone (it has expired) or never
// was in this ledger; kCorrupt when it is not as it was written.
Result<Verified> Verify(const OperatorPath& file, const keys::Ledger& ledger,
                        const Progress& told = {});

// Puts a backup that was verified into an empty database and a folder: files under their names,
// with none but the owner's rights. kConflict when the database is not empty or a file exists.
Status Load(const OperatorPath& file, const keys::Ledger& ledger, store::Store& empty,
            const OperatorPath& folder, const Progress& told = {});

}  // namespace almoner::backup
