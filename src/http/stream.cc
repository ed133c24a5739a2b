#include "http/stream.h"

#include <array>
#include <utility>

namespace almoner::http {

std::variant<tcp::socket, Stream::Tls> Stream::Made(tcp::socket socket, asio::ssl::context* tls) {
  if (tls == nullptr) return socket;
  return std::variant<tcp::socket, Tls>(std::in_place_type<Tls>, std::move(socket), *tls);
}

Stream::Stream(tcp::socket socket, asio::ssl::context* tls)
    : streams_(Made(std::move(socket), tls)) {}

tcp::socket& Stream::socket() {
  if (auto* const stream = std::get_if<Tls>(&streams_)) return stream->next_layer();
  return std::get<tcp::socket>(streams_);
}

asio::awaitable<std::tuple<boost::system::error_code>> Stream::Handshake() {
  return std::get<Tls>(streams_).async_handshake(asio::ssl::stream_base::server, kAwait);
}

asio::awaitable<Stream::Moved> Stream::Read(asio::mutable_buffer into) {
  return std::visit([&](auto& stream) { return stream.async_read_some(into, kAwait); }, streams_);
}

asio::awaitable<Stream::Moved> Stream::Write(asio::const_buffer from) {
  return std::visit([&](auto& stream) { return asio::async_write(stream, from, kAwait); },
                    streams_);
}

asio::awaitable<void> Stream::Finish() {
  if (auto* const stream = std::get_if<Tls>(&streams_)) co_await stream->async_shutdown(kAwait);
  boost::system::error_code error;
  socket().shutdown(tcp::socket::shutdown_send, error);
  std::array<char, 1024> dropped{};
  while (!error) {
    const auto [failed, size] = co_await socket().async_read_some(asio::buffer(dropped), kAwait);
    error = failed;
  }
}

void Stream::Cancel() {
  boost::system::error_code ignored;
  socket().cancel(ignored);
}

void Stream::Close() {
  boost::system::error_code ignored;
  socket().close(ignored);
}

}  // namespace almoner::http
