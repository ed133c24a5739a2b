// What almoner.toml says about where staff may sign in besides, and about two people who are one.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/file.h"
#include "base/result.h"

namespace almoner::app {

// The organisation's identity provider, where staff may sign in too (OpenID Connect).
struct SignInProvider {
  std::string name;  // on the button: "Fenland Care"
  std::string issuer;
  std::string client;            // our id there
  OperatorPath secret_file{""};  // the first line is the client's secret
  std::vector<std::string> scopes = {"openid"};
  // How the provider has to have made sure who it is: one of the `acr`, all of the `amr`. Where
  // either is said the provider answers for the second factor; else our own is asked for too.
  std::vector<std::string> acr = {};
  std::vector<std::string> amr = {};
  std::map<std::string, std::string> claims = {};  // what has to stand in the ID token
  std::optional<OperatorPath> certificates = {};

  [[nodiscard]] bool vouches() const { return !acr.empty() || !amr.empty(); }
};

struct StaffSignIn {
  std::optional<SignInProvider> provider = {};  // only with a website (app/front.h)
  // For how long two accounts are not two people, once one had a hand in the other.
  std::chrono::days apart{7};
};

// Whether a setting of that name is one of these.
[[nodiscard]] bool IsStaffSignIn(std::string_view key);
// kInvalid with the line; ReadSettings refuses the same.
Result<StaffSignIn> ReadStaffSignIn(const OperatorPath& home);

}  // namespace almoner::app
