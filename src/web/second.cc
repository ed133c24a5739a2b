#include "web/second.h"

#include <fmt/format.h>

#include <algorithm>

#include "crypto/password.h"
#include "identity/passwords.h"
#include "identity/qr.h"
#include "web/device.h"
#include "web/drawn.h"
#include "web/words.h"

namespace almoner::web {
namespace {

constexpr std::string_view kOffer = "offer";
constexpr Literal kApp = "app";

// What may stand in an app's list, where a colon parts two names.
std::string Plain(std::string_view text) {
  std::string plain(text.substr(0, 100));
  while (!plain.empty() && !IsUtf8(plain)) plain.pop_back();
  std::ranges::replace(plain, ':', ' ');
  return plain.empty() ? "Almoner" : plain;
}

}  // namespace

Question CodeQuestion() {
  return {.kind = Kind::kLine,
          .name = "code",
          .label = "Code",
          .missing = "Enter the code of your app, or one of your recovery codes",
          .hint =
              "The six digits that your authenticator app shows, or one of the recovery codes "
              "that you kept.",
          .autocomplete = "one-time-code"};
}

FormPage CodeForm(std::string action, std::string back) {
  return {.heading = "Your second step",
          .back = std::move(back),
          .back_text = "Sign in",
          .action = std::move(action),
          .button = "Go on",
          .questions = {CodeQuestion()}};
}

FieldProblem ProblemOf(std::string_view field, const session::Denied& denied,
                       std::string_view wrong) {
  if (denied.wait.count() == 0) return {.field = std::string(field), .text = std::string(wrong)};
  const auto minutes = std::chrono::ceil<std::chrono::minutes>(denied.wait).count();
  return {.field = std::string(field),
          .text = fmt::format("Too many tries have failed. Wait {} minute{}, then try again",
                              minutes, minutes == 1 ? "" : "s")};
}

Result<std::optional<FieldProblem>> WrongCode(Site& site, factor::Desk& desk, BytesView holder,
                                              const Answers& answers) {
  const std::string typed = answers.Text("code");
  const auto taken = TRY(desk.Take(holder, http::Trim(typed)));
  if (taken) return std::optional<FieldProblem>();
  ++(taken.error().wait.count() == 0 ? site.counters.sessions_refused
                                     : site.counters.sessions_delayed);
  return std::optional(
      ProblemOf("code", taken.error(),
                "This code is not right, or was used before. Wait for the next one and enter it"));
}

Result<FormPage> SetupForm(Site& site, const Setup& setup, std::string action,
                           const Answers& answers) {
  std::string offer = answers.Text(kOffer);
  auto secret = TRY(site.offers.Open(setup.owner, kApp, setup.session, offer));
  if (!secret) {
    secret = identity::NewTotpSecret(site.app.random());
    offer = TRY(site.offers.Make(setup.owner, kApp, setup.session, *secret));
  }
  const auto uri = TRY(identity::TotpUri(*secret, Plain(site.app.notice().organisation.name),
                                         Personal(Plain(setup.account))));
  const auto svg = TRY(identity::QrSvg(uri, "QR code for your authenticator app"));
  FormPage form{.heading = "Set up an authenticator app",
                .back = {},
                .back_text = {},
                .action = std::move(action),
                .button = "Confirm",
                .says = {"An authenticator app on your telephone shows a new code every 30 "
                         "seconds. With it, somebody who has your password alone does not get in.",
                         "1. Install one, if you have none. 2. Scan this code with it. 3. Enter "
                         "the six digits that it shows."},
                .hidden = {{std::string(kOffer), std::move(offer)}},
                .before = {DrawnQr(svg, identity::TotpSecretText(*secret))},
                .tab = Tab::kMore};
  Question code = CodeQuestion();
  code.missing = "Enter the six digits that the app shows";
  code.hint = "For example, 123 456";
  form.questions = {std::move(code)};
  return form;
}

Result<identity::RecoveryCodes> NewRecovery(Site& site, factor::Desk& desk,
                                            const factor::Owner& owner) {
  identity::RecoveryCodes codes = identity::NewRecoveryCodes(site.app.random());
  TRY(desk.Record(owner.id, "factor.recovery-made", [&](const keys::Change& change) {
    return factor::SetRecovery(change, owner, codes.hashes);
  }));
  return codes;
}

Result<std::expected<identity::RecoveryCodes, FieldProblem>> TakeSetup(Site& site,
                                                                       factor::Desk& desk,
                                                                       const Setup& setup,
                                                                       const Answers& answers) {
  using Answer = std::expected<identity::RecoveryCodes, FieldProblem>;
  const auto wrong = [](std::string_view text) {
    return Answer(std::unexpect, FieldProblem{.field = "code", .text = std::string(text)});
  };
  const auto secret = TRY(site.offers.Open(setup.owner, kApp, setup.session, answers.Text(kOffer)));
  if (!secret) return wrong("The code was shown too long ago. Scan the new one");
  const auto step =
      identity::CheckTotp(*secret, answers.Text("code"), site.app.clock().Now(), std::nullopt);
  if (!step) return wrong("This code is not right. Check that the telephone has the right time");
  identity::RecoveryCodes codes = identity::NewRecoveryCodes(site.app.random());
  TRY(desk.Record(setup.owner.id, "factor.app-set", [&](const keys::Change& change) -> Status {
    TRY(factor::SetApp(change, setup.owner, *secret, *step));
    return factor::SetRecovery(change, setup.owner, codes.hashes);
  }));
  return Answer(std::move(codes));
}

FormPage RecoveryPage(const identity::RecoveryCodes& codes, std::string on,
                      std::string_view on_text) {
  FormPage page{.heading = "Your recovery codes, shown only now",
                .back = on,
                .back_text = on_text,
                .action = {},
                .button = {},
                .says = {"Each lets you in once in place of your app, when the telephone is lost "
                         "or broken. Write them down or print this page, and keep it where you "
                         "keep other papers: not beside the telephone."},
                .links = {{on, std::string(on_text)}},
                .closed = true,
                .tab = Tab::kMore};
  for (std::size_t i = 0; i < codes.codes.size(); ++i)
    page.shows.emplace_back(fmt::format("Code {}", i + 1), codes.codes[i].Expose());
  return page;
}

FormPage DevicesForm(const std::vector<session::Listed>& listed, BytesView current,
                     std::string action, std::string back) {
  FormPage form{.heading = "Where you are signed in",
                .back = std::move(back),
                .back_text = "Your account",
                .action = std::move(action),
                .button = "End it",
                .says = {"If there is one that you do not know, end it and change your password."},
                .tab = Tab::kMore};
  Question which{.kind = Kind::kOneOf,
                 .name = "end",
                 .label = "Which one is to end?",
                 .missing = "Choose which one is to end"};
  for (const session::Listed& one : listed) {
    const bool here = std::ranges::equal(one.handle, current);
    which.options.push_back(
        {.value = ToHex(one.handle),
         .text = (one.where.empty() ? "A browser" : one.where) + (here ? " (this one)" : ""),
         .note = fmt::format("Began on {}, used last on {}.", MomentInWords(one.begun),
                             MomentInWords(one.seen))});
  }
  if (listed.size() > 1) which.options.push_back({.value = "others", .text = "All but this one"});
  form.questions = {std::move(which)};
  return form;
}

std::string WhereOf(const http::Request& request) {
  return DeviceInWords(request.header("user-agent").value_or(""));
}

SecretBytes PasswordTyped(std::string_view typed) {
  auto normal = identity::NormalisePassword(typed);
  return normal ? *std::move(normal) : SecretBytes();
}

}  // namespace almoner::web
