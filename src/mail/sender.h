// Handing messages in, one after another, and what became of each: for whoever tries again.
#pragma once

#include <stop_token>

#include "mail/token.h"

namespace almoner::mail {

enum class Fate : std::uint8_t {
  kTaken,    // the relay answers for it now
  kNotNow,   // it was not taken, and may be later
  kNever,    // the relay will not take it, for this address or at all
  kUnknown,  // the whole message was on its way and no answer came back: it may have been taken
};

struct Handed {
  Fate fate = Fate::kNotNow;
  std::int64_t reply = 0;  // the relay's last (RFC 5321, 4.2.3); 0: none
  bool reached = false;    // it was spoken to about this very message
  Status why = {};         // an error unless it was taken, for the operator
};

// Safe for concurrent use.
class Sender {
 public:
  // REQUIRES: CheckRelay.
  explicit Sender(Relay relay);

  // `stop` breaks off what has not begun to send the message itself. With a token that was kept and
  // is not taken any more it tries once again with a new one.
  Handed Hand(const Message& message, Time now, Random& random, const std::stop_token& stop = {});

 private:
  Handed Try(const Message& message, Time now, Random& random, const std::stop_token& stop,
             bool& stale);

  const Relay relay_;
  std::optional<Tokens> tokens_;
};

}  // namespace almoner::mail
