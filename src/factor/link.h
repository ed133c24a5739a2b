// As whom an account signs in at the organisation's identity provider: by issuer *and* subject,
// never by an e-mail address, which the provider may give to somebody else. The link is made by its
// owner while signed in, or with a code that whoever administers gave them.
//
// Rows beside the second factors, stamped and answered for in the log as they are.
#pragma once

#include "factor/factor.h"

namespace almoner::factor {

// One and the same whenever they sign in there.
struct Provided {
  std::string issuer;
  Personal<std::string> subject;
};

struct Link {
  std::string issuer;
  Time made;
};
// Nothing: there is none.
Result<std::optional<Link>> LinkOf(store::ReadTx& tx, const keys::Keys& keys, const Owner& owner);
// Whose link it is, among accounts of the policy's kind.
Result<std::optional<Bytes>> FindLinked(store::ReadTx& tx, const keys::Keys& keys,
                                        const session::Policy& policy, const Provided& who);
// In place of one that was there, and of a code. kConflict: another account has it.
Status MakeLink(const keys::Change& change, const Owner& owner, const Provided& who);
// kNotFound: there is none.
Status EndLink(const keys::Change& change, const Owner& owner);

inline constexpr std::chrono::days kCodeGood{7};
// A code with which a link is made, once, until kCodeGood is over. In place of an older one and of
// the link: what they sign in with there now, if anything, is theirs no more.
Status MakeCode(const keys::Change& change, const Owner& owner, const Personal<std::string>& code);
// Whose code it is; nothing: it is none, was used, or is too old.
Result<std::optional<Bytes>> FindCode(store::ReadTx& tx, const keys::Keys& keys,
                                      const session::Policy& policy,
                                      const Personal<std::string>& code, Time now);

}  // namespace almoner::factor
