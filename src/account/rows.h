// For this folder only: the stamped rows of accounts and invitations, read and written.
#pragma once

#include "account/holder.h"
#include "keys/stamp.h"

namespace almoner::account {

struct AccountRow {
  AccountId id;
  std::optional<SubjectId> subject;  // nothing: it is not known yet whose it is
  Bytes profile;
  std::string password;
  Time created;
  std::optional<Time> locked = {};
};
struct Invitation {
  Bytes code_hash;
  SubjectId subject;
  Time made;
};

// A row with its stamp, which is right.
template <class T>
struct Stored {
  T row;
  crypto::Digest stamp;
};

Result<std::optional<Stored<AccountRow>>> FindRow(store::ReadTx& tx, const keys::Keys& keys,
                                                  const AccountId& account);
// Those that wait for somebody: nobody's yet, or locked. The oldest first.
Result<std::vector<Stored<AccountRow>>> WaitingRows(store::ReadTx& tx, const keys::Keys& keys);
Result<std::optional<Stored<Invitation>>> FindInvitation(store::ReadTx& tx, const keys::Keys& keys,
                                                         BytesView code_hash);
Result<std::vector<Stored<Invitation>>> InvitationsOf(store::ReadTx& tx, const keys::Keys& keys,
                                                      const SubjectId& subject);

// As an address is matched: whoever writes it in capitals means the same one.
[[nodiscard]] std::string Matched(const Personal<std::string>& email);
[[nodiscard]] Bytes TokenOf(const keys::Keys& keys, const Personal<std::string>& email);
Result<Personal<std::string>> OpenEmail(store::ReadTx& tx, const keys::Keys& keys,
                                        const AccountRow& row);
// kNotFound: there is none (any more).
Result<Stored<AccountRow>> RowOf(store::ReadTx& tx, const keys::Keys& keys,
                                 const AccountId& account);
// Nothing: no account has the address.
Result<std::optional<Stored<AccountRow>>> FindByToken(store::ReadTx& tx, const keys::Keys& keys,
                                                      const Personal<std::string>& email);

// The account goes; End also leaves an event, so that a restored backup does not bring it back.
Status Drop(const keys::Change& change, const AccountId& account);
Status End(const keys::Change& change, const AccountId& account);
Status ForgetInvitations(const keys::Change& change, const SubjectId& subject);
// Changes the row and signs everybody out. A database that is put back to before it would let in
// whoever was to be kept out by it: there the account is over.
Status Amend(const keys::Change& change, const Stored<AccountRow>& before, const AccountRow& after);
// kConflict: an account has the address.
Status InsertReady(const keys::Change& change, const ReadyHolder& account,
                   const std::optional<SubjectId>& subject);

Status Insert(const keys::Change& change, const AccountRow& account);
Status Replace(const keys::Change& change, const Stored<AccountRow>& before,
               const AccountRow& account);
Status Remove(const keys::Change& change, const Stored<AccountRow>& account);
Status Insert(const keys::Change& change, const Invitation& invitation);
Status Remove(const keys::Change& change, const Stored<Invitation>& invitation);

}  // namespace almoner::account
