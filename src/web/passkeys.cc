#include "web/passkeys.h"

#include <algorithm>

#include "web/words.h"

namespace almoner::web {
namespace {

constexpr Literal kNew = "passkey-new";
constexpr Literal kUse = "passkey-use";
constexpr std::chrono::minutes kGood{5};  // WebAuthn, 13.4.3
constexpr std::string_view kOffer = "passkey-offer";

Result<std::string> Offered(const Site& site, const PasskeyForm& form, Literal use,
                            const identity::PasskeyChallenge& challenge) {
  return site.offers.Make(form.owner, use, AsBytes(std::string_view(form.csrf)),
                          SecretBytes::CopyOf(BytesView(challenge)));
}

Result<std::optional<identity::PasskeyChallenge>> ChallengeIn(const Site& site,
                                                              const PasskeyForm& form, Literal use,
                                                              const Answers& answers) {
  using Found = std::optional<identity::PasskeyChallenge>;
  const auto opened = TRY(site.offers.Open(form.owner, use, AsBytes(std::string_view(form.csrf)),
                                           answers.Text(kOffer), kGood));
  identity::PasskeyChallenge challenge{};
  if (!opened || opened->size() != challenge.size()) return Found();
  std::ranges::copy(opened->view(), challenge.begin());
  return Found(challenge);
}

View Filled(const PasskeyForm& form, const Answers& answers,
            const std::vector<FieldProblem>& problems) {
  View page("passkey.html");
  page.Set("ACTION", form.action).Set("CSRF", form.csrf).Set("NEXT", form.next);
  for (const Question& question : form.questions)
    page.Put("QUESTIONS", FieldView(question, answers, problems));
  return page;
}

}  // namespace

std::optional<identity::RelyingParty> PartyOf(const Site& site) {
  const auto& address = site.signing.website;
  if (!address) return std::nullopt;
  const std::string_view host =
      std::string_view(*address).substr(std::string_view("https://").size());
  identity::RelyingParty party{.id = std::string(host.substr(0, host.find(':'))),
                               .name = site.app.notice().organisation.name,
                               .origins = {*address}};
  if (!identity::CheckRelyingParty(party)) return std::nullopt;
  return party;
}

Result<View> MakeView(Site& site, const factor::Desk& desk, const PasskeyForm& form,
                      const Answers& answers, const std::vector<FieldProblem>& problems) {
  const auto party = PartyOf(site);
  CHECK(party.has_value());
  const identity::PasskeyCeremony ceremony{
      .party = *party,
      .challenge = identity::NewPasskeyChallenge(site.app.random()),
      .verification = identity::UserVerification::kPreferred};
  const identity::PasskeyUser user{.handle = form.owner.id,
                                   .name = Personal(form.account),
                                   .display_name = Personal(form.account)};
  const auto known = TRY(desk.PasskeysOf(form.owner.id));
  const std::string offer = TRY(Offered(site, form, kNew, ceremony.challenge));
  View page = Filled(form, answers, problems);
  page.Set("HEADING", "Add a passkey")
      .Set("KIND", "create")
      .Set("OPTIONS", identity::CreationOptions(ceremony, user, known).Expose())
      .Set("OFFER", offer)
      .Set("BUTTON", "Add a passkey")
      .Set("WITHOUT",
           "A passkey is kept by your telephone, computer or a security key. Adding one needs a "
           "browser with scripts, which this one has not or does not allow: use an authenticator "
           "app instead.");
  return page;
}

Result<View> UseView(Site& site, const factor::Desk& desk, const PasskeyForm& form) {
  const auto party = PartyOf(site);
  CHECK(party.has_value());
  const identity::PasskeyCeremony ceremony{
      .party = *party,
      .challenge = identity::NewPasskeyChallenge(site.app.random()),
      .verification = identity::UserVerification::kPreferred};
  const auto known = TRY(desk.PasskeysOf(form.owner.id));
  const std::string offer = TRY(Offered(site, form, kUse, ceremony.challenge));
  View page = Filled(form, {}, {});
  page.Set("HEADING", "Or with your passkey")
      .Set("KIND", "get")
      .Set("OPTIONS", identity::RequestOptions(ceremony, known))
      .Set("OFFER", offer)
      .Set("BUTTON", "Use your passkey")
      .Set("WITHOUT",
           "Using a passkey needs a browser with scripts, which this one has not or does not "
           "allow: enter a code above.");
  return page;
}

Result<std::optional<identity::Passkey>> MadeIn(Site& site, const PasskeyForm& form,
                                                const Answers& answers) {
  using Found = std::optional<identity::Passkey>;
  const auto party = PartyOf(site);
  const auto challenge = TRY(ChallengeIn(site, form, kNew, answers));
  if (!party || !challenge) return Found();
  auto made = identity::VerifyRegistration({.party = *party,
                                            .challenge = *challenge,
                                            .verification = identity::UserVerification::kPreferred},
                                           answers.Text("response"));
  if (!made) return Found();
  return Found(*std::move(made));
}

Result<std::optional<FieldProblem>> WrongPasskey(Site& site, factor::Desk& desk,
                                                 const PasskeyForm& form, const Answers& answers) {
  constexpr std::string_view kWrong = "The passkey was not accepted. Try again, or enter a code";
  const auto party = PartyOf(site);
  const auto challenge = TRY(ChallengeIn(site, form, kUse, answers));
  if (!party || !challenge)
    return std::optional<FieldProblem>({.field = "code", .text = std::string(kWrong)});
  const auto taken = TRY(desk.TakePasskey(form.owner.id,
                                          {.party = *party,
                                           .challenge = *challenge,
                                           .verification = identity::UserVerification::kPreferred},
                                          answers.Text("response")));
  if (taken) return std::optional<FieldProblem>();
  const session::Denied& denied = taken.error();
  std::string text(kWrong);
  if (denied.wait.count() != 0) text = "Too many tries have failed. Wait some minutes";
  return std::optional<FieldProblem>({.field = "code", .text = std::move(text)});
}

Question PasskeyName() {
  return {.name = "name",
          .label = "What do you call it?",
          .missing = "Give the passkey a name",
          .hint = "For example, My telephone"};
}

Result<std::optional<identity::RecoveryCodes>> KeepPasskey(Site& site, factor::Desk& desk,
                                                           const factor::Owner& owner,
                                                           const identity::Passkey& passkey,
                                                           const std::string& name) {
  using Made = std::optional<identity::RecoveryCodes>;
  const auto before = TRY(site.app.store().Read(
      [&](store::ReadTx& tx) { return factor::Load(tx, site.app.keys(), owner); }));
  Made codes;
  if (before.recovery == 0) codes = identity::NewRecoveryCodes(site.app.random());
  TRY(desk.Record(owner.id, "factor.passkey-added", [&](const keys::Change& change) -> Status {
    TRY(factor::AddPasskey(change, owner, passkey, Personal(name)));
    return codes ? factor::SetRecovery(change, owner, codes->hashes) : Status();
  }));
  return codes;
}

FormPage PasskeysForm(const factor::Factors& factors, std::string action, std::string back) {
  FormPage form{.heading = "Passkeys",
                .back = std::move(back),
                .back_text = "Your account",
                .action = std::move(action),
                .button = "Remove it",
                .says = {"After your password you show your passkey: your telephone, your computer "
                         "or a security key asks for your finger, face or PIN, and you type no "
                         "code."},
                .tab = Tab::kMore};
  if (factors.passkeys.empty()) {
    form.closed = true;
    return form;
  }
  Question which{.kind = Kind::kOneOf,
                 .name = "passkey",
                 .label = "Which one is to be removed?",
                 .missing = "Choose which one is to be removed"};
  for (const factor::NamedPasskey& one : factors.passkeys)
    which.options.push_back({.value = one.id.text(),
                             .text = one.name.Expose(),
                             .note = "Since " + ToWords(LondonDate(one.made)) + "."});
  form.questions = {std::move(which)};
  return form;
}

}  // namespace almoner::web
