// Records that are shared with a person they are about: that person sees them at once on the
// portal, because staff say so, or because they went out to them in a pack
// (docs/decisions/0038-shared-with-the-person.md). Who may say so, and after which questions, is
// rights/share.h; what is shown of it is decided at the gate.
//
// A mark is a stamped row that the log answers for. Why, what was weighed and why it ended are
// sealed under the person's evidence key. It goes with the record, with the person, and as soon as
// the record says anything else, or is about anybody else: what stands there then nobody has looked
// at.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "keys/stamp.h"

namespace almoner::vault {

struct SharedWords {
  std::string why = {};     // as the person reads it
  std::string harm = {};    // how it is known that seeing it does nobody serious harm
  std::string others = {};  // what was found of others whom it names
  std::string ended = {};   // why it is shared no longer
};

struct Shared {
  EventId id;
  RecordId record;
  SubjectId subject;
  Time since;
  std::optional<Time> until = {};
  std::optional<StaffId> by = {};         // nobody: it went out in a pack
  std::optional<RequestId> request = {};  // the pack's
  std::optional<StaffId> ended_by = {};
  Bytes sealed = {};
  crypto::Digest digest{};
};

// kNotFound: the record is not about the person; kConflict: it is shared with them already, or
// `seen`, the record's digest as it was looked at, is no longer that; kInvalid: more than 2,000
// bytes each, or not UTF-8.
Status Share(const keys::Change& change, const Shared& shared, const SharedWords& words,
             const std::optional<crypto::Digest>& seen = {});
// kNotFound: it is not shared with them.
Status Unshare(const keys::Change& change, const SubjectId& subject, const RecordId& record,
               const std::optional<StaffId>& by, const std::string& why);

// What is shared with the person now, oldest first; with what was, too, where `all`. kCorrupt: a
// row was changed or put in from outside.
Result<std::vector<Shared>> SharedWith(store::ReadTx& tx, const keys::Keys& keys,
                                       const SubjectId& subject, bool all = false);
Result<SharedWords> WordsOf(store::ReadTx& tx, const keys::Keys& keys, const Shared& shared);

// With the record, or with what it said; with the person; after a restore all that is shared, since
// some of it may have been ended meanwhile.
Status RemoveShared(const keys::Change& change, const RecordId& record);
Status RemoveSharedWith(const keys::Change& change, const SubjectId& subject);
Status RemoveAllShared(const keys::Change& change);
Status CheckShared(store::ReadTx& tx, const keys::Keys& keys);

}  // namespace almoner::vault
