// A privacy notice, compiled: what the organisation tells people, in a form that decides.
//
// Everything named in the file has a dense number here (its place in the vector), so that a
// decision is a few bit operations. The numbers belong to this one compiled notice and never reach
// the database, which holds ids. Immutable once compiled; safe to share between threads.
#pragma once

#include <bitset>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "law/bases.h"

namespace almoner::notice {

using Index = std::uint16_t;
inline constexpr std::size_t kMaxCategories = 256;
inline constexpr std::size_t kMaxSubjectKinds = 64;
inline constexpr std::size_t kMaxRoles = 64;
inline constexpr std::size_t kMaxConsents = 128;
inline constexpr std::size_t kMaxActivities = 4096;
using CategorySet = std::bitset<kMaxCategories>;
using SubjectKindSet = std::bitset<kMaxSubjectKinds>;
using RoleSet = std::bitset<kMaxRoles>;
using ConsentSet = std::bitset<kMaxConsents>;

struct Clause {
  std::string id;    // "HL-4": what a decision quotes
  std::string text;  // the sentence the public reads
};

struct Organisation {
  std::string name;
  std::string
      nation;  // "england-and-wales", "scotland" or "northern-ireland": whose bank holidays count
  std::string address;
  std::string contact;     // e-mail or telephone of the privacy contact
  std::string officer;     // the role that answers, never a person's name
  std::string complaints;  // how to complain to the organisation (DPA 2018 s.164A)
};

enum class Reach : std::uint8_t {
  kAssigned,  // only people in one's caseload, service or site
  kEveryone,  // the whole organisation
};

struct Role {
  std::string id;
  std::string name;
  Reach reach = Reach::kAssigned;
  std::vector<std::string> duties;  // care, rights, retention, administer, audit
  std::vector<Index> activities;    // that it may act in; the first is its default purpose
};

struct SubjectKind {
  std::string id;
  std::string name;
};

struct Service {
  std::string id;
  std::string name;
};

enum class FieldKind : std::uint8_t { kText, kName, kDate, kPhone, kEmail, kPostcode, kIdentifier };

struct Field {
  std::string id;
  std::string label;
  FieldKind kind = FieldKind::kText;
};

enum class Sensitivity : std::uint8_t { kOrdinary, kSpecial, kOffence };

struct Category {
  std::string id;
  std::string name;
  Sensitivity sensitivity = Sensitivity::kOrdinary;
  std::string special;       // which special category, e.g. "health"
  bool free_text = false;    // may say anything about anyone
  bool third_party = false;  // is about others too
  std::vector<Field> fields;

  // Leaves in an access pack only with a recorded decision.
  [[nodiscard]] bool NeedsReview() const {
    return sensitivity != Sensitivity::kOrdinary || free_text || third_party;
  }
};

struct Consent {
  std::string id;
  std::string version;  // of the wording
  std::string wording;  // exactly what the person is asked
  Index clause = 0;
};

struct Recipient {
  std::string id;
  std::string name;
  std::string why;
};

struct Activity {
  std::string id;       // what is named in X-Purpose
  std::string purpose;  // in words
  std::string basis;    // "6(1)(f)"
  std::string basis_name;
  std::string condition;   // "9(2)(h)", "" for none
  std::string schedule_1;  // the paragraph, "" for none
  std::string authority;   // the law or the legitimate interest that the basis needs named
  SubjectKindSet subjects;
  CategorySet reads;
  CategorySet writes;
  RoleSet roles;
  std::optional<Index> consent;  // that must be given
  bool objection = false;        // the person may object (Article 21)
  bool marketing = false;        // objection is absolute (Article 21(2))
  bool restricted = false;       // goes on while processing is restricted
  bool expired = false;          // may see what is past its retention
  bool imposed = false;          // by the law, not by the file
  std::vector<Index> recipients;
  std::optional<Index> clause;  // imposed activities have none: they quote `authority`
};

struct Period {
  int years = 0;
  int months = 0;
  int days = 0;
};

enum class Trigger : std::uint8_t { kRecorded, kLastContact, kConsentWithdrawn };

struct Retention {
  std::string id;
  CategorySet data;
  Trigger trigger = Trigger::kRecorded;
  Period keep;
  std::optional<Index> consent;  // for kConsentWithdrawn
  std::string reason;  // why it is kept that long, in words; quoted when erasure is refused
  bool law = false;    // a legal obligation to keep: erasure on request is refused until then
  Index clause = 0;
};

struct RightPromise {
  std::string right;  // "access", …
  std::optional<int> days;
  Index clause = 0;
};

class Notice {
 public:
  Organisation organisation;
  std::string version;
  std::string hash;  // hex SHA-256 of the file's bytes
  std::vector<Clause> clauses;
  std::vector<Role> roles;
  std::vector<Service> services;
  std::vector<SubjectKind> subjects;
  std::vector<Category> categories;
  std::vector<Activity> activities;
  std::vector<Consent> consents;
  std::vector<Recipient> recipients;
  std::vector<Retention> retention;
  std::vector<RightPromise> rights;
  RoleSet everyone;  // the roles whose reach is the whole organisation

  [[nodiscard]] std::optional<Index> FindActivity(std::string_view id) const;
  [[nodiscard]] std::optional<Index> FindCategory(std::string_view id) const;
  [[nodiscard]] std::optional<Index> FindSubjectKind(std::string_view id) const;
  [[nodiscard]] std::optional<Index> FindRole(std::string_view id) const;
  [[nodiscard]] std::optional<Index> FindConsent(std::string_view id) const;
  [[nodiscard]] std::optional<Index> FindService(std::string_view id) const;
  [[nodiscard]] std::optional<Index> FindRecipient(std::string_view id) const;
  [[nodiscard]] const RightPromise* FindRight(std::string_view right) const;
  [[nodiscard]] bool HasDuty(const RoleSet& roles, std::string_view duty) const;
  [[nodiscard]] CategorySet SetOf(std::initializer_list<std::string_view> categories) const;
};

}  // namespace almoner::notice
