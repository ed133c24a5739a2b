#include "app/last_count.h"

#include <sys/resource.h>

#include <algorithm>
#include <set>

#include "app/tallies.h"
#include "base/log.h"

namespace almoner::app {
namespace {

constexpr int kNice = 10;

std::vector<std::string> ProofsOf(const notice::Notice& notice) {
  std::set<std::string> ids;
  for (const notice::Clause& clause : notice.clauses)
    ids.insert(clause.kept_by.begin(), clause.kept_by.end());
  return {ids.begin(), ids.end()};
}

}  // namespace

std::shared_ptr<const Count> LastCount::Of(const notice::Notice& notice) const {
  const std::scoped_lock lock(mutex_);
  return last_ && last_->notice == notice.hash ? last_ : nullptr;
}

std::optional<LastCount::UnderWay> LastCount::Counting() const {
  const std::scoped_lock lock(mutex_);
  return counting_;
}

std::optional<Time> LastCount::BrokeOff() const {
  const std::scoped_lock lock(mutex_);
  return broke_off_;
}

void LastCount::Ask() {
  const std::scoped_lock lock(mutex_);
  asked_ = true;
  wake_.notify_all();
}

bool LastCount::asked() const {
  const std::scoped_lock lock(mutex_);
  return asked_;
}

// One count, by whoever's turn it is.
class Counter {
 public:
  Counter(App& app, std::stop_token stop)
      : app_(app), kept_(app.last_count()), stop_(std::move(stop)) {}

  Result<std::shared_ptr<const Count>> Run() {
    auto counted = Try();
    const std::scoped_lock lock(kept_.mutex_);
    kept_.counting_.reset();
    if (counted) {
      kept_.last_ = *counted;
      kept_.broke_off_.reset();
    } else {
      kept_.broke_off_ = app_.clock().Now();
    }
    return counted;
  }

 private:
  Result<std::shared_ptr<const Count>> Try() {
    // What is changed from here on may not be in it: a version that comes into force meanwhile is
    // counted anew.
    const notice::Notice& notice = app_.notice();
    const std::vector<std::string> proofs = ProofsOf(notice);
    auto count = std::make_shared<Count>();
    count->begun = app_.clock().Now();
    count->notice = notice.hash;
    Begin({.begun = count->begun, .questions = proofs.size() + 1});
    for (const std::string& id : proofs) {
      if (stop_.stop_requested())
        return Fail(Code::kUnavailable, "The program ends before the promises are counted.");
      count->results[id] = TRY(Prove(app_, id));
      Answered();
    }
    count->at_risk = TRY(ProofsAtRisk(app_));
    count->ended = app_.clock().Now();
    return std::shared_ptr<const Count>(std::move(count));
  }

  void Begin(const LastCount::UnderWay& begun) {
    const std::scoped_lock lock(kept_.mutex_);
    kept_.counting_ = begun;
    kept_.asked_ = false;
  }
  void Answered() {
    const std::scoped_lock lock(kept_.mutex_);
    ++kept_.counting_->answered;
  }

  friend Result<std::shared_ptr<const Count>> CountNow(App& app, const std::stop_token& stop);
  friend Result<std::shared_ptr<const Count>> CountedOrNow(App& app);
  static std::mutex& TurnOf(App& app) { return app.last_count().turn_; }

  App& app_;
  LastCount& kept_;
  const std::stop_token stop_;
};

Result<std::shared_ptr<const Count>> CountNow(App& app, const std::stop_token& stop) {
  const std::scoped_lock turn(Counter::TurnOf(app));
  return Counter(app, stop).Run();
}

Result<std::shared_ptr<const Count>> CountedOrNow(App& app) {
  if (auto counted = app.last_count().Of(app.notice())) return counted;
  const std::scoped_lock turn(Counter::TurnOf(app));
  // Whoever had the turn before may have made it.
  if (auto counted = app.last_count().Of(app.notice())) return counted;
  return Counter(app, {}).Run();
}

std::vector<Broken> BrokenOf(const notice::Notice& notice, const Count& count) {
  std::vector<Broken> all;
  for (const Proof& proof : AllProofs()) {
    const auto result = count.results.find(proof.id);
    if (result == count.results.end() || result->second.shown != Shown::kBroken) continue;
    Broken broken{.asks = std::string(proof.asks),
                  .found = result->second.words,
                  .clauses = {},
                  .at = result->second.at};
    for (const notice::Clause& clause : notice.clauses)
      if (std::ranges::find(clause.kept_by, proof.id) != clause.kept_by.end())
        broken.clauses.push_back(clause.id);
    all.push_back(std::move(broken));
  }
  return all;
}

bool CountIsDue(const App& app) {
  const LastCount& kept = app.last_count();
  if (kept.asked()) return true;
  const Time now = app.clock().Now();
  if (const auto broke_off = kept.BrokeOff();
      broke_off && now - *broke_off < CountingThread::kAfterFailure)
    return false;
  const auto last = kept.Of(app.notice());
  return !last || now - last->begun >= CountingThread::kOldest;
}

CountingThread::CountingThread(App& app, std::chrono::milliseconds period)
    : app_(app), period_(period), thread_([this](const std::stop_token& stop) { Run(stop); }) {}

CountingThread::~CountingThread() = default;

void CountingThread::Run(const std::stop_token& stop) {
  // Of this thread alone, and of those that it starts.
  static_cast<void>(::setpriority(PRIO_PROCESS, 0, kNice));
  bool failing = false;
  LastCount& kept = app_.last_count();
  while (!stop.stop_requested()) {
    if (CountIsDue(app_)) {
      const auto counted = CountNow(app_, stop);
      if (!counted && !failing && !stop.stop_requested())
        log::Failure("Counting the promises", counted.error());
      failing = !counted;
    }
    std::unique_lock lock(kept.mutex_);
    kept.wake_.wait_for(lock, stop, period_, [&] { return kept.asked_; });
  }
}

}  // namespace almoner::app
