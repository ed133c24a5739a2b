// Staff sign in to the console with a login and a password (session/session.h says how).
#pragma once

#include "factor/factor.h"
#include "session/session.h"
#include "staff/staff.h"

namespace almoner::staff {

using session::Denied;
using session::RestAfter;

inline constexpr session::Policy kSessions{
    .kind = "staff",
    .idle = std::chrono::minutes(20),
    .longest = std::chrono::hours(12),
    .noted = Literal("INSERT INTO staff_trail (staff, entry, at) VALUES ($1, $2, $3)")};

// Whose second factors those of the account are.
[[nodiscard]] factor::Owner OwnerOf(const StaffId& staff);

// Safe for concurrent use. Store, keys and clock outlive it.
class Sessions : public session::Typed<StaffId> {
 public:
  Sessions(store::Store& store, const keys::Keys& keys, const Clock& clock);
};
using Session = Sessions::Session;
using Begun = Sessions::Begun;

}  // namespace almoner::staff
