// What has happened since the start, as numbers without anyone in them.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>
#include <utility>

#include "gate/gate.h"
#include "http/server.h"

namespace almoner::web {

// Safe for concurrent use.
struct Counters {
  static constexpr std::size_t kRules = std::to_underlying(gate::Rule::kRestriction) + 1;

  std::atomic<std::uint64_t> allowed = 0;
  std::array<std::atomic<std::uint64_t>, kRules> refused{};  // by rule
  std::atomic<std::uint64_t> sessions_begun = 0;
  std::atomic<std::uint64_t> sessions_refused = 0;  // a wrong login or password
  std::atomic<std::uint64_t> sessions_delayed = 0;  // not looked at: too many failures before

  // Counts the gate's decision and hands it on.
  template <class T>
  gate::Outcome<T> Count(gate::Outcome<T> outcome) {
    if (outcome && outcome->has_value()) ++allowed;
    if (outcome && !outcome->has_value()) ++refused[std::to_underlying(outcome->error().rule)];
    return outcome;
  }
};

struct LogState {
  std::int64_t pending = 0;  // entries that wait for their place
  std::int64_t sealed = 0;
};
Result<LogState> ReadLogState(store::Store& store);

struct DiskState {
  std::chrono::steady_clock::duration stuck{};  // since anything became durable, while some wait
  std::uint64_t stalls = 0;                     // how often that was too long
};

struct NodeMetrics {
  bool sealing = false;   // it seals the log
  bool behind = false;    // it has not the keys of the other nodes, and writes nothing
  bool refusing = false;  // the database takes nothing
  std::uint64_t reserve_places = 0;
  std::uint64_t reserve_waiting = 0;
};

// The text format of Prometheus, version 0.0.4.
[[nodiscard]] std::string MetricsText(const Counters& counters, const http::Metrics& server,
                                      const LogState& log, const DiskState& disk,
                                      const NodeMetrics& node);

}  // namespace almoner::web
