// The second page of signing in: the second factor of whoever has given the password, or setting
// one up where staff have to have one.
#include "console/handlers.h"
#include "http/form.h"
#include "web/caller.h"
#include "web/passkeys.h"
#include "web/second.h"

namespace almoner::web::console {
namespace {

// Whoever is half signed in, with what their forms bear.
struct Half {
  SecretBytes token;
  StaffId staff;
  Bytes csrf;
  std::string next;

  [[nodiscard]] std::string csrf_text() const { return ToHex(csrf); }
};

http::Response Again() { return http::Response::Redirect("/sign-in"); }

Result<std::optional<Half>> HalfOf(Site& site, const http::Request& request,
                                   std::string_view next) {
  auto token = HalfToken(request);
  if (!token) return std::optional<Half>();
  const auto session = TRY(site.sessions.FindHalf(*token));
  if (!session) return std::optional<Half>();
  const BytesView csrf = session->csrf.view();
  return std::optional<Half>(Half{.token = *std::move(token),
                                  .staff = session->holder,
                                  .csrf = Bytes(csrf.begin(), csrf.end()),
                                  .next = SafeNext(next)});
}

Result<std::optional<Half>> HalfOf(Site& site, const http::Request& request,
                                   const Answers& answers) {
  auto half = TRY(HalfOf(site, request, answers.Text("next")));
  if (half && (FromElsewhere(request) || !SameSecret(answers.Text("csrf"), half->csrf_text())))
    return std::optional<Half>();
  return half;
}

PasskeyForm PasskeyOf(const Half& half) {
  return {.owner = staff::OwnerOf(half.staff),
          .csrf = half.csrf_text(),
          .account = {},
          .action = "/sign-in/passkey",
          .next = half.next};
}

// The code's form, with the passkey's beside it for whoever has one.
Result<FormPage> StepForm(Site& site, const Half& half) {
  FormPage form = CodeForm("/sign-in/code", "/sign-in");
  form.script = PartyOf(site) && !TRY(site.staff_codes.PasskeysOf(half.staff.bytes())).empty();
  if (form.script) form.after.push_back(TRY(UseView(site, site.staff_codes, PasskeyOf(half))));
  return form;
}

Result<http::Response> Ask(const Site& site, const Half& half, FormPage form,
                           const Answers& answers = {},
                           const std::vector<FieldProblem>& problems = {}) {
  if (!form.closed) form.hidden.emplace_back("next", half.next);
  const Frame frame{.title = form.heading,
                    .status = problems.empty() ? 200 : 422,
                    .error = !problems.empty(),
                    .script = form.script};
  return Show(site, frame, FormBody(form, half.csrf_text(), answers, problems));
}

Result<Setup> SetupOf(const Site& site, const Half& half) {
  const auto profile = TRY(site.app.store().Read(
      [&](store::ReadTx& tx) { return staff::OpenProfile(tx, site.app.keys(), half.staff); }));
  return Setup{
      .owner = staff::OwnerOf(half.staff), .session = half.csrf, .account = profile.login.Expose()};
}

Result<FormPage> SetUpForm(Site& site, const Half& half, const Answers& answers) {
  FormPage form = TRY(SetupForm(site, TRY(SetupOf(site, half)), "/sign-in/set-up", answers));
  form.back = "/sign-in";
  form.back_text = "Sign in";
  form.says.insert(form.says.begin(), "Staff here sign in with two steps. This is set up once.");
  return form;
}

Result<http::Response> Whole(Site& site, const http::Request& request, const Half& half,
                             http::Response response) {
  return Welcome(site, std::move(response),
                 TRY(site.sessions.Complete(half.token, {.where = WhereOf(request)})));
}

Result<Answers> AnswersIn(const http::Request& request) {
  auto fields = http::ParseForm(request);
  if (!fields) return Fail(Code::kInvalid, "The form could not be read. Send it again as UTF-8.");
  return Answers(*std::move(fields));
}

}  // namespace

Result<http::Response> ShowSignInCode(Site& site, const http::Request& request) {
  const auto half = TRY(HalfOf(site, request, request.query("next").value_or("")));
  if (!half) return Again();
  if (TRY(SecondOf(site, half->staff)) == Second::kMissing)
    return http::Response::Redirect("/sign-in/set-up?next=" + http::EncodePercent(half->next));
  return Ask(site, *half, TRY(StepForm(site, *half)));
}

Result<http::Response> TakeSignInCode(Site& site, const http::Request& request) {
  const Answers answers = TRY(AnswersIn(request));
  const auto half = TRY(HalfOf(site, request, answers));
  // Without a factor this page lets nobody in: it may have been taken away in between.
  if (!half || TRY(SecondOf(site, half->staff)) != Second::kAsked) return Again();
  const FormPage form = TRY(StepForm(site, *half));
  auto problems = Check(form.questions, answers);
  if (problems.empty())
    if (auto wrong = TRY(WrongCode(site, site.staff_codes, half->staff.bytes(), answers)))
      problems.push_back(*std::move(wrong));
  if (!problems.empty()) return Ask(site, *half, form, {}, problems);
  return Whole(site, request, *half, http::Response::Redirect(half->next));
}

Result<http::Response> TakeSignInPasskey(Site& site, const http::Request& request) {
  const Answers answers = TRY(AnswersIn(request));
  const auto half = TRY(HalfOf(site, request, answers));
  if (!half || TRY(SecondOf(site, half->staff)) != Second::kAsked) return Again();
  if (auto wrong = TRY(WrongPasskey(site, site.staff_codes, PasskeyOf(*half), answers)))
    return Ask(site, *half, TRY(StepForm(site, *half)), {}, {*std::move(wrong)});
  return Whole(site, request, *half, http::Response::Redirect(half->next));
}

Result<http::Response> ShowSignInSetUp(Site& site, const http::Request& request) {
  const auto half = TRY(HalfOf(site, request, request.query("next").value_or("")));
  if (!half || TRY(SecondOf(site, half->staff)) != Second::kMissing) return Again();
  return Ask(site, *half, TRY(SetUpForm(site, *half, {})));
}

Result<http::Response> TakeSignInSetUp(Site& site, const http::Request& request) {
  const Answers answers = TRY(AnswersIn(request));
  const auto half = TRY(HalfOf(site, request, answers));
  if (!half || TRY(SecondOf(site, half->staff)) != Second::kMissing) return Again();
  const auto taken = TRY(TakeSetup(site, site.staff_codes, TRY(SetupOf(site, *half)), answers));
  if (!taken)
    return Ask(site, *half, TRY(SetUpForm(site, *half, answers)), answers, {taken.error()});
  return Whole(site, request, *half,
               TRY(Ask(site, *half, RecoveryPage(*taken, half->next, "Go on"))));
}

}  // namespace almoner::web::console
