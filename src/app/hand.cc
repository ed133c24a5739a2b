#include "app/hand.h"

#include "app/staff_sign_in.h"
#include "factor/hand.h"
#include "staff/session.h"

namespace almoner::app {

Status NoteHand(const App& app, const keys::Change& change, const std::optional<StaffId>& by,
                const StaffId& staff) {
  if (!by || *by == staff) return {};
  const StaffSignIn settings = TRY(ReadStaffSignIn(app.settings().home));
  return factor::NoteHand(change, staff::OwnerOf(staff), by->bytes(), change.now + settings.apart);
}

}  // namespace almoner::app
