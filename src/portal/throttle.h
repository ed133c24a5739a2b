// How often something may be done from one address, from one network, and from all together, so
// that nobody uses up what others need: who has many addresses has few networks, and when all
// together are too many, nobody is refused who has done nothing yet; everybody waits a little
// first. Kept in memory only, and no longer than its window; what is kept of an address does not
// tell it.
#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "base/personal.h"
#include "base/random.h"
#include "base/secret.h"
#include "base/time.h"

namespace almoner::web::portal {

struct Rate {
  int address = 0;  // in a window: from one IPv4 address, or one IPv6 /64, what a household has
  int network = 0;  // from one IPv4 /24, or one IPv6 /48
  int all = 0;      // beyond it whoever comes waits for `patience` first, each time
  std::chrono::minutes window{0};
  std::chrono::seconds patience{60};
};

// Safe for concurrent use.
class Throttle {
 public:
  // Of so many networks something is kept; whoever comes from one more waits for the next window.
  static constexpr std::size_t kMostKept = 20'000;

  Throttle(const Rate& rate, Random& random);
  // How long until the next is taken; nothing: now. What is asked about need not be an IP address.
  std::optional<std::chrono::seconds> Waits(const Personal<std::string>& client, Time now);
  void Count(const Personal<std::string>& client, Time now);

 private:
  struct Keys {
    std::string address;
    std::string network;
  };
  [[nodiscard]] Keys KeysOf(const Personal<std::string>& client) const;
  void Roll(Time now);
  [[nodiscard]] int CountOf(const std::string& key) const;

  const Rate rate_;
  SecretBytes salt_;
  std::mutex mutex_;
  Time begun_;
  int all_ = 0;
  std::map<std::string, int> counts_;
  std::map<std::string, Time> waiting_;  // networks, since when; each at most kMostKept
};

}  // namespace almoner::web::portal
