// Signing in with a password and staying signed in, for staff and for the people who use the portal
// alike. Passwords are checked slowly and at a pace that failures slow down further; sessions are
// random tokens of which only a hash is stored, and they end by themselves.
//
// Whoever has a second factor is half signed in after the password: such a session has a token of
// its own, is good for nothing but giving the second factor, and ends when the whole one begins.
#pragma once

#include <chrono>
#include <expected>
#include <functional>
#include <optional>
#include <semaphore>
#include <string>
#include <vector>

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

// How long somebody who has given the password has for the second factor.
inline constexpr std::chrono::minutes kHalf{10};

struct Session {
  Bytes holder;      // the account's id
  SecretBytes csrf;  // 256 bits that every form of this session bears
  Time begun;
  Time proved;  // when they showed last that it is them
};

struct Begun {
  SecretBytes token;  // 256 bits: what the browser keeps
  Session session;
};

// How a session begins.
struct Start {
  // The browser's old token, whose session ends: a token that was known before signing in is worth
  // nothing after it.
  std::optional<SecretBytes> before = {};
  // The password that was given, as Check() or DigestOf() gave it: kConflict where the account has
  // another by now, so that no session outlives a change of password.
  std::optional<crypto::Digest> password = {};
  std::string where = {};  // "Firefox on Windows": for the account's owner to know it by
};
// Of a password's PHC string.
[[nodiscard]] crypto::Digest DigestOf(std::string_view phc);

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
// The PHC string of an account; kNotFound: it has none, or is over.
using PasswordOf = std::function<Result<std::string>(store::ReadTx& tx, BytesView holder)>;
struct Accounts {
  FindHolder find;
  PasswordOf password;
};

// For whoever shows again that it is them: their tries count apart from those of strangers.
[[nodiscard]] Personal<std::string> SignedIn();
// How long a login rests after so many failures in a row: not at all for four, or as many as are
// `free`, then 1, 2, 4, 8 and at most 15 minutes.
inline constexpr std::int64_t kFree = 4;
[[nodiscard]] std::chrono::minutes RestAfter(std::int64_t failures, std::int64_t free = kFree);

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
  Result<std::optional<Denied>> MayTry(const Personal<std::string>& tried,
                                       std::int64_t free = kFree) const;
  // How many there are now, with this one.
  Result<std::int64_t> Failed(const Personal<std::string>& tried);
  Status Succeeded(const Personal<std::string>& tried);

 private:
  [[nodiscard]] Bytes TokenOf(const Personal<std::string>& tried) const;

  const Literal kind_;
  store::Store& store_;
  const keys::Keys& keys_;
  const Clock& clock_;
};

// One that is not over, as its owner sees it.
struct Listed {
  Bytes handle;       // tells it from the account's others; no token can be had from it
  std::string where;  // "" where nobody knows
  Time begun;
  Time seen;
};

// Safe for concurrent use. Store, keys and clock outlive it.
class Sessions {
 public:
  // Use is noted this coarsely: an idle session ends up to a minute early.
  static constexpr std::chrono::minutes kNoted{1};

  Sessions(const Policy& policy, Accounts accounts, store::Store& store, const keys::Keys& keys,
           const Clock& clock);

  struct Checked {
    Bytes holder;
    crypto::Digest password;
  };
  // From how many networks a login may be tried in vain until it rests for all of them.
  static constexpr std::int64_t kNetworks = 20;
  // Whose login and password these are. `from` is the network that asks, or SignedIn(). Failures
  // are counted for each login and network and forgotten when the password is right, so that nobody
  // can keep somebody else out by failing in their name; but a login that more than kNetworks have
  // used up their tries of rests, since that is guessing by many machines. kUnavailable: too many
  // are being checked at this moment.
  Result<std::expected<Checked, Denied>> Check(const Personal<std::string>& login,
                                               const SecretBytes& password,
                                               const Personal<std::string>& from);
  // A new session, with its audit entry "session.begun".
  Result<Begun> Begin(BytesView holder, const Start& start);
  // The half of one, with its entry "session.half-begun".
  Result<Begun> BeginHalf(BytesView holder, const Start& start);
  // The whole session of a half one, which ends. kConflict: it is over.
  Result<Begun> Complete(const SecretBytes& half, const Start& start);
  // Nothing: unknown, idle too long, too old or ended. Neither finds one of the other.
  Result<std::optional<Session>> Find(const SecretBytes& token);
  Result<std::optional<Session>> FindHalf(const SecretBytes& token);
  // They have just shown again that it is them; fine when it is over.
  Status Prove(const SecretBytes& token);
  // With its audit entry "session.ended"; fine when it is over already.
  Status End(const SecretBytes& token);

  // The account's, the one used last first.
  Result<std::vector<Listed>> List(BytesView holder);
  // One of them, or all but the one of this token, with the entry "session.ended-elsewhere"; fine
  // when there are none.
  Status EndOne(BytesView holder, BytesView handle);
  Status EndOthers(BytesView holder, const SecretBytes& token);
  // What List() calls the session of this token.
  [[nodiscard]] static Bytes HandleOf(const SecretBytes& token);

 private:
  Result<std::optional<Denied>> Resting(const Personal<std::string>& here,
                                        const Personal<std::string>& anywhere) const;
  Status Failed(const Personal<std::string>& here, const Personal<std::string>& anywhere);
  struct Kept;
  struct Term;  // whole or half
  [[nodiscard]] Term Whole() const;
  [[nodiscard]] Term Half() const;
  [[nodiscard]] static Bytes HandleOfHash(BytesView hash);
  Result<Kept> Read(const store::Row& row) const;
  [[nodiscard]] bool Holds(const Kept& kept, const Term& term, Time now) const;
  Result<std::optional<Kept>> Load(store::ReadTx& tx, BytesView hash, const Term& term,
                                   Time now) const;
  [[nodiscard]] crypto::Digest StampOf(const Term& term, const Kept& kept) const;
  Result<Begun> BeginOf(const Term& term, BytesView holder, const Start& start, Literal action,
                        const std::optional<crypto::Digest>& half);
  Status Insert(store::Tx& tx, const Term& term, const Kept& kept) const;
  Status Touch(BytesView hash, bool proved);
  Status EndThose(BytesView holder, const std::function<bool(BytesView hash)>& which);
  Result<audit::Entry> Entry(BytesView holder, Literal action) const;
  Result<SecretBytes> KeyOf(store::ReadTx& tx, BytesView holder, keys::Kind kind) const;

  const Policy policy_;
  const Accounts accounts_;
  store::Store& store_;
  const keys::Keys& keys_;
  const Clock& clock_;
  Failures failures_;
  const std::string nobodys_;  // a password's hash that is checked for logins which nobody has
  std::counting_semaphore<> checking_{4};  // each takes 19 MiB and a core
};

// Ends every session of the account, half ones too: its password changed, or it is over.
Status EndAll(store::Tx& tx, const Policy& policy, BytesView holder);

// The same for one kind of account, whose ids are not mistaken for another's.
template <class Id>
class Typed {
 public:
  struct Session {
    Id holder;
    SecretBytes csrf;
    Time begun;
    Time proved;
  };
  struct Begun {
    SecretBytes token;
    Session session;
  };
  struct Checked {
    Id holder;
    crypto::Digest password;
  };

  Typed(const Policy& policy, Accounts accounts, store::Store& store, const keys::Keys& keys,
        const Clock& clock)
      : sessions_(policy, std::move(accounts), store, keys, clock) {}

  Result<std::expected<Checked, Denied>> Check(const Personal<std::string>& login,
                                               const SecretBytes& password,
                                               const Personal<std::string>& from) {
    const auto checked = TRY(sessions_.Check(login, password, from));
    if (!checked) return std::expected<Checked, Denied>(std::unexpect, checked.error());
    const Id holder = TRY(Id::From(checked->holder));
    return std::expected<Checked, Denied>(Checked{.holder = holder, .password = checked->password});
  }
  Result<Begun> Begin(const Id& holder, const Start& start) {
    return Read(sessions_.Begin(holder.bytes(), start));
  }
  Result<Begun> BeginHalf(const Id& holder, const Start& start) {
    return Read(sessions_.BeginHalf(holder.bytes(), start));
  }
  Result<Begun> Complete(const SecretBytes& half, const Start& start) {
    return Read(sessions_.Complete(half, start));
  }
  Result<std::optional<Session>> Find(const SecretBytes& token) {
    return Read(sessions_.Find(token));
  }
  Result<std::optional<Session>> FindHalf(const SecretBytes& token) {
    return Read(sessions_.FindHalf(token));
  }
  Status Prove(const SecretBytes& token) { return sessions_.Prove(token); }
  Status End(const SecretBytes& token) { return sessions_.End(token); }
  Result<std::vector<Listed>> List(const Id& holder) { return sessions_.List(holder.bytes()); }
  Status EndOne(const Id& holder, BytesView handle) {
    return sessions_.EndOne(holder.bytes(), handle);
  }
  Status EndOthers(const Id& holder, const SecretBytes& token) {
    return sessions_.EndOthers(holder.bytes(), token);
  }

 private:
  static Result<Session> Read(session::Session session) {
    const Id holder = TRY(Id::From(session.holder));
    return Session{.holder = holder,
                   .csrf = std::move(session.csrf),
                   .begun = session.begun,
                   .proved = session.proved};
  }
  static Result<Begun> Read(Result<session::Begun> made) {
    auto begun = TRY(std::move(made));
    Session session = TRY(Read(std::move(begun.session)));
    return Begun{.token = std::move(begun.token), .session = std::move(session)};
  }
  static Result<std::optional<Session>> Read(Result<std::optional<session::Session>> looked) {
    auto found = TRY(std::move(looked));
    if (!found) return std::optional<Session>();
    return std::optional<Session>(TRY(Read(*std::move(found))));
  }

  Sessions sessions_;
};

}  // namespace almoner::session
