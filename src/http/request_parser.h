// Requests out of a stream of bytes, however it is cut into pieces. Knows no socket and no time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "http/head.h"

namespace almoner::http {

// For one thread. Feed until kDone, Take, then Feed again (the next request may be there already).
// kBad is final: where a request cannot be told from the next one, nothing after it can be trusted.
class RequestParser {
 public:
  enum class State : std::uint8_t { kNeedMore, kDone, kBad };
  enum class Phase : std::uint8_t { kIdle, kHead, kBody };  // what is being waited for

  // REQUIRES: limits outlives the parser; limits.header_bytes <= 60 KiB.
  explicit RequestParser(const Limits& limits);

  // Bytes past the request's end are kept for the next one.
  State Feed(std::string_view bytes);

  // REQUIRES: the last Feed gave kDone.
  Request Take();

  // REQUIRES: the last Feed gave kBad. What to answer: 400, 411, 413, 414, 417, 431, 501 or 505.
  [[nodiscard]] int status() const { return status_; }
  [[nodiscard]] Phase phase() const { return phase_; }
  // Whether another request may follow the one last taken.
  [[nodiscard]] bool keep_alive() const { return keep_alive_; }
  // Whether the client waits for "100 Continue" before it sends its body; true once for a request.
  bool TakeExpectation();

 private:
  void ReadHead();
  void ReadBody();
  void Refuse(int status);

  const Limits* limits_;
  std::string held_;  // what came and is not yet part of a request
  HeadScanner scanner_;
  Head head_;
  State state_ = State::kNeedMore;
  Phase phase_ = Phase::kIdle;
  int status_ = 0;
  bool keep_alive_ = false;
};

}  // namespace almoner::http
