#include "web/kept_form.h"

#include <algorithm>

#include "http/form.h"
#include "web/caller.h"

namespace almoner::web {
namespace {

constexpr std::string_view kCsrf = "csrf";
constexpr std::string_view kOnce = "once";

bool Secret(std::string_view name) {
  return name.contains("password") || name == "code" || name.ends_with("-code") ||
         name == "before" || name == "after";
}

// What looks like a person's words, and not like an identifier that they chose or the page put
// there: those are kept as well, unseen.
bool IsWords(std::string_view value) {
  return std::ranges::any_of(http::Trim(value), [](unsigned char c) {
    return c <= ' ' || c > '~' || (c >= 'A' && c <= 'Z');
  });
}

bool IsOurs(std::string_view name) { return name == kCsrf || name == kOnce; }

// Browsers before 2023 do not say; Origin cannot stand in for it, since our pages send no referrer.
bool FromHere(const http::Request& request) {
  return request.header("sec-fetch-site") == "same-origin";
}

void AddWords(View& form, const http::Fields& fields) {
  constexpr std::size_t kShort = 80;
  const auto count = std::ranges::count_if(
      fields, [](const auto& field) { return !IsOurs(field.first) && IsWords(field.second); });
  int number = 0;
  for (const auto& [name, value] : fields) {
    if (IsOurs(name) || !IsWords(value)) continue;
    ++number;
    form.Add("WORDS")
        .Set("NAME", name)
        .Set("LABEL",
             count == 1 ? std::string("Your words")
                        : "Your words, " + std::to_string(number) + " of " + std::to_string(count))
        .Set("ROWS", value.size() > kShort || value.contains('\n') ? "6" : "2")
        .Set("VALUE", value);
  }
}

}  // namespace

std::optional<View> KeptForm(const http::Request& request, const http::Fields& fields, KeptFor what,
                             std::string_view csrf, std::string_view sign_in) {
  const auto typed = [](const auto& field) {
    return !IsOurs(field.first) && !http::Trim(field.second).empty();
  };
  const auto secret = [](const auto& field) {
    return Secret(field.first) && !field.second.empty();
  };
  if (!FromHere(request) || std::ranges::none_of(fields, typed) ||
      std::ranges::any_of(fields, secret))
    return std::nullopt;
  View form("kept_form.html");
  form.Set("ACTION", request.path);
  const std::string own = http::Find(fields, kCsrf).value_or("");
  form.Add("HIDDEN").Set("NAME", kCsrf).Set("VALUE", csrf.empty() ? own : csrf);
  for (const auto& [name, value] : fields)
    if (name == kOnce || (name != kCsrf && !IsWords(value)))
      form.Add("HIDDEN").Set("NAME", name).Set("VALUE", value);
  AddWords(form, fields);
  if (what == KeptFor::kSigningIn) form.Add("SIGN_IN").Set("HREF", sign_in);
  form.ShowIf(what != KeptFor::kCopying, "SEND");
  return form;
}

std::optional<View> KeptForm(const http::Request& request, KeptFor what, std::string_view csrf,
                             std::string_view sign_in) {
  const auto fields = http::ParseForm(request);
  return fields ? KeptForm(request, *fields, what, csrf, sign_in) : std::nullopt;
}

}  // namespace almoner::web
