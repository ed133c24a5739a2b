#include "session/session.h"

#include <algorithm>

#include "audit/log.h"
#include "crypto/password.h"
#include "keys/stamp.h"

namespace almoner::session {
namespace {

constexpr std::size_t kTokenSize = 16;
constexpr std::size_t kSecretSize = 32;
constexpr std::size_t kLongestPassword = 1000;  // bytes; longer ones are only meant to cost time
constexpr std::chrono::seconds kPatience{2};

SecretBytes NewSecret(Random& random) {
  SecretBytes secret(kSecretSize);
  random.Fill(secret.mutable_span());
  return secret;
}

// Gives back a place among those who check passwords.
class Turn {
 public:
  explicit Turn(std::counting_semaphore<>& turns)
      : turns_(turns), taken_(turns.try_acquire_for(kPatience)) {}
  ~Turn() {
    if (taken_) turns_.release();
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
  [[nodiscard]] bool taken() const { return taken_; }

 private:
  std::counting_semaphore<>& turns_;
  const bool taken_;
};

}  // namespace

std::chrono::minutes RestAfter(std::int64_t failures) {
  constexpr std::int64_t kFree = 4;
  constexpr std::chrono::minutes kMost{15};
  if (failures <= kFree) return std::chrono::minutes(0);
  const std::int64_t doublings = std::min<std::int64_t>(failures - kFree - 1, 4);
  return std::min(kMost, std::chrono::minutes(std::int64_t{1} << doublings));
}

Bytes Failures::TokenOf(const Personal<std::string>& tried) const {
  return keys_.Token("failed." + std::string(kind_.view()), tried.Expose(), kTokenSize);
}

Result<std::optional<Denied>> Failures::MayTry(const Personal<std::string>& tried) const {
  const auto row = TRY(store_.Read([&](store::ReadTx& tx) {
    return tx.Maybe("SELECT count, last FROM sign_in_failure WHERE token = $1", TokenOf(tried));
  }));
  if (!row) return std::optional<Denied>();
  const Time rested = TRY(row->At(1)) + RestAfter(TRY(row->Int(0)));
  const Time now = clock_.Now();
  if (now >= rested) return std::optional<Denied>();
  return std::optional<Denied>({.wait = std::chrono::ceil<std::chrono::seconds>(rested - now)});
}

// One more failure; and the table forgets old ones, whoever's they are.
Status Failures::Failed(const Personal<std::string>& tried) {
  const Time now = clock_.Now();
  const Bytes token = TokenOf(tried);
  return store_.Write([&](store::Tx& tx) -> Status {
    TRY(tx.Execute("DELETE FROM sign_in_failure WHERE last <= $1", now - kForgiven));
    return tx.ExecuteOne(
        "INSERT INTO sign_in_failure (token, count, last) VALUES ($1, 1, $2) "
        "ON CONFLICT (token) DO UPDATE SET count = sign_in_failure.count + 1, last = excluded.last",
        token, now);
  });
}

Status Failures::Succeeded(const Personal<std::string>& tried) {
  const Bytes token = TokenOf(tried);
  const auto any = TRY(store_.Read([&](store::ReadTx& tx) {
    return tx.Maybe("SELECT 1 FROM sign_in_failure WHERE token = $1", token);
  }));
  if (!any) return {};
  TRY(store_.Write([&](store::Tx& tx) {
    return tx.Execute("DELETE FROM sign_in_failure WHERE token = $1", token);
  }));
  return {};
}

struct Sessions::Kept {
  Session session;
  Time seen;
};

Sessions::Sessions(const Policy& policy, FindHolder find, store::Store& store,
                   const keys::Keys& keys, const Clock& clock)
    : policy_(policy),
      find_(std::move(find)),
      store_(store),
      keys_(keys),
      clock_(clock),
      failures_(policy.kind, store, keys, clock),
      nobodys_(crypto::HashPassword(NewSecret(keys.random()))) {}

crypto::Digest Sessions::StampOf(BytesView hash, const Session& session, Time seen) const {
  return keys::Stamp(keys_, keys::Stamped::kSession,
                     keys::Columns(hash, policy_.kind.view(), BytesView(session.holder),
                                   session.csrf.view(), session.begun, seen));
}

// The session of this token's hash, unless it is over; one that was put in from outside is none.
Result<std::optional<Sessions::Kept>> Sessions::LoadSession(store::ReadTx& tx, BytesView hash,
                                                            Time now) const {
  const auto row = TRY(
      tx.Maybe("SELECT holder, csrf, begun, seen, stamp FROM signed_in WHERE token_hash = $1 AND "
               "kind = $2",
               hash, policy_.kind.view()));
  if (!row) return std::optional<Kept>();
  Kept stored{.session = {.holder = TRY(row->Blob(0)),
                          .csrf = SecretBytes::CopyOf(BytesView(TRY(row->Blob(1)))),
                          .begun = TRY(row->At(2))},
              .seen = TRY(row->At(3))};
  if (now >= stored.session.begun + policy_.longest || now >= stored.seen + policy_.idle)
    return std::optional<Kept>();
  if (!crypto::SameDigest(StampOf(hash, stored.session, stored.seen), TRY(row->Blob(4))))
    return std::optional<Kept>();
  return std::optional(std::move(stored));
}

Result<std::expected<Bytes, Denied>> Sessions::Check(const Personal<std::string>& login,
                                                     const SecretBytes& password) {
  using Answer = std::expected<Bytes, Denied>;
  const Turn turn(checking_);
  if (!turn.taken())
    return Fail(Code::kUnavailable, "Too many people sign in at this moment; try again.");
  if (const auto denied = TRY(failures_.MayTry(login))) return Answer(std::unexpect, *denied);
  const auto holder = TRY(store_.Read([&](store::ReadTx& tx) { return find_(tx, login); }));
  const bool right = password.size() <= kLongestPassword &&
                     crypto::CheckPassword(password, holder ? holder->password : nobodys_) ==
                         crypto::PasswordCheck::kMatches;
  if (!right || !holder) {
    TRY(failures_.Failed(login));
    return Answer(std::unexpect);
  }
  TRY(failures_.Succeeded(login));
  return Answer(holder->id);
}

Result<audit::Entry> Sessions::Entry(BytesView holder, Literal action) const {
  const auto wrapped = TRY(
      store_.Read([&](store::ReadTx& tx) { return keys::Load(tx, holder, keys::Kind::kAudit); }));
  const SecretBytes key = TRY(keys_.Unwrap(holder, keys::Kind::kAudit, wrapped));
  audit::Entry entry(EntryId::New(keys_.random()), clock_.Now(), action, "done");
  entry.actor = audit::Pseudonym(key, entry.id);
  return entry;
}

Result<Begun> Sessions::Begin(BytesView holder, const std::optional<SecretBytes>& before) {
  Begun begun{.token = NewSecret(keys_.random()),
              .session = {.holder = Bytes(holder.begin(), holder.end()),
                          .csrf = NewSecret(keys_.random()),
                          .begun = {}}};
  const audit::Entry entry = TRY(Entry(holder, "session.begun"));
  begun.session.begun = entry.at;
  const crypto::Digest hash = crypto::Sha256(begun.token.view());
  const auto old = before ? std::optional(crypto::Sha256(before->view())) : std::nullopt;
  TRY(store_.Write([&](store::Tx& tx) -> Status {
    if (old) TRY(tx.Execute("DELETE FROM signed_in WHERE token_hash = $1", BytesView(*old)));
    TRY(tx.Execute("DELETE FROM signed_in WHERE kind = $1 AND (begun <= $2 OR seen <= $3)",
                   policy_.kind.view(), entry.at - policy_.longest, entry.at - policy_.idle));
    TRY(
        tx.ExecuteOne("INSERT INTO signed_in (token_hash, kind, holder, csrf, begun, seen, stamp) "
                      "VALUES ($1, $2, $3, $4, $5, $5, $6)",
                      hash, policy_.kind.view(), holder, begun.session.csrf.view(), entry.at,
                      BytesView(StampOf(hash, begun.session, entry.at))));
    if (policy_.noted) TRY(tx.ExecuteOne(*policy_.noted, holder, entry.id, entry.at));
    return audit::Append(tx, entry);
  }));
  return begun;
}

Result<std::optional<Session>> Sessions::Find(const SecretBytes& token) {
  const crypto::Digest hash = crypto::Sha256(token.view());
  const Time now = clock_.Now();
  auto stored = TRY(store_.Read([&](store::ReadTx& tx) { return LoadSession(tx, hash, now); }));
  if (!stored) return std::optional<Session>();
  if (now >= stored->seen + kNoted)
    TRY(store_.Write([&](store::Tx& tx) {
      return tx.Execute("UPDATE signed_in SET seen = $2, stamp = $3 WHERE token_hash = $1",
                        BytesView(hash), now, BytesView(StampOf(hash, stored->session, now)));
    }));
  return std::optional(std::move(stored->session));
}

Status Sessions::End(const SecretBytes& token) {
  const crypto::Digest hash = crypto::Sha256(token.view());
  const auto stored =
      TRY(store_.Read([&](store::ReadTx& tx) { return LoadSession(tx, hash, clock_.Now()); }));
  if (!stored) return {};
  const audit::Entry entry = TRY(Entry(stored->session.holder, "session.ended"));
  return store_.Write([&](store::Tx& tx) -> Status {
    if (TRY(tx.Execute("DELETE FROM signed_in WHERE token_hash = $1", BytesView(hash))) == 0)
      return {};  // ended twice at once; the other one has the entry
    return audit::Append(tx, entry);
  });
}

Status EndAll(store::Tx& tx, const Policy& policy, BytesView holder) {
  TRY(tx.Execute("DELETE FROM signed_in WHERE kind = $1 AND holder = $2", policy.kind.view(),
                 holder));
  return {};
}

}  // namespace almoner::session
