// What blocks the destruction of a record: holds on the person, the record or its category, and
// requests of the person while they are open; of others whom the record is about likewise, save
// that two who both ask to be erased do not wait for each other. Worked out each time; lifting a
// hold, or closing the request, lets things go on by itself.
#pragma once

#include "retention/file.h"
#include "standing/hold.h"

namespace almoner::retention {

struct Block {
  std::string kind;                  // of hold: "legal-claim", …, "open-request"
  std::optional<EventId> hold;       // nothing: an open request
  std::optional<RequestId> request;  // that is open
  std::optional<Date> review;        // when somebody looks at the hold again
};

class Blocks {
 public:
  // What blocks that record; nothing: it may go.
  [[nodiscard]] std::vector<Block> On(const vault::SealedRecord& row) const;
  [[nodiscard]] bool none() const { return all_.empty(); }

 private:
  friend class Loading;
  struct Overridden {                // by two people
    std::optional<RecordId> record;  // nothing: all that was recorded by then
    Time at;
  };
  struct Scoped {
    Block block;
    std::optional<SubjectId> subject;  // nothing: whoever it is about
    std::optional<RecordId> record;
    std::string category;  // "": all
    std::vector<Overridden> overridden = {};
  };
  std::vector<Scoped> all_;
};

// For `rows`, the records about or mentioning `subject`. `answering`: the request that is being
// answered, which does not stand in its own way. A hold on a category that the notice no longer has
// holds everything.
Result<Blocks> LoadBlocks(store::ReadTx& tx, const keys::Keys& keys, const notice::Notice& notice,
                          const SubjectId& subject, const std::vector<vault::SealedRecord>& rows,
                          Time now, const std::optional<RequestId>& answering);

}  // namespace almoner::retention
