#include "http/worker_pool.h"

namespace almoner::http {

WorkerPool::WorkerPool(std::size_t workers, std::size_t queue) : queue_(queue), free_(workers) {
  threads_.reserve(workers);
  for (std::size_t i = 0; i < workers; ++i)
    threads_.emplace_back([this](const std::stop_token& stop) { Work(stop); });
}

void WorkerPool::Post(Job job) {
  std::unique_lock lock(mutex_);
  // A job that a free worker is about to fetch does not count as waiting.
  if (jobs_.size() >= queue_ + free_) {
    lock.unlock();
    return job(Turn::kShed);
  }
  jobs_.push_back(std::move(job));
  lock.unlock();
  wake_.notify_one();
}

std::size_t WorkerPool::waiting() const {
  const std::lock_guard lock(mutex_);
  return jobs_.size() > free_ ? jobs_.size() - free_ : 0;
}

void WorkerPool::Work(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (true) {
    if (!wake_.wait(lock, stop, [this] { return !jobs_.empty(); }))
      return;  // told to stop, and idle
    Job job = std::move(jobs_.front());
    jobs_.pop_front();
    --free_;
    lock.unlock();
    job(Turn::kServed);
    job = nullptr;  // what it holds ends before the worker counts as free
    lock.lock();
    ++free_;
  }
}

}  // namespace almoner::http
