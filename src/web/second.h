// The second factor as forms ask for it, in the console and on the portal alike; and what else of
// signing in looks the same in both.
#pragma once

#include <expected>

#include "web/question.h"

namespace almoner::web {

// Where the code is given.
[[nodiscard]] Question CodeQuestion();
// What the second page of signing in asks; `action` is where it stands itself.
[[nodiscard]] FormPage CodeForm(std::string action, std::string back);
// The code that was typed; the problem where it is not right.
Result<std::optional<FieldProblem>> WrongCode(Site& site, factor::Desk& desk, BytesView holder,
                                              const Answers& answers);
// What is wrong with a code or password, or how long to wait.
[[nodiscard]] FieldProblem ProblemOf(std::string_view field, const session::Denied& denied,
                                     std::string_view wrong);

// Setting up an authenticator app: its secret goes out sealed with the form, and is kept once a
// code shows that the app has it.
struct Setup {
  factor::Owner owner;
  Bytes session;        // whose form it is in: the session's token for forms, as bytes
  std::string account;  // what the app calls it: the username
};
// With the secret that came back in the answers, or a new one.
Result<FormPage> SetupForm(Site& site, const Setup& setup, std::string action,
                           const Answers& answers);
// The app is kept, with ten new recovery codes; or what is wrong.
Result<std::expected<identity::RecoveryCodes, FieldProblem>> TakeSetup(Site& site,
                                                                       factor::Desk& desk,
                                                                       const Setup& setup,
                                                                       const Answers& answers);
// Ten new ones, kept and to be shown now.
Result<identity::RecoveryCodes> NewRecovery(Site& site, factor::Desk& desk,
                                            const factor::Owner& owner);
// Shown once; `on` is where it goes on.
[[nodiscard]] FormPage RecoveryPage(const identity::RecoveryCodes& codes, std::string on,
                                    std::string_view on_text);

// Where somebody is signed in, and which of it is to end: "all" for all others.
[[nodiscard]] FormPage DevicesForm(const std::vector<session::Listed>& listed, BytesView current,
                                   std::string action, std::string back);

// Which browser asks, in words.
[[nodiscard]] std::string WhereOf(const http::Request& request);

// A password as it was typed, in the form in which new ones are hashed. What can be none is empty:
// it is checked like any other, and takes as long.
[[nodiscard]] SecretBytes PasswordTyped(std::string_view typed);

}  // namespace almoner::web
