// What every reading must know of everybody's safety, kept in memory until something of it changes:
// looking costs one row.
#pragma once

#include <map>
#include <memory>
#include <mutex>

#include "safety/reaching.h"

namespace almoner::safety {

struct Known {
  struct One {
    Channels never;
    bool hide_address = false;
  };
  std::map<SubjectId, One> people;
  std::vector<std::string> parts;  // hidden.h, the longest first
  [[nodiscard]] bool any() const { return !people.empty(); }
};

// Safe for concurrent use.
class Watch {
 public:
  // As it stands in this transaction; never null.
  Result<std::shared_ptr<const Known>> Look(store::ReadTx& tx, const keys::Keys& keys);

 private:
  std::mutex mutex_;
  Bytes version_;
  std::shared_ptr<const Known> known_ = std::make_shared<const Known>();
};

}  // namespace almoner::safety
