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
constexpr std::size_t kHandleSize = 16;

SecretBytes NewSecret(Random& random) {
  SecretBytes secret(kSecretSize);
  random.Fill(secret.mutable_span());
  return secret;
}

std::string HalfOf(const Policy& policy) { return std::string(policy.kind.view()) + "-half"; }

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

crypto::Digest DigestOf(std::string_view phc) { return crypto::Sha256(AsBytes(phc)); }

Personal<std::string> SignedIn() { return Personal(std::string("signed in")); }

std::chrono::minutes RestAfter(std::int64_t failures, std::int64_t free) {
  constexpr std::chrono::minutes kMost{15};
  if (failures <= free) return std::chrono::minutes(0);
  const std::int64_t doublings = std::min<std::int64_t>(failures - free - 1, 4);
  return std::min(kMost, std::chrono::minutes(std::int64_t{1} << doublings));
}

Bytes Failures::TokenOf(const Personal<std::string>& tried) const {
  return keys_.Token("failed." + std::string(kind_.view()), tried.Expose(), kTokenSize);
}

Result<std::optional<Denied>> Failures::MayTry(const Personal<std::string>& tried,
                                               std::int64_t free) const {
  const auto row = TRY(store_.Read([&](store::ReadTx& tx) {
    return tx.Maybe("SELECT count, last FROM sign_in_failure WHERE token = $1", TokenOf(tried));
  }));
  if (!row) return std::optional<Denied>();
  const Time rested = TRY(row->At(1)) + RestAfter(TRY(row->Int(0)), free);
  const Time now = clock_.Now();
  if (now >= rested) return std::optional<Denied>();
  return std::optional<Denied>({.wait = std::chrono::ceil<std::chrono::seconds>(rested - now)});
}

// One more failure; and the table forgets old ones, whoever's they are.
Result<std::int64_t> Failures::Failed(const Personal<std::string>& tried) {
  const Time now = clock_.Now();
  const Bytes token = TokenOf(tried);
  return store_.Write([&](store::Tx& tx) -> Result<std::int64_t> {
    TRY(tx.Execute("DELETE FROM sign_in_failure WHERE last <= $1", now - kForgiven));
    TRY(tx.ExecuteOne(
        "INSERT INTO sign_in_failure (token, count, last) VALUES ($1, 1, $2) "
        "ON CONFLICT (token) DO UPDATE SET count = sign_in_failure.count + 1, last = excluded.last",
        token, now));
    return TRY(tx.One("SELECT count FROM sign_in_failure WHERE token = $1", token)).Int(0);
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
  Bytes hash;  // of the token
  Session session;
  Time seen;
  std::optional<Bytes> place;  // sealed
  Bytes stamp;
};

struct Sessions::Term {
  std::string kind;
  std::chrono::minutes idle;
  std::chrono::minutes longest;
};

Sessions::Sessions(const Policy& policy, Accounts accounts, store::Store& store,
                   const keys::Keys& keys, const Clock& clock)
    : policy_(policy),
      accounts_(std::move(accounts)),
      store_(store),
      keys_(keys),
      clock_(clock),
      failures_(policy.kind, store, keys, clock),
      nobodys_(crypto::HashPassword(NewSecret(keys.random()))) {}

Sessions::Term Sessions::Whole() const {
  return {
      .kind = std::string(policy_.kind.view()), .idle = policy_.idle, .longest = policy_.longest};
}

Sessions::Term Sessions::Half() const {
  return {.kind = HalfOf(policy_), .idle = kHalf, .longest = kHalf};
}

crypto::Digest Sessions::StampOf(const Term& term, const Kept& kept) const {
  const Session& session = kept.session;
  return keys::Stamp(
      keys_, keys::Stamped::kSession,
      keys::Columns(kept.hash, std::string_view(term.kind), session.holder, session.csrf.view(),
                    session.begun, kept.seen, session.proved, kept.place));
}

Result<Sessions::Kept> Sessions::Read(const store::Row& row) const {
  Kept kept;
  kept.hash = TRY(row.Blob(0));
  kept.session.holder = TRY(row.Blob(1));
  kept.session.csrf = SecretBytes::CopyOf(BytesView(TRY(row.Blob(2))));
  kept.session.begun = TRY(row.At(3));
  kept.seen = TRY(row.At(4));
  kept.session.proved = TRY(row.At(5));
  if (!row.IsNull(6)) kept.place = TRY(row.Blob(6));
  kept.stamp = TRY(row.Blob(7));
  return kept;
}

// Not over, and none that was put in from outside.
bool Sessions::Holds(const Kept& kept, const Term& term, Time now) const {
  return now < kept.session.begun + term.longest && now < kept.seen + term.idle &&
         crypto::SameDigest(StampOf(term, kept), kept.stamp);
}

Result<std::optional<Sessions::Kept>> Sessions::Load(store::ReadTx& tx, BytesView hash,
                                                     const Term& term, Time now) const {
  const auto row =
      TRY(tx.Maybe("SELECT token_hash, holder, csrf, begun, seen, proved, place, stamp FROM "
                   "signed_in WHERE token_hash = $1 AND kind = $2",
                   hash, std::string_view(term.kind)));
  if (!row) return std::optional<Kept>();
  Kept kept = TRY(Read(*row));
  if (!Holds(kept, term, now)) return std::optional<Kept>();
  return std::optional(std::move(kept));
}

Result<std::optional<Denied>> Sessions::Resting(const Personal<std::string>& here,
                                                const Personal<std::string>& anywhere) const {
  if (const auto denied = TRY(failures_.MayTry(here))) return denied;
  return failures_.MayTry(anywhere, kNetworks);
}

Status Sessions::Failed(const Personal<std::string>& here, const Personal<std::string>& anywhere) {
  // A network counts once against the login: when its own tries are used up.
  if (TRY(failures_.Failed(here)) == kFree + 1) TRY(failures_.Failed(anywhere));
  return {};
}

Result<std::expected<Sessions::Checked, Denied>> Sessions::Check(
    const Personal<std::string>& login, const SecretBytes& password,
    const Personal<std::string>& from) {
  using Answer = std::expected<Checked, Denied>;
  const Turn turn(checking_);
  if (!turn.taken())
    return Fail(Code::kUnavailable, "Too many people sign in at this moment; try again.");
  const Personal anywhere("anywhere\n" + login.Expose());
  const Personal here("from " + from.Expose() + '\n' + login.Expose());
  if (const auto denied = TRY(Resting(here, anywhere))) return Answer(std::unexpect, *denied);
  const auto holder =
      TRY(store_.Read([&](store::ReadTx& tx) { return accounts_.find(tx, login); }));
  const bool right = password.size() <= kLongestPassword &&
                     crypto::CheckPassword(password, holder ? holder->password : nobodys_) ==
                         crypto::PasswordCheck::kMatches;
  if (!right || !holder) {
    TRY(Failed(here, anywhere));
    return Answer(std::unexpect);
  }
  TRY(failures_.Succeeded(here));
  return Answer(Checked{.holder = holder->id, .password = DigestOf(holder->password)});
}

Result<SecretBytes> Sessions::KeyOf(store::ReadTx& tx, BytesView holder, keys::Kind kind) const {
  const auto wrapped = TRY(keys::Load(tx, holder, kind));
  return keys_.Unwrap(holder, kind, wrapped);
}

Result<audit::Entry> Sessions::Entry(BytesView holder, Literal action) const {
  const SecretBytes key =
      TRY(store_.Read([&](store::ReadTx& tx) { return KeyOf(tx, holder, keys::Kind::kAudit); }));
  audit::Entry entry(EntryId::New(keys_.random()), clock_.Now(), action, "done");
  entry.actor = audit::Pseudonym(key, entry.id);
  return entry;
}

Status Sessions::Insert(store::Tx& tx, const Term& term, const Kept& kept) const {
  const Time now = kept.seen;
  TRY(tx.Execute("DELETE FROM signed_in WHERE kind = $1 AND (begun <= $2 OR seen <= $3)",
                 std::string_view(term.kind), now - term.longest, now - term.idle));
  return tx.ExecuteOne(
      "INSERT INTO signed_in (token_hash, kind, holder, csrf, begun, seen, proved, place, stamp) "
      "VALUES ($1, $2, $3, $4, $5, $5, $5, $6, $7)",
      kept.hash, std::string_view(term.kind), kept.session.holder, kept.session.csrf.view(), now,
      kept.place, BytesView(StampOf(term, kept)));
}

// `half`: the hash of the half session that becomes this one, in the same transaction.
Result<Begun> Sessions::BeginOf(const Term& term, BytesView holder, const Start& start,
                                Literal action, const std::optional<crypto::Digest>& half) {
  Begun begun{.token = NewSecret(keys_.random()),
              .session = {.holder = Bytes(holder.begin(), holder.end()),
                          .csrf = NewSecret(keys_.random()),
                          .begun = {},
                          .proved = {}}};
  const audit::Entry entry = TRY(Entry(holder, action));
  begun.session.begun = begun.session.proved = entry.at;
  const crypto::Digest hash = crypto::Sha256(begun.token.view());
  const auto old =
      start.before ? std::optional(crypto::Sha256(start.before->view())) : std::nullopt;
  const SecretBytes key =
      TRY(store_.Read([&](store::ReadTx& tx) { return KeyOf(tx, holder, keys::Kind::kData); }));
  Kept kept{.hash = Bytes(hash.begin(), hash.end()),
            .session = {.holder = begun.session.holder,
                        .csrf = SecretBytes::CopyOf(begun.session.csrf.view()),
                        .begun = entry.at,
                        .proved = entry.at},
            .seen = entry.at,
            .place = keys_.Seal(key, keys::SealedField::kPlace, holder, hash,
                                AsBytes(std::string_view(start.where))),
            .stamp = {}};
  TRY(store_.Write([&](store::Tx& tx) -> Status {
    if (start.password && DigestOf(TRY(accounts_.password(tx, holder))) != *start.password)
      return Fail(Code::kConflict, "The password was changed a moment ago; sign in again.");
    if (half &&
        TRY(tx.Execute("DELETE FROM signed_in WHERE token_hash = $1", BytesView(*half))) == 0)
      return Fail(Code::kConflict, "This took too long; sign in again.");
    if (old) TRY(tx.Execute("DELETE FROM signed_in WHERE token_hash = $1", BytesView(*old)));
    TRY(Insert(tx, term, kept));
    if (policy_.noted) TRY(tx.ExecuteOne(*policy_.noted, holder, entry.id, entry.at));
    return audit::Append(tx, entry);
  }));
  return begun;
}

Result<Begun> Sessions::Begin(BytesView holder, const Start& start) {
  return BeginOf(Whole(), holder, start, "session.begun", std::nullopt);
}

Result<Begun> Sessions::BeginHalf(BytesView holder, const Start& start) {
  return BeginOf(Half(), holder, start, "session.half-begun", std::nullopt);
}

Result<Begun> Sessions::Complete(const SecretBytes& half, const Start& start) {
  const auto found = TRY(FindHalf(half));
  if (!found) return Fail(Code::kConflict, "This took too long; sign in again.");
  return BeginOf(Whole(), found->holder, start, "session.begun", crypto::Sha256(half.view()));
}

Result<std::optional<Session>> Sessions::FindHalf(const SecretBytes& token) {
  const crypto::Digest hash = crypto::Sha256(token.view());
  auto kept =
      TRY(store_.Read([&](store::ReadTx& tx) { return Load(tx, hash, Half(), clock_.Now()); }));
  if (!kept) return std::optional<Session>();
  return std::optional(std::move(kept->session));
}

Result<std::optional<Session>> Sessions::Find(const SecretBytes& token) {
  const crypto::Digest hash = crypto::Sha256(token.view());
  const Time now = clock_.Now();
  auto kept = TRY(store_.Read([&](store::ReadTx& tx) { return Load(tx, hash, Whole(), now); }));
  if (!kept) return std::optional<Session>();
  // Where nothing can be written, the session ends the sooner for it, and holds until then.
  if (now >= kept->seen + kNoted)
    if (const Status noted = Touch(hash, false); !noted && noted.error().code != Code::kUnavailable)
      return std::unexpected(noted.error());
  return std::optional(std::move(kept->session));
}

// Looks again where it writes: another request may have noted something in between.
Status Sessions::Touch(BytesView hash, bool proved) {
  const Time now = clock_.Now();
  return store_.Write([&](store::Tx& tx) -> Status {
    auto kept = TRY(Load(tx, hash, Whole(), now));
    if (!kept) return {};
    kept->seen = now;
    if (proved) kept->session.proved = now;
    TRY(tx.Execute("UPDATE signed_in SET seen = $2, proved = $3, stamp = $4 WHERE token_hash = $1",
                   hash, now, kept->session.proved, BytesView(StampOf(Whole(), *kept))));
    return {};
  });
}

Status Sessions::Prove(const SecretBytes& token) {
  return Touch(crypto::Sha256(token.view()), true);
}

Status Sessions::End(const SecretBytes& token) {
  const crypto::Digest hash = crypto::Sha256(token.view());
  const auto kept =
      TRY(store_.Read([&](store::ReadTx& tx) { return Load(tx, hash, Whole(), clock_.Now()); }));
  if (!kept) return {};
  const audit::Entry entry = TRY(Entry(kept->session.holder, "session.ended"));
  return store_.Write([&](store::Tx& tx) -> Status {
    if (TRY(tx.Execute("DELETE FROM signed_in WHERE token_hash = $1", BytesView(hash))) == 0)
      return {};  // ended twice at once; the other one has the entry
    return audit::Append(tx, entry);
  });
}

Bytes Sessions::HandleOfHash(BytesView hash) {
  return Bytes(hash.begin(), hash.begin() + kHandleSize);
}

Bytes Sessions::HandleOf(const SecretBytes& token) {
  return HandleOfHash(crypto::Sha256(token.view()));
}

Result<std::vector<Listed>> Sessions::List(BytesView holder) {
  const Time now = clock_.Now();
  return store_.Read([&](store::ReadTx& tx) -> Result<std::vector<Listed>> {
    const SecretBytes key = TRY(KeyOf(tx, holder, keys::Kind::kData));
    std::vector<Listed> all;
    for (const store::Row& row :
         TRY(tx.Query("SELECT token_hash, holder, csrf, begun, seen, proved, place, stamp FROM "
                      "signed_in WHERE kind = $1 AND holder = $2 ORDER BY seen DESC, token_hash",
                      policy_.kind.view(), holder))) {
      const Kept kept = TRY(Read(row));
      if (!Holds(kept, Whole(), now)) continue;
      Listed one{.handle = HandleOfHash(kept.hash),
                 .where = {},
                 .begun = kept.session.begun,
                 .seen = kept.seen};
      if (kept.place)
        one.where =
            TRY(keys_.Open(key, keys::SealedField::kPlace, holder, kept.hash, *kept.place)).text();
      all.push_back(std::move(one));
    }
    return all;
  });
}

Status Sessions::EndThose(BytesView holder, const std::function<bool(BytesView hash)>& which) {
  const audit::Entry entry = TRY(Entry(holder, "session.ended-elsewhere"));
  return store_.Write([&](store::Tx& tx) -> Status {
    std::int64_t ended = 0;
    for (const store::Row& row :
         TRY(tx.Query("SELECT token_hash FROM signed_in WHERE kind = $1 AND holder = $2",
                      policy_.kind.view(), holder))) {
      const Bytes hash = TRY(row.Blob(0));
      if (which(hash))
        ended += TRY(tx.Execute("DELETE FROM signed_in WHERE token_hash = $1", BytesView(hash)));
    }
    if (ended == 0) return {};
    if (policy_.noted) TRY(tx.ExecuteOne(*policy_.noted, holder, entry.id, entry.at));
    return audit::Append(tx, entry);
  });
}

Status Sessions::EndOne(BytesView holder, BytesView handle) {
  return EndThose(holder,
                  [&](BytesView hash) { return std::ranges::equal(HandleOfHash(hash), handle); });
}

Status Sessions::EndOthers(BytesView holder, const SecretBytes& token) {
  const crypto::Digest own = crypto::Sha256(token.view());
  return EndThose(holder, [&](BytesView hash) { return !std::ranges::equal(hash, own); });
}

Status EndAll(store::Tx& tx, const Policy& policy, BytesView holder) {
  TRY(tx.Execute("DELETE FROM signed_in WHERE kind IN ($1, $2) AND holder = $3", policy.kind.view(),
                 std::string_view(HalfOf(policy)), holder));
  return {};
}

}  // namespace almoner::session
