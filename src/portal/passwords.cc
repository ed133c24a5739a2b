#include "portal/passwords.h"

#include "identity/passwords.h"
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

SecretBytes PasswordIn(std::string_view typed) {
  auto normal = identity::NormalisePassword(typed);
  return normal ? *std::move(normal) : SecretBytes();
}

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

}  // namespace almoner::web::portal
