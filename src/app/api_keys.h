// Keys of the API: how a program of somebody else's is let in. A key is the credential of a staff
// account of its own that has no password, so that the gate decides about a program as about a
// colleague, by its roles and assignments; and it does less than that account could: only what its
// scopes name, for the purposes that it was made for, until its last day.
//
// Whether whoever makes or ends one may is for the door to ask (the duty `administer`).
#pragma once

#include <span>

#include "app/accounts.h"
#include "staff/reach.h"

namespace almoner::app {

struct Scope {
  std::string_view id;     // "records:read"
  std::string_view words;  // "read records and documents"
};
// All there are.
[[nodiscard]] std::span<const Scope> Scopes();

struct ApiKey {
  StaffId staff;  // its account, and its number
  std::vector<std::string> scopes;
  std::vector<std::string> purposes;  // activities of the notice, by id
  Time made;
  Time until;
  std::optional<Date> used;  // the day of the last use

  [[nodiscard]] bool HasScope(std::string_view scope) const;
  [[nodiscard]] bool HasPurpose(std::string_view purpose) const;
};

struct NewApiKey {
  Personal<std::string> name;  // of what uses it: "Appointments"
  std::vector<std::string> roles;
  std::vector<std::string> scopes;
  std::vector<std::string> purposes;
  Date last_day{};
};
struct MadeApiKey {
  StaffId staff;
  SecretBytes text;  // "almk_…": shown once, kept nowhere
};
// kInvalid: without a name, a role, a scope or a purpose; with one that there is not; or the last
// day is past, or more than a year away.
Result<MadeApiKey> MakeApiKey(App& app, const StaffId& by, const NewApiKey& wanted);
// From now on nothing knows it; its account is over. kNotFound: there is no such key.
Result<EntryId> EndApiKey(App& app, const StaffId& by, const StaffId& key);

struct NamedApiKey {
  ApiKey key;
  Personal<std::string> name;
  std::vector<std::string> roles;  // in force
};
// Oldest first; that they were listed is recorded.
Result<std::vector<NamedApiKey>> ListApiKeys(App& app, const StaffId& by);

// Whose key it is. Nothing: it is none, it is over, or its account has no role any more. The first
// use on a day is recorded.
Result<std::optional<ApiKey>> FindApiKey(App& app, std::string_view text);
// Whether the account is a key's: it is nobody who could answer for anything.
Result<std::optional<ApiKey>> ApiKeyOf(store::ReadTx& tx, const keys::Keys& keys,
                                       const StaffId& staff);

// "almk_", the 32 hexadecimal digits of the key's number, "_", 64 of its secret and 8 that check
// them: docs/operate/api.md gives the pattern for scanners of secrets.
inline constexpr std::string_view kApiKeyPrefix = "almk_";

}  // namespace almoner::app
