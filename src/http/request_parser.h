// Requests out of a stream of bytes, however it is cut into pieces. Knows no socket and no time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <span>
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

  // A body of more than limits.body is allowed by one of two. How large it may be for this request
  // if it is not held: the request is done with its head, and its body comes by TakeBody.
  using InPieces = std::function<std::uint64_t(const Request&)>;
  // One that is held, limits.large_body at most: its place, to be held as long as it is there
  // (TakePlace), or the status to refuse it with.
  using Held = std::function<std::expected<std::shared_ptr<const void>, int>(const Request&)>;

  // REQUIRES: limits outlives the parser; limits.header_bytes <= 60 KiB.
  explicit RequestParser(const Limits& limits, InPieces in_pieces = {}, Held held = {});

  // Bytes past the request's end are kept for the next one.
  State Feed(std::string_view bytes);

  // REQUIRES: the last Feed gave kDone.
  Request Take();

  // How much of the body of the request last taken has not come yet, or was not taken. Until it is
  // 0, what is fed is body.
  [[nodiscard]] std::uint64_t body_left() const { return left_; }
  // What of it was fed already, as much as fits; how much.
  std::size_t TakeBody(std::span<char> into);
  // That many bytes of it were read elsewhere. REQUIRES: no more than body_left(), and that
  // TakeBody has nothing more.
  void SkipBody(std::size_t size);

  // REQUIRES: the last Feed gave kBad. What to answer: 400, 411, 413, 414, 417, 431, 501 or 505.
  [[nodiscard]] int status() const { return status_; }
  [[nodiscard]] Phase phase() const { return phase_; }
  // Of the request last taken; whoever takes it holds it as long as the body is there.
  std::shared_ptr<const void> TakePlace() { return std::move(place_); }
  [[nodiscard]] std::size_t body_size() const { return head_.body_size; }  // in kBody
  // Whether another request may follow the one last taken.
  [[nodiscard]] bool keep_alive() const { return keep_alive_; }
  // Whether the client waits for "100 Continue" before it sends its body; true once for a request.
  bool TakeExpectation();

 private:
  void ReadHead();
  void ReadBody();
  [[nodiscard]] int Admit();  // 0, or the status to refuse the head with
  void Refuse(int status);

  const Limits* limits_;
  InPieces in_pieces_;
  Held may_hold_;
  std::string held_;  // what came and is not yet part of a request
  HeadScanner scanner_;
  Head head_;
  std::shared_ptr<const void> place_;
  State state_ = State::kNeedMore;
  Phase phase_ = Phase::kIdle;
  int status_ = 0;
  std::uint64_t left_ = 0;   // of a body that is not held
  bool held_apart_ = false;  // the request that is done has one
  bool expects_ = false;     // and its client waits for "100 Continue"
  bool keep_alive_ = false;
};

}  // namespace almoner::http
