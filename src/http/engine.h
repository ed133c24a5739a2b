// What all connections of a server share. For the .cc files of this module.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>

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

// What a server was given.
struct Answering {
  Service service;
  AtHand at_hand;  // or none
  Larger larger;
};

struct Engine {
  Engine(Answering answering, Random& randomness, const Clock& time, const Limits& given)
      : service(std::move(answering.service)),
        at_hand(std::move(answering.at_hand)),
        in_pieces(std::move(answering.larger.in_pieces)),
        held(std::move(answering.larger.held)),
        random(randomness),
        clock(time),
        limits(given),
        admission(given.connections, given.per_client),
        large(std::make_shared<std::atomic<std::size_t>>(0)) {}

  const Service service;
  const AtHand at_hand;      // or none
  const MostBody in_pieces;  // or none
  const MayBeLarge held;     // or none
  Random& random;
  const Clock& clock;
  const Limits limits;
  std::optional<asio::ssl::context> tls;
  Admission admission;
  const std::shared_ptr<std::atomic<std::size_t>> large;  // large bodies that are held now
  Counters counters;
  std::atomic<std::size_t> flows = 0;  // that are used now
  std::atomic<bool> draining = false;  // every connection ends after the request under way
  std::optional<WorkerPool> workers;   // last: its jobs use all of the above
};

}  // namespace almoner::http
