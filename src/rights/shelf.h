// All requests with their dates, for whoever lists them: what was folded once is folded again only
// when something was added to it, so that ten thousand open requests are listed in the time that it
// takes to look which have changed.
//
// In memory alone, and without what anybody said: events and words are left out. Nothing is decided
// by it; whoever takes a step loads the request itself.
#pragma once

#include <memory>
#include <mutex>

#include "rights/request.h"

namespace almoner::rights {

struct Dated {
  State state;  // without events and words
  law::Due due;
};
using Listed = std::vector<std::shared_ptr<const Dated>>;

class Shelf {
 public:
  // Every request, oldest first. The first time each is opened, which takes some tenths of a
  // millisecond a request. Safe for concurrent use; kCorrupt as Load().
  Result<Listed> All(const Context& context);

 private:
  struct Place {
    std::int64_t last_seq = 0;
    Bytes digest;        // of the file's row
    std::string notice;  // whose promises the dates rest on
    std::string statute;
    std::shared_ptr<const Dated> request;
  };
  std::mutex mutex_;
  std::map<RequestId, Place> places_;
};

// The requests, from the context's shelf where it has one; that the actor saw the list is recorded.
gate::Outcome<Listed> ListDated(const Context& context, const StaffId& actor);
// Those that are open, the soonest to be answered first; those whose clock stands come last.
[[nodiscard]] Listed DueFirst(const Listed& all);

}  // namespace almoner::rights
