// Cookies, accessibility, the way out, and what other programs look for under /.well-known.
#include "app/editions.h"
#include "http/cookie.h"
#include "portal/asking.h"
#include "portal/handlers.h"
#include "web/caller.h"
#include "web/doors.h"
#include "web/words.h"

namespace almoner::web::portal {
namespace {

// Where people go who must leave at once: a page that everybody looks at.
constexpr std::string_view kElsewhere = "https://www.bbc.co.uk/weather";
constexpr std::chrono::hours kSecurityLasts{24 * 180};  // RFC 9116 asks for less than a year

// A contact of RFC 9116 is a URI: the first word of ours that is an address or a number.
std::string ContactUri(std::string_view contact) {
  std::string number;
  while (!contact.empty()) {
    std::string_view word = http::TakeUntil(contact, ' ');
    while (!word.empty() && std::string_view(".,;()").contains(word.back())) word.remove_suffix(1);
    if (word.starts_with("https://")) return std::string(word);
    if (word.contains('@')) return "mailto:" + std::string(word);
    if (http::IsDigits(word) || word.starts_with('+')) number += word;
  }
  return number.empty() ? "" : "tel:" + number;
}

}  // namespace

Answer ShowCookies(Desk& desk, const http::Request& /*request*/) {
  return Show(desk.site, {.title = "Cookies"}, View("cookies.html"));
}

Answer ShowAccessibility(Desk& desk, const http::Request& /*request*/) {
  View page("accessibility.html");
  page.Set("ORGANISATION", desk.notice().organisation.name)
      .Set("CONTACT", desk.notice().organisation.contact);
  return Show(desk.site, {.title = "Accessibility"}, std::move(page));
}

// What they were writing goes, here and in the browser, and they are signed out; what they had sent
// or put aside stays.
Answer Leave(Desk& desk, const http::Request& request) {
  http::Response away = http::Response::Redirect(std::string(kElsewhere));
  if (FromElsewhere(request)) return away;
  if (const auto asking = TRY(AskingOf(desk, request))) {
    const Status removed = desk.site.app.store().Write(
        [&](store::Tx& tx) { return accountability::RemoveDraft(tx, asking->ticket.finder); });
    if (!removed && removed.error().code != Code::kConflict)
      return std::unexpected(removed.error());
  }
  if (const auto token = VisitToken(request)) TRY(desk.site.visits.End(*token));
  away.headers.push_back(http::ForgetCookie(kDraftCookie));
  return Farewell(std::move(away));
}

Answer ShowSecurity(Desk& desk, const http::Request& request) {
  const std::string contact = ContactUri(desk.notice().organisation.contact);
  if (contact.empty()) return Fail(Code::kNotFound, "There is no contact that a program can use.");
  // The same all day.
  const Time expires = Time::FromUtcDate(LondonDate(desk.Now() + kSecurityLasts));
  std::string text = "Contact: " + contact + "\nExpires: " + expires.seconds_text() +
                     "\nPreferred-Languages: en\n";
  if (const std::string host(request.header("host").value_or("")); !host.empty())
    text += "Canonical: https://" + host + "/.well-known/security.txt\n";
  return http::Response::Text(std::move(text));
}

// W3C Global Privacy Control: we share and sell nothing that a request could stop.
Answer ShowPrivacyControl(Desk& desk, const http::Request& /*request*/) {
  const auto standing = TRY(desk.site.app.store().Read(
      [&](store::ReadTx& tx) { return versions::All(tx, desk.site.app.keys()); }));
  Date since{};
  for (const versions::Version& version : standing)
    if (version.hash == desk.notice().hash) since = LondonDate(version.added);
  return http::Response::Json("{\"gpc\":true,\"lastUpdate\":\"" + ToText(since) + "\"}");
}

Answer ToChangePassword(Desk& /*desk*/, const http::Request& /*request*/) {
  return http::Response::Redirect("/my/password");
}

}  // namespace almoner::web::portal
