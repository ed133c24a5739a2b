#include "app/portal_accounts.h"

#include <algorithm>

#include "app/account_mail.h"
#include "app/front.h"
#include "base/log.h"
#include "gate/life.h"
#include "outbox/outbox.h"

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

// Good for as long as a link that it could have borne.
Result<std::optional<outbox::ReadyLetter>> ToHolder(App& app, const account::Holder& account,
                                                    Literal kind, std::string text, bool asked) {
  if (!SendsLinks(app)) return std::optional<outbox::ReadyLetter>();
  auto ready = TRY(outbox::Prepare(app.keys(), {.to = account.email,
                                                .kind = kind,
                                                .subject = "About your account on our website",
                                                .text = Personal(std::move(text)),
                                                .until = app.clock().Now() + account::kTold,
                                                .about = account.subject,
                                                .asked = asked}));
  return std::optional(std::move(ready));
}

Result<account::Holder> AccountIn(App& app, const account::AccountId& id) {
  return app.store().Read(
      [&](store::ReadTx& tx) { return account::LoadHolder(tx, app.keys(), id); });
}

std::string Page(const App& app, std::string_view page) {
  const auto front = ReadFront(app.settings().home);
  return (front ? front->website.value_or("") : "") + std::string(page) + "\n";
}

Status NoteUse(App& app, const account::AccountId& account) {
  if (std::ranges::find(app.notice().retention, notice::Trigger::kAccountUnused,
                        &notice::Retention::trigger) == app.notice().retention.end())
    return {};
  const Time now = app.clock().Now();
  const auto whose =
      TRY(app.store().Read([&](store::ReadTx& tx) -> Result<std::optional<SubjectId>> {
        const auto subject = TRY(account::LoadHolder(tx, app.keys(), account)).subject;
        if (!subject) return subject;
        const auto used =
            TRY(gate::LoadLifeBeside(tx, app.keys(), app.notice(), *subject, now)).account_used;
        return used == LondonDate(now) ? std::nullopt : subject;
      }));
  if (!whose) return {};
  const auto use = standing::Make(app.keys(), SecretBytes(),
                                  {.id = EventId::New(app.random()),
                                   .subject = *whose,
                                   .kind = standing::Happening::kAccountUsed,
                                   .rule = {},
                                   .recorded = now},
                                  Personal(LondonDate(now)));
  const auto noted = TRY(app.gate().Act(
      {.purpose = "law.rights", .subjects = {*whose}, .action = gate::Action::kAttend, .own = true},
      "account.used",
      [&](const gate::Change& change) { return standing::InsertOnly(change, use); }));
  if (noted) return {};
  return Fail(Code::kRefused, "The use of an account could not be noted.");
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

void NoteAccountUse(App& app, const account::AccountId& account) {
  if (const Status noted = NoteUse(app, account); !noted)
    log::Failure("Noting that an account was used", noted.error());
}

gate::Outcome<std::vector<account::Holder>> ListWaitingAccounts(App& app, const StaffId& actor) {
  using All = std::vector<account::Holder>;
  const All waiting = TRY(
      app.store().Read([&](store::ReadTx& tx) { return account::ListWaiting(tx, app.keys()); }));
  const auto allowed =
      TRY(app.gate().Act({.actor = actor, .purpose = "law.rights"}, "accounts.listed",
                         [&](const gate::Change& change) -> Status {
                           change.entry.counts["shown"] = std::ssize(waiting);
                           return {};
                         }));
  if (!allowed) return gate::Refuse<All>(allowed.error());
  return waiting;
}

gate::Outcome<gate::Changed> LinkAccount(App& app, const StaffId& actor, std::string_view purpose,
                                         const SubjectId& subject,
                                         const account::AccountId& account, Known how) {
  account::Holder waiting = TRY(AccountIn(app, account));
  waiting.subject = subject;  // whose letter it is
  const auto letter = TRY(ToHolder(app, waiting, "account-ready",
                                   "You can see more in your account on our website now. Sign "
                                   "in:\n\n" +
                                       Page(app, "/my/sign-in"),
                                   false));
  const Literal action =
      how == Known::kKnown ? Literal("account.linked-known") : Literal("account.linked-shown");
  return app.gate().Act(ToGive(app, actor, purpose, subject), action,
                        [&](const gate::Change& change) -> Status {
                          TRY(Lives(change, app, subject));
                          TRY(account::GiveTo(change, account, subject));
                          return letter ? outbox::Queue(change, *letter) : Status();
                        });
}

gate::Outcome<gate::Changed> LinkWithCode(App& app, const account::AccountId& account,
                                          std::string_view code) {
  const SubjectId subject = TRY(app.store().Read([&](store::ReadTx& tx) {
    return account::InvitedBy(tx, app.keys(), code, app.clock().Now());
  }));
  return app.gate().Act(
      {.purpose = "law.rights",
       .subjects = {subject},
       .action = gate::Action::kAttend,
       .own = true},
      "account.linked-code", [&](const gate::Change& change) -> Status {
        if (TRY(account::InvitedBy(change.tx, change.keys, code, change.now)) != subject)
          return Fail(Code::kNotFound, "The code is somebody else's.");
        TRY(Lives(change, app, subject));
        return account::GiveTo(change, account, subject);
      });
}

gate::Outcome<gate::Changed> UnlockAccount(App& app, const StaffId& actor,
                                           const account::AccountId& account) {
  const account::Holder locked = TRY(AccountIn(app, account));
  const auto letter = TRY(ToHolder(app, locked, "account-unlocked",
                                   "Your account on our website is unlocked. Choose a new "
                                   "password:\n\n" +
                                       Page(app, "/my/forgotten"),
                                   true));
  gate::Ask ask{.actor = actor, .purpose = "law.rights"};
  if (locked.subject) ask.subjects = {*locked.subject};
  return app.gate().Act(ask, "account.unlocked", [&](const gate::Change& change) -> Status {
    TRY(account::Unlock(change, account));
    return letter ? outbox::Queue(change, *letter) : Status();
  });
}

}  // namespace almoner::app
