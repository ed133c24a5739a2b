// One run of GDPRbench: fill, clients, latencies, result.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "gdprbench/target.h"

namespace almoner::gdprbench {

// How long something took, many times: counts in steps of a twentieth, from a microsecond to an
// hour. For one thread.
class Latencies {
 public:
  void Add(std::chrono::nanoseconds took);
  void Add(const Latencies& others);
  [[nodiscard]] std::int64_t count() const { return count_; }
  // What that part of them, 0 to 1, took no longer than, to a twentieth; 0 where there are none.
  [[nodiscard]] std::chrono::microseconds At(double part) const;
  [[nodiscard]] std::chrono::microseconds mean() const;
  [[nodiscard]] std::chrono::microseconds longest() const { return longest_; }
  // Upper end of each step that has any, and how many.
  [[nodiscard]] std::vector<std::pair<std::chrono::microseconds, std::int64_t>> Steps() const;

 private:
  std::vector<std::int64_t> steps_;
  std::int64_t count_ = 0;
  std::chrono::nanoseconds sum_{0};
  std::chrono::microseconds longest_{0};
};

inline constexpr int kMostClients = 1024;

struct RunOptions {
  Workload workload;
  std::int64_t records = 100'000;
  std::int64_t operations = 10'000;
  int clients = 1;
  int loaders = 8;
  std::uint64_t seed = 1;
};

// What was done of one kind of operation.
struct Tally {
  Latencies latencies;
  std::int64_t records = 0;  // read, changed or destroyed
  std::int64_t missed = 0;   // operations that found nothing: what they asked for was deleted
};

struct RunResult {
  std::chrono::duration<double> loaded{};   // filling, seconds
  std::chrono::duration<double> elapsed{};  // all operations
  std::chrono::duration<double> worked{};   // this process's processor time in that time
  std::map<std::string, Tally> tallies;     // by the paper's name of the operation
  std::int64_t bytes_after_load = 0;        // on disk
  [[nodiscard]] double PerSecond() const;   // operations
};

// `told` hears how far it is: a word and how much of it is done, from 0 to 1, now and then and from
// one thread at a time. Ends with the first failure of an operation; what was begun is finished.
using Told = std::function<void(Literal what, double part)>;
Result<RunResult> Run(Target& target, const RunOptions& options, const Told& told);

}  // namespace almoner::gdprbench
