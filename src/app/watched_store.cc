#include "app/watched_store.h"

namespace almoner::app {

Status WatchedStore::DoWrite(const std::function<Status(store::Tx&)>& fn) {
  Begin();
  Status done = inner_->Write(fn);
  End();
  return done;
}

void WatchedStore::Begin() {
  const std::scoped_lock lock(mutex_);
  if (writing_++ == 0) since_ = Steady::now();
}

void WatchedStore::End() {
  const std::scoped_lock lock(mutex_);
  --writing_;
  since_ = Steady::now();
}

WatchedStore::Steady::duration WatchedStore::StuckFor(Steady::time_point now) const {
  const std::scoped_lock lock(mutex_);
  return writing_ == 0 ? Steady::duration::zero() : now - since_;
}

WatchedStore::Steady::duration StuckFor(const store::Store& store) {
  const auto* const watched = dynamic_cast<const WatchedStore*>(&store);
  return watched == nullptr ? WatchedStore::Steady::duration::zero()
                            : watched->StuckFor(WatchedStore::Steady::now());
}

}  // namespace almoner::app
