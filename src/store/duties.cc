#include "store/duties.h"

#include "store/postgres_connection.h"

namespace almoner::store {
namespace {

// The server ends a session that has been silent for so long, and finds out that the other end of
// the line is gone; so a duty is free again although nobody gave it back.
constexpr Literal kShortLived =
    "SELECT set_config('idle_session_timeout', '8s', false),"
    " set_config('tcp_keepalives_idle', '3', false),"
    " set_config('tcp_keepalives_interval', '2', false),"
    " set_config('tcp_keepalives_count', '2', false),"
    " set_config('tcp_user_timeout', '8s', false)";

}  // namespace

Duties::Duties(std::optional<std::string> dsn, std::uint32_t space)
    : dsn_(std::move(dsn)), space_(space) {
  if (dsn_) thread_ = std::jthread([this](const std::stop_token& stop) { Run(stop); });
}

Duties::~Duties() {
  if (!thread_.joinable()) return;
  thread_.request_stop();
  thread_.join();
}

void Duties::Run(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    if (session_ && !session_->Run(Literal("SELECT CAST(1 AS BIGINT)"), {})) Lose();
    wake_.wait_for(lock, stop, kBeat, [] { return false; });
  }
}

std::int64_t Duties::LockOf(std::uint32_t duty) const {
  return static_cast<std::int64_t>((std::uint64_t{space_} << 32U) | duty);
}

void Duties::Lose() {
  session_.reset();
  held_.clear();
}

bool Duties::Connect() {
  if (session_) return true;
  auto opened = PostgresConnection::Open(*dsn_);
  if (!opened || !(*opened)->Run(kShortLived, {})) return false;
  session_ = *std::move(opened);
  return true;
}

bool Duties::Ask(std::uint32_t duty) {
  if (!Connect()) return false;
  const std::vector<Param> lock = {Param(LockOf(duty))};
  const Literal take =
      "SELECT CAST(CASE WHEN pg_try_advisory_lock($1 # hashtextextended(current_schema(), 0)) "
      "THEN 1 ELSE 0 END AS BIGINT)";
  const auto answer = session_->Run(take, lock);
  if (!answer) {
    Lose();
    return false;
  }
  const auto got = answer->rows.front().Int(0);
  return got && *got == 1;
}

bool Duties::Take(std::uint32_t duty) {
  const std::scoped_lock lock(mutex_);
  const auto held = held_.find(duty);
  if (held == held_.end() && dsn_ && !Ask(duty)) return false;
  ++held_[duty];
  return true;
}

void Duties::Give(std::uint32_t duty) {
  const std::scoped_lock lock(mutex_);
  const auto held = held_.find(duty);
  if (held == held_.end() || --held->second > 0) return;  // the first: lost with its session
  held_.erase(held);
  if (!session_) return;
  const std::vector<Param> freed = {Param(LockOf(duty))};
  const Literal unlock =
      "SELECT CAST(CASE WHEN pg_advisory_unlock($1 # hashtextextended(current_schema(), 0)) "
      "THEN 1 ELSE 0 END AS BIGINT)";
  if (!session_->Run(unlock, freed)) Lose();
}

bool Duties::Has(std::uint32_t duty) const {
  const std::scoped_lock lock(mutex_);
  return !dsn_ || held_.contains(duty);
}

}  // namespace almoner::store
