// Signing in at the identity provider: away to it, and back. Whoever is unknown here learns nothing
// but that; with a code of whoever administers they link the account that the code is for.
#include "base/log.h"
#include "console/handlers.h"
#include "console/provider.h"
#include "http/cookie.h"
#include "http/form.h"
#include "web/caller.h"
#include "web/question.h"

namespace almoner::web::console {
namespace {

constexpr Literal kBegunCookie = "__Host-begun";
constexpr Literal kKnownCookie = "__Host-known";
constexpr std::string_view kDown = "down";
constexpr std::string_view kFailed = "failed";

http::Response NoProvider() { return http::Response::Redirect("/sign-in"); }

// Which session of ours it is, without its token; "" for none.
std::string SessionName(const http::Request& request) {
  const auto token = SessionToken(request);
  return token ? ToHex(session::Sessions::HandleOf(*token)) : "";
}

http::Response WithCookie(http::Response response, Literal name, std::string value) {
  response.headers.push_back(
      http::SetCookie({.name = name, .value = std::move(value), .max_age = Provider::kGood}));
  return response;
}

// What the page that they go back to is told, in one word.
std::string_view WordFor(const Error& error) {
  return error.code == Code::kUnavailable ? kDown : kFailed;
}

std::string BackWith(const Begun& begun, std::string_view at) {
  const std::string next = http::EncodePercent(begun.next);
  const std::string_view page = begun.errand == Errand::kSignIn  ? "/sign-in"
                                : begun.errand == Errand::kAgain ? "/confirm"
                                                                 : "/account/provider";
  return std::string(page) + "?at=" + std::string(at) + "&next=" + next;
}

factor::Owner OwnerOf(const StaffId& staff) { return staff::OwnerOf(staff); }

// The account that is linked to whoever signed in there.
Result<std::optional<StaffId>> AccountOf(const Site& site, const factor::Provided& who) {
  const auto holder = TRY(site.app.store().Read([&](store::ReadTx& tx) {
    return factor::FindLinked(tx, site.app.keys(), staff::kSessions, who);
  }));
  if (!holder) return std::optional<StaffId>();
  return std::optional(TRY(StaffId::From(*holder)));
}

// Of the password that they have now, so that no session outlives its change; nothing: they have
// none.
Result<std::optional<crypto::Digest>> PasswordNow(const Site& site, const StaffId& staff) {
  const auto phc = site.app.store().Read(
      [&](store::ReadTx& tx) { return staff::PasswordOf(tx, site.app.keys(), staff); });
  if (!phc && phc.error().code == Code::kNotFound) return std::optional<crypto::Digest>();
  if (!phc) return std::unexpected(phc.error());
  return std::optional(session::DigestOf(*phc));
}

Result<http::Response> LetIn(Site& site, const http::Request& request, const StaffId& staff,
                             const std::string& next) {
  TRY(site.staff_codes.Record(staff.bytes(), "session.by-provider",
                              [](const keys::Change&) { return Status(); }));
  return Enter(site, request,
               {.staff = staff,
                .password = TRY(PasswordNow(site, staff)),
                .next = next,
                .vouched = ProviderOf(site)->settings().vouches()});
}

Result<http::Response> TakeSignIn(Site& site, const http::Request& request, const Begun& begun,
                                  const factor::Provided& who) {
  if (const auto staff = TRY(AccountOf(site, who)))
    return LetIn(site, request, *staff, SafeNext(begun.next));
  ++site.counters.sessions_refused;
  return WithCookie(
      http::Response::Redirect("/sign-in/unknown?next=" + http::EncodePercent(begun.next)),
      kKnownCookie, ProviderOf(site)->Kept(who));
}

Result<http::Response> TakeLink(Site& site, const Caller& caller, const factor::Provided& who) {
  const Status linked = site.staff_codes.Record(
      caller.staff.bytes(), "factor.provider-linked", [&](const keys::Change& change) {
        return factor::MakeLink(change, OwnerOf(caller.staff), who);
      });
  if (linked) return http::Response::Redirect("/account/provider?at=linked");
  if (linked.error().code != Code::kConflict) return std::unexpected(linked.error());
  return http::Response::Redirect("/account/provider?at=taken");
}

Result<http::Response> TakeAgain(Site& site, const http::Request& request, const Caller& caller,
                                 const Begun& begun, const factor::Provided& who) {
  const auto staff = TRY(AccountOf(site, who));
  if (!staff || *staff != caller.staff) {
    ++site.counters.sessions_refused;
    return http::Response::Redirect(BackWith(begun, kFailed));
  }
  if (const auto token = SessionToken(request)) TRY(site.sessions.Prove(*token));
  return http::Response::Redirect(SafeNext(begun.next));
}

Result<http::Response> Take(Site& site, const http::Request& request, const Begun& begun) {
  // Only the session that began it, and which is still there.
  const auto caller = TRY(BySession(site, request));
  const bool theirs = caller && begun.session == SessionName(request);
  if (begun.errand != Errand::kSignIn && !theirs) return NoProvider();
  const auto who = ProviderOf(site)->Finish(
      begun, identity::Parameters(request.queries.begin(), request.queries.end()));
  if (!who) {
    log::Failure("Signing somebody in at the identity provider", who.error());
    return http::Response::Redirect(BackWith(begun, WordFor(who.error())));
  }
  if (begun.errand == Errand::kSignIn) return TakeSignIn(site, request, begun, *who);
  if (begun.errand == Errand::kLink && Proved(site, *caller)) return TakeLink(site, *caller, *who);
  if (begun.errand == Errand::kAgain) return TakeAgain(site, request, *caller, begun, *who);
  return http::Response::Redirect("/account/provider");
}

// What forms of a page bear that has no session behind it: no other site knows the cookie.
std::string FormToken(const std::string& cookie) {
  return ToHex(crypto::Sha256("sign-in/unknown " + cookie));
}

FormPage UnknownForm(const Site& site, std::string next) {
  const std::string& name = ProviderOf(site)->settings().name;
  FormPage form{.heading = "You are not known here yet",
                .back = "/sign-in",
                .back_text = "Sign in",
                .action = "/sign-in/unknown",
                .button = "Go on"};
  form.says = {"You signed in with " + name + ", and no account here is linked to that.",
               "If whoever looks after accounts here gave you a code, enter it: it is asked for "
               "once. If you have a username and a password, sign in with them and link the two "
               "under “Your account”."};
  form.hidden = {{"next", std::move(next)}};
  form.questions = {{.name = "code",
                     .label = "Code",
                     .missing = "Enter the code that you were given",
                     .hint = "Sixteen letters and digits, in groups of four."}};
  return form;
}

Result<http::Response> ShowUnknownForm(const Site& site, const FormPage& form,
                                       const std::string& cookie, const Answers& answers = {},
                                       const std::vector<FieldProblem>& problems = {}) {
  const Frame frame{
      .title = form.heading, .status = problems.empty() ? 200 : 422, .error = !problems.empty()};
  return Show(site, frame, FormBody(form, FormToken(cookie), answers, problems));
}

// The account whose code it was, which is linked now; nothing: it is none.
Result<std::optional<StaffId>> LinkByCode(Site& site, const Personal<std::string>& code,
                                          const factor::Provided& who) {
  const auto find = [&](store::ReadTx& tx) {
    return factor::FindCode(tx, site.app.keys(), staff::kSessions, code, site.app.clock().Now());
  };
  const auto holder = TRY(site.app.store().Read(find));
  if (!holder) return std::optional<StaffId>();
  const StaffId staff = TRY(StaffId::From(*holder));
  TRY(site.staff_codes.Record(staff.bytes(), "factor.provider-linked",
                              [&](const keys::Change& change) -> Status {
                                if (TRY(find(change.tx)) != holder)
                                  return Fail(Code::kConflict, "This code was used a moment ago.");
                                return factor::MakeLink(change, OwnerOf(staff), who);
                              }));
  return std::optional(staff);
}

}  // namespace

Result<http::Response> Leave(Site& site, const http::Request& request, Errand errand,
                             std::string next) {
  const std::string session = errand == Errand::kSignIn ? "" : SessionName(request);
  auto leaving = ProviderOf(site)->Begin(errand, next, session);
  if (leaving)
    return WithCookie(http::Response::Redirect(std::move(leaving->address)), kBegunCookie,
                      std::move(leaving->cookie));
  log::Failure("Sending somebody to the identity provider", leaving.error());
  const Begun begun{.errand = errand, .next = std::move(next), .session = {}, .at = {}};
  return http::Response::Redirect(BackWith(begun, WordFor(leaving.error())));
}

Result<http::Response> LeaveToSignIn(Site& site, const http::Request& request) {
  if (!ProviderOf(site) || FromElsewhere(request)) return NoProvider();
  return Leave(site, request, Errand::kSignIn, SafeNext(request.query("next").value_or("")));
}

Result<http::Response> LeaveToConfirm(Site& site, const http::Request& request,
                                      const Caller& /*caller*/) {
  if (!ProviderOf(site) || FromElsewhere(request)) return NoProvider();
  return Leave(site, request, Errand::kAgain, SafeNext(request.query("next").value_or("")));
}

Result<http::Response> ComeBack(Site& site, const http::Request& request) {
  if (!ProviderOf(site)) return NoProvider();
  const auto begun = ProviderOf(site)->Opened(request.cookie(kBegunCookie.view()).value_or(""));
  http::Response response =
      begun ? TRY(Take(site, request, *begun)) : http::Response::Redirect("/sign-in?at=failed");
  response.headers.push_back(http::ForgetCookie(kBegunCookie));  // each is good once
  return response;
}

Result<http::Response> ShowUnknown(Site& site, const http::Request& request) {
  const std::string cookie = request.cookie(kKnownCookie.view()).value_or("");
  if (!ProviderOf(site) || !ProviderOf(site)->Known(cookie)) return NoProvider();
  return ShowUnknownForm(site, UnknownForm(site, SafeNext(request.query("next").value_or(""))),
                         cookie);
}

Result<http::Response> TakeUnknown(Site& site, const http::Request& request) {
  const std::string cookie = request.cookie(kKnownCookie.view()).value_or("");
  const auto who = ProviderOf(site) ? ProviderOf(site)->Known(cookie) : std::nullopt;
  auto fields = http::ParseForm(request);
  if (!fields) return Fail(Code::kInvalid, "The form could not be read. Send it again as UTF-8.");
  const Answers answers(*std::move(fields));
  if (!who || FromElsewhere(request) || !SameSecret(answers.Text("csrf"), FormToken(cookie)))
    return NoProvider();
  const std::string next = SafeNext(answers.Text("next"));
  const FormPage form = UnknownForm(site, next);
  auto problems = Check(form.questions, answers);
  if (!problems.empty()) return ShowUnknownForm(site, form, cookie, answers, problems);
  const auto wrong = [&](std::string text) {
    return ShowUnknownForm(site, form, cookie, {}, {{.field = "code", .text = std::move(text)}});
  };
  if (TRY(site.elsewhere->links.MayTry(who->subject)))
    return wrong("Too many codes were wrong. Wait a quarter of an hour, then try again");
  const std::string typed = answers.Text("code");
  const auto staff = TRY(LinkByCode(site, Personal(http::Lower(http::Trim(typed))), *who));
  if (!staff) {
    TRY(site.elsewhere->links.Failed(who->subject));
    return wrong("This code is not right, was used, or is older than a week. Ask for a new one");
  }
  TRY(site.elsewhere->links.Succeeded(who->subject));
  http::Response response = TRY(LetIn(site, request, *staff, next));
  response.headers.push_back(http::ForgetCookie(kKnownCookie));
  return response;
}

Result<http::Response> ShowSignedOut(Site& site, const http::Request& /*request*/) {
  if (!ProviderOf(site)) return NoProvider();
  const std::string& name = ProviderOf(site)->settings().name;
  FormPage page{.heading = "You are signed out",
                .back = "/sign-in",
                .back_text = "Sign in",
                .action = {},
                .button = {},
                .says = {"You may still be signed in with " + name + "."},
                .closed = true};
  if (auto address = ProviderOf(site)->SignOutAddress())
    page.links.emplace_back(*std::move(address), "Sign out of " + name + " too");
  return Show(site, {.title = page.heading}, FormBody(page, "", {}, {}));
}

}  // namespace almoner::web::console
