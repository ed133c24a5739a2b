// How often something may be done from one address, and from all together. Kept in memory only, and
// no longer than its window; what is kept of an address does not tell it.
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
  int address = 0;  // in a window
  int all = 0;
  std::chrono::minutes window{0};
};

// Safe for concurrent use. An IPv6 address counts as its /64, which is what one household has.
class Throttle {
 public:
  Throttle(const Rate& rate, Random& random);
  // How long until the next is taken; nothing: now.
  std::optional<std::chrono::seconds> Waits(const Personal<std::string>& client, Time now);
  void Count(const Personal<std::string>& client, Time now);

 private:
  [[nodiscard]] std::string KeyOf(const Personal<std::string>& client) const;
  void Roll(Time now);

  const Rate rate_;
  SecretBytes salt_;
  std::mutex mutex_;
  Time begun_;
  int all_ = 0;
  std::map<std::string, int> counts_;  // at most `all` of them
};

}  // namespace almoner::web::portal
