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
#include "notice/particulars.h"

namespace almoner::notice {

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
  std::string id;         // "HL-4": what a decision quotes
  std::string text;       // the sentence the public reads
  std::string published;  // what the organisation's own document says instead; "": the same
  bool is_new = false;    // its own document has no such sentence
  std::vector<std::string> tells;    // items of Articles 13 and 14
  std::string child;                 // for a child of nine
  std::string easy;                  // for Easy Read
  std::vector<std::string> kept_by;  // proofs
  bool nobody_can = false;           // keep it
  Mark at;

  // What the organisation's own document says; "" where it says nothing.
  [[nodiscard]] const std::string& Published() const {
    static const std::string nothing;
    return is_new ? nothing : published.empty() ? text : published;
  }
};

struct Organisation {
  std::string name;
  std::string
      nation;  // "england-and-wales", "scotland" or "northern-ireland": whose bank holidays count
  std::string address;
  std::string contact;     // e-mail or telephone of the privacy contact
  std::string officer;     // the role that answers, never a person's name
  std::string complaints;  // how to complain to the organisation (DPA 2018 s.164A)
  std::string legal_form;
  std::string company_number;
  std::string charity_number;
  std::string ico_number;       // of the data-protection fee
  std::string officer_contact;  // as published
  std::vector<std::string> also_known_as;
  std::vector<std::string> domains;
  bool not_for_profit = false;
  bool public_authority = false;
  Mark at;
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
  bool children = false;
  std::optional<int> adult_from;  // years
  bool without_rights = false;    // the document leaves them out of its rights
  Mark at;
};

struct Service {
  std::string id;
  std::string name;
  std::string about;
  std::string audience;          // "adults", "children", "both"
  bool own_notice = false;       // it should have a notice of its own
  std::string refers_to_notice;  // where that is published
  Mark at;
};

enum class FieldKind : std::uint8_t {
  kText,
  kName,
  kDate,
  kPhone,
  kEmail,
  kPostcode,
  kIdentifier,
  kDocument,  // an attached file; the field's value is what the document is called
  kChoice,    // one of a few words
};
// Whether such a field tells who someone is: they are found by it, and it is masked for others.
[[nodiscard]] constexpr bool SaysWho(FieldKind kind) {
  return kind != FieldKind::kText && kind != FieldKind::kDocument && kind != FieldKind::kChoice;
}

struct Field {
  std::string id;
  std::string label;
  FieldKind kind = FieldKind::kText;
  std::vector<std::string> choices;  // of a kChoice
};
// A date by the id date-of-birth, birth-date or born: when the person was born.
[[nodiscard]] bool TellsBirth(const Field& field);

enum class Sensitivity : std::uint8_t { kOrdinary, kSpecial, kOffence };

struct Category {
  std::string id;
  std::string name;
  Sensitivity sensitivity = Sensitivity::kOrdinary;
  std::string special;       // which special category, e.g. "health"
  bool free_text = false;    // may say anything about anyone
  bool third_party = false;  // is about others too
  std::vector<Field> fields;
  bool portal = false;           // may be shown live to the person
  bool opinion = false;          // says what someone thinks, not what is
  std::string required;          // "no", "needed", "contract", "law"
  std::string without_it;        // what happens if it is not given
  std::string required_by;       // the enactment, for "law"
  bool never_collected = false;  // the document lists it; nothing needs it
  Mark at;

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
  std::string kind;   // "data-protection", "explicit", …
  std::string asked;  // "form", "spoken", "registration", "use", "silence"
  std::optional<int> age;
  std::vector<std::string> by;  // "self", "parent", "attorney"
  bool per_service = false;
  bool needed_for_service = false;
  std::vector<std::string> channels;
  std::string withdraw;
  std::optional<Period> refresh;
  Mark at;

  // Article 4(11): a clear act, and no condition of anything.
  [[nodiscard]] bool Valid() const { return asked == "form" || asked == "spoken"; }
};

struct Recipient {
  std::string id;
  std::string name;
  std::string why;
  std::string kind;
  std::string agreement;
  std::vector<std::string> needs;  // on record before anything is given
  std::string onward;
  CategorySet data;             // nothing else is given; none: no such limit
  SubjectKindSet people;        // about nobody else; none: no such limit
  std::string country;          // two letters, or "unstated"
  bool never = false;           // nothing is ever given
  bool promised_never = false;  // and the document says so
  std::string called;           // by the document
  Mark at;

  // Closed unless somebody decides otherwise for one case, with a record: press, buyers, marketers
  // and credit reference agencies always are.
  [[nodiscard]] bool Closed() const {
    return never || kind == "media" || kind == "buyers" || kind == "marketing" ||
           kind == "credit-reference";
  }
};

// What the record of processing (Article 30) holds about an activity beyond what decides.
struct ActivityRecord {
  std::vector<Index> services;
  std::vector<Index> sources;  // none: the people themselves
  std::string controller;      // "sole", "joint", "processor"
  std::vector<Index> with;     // recipients
  std::string answers;
  std::optional<InterestAssessment> interest;
  std::vector<Index> transfers;
  std::vector<Index> security;
  std::string automated;  // "no", "profiling", "decision-with-people", "decision-alone"
  std::string logic;
  std::string effect;
  std::vector<std::string> safeguards;
  std::optional<ImpactAssessment> impact;
  std::optional<PolicyDocument> policy;
  std::string location;
  std::string compatible_with;
  std::string compatible_because;
  bool beyond_care = false;
  Mark at;
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
  bool own = false;              // a person may act so about themself (imposed ones only)
  bool told = false;             // that somebody looked for it is shown to the person by itself
  std::vector<Index> recipients;
  std::optional<Index> clause;  // imposed activities have none: they quote `authority`
  std::string barred;           // why the law allows none of it, as a sentence; "" where it does
  ActivityRecord record;
};

// When a period begins. kNotRecorded: at something of which no record may be kept (who uses a
// public website); the rule ends nothing and prolongs nothing.
enum class Trigger : std::uint8_t {
  kRecorded,  // "recorded" and "created": what is held is made by writing it down
  kLastContact,
  kConsentWithdrawn,
  kCaseClosed,
  kServiceEnded,
  kBirthday,
  kDeath,
  kAccountUnused,
  kEvent,  // what somebody records of the rule, or the newest record of `event_of`
  kNotRecorded
};

struct Retention {
  std::string id;
  CategorySet data;
  Trigger trigger = Trigger::kRecorded;
  Period keep;                     // nothing beside `to_birthday`: that alone counts
  std::optional<Index> consent;    // for kConsentWithdrawn
  std::optional<int> to_birthday;  // to the end of that birthday, or `keep` where it is longer
  std::optional<int> to_birthday_from_17;   // instead, for whoever was 17 or older at the end
  std::optional<Period> or_after_death;     // instead, where the person dies first
  std::optional<Period> if_death_under_18;  // instead, where the person died before 18
  std::optional<Index> event_of;            // for kEvent: a category
  std::string reason;  // why it is kept that long, in words; quoted when erasure is refused
  bool law = false;    // a legal obligation to keep: erasure on request is refused until then
  Index clause = 0;
  std::string from;           // the trigger as the file names it
  std::string event;          // in words
  std::string period_stated;  // "well", "vague", "circular", "elsewhere", "missing"
  std::string suggested;      // the rule of law/retention.yaml it follows
  bool anonymise = false;
  bool second_person = false;
  bool unattended = false;  // the program destroys by itself; nobody looks before
  Mark at;

  // The period counts, beside a birthday or alone.
  [[nodiscard]] bool Counts() const { return !to_birthday || RoughDays(keep) != 0; }
};

// "after we last had contact with you": when the rule's period begins, said to the person.
[[nodiscard]] std::string After(const Retention& rule);
// "8 years after we last had contact with you", "until your 25th birthday": the whole of it.
[[nodiscard]] std::string KeptFor(const Retention& rule);
// For telling which keeps longer: the longer of its period and of its birthday.
[[nodiscard]] int RoughDays(const Retention& rule);
// "25th".
[[nodiscard]] std::string Ordinal(int number);

// What a notice promises about a right, as it stands there: what counts is Effective()
// (notice/effective.h).
struct RightPromise {
  std::string right;  // "access", …
  std::optional<int> days;
  Index clause = 0;
  std::optional<int> months;
  std::string form;  // "any", "writing", "own-form"; "" promises nothing, as in all that follows
  bool detail = false;
  std::string fee;
  std::optional<int> fee_pence;
  std::string identity;
  std::vector<std::string> whose;
  std::vector<std::string> refuse;
  std::vector<std::string> only_if;
  std::vector<std::string> uses;
  bool all_of = false;  // joins what the law lists as alternatives
  bool extends = false;
  std::optional<Date> until;
  std::string stated;  // "well", "badly", "missing"
  std::string scope;
  bool proactive = false;
  std::string routes_to;
  Mark at;
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
  Particulars more;
  RoleSet everyone;  // the roles whose reach is the whole organisation
  // A number for all that says how long things are kept: notices that keep alike have the same.
  std::int64_t keeping = 0;

  [[nodiscard]] std::optional<Index> FindActivity(std::string_view id) const;
  [[nodiscard]] std::optional<Index> FindCategory(std::string_view id) const;
  [[nodiscard]] std::optional<Index> FindSubjectKind(std::string_view id) const;
  [[nodiscard]] std::optional<Index> FindRole(std::string_view id) const;
  [[nodiscard]] std::optional<Index> FindConsent(std::string_view id) const;
  [[nodiscard]] std::optional<Index> FindService(std::string_view id) const;
  [[nodiscard]] std::optional<Index> FindRecipient(std::string_view id) const;
  [[nodiscard]] const RightPromise* FindRight(std::string_view right) const;
  [[nodiscard]] bool HasDuty(const RoleSet& roles, std::string_view duty) const;
  // What people may see of themselves without anybody looking through it first.
  [[nodiscard]] CategorySet ShownLive() const;
  [[nodiscard]] CategorySet SetOf(std::initializer_list<std::string_view> categories) const;
};

}  // namespace almoner::notice
