#include "app/portal_accounts.h"

#include "gate/life.h"

namespace almoner::app {
namespace {

gate::Ask AskFor(const StaffId& actor, std::string_view purpose, const SubjectId& subject) {
  return {.actor = actor,
          .purpose = std::string(purpose),
          .subjects = {subject},
          .action = gate::Action::kAttend};
}

Status Lives(App& app, const SubjectId& subject) {
  const auto life = TRY(app.store().Read([&](store::ReadTx& tx) {
    return gate::LoadLifeBeside(tx, app.keys(), app.notice(), subject, app.clock().Now());
  }));
  if (!life.death) return {};
  return Fail(Code::kConflict, "The person has died; nobody signs in as them.");
}

}  // namespace

gate::Outcome<Personal<std::string>> InviteToPortal(App& app, const StaffId& actor,
                                                    std::string_view purpose,
                                                    const SubjectId& subject) {
  TRY(Lives(app, subject));
  Personal<std::string> code = account::NewCode(app.random());
  const auto invited = TRY(app.gate().Act(
      AskFor(actor, purpose, subject), "account.invited",
      [&](const gate::Change& change) { return account::Invite(change, subject, code.Expose()); }));
  if (!invited) return gate::Refuse<Personal<std::string>>(invited.error());
  return code;
}

gate::Outcome<gate::Changed> EndPortalAccount(App& app, const StaffId& actor,
                                              std::string_view purpose, const SubjectId& subject) {
  return app.gate().Act(
      AskFor(actor, purpose, subject), "account.ended",
      [&](const gate::Change& change) { return account::Forget(change, subject); });
}

}  // namespace almoner::app
