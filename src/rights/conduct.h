// What is done with any request, whichever right it uses. Each is one recorded event; all fail with
// kConflict when the request is not at that step.
#pragma once

#include "rights/request.h"

namespace almoner::rights {

using Done = gate::Outcome<gate::Changed>;

// That it has come, told to the person; of a complaint within 30 days (section 164A DPA 2018).
Done Acknowledge(const Context& context, const StaffId& actor, const State& state);

// Reasonable doubts about who is asking (Article 12(6)): what they are, and what would settle them.
// The clock waits for it. kInvalid without a reason.
Done AskIdentity(const Context& context, const StaffId& actor, const State& state,
                 const Personal<std::string>& doubt, std::string_view asked);

// What is needed to find what the person means (Article 12A(5)); the days until the answer do not
// count.
Done AskFurther(const Context& context, const StaffId& actor, const State& state,
                const Personal<std::string>& question);
Done Answered(const Context& context, const StaffId& actor, const State& state,
              const Personal<std::string>& answer, const Came& came = {});

// A fee is the exception (Article 12(5)): for what is manifestly unfounded or excessive, or a
// further copy; with the assessment and the working. kInvalid: more than the notice's own cap, or
// without either.
struct FeeAsked {
  std::int64_t pence = 0;
  std::string why;      // "unfounded", "excessive", "further-copy"
  std::string working;  // how it comes to that sum
};
Done AskFee(const Context& context, const StaffId& actor, const State& state, const FeeAsked& fee);
Done FeePaid(const Context& context, const StaffId& actor, const State& state,
             const Came& came = {});

// Two more months, for `why` "complexity" or "number" of requests, with the reasons that the letter
// gives (Article 12A(3)). kConflict: it is too late for the letter, which then extends nothing.
Done Extend(const Context& context, const StaffId& actor, const State& state, std::string_view why,
            const Personal<std::string>& reasons);

// The day of receipt was keyed in wrongly: another day and why, which counts once somebody else has
// confirmed it; after the request was closed too. What was recorded before stays. kInvalid: after
// the day on which the request was recorded.
Done CorrectDate(const Context& context, const StaffId& actor, const State& state, Date received,
                 std::string_view reason);
// kRefused for whoever proposed it. `agrees` false: it stays as it was.
Done ConfirmDate(const Context& context, const StaffId& actor, const State& state, bool agrees);

// How a complaint is going, as the person is told.
Done Progress(const Context& context, const StaffId& actor, const State& state,
              const Personal<std::string>& words);

// What is answered. kInvalid: not an outcome; a ground that the law does not name for the right, or
// none where something is refused; no words where the ground has to be weighed; an objection to
// direct marketing that is refused (Article 21(3)). What an objection stopped goes on once it is
// refused.
Done Decide(const Context& context, const StaffId& actor, const State& state,
            const Verdict& verdict);

}  // namespace almoner::rights
