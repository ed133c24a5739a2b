// Signing in and out. The form bears a token that must equal a cookie's, so that no other site can
// sign a browser in as someone else.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "console/handlers.h"
#include "console/provider.h"
#include "http/cookie.h"
#include "http/form.h"
#include "web/caller.h"
#include "web/doors.h"
#include "web/second.h"

namespace almoner::web::console {
namespace {

constexpr Literal kFormCookie = "__Host-form";
constexpr std::string_view kStart = "/today";

// What stands first in the addresses of the console.
constexpr std::array kPages = std::to_array<std::string_view>(
    {"/today", "/people", "/requests", "/glass", "/promises", "/pictures", "/more", "/retention",
     "/holds", "/staff", "/account", "/audit", "/notice", "/registers", "/settings", "/intake"});

constexpr Literal kHalfCookie = "__Host-half";

struct Written {
  std::string login;
  std::string next;
  std::string wrong = {};  // what to say above the form
};

Result<http::Response> ShowForm(Site& site, const http::Request& request, const Written& written,
                                int status) {
  std::string token = request.cookie(kFormCookie.view()).value_or("");
  if (token.size() != 64) {
    std::array<std::uint8_t, 32> bytes{};
    site.app.random().Fill(bytes);
    token = ToHex(bytes);
  }
  View page("sign_in.html");
  page.Set("ORGANISATION", site.app.notice().organisation.name)
      .Set("FORM", token)
      .Set("NEXT", written.next)
      .Set("LOGIN", written.login);
  if (ProviderOf(site)) {
    page.Add("PROVIDER")
        .Set("HREF", "/sign-in/provider?next=" + http::EncodePercent(written.next))
        .Set("NAME", ProviderOf(site)->settings().name);
  }
  const bool error = !written.wrong.empty();
  if (error) {
    page.Put("ERRORS", ErrorSummary({{.field = "login", .text = written.wrong}}));
    page.Add("WRONG").Set("TEXT", written.wrong);
  }
  const Frame frame{.title = "Sign in", .status = status, .error = error};
  return TRY(Show(site, frame, std::move(page)))
      .With(http::SetCookie({.name = kFormCookie, .value = token}).first,
            http::SetCookie({.name = kFormCookie, .value = token}).second);
}

// What came of signing in at the identity provider, as its way back says (provider_page.cc).
std::string CameBack(const Site& site, const http::Request& request) {
  const auto at = request.query("at");
  if (!ProviderOf(site) || !at) return "";
  const std::string& name = ProviderOf(site)->settings().name;
  if (*at == "down")
    return name +
           " cannot be reached just now. Sign in with your username and password, or try "
           "again in a minute.";
  return "Nobody was signed in with " + name +
         ". Try again, or sign in with your username and password.";
}

std::string WaitInWords(std::chrono::seconds wait) {
  const auto minutes = std::chrono::ceil<std::chrono::minutes>(wait).count();
  return fmt::format(
      "Too many sign-ins with this username have failed. Wait {} minute{}, then try again.",
      minutes, minutes == 1 ? "" : "s");
}

}  // namespace

std::string SafeNext(std::string_view next) {
  const bool ours = std::ranges::any_of(kPages, [&](std::string_view page) {
    if (!next.starts_with(page)) return false;
    const std::string_view rest = next.substr(page.size());
    return rest.empty() || rest.starts_with('/') || rest.starts_with('?');
  });
  const bool plain = std::ranges::all_of(next, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
           std::string_view("/?=.-_").contains(c);
  });
  return std::string(ours && plain ? next : kStart);
}

Result<http::Response> Enter(Site& site, const http::Request& request, const Entering& entering) {
  const session::Start start{
      .before = SessionToken(request), .password = entering.password, .where = WhereOf(request)};
  if (!entering.vouched && TRY(SecondOf(site, entering.staff)) != Second::kNone) {
    const staff::Begun half = TRY(site.sessions.BeginHalf(entering.staff, start));
    http::Response response =
        http::Response::Redirect("/sign-in/code?next=" + http::EncodePercent(entering.next));
    response.headers.push_back(
        http::SetCookie({.name = kHalfCookie, .value = ToHex(half.token.view())}));
    return response;
  }
  return Welcome(site, http::Response::Redirect(entering.next),
                 TRY(site.sessions.Begin(entering.staff, start)));
}

http::Response Welcome(Site& site, http::Response response, const staff::Begun& begun) {
  ++site.counters.sessions_begun;
  response.headers.push_back(
      http::SetCookie({.name = kSessionCookie, .value = ToHex(begun.token.view())}));
  response.headers.push_back(http::ForgetCookie(kFormCookie));
  response.headers.push_back(http::ForgetCookie(kHalfCookie));
  return response;
}

std::optional<SecretBytes> HalfToken(const http::Request& request) {
  const auto token = FromHex(request.cookie(kHalfCookie.view()).value_or(""));
  if (!token || token->size() != 32) return std::nullopt;
  return SecretBytes::CopyOf(BytesView(*token));
}

Result<http::Response> ShowSignIn(Site& site, const http::Request& request) {
  const std::string next = SafeNext(request.query("next").value_or(""));
  if (TRY(BySession(site, request))) return http::Response::Redirect(next);
  return SameForm(site, request, [&] {
    return ShowForm(site, request, {.login = "", .next = next, .wrong = CameBack(site, request)},
                    200);
  });
}

Result<http::Response> SignIn(Site& site, const http::Request& request) {
  const auto form = http::ParseForm(request);
  if (!form) return Fail(Code::kInvalid, "The form could not be read. Send it again as UTF-8.");
  const auto field = [&](std::string_view name) { return http::Find(*form, name).value_or(""); };
  Written written{.login = std::string(http::Trim(field("login"))),
                  .next = SafeNext(field("next"))};
  if (FromElsewhere(request) ||
      !SameSecret(field("form"), request.cookie(kFormCookie.view()).value_or(""))) {
    written.wrong = "This form was out of date. Please sign in once more.";
    return ShowForm(site, request, written, 403);
  }
  const auto checked =
      TRY(CheckPassword(site, Personal(std::string(written.login)),
                        SecretBytes::CopyOf(field("password")), NetworkOf(request)));
  if (!checked && checked.error().wait.count() != 0) {
    written.wrong = WaitInWords(checked.error().wait);
    return TooMany(TRY(ShowForm(site, request, written, 429)), checked.error());
  }
  if (!checked) {
    written.wrong = "Check your username and password. One of them is not right.";
    return ShowForm(site, request, written, 422);
  }
  return Enter(site, request,
               {.staff = checked->holder, .password = checked->password, .next = written.next});
}

Result<http::Response> SignOut(Site& site, const http::Request& request, const Caller& caller,
                               const http::Fields& /*form*/) {
  if (const auto token = SessionToken(request)) TRY(site.sessions.End(*token));
  const bool there = ProviderOf(site) &&
                     TRY(site.app.store().Read([&](store::ReadTx& tx) {
                       return factor::LinkOf(tx, site.app.keys(), staff::OwnerOf(caller.staff));
                     })).has_value();
  http::Response response = http::Response::Redirect(there ? "/signed-out" : "/");
  response.headers.push_back(http::ForgetCookie(kSessionCookie));
  response.headers.emplace_back("Clear-Site-Data", "\"cache\"");
  return response;
}

}  // namespace almoner::web::console
