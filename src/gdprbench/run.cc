#include "gdprbench/run.h"

#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <mutex>
#include <thread>

namespace almoner::gdprbench {
namespace {

using Clock = std::chrono::steady_clock;

constexpr double kStep = 1.05;
constexpr std::int64_t kFill = 1000;  // records that a loader takes at once

std::size_t StepOf(std::chrono::nanoseconds took) {
  const double micros = std::max(1.0, static_cast<double>(took.count()) / 1000);
  return static_cast<std::size_t>(std::ceil(std::log(micros) / std::log(kStep)));
}

std::chrono::microseconds EndOf(std::size_t step) {
  return std::chrono::microseconds(
      static_cast<std::int64_t>(std::ceil(std::pow(kStep, static_cast<double>(step)))));
}

// Several threads at one work, which ends with the first failure.
class Team {
 public:
  Status Work(int members, const std::function<Status(int member)>& work) {
    std::vector<std::jthread> threads;
    for (int member = 0; member < members; ++member)
      threads.emplace_back([&, member] { Keep(work(member)); });
    threads.clear();
    return std::move(first_);
  }
  [[nodiscard]] bool failed() const { return failed_; }

 private:
  void Keep(Status done) {
    if (done) return;
    const std::scoped_lock lock(mutex_);
    if (!failed_.exchange(true)) first_ = std::move(done);
  }
  std::mutex mutex_;
  std::atomic<bool> failed_ = false;
  Status first_ = {};
};

// What is told, now and then.
class Teller {
 public:
  Teller(const Told& told, Literal what, std::int64_t all) : told_(told), what_(what), all_(all) {}
  void Done(std::int64_t more) {
    const std::int64_t done = done_ += more;
    const std::unique_lock lock(mutex_, std::try_to_lock);
    if (!lock || Clock::now() < next_) return;
    next_ = Clock::now() + std::chrono::milliseconds(200);
    told_(what_, static_cast<double>(done) / static_cast<double>(all_));
  }

 private:
  const Told& told_;
  const Literal what_;
  const std::int64_t all_;
  std::atomic<std::int64_t> done_ = 0;
  std::mutex mutex_;
  Clock::time_point next_ = Clock::now();
};

Status Fill(Target& target, const RunOptions& options, const Told& told) {
  std::atomic<std::int64_t> next = 0;
  Teller teller(told, "filling", options.records);
  Team team;
  return team.Work(options.loaders, [&](int) -> Status {
    while (!team.failed()) {
      const std::int64_t from = next.fetch_add(kFill);
      if (from >= options.records) return {};
      const std::int64_t end = std::min(from + kFill, options.records);
      TRY(target.Load(from, end));
      teller.Done(end - from);
    }
    return {};
  });
}

using Tallies = std::map<std::string, Tally>;

Status One(Target& target, Operation operation, Tallies& tallies) {
  if (operation.kind == Kind::kCreateRecord) operation.k = target.NewNumber();
  const auto begun = Clock::now();
  const std::int64_t records = TRY(target.Do(operation));
  Tally& tally = tallies[Name(operation)];
  tally.latencies.Add(Clock::now() - begun);
  tally.records += records;
  tally.missed += records == 0 ? 1 : 0;
  return {};
}

Result<Tallies> Operate(Target& target, const RunOptions& options, const Told& told) {
  std::atomic<std::int64_t> left = options.operations;
  Teller teller(told, "running", options.operations);
  std::mutex mutex;
  Tallies all;
  Team team;
  TRY(team.Work(options.clients, [&](int client) -> Status {
    Choice choice(options.workload, options.records,
                  options.seed * 1'000'003 + static_cast<std::uint64_t>(client));
    Tallies mine;
    while (!team.failed() && left.fetch_sub(1) > 0) {
      TRY(One(target, choice.Next(target.last()), mine));
      teller.Done(1);
    }
    const std::scoped_lock lock(mutex);
    for (const auto& [name, tally] : mine) {
      Tally& sum = all[name];
      sum.latencies.Add(tally.latencies);
      sum.records += tally.records;
      sum.missed += tally.missed;
    }
    return {};
  }));
  return all;
}

// Processor time of this process until now, in user and kernel.
std::chrono::microseconds Worked() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return std::chrono::seconds(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
         std::chrono::microseconds(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

}  // namespace

void Latencies::Add(std::chrono::nanoseconds took) {
  const std::size_t step = StepOf(took);
  if (step >= steps_.size()) steps_.resize(step + 1);
  ++steps_[step];
  ++count_;
  sum_ += took;
  longest_ = std::max(longest_, std::chrono::ceil<std::chrono::microseconds>(took));
}

void Latencies::Add(const Latencies& others) {
  if (others.steps_.size() > steps_.size()) steps_.resize(others.steps_.size());
  for (std::size_t i = 0; i < others.steps_.size(); ++i) steps_[i] += others.steps_[i];
  count_ += others.count_;
  sum_ += others.sum_;
  longest_ = std::max(longest_, others.longest_);
}

std::chrono::microseconds Latencies::At(double part) const {
  const auto wanted = static_cast<std::int64_t>(std::ceil(part * static_cast<double>(count_)));
  std::int64_t seen = 0;
  for (std::size_t step = 0; step < steps_.size(); ++step) {
    seen += steps_[step];
    if (seen > 0 && seen >= wanted) return std::min(EndOf(step), longest_);
  }
  return longest_;
}

std::chrono::microseconds Latencies::mean() const {
  if (count_ == 0) return {};
  return std::chrono::duration_cast<std::chrono::microseconds>(sum_ / count_);
}

std::vector<std::pair<std::chrono::microseconds, std::int64_t>> Latencies::Steps() const {
  std::vector<std::pair<std::chrono::microseconds, std::int64_t>> steps;
  for (std::size_t step = 0; step < steps_.size(); ++step)
    if (steps_[step] > 0) steps.emplace_back(EndOf(step), steps_[step]);
  return steps;
}

double RunResult::PerSecond() const {
  std::int64_t operations = 0;
  for (const auto& [name, tally] : tallies) operations += tally.latencies.count();
  return elapsed.count() > 0 ? static_cast<double>(operations) / elapsed.count() : 0;
}

Result<RunResult> Run(Target& target, const RunOptions& options, const Told& told) {
  if (options.records < 1 || options.operations < 1 || options.clients < 1 || options.loaders < 1)
    return Fail(Code::kInvalid, "A run needs at least one record, operation and client.");
  if (options.clients > kMostClients || options.loaders > kMostClients)
    return Fail(Code::kInvalid, "A run has at most 1,024 clients: each is a thread.");
  RunResult result;
  auto begun = Clock::now();
  TRY(Fill(target, options, told));
  result.loaded = Clock::now() - begun;
  result.bytes_after_load = TRY(target.Size());
  const auto worked = Worked();
  begun = Clock::now();
  result.tallies = TRY(Operate(target, options, told));
  result.elapsed = Clock::now() - begun;
  result.worked = Worked() - worked;
  return result;
}

}  // namespace almoner::gdprbench
