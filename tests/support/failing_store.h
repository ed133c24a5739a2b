// Faults on purpose: a store of which one step fails. A step is a statement, or the commit of a
// Write.
//
//   Status last;
//   FailEachStep(store(), [&](store::Store& failing) { last = Enrol(failing); },
//                [&](int step) { EXPECT_THAT(last, FailsWith(Code::kUnavailable)) << step; … });
//   EXPECT_THAT(last, IsOk());
#pragma once

#include <atomic>
#include <functional>

#include "store/store.h"

namespace almoner {

// Passes everything on to `inner`, but answers its nth step (from 1) with kUnavailable, and undoes
// the transaction around it, as an engine would. Counts across transactions and threads.
class FailingStore : public store::Store {
 public:
  FailingStore(store::Store& inner, int nth) : inner_(inner), nth_(nth) {}
  [[nodiscard]] bool failed() const { return steps_ >= nth_; }
  [[nodiscard]] int steps() const { return steps_; }

 private:
  Status DoWrite(const std::function<Status(store::Tx&)>& fn) override {
    return inner_.Write([&](store::Tx& inner) -> Status {
      FailingTx tx(inner, *this);
      TRY(fn(tx));
      if (tx.failure()) return std::unexpected(*tx.failure());
      return Step();  // the commit
    });
  }
  Status DoRead(const std::function<Status(store::ReadTx&)>& fn) override {
    return inner_.Read([&](store::ReadTx& inner) -> Status {
      FailingTx tx(inner, *this);
      TRY(fn(tx));
      if (tx.failure()) return std::unexpected(*tx.failure());
      return {};
    });
  }

  Status Step() {
    if (++steps_ == nth_) return Fail(Code::kUnavailable, "This step was made to fail by a test.");
    return {};
  }

  class FailingTx : public store::Tx {
   public:
    FailingTx(store::ReadTx& inner, FailingStore& store) : inner_(inner), store_(store) {}

   private:
    Result<store::Outcome> Run(const store::Sql& sql,
                               const std::vector<store::Param>& params) override {
      TRY(store_.Step());
      return RunIn(inner_, sql, params);
    }
    store::ReadTx& inner_;
    FailingStore& store_;
  };

  store::Store& inner_;
  const int nth_;
  std::atomic<int> steps_ = 0;
};

// Runs `attempt` with its first step failing, then with its second, and so on until none fails;
// after each failure `after_failure` looks whether anything is half done. Returns how many steps
// there are.
inline int FailEachStep(store::Store& store, const std::function<void(store::Store&)>& attempt,
                        const std::function<void(int step)>& after_failure) {
  for (int step = 1;; ++step) {
    FailingStore failing(store, step);
    attempt(failing);
    if (!failing.failed()) return step - 1;
    after_failure(step);
  }
}

}  // namespace almoner
