#include "app/portal_accounts.h"
#include "cli/command.h"

namespace almoner::cli {
namespace {

Result<int> Invite(Shell& shell, app::App& app, const std::string& person) {
  const SubjectId subject = TRY(SubjectId::Parse(person));
  const StaffId actor = TRY(shell.Actor());
  auto code = app::InviteToPortal(app, actor, shell.purpose, subject);
  return Answer(shell, std::move(code), [&](const Personal<std::string>& given) {
    return shell.Print(
        "Code: " + given.Expose() +
            "\nGive it to the person, or send it to where you know that they live. They start "
            "their "
            "account with it at /my/start, within 28 days. Codes that they had before are worth "
            "nothing now.\n",
        {{"code", given.Expose()}}, "almoner.invitation/1");
  });
}

Result<int> EndAccount(Shell& shell, app::App& app, const std::string& person) {
  const SubjectId subject = TRY(SubjectId::Parse(person));
  const StaffId actor = TRY(shell.Actor());
  auto ended = app::EndPortalAccount(app, actor, shell.purpose, subject);
  return Answer(shell, std::move(ended), [&](const gate::Changed& changed) {
    return shell.Print("The account is over. Whoever was signed in with it is signed out.\n",
                       {{"entry", changed.entry.text()}}, "almoner.changed/1");
  });
}

}  // namespace

void AddAccount(Shell& shell) {
  const auto person = std::make_shared<std::string>();
  CLI::App* const account = Noun(shell, "account", "Accounts of people on the portal");
  for (CLI::App* const command :
       {Command(shell, account, "invite", "A code with which the person makes their account",
                [&shell, person](app::App& app) { return Invite(shell, app, *person); }),
        Command(shell, account, "end", "The person's account is over: stolen, or no longer wished",
                [&shell, person](app::App& app) { return EndAccount(shell, app, *person); })})
    command->add_option("subject", *person, "The person's id")->required();
}

}  // namespace almoner::cli
