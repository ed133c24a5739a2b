// Second factors of accounts, of staff and of the portal alike: an authenticator app, ten recovery
// codes beside it, and passkeys. What they are is sealed under the account's data key; whoever has
// one is asked for it after the password.
//
// Rows are stamped and answered for in the log: one that was changed or put in from outside fails
// with kCorrupt.
#pragma once

#include <expected>

#include "identity/passkey.h"
#include "identity/recovery.h"
#include "identity/totp.h"
#include "keys/stamp.h"
#include "session/session.h"

namespace almoner::factor {

using FactorId = Id<struct FactorTag>;

// Whose they are.
struct Owner {
  const session::Policy& policy;  // of which kind of account
  Bytes id;                       // the account's
};

inline constexpr std::size_t kMostPasskeys = 10;
inline constexpr std::size_t kLongestName = 60;  // bytes

struct NamedPasskey {
  FactorId id;
  Personal<std::string> name;  // what the owner calls it
  Time made;
};
// What somebody has, without the secrets.
struct Factors {
  std::optional<Time> app = {};  // since when
  std::size_t recovery = 0;      // codes that are left
  std::vector<NamedPasskey> passkeys = {};
  std::optional<Time> taken =
      {};  // when an administrator took theirs away; they have had none since

  // Whether one is asked for.
  [[nodiscard]] bool any() const { return app.has_value() || !passkeys.empty(); }
};
Result<Factors> Load(store::ReadTx& tx, const keys::Keys& keys, const Owner& owner);

// In place of an app that was there. `used`: the step of the code that confirmed it.
Status SetApp(const keys::Change& change, const Owner& owner, const SecretBytes& secret,
              identity::TotpStep used);
// Without passkeys the recovery codes go too. kNotFound: there is none.
Status RemoveApp(const keys::Change& change, const Owner& owner);
// In place of those that were there.
Status SetRecovery(const keys::Change& change, const Owner& owner,
                   const std::array<std::string, identity::kRecoveryCodes>& hashes);
// kInvalid: the name is empty, too long or not UTF-8; kConflict: there are as many as there may be,
// or somebody has it already.
Status AddPasskey(const keys::Change& change, const Owner& owner, const identity::Passkey& passkey,
                  const Personal<std::string>& name);
// As RemoveApp().
Status RemovePasskey(const keys::Change& change, const Owner& owner, const FactorId& passkey);
// All go: the account is over. Fine when there are none.
Status Forget(const keys::Change& change, const Owner& owner);
// All go, and that they were taken away stays to be seen until there is another: its owner has lost
// them. kConflict: there are none.
Status TakeAway(const keys::Change& change, const Owner& owner);
// kCorrupt when a row was changed or put in from outside.
Status CheckRows(store::ReadTx& tx, const keys::Keys& keys);

enum class Way : std::uint8_t { kApp, kRecovery, kPasskey };

// Sealed for the owner and for what it is for, to go out in a form and come back: what is offered
// is not kept here before it is taken.
class Offers {
 public:
  static constexpr std::chrono::minutes kGood{30};

  Offers(store::Store& store, const keys::Keys& keys, const Clock& clock)
      : store_(store), keys_(keys), clock_(clock) {}

  // In hexadecimal. `use` tells what it is for; `session`: whose form it is in, the token's bytes.
  Result<std::string> Make(const Owner& owner, Literal use, BytesView session,
                           const SecretBytes& what) const;
  // Nothing: it is none, another's, for something else, or older than `good`.
  Result<std::optional<SecretBytes>> Open(const Owner& owner, Literal use, BytesView session,
                                          std::string_view offer,
                                          std::chrono::minutes good = kGood) const;

 private:
  store::Store& store_;
  const keys::Keys& keys_;
  const Clock& clock_;
};

// Takes what somebody gives as their second factor. What is wrong counts for the account, and only
// whoever has its password comes that far: nobody keeps somebody else out. Safe for concurrent use;
// store, keys and clock outlive it.
class Desk {
 public:
  Desk(const session::Policy& policy, Literal failures, store::Store& store, const keys::Keys& keys,
       const Clock& clock)
      : policy_(policy),
        store_(store),
        keys_(keys),
        clock_(clock),
        failures_(failures, store, keys, clock) {}

  // A code of the app, or a recovery code, which is used up with the entry "factor.recovery-used".
  Result<std::expected<Way, session::Denied>> Take(BytesView holder, std::string_view typed);
  // What a passkey signed: `response` as the browser gave it.
  Result<std::expected<Way, session::Denied>> TakePasskey(BytesView holder,
                                                          const identity::PasskeyCeremony& ceremony,
                                                          std::string_view response);
  // Those that are known, for the browser to choose among.
  Result<std::vector<identity::Passkey>> PasskeysOf(BytesView holder) const;

  // A change by the owner, with its entry.
  Status Record(BytesView holder, Literal action,
                const std::function<Status(const keys::Change&)>& change);

 private:
  struct Given;
  [[nodiscard]] Owner OwnerOf(BytesView holder) const;
  Result<std::optional<Given>> Look(BytesView holder, std::string_view typed) const;
  Status Spend(BytesView holder, const Given& given);

  const session::Policy policy_;
  store::Store& store_;
  const keys::Keys& keys_;
  const Clock& clock_;
  session::Failures failures_;
};

}  // namespace almoner::factor
