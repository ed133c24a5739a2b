// One's own second factor, and where one is signed in.
#include "app/staffing.h"
#include "console/office.h"
#include "console/staff_words.h"
#include "web/caller.h"
#include "web/passkeys.h"
#include "web/second.h"

namespace almoner::web::console {
namespace {

Result<Setup> SetupOf(const Site& site, const Caller& caller) {
  const auto profile = TRY(site.app.store().Read(
      [&](store::ReadTx& tx) { return staff::OpenProfile(tx, site.app.keys(), caller.staff); }));
  return Setup{.owner = staff::OwnerOf(caller.staff),
               .session = ToBytes(caller.csrf),
               .account = profile.login.Expose()};
}

Result<FormPage> AppForm(Site& site, const Caller& caller, const Answers& answers) {
  FormPage form = TRY(SetupForm(site, TRY(SetupOf(site, caller)), "/account/app", answers));
  form.back = "/account";
  form.back_text = "Your account";
  return form;
}

Result<PasskeyForm> PasskeyFormOf(const Site& site, const Caller& caller) {
  const Setup setup = TRY(SetupOf(site, caller));
  return PasskeyForm{.owner = setup.owner,
                     .csrf = caller.csrf,
                     .account = setup.account,
                     .action = "/account/passkeys",
                     .questions = {PasskeyName()}};
}

Result<FormPage> PasskeysPage(Site& site, const Caller& caller, const Answers& answers,
                              const std::vector<FieldProblem>& problems) {
  const factor::Owner owner = staff::OwnerOf(caller.staff);
  const auto factors = TRY(site.app.store().Read(
      [&](store::ReadTx& tx) { return factor::Load(tx, site.app.keys(), owner); }));
  FormPage page = PasskeysForm(factors, "/account/passkeys/remove", "/account");
  page.script = PartyOf(site).has_value();
  if (!page.script) {
    page.says.emplace_back("They cannot be used here: the settings do not say where this site is.");
    return page;
  }
  const PasskeyForm form = TRY(PasskeyFormOf(site, caller));
  page.before.push_back(TRY(MakeView(site, site.staff_codes, form, answers, problems)));
  return page;
}

FormPage RecoveryForm() {
  return {.heading = "New recovery codes",
          .back = "/account",
          .back_text = "Your account",
          .action = "/account/recovery",
          .button = "Make new codes",
          .says = {"Those that you have are worth nothing afterwards."},
          .tab = Tab::kMore};
}

FormPage RemoveForm() {
  return {.heading = "Remove your authenticator app",
          .back = "/account",
          .back_text = "Your account",
          .action = "/account/app/remove",
          .button = "Remove it",
          .says = {"You sign in with your password alone afterwards, and your recovery codes are "
                   "worth nothing. For a new telephone, set up the new one instead: it replaces "
                   "the old."},
          .tab = Tab::kMore};
}

}  // namespace

Result<http::Response> ShowOwnApp(Site& site, const http::Request& /*request*/,
                                  const Caller& caller) {
  return ShowForm(site, caller, TRY(AppForm(site, caller, {})));
}

Result<http::Response> TakeOwnApp(Site& site, const http::Request& /*request*/,
                                  const Caller& caller, const http::Fields& fields) {
  const Answers answers(fields);
  const auto taken = TRY(TakeSetup(site, site.staff_codes, TRY(SetupOf(site, caller)), answers));
  if (!taken)
    return ShowForm(site, caller, TRY(AppForm(site, caller, answers)), answers, {taken.error()});
  return ShowForm(site, caller, RecoveryPage(*taken, "/account", "Your account"));
}

Result<http::Response> ShowOwnRecovery(Site& site, const http::Request& /*request*/,
                                       const Caller& caller) {
  return ShowForm(site, caller, RecoveryForm());
}

Result<http::Response> TakeOwnRecovery(Site& site, const http::Request& /*request*/,
                                       const Caller& caller, const http::Fields& /*fields*/) {
  if (TRY(SecondOf(site, caller.staff)) != Second::kAsked)
    return http::Response::Redirect("/account/app");
  const auto codes = TRY(NewRecovery(site, site.staff_codes, staff::OwnerOf(caller.staff)));
  return ShowForm(site, caller, RecoveryPage(codes, "/account", "Your account"));
}

Result<http::Response> ShowRemoveApp(Site& site, const http::Request& /*request*/,
                                     const Caller& caller) {
  return ShowForm(site, caller, RemoveForm());
}

Result<http::Response> TakeRemoveApp(Site& site, const http::Request& /*request*/,
                                     const Caller& caller, const http::Fields& /*fields*/) {
  if (site.signing.second_factor)
    return ShowForm(
        site, caller, RemoveForm(), {},
        {{.field = std::string(kHeading),
          .text = "Staff here need a second factor. Set up another app instead: it replaces this "
                  "one"}},
        409);
  const factor::Owner owner = staff::OwnerOf(caller.staff);
  TRY(site.staff_codes.Record(
      caller.staff.bytes(), "factor.app-removed",
      [&](const keys::Change& change) { return factor::RemoveApp(change, owner); }));
  return http::Response::Redirect("/account?done=removed");
}

Result<http::Response> ShowDevices(Site& site, const http::Request& request, const Caller& caller) {
  const auto token = SessionToken(request);
  const Bytes current = token ? session::Sessions::HandleOf(*token) : Bytes();
  return ShowForm(
      site, caller,
      DevicesForm(TRY(site.sessions.List(caller.staff)), current, "/account/devices", "/account"));
}

Result<http::Response> TakeDevices(Site& site, const http::Request& request, const Caller& caller,
                                   const http::Fields& fields) {
  const Answers answers(fields);
  const auto token = SessionToken(request);
  const Bytes current = token ? session::Sessions::HandleOf(*token) : Bytes();
  const FormPage form =
      DevicesForm(TRY(site.sessions.List(caller.staff)), current, "/account/devices", "/account");
  if (const auto problems = Check(form.questions, answers); !problems.empty())
    return ShowForm(site, caller, form, answers, problems);
  if (answers.Text("end") == "others") {
    if (token) TRY(site.sessions.EndOthers(caller.staff, *token));
  } else {
    TRY(site.sessions.EndOne(caller.staff, TRY(FromHex(answers.Text("end")))));
  }
  return http::Response::Redirect("/account/devices");
}

Result<http::Response> ShowPasskeys(Site& site, const http::Request& /*request*/,
                                    const Caller& caller) {
  return ShowForm(site, caller, TRY(PasskeysPage(site, caller, {}, {})));
}

Result<http::Response> TakePasskey(Site& site, const http::Request& /*request*/,
                                   const Caller& caller, const http::Fields& fields) {
  const Answers answers(fields);
  const PasskeyForm form = TRY(PasskeyFormOf(site, caller));
  auto problems = Check(form.questions, answers);
  const auto made = TRY(MadeIn(site, form, answers));
  if (problems.empty() && !made)
    problems.push_back({.field = std::string(kHeading),
                        .text = "The passkey was not accepted. Try again, or use a code"});
  if (!problems.empty())
    return ShowForm(site, caller, TRY(PasskeysPage(site, caller, answers, problems)), answers,
                    problems);
  const auto codes =
      TRY(KeepPasskey(site, site.staff_codes, form.owner, *made, answers.Text("name")));
  if (codes) return ShowForm(site, caller, RecoveryPage(*codes, "/account", "Your account"));
  return http::Response::Redirect("/account/passkeys");
}

Result<http::Response> RemovePasskey(Site& site, const http::Request& /*request*/,
                                     const Caller& caller, const http::Fields& fields) {
  const Answers answers(fields);
  const factor::Owner owner = staff::OwnerOf(caller.staff);
  const auto factors = TRY(site.app.store().Read(
      [&](store::ReadTx& tx) { return factor::Load(tx, site.app.keys(), owner); }));
  const FormPage form = TRY(PasskeysPage(site, caller, {}, {}));
  if (form.closed) return http::Response::Redirect("/account/passkeys");
  auto problems = Check(form.questions, answers);
  if (site.signing.second_factor && !factors.app && factors.passkeys.size() == 1)
    problems.push_back({.field = std::string(kHeading),
                        .text = "Staff here need a second factor. Set up another one first"});
  if (!problems.empty()) return ShowForm(site, caller, form, answers, problems);
  const auto id = TRY(factor::FactorId::Parse(answers.Text("passkey")));
  TRY(site.staff_codes.Record(
      caller.staff.bytes(), "factor.passkey-removed",
      [&](const keys::Change& change) { return factor::RemovePasskey(change, owner, id); }));
  return http::Response::Redirect("/account/passkeys");
}

Made MakeFactorsTaking(Site& site, const http::Request& request, const Caller& caller) {
  if (!Has(site, caller, "administer"))
    return Instead(ShowNotTheirs(site, request, caller, "administer"));
  const StaffId staff = TRY(ColleagueOf(site, request));
  FormPage form{.heading = "Take away their second factor",
                .back = "/staff/" + staff.text(),
                .back_text = "The colleague",
                .action = "/staff/" + staff.text() + "/factors",
                .button = "Take it away",
                .tab = Tab::kMore};
  form.says = {
      "For one who lost their telephone and has no recovery code left. Make sure that it "
      "is them who asks: face to face, or on a number that you have known.",
      "They are signed out everywhere, sign in with their password, and set up a new one. "
      "It is in the log, and shown here until they have another."};
  return Deed{.form = std::move(form),
              .act = [&site, &caller, staff](const Answers&) -> gate::Outcome<std::string> {
                TRY(app::TakeFactors(site.app, caller.staff, staff));
                return "/staff/" + staff.text() + "?done=factors";
              }};
}

}  // namespace almoner::web::console
