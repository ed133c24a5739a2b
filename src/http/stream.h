// A socket, with or without TLS. For the .cc files of this module.
#pragma once

#include <cstddef>
#include <tuple>
#include <variant>

#include "http/asio.h"

namespace almoner::http {

// For the thread that runs its io_context. Only one operation at a time.
class Stream {
 public:
  using Moved = std::tuple<boost::system::error_code, std::size_t>;

  // Plain where there is no context. REQUIRES: the context outlives the stream.
  Stream(tcp::socket socket, asio::ssl::context* tls);

  asio::awaitable<std::tuple<boost::system::error_code>> Handshake();  // REQUIRES: tls()
  asio::awaitable<Moved> Read(asio::mutable_buffer into);  // what there is, at least a byte
  asio::awaitable<Moved> Write(asio::const_buffer from);   // all of it
  // Says goodbye and waits until the client has closed too, dropping what it still sends: closing
  // with unread bytes would reset the connection, and the client could lose our answer (RFC 9112
  // section 9.6).
  asio::awaitable<void> Finish();

  void Cancel();  // what is under way ends with an error; the stream stays usable
  void Close();
  [[nodiscard]] bool tls() const { return streams_.index() == 1; }

 private:
  using Tls = asio::ssl::stream<tcp::socket>;
  tcp::socket& socket();
  static std::variant<tcp::socket, Tls> Made(tcp::socket socket, asio::ssl::context* tls);
  std::variant<tcp::socket, Tls> streams_;
};

}  // namespace almoner::http
