// What one client, and all of them together, may take. The defaults suit one small machine.
#pragma once

#include <chrono>
#include <cstddef>

namespace almoner::http {

struct Limits {
  std::size_t header_bytes = 16UL * 1024;  // request line and headers; REQUIRES: at most 60 KiB
  std::size_t headers = 100;
  std::size_t target = 4UL * 1024;
  std::size_t body = 1024UL * 1024;  // held in memory; beyond it, see server.h, Larger
  // A larger one that is held too, and how many of those at once.
  std::size_t large_body = 32UL * 1024 * 1024;
  std::size_t large_bodies = 6;

  std::size_t io_threads = 2;
  std::size_t workers = 64;          // handlers that run at once
  std::size_t flows = 16;            // of them, those that read or write a body piece by piece
  std::size_t queue = 1024;          // requests that wait for a worker; one more is answered 503
  std::size_t connections = 10'000;  // one more is closed at once
  std::size_t per_client = 200;      // from one IPv4 address or IPv6 /64; raise it behind a proxy

  // How long a client may take. Each is counted from the step's start, so dripping bytes gain
  // nothing.
  std::chrono::milliseconds handshake{10'000};
  std::chrono::milliseconds idle{60'000};  // between requests
  std::chrono::milliseconds header{
      10'000};  // from a request's first byte to the end of its headers
  std::chrono::milliseconds request_body{60'000};  // for each MiB of one that is not held
  std::chrono::milliseconds large_piece{1'000};    // besides, for every 128 KiB of a larger one
  std::chrono::milliseconds write{30'000};         // for every 64 KiB of an answer
  std::chrono::milliseconds linger{2'000};         // for the client to close after we have
  // For a client to send the rest of a body that was refused, which is dropped: browsers hear the
  // answer only once they have sent everything.
  std::chrono::milliseconds refused{30'000};
  std::chrono::milliseconds drain{10'000};  // for all of them together, when the server stops
};

}  // namespace almoner::http
