#include "http/stream.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <utility>

#include "base/result.h"

namespace almoner::http {
namespace {

bool WouldBlock() { return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR; }

boost::system::error_code LastError() { return {errno, boost::system::system_category()}; }

boost::system::error_code End() { return asio::error::eof; }

tcp::socket& SocketOf(BIO* bio) { return *static_cast<tcp::socket*>(BIO_get_data(bio)); }

// OpenSSL's own socket BIO would raise SIGPIPE where the client has gone.
int Send(BIO* bio, const char* bytes, int size) {
  BIO_clear_retry_flags(bio);
  const ssize_t sent =
      ::send(SocketOf(bio).native_handle(), bytes, static_cast<std::size_t>(size), MSG_NOSIGNAL);
  if (sent < 0 && WouldBlock()) BIO_set_retry_write(bio);
  return static_cast<int>(sent);
}

int Receive(BIO* bio, char* into, int size) {
  BIO_clear_retry_flags(bio);
  const ssize_t got =
      ::recv(SocketOf(bio).native_handle(), into, static_cast<std::size_t>(size), 0);
  if (got < 0 && WouldBlock()) BIO_set_retry_read(bio);
  return static_cast<int>(got);
}

long Control(BIO* /*bio*/, int command, long /*number*/, void* /*pointer*/) {
  return command == BIO_CTRL_FLUSH ? 1 : 0;
}

BIO_METHOD* SocketMethod() {
  static BIO_METHOD* const method = [] {
    BIO_METHOD* const made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "socket");
    CHECK(made != nullptr);
    BIO_meth_set_write(made, Send);
    BIO_meth_set_read(made, Receive);
    BIO_meth_set_ctrl(made, Control);
    return made;
  }();
  return method;
}

}  // namespace

Stream::Stream(tcp::socket socket, asio::ssl::context* tls) : socket_(std::move(socket)) {
  boost::system::error_code ignored;
  socket_.native_non_blocking(true, ignored);
  if (tls == nullptr) return;
  tls_.reset(SSL_new(tls->native_handle()));
  BIO* const bio = BIO_new(SocketMethod());
  CHECK(tls_ != nullptr && bio != nullptr);
  BIO_set_data(bio, &socket_);
  BIO_set_init(bio, 1);
  SSL_set_bio(tls_.get(), bio, bio);
  SSL_set_accept_state(tls_.get());
}

Stream::~Stream() = default;

Stream::Attempt Stream::Outcome(int returned, std::size_t size) {
  if (returned == 1) return {.size = size};
  switch (SSL_get_error(tls_.get(), returned)) {
    case SSL_ERROR_WANT_READ:
      return {.waits = true, .direction = tcp::socket::wait_read};
    case SSL_ERROR_WANT_WRITE:
      return {.waits = true, .direction = tcp::socket::wait_write};
    default:
      return {.error = End()};
  }
}

Stream::Attempt Stream::TryRead(asio::mutable_buffer into) {
  if (tls_ != nullptr) {
    std::size_t size = 0;
    ERR_clear_error();
    const int returned = SSL_read_ex(tls_.get(), into.data(), into.size(), &size);
    return Outcome(returned, size);
  }
  const ssize_t got = ::recv(socket_.native_handle(), into.data(), into.size(), 0);
  if (got > 0) return {.size = static_cast<std::size_t>(got)};
  if (got == 0) return {.error = End()};
  if (WouldBlock()) return {.waits = true};
  return {.error = LastError()};
}

Stream::Attempt Stream::TryWrite(asio::const_buffer from) {
  if (tls_ != nullptr) {
    std::size_t size = 0;
    ERR_clear_error();
    const int returned = SSL_write_ex(tls_.get(), from.data(), from.size(), &size);
    return Outcome(returned, size);
  }
  const ssize_t sent = ::send(socket_.native_handle(), from.data(), from.size(), MSG_NOSIGNAL);
  if (sent >= 0) return {.size = static_cast<std::size_t>(sent)};
  if (WouldBlock()) return {.waits = true, .direction = tcp::socket::wait_write};
  return {.error = LastError()};
}

template <class Try>
asio::awaitable<Stream::Moved> Stream::Until(Try attempt) {
  while (true) {
    const Attempt outcome = attempt();
    if (!outcome.waits) co_return Moved(outcome.error, outcome.size);
    const auto [error] = co_await socket_.async_wait(outcome.direction, kAwait);
    if (error) co_return Moved(error, 0);
  }
}

asio::awaitable<std::tuple<boost::system::error_code>> Stream::Handshake() {
  const auto [error, size] = co_await Until([this] {
    ERR_clear_error();
    return Outcome(SSL_do_handshake(tls_.get()), 0);
  });
  co_return std::tuple(error);
}

asio::awaitable<Stream::Moved> Stream::Read(asio::mutable_buffer into) {
  return Until([this, into] { return TryRead(into); });
}

asio::awaitable<Stream::Moved> Stream::Write(asio::const_buffer from) {
  std::size_t written = 0;
  while (written < from.size()) {
    const auto [error, size] = co_await Until([&] { return TryWrite(from + written); });
    if (error) co_return Moved(error, written);
    written += size;
  }
  co_return Moved(boost::system::error_code(), written);
}

asio::awaitable<void> Stream::Finish() {
  // Once: the client's own goodbye comes with what is dropped below, or not at all.
  if (tls_ != nullptr && SSL_is_init_finished(tls_.get()) != 0) {
    ERR_clear_error();
    SSL_shutdown(tls_.get());
  }
  boost::system::error_code error;
  socket_.shutdown(tcp::socket::shutdown_send, error);
  std::array<char, 4096> dropped{};
  while (!error) {
    const auto [failed, size] = co_await socket_.async_read_some(asio::buffer(dropped), kAwait);
    error = failed;
  }
}

void Stream::Cancel() {
  boost::system::error_code ignored;
  socket_.cancel(ignored);
}

void Stream::Close() {
  boost::system::error_code ignored;
  socket_.close(ignored);
}

}  // namespace almoner::http
