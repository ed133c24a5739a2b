#include "app/watched_store.h"

#include "base/log.h"
#include "store/postgres_error.h"

namespace almoner::app {

Status WatchedStore::DoWrite(const std::function<Status(store::Tx&)>& fn) {
  if (closed_)
    return Fail(Code::kUnavailable,
                "The keys were changed on another node and this one cannot take them in, so it "
                "writes nothing; the program's log says what to do.");
  Begin();
  Status done = inner_->Write(fn);
  End();
  Note(done);
  return done;
}

// Who lost a race too often was refused by others, and not by the database.
void WatchedStore::Note(const Status& done) {
  const bool refused =
      !done && done.error().code == Code::kUnavailable && !store::OthersWon(done.error());
  if (refused && !refusing_.exchange(true))
    log::Failure("The database takes nothing that is written, which is said once", done.error());
  if (done && refusing_ && refusing_.exchange(false))
    log::Info("The database takes what is written again.");
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

bool Refusing(const store::Store& store) {
  const auto* const watched = dynamic_cast<const WatchedStore*>(&store);
  return watched != nullptr && (watched->refusing() || watched->closed());
}

}  // namespace almoner::app
