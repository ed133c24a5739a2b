// A store that knows for how long nobody's change has become durable: a disk that hangs fails
// nothing, and answers nothing either.
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>

#include "store/store.h"

namespace almoner::app {

// Safe for concurrent use, as what it passes everything on to.
class WatchedStore : public store::Store {
 public:
  using Steady = std::chrono::steady_clock;

  explicit WatchedStore(std::unique_ptr<store::Store> inner) : inner_(std::move(inner)) {}

  // For how long writers have waited without one of them being done; nothing while nobody waits.
  [[nodiscard]] Steady::duration StuckFor(Steady::time_point now) const;

  // Whether the last that was to be written was not taken: a full disk, a database that can only be
  // read. The operator's log says once that it begins, and once that it is over.
  [[nodiscard]] bool refusing() const { return refusing_; }
  // Nothing is written from now on, or it is again: this node's keys are not those of the others.
  void Close(bool closed) { closed_ = closed; }
  [[nodiscard]] bool closed() const { return closed_; }
  // What it stands before; for who sees to the keys.
  [[nodiscard]] store::Store& inner() const { return *inner_; }

  void Scrub() override { inner_->Scrub(); }
  Status Compact() override { return inner_->Compact(); }

 private:
  Status DoWrite(const std::function<Status(store::Tx&)>& fn) override;
  Status DoRead(const std::function<Status(store::ReadTx&)>& fn) override {
    return inner_->Read(fn);
  }
  void Begin();
  void Note(const Status& done);
  void End();

  const std::unique_ptr<store::Store> inner_;
  std::atomic<bool> closed_ = false;
  std::atomic<bool> refusing_ = false;
  mutable std::mutex mutex_;
  int writing_ = 0;           // guarded by mutex_, as all below
  Steady::time_point since_;  // the first of them came, or the last one was done
};

// Nothing waits where the store is not watched.
[[nodiscard]] WatchedStore::Steady::duration StuckFor(const store::Store& store);
// Nor is anything refused.
[[nodiscard]] bool Refusing(const store::Store& store);

}  // namespace almoner::app
