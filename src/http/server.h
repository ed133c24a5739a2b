// The server: accepts connections, reads requests, has handlers answer them, writes the answers.
//
// I/O threads only parse and send. A handler runs on a worker thread, once its request is there to
// the last byte, and is done before the first byte of its answer is written: a slow client costs
// memory and a socket, never a worker. Large bodies are the exception (http/flow.h), and few at
// once.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/random.h"
#include "base/result.h"
#include "base/time.h"
#include "http/certificate.h"
#include "http/limits.h"
#include "http/request.h"
#include "http/response.h"

namespace almoner::http {

struct Endpoint {
  std::string address;     // an IPv4 or IPv6 address
  std::uint16_t port = 0;  // 0: any free one
};

// What a server runs for every request; a Handler will do, and so will a Router's Handle. May be
// called from many threads at once. When it throws, the client gets 500 and the log the request's
// id.
using Service = std::function<Response(Request&)>;

// An answer that is there already, for requests that need no work: asked first, on an I/O thread,
// so that it must never wait or take long. Nothing: the service answers.
using AtHand = std::function<std::optional<Response>(const Request&)>;

// How many bytes of a body a request may have, beside what Limits::body lets everyone send; beyond
// that the handler reads it piece by piece (http/flow.h). Asked with the head alone, on an I/O
// thread, so that it must never wait.
using MostBody = std::function<std::uint64_t(const Request&)>;

// Whether a request with such a head may have a large body (http/limits.h); the others are answered
// 413 without reading it, and 503 while too many are there. Asked on an I/O thread, before anybody
// is known to be signed in: it must neither wait nor take long.
using MayBeLarge = std::function<bool(const Request&)>;

// Bodies of more than Limits::body.
struct Larger {
  MostBody in_pieces;
  MayBeLarge held;
};

struct Metrics {
  std::array<std::uint64_t, 6> answers{};  // by the status's first digit, whoever gave them
  std::uint64_t shed = 0;                  // requests answered 503 because the queue was full
  std::uint64_t timeouts = 0;              // connections ended because the client was too slow
  std::uint64_t failed_handshakes = 0;
  std::uint64_t refused_connections = 0;  // over a cap
  std::uint64_t handler_failures = 0;     // exceptions, and answers that could not be sent
  std::size_t open_connections = 0;
  std::size_t waiting_requests = 0;
};

// Safe for concurrent use.
class Server {
 public:
  // Serves plain HTTP without `tls`, else only TLS 1.2 and 1.3. kInvalid for an address or TLS
  // files that are not right; kRefused for a TLS key that others may read; kUnavailable when the
  // port is taken. REQUIRES: random and clock outlive the server; random may be used by many
  // threads.
  static Result<std::unique_ptr<Server>> Start(const Endpoint& endpoint,
                                               const std::optional<TlsFiles>& tls, Service service,
                                               Random& random, const Clock& clock,
                                               const Limits& limits = {}, AtHand at_hand = {},
                                               Larger larger = {});
  ~Server();  // stops
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  Server(Server&&) = delete;
  Server& operator=(Server&&) = delete;

  [[nodiscard]] std::uint16_t port() const;
  [[nodiscard]] Metrics metrics() const;

  // Takes no more connections, closes the idle ones, answers the requests that are under way (their
  // clients have Limits::drain for it), and waits for all handlers. Not to be called from a
  // handler.
  void Stop();

 private:
  class Impl;
  explicit Server(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace almoner::http
