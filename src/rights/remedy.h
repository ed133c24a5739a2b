// What is done for somebody whose request was granted, by right. Each acts and is recorded in one
// transaction; kConflict: the request is not at that step.
#pragma once

#include "paper/file.h"
#include "rights/conduct.h"

namespace almoner::rights {

// Rectification (Article 16): a field of one record says something else from now on. As often as it
// takes. kNotFound: the person has no such record; kInvalid: it holds an opinion, which stays what
// somebody thought (Annotate), or the category has no such field.
Done Correct(const Context& context, const StaffId& actor, const State& state,
             const RecordId& record, std::string_view field, const Personal<std::string>& value);
// What the person says of a record stands beside it, wherever it is shown or given.
Done Annotate(const Context& context, const StaffId& actor, const State& state,
              const RecordId& record, const Personal<std::string>& statement);

// Restriction (Article 18): from now on nothing of the person is used but for what the law leaves.
Done Restrict(const Context& context, const StaffId& actor, const State& state);
// That it will be lifted, and why, told to the person before (Article 18(3)); then lifted.
Done TellLifting(const Context& context, const StaffId& actor, const State& state,
                 const Personal<std::string>& why);
Done Lift(const Context& context, const StaffId& actor, const State& state);

// Objection (Article 21): what was stopped when it came stays stopped.
Done Uphold(const Context& context, const StaffId& actor, const State& state);

// A decision of a computer (Article 22C), looked at by the actor, who could change it.
Done Review(const Context& context, const StaffId& actor, const State& state, bool changed,
            const Personal<std::string>& words);

// Portability (Article 20): what the person gave us themself, under consent or a contract, and is
// about nobody else, as JSON and CSV in a BagIt folder (documents go by access), for them or for
// another provider.
struct Portable {
  std::vector<paper::File> files;
  std::int64_t records = 0;
  std::int64_t left = 0;  // records that the right does not reach
  gate::Changed changed;
};
// kInvalid: it would go to an address that is merely claimed (CheckDelivery).
gate::Outcome<Portable> Port(const Context& context, const StaffId& actor, const State& state,
                             std::string_view how, std::string_view to = "record");

}  // namespace almoner::rights
