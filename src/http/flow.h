// A body that goes through piece by piece while its handler runs: one that is too large to be held
// in memory, coming in, or going out. The handler waits on its worker while the I/O thread reads or
// writes, so that no more is held than the piece it gave. What is not asked for is not read: a
// client is told no before it has sent its body.
#pragma once

#include <cstdint>
#include <span>

#include "base/bytes.h"
#include "base/result.h"
#include "http/response.h"

namespace almoner::http {

// Of one request, for the worker that handles it. At most Limits::flows are used at once; one more
// fails with kUnavailable.
class Flow {
 public:
  Flow() = default;
  Flow(const Flow&) = delete;
  Flow& operator=(const Flow&) = delete;
  Flow(Flow&&) = delete;
  Flow& operator=(Flow&&) = delete;
  virtual ~Flow() = default;

  // How much of the request's body is still to be read here; 0 where it is in Request::body.
  [[nodiscard]] virtual std::uint64_t left() const = 0;
  // Fills `into`, less only at the body's end. kUnavailable: the client has gone, or takes longer
  // than Limits::request_body for the piece.
  virtual Result<std::size_t> Read(std::span<std::uint8_t> into) = 0;

  // Sends the head, with `size` as its Content-Length; the body follows by Write, and what the
  // handler returns is not looked at. Where it ends before that many bytes, the connection breaks
  // off, by which the client sees that it has not all.
  virtual Status Begin(Response head, std::uint64_t size) = 0;
  // The next piece, until it has gone. kUnavailable: the client has gone, or is too slow.
  // REQUIRES: Begin, and no more in all than it said.
  virtual Status Write(BytesView piece) = 0;
};

}  // namespace almoner::http
