// The rows that the log answers for: each entry names, by digest, the rows that its operation wrote
// and those that it destroyed. So what is in the database (the view logged_row of migrations/) must
// be what was written and not destroyed, no more and no less.
#pragma once

#include <string>
#include <vector>

#include "audit/entry.h"
#include "audit/tree.h"
#include "crypto/sign.h"
#include "store/store.h"

namespace almoner::audit {

struct RowsDiffer {
  // A row that no entry wrote, or that one destroyed.
  struct Unknown {
    std::string what;  // "record", "person": as logged_row names it
    Bytes id;
  };
  std::vector<Unknown> unknown;
  std::vector<Digest> lost;     // written, not destroyed, and not there
  std::vector<Digest> unheard;  // destroyed, and never written

  [[nodiscard]] bool any() const { return !unknown.empty() || !lost.empty() || !unheard.empty(); }
};

// Compares all rows with all entries, those that are not sealed yet too. Where they agree this
// needs no memory to speak of; where they do not, 64 bytes for each row. Believes the entries:
// VerifyLog says whether they are what was sealed. kInvalid when one cannot be read.
Result<RowsDiffer> CompareRows(store::ReadTx& tx);

[[nodiscard]] bool Wrote(const Entry& entry, BytesView digest);
// Whether the entry of this id says that it wrote this row; kNotFound when there is no such entry,
// or it was pruned.
Result<crypto::Verdict> WroteRow(store::ReadTx& tx, const EntryId& entry, BytesView digest);

}  // namespace almoner::audit
