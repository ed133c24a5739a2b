#include "console/proof.h"

#include "console/handlers.h"
#include "console/provider.h"
#include "web/caller.h"
#include "web/second.h"

namespace almoner::web::console {
namespace {

constexpr std::string_view kPassword = "proof-password";
constexpr std::string_view kCode = "proof-code";

// Whether they have an app beside the password.
Result<factor::Factors> FactorsOf(const Site& site, const Caller& caller) {
  return site.app.store().Read([&](store::ReadTx& tx) {
    return factor::Load(tx, site.app.keys(), staff::OwnerOf(caller.staff));
  });
}

std::vector<Question> QuestionsFor(const factor::Factors& factors) {
  std::vector<Question> questions;
  if (factors.app)
    questions.push_back({.name = std::string(kCode),
                         .label = "Code of your authenticator app",
                         .hint = "Or your password below: one of the two is enough.",
                         .autocomplete = "one-time-code"});
  questions.push_back(
      {.kind = Kind::kCurrent, .name = std::string(kPassword), .label = "Your password"});
  return questions;
}

FormPage FormFor(const factor::Factors& factors, std::string action) {
  return {.heading = "Show that it is you",
          .back = "/today",
          .back_text = "Today",
          .action = std::move(action),
          .button = "Go on",
          .says = {"What you are about to do needs your password again, or a code, when ten "
                   "minutes have passed since you gave it last. Nothing that you typed is lost."},
          .questions = QuestionsFor(factors),
          .tab = Tab::kMore};
}

// Whoever signs in at the identity provider may know no password of ours.
Status OfferProvider(const Site& site, const Caller& caller, const std::string& next,
                     FormPage& form) {
  if (!ProviderOf(site) || !TRY(site.app.store().Read([&](store::ReadTx& tx) {
        return factor::LinkOf(tx, site.app.keys(), staff::OwnerOf(caller.staff));
      })))
    return {};
  form.links.emplace_back("/confirm/provider?next=" + http::EncodePercent(next),
                          "Show it by signing in with " + ProviderOf(site)->settings().name +
                              " again; what was typed here is typed once more then");
  return {};
}

// Nothing: it is right.
Result<std::optional<FieldProblem>> Wrong(Site& site, const Caller& caller,
                                          const Answers& answers) {
  if (answers.Has(kCode)) {
    const auto taken = TRY(site.staff_codes.Take(caller.staff.bytes(), answers.Text(kCode)));
    if (taken) return std::optional<FieldProblem>();
    return std::optional(
        ProblemOf(kCode, taken.error(), "This code is not right, or was used before"));
  }
  const auto profile = TRY(site.app.store().Read(
      [&](store::ReadTx& tx) { return staff::OpenProfile(tx, site.app.keys(), caller.staff); }));
  const auto checked = TRY(CheckPassword(
      site, profile.login, SecretBytes::CopyOf(answers.Text(kPassword)), session::SignedIn()));
  if (checked) return std::optional<FieldProblem>();
  return std::optional(ProblemOf(kPassword, checked.error(), "This is not your password"));
}

// Passwords go out and come back sealed: pages never show them.
constexpr std::string_view kKept = "kept.";
constexpr Literal kUse = "typed";

bool Secret(std::string_view field) {
  return field.contains("password") || field == "before" || field == "after";
}

Status Keep(const Site& site, const Caller& caller, const http::Fields& fields, FormPage& form) {
  for (const auto& [name, value] : fields) {
    if (name == "csrf" || name == kPassword || name == kCode) continue;
    if (!Secret(name) || value.empty() || name.starts_with(kKept)) {
      form.hidden.emplace_back(name, value);
      continue;
    }
    form.hidden.emplace_back(
        std::string(kKept) + name,
        TRY(site.offers.Make(staff::OwnerOf(caller.staff), kUse,
                             AsBytes(std::string_view(caller.csrf)), SecretBytes::CopyOf(value))));
  }
  return {};
}

Status GiveBack(const Site& site, const Caller& caller, http::Fields& fields) {
  http::Fields typed;
  for (const auto& [name, value] : fields) {
    if (name == kPassword || name == kCode) continue;
    if (!name.starts_with(kKept)) {
      typed.try_emplace(name, value);
      continue;
    }
    const auto opened = TRY(site.offers.Open(staff::OwnerOf(caller.staff), kUse,
                                             AsBytes(std::string_view(caller.csrf)), value));
    if (!opened) return Fail(Code::kInvalid, "This took too long; fill in the form once more.");
    typed[name.substr(kKept.size())] = opened->text();
  }
  fields = std::move(typed);
  return {};
}

}  // namespace

http::Response AskProofFor(const http::Request& request) {
  return http::Response::Redirect("/confirm?next=" + http::EncodePercent(request.path));
}

Result<std::optional<http::Response>> AskProof(Site& site, const http::Request& request,
                                               const Caller& caller, http::Fields& fields) {
  using Asked = std::optional<http::Response>;
  FormPage form = FormFor(TRY(FactorsOf(site, caller)), request.path);
  TRY(OfferProvider(site, caller, request.path, form));
  TRY(Keep(site, caller, fields, form));
  if (!fields.contains(kPassword)) return Asked(TRY(ShowForm(site, caller, form)));
  const Answers answers(fields);
  if (auto wrong = TRY(Wrong(site, caller, answers)))
    return Asked(TRY(ShowForm(site, caller, form, answers, {*std::move(wrong)})));
  if (const auto token = SessionToken(request)) TRY(site.sessions.Prove(*token));
  TRY(GiveBack(site, caller, fields));
  return Asked();
}

Result<http::Response> ShowConfirm(Site& site, const http::Request& request, const Caller& caller) {
  FormPage form = FormFor(TRY(FactorsOf(site, caller)), "/confirm");
  const std::string next = SafeNext(request.query("next").value_or(""));
  form.hidden.emplace_back("next", next);
  TRY(OfferProvider(site, caller, next, form));
  if (const auto at = request.query("at"); at && ProviderOf(site))
    form.says.insert(form.says.begin(),
                     *at == "down" ? ProviderOf(site)->settings().name +
                                         " cannot be reached just now. Use your password or code."
                                   : "It did not work with " + ProviderOf(site)->settings().name +
                                         ": nobody signed in there again, or somebody else did.");
  return ShowForm(site, caller, form);
}

Result<http::Response> TakeConfirm(Site& site, const http::Request& request, const Caller& caller,
                                   const http::Fields& fields) {
  const Answers answers(fields);
  const std::string next = SafeNext(answers.Text("next"));
  FormPage form = FormFor(TRY(FactorsOf(site, caller)), "/confirm");
  form.hidden.emplace_back("next", next);
  TRY(OfferProvider(site, caller, next, form));
  if (auto wrong = TRY(Wrong(site, caller, answers)))
    return ShowForm(site, caller, form, answers, {*std::move(wrong)});
  if (const auto token = SessionToken(request)) TRY(site.sessions.Prove(*token));
  return http::Response::Redirect(next);
}

}  // namespace almoner::web::console
