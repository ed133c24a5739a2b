#include "account/holder.h"

#include <algorithm>

#include "account/rows.h"
#include "account/visits.h"

namespace almoner::account {
namespace {

constexpr std::size_t kTokenSize = 16;

auto NoAccount() { return Fail(Code::kNotFound, "There is no such account."); }

Bytes Encode(const Personal<std::string>& email) {
  Writer out;
  out.U8(1).Sized(email.Expose());
  return std::move(out).bytes();
}

Result<Personal<std::string>> Decode(BytesView bytes) {
  Reader in(bytes);
  if (TRY(in.U8()) != 1) return Fail(Code::kCorrupt, "An account is in an unknown format.");
  Personal<std::string> email{std::string(AsText(TRY(in.Sized())))};
  TRY(in.Done());
  return email;
}

Result<SecretBytes> KeyOf(store::ReadTx& tx, const keys::Keys& keys, const AccountId& account) {
  const keys::WrappedKey wrapped = TRY(keys::Load(tx, account.bytes(), keys::Kind::kData));
  return keys.Unwrap(account.bytes(), keys::Kind::kData, wrapped);
}

Result<Holder> Opened(store::ReadTx& tx, const keys::Keys& keys, const Stored<AccountRow>& stored) {
  auto email = TRY(OpenEmail(tx, keys, stored.row));
  return Holder{.id = stored.row.id,
                .subject = stored.row.subject,
                .email = std::move(email),
                .created = stored.row.created,
                .locked = stored.row.locked,
                .stamp = stored.stamp};
}

// Another account that has it; its own is none.
Status CheckFree(store::ReadTx& tx, BytesView token, const AccountId& account) {
  const auto taken = TRY(tx.Maybe(
      "SELECT 1 FROM account_token t JOIN account a ON a.id = t.account WHERE t.token = $1 AND "
      "a.id <> $2",
      token, account));
  if (!taken) return {};
  return Fail(Code::kConflict, "Another account has this address.");
}

Status SetToken(store::Tx& tx, BytesView token, const AccountId& account) {
  return tx.ExecuteOne(
      "INSERT INTO account_token (token, account) VALUES ($1, $2) "
      "ON CONFLICT (token) DO UPDATE SET account = excluded.account",
      token, account);
}

}  // namespace

std::string Matched(const Personal<std::string>& email) {
  std::string text = email.Expose();
  std::ranges::transform(text, text.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return text;
}

Bytes TokenOf(const keys::Keys& keys, const Personal<std::string>& email) {
  return keys.Token("account", Matched(email), kTokenSize);
}

Result<Personal<std::string>> OpenEmail(store::ReadTx& tx, const keys::Keys& keys,
                                        const AccountRow& row) {
  const SecretBytes key = TRY(KeyOf(tx, keys, row.id));
  const SecretBytes plain =
      TRY(keys.Open(key, keys::SealedField::kAccount, row.id.bytes(), {}, row.profile));
  return Decode(plain.view());
}

Result<Stored<AccountRow>> RowOf(store::ReadTx& tx, const keys::Keys& keys,
                                 const AccountId& account) {
  auto row = TRY(FindRow(tx, keys, account));
  if (!row) return NoAccount();
  return *std::move(row);
}

// A token that was put at another account from outside finds nobody: the profile tells whose it is.
Result<std::optional<Stored<AccountRow>>> FindByToken(store::ReadTx& tx, const keys::Keys& keys,
                                                      const Personal<std::string>& email) {
  using Found = std::optional<Stored<AccountRow>>;
  const auto token =
      TRY(tx.Maybe("SELECT account FROM account_token WHERE token = $1", TokenOf(keys, email)));
  if (!token) return Found();
  auto row = TRY(FindRow(tx, keys, TRY(token->As<AccountId>(0))));
  if (!row || Matched(TRY(OpenEmail(tx, keys, row->row))) != Matched(email)) return Found();
  if (row->row.subject && !TRY(MayVisit(tx, keys, *row->row.subject))) return Found();
  return row;
}

Status Drop(const keys::Change& change, const AccountId& account) {
  TRY(session::EndAll(change.tx, kSessions, account.bytes()));
  TRY(factor::Forget(change, OwnerOf(account)));
  TRY(Remove(change, TRY(RowOf(change.tx, change.keys, account))));
  TRY(change.tx.Execute("DELETE FROM account_token WHERE account = $1", account));
  TRY(change.tx.Execute("DELETE FROM account_asked WHERE account = $1", account));
  return keys::Destroy(change.tx, account.bytes());
}

Status End(const keys::Change& change, const AccountId& account) {
  TRY(Drop(change, account));
  return keys::Remember(change, keys::Deed::kVisitorLeft, account.bytes());
}

Status ForgetInvitations(const keys::Change& change, const SubjectId& subject) {
  for (const auto& invitation : TRY(InvitationsOf(change.tx, change.keys, subject)))
    TRY(Remove(change, invitation));
  return {};
}

Status Amend(const keys::Change& change, const Stored<AccountRow>& before,
             const AccountRow& after) {
  TRY(Replace(change, before, after));
  TRY(session::EndAll(change.tx, kSessions, after.id.bytes()));
  return keys::Remember(change, keys::Deed::kVisitorLeft, after.id.bytes());
}

Status InsertReady(const keys::Change& change, const ReadyHolder& account,
                   const std::optional<SubjectId>& subject) {
  TRY(CheckFree(change.tx, account.token, account.id));
  TRY(Insert(change, AccountRow{.id = account.id,
                                .subject = subject,
                                .profile = account.profile,
                                .password = account.password,
                                .created = change.now}));
  TRY(keys::Insert(change.tx, account.id.bytes(), keys::Kind::kData, account.data_key));
  TRY(keys::Insert(change.tx, account.id.bytes(), keys::Kind::kAudit, account.audit_key));
  return SetToken(change.tx, account.token, account.id);
}

Result<Holder> LoadHolder(store::ReadTx& tx, const keys::Keys& keys, const AccountId& account) {
  return Opened(tx, keys, TRY(RowOf(tx, keys, account)));
}

Result<Holder> HolderOf(store::ReadTx& tx, const keys::Keys& keys,
                        const Personal<std::string>& email) {
  const auto found = TRY(FindByToken(tx, keys, email));
  if (!found) return NoAccount();
  return Opened(tx, keys, *found);
}

Result<std::vector<Holder>> ListWaiting(store::ReadTx& tx, const keys::Keys& keys) {
  std::vector<Holder> waiting;
  for (const auto& stored : TRY(WaitingRows(tx, keys)))
    waiting.push_back(TRY(Opened(tx, keys, stored)));
  return waiting;
}

Result<ReadyHolder> PrepareHolder(const keys::Keys& keys, const Personal<std::string>& email,
                                  std::string password) {
  const AccountId id = AccountId::New(keys.random());
  auto data = TRY(keys.Make(id.bytes(), keys::Kind::kData));
  auto audit = TRY(keys.Make(id.bytes(), keys::Kind::kAudit));
  return ReadyHolder{
      .id = id,
      .profile = keys.Seal(data.key, keys::SealedField::kAccount, id.bytes(), {}, Encode(email)),
      .token = TokenOf(keys, email),
      .password = std::move(password),
      .data_key = std::move(data.wrapped),
      .audit_key = std::move(audit.wrapped)};
}

Status Register(const keys::Change& change, const ReadyHolder& account) {
  return InsertReady(change, account, std::nullopt);
}

Status GiveTo(const keys::Change& change, const AccountId& account, const SubjectId& subject) {
  const auto before = TRY(RowOf(change.tx, change.keys, account));
  if (before.row.subject || before.row.locked)
    return Fail(Code::kConflict, "The account is somebody's already, or locked.");
  TRY(safety::MustMaySend(change.tx, change.keys, subject, {.channel = safety::Channel::kPortal}));
  if (const auto had = TRY(AccountOf(change.tx, subject))) TRY(End(change, *had));
  TRY(ForgetInvitations(change, subject));
  AccountRow after = before.row;
  after.subject = subject;
  TRY(Replace(change, before, after));
  return session::EndAll(change.tx, kSessions, account.bytes());
}

Status Lock(const keys::Change& change, const AccountId& account) {
  const auto before = TRY(RowOf(change.tx, change.keys, account));
  if (before.row.locked) return {};
  AccountRow after = before.row;
  after.locked = change.now;
  return Amend(change, before, after);
}

Status Unlock(const keys::Change& change, const AccountId& account) {
  const auto before = TRY(RowOf(change.tx, change.keys, account));
  if (!before.row.locked) return Fail(Code::kConflict, "The account is not locked.");
  AccountRow after = before.row;
  after.locked.reset();
  after.password.clear();
  return Amend(change, before, after);
}

Status Close(const keys::Change& change, const AccountId& account) { return End(change, account); }

Result<std::int64_t> EndForgotten(const keys::Change& change) {
  std::int64_t gone = 0;
  for (const auto& waiting : TRY(WaitingRows(change.tx, change.keys))) {
    if (waiting.row.subject || change.now < waiting.row.created + kWaits) continue;
    TRY(End(change, waiting.row.id));
    ++gone;
  }
  return gone;
}

Result<ReadyAddress> PrepareAddress(store::ReadTx& tx, const keys::Keys& keys,
                                    const AccountId& account, const Personal<std::string>& email) {
  TRY(RowOf(tx, keys, account));
  const SecretBytes key = TRY(KeyOf(tx, keys, account));
  return ReadyAddress{
      .account = account,
      .profile = keys.Seal(key, keys::SealedField::kAccount, account.bytes(), {}, Encode(email)),
      .token = TokenOf(keys, email)};
}

Status SetAddress(const keys::Change& change, const ReadyAddress& address) {
  const auto before = TRY(RowOf(change.tx, change.keys, address.account));
  TRY(CheckFree(change.tx, address.token, address.account));
  AccountRow after = before.row;
  after.profile = address.profile;
  TRY(Amend(change, before, after));
  TRY(change.tx.Execute("DELETE FROM account_token WHERE account = $1", address.account));
  return SetToken(change.tx, address.token, address.account);
}

}  // namespace almoner::account
