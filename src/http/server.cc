#include "http/server.h"

#include <deque>
#include <mutex>
#include <system_error>
#include <utility>

#include "http/engine.h"
#include "http/lane.h"
#include "http/tls_context.h"

namespace almoner::http {
namespace {

// SO_REUSEPORT lets a second server of the same user take half of the first one's clients
// unnoticed. A socket without it is refused while any other listens, which is what an operator
// expects.
Status CheckPortIsFree(const tcp::endpoint& at) {
  asio::io_context io;
  tcp::acceptor probe(io);
  boost::system::error_code error;
  probe.open(at.protocol(), error);
  if (!error) probe.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) probe.bind(at, error);
  if (error)
    return Fail(
        Code::kUnavailable,
        "The server cannot listen there. Choose another address or port, or stop what uses it.",
        Detail("port", at.port()), Detail::Errno(error.value()));
  return {};
}

}  // namespace

class Server::Impl {
 public:
  Impl(Answering answering, Random& random, const Clock& clock, const Limits& limits)
      : engine_(std::move(answering), random, clock, limits) {}
  ~Impl() { Stop(); }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  Impl(Impl&&) = delete;
  Impl& operator=(Impl&&) = delete;

  Status Start(const Endpoint& endpoint, const std::optional<TlsFiles>& tls);
  void Stop();
  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] Metrics metrics() const;

 private:
  Engine engine_;
  std::deque<Lane> lanes_;
  std::uint16_t port_ = 0;
  std::once_flag stopped_;
};

Status Server::Impl::Start(const Endpoint& endpoint, const std::optional<TlsFiles>& tls) {
  boost::system::error_code error;
  tcp::endpoint at(asio::ip::make_address(endpoint.address, error), endpoint.port);
  if (error)
    return Fail(Code::kInvalid, "The address to listen on must be an IPv4 or IPv6 address.",
                Detail::Id("address", endpoint.address));
  if (tls) engine_.tls.emplace(TRY(MakeTlsContext(*tls)));
  TRY(CheckPortIsFree(at));
  for (std::size_t i = 0; i < engine_.limits.io_threads; ++i)
    at = TRY(lanes_.emplace_back(engine_).Listen(at));
  port_ = at.port();
  engine_.workers.emplace(engine_.limits.workers, engine_.limits.queue);
  for (Lane& lane : lanes_) lane.Start();
  return {};
}

void Server::Impl::Stop() {
  std::call_once(stopped_, [this] {
    engine_.draining = true;
    for (Lane& lane : lanes_) lane.Drain();
    engine_.admission.WaitUntilEmpty(engine_.limits.drain);
    for (Lane& lane : lanes_) lane.Close();
    engine_.admission.WaitUntilEmpty();  // handlers cannot be broken off
    // Workers first: one may still be inside the post that woke a lane for the last time.
    if (engine_.workers) engine_.workers->Join();
    for (Lane& lane : lanes_) lane.Join();
  });
}

Metrics Server::Impl::metrics() const {
  const Counters& counters = engine_.counters;
  Metrics metrics{.shed = counters.shed,
                  .timeouts = counters.timeouts,
                  .failed_handshakes = counters.failed_handshakes,
                  .refused_connections = counters.refused_connections,
                  .handler_failures = counters.handler_failures,
                  .open_connections = engine_.admission.open(),
                  .waiting_requests = engine_.workers->waiting()};
  for (std::size_t i = 0; i < metrics.answers.size(); ++i) metrics.answers[i] = counters.answers[i];
  return metrics;
}

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Server::~Server() = default;

Result<std::unique_ptr<Server>> Server::Start(const Endpoint& endpoint,
                                              const std::optional<TlsFiles>& tls, Service service,
                                              Random& random, const Clock& clock,
                                              const Limits& limits, AtHand at_hand, Larger larger) {
  try {
    auto impl = std::make_unique<Impl>(Answering{.service = std::move(service),
                                                 .at_hand = std::move(at_hand),
                                                 .larger = std::move(larger)},
                                       random, clock, limits);
    TRY(impl->Start(endpoint, tls));
    return std::unique_ptr<Server>(new Server(std::move(impl)));
  } catch (const std::system_error& error) {
    return Fail(Code::kUnavailable, "The server's threads or sockets could not be made.",
                Detail::Errno(error.code().value()));
  }
}

std::uint16_t Server::port() const { return impl_->port(); }
Metrics Server::metrics() const { return impl_->metrics(); }
void Server::Stop() { impl_->Stop(); }

}  // namespace almoner::http
