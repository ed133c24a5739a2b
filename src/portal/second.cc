// The second factor of somebody who uses the portal, and where they are signed in.
#include "portal/second.h"

#include "app/portal_accounts.h"
#include "http/cookie.h"
#include "portal/handlers.h"
#include "web/caller.h"
#include "web/doors.h"
#include "web/passkeys.h"
#include "web/second.h"

namespace almoner::web::portal {
namespace {

constexpr Literal kHalfCookie = "__Host-my-half";

struct Half {
  SecretBytes token;
  account::AccountId account;
  std::string csrf;
};

Result<std::optional<Half>> HalfOf(Site& site, const http::Request& request) {
  const auto bytes = FromHex(request.cookie(kHalfCookie.view()).value_or(""));
  if (!bytes || bytes->size() != 32) return std::optional<Half>();
  SecretBytes token = SecretBytes::CopyOf(BytesView(*bytes));
  const auto session = TRY(site.visits.FindHalf(token));
  if (!session) return std::optional<Half>();
  return std::optional<Half>(Half{
      .token = std::move(token), .account = session->holder, .csrf = ToHex(session->csrf.view())});
}

FormPage CodePage() {
  FormPage form = CodeForm("/my/sign-in/code", "/my/sign-in");
  form.says = {
      "If you have lost your telephone and your recovery codes, ask us: we give you a code "
      "to start your account anew."};
  return form;
}

PasskeyForm PasskeyOf(const Half& half) {
  return {.owner = account::OwnerOf(half.account),
          .csrf = half.csrf,
          .account = {},
          .action = "/my/sign-in/passkey"};
}

Result<http::Response> Ask(Site& site, const Half& half,
                           const std::vector<FieldProblem>& problems = {}) {
  FormPage form = CodePage();
  form.script = PartyOf(site) && !TRY(site.own_codes.PasskeysOf(half.account.bytes())).empty();
  if (form.script) form.after.push_back(TRY(UseView(site, site.own_codes, PasskeyOf(half))));
  return web::Show(site,
                   {.title = form.heading,
                    .status = problems.empty() ? 200 : 422,
                    .error = !problems.empty(),
                    .script = form.script},
                   FormBody(form, half.csrf, {}, problems));
}

Result<http::Response> Whole(Site& site, const http::Request& request, const Half& half) {
  const auto begun = TRY(site.visits.Complete(half.token, {.where = WhereOf(request)}));
  app::NoteAccountUse(site.app, half.account);
  ++site.counters.sessions_begun;
  http::Response response = Welcome(http::Response::Redirect("/my"), begun);
  response.headers.push_back(http::ForgetCookie(kHalfCookie));
  return response;
}

Result<factor::Factors> FactorsOf(const Site& site, const account::AccountId& account) {
  return site.app.store().Read([&](store::ReadTx& tx) {
    return factor::Load(tx, site.app.keys(), account::OwnerOf(account));
  });
}

Result<account::Holder> AccountOf(const Site& site, const Member& member) {
  return site.app.store().Read(
      [&](store::ReadTx& tx) { return account::LoadHolder(tx, site.app.keys(), member.account); });
}

Question OwnPassword() {
  return {.kind = Kind::kCurrent,
          .name = "password",
          .label = "Your password",
          .missing = "Enter your password, so that we know that it is you"};
}

// Their password once more; the problem where it is not.
Result<std::optional<FieldProblem>> NotTheirs(Site& site, const Member& member,
                                              const Answers& answers,
                                              std::string_view field = "password") {
  const account::Holder account = TRY(AccountOf(site, member));
  const auto checked = TRY(
      site.visits.Check(account.email, PasswordTyped(answers.Text(field)), session::SignedIn()));
  if (checked) return std::optional<FieldProblem>();
  return std::optional(ProblemOf(field, checked.error(), "This is not your password"));
}

Result<Setup> SetupOf(const Site& site, const Member& member) {
  const account::Holder account = TRY(AccountOf(site, member));
  return Setup{.owner = account::OwnerOf(member.account),
               .session = ToBytes(member.csrf),
               .account = account.email.Expose()};
}

Result<FormPage> AppForm(Site& site, const Member& member, const Answers& answers) {
  FormPage form = TRY(SetupForm(site, TRY(SetupOf(site, member)), "/my/app", answers));
  form.back = "/my/second";
  form.back_text = "Second step";
  form.questions.push_back(OwnPassword());
  return form;
}

Result<http::Response> Show(const Site& site, const Member& member, const FormPage& form,
                            const Answers& answers = {},
                            const std::vector<FieldProblem>& problems = {}) {
  return ShowPage(site, {.title = form.heading, .tab = Tab::kMy, .member = &member}, form,
                  member.csrf, answers, problems);
}

FormPage SecondForm(const factor::Factors& factors) {
  FormPage form{.heading = "A second step when you sign in",
                .back = "/my",
                .back_text = "Your account",
                .action = "/my/second",
                .button = "Go on"};
  if (!factors.app) {
    form.says = {
        "You sign in with your password alone. With an authenticator app, somebody who "
        "has your password does not get in."};
    form.links = {{"/my/app", "Set up an authenticator app"}, {"/my/passkeys", "Passkeys"}};
    form.closed = true;
    return form;
  }
  form.says = {"You have an authenticator app. Recovery codes left: " +
               std::to_string(factors.recovery) + "."};
  form.links = {{"/my/app", "Set up another app, for a new telephone"},
                {"/my/passkeys", "Passkeys"}};
  form.questions = {{.kind = Kind::kOneOf,
                     .name = "what",
                     .label = "What do you want to do?",
                     .missing = "Choose what you want to do",
                     .options = {{.value = "codes",
                                  .text = "Make new recovery codes",
                                  .note = "Those you have are worth nothing then."},
                                 {.value = "remove",
                                  .text = "Remove the app",
                                  .note = "You sign in with your password alone then."}}},
                    OwnPassword()};
  return form;
}

Result<PasskeyForm> PasskeyFormOf(const Site& site, const Member& member) {
  const Setup setup = TRY(SetupOf(site, member));
  return PasskeyForm{.owner = setup.owner,
                     .csrf = member.csrf,
                     .account = setup.account,
                     .action = "/my/passkeys",
                     .questions = {PasskeyName(), OwnPassword()}};
}

Result<FormPage> PasskeysPage(Site& site, const Member& member, const Answers& answers = {},
                              const std::vector<FieldProblem>& problems = {}) {
  FormPage page =
      PasskeysForm(TRY(FactorsOf(site, member.account)), "/my/passkeys/remove", "/my/second");
  page.back_text = "Second step";
  if (!page.closed) {
    page.questions.push_back(OwnPassword());
    page.questions.back().name = "own-password";
  }
  page.script = PartyOf(site).has_value();
  if (!page.script) {
    page.says.emplace_back("They cannot be used here yet. An authenticator app can.");
    return page;
  }
  const PasskeyForm form = TRY(PasskeyFormOf(site, member));
  page.before.push_back(TRY(MakeView(site, site.own_codes, form, answers, problems)));
  return page;
}

Bytes CurrentOf(const http::Request& request) {
  const auto token = VisitToken(request);
  return token ? session::Sessions::HandleOf(*token) : Bytes();
}

}  // namespace

Result<http::Response> Enter(Site& site, const http::Request& request,
                             const account::AccountId& account,
                             const std::optional<crypto::Digest>& password, std::string_view to) {
  const session::Start start{
      .before = VisitToken(request), .password = password, .where = WhereOf(request)};
  if (TRY(FactorsOf(site, account)).any()) {
    const auto half = TRY(site.visits.BeginHalf(account, start));
    http::Response response = http::Response::Redirect("/my/sign-in/code");
    response.headers.push_back(
        http::SetCookie({.name = kHalfCookie, .value = ToHex(half.token.view())}));
    return response;
  }
  const auto begun = TRY(site.visits.Begin(account, start));
  app::NoteAccountUse(site.app, account);
  ++site.counters.sessions_begun;
  return Welcome(http::Response::Redirect(std::string(to)), begun);
}

Result<http::Response> ShowMyCode(Site& site, const http::Request& request) {
  const auto half = TRY(HalfOf(site, request));
  if (!half) return http::Response::Redirect("/my/sign-in");
  return Ask(site, *half);
}

Result<http::Response> TakeMyCode(Site& site, const http::Request& request,
                                  const Answers& answers) {
  const auto half = TRY(HalfOf(site, request));
  if (!half || FromElsewhere(request) || !SameSecret(answers.Text("csrf"), half->csrf))
    return http::Response::Redirect("/my/sign-in");
  auto problems = Check(CodePage().questions, answers);
  if (problems.empty())
    if (auto wrong = TRY(WrongCode(site, site.own_codes, half->account.bytes(), answers)))
      problems.push_back(*std::move(wrong));
  if (!problems.empty()) return Ask(site, *half, problems);
  return Whole(site, request, *half);
}

Result<http::Response> TakeMySignInPasskey(Site& site, const http::Request& request,
                                           const Answers& answers) {
  const auto half = TRY(HalfOf(site, request));
  if (!half || FromElsewhere(request) || !SameSecret(answers.Text("csrf"), half->csrf))
    return http::Response::Redirect("/my/sign-in");
  if (auto wrong = TRY(WrongPasskey(site, site.own_codes, PasskeyOf(*half), answers)))
    return Ask(site, *half, {*std::move(wrong)});
  return Whole(site, request, *half);
}

Result<http::Response> ShowMySecond(Site& site, const http::Request& /*request*/,
                                    const Member& member) {
  return Show(site, member, SecondForm(TRY(FactorsOf(site, member.account))));
}

Result<http::Response> TakeMySecond(Site& site, const http::Request& /*request*/,
                                    const Member& member, const Answers& answers) {
  const FormPage form = SecondForm(TRY(FactorsOf(site, member.account)));
  if (form.closed) return http::Response::Redirect("/my/second");
  auto problems = Check(form.questions, answers);
  if (problems.empty())
    if (auto wrong = TRY(NotTheirs(site, member, answers))) problems.push_back(*std::move(wrong));
  if (!problems.empty()) return Show(site, member, form, answers, problems);
  const factor::Owner owner = account::OwnerOf(member.account);
  if (answers.Text("what") == "codes")
    return Show(site, member,
                RecoveryPage(TRY(NewRecovery(site, site.own_codes, owner)), "/my", "Your account"));
  TRY(site.own_codes.Record(
      member.account.bytes(), "factor.app-removed",
      [&](const keys::Change& change) { return factor::RemoveApp(change, owner); }));
  return http::Response::Redirect("/my/second");
}

Result<http::Response> ShowMyApp(Site& site, const http::Request& /*request*/,
                                 const Member& member) {
  return Show(site, member, TRY(AppForm(site, member, {})));
}

Result<http::Response> TakeMyApp(Site& site, const http::Request& /*request*/, const Member& member,
                                 const Answers& answers) {
  const FormPage form = TRY(AppForm(site, member, answers));
  auto problems = Check(form.questions, answers);
  if (problems.empty())
    if (auto wrong = TRY(NotTheirs(site, member, answers))) problems.push_back(*std::move(wrong));
  if (!problems.empty()) return Show(site, member, form, answers, problems);
  const auto taken = TRY(TakeSetup(site, site.own_codes, TRY(SetupOf(site, member)), answers));
  if (!taken) return Show(site, member, form, answers, {taken.error()});
  return Show(site, member, RecoveryPage(*taken, "/my", "Your account"));
}

Result<http::Response> ShowMyPasskeys(Site& site, const http::Request& /*request*/,
                                      const Member& member) {
  return Show(site, member, TRY(PasskeysPage(site, member)));
}

Result<http::Response> TakeMyPasskey(Site& site, const http::Request& /*request*/,
                                     const Member& member, const Answers& answers) {
  const PasskeyForm form = TRY(PasskeyFormOf(site, member));
  auto problems = Check(form.questions, answers);
  if (problems.empty())
    if (auto wrong = TRY(NotTheirs(site, member, answers))) problems.push_back(*std::move(wrong));
  const auto made = TRY(MadeIn(site, form, answers));
  if (problems.empty() && !made)
    problems.push_back({.field = std::string(kHeading),
                        .text = "The passkey was not accepted. Try again, or use a code"});
  if (!problems.empty())
    return Show(site, member, TRY(PasskeysPage(site, member, answers, problems)), answers,
                problems);
  const auto codes =
      TRY(KeepPasskey(site, site.own_codes, form.owner, *made, answers.Text("name")));
  if (codes) return Show(site, member, RecoveryPage(*codes, "/my", "Your account"));
  return http::Response::Redirect("/my/passkeys");
}

Result<http::Response> RemoveMyPasskey(Site& site, const http::Request& /*request*/,
                                       const Member& member, const Answers& answers) {
  const FormPage form = TRY(PasskeysPage(site, member));
  if (form.closed) return http::Response::Redirect("/my/passkeys");
  auto problems = Check(form.questions, answers);
  if (problems.empty())
    if (auto wrong = TRY(NotTheirs(site, member, answers, "own-password")))
      problems.push_back(*std::move(wrong));
  if (!problems.empty()) return Show(site, member, form, answers, problems);
  const factor::Owner owner = account::OwnerOf(member.account);
  const auto id = TRY(factor::FactorId::Parse(answers.Text("passkey")));
  TRY(site.own_codes.Record(
      member.account.bytes(), "factor.passkey-removed",
      [&](const keys::Change& change) { return factor::RemovePasskey(change, owner, id); }));
  return http::Response::Redirect("/my/passkeys");
}

Result<http::Response> ShowMyDevices(Site& site, const http::Request& request,
                                     const Member& member) {
  return Show(
      site, member,
      DevicesForm(TRY(site.visits.List(member.account)), CurrentOf(request), "/my/devices", "/my"));
}

Result<http::Response> TakeMyDevices(Site& site, const http::Request& request, const Member& member,
                                     const Answers& answers) {
  const FormPage form =
      DevicesForm(TRY(site.visits.List(member.account)), CurrentOf(request), "/my/devices", "/my");
  if (const auto problems = Check(form.questions, answers); !problems.empty())
    return Show(site, member, form, answers, problems);
  if (answers.Text("end") == "others") {
    if (const auto token = VisitToken(request)) TRY(site.visits.EndOthers(member.account, *token));
  } else {
    TRY(site.visits.EndOne(member.account, TRY(FromHex(answers.Text("end")))));
  }
  return http::Response::Redirect("/my/devices");
}

}  // namespace almoner::web::portal
