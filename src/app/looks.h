// Who saw whom, and what a colleague did: read from the trail, for whoever audits. That it was
// looked at is itself in the log, and in the trail of whom it was about. Whether the actor may is
// for the door to ask (the duty `audit`).
#pragma once

#include "app/app.h"
#include "app/check.h"

namespace almoner::app {

// Civil days in London, both included.
struct Days {
  Date from{};
  Date to{};
};
inline constexpr std::size_t kMostLooks = 500;

struct Look {
  Time at;
  EntryId entry;
  std::string action;          // "record.read"
  std::string outcome;         // "allowed", "refused", "done"
  std::string purpose;         // an activity's id, or ""
  std::string role;            // its id; "" where none acted
  std::optional<StaffId> who;  // nothing: the program itself
  std::int64_t people = 1;     // whom the entry names
};
struct Looks {
  std::vector<Look> all;  // the newest first
  bool more = false;      // than kMostLooks
};
// kNotFound: there is no such person.
Result<Looks> WhoSaw(App& app, const StaffId& by, const SubjectId& subject, const Days& days);
// What of it is in the log still; kNotFound: there is no such account.
Result<Looks> WhatTheyDid(App& app, const StaffId& by, const StaffId& staff, const Days& days);

// Every account's id, of leavers too.
Result<std::vector<StaffId>> EveryAccount(App& app);

struct Verified {
  Checked checked;
  Time at;
};
// Checks everything, and records that it was done and what came of it.
Result<Verified> VerifyNow(App& app, const StaffId& by);
struct LastVerified {
  Time at;
  bool good = false;
};
Result<std::optional<LastVerified>> WhenVerified(App& app);

}  // namespace almoner::app
