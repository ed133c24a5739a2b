// At most so many connections, made when needed and kept; who finds all in use waits for one.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "base/result.h"

namespace almoner::store {

// Safe for concurrent use. A connection that is no longer usable() is not kept.
template <class Connection>
class Pool {
 public:
  using Owned = std::unique_ptr<Connection>;
  using Make = std::function<Result<Owned>()>;

  // A connection for one user; goes back when this does.
  class Lease {
   public:
    Lease(Pool& pool, Owned connection) : pool_(&pool), connection_(std::move(connection)) {}
    Lease(Lease&&) noexcept = default;
    Lease& operator=(Lease&&) = delete;
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    ~Lease() {
      if (connection_) pool_->Return(std::move(connection_));
    }
    Connection& operator*() const { return *connection_; }
    Connection* operator->() const { return connection_.get(); }

   private:
    Pool* pool_;
    Owned connection_;
  };

  Pool(int limit, Make make) : make_(std::move(make)), free_(limit) {}

  Result<Lease> Take() {
    {
      std::unique_lock lock(mutex_);
      returned_.wait(lock, [&] { return free_ > 0; });
      --free_;
      if (!idle_.empty()) {
        Owned connection = std::move(idle_.back());
        idle_.pop_back();
        return Lease(*this, std::move(connection));
      }
    }
    Result<Owned> made = make_();
    if (made) return Lease(*this, *std::move(made));
    Return(nullptr);
    return std::unexpected(std::move(made).error());
  }

 private:
  void Return(Owned connection) {
    if (connection && !connection->usable()) connection.reset();
    {
      const std::scoped_lock lock(mutex_);
      ++free_;
      if (connection) idle_.push_back(std::move(connection));
    }
    returned_.notify_one();
  }

  const Make make_;
  std::mutex mutex_;
  std::condition_variable returned_;
  int free_;  // how many more may be taken; never fewer than are idle
  std::vector<Owned> idle_;
};

}  // namespace almoner::store
