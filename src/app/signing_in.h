// What almoner.toml says about signing in.
#pragma once

#include <optional>
#include <string>

#include "base/file.h"
#include "base/result.h"

namespace almoner::app {

struct SigningIn {
  bool second_factor = false;  // staff have to have one
  // Where browsers reach the site (app/front.h): passkeys need to know; nothing: nobody has said,
  // and they are not offered.
  std::optional<std::string> website = {};
};

// As ReadSettings.
Result<SigningIn> ReadSigningIn(const OperatorPath& home);
// Adds to the settings of a new home that staff have to have a second factor.
Status RequireSecondFactor(const OperatorPath& home);

}  // namespace almoner::app
