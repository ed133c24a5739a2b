// What a notice says beyond what decides at the door: the document it makes true, the organisation,
// sharing, transfers, website, messages, pictures, complaints, security. It is checked against the
// law, shown to people and exported as the record of processing. Plain values; words that the
// format lists (docs/formats/notice.md) are kept as they stand there.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "law/yaml.h"

namespace almoner::notice {

using Index = std::uint16_t;
using law::Mark;

struct Period {
  int years = 0;
  int months = 0;
  int days = 0;
};
[[nodiscard]] std::string ToText(const Period& period);  // "8 years", "1 year 6 months", "0 days"
// For telling which is longer: twelve months are a year, and a month is taken for 30 days.
[[nodiscard]] int RoughDays(const Period& period);
// The same day that much later; a day that does not exist becomes the last of its month (29
// February).
[[nodiscard]] Date After(Date date, const Period& period);

struct Approval {
  std::string id;
  std::string role;
  std::string kind;          // "signature" or "ratification"
  std::optional<Date> done;  // on the published document
  Mark at;
};

struct ChangeRecord {
  std::optional<Date> date;
  std::string author;
  std::string change;
};

struct Reference {
  std::string what;
  std::string where;  // "" where it leads nowhere
  Mark at;
};

struct Document {
  bool given = false;  // there is such a section
  Mark at;
  std::string title;
  std::string number;
  std::vector<std::string> names;
  std::string kind;  // "notice", "policy", "policy-and-notice"
  bool own = false;  // its clauses are all that people are told
  std::vector<std::string> audience;
  std::vector<std::string> scope;
  std::optional<Date> date;
  std::string author;
  std::vector<std::string> delivered;
  std::optional<Period> review_every;
  std::vector<Date> review_dates;
  std::vector<Date> reviews_held;
  Mark review_at;
  std::vector<Approval> approval;
  std::vector<ChangeRecord> changes;
  std::vector<Reference> refers_to;
  std::vector<std::string> principles;
};

struct Site {
  std::string id;
  std::string name;
  std::string address;
  bool cctv = false;
  bool cctv_sign = false;
};

struct RoleHolder {
  std::string id;
  std::string name;
  std::vector<std::string> answers_for;
  std::string contact;
  std::string role;
};

struct DataSource {
  std::string id;
  std::string name;
  bool is_public = false;
};

struct InterestAssessment {
  Mark at;
  std::string purpose;
  std::string necessary;
  std::string balance;
  std::string outcome;  // "not-overridden" or "overridden"
  std::optional<Date> assessed;
  std::string by;
  std::optional<Date> review;
};

struct ImpactAssessment {
  bool needed = false;
  std::string because;
  std::optional<Date> done;
  std::string reference;
};

struct PolicyDocument {  // the appropriate policy document of Schedule 1 Part 4
  std::string reference;
  std::optional<Date> review;
};

struct SharingRule {
  std::string id;
  std::vector<Index> to;
  std::string when;
  std::string ground;
  std::string inform;  // "before", "after", "no"
  std::vector<std::string> except;
  std::string approval;
  std::vector<std::string> record;
  bool second_person = false;
  std::optional<Index> clause;
  Mark at;
};

struct Transfer {
  std::string id;
  std::optional<Index> to;
  std::string country;
  std::string safeguard;
  std::optional<Date> risk_assessment;
  bool advice_first = false;
  std::optional<Index> clause;
  Mark at;
};

struct Cookie {
  std::string name;
  std::string purpose;
  std::string life;
  std::string set_by;
  bool third_party = false;
  Mark at;
};

struct Embed {
  std::string from;
  bool cookies = false;
  std::string loads;  // "with-page" or "on-click"
};

struct Website {
  bool given = false;
  Mark at;
  std::vector<std::string> addresses;
  std::string consent;  // "asked", "implied", "none", "not-needed"
  std::vector<Cookie> cookies;
  bool cookie_information = false;
  struct Analytics {
    std::string by;
    std::vector<std::string> fields;
    std::string opt_out;
    bool recipient_told = false;
  };
  std::optional<Analytics> analytics;
  std::vector<Embed> embeds;
  struct Logs {
    std::vector<std::string> fields;
    std::string use;
    std::string disclosed;  // "never" or "by-law"
    std::string host;       // "own" or "external"
    std::optional<Period> keep;
  };
  std::optional<Logs> logs;
  std::vector<std::string> promises;
  std::vector<std::string> remembers;
  bool device_identifiers = false;
  bool search_terms = false;
  bool boards = false;
  bool boards_moderated = false;
  std::optional<int> age;
  std::string under_age;  // "parent-asked", "may-contact", "nothing"
  std::vector<std::string> dead_links;
  std::vector<std::string> obsolete;
  std::optional<Index> clause;
};

struct Communication {
  std::string id;
  std::string what;
  std::string kind;
  std::vector<std::string> channels;
  std::optional<Index> consent;
  std::string without;
  std::string tracking;
  std::optional<Index> tracking_consent;
  bool anonymous = false;
  bool profiling = false;
  std::optional<Index> clause;
  Mark at;
};

struct Recording {
  std::string id;
  std::string kind;  // "cctv", "photo", "call", "conversation"
  std::vector<std::string> purposes;
  std::string where;
  std::string signs;
  std::string announced;
  std::optional<Index> permission;
  bool crowds_exempt = false;
  std::vector<std::string> never_to;
  std::optional<Period> keep;
  bool takedown = false;
  std::optional<Index> clause;
  Mark at;
};

struct Complaints {
  bool given = false;
  Mark at;
  struct Stage {
    std::string name;
    std::string to;
  };
  std::vector<Stage> stages;
  std::vector<std::string> ways;
  std::optional<int> acknowledge;  // days
  bool outcome = false;
  std::string regulator;        // "named", "advice-only", "missing"
  std::string regulator_first;  // "allowed" or "after-us"
  std::vector<std::string> regulator_addresses;
  std::optional<Index> clause;
};

struct BreachRule {
  bool given = false;
  Mark at;
  std::optional<int> report_within;  // hours
  std::string counted_from;          // "aware" or "discovery"
  bool people_told = false;
  bool every_one_registered = false;
  bool risk_test = false;
  std::optional<Index> clause;
};

struct SecurityMeasure {
  std::string id;
  std::string what;
  std::string kind;
  std::string strength;
  std::string covers;
  std::string by;
  bool disclaimer = false;
  std::optional<Index> clause;
  Mark at;
};

struct PeopleRule {
  std::string id;
  std::string what;
  std::string kind;
  std::string evidence;
  std::optional<Period> every;  // training: how long it counts, and is to be done again after
  std::optional<Index> clause;
  Mark at;
};

struct OptOut {  // the national data opt-out
  bool given = false;
  Mark at;
  bool applies = false;
  std::optional<Date> reviewed;
  bool route = false;
  std::optional<Period> review_every;
  std::optional<Index> clause;
};

struct Particulars {
  Document document;
  std::vector<Site> sites;
  std::vector<RoleHolder> role_holders;
  std::vector<DataSource> sources;
  std::vector<SharingRule> sharing;
  std::vector<Transfer> transfers;
  std::string transfer_scope;  // "UK", or what the document measures by
  Mark transfer_scope_at;
  Website website;
  std::vector<Communication> communications;
  std::vector<Recording> recordings;
  Complaints complaints;
  BreachRule breach;
  std::vector<SecurityMeasure> security;
  std::vector<PeopleRule> people_rules;
  OptOut opt_out;
};

}  // namespace almoner::notice
