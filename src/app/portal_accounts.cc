#include "app/portal_accounts.h"

#include "gate/life.h"

namespace almoner::app {
namespace {

// Whoever gives the account out could open it: only those who may read what it shows.
gate::Ask ToGive(App& app, const StaffId& actor, std::string_view purpose,
                 const SubjectId& subject) {
  gate::Ask ask{.actor = actor, .purpose = std::string(purpose), .subjects = {subject}};
  for (const notice::Category& category : app.notice().categories)
    if (category.portal) ask.categories.push_back(category.id);
  return ask;
}

Status Lives(const gate::Change& change, App& app, const SubjectId& subject) {
  const auto life =
      TRY(gate::LoadLifeBeside(change.tx, change.keys, app.notice(), subject, change.now));
  if (!life.death) return {};
  return Fail(Code::kConflict, "The person has died; nobody signs in as them.");
}

}  // namespace

gate::Outcome<Personal<std::string>> InviteToPortal(App& app, const StaffId& actor,
                                                    std::string_view purpose,
                                                    const SubjectId& subject) {
  Personal<std::string> code = account::NewCode(app.random());
  const auto invited = TRY(app.gate().Act(ToGive(app, actor, purpose, subject), "account.invited",
                                          [&](const gate::Change& change) -> Status {
                                            TRY(Lives(change, app, subject));
                                            return account::Invite(change, subject, code.Expose());
                                          }));
  if (!invited) return gate::Refuse<Personal<std::string>>(invited.error());
  return code;
}

gate::Outcome<gate::Changed> EndPortalAccount(App& app, const StaffId& actor,
                                              std::string_view purpose, const SubjectId& subject) {
  return app.gate().Act({.actor = actor,
                         .purpose = std::string(purpose),
                         .subjects = {subject},
                         .action = gate::Action::kAttend},
                        "account.ended", [&](const gate::Change& change) {
                          return account::Forget(change, subject);
                        });
}

gate::Outcome<gate::Changed> StartPortalAccount(App& app, const account::Ready& account,
                                                std::string_view code) {
  return app.gate().Act({.purpose = "law.rights",
                         .subjects = {account.subject},
                         .action = gate::Action::kAttend,
                         .own = true},
                        "account.made", [&](const gate::Change& change) -> Status {
                          TRY(Lives(change, app, account.subject));
                          return account::Insert(change, account, code);
                        });
}

}  // namespace almoner::app
