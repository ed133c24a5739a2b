#include "http/connection.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/bytes.h"
#include "base/log.h"
#include "http/wire.h"

namespace almoner::http {
namespace {

// Of an answer; for each the client has its time anew.
constexpr std::size_t kPiece = 64UL * 1024;
constexpr std::size_t kBesideHead = 15UL * 1024;  // with it, one record of TLS
constexpr int kAtOnce = 16;
constexpr std::uint64_t kMostDropped = 32UL * 1024 * 1024;  // of a body that nobody read
constexpr std::size_t kLargePiece = 128UL * 1024;           // Limits::large_piece
constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

std::string NewRequestId(Random& random) {
  std::array<std::uint8_t, 16> bytes{};
  random.Fill(bytes);
  return ToHex(bytes);
}

Response FailedHandler(Engine& engine, std::string_view request_id) {
  ++engine.counters.handler_failures;
  log::Write(log::Level::kError, "A handler failed; its client was answered 500.",
             {Detail::Id("request", request_id)});
  return Response::Plain(500);
}

// The last place where anything thrown is caught; its text may hold personal data and is dropped.
Response Serve(Engine& engine, Request& request) {
  try {
    return engine.service(request);
  } catch (...) {
    return FailedHandler(engine, request.id);
  }
}

// Nothing where nothing is at hand, and whatever is wrong with that is for the service to find.
std::optional<Response> FindAtHand(const Engine& engine, const Request& request) {
  if (!engine.at_hand) return std::nullopt;
  try {
    return engine.at_hand(request);
  } catch (...) {
    return std::nullopt;
  }
}

Response Refusal(int status) {
  Response refusal = Response::Plain(status);
  return status == 503 ? std::move(refusal).With("Retry-After", "2") : refusal;
}

Response Shed(Engine& engine) {
  ++engine.counters.shed;
  return Refusal(503);
}

}  // namespace

Connection::Step Connection::Awaited(RequestParser::Phase phase) {
  switch (phase) {
    case RequestParser::Phase::kIdle:
      return Step::kIdle;
    case RequestParser::Phase::kHead:
      return Step::kHead;
    case RequestParser::Phase::kBody:
      return Step::kBody;
  }
  std::unreachable();
}

Connection::Connection(tcp::socket socket, std::string client, Engine& engine,
                       std::span<char> buffer)
    : engine_(engine),
      stream_(std::move(socket), engine.tls ? &*engine.tls : nullptr),
      parser_(engine.limits, engine.in_pieces,
              [this](const Request& head) { return PlaceFor(head); }),
      client_(std::move(client)),
      buffer_(buffer) {}

asio::awaitable<void> Connection::Run() {
  if (!co_await Handshake()) co_return;
  bool more = true;
  while (more) more = co_await Exchange();
  if (engine_.draining && step_ == Step::kIdle) co_return;  // the client is owed nothing
  Begin(Step::kFinish);
  co_await stream_.Finish();
}

void Connection::ExpireAt(SteadyTime now) {
  if (now < deadline_) return;
  deadline_ = SteadyTime::max();
  if (step_ != Step::kIdle && step_ != Step::kFinish) ++engine_.counters.timeouts;
  if (!IsReading()) return Close();
  timed_out_ = step_ != Step::kIdle;  // and Receive, which this wakes, says so to the client
  stream_.Cancel();
}

bool Connection::IsReading() const {
  return step_ == Step::kIdle || step_ == Step::kHead || step_ == Step::kBody;
}

void Connection::Drain() {
  if (step_ == Step::kHandshake) Close();
  // Not Close: a request may have been read already, and wait only for this thread.
  if (step_ == Step::kIdle) stream_.Cancel();
}

void Connection::Close() { stream_.Close(); }

std::expected<std::shared_ptr<const void>, int> Connection::PlaceFor(const Request& head) {
  try {
    if (!engine_.held || !engine_.held(head)) return std::unexpected(413);
  } catch (...) {  // what it was is for the service to find
    return std::unexpected(413);
  }
  const std::shared_ptr<std::atomic<std::size_t>> count = engine_.large;
  if (++*count > engine_.limits.large_bodies) {
    --*count;
    ++engine_.counters.shed;
    return std::unexpected(503);
  }
  return std::shared_ptr<const void>(count.get(), [count](const void*) { --*count; });
}

asio::awaitable<bool> Connection::Handshake() {
  if (!stream_.tls()) co_return true;
  Begin(Step::kHandshake);
  const auto [error] = co_await stream_.Handshake();
  if (error) ++engine_.counters.failed_handshakes;
  co_return !error;
}

asio::awaitable<bool> Connection::Exchange() {
  const Received received = co_await Receive();
  if (received == Received::kNothing) co_return false;

  const std::string id = NewRequestId(engine_.random);
  Response response;
  bool close = true;
  bool with_body = true;
  if (received == Received::kRequest) {
    Request request = parser_.Take();
    const auto place = parser_.TakePlace();  // for as long as the request is here
    request.id = id;
    request.client = Personal<std::string>(client_);
    with_body = request.method != Method::kHead;
    Begin(Step::kHandler);
    response = co_await AnswerTo(request);
    if (timed_out_) response = Response::Plain(408);
    if (!owed_ && !timed_out_) co_await DropBody();
    close = Closes();
    if (owed_) co_return std::exchange(owed_, std::nullopt) == 0 && !close;
  } else {
    response = Refusal(received == Received::kTimedOut ? 408 : parser_.status());
    refused_ = response.status == 413 || response.status == 503;
  }
  std::string head = HeadOf(response, id, close);
  if (!MayHaveBody(response.status)) with_body = false;
  const bool sent =
      co_await Send(std::move(head), with_body ? response.content() : std::string_view());
  co_return sent && !close;
}

asio::awaitable<Connection::Received> Connection::Receive() {
  RequestParser::State state = parser_.Feed({});
  while (state == RequestParser::State::kNeedMore) {
    if (parser_.TakeExpectation()) {
      const bool sent = co_await Write(kContinue);
      if (!sent) co_return Received::kNothing;
    }
    // Only a new step has its time anew: dripping bytes gains nothing.
    const Step step = Awaited(parser_.phase());
    if (step != step_) Begin(step);
    if (engine_.draining && step == Step::kIdle) co_return Received::kNothing;
    const auto [error, size] = co_await stream_.Read(asio::buffer(buffer_.data(), buffer_.size()));
    if (timed_out_) co_return Received::kTimedOut;
    if (error) co_return Received::kNothing;
    state = parser_.Feed({buffer_.data(), size});
  }
  co_return state == RequestParser::State::kDone ? Received::kRequest : Received::kBad;
}

// A client that asks faster than it is answered takes turns with the others of this thread.
asio::awaitable<Response> Connection::AnswerTo(Request& request) {
  std::optional<Response> at_hand = FindAtHand(engine_, request);
  if (!at_hand) {
    at_once_ = 0;
    co_return co_await Dispatch(request);
  }
  if (++at_once_ == kAtOnce) {
    at_once_ = 0;
    co_await asio::post(co_await asio::this_coro::executor, asio::use_awaitable);
  }
  co_return *std::move(at_hand);
}

template <class Act>
asio::awaitable<Wish> Connection::NextWish(Act act) {
  const asio::any_io_executor executor = co_await asio::this_coro::executor;
  const auto start = [&](auto waiting) {
    act([executor, waiting = std::move(waiting)](Wish wish) mutable {
      asio::post(executor, [waiting = std::move(waiting), wish = std::move(wish)]() mutable {
        std::move(waiting)(std::move(wish));
      });
    });
  };
  co_return co_await asio::async_initiate<const asio::use_awaitable_t<>, void(Wish)>(
      start, asio::use_awaitable);
}

// Has a worker run the service, sees here, on the I/O thread, to what it wishes meanwhile, and goes
// on with what it answered.
asio::awaitable<Response> Connection::Dispatch(Request& request) {
  WorkerFlow flow(engine_, parser_.body_left());
  request.flow = &flow;
  Wish wish = co_await NextWish([&](WorkerFlow::Waiting waiting) {
    flow.Expect(std::move(waiting));
    engine_.workers->Post([this, &request, &flow](WorkerPool::Turn turn) {
      flow.Done(turn == WorkerPool::Turn::kServed ? Serve(engine_, request) : Shed(engine_));
    });
  });
  while (wish.kind != Wish::Kind::kDone) {
    std::size_t bytes = 0;
    try {
      bytes = co_await Fulfil(wish, request);
    } catch (const std::exception&) {  // for want of memory
      bytes = 0;                       // the worker, which waits, is told that nothing went through
    }
    Begin(Step::kHandler);
    wish = co_await NextWish(
        [&](WorkerFlow::Waiting waiting) { flow.Answer(std::move(waiting), bytes); });
  }
  request.flow = nullptr;
  co_return std::move(wish.response);
}

asio::awaitable<std::size_t> Connection::Fulfil(Wish& wish, const Request& request) {
  if (wish.kind == Wish::Kind::kRead) co_return co_await Fill(wish.into);
  if (wish.kind == Wish::Kind::kWrite) co_return co_await GoOn(wish.from);
  co_return co_await BeginAnswer(wish, request);
}

// Straight into the worker's own memory, and never past the end of this body.
asio::awaitable<std::size_t> Connection::Fill(std::span<std::uint8_t> into) {
  if (parser_.TakeExpectation()) {
    const bool sent = co_await Write(kContinue);
    if (!sent) co_return 0;
  }
  std::size_t filled = parser_.TakeBody({reinterpret_cast<char*>(into.data()), into.size()});
  Begin(Step::kBody);
  while (filled < into.size() && !timed_out_) {
    const std::span<std::uint8_t> rest = into.subspan(filled);
    const auto [error, size] = co_await stream_.Read(asio::buffer(rest.data(), rest.size()));
    if (error) break;
    parser_.SkipBody(size);
    filled += size;
  }
  co_return filled;
}

asio::awaitable<std::size_t> Connection::BeginAnswer(const Wish& wish, const Request& request) {
  CHECK(!owed_);
  const Result<std::string> head = WriteHead(wish.response, {.request_id = request.id,
                                                             .now = engine_.clock.Now(),
                                                             .tls = stream_.tls(),
                                                             .close = Closes(),
                                                             .length = wish.size});
  if (!head) {
    log::Failure("Writing an answer", head.error());
    co_return 0;
  }
  ++engine_.counters.answers.at(static_cast<std::size_t>(wish.response.status / 100));
  owed_ = wish.size;
  with_body_ = request.method != Method::kHead && MayHaveBody(wish.response.status);
  const bool sent = co_await Write(*head);
  co_return sent ? 1 : 0;
}

// To HEAD the body is made, and not sent: its length was said.
asio::awaitable<std::size_t> Connection::GoOn(BytesView piece) {
  CHECK(owed_ && piece.size() <= *owed_);
  *owed_ -= piece.size();
  for (std::string_view rest = AsText(piece); with_body_ && !rest.empty();) {
    const std::string_view some = rest.substr(0, kPiece);
    const bool sent = co_await Write(some);
    if (!sent) {
      *owed_ += rest.size();
      co_return piece.size() - rest.size();
    }
    rest.remove_prefix(some.size());
  }
  co_return piece.size();
}

// Most clients listen only once they have sent their body: what nobody read of it is dropped, as
// far as it comes in the time for one piece. Who waits to be told whether to send is answered at
// once.
asio::awaitable<void> Connection::DropBody() {
  if (parser_.body_left() == 0 || parser_.TakeExpectation()) co_return;
  Begin(Step::kBody);
  const std::uint64_t far = parser_.body_left() - std::min(parser_.body_left(), kMostDropped);
  for (int pieces = 1; parser_.body_left() > far && !timed_out_; ++pieces) {
    // Who sends faster than it is read takes turns with the others of this thread.
    if (pieces % kAtOnce == 0)
      co_await asio::post(co_await asio::this_coro::executor, asio::use_awaitable);
    if (parser_.TakeBody(buffer_) > 0) continue;
    const auto size =
        static_cast<std::size_t>(std::min<std::uint64_t>(buffer_.size(), parser_.body_left()));
    const auto [error, read] = co_await stream_.Read(asio::buffer(buffer_.data(), size));
    if (error) co_return;
    parser_.SkipBody(read);
  }
  Begin(Step::kHandler);
}

// What is left of a body that nobody read cannot be told from the next request.
bool Connection::Closes() const {
  return !parser_.keep_alive() || engine_.draining || parser_.body_left() > 0 || timed_out_;
}

asio::awaitable<bool> Connection::Send(std::string head, std::string_view body) {
  const std::size_t beside_head = std::min(body.size(), kBesideHead);
  head += body.substr(0, beside_head);
  bool sent = co_await Write(head);
  for (body.remove_prefix(beside_head); sent && !body.empty();) {
    const std::string_view piece = body.substr(0, kPiece);
    body.remove_prefix(piece.size());
    sent = co_await Write(piece);
  }
  co_return sent;
}

asio::awaitable<bool> Connection::Write(std::string_view bytes) {
  Begin(Step::kWrite);
  const auto [error, size] = co_await stream_.Write(asio::buffer(bytes));
  co_return !error;
}

std::string Connection::HeadOf(Response& response, std::string_view id, bool close) {
  const Sending sending{
      .request_id = id, .now = engine_.clock.Now(), .tls = stream_.tls(), .close = close};
  Result<std::string> head = WriteHead(response, sending);
  if (!head) {
    log::Failure("Writing an answer", head.error());
    response = FailedHandler(engine_, id);
    head = WriteHead(response, sending);
  }
  ++engine_.counters.answers.at(static_cast<std::size_t>(response.status / 100));
  return *std::move(head);
}

void Connection::Begin(Step step) {
  step_ = step;
  deadline_ =
      step == Step::kHandler ? SteadyTime::max() : std::chrono::steady_clock::now() + TimeFor(step);
}

std::chrono::milliseconds Connection::TimeFor(Step step) const {
  const Limits& limits = engine_.limits;
  switch (step) {
    case Step::kHandshake:
      return limits.handshake;
    case Step::kIdle:
      return limits.idle;
    case Step::kHead:
      return limits.header;
    case Step::kBody: {
      const std::size_t size = parser_.body_size();
      const auto pieces = size > limits.body ? static_cast<int>(size / kLargePiece) : 0;
      return limits.request_body + pieces * limits.large_piece;
    }
    case Step::kHandler:
      break;
    case Step::kWrite:
      return limits.write;
    case Step::kFinish:
      return refused_ ? limits.refused : limits.linger;
  }
  std::unreachable();
}

}  // namespace almoner::http
