#include "store/group_commit.h"

#include "store/engine.h"

namespace almoner::store {
namespace {

std::unexpected<Error> Dropped() {
  return Fail(Code::kUnavailable, "SQLite has rolled back the transaction of several callers.");
}

}  // namespace

Status GroupCommit::Run(const Fn& fn) {
  Caller me{.fn = &fn, .outcome = {}};
  std::unique_lock lock(mutex_);
  const bool leads = !forming_;
  if (leads) forming_ = std::make_shared<Batch>();
  const std::shared_ptr<Batch> batch = forming_;
  batch->callers.push_back(&me);
  if (!leads) {
    lock.unlock();
    batch->finished.wait();
    return std::move(me.outcome);
  }
  idle_.wait(lock, [&] { return !committing_; });
  committing_ = true;
  forming_.reset();
  lock.unlock();

  Commit(*batch);

  lock.lock();
  committing_ = false;
  lock.unlock();
  idle_.notify_all();
  batch->finished.count_down();
  return std::move(me.outcome);
}

Status GroupCommit::Between(const std::function<Status()>& work) {
  std::unique_lock lock(mutex_);
  idle_.wait(lock, [&] { return !committing_; });
  committing_ = true;
  lock.unlock();
  Status outcome = work();
  lock.lock();
  committing_ = false;
  lock.unlock();
  idle_.notify_all();
  return outcome;
}

std::size_t GroupCommit::waiting() const {
  const std::scoped_lock lock(mutex_);
  return forming_ ? forming_->callers.size() : 0;
}

void GroupCommit::Commit(const Batch& batch) {
  Status shared;
  if (batch.callers.size() > 1) {
    shared = Together(batch, Apart::kNo);
    if (!shared && torn_) shared = Together(batch, Apart::kYes);
    if (shared) return;
  }
  for (Caller* caller : batch.callers) {
    caller->outcome = Alone(*caller->fn);
    // Failing alone does not settle what became of the shared commit.
    const bool unknown = !shared && OutcomeUnknown(shared.error());
    if (!caller->outcome && unknown) caller->outcome = shared;
  }
}

Status GroupCommit::Alone(const Fn& fn) {
  TRY(writer_.Do("BEGIN IMMEDIATE"));
  SqliteTx tx(writer_);
  Status outcome = RunOnce<Tx>(fn, tx);
  if (outcome) outcome = writer_.Commit();
  if (!outcome) writer_.Rollback();
  return outcome;
}

// An error: nothing of anybody is kept, and nobody has been answered. Savepoints cost a copy of
// each page that a caller touches, so they are made only once a caller has turned out to need one.
Status GroupCommit::Together(const Batch& batch, Apart apart) {
  torn_ = false;
  const Status begun = writer_.Do("BEGIN IMMEDIATE");
  if (!begun) {  // each alone would only wait for the same lock again
    for (Caller* caller : batch.callers) caller->outcome = begun;
    return {};
  }
  Status kept;
  for (auto caller = batch.callers.begin(); kept && caller != batch.callers.end(); ++caller)
    kept = apart == Apart::kYes ? InSavepoint(**caller) : Bare(**caller);
  if (kept) kept = writer_.Commit();
  if (!kept) writer_.Rollback();
  return kept;
}

// Where a caller fails after it has written, what it wrote stands among what the others did.
Status GroupCommit::Bare(Caller& caller) {
  const std::uint64_t before = writer_.writes();
  SqliteTx tx(writer_);
  caller.outcome = RunOnce<Tx>(*caller.fn, tx);
  if (!writer_.InTransaction()) return Dropped();
  if (caller.outcome || writer_.writes() == before) return {};
  torn_ = true;
  return std::unexpected(caller.outcome.error());
}

// The caller's own outcome is in `caller`; an error here is the shared transaction's.
Status GroupCommit::InSavepoint(Caller& caller) {
  TRY(writer_.Do("SAVEPOINT caller"));
  SqliteTx tx(writer_);
  caller.outcome = RunOnce<Tx>(*caller.fn, tx);
  if (!writer_.InTransaction()) return Dropped();
  if (!caller.outcome) TRY(writer_.Do("ROLLBACK TO caller"));
  return writer_.Do("RELEASE caller");
}

}  // namespace almoner::store
