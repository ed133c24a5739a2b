// A flow between the worker that runs a handler and the connection on its I/O thread: one of the
// two always waits for the other, so that neither needs a buffer. For the .cc files of this module.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>

#include "http/engine.h"
#include "http/flow.h"

namespace almoner::http {

// What the worker wants of the connection; last, that the handler has returned.
struct Wish {
  enum class Kind : std::uint8_t { kRead, kBegin, kWrite, kDone };
  Kind kind = Kind::kDone;
  std::span<std::uint8_t> into = {};
  BytesView from = {};
  Response response = {};
  std::uint64_t size = 0;
};

class WorkerFlow final : public Flow {
 public:
  using Waiting = std::move_only_function<void(Wish)>;

  // REQUIRES: the engine outlives the flow, and the flow the handler.
  WorkerFlow(Engine& engine, std::uint64_t left) : engine_(engine), left_(left) {}
  WorkerFlow(const WorkerFlow&) = delete;
  WorkerFlow& operator=(const WorkerFlow&) = delete;
  WorkerFlow(WorkerFlow&&) = delete;
  WorkerFlow& operator=(WorkerFlow&&) = delete;
  ~WorkerFlow() override;

  // On the I/O thread. `waiting` gets the next wish; it is called on the worker.
  void Expect(Waiting waiting);
  // Goes on with the worker, whose wish came to this: how many bytes.
  void Answer(Waiting waiting, std::size_t bytes);

  // On the worker.
  [[nodiscard]] std::uint64_t left() const override { return left_; }
  Result<std::size_t> Read(std::span<std::uint8_t> into) override;
  Status Begin(Response head, std::uint64_t size) override;
  Status Write(BytesView piece) override;
  void Done(Response response);  // nothing of the flow is touched afterwards

 private:
  Status Take();  // one of the few that there are
  std::size_t Await(Wish wish);

  Engine& engine_;
  std::uint64_t left_;
  bool taken_ = false;
  std::mutex mutex_;
  std::condition_variable answered_;
  Waiting waiting_;                    // guarded by mutex_
  std::optional<std::size_t> answer_;  // guarded by mutex_
};

}  // namespace almoner::http
