// Signing in with a password and staying signed in, for staff and for the people who use the portal
// alike. Passwords are checked slowly and at a pace that failures slow down further; sessions are
// random tokens of which only a hash is stored, and they end by themselves.
#pragma once

#include <chrono>
#include <expected>
#include <functional>
#include <optional>
#include <semaphore>
#include <string>

#include "audit/entry.h"
#include "base/personal.h"
#include "keys/keys.h"

namespace almoner::session {

// Whose sessions these are, and how long they may be. Each kind is apart from the others: a token
// of one is none of another.
struct Policy {
  Literal kind;               // "staff"
  std::chrono::minutes idle;  // noted to the minute, so that reading a page costs no write
  std::chrono::minutes longest;
  // A statement that notes the entry of a session's beginning for the account: $1 account, $2
  // entry, $3 when. None: it is in the log alone, where nobody finds it by the account.
  std::optional<Literal> noted = {};
};

struct Session {
  Bytes holder;      // the account's id
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

// Who has a login, and the password's PHC string.
struct Holder {
  Bytes id;
  std::string password;
};
using FindHolder = std::function<Result<std::optional<Holder>>(store::ReadTx& tx,
                                                               const Personal<std::string>& login)>;

// How long a login rests after so many failures in a row: not at all for four, then 1, 2, 4, 8 and
// at most 15 minutes.
[[nodiscard]] std::chrono::minutes RestAfter(std::int64_t failures);

// How often somebody has failed with one thing that they tried: a login, a code. Only a token of it
// is kept. Safe for concurrent use; store, keys and clock outlive it.
class Failures {
 public:
  // Failures are forgotten this long after the last.
  static constexpr std::chrono::hours kForgiven{1};

  // `kind` keeps what is tried here apart from what is tried elsewhere.
  Failures(Literal kind, store::Store& store, const keys::Keys& keys, const Clock& clock)
      : kind_(kind), store_(store), keys_(keys), clock_(clock) {}

  // Nothing: it may be tried now; else how long it rests.
  Result<std::optional<Denied>> MayTry(const Personal<std::string>& tried) const;
  Status Failed(const Personal<std::string>& tried);
  Status Succeeded(const Personal<std::string>& tried);

 private:
  [[nodiscard]] Bytes TokenOf(const Personal<std::string>& tried) const;

  const Literal kind_;
  store::Store& store_;
  const keys::Keys& keys_;
  const Clock& clock_;
};

// Safe for concurrent use. Store, keys and clock outlive it.
class Sessions {
 public:
  // Use is noted this coarsely: an idle session ends up to a minute early.
  static constexpr std::chrono::minutes kNoted{1};

  Sessions(const Policy& policy, FindHolder find, store::Store& store, const keys::Keys& keys,
           const Clock& clock);

  // Whose login and password these are: the account's id. Counts failures by the login's token and
  // forgets them when the password is right. kUnavailable: too many are being checked at this
  // moment.
  Result<std::expected<Bytes, Denied>> Check(const Personal<std::string>& login,
                                             const SecretBytes& password);
  // A new session, with its audit entry "session.begun"; `before` is the browser's old token, whose
  // session ends: a token that was known before signing in is worth nothing after it.
  Result<Begun> Begin(BytesView holder, const std::optional<SecretBytes>& before);
  // Nothing: unknown, idle too long, too old or ended.
  Result<std::optional<Session>> Find(const SecretBytes& token);
  // With its audit entry "session.ended"; fine when it is over already.
  Status End(const SecretBytes& token);

 private:
  struct Kept;
  Result<std::optional<Kept>> LoadSession(store::ReadTx& tx, BytesView hash, Time now) const;
  [[nodiscard]] crypto::Digest StampOf(BytesView hash, const Session& session, Time seen) const;
  Result<audit::Entry> Entry(BytesView holder, Literal action) const;

  const Policy policy_;
  const FindHolder find_;
  store::Store& store_;
  const keys::Keys& keys_;
  const Clock& clock_;
  Failures failures_;
  const std::string nobodys_;  // a password's hash that is checked for logins which nobody has
  std::counting_semaphore<> checking_{4};  // each takes 19 MiB and a core
};

// Ends every session of the account: its password changed, or it is over.
Status EndAll(store::Tx& tx, const Policy& policy, BytesView holder);

// The same for one kind of account, whose ids are not mistaken for another's.
template <class Id>
class Typed {
 public:
  struct Session {
    Id holder;
    SecretBytes csrf;
    Time begun;
  };
  struct Begun {
    SecretBytes token;
    Session session;
  };

  Typed(const Policy& policy, FindHolder find, store::Store& store, const keys::Keys& keys,
        const Clock& clock)
      : sessions_(policy, std::move(find), store, keys, clock) {}

  Result<std::expected<Id, Denied>> Check(const Personal<std::string>& login,
                                          const SecretBytes& password) {
    const auto holder = TRY(sessions_.Check(login, password));
    if (!holder) return std::expected<Id, Denied>(std::unexpect, holder.error());
    return std::expected<Id, Denied>(TRY(Id::From(*holder)));
  }
  Result<Begun> Begin(const Id& holder, const std::optional<SecretBytes>& before) {
    auto begun = TRY(sessions_.Begin(holder.bytes(), before));
    Session session = TRY(Read(std::move(begun.session)));
    return Begun{.token = std::move(begun.token), .session = std::move(session)};
  }
  Result<std::optional<Session>> Find(const SecretBytes& token) {
    auto found = TRY(sessions_.Find(token));
    if (!found) return std::optional<Session>();
    return std::optional<Session>(TRY(Read(*std::move(found))));
  }
  Status End(const SecretBytes& token) { return sessions_.End(token); }

 private:
  static Result<Session> Read(session::Session session) {
    const Id holder = TRY(Id::From(session.holder));
    return Session{.holder = holder, .csrf = std::move(session.csrf), .begun = session.begun};
  }

  Sessions sessions_;
};

}  // namespace almoner::session
