#include "http/worker_flow.h"

#include <algorithm>
#include <utility>

namespace almoner::http {
namespace {

std::unexpected<Error> Gone() {
  return Fail(Code::kUnavailable, "The client has gone, or was too slow.");
}

}  // namespace

WorkerFlow::~WorkerFlow() {
  if (taken_) --engine_.flows;
}

void WorkerFlow::Expect(Waiting waiting) {
  const std::lock_guard lock(mutex_);
  waiting_ = std::move(waiting);
}

void WorkerFlow::Answer(Waiting waiting, std::size_t bytes) {
  const std::lock_guard lock(mutex_);
  waiting_ = std::move(waiting);
  answer_ = bytes;
  answered_.notify_one();
}

Status WorkerFlow::Take() {
  if (taken_) return {};
  if (engine_.flows.fetch_add(1) < engine_.limits.flows) {
    taken_ = true;
    return {};
  }
  --engine_.flows;
  return Fail(Code::kUnavailable, "Too many large bodies are on their way at once; try again.");
}

std::size_t WorkerFlow::Await(Wish wish) {
  std::unique_lock lock(mutex_);
  answer_.reset();
  std::exchange(waiting_, {})(std::move(wish));
  answered_.wait(lock, [this] { return answer_.has_value(); });
  return *answer_;
}

Result<std::size_t> WorkerFlow::Read(std::span<std::uint8_t> into) {
  TRY(Take());
  const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(left_, into.size()));
  if (wanted == 0) return 0;
  if (Await({.kind = Wish::Kind::kRead, .into = into.first(wanted)}) != wanted) return Gone();
  left_ -= wanted;
  return wanted;
}

Status WorkerFlow::Begin(Response head, std::uint64_t size) {
  TRY(Take());
  if (Await({.kind = Wish::Kind::kBegin, .response = std::move(head), .size = size}) == 0)
    return Gone();
  return {};
}

Status WorkerFlow::Write(BytesView piece) {
  if (piece.empty()) return {};
  if (Await({.kind = Wish::Kind::kWrite, .from = piece}) != piece.size()) return Gone();
  return {};
}

void WorkerFlow::Done(Response response) {
  Waiting waiting;
  {
    const std::lock_guard lock(mutex_);
    waiting = std::exchange(waiting_, {});
  }
  waiting({.kind = Wish::Kind::kDone, .response = std::move(response)});
}

}  // namespace almoner::http
