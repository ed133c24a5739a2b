// A pack that the person fetches from the website: by a link, or signed in to their account, and in
// either case with a code that they are told in another way. It stays sealed here until it is
// fetched, replaced or over (retention/waiting.h).
//
// Used is the link when an hour has passed since the right code was first given. Within it the same
// browser, or the same account, may begin anew: nobody here can know whether a download that went
// out has arrived. Nobody else gets anything from that moment.
#pragma once

#include "retention/waiting.h"
#include "rights/access.h"

namespace almoner::rights {

inline constexpr std::string_view kByPortal = "portal";  // where such a delivery goes to
inline constexpr int kOfferedDays = 14;
inline constexpr int kOfferedAtMost = 28;

struct OfferTerms {
  std::string code_by;  // how they are told the code: "phone", "in-person" or "post"
  std::string how;      // how it is known that it is they who are told
  int days = kOfferedDays;
};
struct Offered {
  Personal<std::string> link;  // the last part of its address; shown once, like the code
  Personal<std::string> code;
  Time until;
  gate::Changed changed;
};
// What Deliver or DeliverAgain would hand over (access), or Port (portability), to be fetched;
// under the same rules. What waited of the request before is gone. kInvalid: the terms say not how,
// or more than 28 days. kConflict: the pack is too large to go this way.
gate::Outcome<Offered> Offer(const Context& context, const StaffId& actor, const State& state,
                             const OfferTerms& terms);

// Who fetches it: a secret of their browser, or the id of their account.
struct Fetcher {
  Bytes who;
  std::string code;  // as they typed it
};
struct FetchedPack {
  Bytes zip;
  std::string reference;  // of the request
};
// Nothing, whatever stands in the way: there is no such link, it is used or over, the code is
// another one, or nothing may be given to whoever asked (any more). What is given is recorded
// before, as an event of the request and in the log.
Result<std::optional<FetchedPack>> Fetch(const Context& context, std::string_view link,
                                         const Fetcher& by);
// The same for the person's own requests, whichever the code is of.
Result<std::optional<FetchedPack>> FetchOwn(const Context& context, const SubjectId& subject,
                                            const Fetcher& by);

// What waits of the person's own requests, the newest first; that it was shown is recorded.
struct WaitingOwn {
  law::Right right = law::Right::kAccess;
  std::string reference;
  Time ends;
};
gate::Outcome<std::vector<WaitingOwn>> ListWaiting(const Context& context,
                                                   const SubjectId& subject);

// Removes what is used or over; of what nobody fetched, the request says so. How many.
Result<std::int64_t> PutAwaySpent(const Context& context);
// Nobody fetched what was offered last: it is to be delivered in another way.
[[nodiscard]] bool NotFetched(const State& state);

}  // namespace almoner::rights
