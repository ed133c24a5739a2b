// Signing in and staying signed in. Passwords are checked slowly and at a pace that failures slow
// down further; sessions are random tokens of which only a hash is stored, and they end by
// themselves.
#pragma once

#include <chrono>
#include <expected>
#include <optional>
#include <semaphore>
#include <string>

#include "audit/entry.h"
#include "staff/staff.h"

namespace almoner::staff {

struct Session {
  StaffId staff;
  SecretBytes csrf;  // 256 bits that every form of this session bears
  Time begun;
};

struct Begun {
  SecretBytes token;  // 256 bits: what the browser keeps
  Session session;
};

// Not signed in. An unknown login and a wrong password are the same, in words and in time.
struct Denied {
  std::chrono::seconds wait{0};  // until the next try will be looked at; 0: at once
};

// How long a login rests after so many failures in a row: not at all for four, then 1, 2, 4, 8 and
// at most 15 minutes.
[[nodiscard]] std::chrono::minutes RestAfter(std::int64_t failures);

// Safe for concurrent use. Store, keys and clock outlive it.
class Sessions {
 public:
  static constexpr std::chrono::minutes kIdle{20};
  static constexpr std::chrono::hours kLongest{12};
  // Use is noted this coarsely, so that reading a page does not cost a write: an idle session ends
  // after 19 to 20 minutes.
  static constexpr std::chrono::minutes kNoted{1};
  // A login's failures are forgotten this long after the last.
  static constexpr std::chrono::hours kForgiven{1};

  Sessions(store::Store& store, const keys::Keys& keys, const Clock& clock);

  // Whose login and password these are. Counts failures by the login's token and forgets them when
  // the password is right. kUnavailable: too many are being checked at this moment.
  Result<std::expected<StaffId, Denied>> Check(const Personal<std::string>& login,
                                               const SecretBytes& password);
  // A new session, with its audit entry "session.begun"; `before` is the browser's old token, whose
  // session ends: a token that was known before signing in is worth nothing after it.
  Result<Begun> Begin(const StaffId& staff, const std::optional<SecretBytes>& before);
  // Nothing: unknown, idle too long, too old or ended.
  Result<std::optional<Session>> Find(const SecretBytes& token);
  // With its audit entry "session.ended"; fine when it is over already.
  Status End(const SecretBytes& token);

 private:
  Result<audit::Entry> Entry(const StaffId& staff, Literal action) const;
  Status Remember(BytesView login_token);

  store::Store& store_;
  const keys::Keys& keys_;
  const Clock& clock_;
  const std::string nobodys_;  // a password's hash that is checked for logins which nobody has
  std::counting_semaphore<> checking_{4};  // each takes 19 MiB and a core
};

}  // namespace almoner::staff
