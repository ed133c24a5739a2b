#include "http/request_parser.h"

#include <utility>

#include "base/result.h"

namespace almoner::http {

RequestParser::RequestParser(const Limits& limits) : limits_(&limits), scanner_(limits) {
  CHECK(limits.header_bytes <= 60UL * 1024);
}

RequestParser::State RequestParser::Feed(std::string_view bytes) {
  if (state_ == State::kBad) return state_;
  held_ += bytes;
  if (state_ == State::kDone) return state_;
  if (phase_ == Phase::kIdle && !held_.empty()) phase_ = Phase::kHead;
  if (phase_ == Phase::kHead) ReadHead();
  if (phase_ == Phase::kBody) ReadBody();
  return state_;
}

Request RequestParser::Take() {
  CHECK(state_ == State::kDone);
  keep_alive_ = head_.keep_alive;
  state_ = State::kNeedMore;
  phase_ = Phase::kIdle;
  scanner_ = HeadScanner(*limits_);
  return std::exchange(head_, {}).request;
}

bool RequestParser::TakeExpectation() {
  return phase_ == Phase::kBody && held_.empty() && std::exchange(head_.expects_continue, false);
}

void RequestParser::ReadHead() {
  const auto size = scanner_.Scan(held_);
  if (!size) return Refuse(size.error());
  if (*size == 0) return;
  auto head = ParseHead(std::string_view(held_).substr(0, *size), *limits_);
  if (!head) return Refuse(head.error());
  head_ = *std::move(head);
  held_.erase(0, *size);
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

void RequestParser::Refuse(int status) {
  status_ = status;
  state_ = State::kBad;
  held_.clear();
}

}  // namespace almoner::http
