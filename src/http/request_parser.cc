#include "http/request_parser.h"

#include <algorithm>
#include <utility>

#include "base/result.h"

namespace almoner::http {

RequestParser::RequestParser(const Limits& limits, InPieces in_pieces, Held held)
    : limits_(&limits),
      in_pieces_(std::move(in_pieces)),
      may_hold_(std::move(held)),
      scanner_(limits) {
  CHECK(limits.header_bytes <= 60UL * 1024);
}

RequestParser::State RequestParser::Feed(std::string_view bytes) {
  if (state_ == State::kBad) return state_;
  held_ += bytes;
  if (state_ == State::kDone || left_ > 0) return state_;
  if (phase_ == Phase::kIdle && !held_.empty()) phase_ = Phase::kHead;
  if (phase_ == Phase::kHead) ReadHead();
  if (phase_ == Phase::kBody) ReadBody();
  return state_;
}

Request RequestParser::Take() {
  CHECK(state_ == State::kDone);
  keep_alive_ = head_.keep_alive;
  left_ = held_apart_ ? head_.body_size : 0;
  expects_ = std::exchange(held_apart_, false) && head_.expects_continue;
  state_ = State::kNeedMore;
  phase_ = Phase::kIdle;
  scanner_ = HeadScanner(*limits_);
  return std::exchange(head_, {}).request;
}

bool RequestParser::TakeExpectation() {
  if (left_ > 0) return held_.empty() && std::exchange(expects_, false);
  return phase_ == Phase::kBody && held_.empty() && std::exchange(head_.expects_continue, false);
}

void RequestParser::ReadHead() {
  const auto size = scanner_.Scan(held_);
  if (!size) return Refuse(size.error());
  if (*size == 0) return;
  auto head = ParseHead(std::string_view(held_).substr(0, *size), *limits_);
  if (!head) return Refuse(head.error());
  head_ = *std::move(head);
  if (const int refused = Admit(); refused != 0) return Refuse(refused);
  held_.erase(0, *size);
  if (held_apart_) {
    state_ = State::kDone;
    return;
  }
  held_.reserve(head_.body_size);  // which the limits bound; the pages are taken as bytes arrive
  phase_ = Phase::kBody;
}

void RequestParser::ReadBody() {
  if (held_.size() < head_.body_size) return;
  std::string rest = held_.substr(head_.body_size);
  held_.resize(head_.body_size);
  head_.request.body = std::exchange(held_, std::move(rest));
  state_ = State::kDone;
}

std::size_t RequestParser::TakeBody(std::span<char> into) {
  const std::size_t size =
      static_cast<std::size_t>(std::min<std::uint64_t>({left_, into.size(), held_.size()}));
  std::copy_n(held_.begin(), size, into.begin());
  held_.erase(0, size);
  left_ -= size;
  return size;
}

void RequestParser::SkipBody(std::size_t size) {
  CHECK(size <= left_ && held_.empty());
  left_ -= size;
}

// As one that comes in pieces, or one that is held and has a place.
int RequestParser::Admit() {
  if (head_.body_size <= limits_->body) return 0;
  held_apart_ = in_pieces_ && head_.body_size <= in_pieces_(head_.request);
  if (held_apart_) return 0;
  if (!may_hold_ || head_.body_size > limits_->large_body) return 413;
  auto place = may_hold_(head_.request);
  if (!place) return place.error();
  place_ = *std::move(place);
  return 0;
}

void RequestParser::Refuse(int status) {
  status_ = status;
  state_ = State::kBad;
  place_.reset();
  held_.clear();
}

}  // namespace almoner::http
