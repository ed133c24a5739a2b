#include "app/link_code.h"

#include <algorithm>

#include "app/accounts.h"
#include "app/api_keys.h"
#include "app/hand.h"
#include "factor/link.h"
#include "staff/session.h"

namespace almoner::app {

Result<SecretBytes> GiveLinkCode(App& app, const StaffId& by, const StaffId& staff) {
  SecretBytes code = NewPassword(app.random());
  const Personal<std::string> text{std::string(code.text())};
  TRY(Administer(app, by, "staff.link-code-given", [&](const keys::Change& change) -> Status {
    TRY(staff::OpenProfile(change.tx, change.keys, staff));
    const auto in_office = TRY(staff::List(change.tx));
    if (std::ranges::find(in_office, staff) == in_office.end())
      return Fail(Code::kNotFound, "There is no such staff account in office.");
    if (TRY(ApiKeyOf(change.tx, change.keys, staff)))
      return Fail(Code::kConflict, "This is the account of a program, which signs in nowhere.");
    TRY(factor::MakeCode(change, staff::OwnerOf(staff), text));
    TRY(session::EndAll(change.tx, staff::kSessions, staff.bytes()));
    return NoteHand(app, change, by, staff);
  }));
  return code;
}

}  // namespace almoner::app
