#include "account/account.h"

#include <algorithm>

#include "account/link.h"
#include "account/rows.h"
#include "account/visits.h"

namespace almoner::account {
namespace {

// Crockford's: without I, L, O and U.
constexpr std::string_view kLetters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::size_t kCodeSize = 12;

auto NoAccount() { return Fail(Code::kNotFound, "There is no such account."); }

// Under a key that the database does not hold: sixty bits alone can be searched. The key outlives
// epochs, as a code that is on paper must.
Bytes HashOf(const keys::Keys& keys, std::string_view code) {
  const crypto::Digest digest = keys.Suppressed("portal-code", Tidy(code));
  return Bytes(digest.begin(), digest.end());
}

Result<std::optional<session::Holder>> FindHolder(store::ReadTx& tx, const keys::Keys& keys,
                                                  const Personal<std::string>& email) {
  const auto found = TRY(FindByToken(tx, keys, email));
  if (!found || found->row.locked || found->row.password.empty())
    return std::optional<session::Holder>();
  const BytesView id = found->row.id.bytes();
  return std::optional<session::Holder>(
      {.id = Bytes(id.begin(), id.end()), .password = found->row.password});
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

Result<std::optional<safety::Cleared>> MayVisit(store::ReadTx& tx, const keys::Keys& keys,
                                                const SubjectId& subject) {
  auto answer = TRY(safety::MaySend(tx, keys, subject, {.channel = safety::Channel::kPortal}));
  if (!answer) return std::optional<safety::Cleared>();
  return std::optional(*std::move(answer));
}

Status EndVisits(const keys::Change& change, const SubjectId& subject) {
  const auto account = TRY(AccountOf(change.tx, subject));
  return account ? session::EndAll(change.tx, kSessions, account->bytes()) : Status();
}

Status Invite(const keys::Change& change, const SubjectId& subject, std::string_view code) {
  TRY(safety::MustMaySend(change.tx, change.keys, subject, {.channel = safety::Channel::kPortal}));
  TRY(ForgetInvitations(change, subject));
  return Insert(
      change,
      Invitation{.code_hash = HashOf(change.keys, code), .subject = subject, .made = change.now});
}

Result<SubjectId> InvitedBy(store::ReadTx& tx, const keys::Keys& keys, std::string_view code,
                            Time now) {
  const auto invitation = TRY(FindInvitation(tx, keys, HashOf(keys, code)));
  if (!invitation || now >= invitation->row.made + kInvited ||
      !TRY(MayVisit(tx, keys, invitation->row.subject)))
    return Fail(Code::kNotFound, "Nobody has been given this code, or its time is over.");
  return invitation->row.subject;
}

Result<Ready> Prepare(const keys::Keys& keys, const SubjectId& subject,
                      const Personal<std::string>& email, std::string password) {
  ReadyHolder made = TRY(PrepareHolder(keys, email, std::move(password)));
  return Ready{.id = made.id,
               .subject = subject,
               .profile = std::move(made.profile),
               .token = std::move(made.token),
               .password = std::move(made.password),
               .data_key = std::move(made.data_key),
               .audit_key = std::move(made.audit_key)};
}

Status Insert(const keys::Change& change, const Ready& account, std::string_view code) {
  if (TRY(InvitedBy(change.tx, change.keys, code, change.now)) != account.subject)
    return Fail(Code::kNotFound, "The code is somebody else's.");
  if (const auto before = TRY(AccountOf(change.tx, account.subject))) TRY(End(change, *before));
  TRY(ForgetInvitations(change, account.subject));
  return InsertReady(change,
                     {.id = account.id,
                      .profile = account.profile,
                      .token = account.token,
                      .password = account.password,
                      .data_key = account.data_key,
                      .audit_key = account.audit_key},
                     account.subject);
}

factor::Owner OwnerOf(const AccountId& account) {
  const BytesView id = account.bytes();
  return {.policy = kSessions, .id = Bytes(id.begin(), id.end())};
}

Status SetPassword(const keys::Change& change, const AccountId& account, std::string password) {
  const auto before = TRY(RowOf(change.tx, change.keys, account));
  AccountRow after = before.row;
  after.password = std::move(password);
  return Amend(change, before, after);
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
  return RemoveLinks(change.tx);
}

Result<Account> Load(store::ReadTx& tx, const keys::Keys& keys, const AccountId& account) {
  const Stored<AccountRow> stored = TRY(RowOf(tx, keys, account));
  if (!stored.row.subject) return NoAccount();
  auto email = TRY(OpenEmail(tx, keys, stored.row));
  return Account{.id = stored.row.id,
                 .subject = *stored.row.subject,
                 .email = std::move(email),
                 .password = stored.row.password,
                 .created = stored.row.created};
}

Result<Account> FindByEmail(store::ReadTx& tx, const keys::Keys& keys,
                            const Personal<std::string>& email) {
  const auto found = TRY(FindByToken(tx, keys, email));
  if (!found) return NoAccount();
  return Load(tx, keys, found->row.id);
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
      const auto account = TRY(FindRow(tx, keys, id));
      if (!account) return {};  // over since
      const auto email = TRY(OpenEmail(tx, keys, account->row));
      TRY(tx.Execute("DELETE FROM account_token WHERE account = $1", id));
      // Whoever took the address between the two keys keeps it.
      TRY(
          tx.Execute("INSERT INTO account_token (token, account) VALUES ($1, $2) "
                     "ON CONFLICT (token) DO NOTHING",
                     TokenOf(keys, email), id));
      return {};
    }));
  }
  return {};
}

Sessions::Sessions(store::Store& store, const keys::Keys& keys, const Clock& clock)
    : Typed(kSessions,
            {.find =
                 [&keys](store::ReadTx& tx, const Personal<std::string>& email) {
                   return FindHolder(tx, keys, email);
                 },
             .password = [&keys](store::ReadTx& tx, BytesView holder) -> Result<std::string> {
               return TRY(RowOf(tx, keys, TRY(AccountId::From(holder)))).row.password;
             }},
            store, keys, clock) {}

Result<std::expected<Sessions::Checked, session::Denied>> Sessions::Check(
    const Personal<std::string>& email, const SecretBytes& password,
    const Personal<std::string>& from) {
  return Typed::Check(Personal(Matched(email)), password, from);
}

}  // namespace almoner::account
