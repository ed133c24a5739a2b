#include "app/api_keys.h"

#include <algorithm>
#include <array>

#include "audit/log.h"
#include "base/list.h"
#include "factor/hand.h"
#include "keys/stamp.h"
#include "staff/session.h"

namespace almoner::app {
namespace {

constexpr std::size_t kSecretSize = 32;
constexpr std::size_t kCheckSize = 4;
constexpr std::size_t kDigits = 2 * (StaffId::kSize + kSecretSize + kCheckSize);
constexpr std::chrono::days kLongest{366};

constexpr std::array kScopes = std::to_array<Scope>({
    {"people:read", "find people"},
    {"people:write", "put people on file"},
    {"records:read", "read records and documents"},
    {"records:write", "add records and documents, and put them right"},
    {"consents:read", "read what people agreed to"},
    {"consents:write", "record that somebody agrees, refuses or withdraws"},
    {"requests:read", "read rights requests and what was asked on the website"},
    {"requests:write", "log rights requests and take their steps"},
    {"keeping:read", "read holds, and what is due to go"},
    {"keeping:write", "place and lift holds, and decide on what is due"},
    {"registers:read", "read registers: disclosures, breaches, enquiries"},
    {"registers:write", "open files of registers and take their steps"},
    {"notice:read", "read the notice in force and whether it is kept"},
    {"staff:read", "read accounts, roles and assignments"},
    {"staff:write", "give and take roles and assignments, and end accounts"},
    {"audit:read", "read who saw whom"},
    {"webhooks:read", "read which webhooks there are, and what came of their messages"},
    {"webhooks:write", "make, test and end webhooks, and give them other secrets"},
});

bool Has(const std::vector<std::string>& words, std::string_view word) {
  return std::ranges::find(words, word) != words.end();
}

std::int64_t DayOf(Time at) { return sys_days(LondonDate(at)).time_since_epoch().count(); }

struct Row {
  ApiKey key;
  Bytes secret_hash;
};

crypto::Digest StampOf(const keys::Keys& keys, const ApiKey& key, BytesView secret_hash) {
  return keys::Stamp(keys, keys::Stamped::kApiKey,
                     keys::Columns(key.staff, secret_hash, std::string_view(JoinList(key.scopes)),
                                   std::string_view(JoinList(key.purposes)), key.made, key.until));
}

// kCorrupt: it was put in or changed from outside.
Result<Row> ReadRow(const keys::Keys& keys, const store::Row& row) {
  Row read{.key = {.staff = TRY(row.As<StaffId>(0))}, .secret_hash = {}};
  read.secret_hash = TRY(row.Blob(1));
  read.key.scopes = SplitList(TRY(row.Text(2)));
  read.key.purposes = SplitList(TRY(row.Text(3)));
  read.key.made = TRY(row.At(4));
  read.key.until = TRY(row.At(5));
  const std::int64_t used = TRY(row.Int(6));
  if (used > 0) read.key.used = Date(sys_days(std::chrono::days(static_cast<std::int32_t>(used))));
  if (!crypto::SameDigest(StampOf(keys, read.key, read.secret_hash), TRY(row.Blob(7))))
    return Fail(Code::kCorrupt, "A key of the API was changed from outside.");
  return read;
}

Result<std::optional<Row>> LoadRow(store::ReadTx& tx, const keys::Keys& keys,
                                   const StaffId& staff) {
  const auto row =
      TRY(tx.Maybe("SELECT staff, secret_hash, scopes, purposes, made, until, used_day, stamp FROM "
                   "api_key WHERE staff = $1",
                   staff));
  if (!row) return std::optional<Row>();
  return std::optional(TRY(ReadRow(keys, *row)));
}

// The number of a key and its secret.
struct Parsed {
  StaffId staff;
  SecretBytes secret;
};

std::optional<Parsed> Parse(std::string_view text) {
  if (!text.starts_with(kApiKeyPrefix)) return std::nullopt;
  text.remove_prefix(kApiKeyPrefix.size());
  if (text.size() != kDigits + 1 || text[2 * StaffId::kSize] != '_') return std::nullopt;
  const auto number = FromHex(text.substr(0, 2 * StaffId::kSize));
  const auto rest = FromHex(text.substr((2 * StaffId::kSize) + 1));
  if (!number || !rest) return std::nullopt;
  const BytesView secret = BytesView(*rest).first(kSecretSize);
  const crypto::Digest check = crypto::Sha256({*number, secret});
  if (!SameBytes(BytesView(check).first(kCheckSize), BytesView(*rest).subspan(kSecretSize)))
    return std::nullopt;
  auto staff = StaffId::From(*number);
  if (!staff) return std::nullopt;
  return Parsed{.staff = *staff, .secret = SecretBytes::CopyOf(secret)};
}

SecretBytes TextOf(const StaffId& staff, const SecretBytes& secret) {
  const crypto::Digest check = crypto::Sha256({staff.bytes(), secret.view()});
  return SecretBytes::CopyOf(std::string(kApiKeyPrefix) + staff.text() + "_" +
                             ToHex(secret.view()) + ToHex(BytesView(check).first(kCheckSize)));
}

Status CheckWanted(const App& app, const NewApiKey& wanted) {
  if (wanted.name.Expose().empty())
    return Fail(Code::kInvalid, "A key needs a name: of the program that uses it.");
  if (wanted.roles.empty()) return Fail(Code::kInvalid, "A key needs a role of the notice.");
  if (wanted.scopes.empty()) return Fail(Code::kInvalid, "A key needs a scope at least.");
  if (wanted.purposes.empty())
    return Fail(Code::kInvalid, "A key needs a purpose of the notice at least.");
  for (const std::string& scope : wanted.scopes)
    if (std::ranges::find(kScopes, scope, &Scope::id) == kScopes.end())
      return Fail(Code::kInvalid, "There is no such scope.", Detail::Id("scope", scope));
  for (const std::string& purpose : wanted.purposes)
    if (!app.notice().FindActivity(purpose))
      return Fail(Code::kInvalid, "The notice has no such purpose.",
                  Detail::Id("purpose", purpose));
  const auto today = sys_days(LondonDate(app.clock().Now()));
  if (sys_days(wanted.last_day) < today || sys_days(wanted.last_day) > today + kLongest)
    return Fail(Code::kInvalid, "The last day of a key is within a year from today.");
  return {};
}

// The first moment of the day after, in London: half a day is neither here nor there, so midnight
// of UTC will do in winter and an hour more in summer.
Time EndOfDay(Date day) { return Time::FromUtcDate(Date(sys_days(day) + std::chrono::days(1))); }

// An entry of the account's own: "api-key.used" once a day.
Status RecordUse(App& app, const ApiKey& key, std::int64_t day) {
  TRY(Administer(app, key.staff, "api-key.used", [&](const keys::Change& change) -> Status {
    TRY(change.tx.Execute("UPDATE api_key SET used_day = $2 WHERE staff = $1", key.staff, day));
    return {};
  }));
  return {};
}

}  // namespace

std::span<const Scope> Scopes() { return kScopes; }

bool ApiKey::HasScope(std::string_view scope) const { return Has(scopes, scope); }
bool ApiKey::HasPurpose(std::string_view purpose) const { return Has(purposes, purpose); }

Result<std::optional<ApiKey>> ApiKeyOf(store::ReadTx& tx, const keys::Keys& keys,
                                       const StaffId& staff) {
  auto row = TRY(LoadRow(tx, keys, staff));
  if (!row) return std::optional<ApiKey>();
  return std::optional(std::move(row->key));
}

Result<MadeApiKey> MakeApiKey(App& app, const StaffId& by, const NewApiKey& wanted) {
  TRY(CheckWanted(app, wanted));
  for (const std::string& role : wanted.roles)
    if (!app.notice().FindRole(role))
      return Fail(Code::kInvalid, "The notice has no such role.", Detail::Id("role", role));
  SecretBytes secret(kSecretSize);
  app.random().Fill(secret.mutable_span());
  const crypto::Digest hash = crypto::Sha256(secret.view());
  // Nobody signs in with it: the login only tells it apart, and there is no password.
  const staff::Ready ready =
      TRY(staff::Prepare(app.keys(),
                         {.name = wanted.name,
                          .login = Personal("api:" + ToHex(BytesView(hash).first(8))),
                          .os_user = {}},
                         std::nullopt));
  const SecretBytes audit_key =
      TRY(app.keys().Unwrap(ready.id.bytes(), keys::Kind::kAudit, ready.audit_key));
  TRY(Administer(app, by, "api-key.made", [&](const keys::Change& change) -> Status {
    change.entry.subjects = {audit::Pseudonym(audit_key, change.entry.id)};
    TRY(staff::Insert(change, ready));
    for (const std::string& role : wanted.roles)
      TRY(staff::GiveRole(change, ready.id, role, std::nullopt));
    // Whoever has seen the key can act with it for as long as it is good.
    TRY(factor::NoteHand(change, staff::OwnerOf(ready.id), by.bytes(), EndOfDay(wanted.last_day)));
    const ApiKey key{.staff = ready.id,
                     .scopes = wanted.scopes,
                     .purposes = wanted.purposes,
                     .made = change.now,
                     .until = EndOfDay(wanted.last_day)};
    return change.tx.ExecuteOne(
        "INSERT INTO api_key (staff, secret_hash, scopes, purposes, made, until, used_day, stamp) "
        "VALUES ($1, $2, $3, $4, $5, $6, 0, $7)",
        key.staff, BytesView(hash), JoinList(key.scopes), JoinList(key.purposes), key.made,
        key.until, BytesView(StampOf(change.keys, key, hash)));
  }));
  return MadeApiKey{.staff = ready.id, .text = TextOf(ready.id, secret)};
}

Result<EntryId> EndApiKey(App& app, const StaffId& by, const StaffId& key) {
  return Administer(app, by, "api-key.ended", [&](const keys::Change& change) -> Status {
    if (TRY(change.tx.Execute("DELETE FROM api_key WHERE staff = $1", key)) == 0)
      return Fail(Code::kNotFound, "There is no such key.");
    const Status ended = staff::End(change, key);  // over already, where somebody ended the account
    if (!ended && ended.error().code != Code::kNotFound) return ended;
    return {};
  });
}

Result<std::vector<NamedApiKey>> ListApiKeys(App& app, const StaffId& by) {
  std::vector<NamedApiKey> all;
  TRY(Administer(app, by, "api-key.listed", [&](const keys::Change& change) -> Status {
    all.clear();
    for (const store::Row& row :
         TRY(change.tx.Query("SELECT staff, secret_hash, scopes, purposes, made, until, used_day, "
                             "stamp FROM api_key ORDER BY made, staff"))) {
      NamedApiKey one{.key = TRY(ReadRow(change.keys, row)).key, .name = {}, .roles = {}};
      one.name = TRY(staff::OpenProfile(change.tx, change.keys, one.key.staff)).name;
      for (const staff::RoleHeld& held :
           TRY(staff::RolesHeld(change.tx, change.keys, one.key.staff)))
        if (held.InForce(change.now)) one.roles.push_back(held.role);
      all.push_back(std::move(one));
    }
    change.entry.counts["shown"] = std::ssize(all);
    return {};
  }));
  return all;
}

Result<std::optional<ApiKey>> FindApiKey(App& app, std::string_view text) {
  const auto parsed = Parse(text);
  if (!parsed) return std::optional<ApiKey>();
  const Time now = app.clock().Now();
  auto found = TRY(app.store().Read([&](store::ReadTx& tx) -> Result<std::optional<ApiKey>> {
    auto row = TRY(LoadRow(tx, app.keys(), parsed->staff));
    if (!row || now >= row->key.until) return std::optional<ApiKey>();
    if (!crypto::SameDigest(crypto::Sha256(parsed->secret.view()), row->secret_hash))
      return std::optional<ApiKey>();
    // A leaver has none: so the key of an account that was ended opens nothing.
    if (TRY(staff::RolesOf(tx, app.keys(), app.notice(), parsed->staff, now)).none())
      return std::optional<ApiKey>();
    return std::optional(std::move(row->key));
  }));
  if (!found) return found;
  const std::int64_t today = DayOf(now);
  if (!found->used || sys_days(*found->used).time_since_epoch().count() != today)
    TRY(RecordUse(app, *found, today));
  return found;
}

}  // namespace almoner::app
