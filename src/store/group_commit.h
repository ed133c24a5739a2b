// Group commit: writers that come while one commit is being made durable share the next.
//
//   time ->   A: [fn COMMIT.......]                       A was alone and waited for nobody
//             B:    joins ........ [fnB fnC fnD COMMIT....]   B came first, so B leads
//             C:      joins ........................ answer
//             D:          joins .................... answer
//
// There is no timer and no thread of its own: the first to join a batch leads it, on its own
// thread, as soon as the batch before is done. See docs/decisions/0001-group-commit.md.
#pragma once

#include <condition_variable>
#include <functional>
#include <latch>
#include <memory>
#include <mutex>
#include <vector>

#include "store/sqlite_connection.h"

namespace almoner::store {

// Safe for concurrent use. `writer` is used by nobody else.
class GroupCommit {
 public:
  using Fn = std::function<Status(Tx&)>;
  explicit GroupCommit(SqliteConnection& writer) : writer_(writer) {}

  // Runs fn, perhaps on another caller's thread; returns once its change is durable or undone.
  Status Run(const Fn& fn);

  // Does something that no commit may run beside; whoever writes meanwhile waits for it.
  Status Between(const std::function<Status()>& work);

  // How many callers will share the next commit.
  [[nodiscard]] std::size_t waiting() const;

 private:
  struct Caller {
    const Fn* fn;
    Status outcome;
  };
  struct Batch {
    std::vector<Caller*> callers;
    std::latch finished{1};
  };

  void Commit(const Batch& batch);
  Status Alone(const Fn& fn);
  enum class Apart : std::uint8_t { kNo, kYes };
  Status Together(const Batch& batch, Apart apart);
  Status Bare(Caller& caller);
  Status InSavepoint(Caller& caller);

  SqliteConnection& writer_;
  bool torn_ = false;  // a caller failed after it had written; for whoever commits
  mutable std::mutex mutex_;
  std::condition_variable idle_;    // the next leader waits here, and who comes between
  bool committing_ = false;         // somebody leads, or is between
  std::shared_ptr<Batch> forming_;  // which joiners join; its first caller will lead it
};

}  // namespace almoner::store
