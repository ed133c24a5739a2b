#include "account/rows.h"

namespace almoner::account {
namespace {

using keys::Stamped;

bool IsPlain(const AccountRow& a) { return a.subject && !a.locked; }

// A row as it always was keeps its stamp, so that those from before the others need no change.
Bytes ColumnsOf(const AccountRow& a) {
  return IsPlain(a) ? keys::Columns(a.id, *a.subject, a.profile, a.password, a.created)
                    : keys::Columns(a.id, a.subject, a.profile, a.password, a.created, a.locked);
}
Bytes ColumnsOf(const Invitation& i) { return keys::Columns(i.code_hash, i.subject, i.made); }

Stamped KindOf(const AccountRow& a) {
  return IsPlain(a) ? Stamped::kPortalAccount : Stamped::kOpenAccount;
}
constexpr Stamped KindOf(const Invitation&) { return Stamped::kInvitation; }

template <class T>
crypto::Digest Wrote(const keys::Change& change, const T& row) {
  const crypto::Digest stamp = keys::Stamp(change.keys, KindOf(row), ColumnsOf(row));
  change.Wrote(stamp);
  return stamp;
}

// The row with the stamp that it bears, if that is its own.
template <class T>
Result<Stored<T>> Checked(const keys::Keys& keys, T row, BytesView stamp) {
  const auto checked = TRY(keys::CheckStamp(keys, KindOf(row), ColumnsOf(row), stamp));
  return Stored<T>{std::move(row), checked};
}

// Each reads the columns in the order in which the queries below name them; the stamp stands last.
Result<Stored<AccountRow>> ToAccount(const keys::Keys& keys, const store::Row& row) {
  const auto id = TRY(row.As<AccountId>(0));
  AccountRow account{.id = id};
  account.subject = TRY(row.MaybeAs<SubjectId>(1));
  account.profile = TRY(row.Blob(2));
  account.password = TRY(row.Text(3));
  account.created = TRY(row.At(4));
  account.locked = TRY(row.MaybeAt(5));
  return Checked(keys, std::move(account), TRY(row.Blob(6)));
}

Result<Stored<Invitation>> ToInvitation(const keys::Keys& keys, const store::Row& row) {
  Bytes hash = TRY(row.Blob(0));
  const auto subject = TRY(row.As<SubjectId>(1));
  const Time made = TRY(row.At(2));
  return Checked(keys, Invitation{.code_hash = std::move(hash), .subject = subject, .made = made},
                 TRY(row.Blob(3)));
}

}  // namespace

Result<std::optional<Stored<AccountRow>>> FindRow(store::ReadTx& tx, const keys::Keys& keys,
                                                  const AccountId& account) {
  const auto row = TRY(
      tx.Maybe("SELECT id, subject, profile, password, created, locked, digest FROM account WHERE "
               "id = $1",
               account));
  if (!row) return std::optional<Stored<AccountRow>>();
  return std::optional(TRY(ToAccount(keys, *row)));
}

Result<std::vector<Stored<AccountRow>>> WaitingRows(store::ReadTx& tx, const keys::Keys& keys) {
  std::vector<Stored<AccountRow>> all;
  for (const store::Row& row :
       TRY(tx.Query("SELECT id, subject, profile, password, created, locked, digest FROM account "
                    "WHERE subject IS NULL OR locked IS NOT NULL ORDER BY created, id")))
    all.push_back(TRY(ToAccount(keys, row)));
  return all;
}

Result<std::optional<Stored<Invitation>>> FindInvitation(store::ReadTx& tx, const keys::Keys& keys,
                                                         BytesView code_hash) {
  const auto row = TRY(tx.Maybe(
      "SELECT code_hash, subject, made, digest FROM account_invitation WHERE code_hash = $1",
      code_hash));
  if (!row) return std::optional<Stored<Invitation>>();
  return std::optional(TRY(ToInvitation(keys, *row)));
}

Result<std::vector<Stored<Invitation>>> InvitationsOf(store::ReadTx& tx, const keys::Keys& keys,
                                                      const SubjectId& subject) {
  std::vector<Stored<Invitation>> all;
  for (const store::Row& row : TRY(tx.Query(
           "SELECT code_hash, subject, made, digest FROM account_invitation WHERE subject = $1",
           subject)))
    all.push_back(TRY(ToInvitation(keys, row)));
  return all;
}

Status Insert(const keys::Change& change, const AccountRow& a) {
  const crypto::Digest stamp = Wrote(change, a);
  return change.tx.ExecuteOne(
      "INSERT INTO account (id, subject, profile, password, created, locked, digest) VALUES ($1, "
      "$2, $3, $4, $5, $6, $7)",
      a.id, a.subject, a.profile, a.password, a.created, a.locked, BytesView(stamp));
}

Status Replace(const keys::Change& change, const Stored<AccountRow>& before, const AccountRow& a) {
  change.Destroyed(before.stamp);
  const crypto::Digest stamp = Wrote(change, a);
  return change.tx.ExecuteOne(
      "UPDATE account SET subject = $2, profile = $3, password = $4, locked = $5, digest = $6 "
      "WHERE id = $1 AND digest = $7",
      a.id, a.subject, a.profile, a.password, a.locked, BytesView(stamp), BytesView(before.stamp));
}

Status Remove(const keys::Change& change, const Stored<AccountRow>& account) {
  change.Destroyed(account.stamp);
  return change.tx.ExecuteOne("DELETE FROM account WHERE digest = $1", BytesView(account.stamp));
}

Status Insert(const keys::Change& change, const Invitation& i) {
  const crypto::Digest stamp = Wrote(change, i);
  return change.tx.ExecuteOne(
      "INSERT INTO account_invitation (code_hash, subject, made, digest) VALUES ($1, $2, $3, $4)",
      i.code_hash, i.subject, i.made, BytesView(stamp));
}

Status Remove(const keys::Change& change, const Stored<Invitation>& invitation) {
  change.Destroyed(invitation.stamp);
  return change.tx.ExecuteOne("DELETE FROM account_invitation WHERE digest = $1",
                              BytesView(invitation.stamp));
}

Status CheckRows(store::ReadTx& tx, const keys::Keys& keys) {
  const auto check = [&](Literal sql, auto read) {
    return keys::CheckEach(tx, sql, [&](const store::Row& row) -> Result<crypto::Digest> {
      return TRY(read(keys, row)).stamp;
    });
  };
  TRY(
      check("SELECT id, subject, profile, password, created, locked, digest FROM account WHERE "
            "digest > $1 ORDER BY digest LIMIT $2",
            ToAccount));
  return check(
      "SELECT code_hash, subject, made, digest FROM account_invitation WHERE digest > $1 "
      "ORDER BY digest LIMIT $2",
      ToInvitation);
}

}  // namespace almoner::account
