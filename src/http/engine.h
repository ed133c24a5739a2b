// What all connections of a server share. For the .cc files of this module.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>

#include "base/random.h"
#include "base/time.h"
#include "http/admission.h"
#include "http/asio.h"
#include "http/limits.h"
#include "http/server.h"
#include "http/worker_pool.h"

namespace almoner::http {

struct Counters {
  std::array<std::atomic<std::uint64_t>, 6> answers{};
  std::atomic<std::uint64_t> shed = 0;
  std::atomic<std::uint64_t> timeouts = 0;
  std::atomic<std::uint64_t> failed_handshakes = 0;
  std::atomic<std::uint64_t> refused_connections = 0;
  std::atomic<std::uint64_t> handler_failures = 0;
};

struct Engine {
  Engine(Service run, AtHand answers, Random& randomness, const Clock& time, const Limits& given)
      : service(std::move(run)),
        at_hand(std::move(answers)),
        random(randomness),
        clock(time),
        limits(given),
        admission(given.connections, given.per_client) {}

  const Service service;
  const AtHand at_hand;  // or none
  Random& random;
  const Clock& clock;
  const Limits limits;
  std::optional<asio::ssl::context> tls;
  Admission admission;
  Counters counters;
  std::atomic<bool> draining = false;  // every connection ends after the request under way
  std::optional<WorkerPool> workers;   // last: its jobs use all of the above
};

}  // namespace almoner::http
