// Accounts of the people who use the portal: one for one data subject, made with a code that staff
// gave to the person, so that whoever signs in is known to be them. The e-mail address that they
// sign in with is sealed under a key of the account's own and found by token.
//
// Rows are stamped: one that was changed or put in from outside fails with kCorrupt.
#pragma once

#include <chrono>

#include "base/personal.h"
#include "factor/factor.h"
#include "keys/event_ledger.h"
#include "session/session.h"

namespace almoner::account {

using AccountId = Id<struct AccountTag>;

inline constexpr session::Policy kSessions{
    .kind = "account", .idle = std::chrono::minutes(30), .longest = std::chrono::hours(12)};

// A code is good for this long and once.
inline constexpr std::chrono::days kInvited{28};

// Sixty bits in groups that are easy to read out, "7K4M-2Q9T-HX3C": no letter or digit that is
// taken for another.
[[nodiscard]] Personal<std::string> NewCode(Random& random);
// As somebody typed it: any case, with or without dashes and spaces, O for 0, I and L for 1.
[[nodiscard]] std::string Tidy(std::string_view code);

// The person may make an account with the code from now on; codes that they were given before are
// worth nothing. What they have already stays until then.
Status Invite(const keys::Change& change, const SubjectId& subject, std::string_view code);
// Whose code it is; kNotFound: nobody's, or its time is over. Safe against guessing only behind a
// limit on tries.
Result<SubjectId> InvitedBy(store::ReadTx& tx, const keys::Keys& keys, std::string_view code,
                            Time now);

// An account ready to be stored; made outside the transaction.
struct Ready {
  AccountId id;
  SubjectId subject;
  Bytes profile;
  Bytes token;
  std::string password;  // PHC
  keys::WrappedKey data_key;
  keys::WrappedKey audit_key;
};
// `email` as it was typed; it is matched whatever the case.
Result<Ready> Prepare(const keys::Keys& keys, const SubjectId& subject,
                      const Personal<std::string>& email, std::string password);
// Uses the code up. An account that the person had is over. kConflict: another person's account
// has the address; kNotFound: the code is not theirs any more.
Status Insert(const keys::Change& change, const Ready& account, std::string_view code);

// Whose second factors those of the account are.
[[nodiscard]] factor::Owner OwnerOf(const AccountId& account);

// Whoever is signed in is signed out.
Status SetPassword(const keys::Change& change, const AccountId& account, std::string password);
// The account of the person and the codes they were given go; fine when there are none.
Status Forget(const keys::Change& change, const SubjectId& subject);
// The same once more, from the event ledger, in a database that was put back to before it. There a
// password that was changed since ends the account too: the one before it may be in wrong hands.
Status EndAgain(const keys::Change& change, const keys::Event& event);
// Codes that a database brings back may have been used since: nobody's is worth anything any more.
Status ForgetAllInvitations(const keys::Change& change);

struct Account {
  AccountId id;
  SubjectId subject;
  Personal<std::string> email;
  std::string password;
  Time created;
};
// kNotFound: there is none (any more).
Result<Account> Load(store::ReadTx& tx, const keys::Keys& keys, const AccountId& account);
Result<Account> FindByEmail(store::ReadTx& tx, const keys::Keys& keys,
                            const Personal<std::string>& email);
// Nothing: the person has none.
Result<std::optional<AccountId>> AccountOf(store::ReadTx& tx, const SubjectId& subject);
// kCorrupt when a row was changed or put in from outside.
Status CheckRows(store::ReadTx& tx, const keys::Keys& keys);
// Every account's token under the current index key, after a rotation.
Status RebuildTokens(store::Store& store, const keys::Keys& keys);

// Safe for concurrent use. Store, keys and clock outlive it.
class Sessions : public session::Typed<AccountId> {
 public:
  Sessions(store::Store& store, const keys::Keys& keys, const Clock& clock);
  // As session::Sessions::Check; tries count together whatever the case of the address.
  Result<std::expected<Checked, session::Denied>> Check(const Personal<std::string>& email,
                                                        const SecretBytes& password,
                                                        const Personal<std::string>& from);
};

}  // namespace almoner::account
