// For this folder only: the stamped rows of accounts and invitations, read and written.
#pragma once

#include "account/account.h"
#include "keys/stamp.h"

namespace almoner::account {

struct AccountRow {
  AccountId id;
  SubjectId subject;
  Bytes profile;
  std::string password;
  Time created;
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
Result<std::optional<Stored<Invitation>>> FindInvitation(store::ReadTx& tx, const keys::Keys& keys,
                                                         BytesView code_hash);
Result<std::vector<Stored<Invitation>>> InvitationsOf(store::ReadTx& tx, const keys::Keys& keys,
                                                      const SubjectId& subject);

Status Insert(const keys::Change& change, const AccountRow& account);
Status Replace(const keys::Change& change, const Stored<AccountRow>& before,
               const AccountRow& account);
Status Remove(const keys::Change& change, const Stored<AccountRow>& account);
Status Insert(const keys::Change& change, const Invitation& invitation);
Status Remove(const keys::Change& change, const Stored<Invitation>& invitation);

}  // namespace almoner::account
