// Links that are sent by e-mail: each bears a secret of 256 bits that is good once and for a while.
// What it is for is sealed under a key made of the secret and of one that the database does not
// hold: nobody opens it, or makes one, who has the database alone.
#pragma once

#include "account/holder.h"

namespace almoner::account {

enum class Use : std::uint8_t {
  kRegister,  // makes an account for the address
  kPassword,  // sets another password
  kLock,      // locks the account
  kAddress,   // takes the address instead of the one that the account has
};
[[nodiscard]] std::string_view Name(Use use);
// How long one is good that somebody asked for.
[[nodiscard]] std::chrono::hours LastsFor(Use use);
// One to lock the account with, in a letter that tells of a change: who was away reads it later.
inline constexpr std::chrono::hours kTold{24 * 14};

struct Link {
  Use use = Use::kRegister;
  Time until;
  std::optional<AccountId> account = {};  // whose; nothing: to make one
  Personal<std::string> email = {};       // the address it is about, where it is one
  std::optional<crypto::Digest> seen =
      {};  // the account's row: good only as long as it is the same
};

struct ReadyLink {
  crypto::Digest finder;
  std::string use;
  Time until;
  Bytes sealed;
};

// In hexadecimal: what stands in the link.
[[nodiscard]] Personal<std::string> NewSecret(Random& random);
[[nodiscard]] ReadyLink SealLink(const keys::Keys& keys, const Personal<std::string>& secret,
                                 const Link& link);
Status PutLink(store::Tx& tx, const ReadyLink& link);
// Nothing: there is none such for this use, or it is over.
Result<std::optional<Link>> FindLink(store::ReadTx& tx, const keys::Keys& keys,
                                     const Personal<std::string>& secret, Use use, Time now);
// It is used up. kConflict: it was before.
Status SpendLink(store::Tx& tx, const keys::Keys& keys, const Personal<std::string>& secret);
// Those whose time is over.
Status RemoveSpentLinks(store::Tx& tx, Time now);
Status RemoveLinks(store::Tx& tx);

}  // namespace almoner::account
