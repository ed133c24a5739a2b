// What a new password of the portal must be (NIST SP 800-63B-4 section 3.1.1: the only factor has
// at least 15 characters). For this folder only.
#pragma once

#include <expected>

#include "base/secret.h"
#include "web/question.h"
#include "web/site.h"

namespace almoner::web::portal {

[[nodiscard]] Question NewPassword();
// A password that is to be checked, in the form in which new ones are hashed. What can be none is
// empty: it is checked like any other, and takes as long.
[[nodiscard]] SecretBytes PasswordIn(std::string_view typed);
// As it is hashed, or how it is to be mended.
Result<std::expected<SecretBytes, std::string>> NewPasswordIn(const Site& site,
                                                              std::string_view typed,
                                                              std::string_view email);

// Whoever is signed in gives their password once more: the problem where it is not theirs. Slowed
// down like signing in.
Result<std::optional<FieldProblem>> NotTheirs(Site& site, const Personal<std::string>& email,
                                              const Answers& answers);

}  // namespace almoner::web::portal
