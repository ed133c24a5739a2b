#include "app/staff_sign_in.h"

#include <toml++/toml.h>

#include <algorithm>

#include "app/front.h"
#include "identity/fetch.h"

namespace almoner::app {
namespace {

constexpr std::int64_t kLongestApart = 366;
constexpr std::size_t kLongestName = 60;

OperatorPath SettingsFile(const OperatorPath& home) { return home / "almoner.toml"; }

Detail LineOf(const toml::node& node) {
  return Detail("line", static_cast<std::int64_t>(node.source().begin.line));
}

Result<std::string> TextOf(const toml::node& node) {
  const auto value = node.value<std::string>();
  if (!value || value->empty())
    return Fail(Code::kInvalid, "A setting in almoner.toml must be text in quotes.", LineOf(node));
  return *value;
}

Result<std::vector<std::string>> WordsOf(const toml::node& node) {
  const toml::array* const list = node.as_array();
  if (list == nullptr || list->empty())
    return Fail(Code::kInvalid, "This setting in almoner.toml is a list of words: ['mfa'].",
                LineOf(node));
  std::vector<std::string> words;
  for (const toml::node& item : *list) {
    words.push_back(TRY(TextOf(item)));
    if (words.back().contains(' '))
      return Fail(Code::kInvalid, "This setting in almoner.toml is a list of words: ['mfa'].",
                  LineOf(item));
  }
  return words;
}

Result<std::map<std::string, std::string>> ClaimsOf(const toml::node& node) {
  const toml::table* const table = node.as_table();
  if (table == nullptr)
    return Fail(Code::kInvalid, "`claims` in almoner.toml is a table: [sign-in.claims].",
                LineOf(node));
  std::map<std::string, std::string> claims;
  for (const auto& [key, value] : *table) claims[std::string(key.str())] = TRY(TextOf(value));
  return claims;
}

Status TakeProvider(std::string_view key, const toml::node& node, SignInProvider& provider) {
  if (key == "name")
    provider.name = TRY(TextOf(node));
  else if (key == "issuer")
    provider.issuer = TRY(TextOf(node));
  else if (key == "client")
    provider.client = TRY(TextOf(node));
  else if (key == "secret-file")
    provider.secret_file = OperatorPath(TRY(TextOf(node)));
  else if (key == "scopes")
    provider.scopes = TRY(WordsOf(node));
  else if (key == "acr")
    provider.acr = TRY(WordsOf(node));
  else if (key == "amr")
    provider.amr = TRY(WordsOf(node));
  else if (key == "claims")
    provider.claims = TRY(ClaimsOf(node));
  else if (key == "certificates")
    provider.certificates = OperatorPath(TRY(TextOf(node)));
  else
    return Fail(Code::kInvalid,
                "[sign-in] of almoner.toml has a setting that is not known there (see "
                "docs/operate/settings.md).",
                Detail::Id("setting", key), LineOf(node));
  return {};
}

Result<SignInProvider> ProviderOf(const toml::node& node) {
  const toml::table* const table = node.as_table();
  if (table == nullptr)
    return Fail(Code::kInvalid, "`sign-in` in almoner.toml is a table: [sign-in].", LineOf(node));
  SignInProvider provider;
  for (const auto& [key, value] : *table) TRY(TakeProvider(key, value, provider));
  if (provider.name.empty() || provider.name.size() > kLongestName || provider.client.empty() ||
      provider.secret_file.path().empty() || !identity::CheckUrl(provider.issuer))
    return Fail(Code::kInvalid,
                "[sign-in] of almoner.toml needs `name` (at most 60 characters), `issuer` "
                "(https://…), `client` and `secret-file`.",
                LineOf(node));
  if (std::ranges::find(provider.scopes, "openid") == provider.scopes.end())
    return Fail(Code::kInvalid, "`scopes` of [sign-in] in almoner.toml has to have 'openid' in it.",
                LineOf(node));
  return provider;
}

Status Take(std::string_view key, const toml::node& node, StaffSignIn& signing) {
  if (key == "two-people-days") {
    const auto days = node.value<std::int64_t>();
    if (!days || *days < 1 || *days > kLongestApart)
      return Fail(Code::kInvalid,
                  "`two-people-days` in almoner.toml is a number of days, 1 to 366.", LineOf(node));
    signing.apart = std::chrono::days(*days);
  }
  if (key == "sign-in") signing.provider = TRY(ProviderOf(node));
  return {};
}

}  // namespace

bool IsStaffSignIn(std::string_view key) { return key == "two-people-days" || key == "sign-in"; }

Result<StaffSignIn> ReadStaffSignIn(const OperatorPath& home) {
  const SecretBytes bytes = TRY(ReadFile(SettingsFile(home), Access::kAnyone, 1 << 20));
  StaffSignIn signing;
  try {
    for (const auto& [key, node] : toml::parse(bytes.text())) TRY(Take(key, node, signing));
  } catch (const toml::parse_error& error) {
    return Fail(Code::kInvalid, "almoner.toml is not well-formed TOML.",
                Detail("line", static_cast<std::int64_t>(error.source().begin.line)));
  }
  if (signing.provider && !TRY(ReadFront(home)).website)
    return Fail(Code::kInvalid,
                "[sign-in] of almoner.toml needs `website`: where the identity provider sends "
                "browsers back to.");
  return signing;
}

}  // namespace almoner::app
