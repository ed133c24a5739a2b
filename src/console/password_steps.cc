// Passwords that are set for somebody, and one's own.
#include "app/staffing.h"
#include "console/handlers.h"
#include "console/office.h"
#include "console/staff_words.h"
#include "web/caller.h"
#include "web/listing.h"
#include "web/second.h"

namespace almoner::web::console {
namespace {

// Shown once, and kept nowhere.
Result<http::Response> ShowPassword(const Site& site, const Caller& caller, const StaffId& staff,
                                    const SecretBytes& password) {
  ListPage page{.heading = "The password, shown only now",
                .back = "/staff/" + staff.text(),
                .back_text = "The colleague",
                .says = {"Tell it to them yourself: face to face or on the telephone, never by "
                         "e-mail. They change it on their own page, “Your account”."}};
  page.parts.push_back({.facts = {{"Password", std::string(password.text())}}});
  return ShowList(site, caller, page);
}

// Tries count as tries to sign in do, so that nobody guesses at a desk that was left.
Status HasPassword(Site& site, const Caller& caller, const SecretBytes& password) {
  const auto profile = TRY(site.app.store().Read(
      [&](store::ReadTx& tx) { return staff::OpenProfile(tx, site.app.keys(), caller.staff); }));
  const auto checked = TRY(CheckPassword(site, profile.login, password, session::SignedIn()));
  if (checked) return {};
  if (checked.error().wait.count() == 0)
    return Fail(Code::kRefused, "The password you have now is another one.");
  return Fail(Code::kRefused,
              "Too many tries have failed. Wait a quarter of an hour, then try again.");
}

}  // namespace

Made MakeInvitation(Site& site, const http::Request& request, const Caller& caller) {
  if (!Has(site, caller, "administer"))
    return Instead(ShowNotTheirs(site, request, caller, "administer"));
  FormPage form{.heading = "Add somebody",
                .back = "/staff",
                .back_text = "All staff",
                .action = "/staff/new",
                .button = "Add the account",
                .says = {"They get a first password, which is shown to you once."},
                .tab = Tab::kMore};
  form.questions = {{.name = "name", .label = "Full name", .missing = "Enter their full name"},
                    {.name = "login",
                     .label = "Username",
                     .missing = "Enter a username",
                     .hint = "What they type to sign in."},
                    {.kind = Kind::kSeveral,
                     .name = "role",
                     .label = "Roles",
                     .missing = "Choose a role",
                     .hint = "As our notice has them. Choose all that they need, and no more.",
                     .options = RoleOptions(site.app.notice())}};
  return Deed{.form = std::move(form),
              .act = {},
              .give = [&site, &caller](const Answers& answers) -> gate::Outcome<http::Response> {
                const auto trimmed = [&](const char* name) {
                  const std::string text = answers.Text(name);
                  return Personal(std::string(http::Trim(text)));
                };
                const staff::Profile profile{
                    .name = trimmed("name"), .login = trimmed("login"), .os_user = {}};
                const app::Invited invited =
                    TRY(app::InviteStaff(site.app, caller.staff, profile, answers.Several("role")));
                return TRY(ShowPassword(site, caller, invited.staff, invited.password));
              },
              .afterwards = "/staff"};
}

Made MakePasswordReset(Site& site, const http::Request& request, const Caller& caller) {
  if (!Has(site, caller, "administer"))
    return Instead(ShowNotTheirs(site, request, caller, "administer"));
  const StaffId staff = TRY(ColleagueOf(site, request));
  // One's own is changed with the old one, so that a desk that was left is not lost for good.
  if (staff == caller.staff) return Instead(http::Response::Redirect("/account/password"));
  FormPage form{.heading = "Set a new password",
                .back = "/staff/" + staff.text(),
                .back_text = "The colleague",
                .action = "/staff/" + staff.text() + "/password",
                .button = "Set a new password",
                .tab = Tab::kMore};
  form.says = {
      "For one who forgot theirs, or whose account somebody else may have used. They are "
      "signed out everywhere."};
  return Deed{.form = std::move(form),
              .act = {},
              .give = [&site, &caller, staff](const Answers&) -> gate::Outcome<http::Response> {
                const app::Reset reset = TRY(app::ResetPassword(site.app, caller.staff, staff));
                return TRY(ShowPassword(site, caller, staff, reset.password));
              },
              .afterwards = "/staff/" + staff.text() + "?done=password"};
}

Made MakeOwnPassword(Site& site, const http::Request& request, const Caller& caller) {
  FormPage form{.heading = "Change your password",
                .back = "/account",
                .back_text = "Your account",
                .action = "/account/password",
                .button = "Change the password",
                .says = {"You are signed out everywhere else."},
                .tab = Tab::kMore};
  form.questions = {{.kind = Kind::kCurrent,
                     .name = "before",
                     .label = "The password you have now",
                     .missing = "Enter the password you have now"},
                    {.kind = Kind::kSecret,
                     .name = "after",
                     .label = "New password",
                     .missing = "Enter a new password",
                     .hint = "15 characters or more. Three or four words that have nothing to do "
                             "with each other are good."}};
  return Deed{
      .form = std::move(form),
      .act = {},
      .give = [&site, &caller, &request](const Answers& answers) -> gate::Outcome<http::Response> {
        TRY(HasPassword(site, caller, SecretBytes::CopyOf(answers.Text("before"))));
        const auto password = TRY(app::ChangePassword(site.app, caller.staff,
                                                      SecretBytes::CopyOf(answers.Text("after"))));
        const staff::Begun begun = TRY(
            site.sessions.Begin(caller.staff, {.password = password, .where = WhereOf(request)}));
        return Welcome(site, http::Response::Redirect("/account?done=1"), begun);
      },
      .afterwards = "/account?done=1"};
}

}  // namespace almoner::web::console
