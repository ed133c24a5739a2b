// Forms that are sent twice, by a second click or by coming back to the page, act once: each form
// bears a word of its own, and whoever sends the same word again is led to where the first one led.
//
// In memory alone: after a restart a form that is sent again acts again, as far as the services
// let it.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "base/id.h"
#include "base/random.h"
#include "base/time.h"

namespace almoner::web {

// Safe for concurrent use.
class Once {
 public:
  static constexpr std::chrono::minutes kKept{60};
  static constexpr std::size_t kMost = 10'000;  // the oldest go first

  explicit Once(Random& random, const Clock& clock) : random_(random), clock_(clock) {}

  [[nodiscard]] std::string NewWord() const;  // 32 hexadecimal digits

  // One sending of a form. Where it does not come to Note, it can be sent again.
  class Turn {
   public:
    // `who` is signed in: a colleague, or somebody with an account on the portal.
    template <class Tag>
    Turn(Once& once, const Id<Tag>& who, std::string_view word) : Turn(once, who.text(), word) {}
    ~Turn();
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

    // Where the same form led before; nothing: it did not.
    [[nodiscard]] const std::optional<std::string>& led() const { return led_; }
    // The same form is being acted on at this moment, after a second click: do nothing.
    [[nodiscard]] bool busy() const { return busy_; }
    void Note(std::string address);

   private:
    Turn(Once& once, std::string who, std::string_view word);
    Once& once_;
    const std::pair<std::string, std::string> key_;  // without a word it is never another's
    std::optional<std::string> led_;
    bool busy_ = false;
    bool ours_ = false;
  };

 private:
  struct Sent {
    std::string address;  // "": it is being acted on
    Time at;
  };
  Random& random_;
  const Clock& clock_;
  std::mutex mutex_;
  std::map<std::pair<std::string, std::string>, Sent> sent_;  // by account and word
};

}  // namespace almoner::web
