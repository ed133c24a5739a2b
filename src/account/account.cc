#include "account/account.h"

#include <algorithm>

#include "account/rows.h"

namespace almoner::account {
namespace {

constexpr std::size_t kTokenSize = 16;
// Crockford's: without I, L, O and U.
constexpr std::string_view kLetters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::size_t kCodeSize = 12;

auto NoAccount() { return Fail(Code::kNotFound, "There is no such account."); }

// As it is matched: whoever writes an address in capitals means the same one.
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

// Under a key that the database does not hold: sixty bits alone can be searched. The key outlives
// epochs, as a code that is on paper must.
Bytes HashOf(const keys::Keys& keys, std::string_view code) {
  const crypto::Digest digest = keys.Suppressed("portal-code", Tidy(code));
  return Bytes(digest.begin(), digest.end());
}

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

Result<Account> Opened(store::ReadTx& tx, const keys::Keys& keys, const AccountRow& row) {
  const keys::WrappedKey wrapped = TRY(keys::Load(tx, row.id.bytes(), keys::Kind::kData));
  const SecretBytes key = TRY(keys.Unwrap(row.id.bytes(), keys::Kind::kData, wrapped));
  const SecretBytes plain =
      TRY(keys.Open(key, keys::SealedField::kAccount, row.id.bytes(), {}, row.profile));
  Personal<std::string> email = TRY(Decode(plain.view()));
  return Account{.id = row.id,
                 .subject = row.subject,
                 .email = std::move(email),
                 .password = row.password,
                 .created = row.created};
}

Result<Stored<AccountRow>> RowOf(store::ReadTx& tx, const keys::Keys& keys,
                                 const AccountId& account) {
  auto row = TRY(FindRow(tx, keys, account));
  if (!row) return NoAccount();
  return *std::move(row);
}

Status Drop(const keys::Change& change, const AccountId& account) {
  TRY(session::EndAll(change.tx, kSessions, account.bytes()));
  TRY(Remove(change, TRY(RowOf(change.tx, change.keys, account))));
  TRY(change.tx.Execute("DELETE FROM account_token WHERE account = $1", account));
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

Result<std::optional<session::Holder>> FindHolder(store::ReadTx& tx, const keys::Keys& keys,
                                                  const Personal<std::string>& email) {
  auto account = FindByEmail(tx, keys, email);
  if (!account && account.error().code == Code::kNotFound) return std::optional<session::Holder>();
  const Account found = TRY(std::move(account));
  const BytesView id = found.id.bytes();
  return std::optional<session::Holder>(
      {.id = Bytes(id.begin(), id.end()), .password = found.password});
}

}  // namespace

Personal<std::string> NewCode(Random& random) {
  std::array<std::uint8_t, kCodeSize> bytes{};
  random.Fill(bytes);
  std::string code;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i % 4 == 0 && i != 0) code += '-';
    code += kLetters[bytes[i] % kLetters.size()];
  }
  return Personal(std::move(code));
}

std::string Tidy(std::string_view code) {
  std::string tidy;
  for (char c : code) {
    if (c == '-' || c == ' ' || c == '\t') continue;
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    tidy += c == 'O' ? '0' : c == 'I' || c == 'L' ? '1' : c;
  }
  return tidy;
}

Status Invite(const keys::Change& change, const SubjectId& subject, std::string_view code) {
  TRY(ForgetInvitations(change, subject));
  return Insert(
      change,
      Invitation{.code_hash = HashOf(change.keys, code), .subject = subject, .made = change.now});
}

Result<SubjectId> InvitedBy(store::ReadTx& tx, const keys::Keys& keys, std::string_view code,
                            Time now) {
  const auto invitation = TRY(FindInvitation(tx, keys, HashOf(keys, code)));
  if (!invitation || now >= invitation->row.made + kInvited)
    return Fail(Code::kNotFound, "Nobody has been given this code, or its time is over.");
  return invitation->row.subject;
}

Result<Ready> Prepare(const keys::Keys& keys, const SubjectId& subject,
                      const Personal<std::string>& email, std::string password) {
  const AccountId id = AccountId::New(keys.random());
  auto data = TRY(keys.Make(id.bytes(), keys::Kind::kData));
  auto audit = TRY(keys.Make(id.bytes(), keys::Kind::kAudit));
  return Ready{
      .id = id,
      .subject = subject,
      .profile = keys.Seal(data.key, keys::SealedField::kAccount, id.bytes(), {}, Encode(email)),
      .token = TokenOf(keys, email),
      .password = std::move(password),
      .data_key = std::move(data.wrapped),
      .audit_key = std::move(audit.wrapped)};
}

Status Insert(const keys::Change& change, const Ready& account, std::string_view code) {
  if (TRY(InvitedBy(change.tx, change.keys, code, change.now)) != account.subject)
    return Fail(Code::kNotFound, "The code is somebody else's.");
  if (const auto before = TRY(AccountOf(change.tx, account.subject))) TRY(End(change, *before));
  if (TRY(change.tx.Maybe("SELECT 1 FROM account_token t JOIN account a ON a.id = t.account WHERE "
                          "t.token = $1",
                          account.token)))
    return Fail(Code::kConflict, "Another account has this address.");
  TRY(ForgetInvitations(change, account.subject));
  TRY(Insert(change, AccountRow{.id = account.id,
                                .subject = account.subject,
                                .profile = account.profile,
                                .password = account.password,
                                .created = change.now}));
  TRY(keys::Insert(change.tx, account.id.bytes(), keys::Kind::kData, account.data_key));
  TRY(keys::Insert(change.tx, account.id.bytes(), keys::Kind::kAudit, account.audit_key));
  return change.tx.ExecuteOne(
      "INSERT INTO account_token (token, account) VALUES ($1, $2) "
      "ON CONFLICT (token) DO UPDATE SET account = excluded.account",
      account.token, account.id);
}

Status SetPassword(const keys::Change& change, const AccountId& account, std::string password) {
  const auto before = TRY(RowOf(change.tx, change.keys, account));
  AccountRow after = before.row;
  after.password = std::move(password);
  TRY(Replace(change, before, after));
  TRY(session::EndAll(change.tx, kSessions, account.bytes()));
  return keys::Remember(change, keys::Deed::kVisitorLeft, account.bytes());
}

Status Forget(const keys::Change& change, const SubjectId& subject) {
  TRY(ForgetInvitations(change, subject));
  if (const auto account = TRY(AccountOf(change.tx, subject))) TRY(End(change, *account));
  return {};
}

Status EndAgain(const keys::Change& change, const keys::Event& event) {
  const auto account = TRY(AccountId::From(event.body));
  if (!TRY(FindRow(change.tx, change.keys, account))) return {};
  return Drop(change, account);
}

Status ForgetAllInvitations(const keys::Change& change) {
  for (const store::Row& row : TRY(change.tx.Query("SELECT code_hash FROM account_invitation")))
    if (const auto found = TRY(FindInvitation(change.tx, change.keys, TRY(row.Blob(0)))))
      TRY(Remove(change, *found));
  return {};
}

Result<Account> Load(store::ReadTx& tx, const keys::Keys& keys, const AccountId& account) {
  return Opened(tx, keys, TRY(RowOf(tx, keys, account)).row);
}

// A token that was put at another account from outside finds nobody: the profile tells whose it is.
Result<Account> FindByEmail(store::ReadTx& tx, const keys::Keys& keys,
                            const Personal<std::string>& email) {
  const auto row =
      TRY(tx.Maybe("SELECT account FROM account_token WHERE token = $1", TokenOf(keys, email)));
  if (!row) return NoAccount();
  Account account = TRY(Load(tx, keys, TRY(row->As<AccountId>(0))));
  if (Matched(account.email) != Matched(email)) return NoAccount();
  return account;
}

Result<std::optional<AccountId>> AccountOf(store::ReadTx& tx, const SubjectId& subject) {
  const auto row = TRY(tx.Maybe("SELECT id FROM account WHERE subject = $1", subject));
  if (!row) return std::optional<AccountId>();
  return std::optional(TRY(row->As<AccountId>(0)));
}

Status RebuildTokens(store::Store& store, const keys::Keys& keys) {
  const auto all =
      TRY(store.Read([](store::ReadTx& tx) { return tx.Query("SELECT id FROM account"); }));
  for (const store::Row& row : all) {
    const auto id = TRY(row.As<AccountId>(0));
    TRY(store.Write([&](store::Tx& tx) -> Status {
      const auto account = Load(tx, keys, id);
      if (!account && account.error().code == Code::kNotFound) return {};  // over since
      if (!account) return std::unexpected(account.error());
      TRY(tx.Execute("DELETE FROM account_token WHERE account = $1", id));
      // Whoever took the address between the two keys keeps it.
      TRY(
          tx.Execute("INSERT INTO account_token (token, account) VALUES ($1, $2) "
                     "ON CONFLICT (token) DO NOTHING",
                     TokenOf(keys, account->email), id));
      return {};
    }));
  }
  return {};
}

Sessions::Sessions(store::Store& store, const keys::Keys& keys, const Clock& clock)
    : Typed(
          kSessions,
          [&keys](store::ReadTx& tx, const Personal<std::string>& email) {
            return FindHolder(tx, keys, email);
          },
          store, keys, clock) {}

Result<std::expected<AccountId, session::Denied>> Sessions::Check(
    const Personal<std::string>& email, const SecretBytes& password) {
  return Typed::Check(Personal(Matched(email)), password);
}

}  // namespace almoner::account
