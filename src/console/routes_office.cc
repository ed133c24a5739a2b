#include "console/import.h"
#include "console/look.h"
#include "console/office.h"
#include "console/proof.h"
#include "console/provider.h"
#include "console/training.h"
#include "console/webhooks.h"
#include "web/upload.h"

namespace almoner::web::console {
namespace {

using enum http::Method;

void AddRetention(http::Router& router, Site& site) {
  router.Add(kGet, "/retention", Console(site, ShowRetention));
  router.Add(kGet, "/retention/csv", Console(site, ProvedPage<GiveRetention>));
  AddDeed<MakeRun>(router, site, "/retention/run");
  AddDeed<MakeProcessor>(router, site, "/requests/{id}/processor");
  AddProvedDeed<MakeApproval>(router, site, "/retention/{id}/approve");
  AddProvedDeed<MakeKeeping>(router, site, "/retention/{id}/keep");
}

void AddHolds(http::Router& router, Site& site) {
  router.Add(kGet, "/holds", Console(site, ShowHolds));
  router.Add(kGet, "/holds/csv", Console(site, ProvedPage<GiveHolds>));
  router.Add(kGet, "/holds/{id}/{hold}", Console(site, ShowHold));
  AddDeed<MakeHoldLift>(router, site, "/holds/{id}/{hold}/lift");
  AddDeed<MakeHoldReview>(router, site, "/holds/{id}/{hold}/review");
  AddProvedDeed<MakeHoldOverride>(router, site, "/holds/{id}/{hold}/override");
  router.Add(kGet, "/people/{id}/standing", Console(site, ShowStanding));
  AddDeed<MakeHold>(router, site, "/people/{id}/hold");
  AddDeed<MakeMarkLift>(router, site, "/people/{id}/standing/{mark}/lift");
  router.Add(kGet, "/people/{id}/consents", Console(site, ShowConsents));
  AddDeed<MakeConsent>(router, site, "/people/{id}/consents/{consent}");
}

void AddStaff(http::Router& router, Site& site) {
  router.Add(kGet, "/staff", Console(site, ShowStaff));
  router.Add(kGet, "/staff/csv", Console(site, ProvedPage<GiveStaff>));
  router.Add(kGet, "/staff/{id}", Console(site, ShowColleague));
  AddProvedDeed<MakeInvitation>(router, site, "/staff/new");
  AddProvedDeed<MakePasswordReset>(router, site, "/staff/{id}/password");
  AddProvedDeed<MakeRoleGift>(router, site, "/staff/{id}/role");
  AddProvedDeed<MakeRoleTaking>(router, site, "/staff/{id}/roles/{role}");
  AddDeed<MakeAssignment>(router, site, "/staff/{id}/assign");
  AddDeed<MakeUnassignment>(router, site, "/staff/{id}/assigned/{kind}/{target}");
  AddDeed<MakeClosing>(router, site, "/staff/{id}/close");
  AddProvedDeed<MakeEnd>(router, site, "/staff/{id}/end");
  AddProvedDeed<MakeFactorsTaking>(router, site, "/staff/{id}/factors");
  AddDeed<MakeTraining>(router, site, "/staff/{id}/training");
  AddDeed<MakeTrainingRemoval>(router, site, "/staff/{id}/training/{training}/remove");
  router.Add(kGet, "/training", Console(site, ShowTraining));
  router.Add(kGet, "/training/csv", Console(site, ProvedPage<GiveTraining>));
  router.Add(kGet, "/account", Console(site, ShowAccount));
  AddDeed<MakeOwnPassword>(router, site, "/account/password");
  router.Add(kGet, "/account/app", Console(site, ProvedPage<ShowOwnApp>));
  router.Add(kPost, "/account/app", Form(site, ProvedForm<TakeOwnApp>));
  router.Add(kGet, "/account/app/remove", Console(site, ShowRemoveApp));
  router.Add(kPost, "/account/app/remove", Form(site, ProvedForm<TakeRemoveApp>));
  router.Add(kGet, "/account/recovery", Console(site, ShowOwnRecovery));
  router.Add(kPost, "/account/recovery", Form(site, ProvedForm<TakeOwnRecovery>));
  router.Add(kGet, "/account/passkeys", Console(site, ProvedPage<ShowPasskeys>));
  router.Add(kPost, "/account/passkeys", Form(site, ProvedForm<TakePasskey>));
  router.Add(kPost, "/account/passkeys/remove", Form(site, ProvedForm<RemovePasskey>));
  AddProvedDeed<MakeLinkCode>(router, site, "/staff/{id}/link-code");
  router.Add(kGet, "/account/provider", Console(site, ProvedPage<ShowOwnLink>));
  router.Add(kPost, "/account/provider", Form(site, ProvedForm<TakeOwnLink>));
  router.Add(kGet, "/account/devices", Console(site, ShowDevices));
  router.Add(kPost, "/account/devices", Form(site, TakeDevices));
}

void AddImports(http::Router& router, Site& site) {
  router.Add(kGet, "/imports", Console(site, ShowImports));
  router.Add(kGet, "/imports/new", Console(site, ShowImport));
  router.Add(kPost, "/imports/new", UploadForm(site, TakeImport));
  router.Add(kGet, "/imports/documents", Console(site, ShowImportDocuments));
  router.Add(kPost, "/imports/documents", UploadForm(site, TakeImportDocuments));
  AddDeed<MakeForgetting>(router, site, "/imports/mappings");
  AddProvedDeed<MakeUndo>(router, site, "/imports/{id}/undo");
  AddDeed<MakeReferral>(router, site, "/referrals/new");
}

void AddApiKeys(http::Router& router, Site& site) {
  router.Add(kGet, "/api-keys", Console(site, ShowApiKeys));
  AddProvedDeed<MakeNewApiKey>(router, site, "/api-keys/new");
  AddDeed<MakeApiKeyEnd>(router, site, "/api-keys/{id}/end");
}

void AddWebhooks(http::Router& router, Site& site) {
  router.Add(kGet, "/settings/webhooks", Console(site, ShowWebhooks));
  AddProvedDeed<MakeNewWebhook>(router, site, "/settings/webhooks/new");
  router.Add(kGet, "/settings/webhooks/{webhook}", Console(site, ShowOneWebhook));
  AddProvedDeed<MakeWebhookRotation>(router, site, "/settings/webhooks/{webhook}/rotate");
  AddDeed<MakeWebhookTest>(router, site, "/settings/webhooks/{webhook}/test");
  AddDeed<MakeWebhookStart>(router, site, "/settings/webhooks/{webhook}/start");
  AddDeed<MakeWebhookEnd>(router, site, "/settings/webhooks/{webhook}/end");
}

void AddAudit(http::Router& router, Site& site) {
  router.Add(kGet, "/audit", Console(site, ShowAudit));
  AddDeed<MakeAuditPerson>(router, site, "/audit/person");
  AddDeed<MakeVerify>(router, site, "/audit/verify");
  router.Add(kGet, "/audit/people/{id}", Console(site, ShowAuditPerson));
  router.Add(kGet, "/audit/people/{id}/csv", Console(site, ProvedPage<GiveAuditPerson>));
  AddDeed<MakePersonDays>(router, site, "/audit/people/{id}/days");
  router.Add(kGet, "/audit/staff/{id}", Console(site, ShowAuditStaff));
  router.Add(kGet, "/audit/staff/{id}/csv", Console(site, ProvedPage<GiveAuditStaff>));
  AddDeed<MakeStaffDays>(router, site, "/audit/staff/{id}/days");
}

void AddRegisters(http::Router& router, Site& site) {
  router.Add(kGet, "/registers", Console(site, ShowRegisters));
  router.Add(kGet, "/registers/{register}", Console(site, ShowRegister));
  router.Add(kGet, "/registers/{register}/csv", Console(site, ProvedPage<GiveRegister>));
  router.Add(kGet, "/registers/{register}/new", Console(site, ShowOpenings));
  AddDeed<MakeOpening>(router, site, "/registers/{register}/new/{step}");
  router.Add(kGet, "/registers/{register}/{id}/report", Console(site, ShowBreachReport));
  router.Add(kGet, "/registers/{register}/{id}", Console(site, ShowFile));
  AddDeed<MakeFileStep>(router, site, "/registers/{register}/{id}/{step}");
}

void AddVersions(http::Router& router, Site& site) {
  router.Add(kGet, "/notice/manage", Console(site, ShowVersions));
  AddDeed<MakeDraft>(router, site, "/notice/manage/new");
  AddDeed<MakeReview>(router, site, "/notice/manage/review");
  router.Add(kGet, "/notice/manage/{hash}", Console(site, ShowVersion));
  AddDeed<MakeSignature>(router, site, "/notice/manage/{hash}/sign/{step}");
  AddDeed<MakePublication>(router, site, "/notice/manage/{hash}/publish");
}

}  // namespace

void AddOffice(http::Router& router, Site& site) {
  AddRetention(router, site);
  AddHolds(router, site);
  AddStaff(router, site);
  AddImports(router, site);
  AddApiKeys(router, site);
  AddWebhooks(router, site);
  AddAudit(router, site);
  AddRegisters(router, site);
  AddVersions(router, site);
  router.Add(kGet, "/requests/csv", Console(site, ProvedPage<GiveRequests>));
  router.Add(kGet, "/glass/csv", Console(site, ProvedPage<GiveGlass>));
  router.Add(kGet, "/notice/manage/csv", Console(site, GiveVersions));
  router.Add(kGet, "/settings", Console(site, ShowSettings));
  router.Add(kGet, "/settings/look", Console(site, ShowLook));
  router.Add(kPost, "/settings/look", UploadForm(site, TakeLook));
}

}  // namespace almoner::web::console
