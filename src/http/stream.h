// A socket, with or without TLS. For the .cc files of this module.
//
// TLS reads from the socket and writes to it by itself, through no buffers of Asio's: an idle
// connection costs what OpenSSL keeps for it, and not four records of 17 KiB beside.
#pragma once

#include <openssl/ssl.h>

#include <cstddef>
#include <memory>
#include <tuple>

#include "http/asio.h"

namespace almoner::http {

// For the thread that runs its io_context. Only one operation at a time.
class Stream {
 public:
  using Moved = std::tuple<boost::system::error_code, std::size_t>;

  // Plain where there is no context. REQUIRES: the context outlives the stream.
  Stream(tcp::socket socket, asio::ssl::context* tls);
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;
  Stream(Stream&&) = delete;
  Stream& operator=(Stream&&) = delete;
  ~Stream();

  asio::awaitable<std::tuple<boost::system::error_code>> Handshake();  // REQUIRES: tls()
  // What there is, at least a byte. Nothing else runs on this thread between the moment in which
  // `into` is filled and the one in which whoever awaits it goes on, so that all may share it.
  asio::awaitable<Moved> Read(asio::mutable_buffer into);
  asio::awaitable<Moved> Write(asio::const_buffer from);  // all of it
  // Says goodbye and waits until the client has closed too, dropping what it still sends: closing
  // with unread bytes would reset the connection, and the client could lose our answer (RFC 9112
  // section 9.6).
  asio::awaitable<void> Finish();

  void Cancel();  // what is under way ends with an error; the stream stays usable
  void Close();
  [[nodiscard]] bool tls() const { return tls_ != nullptr; }

 private:
  struct Free {
    void operator()(SSL* ssl) const { SSL_free(ssl); }
  };
  // What one attempt came to: a count, or what is to be waited for before the next, or an error.
  struct Attempt {
    std::size_t size = 0;
    bool waits = false;
    tcp::socket::wait_type direction = tcp::socket::wait_read;
    boost::system::error_code error;
  };
  template <class Try>
  asio::awaitable<Moved> Until(Try attempt);
  Attempt Outcome(int returned, std::size_t size);  // of a call of OpenSSL's
  Attempt TryRead(asio::mutable_buffer into);
  Attempt TryWrite(asio::const_buffer from);

  tcp::socket socket_;
  std::unique_ptr<SSL, Free> tls_;
};

}  // namespace almoner::http
