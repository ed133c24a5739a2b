// Accounts as they are held by whoever signs in to them: also those that somebody registered by
// e-mail and of which nobody has said yet whose they are (an address proves that somebody reads its
// mail, and nothing about whose record it is), and those that are locked.
#pragma once

#include "account/account.h"

namespace almoner::account {

// One that was registered by e-mail goes when nobody has said whose it is for so long.
inline constexpr std::chrono::hours kWaits{24 * 90};

struct Holder {
  AccountId id;
  std::optional<SubjectId> subject;  // nothing: it is not known yet whose it is
  Personal<std::string> email;
  Time created;
  std::optional<Time> locked;  // since
  crypto::Digest stamp;        // of the row: another as soon as anything is changed
};
// kNotFound: there is none (any more).
Result<Holder> LoadHolder(store::ReadTx& tx, const keys::Keys& keys, const AccountId& account);
Result<Holder> HolderOf(store::ReadTx& tx, const keys::Keys& keys,
                        const Personal<std::string>& email);
// Those that wait for staff: nobody's yet, or locked. The oldest first.
Result<std::vector<Holder>> ListWaiting(store::ReadTx& tx, const keys::Keys& keys);

// An account of nobody's, ready to be stored; made outside the transaction.
struct ReadyHolder {
  AccountId id;
  Bytes profile;
  Bytes token;
  std::string password;  // PHC
  keys::WrappedKey data_key;
  keys::WrappedKey audit_key;
};
Result<ReadyHolder> PrepareHolder(const keys::Keys& keys, const Personal<std::string>& email,
                                  std::string password);
// kConflict: an account has the address.
Status Register(const keys::Change& change, const ReadyHolder& account);
// It is the person's from now on; whoever is signed in to it is signed out. An account that the
// person had is over, and so are codes for one. kConflict: it is somebody's already, or locked.
Status GiveTo(const keys::Change& change, const AccountId& account, const SubjectId& subject);
// Nobody signs in to it any more, and whoever is signed in is signed out. Fine when it is locked.
Status Lock(const keys::Change& change, const AccountId& account);
// It has no password then: the one that it had may be in wrong hands. kConflict: it is not locked.
Status Unlock(const keys::Change& change, const AccountId& account);
// It goes, with its sessions; kNotFound.
Status Close(const keys::Change& change, const AccountId& account);
// Those that waited for longer than kWaits for somebody to say whose they are; how many went.
Result<std::int64_t> EndForgotten(const keys::Change& change);

// Another address for an account, sealed; made outside the transaction. kNotFound: there is no such
// account.
struct ReadyAddress {
  AccountId account;
  Bytes profile;
  Bytes token;
};
Result<ReadyAddress> PrepareAddress(store::ReadTx& tx, const keys::Keys& keys,
                                    const AccountId& account, const Personal<std::string>& email);
// Whoever is signed in is signed out. kConflict: another account has the address.
Status SetAddress(const keys::Change& change, const ReadyAddress& address);

}  // namespace almoner::account
