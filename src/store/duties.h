// Which of several processes over one database does what only one of them is to do at a time:
// sealing the log, the night, what is sent again.
//
// On PostgreSQL these are advisory locks of one session, which the server itself takes back: at
// once from a process that was killed, within kLost from one that hangs or was cut off. They save
// work and keep order. What must be right whatever happens is kept so by the transactions
// themselves, since a process that hung may go on for a moment after it lost a duty.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

namespace almoner::store {

class PostgresConnection;

// Safe for concurrent use.
class Duties {
 public:
  static constexpr std::chrono::seconds kBeat{1};  // how often the session shows that it lives
  static constexpr std::chrono::seconds kLost{8};  // without which the server ends it

  // By a libpq connection string; nothing: no other process shares the database, and every duty is
  // this one's. `space` tells those apart who share a schema and nothing else; a copy of a home in
  // another schema of its database has its own duties by itself.
  explicit Duties(std::optional<std::string> dsn, std::uint32_t space = 0);
  ~Duties();
  Duties(const Duties&) = delete;
  Duties& operator=(const Duties&) = delete;
  Duties(Duties&&) = delete;
  Duties& operator=(Duties&&) = delete;

  // Whether the duty is this process's from now on: until each Take that said so has its Give, or
  // the session is lost. Where the database does not answer, it is nobody's.
  bool Take(std::uint32_t duty);
  void Give(std::uint32_t duty);
  [[nodiscard]] bool Has(std::uint32_t duty) const;

 private:
  void Run(const std::stop_token& stop);
  bool Connect();
  bool Ask(std::uint32_t duty);
  [[nodiscard]] std::int64_t LockOf(std::uint32_t duty) const;
  void Lose();

  const std::optional<std::string> dsn_;
  const std::uint32_t space_;
  mutable std::mutex mutex_;
  std::unique_ptr<PostgresConnection> session_;  // guarded by mutex_, as held_
  std::map<std::uint32_t, int> held_;            // how often each was taken
  std::condition_variable_any wake_;
  std::jthread thread_;  // last: it uses all of the above
};

// A duty for as long as this lives, where it could be had.
class OnDuty {
 public:
  OnDuty(Duties& duties, std::uint32_t duty)
      : duties_(duties), duty_(duty), has_(duties.Take(duty)) {}
  ~OnDuty() {
    if (has_) duties_.Give(duty_);
  }
  OnDuty(const OnDuty&) = delete;
  OnDuty& operator=(const OnDuty&) = delete;
  OnDuty(OnDuty&&) = delete;
  OnDuty& operator=(OnDuty&&) = delete;
  [[nodiscard]] bool has() const { return has_; }

 private:
  Duties& duties_;
  const std::uint32_t duty_;
  const bool has_;
};

}  // namespace almoner::store
