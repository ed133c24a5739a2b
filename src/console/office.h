// The handlers of what is done beside people's records: keeping and destroying, staff, the log, the
// notice, the registers, the machine. For this folder and the API.
#pragma once

#include "console/deed.h"

namespace almoner::web::console {

// Adds where they stand.
void AddOffice(http::Router& router, Site& site);

// Retention.
Result<http::Response> ShowRetention(Site& site, const http::Request& request,
                                     const Caller& caller);
Result<http::Response> GiveRetention(Site& site, const http::Request& request,
                                     const Caller& caller);
Made MakeApproval(Site& site, const http::Request& request, const Caller& caller);
Made MakeKeeping(Site& site, const http::Request& request, const Caller& caller);
Made MakeRun(Site& site, const http::Request& request, const Caller& caller);

// Holds, and what else stands on a record.
Result<http::Response> ShowHolds(Site& site, const http::Request& request, const Caller& caller);
Result<http::Response> GiveHolds(Site& site, const http::Request& request, const Caller& caller);
Result<http::Response> ShowHold(Site& site, const http::Request& request, const Caller& caller);
Result<http::Response> ShowStanding(Site& site, const http::Request& request, const Caller& caller);
Made MakeHold(Site& site, const http::Request& request, const Caller& caller);
Made MakeHoldLift(Site& site, const http::Request& request, const Caller& caller);
Made MakeHoldReview(Site& site, const http::Request& request, const Caller& caller);
Made MakeHoldOverride(Site& site, const http::Request& request, const Caller& caller);
Made MakeMarkLift(Site& site, const http::Request& request, const Caller& caller);

// What people agreed to.
Result<http::Response> ShowConsents(Site& site, const http::Request& request, const Caller& caller);
Made MakeConsent(Site& site, const http::Request& request, const Caller& caller);

// Staff.
Result<http::Response> ShowStaff(Site& site, const http::Request& request, const Caller& caller);
Result<http::Response> GiveStaff(Site& site, const http::Request& request, const Caller& caller);
Result<http::Response> ShowColleague(Site& site, const http::Request& request,
                                     const Caller& caller);
Result<http::Response> ShowAccount(Site& site, const http::Request& request, const Caller& caller);
Made MakeInvitation(Site& site, const http::Request& request, const Caller& caller);
Made MakePasswordReset(Site& site, const http::Request& request, const Caller& caller);
Made MakeRoleGift(Site& site, const http::Request& request, const Caller& caller);
Made MakeRoleTaking(Site& site, const http::Request& request, const Caller& caller);
Made MakeAssignment(Site& site, const http::Request& request, const Caller& caller);
Made MakeUnassignment(Site& site, const http::Request& request, const Caller& caller);
Made MakeClosing(Site& site, const http::Request& request, const Caller& caller);
Made MakeEnd(Site& site, const http::Request& request, const Caller& caller);
Made MakeOwnPassword(Site& site, const http::Request& request, const Caller& caller);
Made MakeFactorsTaking(Site& site, const http::Request& request, const Caller& caller);
Result<http::Response> ShowOwnApp(Site& site, const http::Request& request, const Caller& caller);
Result<http::Response> TakeOwnApp(Site& site, const http::Request& request, const Caller& caller,
                                  const http::Fields& fields);
Result<http::Response> ShowRemoveApp(Site& site, const http::Request& request,
                                     const Caller& caller);
Result<http::Response> TakeRemoveApp(Site& site, const http::Request& request, const Caller& caller,
                                     const http::Fields& fields);
Result<http::Response> ShowOwnRecovery(Site& site, const http::Request& request,
                                       const Caller& caller);
Result<http::Response> TakeOwnRecovery(Site& site, const http::Request& request,
                                       const Caller& caller, const http::Fields& fields);
Result<http::Response> ShowPasskeys(Site& site, const http::Request& request, const Caller& caller);
Result<http::Response> TakePasskey(Site& site, const http::Request& request, const Caller& caller,
                                   const http::Fields& fields);
Result<http::Response> RemovePasskey(Site& site, const http::Request& request, const Caller& caller,
                                     const http::Fields& fields);
Result<http::Response> ShowDevices(Site& site, const http::Request& request, const Caller& caller);
Result<http::Response> TakeDevices(Site& site, const http::Request& request, const Caller& caller,
                                   const http::Fields& fields);

// Keys of the API.
Result<http::Response> ShowApiKeys(Site& site, const http::Request& request, const Caller& caller);
Made MakeNewApiKey(Site& site, const http::Request& request, const Caller& caller);
Made MakeApiKeyEnd(Site& site, const http::Request& request, const Caller& caller);

// The log.
Result<http::Response> ShowAudit(Site& site, const http::Request& request, const Caller& caller);
Result<http::Response> ShowAuditPerson(Site& site, const http::Request& request,
                                       const Caller& caller);
Result<http::Response> GiveAuditPerson(Site& site, const http::Request& request,
                                       const Caller& caller);
Result<http::Response> ShowAuditStaff(Site& site, const http::Request& request,
                                      const Caller& caller);
Result<http::Response> GiveAuditStaff(Site& site, const http::Request& request,
                                      const Caller& caller);
Made MakeAuditPerson(Site& site, const http::Request& request, const Caller& caller);
Made MakePersonDays(Site& site, const http::Request& request, const Caller& caller);
Made MakeStaffDays(Site& site, const http::Request& request, const Caller& caller);
Made MakeVerify(Site& site, const http::Request& request, const Caller& caller);

// A firm that works for us carries a request out too.
Made MakeProcessor(Site& site, const http::Request& request, const Caller& caller);

// Registers.
Result<http::Response> ShowRegisters(Site& site, const http::Request& request,
                                     const Caller& caller);
Result<http::Response> ShowRegister(Site& site, const http::Request& request, const Caller& caller);
Result<http::Response> GiveRegister(Site& site, const http::Request& request, const Caller& caller);
Result<http::Response> ShowFile(Site& site, const http::Request& request, const Caller& caller);
Result<http::Response> ShowBreachReport(Site& site, const http::Request& request,
                                        const Caller& caller);
Result<http::Response> ShowOpenings(Site& site, const http::Request& request, const Caller& caller);
Made MakeOpening(Site& site, const http::Request& request, const Caller& caller);
Made MakeFileStep(Site& site, const http::Request& request, const Caller& caller);

// Versions of the notice; the machine.
Result<http::Response> ShowVersions(Site& site, const http::Request& request, const Caller& caller);
Result<http::Response> ShowVersion(Site& site, const http::Request& request, const Caller& caller);
Made MakeDraft(Site& site, const http::Request& request, const Caller& caller);
Made MakeSignature(Site& site, const http::Request& request, const Caller& caller);
Made MakePublication(Site& site, const http::Request& request, const Caller& caller);
Made MakeReview(Site& site, const http::Request& request, const Caller& caller);
Result<http::Response> ShowSettings(Site& site, const http::Request& request, const Caller& caller);

// Lists as files.
Result<http::Response> GiveRequests(Site& site, const http::Request& request, const Caller& caller);
Result<http::Response> GiveGlass(Site& site, const http::Request& request, const Caller& caller);
Result<http::Response> GiveVersions(Site& site, const http::Request& request, const Caller& caller);

}  // namespace almoner::web::console
