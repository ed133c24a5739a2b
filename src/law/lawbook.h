// What a privacy notice is checked and completed by, as data: the items that people must be told
// (Articles 13 and 14), what each right gives and when it may be refused, wording that promises
// what the law does not allow, checks, conditions, transfers, the regulator, plain words. From the
// files of law/, each dated and with its source. Immutable once loaded; safe for concurrent use.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "law/bases.h"
#include "law/limits.h"

namespace almoner::law {

// How much is at stake in a finding.
enum class Weight : std::uint8_t {
  kUnlawful,  // acting on it breaks the law, or sends data to the wrong place
  kMissing,   // what must be said is not, or the promise cannot be true
  kQuality,   // people may misunderstand it
};
[[nodiscard]] std::string_view Name(Weight weight);  // "unlawful", "missing", "quality"

// What every finding says of itself, whatever found it.
struct Rule {
  std::string id;
  Weight weight = Weight::kQuality;
  std::string law;    // the provision
  std::string harms;  // who is harmed
  std::string what;   // completes "It …"; {} stands for what it is about
  std::string mend;   // the text that would mend it; {} as above
};

struct Item {  // of Articles 13 and 14
  Rule rule;
  std::string pn;    // "PN01"
  std::string when;  // on which notices it must stand: "always", "transfers", …
};

struct Wording {
  Rule rule;
  std::vector<std::string> match;   // RE2; any of them
  std::vector<std::string> unless;  // and none of these
};

struct Ground {  // a condition, an exception or a permitted use
  std::string id;
  std::string article;
  std::string plain;  // in words that anyone understands
};

struct Exemption {
  std::string code;
  std::string source;
  std::vector<std::string> rights;  // that it takes away
  std::string plain;
  std::vector<std::string> nations = {};  // where it counts; empty: everywhere
  bool silent = false;                    // to say that it was used may defeat it
  bool presumption = false;  // not a reason to refuse: that something may be given is presumed
};

struct RightLaw {
  std::string right;  // the words of law::Name(Right)
  std::string article;
  std::string name;   // "a copy of what we hold about you"
  std::string plain;  // what it is
  std::string child;  // the same for a child of nine
  std::vector<std::string> bases;
  std::vector<Ground> conditions;
  bool all_conditions = false;  // joined by "and"; else any of them is enough
  std::vector<Ground> uses;     // that restriction leaves
  std::vector<Ground> exceptions;
};

// Where a promise must not be kept to the letter, and what counts instead.
struct Floor {
  std::string id;
  std::string promise;  // where it was first seen, an id of the promise map
  std::string literal;  // what such a promise says
  std::string value;    // what counts
  std::string law;      // the provision
  std::string plain;    // a sentence to the person
};

struct Schedule1 {
  std::string paragraph;
  std::string name;
  std::string who;  // who may use it: "anyone", "not-for-profit", …
  bool policy_document = false;
  bool except_for_authorities = false;  // no policy document to hand data to one
  bool offences = false;
  std::vector<std::string> data;  // special categories it is limited to; empty: any
};

// A child and whoever asks for them; ages in years.
struct Children {
  int parent_until = 0;
  int parent_until_in_scotland = 0;
  int understands_in_scotland = 0;  // presumed to, from then on
  std::vector<int> looked_at_anew;  // birthdays, the lowest first
};

struct Keeping {  // a suggested retention rule
  std::string id;
  std::string record;
  std::string from;
  std::string keep;
  bool maximum = false;  // else the period is a minimum
  std::optional<int> to_birthday;
};

struct Country {
  std::string code;  // two letters
  std::string name;
};

struct Measure {
  std::string id;
  std::string name;
  std::string dpv;
};

struct Regulator {
  std::string name;
  std::string address;
  std::string phone;
  std::vector<std::string> web;   // domains that are its own
  std::vector<std::string> mail;  // domains it receives mail at
};

struct FormerBody {
  std::string was;
  std::string now;
};

struct PlainWords {
  std::string id;
  std::string adult;
  std::string child;
};

struct Lawbook {
  Bases bases;
  std::optional<Limits> limits;  // there is one in every book that was loaded
  std::vector<Item> items;
  std::vector<RightLaw> rights;
  std::optional<RightLaw> after_death;  // its conditions are who may ask; in every loaded book
  Children children;
  std::vector<Ground> refusals;  // of any request
  int digital_consent_age = 0;   // years, UK GDPR Article 8(1)
  Date applies_from{};           // what is older was written for another law
  std::vector<Exemption> exemptions;
  std::vector<Floor> floors;
  std::vector<Wording> wording;
  std::vector<Rule> checks;
  std::vector<Schedule1> schedule_1;
  std::vector<Keeping> keeping;
  std::vector<Measure> measures;
  std::vector<Country> approved_countries;  // partly approved ones too
  Regulator regulator;
  std::vector<FormerBody> former_bodies;
  std::vector<PlainWords> plain_bases;
  std::vector<PlainWords> plain_conditions;
  std::vector<PlainWords> plain_special;
  std::string version;  // "items 2026-11-21, rights 2026-11-21, …"

  [[nodiscard]] const Rule& check(std::string_view id) const;  // REQUIRES: there is one
  [[nodiscard]] const Floor* FindFloor(std::string_view id) const;
  [[nodiscard]] const Item* FindItem(std::string_view id) const;
  [[nodiscard]] const RightLaw* FindRight(std::string_view right) const;
  [[nodiscard]] const Schedule1* FindParagraph(std::string_view paragraph) const;
  [[nodiscard]] const Keeping* FindKeeping(std::string_view id) const;
  [[nodiscard]] const Measure* FindMeasure(std::string_view id) const;
  [[nodiscard]] bool Approved(std::string_view country) const;
  [[nodiscard]] std::string CountryName(std::string_view code) const;  // the code where unknown
};

// The files built into the program. Where `directory` holds a file of the same name whose as-of
// date is not before the built-in one's, it takes that one's place. kInvalid with file and line
// when one is malformed; kNotFound when the directory is not there.
Result<Lawbook> LoadLawbook(const std::optional<OperatorPath>& directory = std::nullopt);

}  // namespace almoner::law
