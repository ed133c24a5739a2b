#include "http/cookie.h"

#include "http/text.h"

namespace almoner::http {

std::optional<std::string> FindCookie(std::string_view header, std::string_view name) {
  std::optional<std::string> found;
  while (!header.empty()) {
    std::string_view value = TakeUntil(header, ';');
    if (!value.contains('=') || Trim(TakeUntil(value, '=')) != name) continue;
    value = Trim(value);
    if (!IsVisibleAscii(value)) continue;
    if (found && *found != value) return std::nullopt;
    found = value;
  }
  return found;
}

std::pair<std::string, std::string> SetCookie(const Cookie& cookie) {
  CHECK(cookie.name.view().starts_with("__Host-") && IsToken(cookie.name.view()));
  CHECK(cookie.value.empty() || IsToken(cookie.value));
  std::string text(cookie.name.view());
  text += "=" + cookie.value + "; Path=/; Secure; HttpOnly; SameSite=";
  text += cookie.same_site == SameSite::kStrict ? "Strict" : "Lax";
  if (cookie.max_age) text += "; Max-Age=" + std::to_string(cookie.max_age->count());
  return {"Set-Cookie", std::move(text)};
}

std::pair<std::string, std::string> ForgetCookie(Literal name) {
  return SetCookie({.name = name, .value = "", .max_age = std::chrono::seconds(0)});
}

}  // namespace almoner::http
