// Passkeys as pages offer them, in the console and on the portal alike. They need a script and an
// address that the settings name; a page without says that a code is the way.
#pragma once

#include <expected>

#include "web/question.h"

namespace almoner::web {

// Nothing: the settings do not say where the site is, or passkeys cannot be of such a place.
[[nodiscard]] std::optional<identity::RelyingParty> PartyOf(const Site& site);

// Whose form it is, and where it goes.
struct PasskeyForm {
  factor::Owner owner;
  std::string csrf;     // of the session, which the offer is bound to
  std::string account;  // what the browser shows beside the passkey
  std::string action;
  std::string next = {};
  std::vector<Question> questions = {};
};
// passkey.html, to make one and to sign in with one. REQUIRES: PartyOf(site).
Result<View> MakeView(Site& site, const factor::Desk& desk, const PasskeyForm& form,
                      const Answers& answers = {}, const std::vector<FieldProblem>& problems = {});
Result<View> UseView(Site& site, const factor::Desk& desk, const PasskeyForm& form);

// What the browser made; nothing: it is not right.
Result<std::optional<identity::Passkey>> MadeIn(Site& site, const PasskeyForm& form,
                                                const Answers& answers);
// The problem where what the browser signed is not right.
Result<std::optional<FieldProblem>> WrongPasskey(Site& site, factor::Desk& desk,
                                                 const PasskeyForm& form, const Answers& answers);

// What a passkey is to be called.
[[nodiscard]] Question PasskeyName();
// Kept; with recovery codes to be shown now, where there were none.
Result<std::optional<identity::RecoveryCodes>> KeepPasskey(Site& site, factor::Desk& desk,
                                                           const factor::Owner& owner,
                                                           const identity::Passkey& passkey,
                                                           const std::string& name);
// Those that there are, one to be removed.
[[nodiscard]] FormPage PasskeysForm(const factor::Factors& factors, std::string action,
                                    std::string back);

}  // namespace almoner::web
