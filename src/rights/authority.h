// Who asks for the person, and whether they may: authority with its evidence and its end, what a
// child says and understands, whether the person can decide, and whoever asks but may be a danger
// (UK GDPR Article 12; DPA 2018 section 208; Mental Capacity Act 2005; DPA 2018 Schedule 3).
#pragma once

#include "rights/conduct.h"
#include "standing/expiry.h"

namespace almoner::rights {

// Somebody asks for the person, who has to show that they may.
struct Authority {
  // parent, attorney, deputy, advocate, solicitor, written; of somebody who has died
  // personal-representative, claimant, court-order
  std::string kind;
  std::string scope;  // what they may ask for
  std::optional<Date> until = {};
};
// kInvalid: not one of these; a relative as such has none.
Done AskAuthority(const Context& context, const StaffId& actor, const State& state,
                  const Authority& authority);

// What they showed. What a kind does not need may be left out.
struct Shown {
  std::string evidence;  // what it was; no copy of it is kept
  // parent: what court orders say of their responsibility, or "none"
  std::string orders = {};
  // parent: whether the child understands what is asked (in Scotland from 12 on presumed, section
  // 208), what the child says of it ("agrees", "objects", "not-asked"), and why they were not
  // asked, or are not taken to understand.
  std::optional<bool> understands = {};
  std::string view = {};
  std::string why = {};
  // attorney: "health-and-welfare" or "property-and-affairs", and the day of registration;
  // advocate: under which law ("care-act", "mental-capacity", "mental-health", "health-complaint").
  std::string type = {};
  std::optional<Date> registered = {};
  Came came = {};
};
// kInvalid: something of that kind is missing. kConflict: the child is too old for a parent to ask,
// or nobody knows how old they are; the child understands and has not agreed; the power is not
// registered; the person could not give the authority that they gave.
Done ShowAuthority(const Context& context, const StaffId& actor, const State& state,
                   const Shown& shown);

// Whether the person can decide about this themself, for this decision and no other (Mental
// Capacity Act 2005 sections 2 and 3). kInvalid without who assessed it, by role, and how.
Done AssessCapacity(const Context& context, const StaffId& actor, const State& state, bool can,
                    const Personal<std::string>& how);

// Whoever asks may be a danger to the person: nothing goes out until somebody who safeguards has
// decided.
Done NoteRisk(const Context& context, const StaffId& actor, const State& state,
              const Personal<std::string>& why);
// Decided under safeguarding, by somebody other than the one who saw the danger, after the person
// was asked alone or with the reason why they could not be: "go-on"; "to-person", whose answer it
// then is; "nothing", after which it can only be refused, in the words that anybody gets.
struct RiskDecision {
  std::string answer;
  std::string person_said;  // what the person said when asked alone; "" where they were not
  std::string reasons;      // and why they were not asked, where they were not
};
Done DecideRisk(const Context& context, const StaffId& actor, const State& state,
                const RiskDecision& decision);

// Until when somebody's authority counts, from what is known of the person's life; why, in words.
struct AuthorityEnd {
  Date last{};
  std::string why;
};
// Nothing: it has no end that is known. A parent's ends at 18, in Scotland at 16, and is looked at
// anew at 12, 13 and 16; every authority to act for the living ends with them.
[[nodiscard]] std::optional<AuthorityEnd> EndOfAuthority(const State& state, law::Nation nation,
                                                         const law::Children& children,
                                                         const standing::Life& life);

// kConflict: today nothing may be done for whoever asks, because their authority has ended, the
// person has died, or a danger is not decided on.
Status MayBeAnswered(const Context& context, const State& state);

}  // namespace almoner::rights
