#include "http/lane.h"

#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <exception>
#include <memory>
#include <utility>

#include "base/log.h"

namespace almoner::http {
namespace {

// What one client is: an IPv4 address, or an IPv6 /64, since any host can have all of that.
std::string ClientKey(const asio::ip::address& address) {
  if (address.is_v4()) return address.to_string();
  const auto bytes = address.to_v6().to_bytes();
  return {bytes.begin(), bytes.begin() + 8};
}

asio::ip::address Unmapped(const asio::ip::address& address) {
  if (!address.is_v6() || !address.to_v6().is_v4_mapped()) return address;
  return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6());
}

// Often enough to keep the shortest deadline to within a quarter of it.
std::chrono::milliseconds SweepPeriod(const Limits& limits) {
  const auto shortest = std::min({limits.handshake, limits.idle, limits.header, limits.request_body,
                                  limits.write, limits.linger});
  return std::clamp(shortest / 4, std::chrono::milliseconds(5), std::chrono::milliseconds(250));
}

// A coroutine ends by an exception only when memory or threads run out.
void Ended(const std::exception_ptr& thrown) {
  if (thrown) log::Write(log::Level::kError, "A connection was dropped for want of memory.", {});
}

}  // namespace

Lane::Lane(Engine& engine) : engine_(engine) {}

Result<tcp::endpoint> Lane::Listen(const tcp::endpoint& at) {
  boost::system::error_code error;
  const auto step = [&](auto&& action) {
    if (!error) action();
  };
  step([&] { acceptor_.open(at.protocol(), error); });
  step([&] { acceptor_.set_option(tcp::acceptor::reuse_address(true), error); });
  step([&] {
    const int on = 1;
    if (::setsockopt(acceptor_.native_handle(), SOL_SOCKET, SO_REUSEPORT, &on, sizeof on) != 0)
      error.assign(errno, boost::system::system_category());
  });
  step([&] { acceptor_.bind(at, error); });
  step([&] { acceptor_.listen(tcp::acceptor::max_listen_connections, error); });
  if (error)
    return Fail(
        Code::kUnavailable,
        "The server cannot listen there. Choose another address or port, or stop what uses it.",
        Detail("port", at.port()), Detail::Errno(error.value()));
  return acceptor_.local_endpoint();
}

void Lane::Start() {
  asio::co_spawn(io_, Accept(), Ended);
  asio::co_spawn(io_, Sweep(), Ended);
  thread_ = std::thread([this] { io_.run(); });
}

void Lane::Drain() {
  asio::post(io_, [this] {
    boost::system::error_code ignored;
    acceptor_.close(ignored);
    pause_.cancel();
    for (Connection* const connection : connections_) connection->Drain();
  });
}

void Lane::Close() {
  asio::post(io_, [this] {
    for (Connection* const connection : connections_) connection->Close();
  });
}

void Lane::Join() {
  io_.stop();
  if (thread_.joinable()) thread_.join();
}

asio::awaitable<void> Lane::Accept() {
  while (acceptor_.is_open()) {
    auto [error, socket] = co_await acceptor_.async_accept(kAwait);
    if (!error) {
      Welcome(std::move(socket));
    } else if (acceptor_.is_open()) {
      pause_.expires_after(std::chrono::milliseconds(50));
      co_await pause_.async_wait(kAwait);
    }
  }
}

void Lane::Welcome(tcp::socket socket) {
  boost::system::error_code error;
  const tcp::endpoint peer = socket.remote_endpoint(error);
  if (error || !acceptor_.is_open()) return;  // gone already, or accepted while Drain came
  socket.set_option(tcp::no_delay(true), error);
  const asio::ip::address address = Unmapped(peer.address());
  std::optional<Admission::Ticket> ticket = engine_.admission.Admit(ClientKey(address));
  if (!ticket) {
    ++engine_.counters.refused_connections;
    return;
  }
  asio::co_spawn(io_, Serve(std::move(socket), *std::move(ticket), address.to_string()), Ended);
}

// The ticket is declared before the connection, so that it is given back after the connection is
// gone.
asio::awaitable<void> Lane::Serve(tcp::socket socket, Admission::Ticket ticket,
                                  std::string client) {
  const Admission::Ticket held = std::move(ticket);
  Connection connection(std::move(socket), std::move(client), engine_, buffer_);
  const auto strike = [this](Connection* gone) { connections_.erase(gone); };
  const std::unique_ptr<Connection, decltype(strike)> listed(&connection, strike);
  connections_.insert(&connection);
  co_await connection.Run();
}

asio::awaitable<void> Lane::Sweep() {
  const std::chrono::milliseconds period = SweepPeriod(engine_.limits);
  while (true) {
    sweep_.expires_after(period);
    co_await sweep_.async_wait(kAwait);
    const auto now = std::chrono::steady_clock::now();
    for (Connection* const connection : connections_) connection->ExpireAt(now);
  }
}

}  // namespace almoner::http
