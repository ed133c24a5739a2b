#include "portal/passwords.h"

#include "identity/passwords.h"
#include "web/second.h"
#include "web/status.h"

namespace almoner::web::portal {

Question NewPassword() {
  return {.kind = Kind::kSecret,
          .name = "password",
          .label = "New password",
          .missing = "Choose a password",
          .hint =
              "15 characters or more. Three words that have nothing to do with each other are "
              "good, and easy to remember."};
}

SecretBytes PasswordIn(std::string_view typed) { return PasswordTyped(typed); }

Result<std::expected<SecretBytes, std::string>> NewPasswordIn(const Site& site,
                                                              std::string_view typed,
                                                              std::string_view email) {
  using Answer = std::expected<SecretBytes, std::string>;
  const Personal<std::string> own[] = {Personal(std::string(email))};
  auto accepted = identity::AcceptPassword(
      typed, identity::PasswordUse::kAlone,
      {.own_words = own, .organisation = site.app.notice().organisation.name});
  if (accepted) return Answer(*std::move(accepted));
  if (accepted.error().code != Code::kInvalid) return std::unexpected(accepted.error());
  return Answer(std::unexpect, Plainly(accepted.error().what.view()));
}

Result<std::optional<FieldProblem>> NotTheirs(Site& site, const Personal<std::string>& email,
                                              const Answers& answers) {
  const auto checked =
      TRY(site.visits.Check(email, PasswordIn(answers.Text("password")), session::SignedIn()));
  if (checked) return std::optional<FieldProblem>();
  const std::string text = checked.error().wait.count() == 0
                               ? "This is not your password"
                               : "Too many tries have failed. Wait some minutes, then try again";
  return std::optional<FieldProblem>({.field = "password", .text = text});
}

}  // namespace almoner::web::portal
