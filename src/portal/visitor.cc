#include "portal/visitor.h"

#include "account/visits.h"
#include "http/cookie.h"
#include "http/form.h"
#include "web/caller.h"
#include "web/doors.h"
#include "web/kept_form.h"

namespace almoner::web::portal {
namespace {

constexpr Literal kVisitCookie = "__Host-my-session";
constexpr Literal kFormCookie = "__Host-my-form";
constexpr std::size_t kTokenLength = 64;  // 256 bits in hexadecimal

http::Response ToSignIn() { return http::Response::Redirect("/my/sign-in"); }

// Where somebody goes whose page it is not: nobody is signed in, or nobody has said who they are.
Result<http::Response> ToTheirs(Site& site, const http::Request& request) {
  return TRY(MemberOf(site, request)) ? http::Response::Redirect("/my") : ToSignIn();
}

std::string_view CsrfOf(const PortalPage& page) {
  if (page.visitor != nullptr) return page.visitor->csrf;
  return page.member == nullptr ? std::string_view() : page.member->csrf;
}

// Until it is known who somebody is, pages about them are not offered.
bool KnownIn(const PortalPage& page) {
  return page.member == nullptr || page.member->person.has_value();
}

Result<http::Response> ShowMessage(const Site& site, const http::Request& request,
                                   const PortalPage& page, std::string_view text,
                                   std::optional<View> kept) {
  View body("message.html");
  body.Set("HEADING", page.title).Set("TEXT", text).Set("NUMBER", request.id);
  if (kept) body.Put("KEPT", *std::move(kept));
  return ShowPage(site, page, std::move(body));
}

// What was typed before the session ended is sent after the next sign-in.
Result<http::Response> SignedOut(const Site& site, const http::Request& request) {
  auto kept = KeptForm(request, KeptFor::kSigningIn, "", "/my/sign-in");
  if (!kept) return ToSignIn();
  return ShowMessage(site, request, {.title = "You have been signed out", .status = 403},
                     "Nothing was saved yet, and nothing that you wrote is lost.", std::move(kept));
}

// The answers of a form that bears the session's own token; nothing: the page that says so.
Result<std::expected<Answers, http::Response>> FormOf(Site& site, const http::Request& request,
                                                      const Member& member) {
  using Given = std::expected<Answers, http::Response>;
  const auto fields = http::ParseForm(request);
  if (!fields) return Fail(Code::kInvalid, "The form could not be read. Send it again as UTF-8.");
  Answers answers(*fields);
  if (FromElsewhere(request) || !SameSecret(answers.Text("csrf"), member.csrf)) {
    auto kept = KeptForm(request, *fields, KeptFor::kSending, member.csrf);
    const std::string_view text =
        kept ? "Nothing was saved yet. Look at what you wrote, and send it."
             : "Nothing was changed. Go back, load the page again and send the form once more.";
    return Given(
        std::unexpect,
        TRY(ShowMessage(site, request,
                        {.title = "This form is out of date", .status = 403, .member = &member},
                        text, std::move(kept))));
  }
  return Given(std::move(answers));
}

Result<http::Response> RunForm(Site& site, const http::Request& request, OwnForm form) {
  const auto visitor = TRY(VisitorOf(site, request));
  if (!visitor && !TRY(MemberOf(site, request))) return SignedOut(site, request);
  if (!visitor) return ToTheirs(site, request);
  auto answers =
      TRY(FormOf(site, request,
                 {.account = visitor->account, .person = visitor->subject, .csrf = visitor->csrf}));
  if (!answers) return std::move(answers).error();
  return form(site, request, *visitor, *answers);
}

Result<http::Response> RunForm(Site& site, const http::Request& request, MemberForm form) {
  const auto member = TRY(MemberOf(site, request));
  if (!member) return SignedOut(site, request);
  auto answers = TRY(FormOf(site, request, *member));
  if (!answers) return std::move(answers).error();
  return form(site, request, *member, *answers);
}

}  // namespace

std::optional<SecretBytes> VisitToken(const http::Request& request) {
  const auto cookie = request.cookie(kVisitCookie.view());
  if (!cookie || cookie->size() != kTokenLength) return std::nullopt;
  const auto token = FromHex(*cookie);
  if (!token) return std::nullopt;
  return SecretBytes::CopyOf(BytesView(*token));
}

Result<std::optional<Member>> MemberOf(Site& site, const http::Request& request) {
  const auto token = VisitToken(request);
  if (!token) return std::optional<Member>();
  const auto session = TRY(site.visits.Find(*token));
  if (!session) return std::optional<Member>();
  auto account = site.app.store().Read(
      [&](store::ReadTx& tx) { return account::LoadHolder(tx, site.app.keys(), session->holder); });
  // Its session went with it; this one was asked for in between.
  if (!account && account.error().code == Code::kNotFound) return std::optional<Member>();
  const account::Holder holder = TRY(std::move(account));
  // However the session began.
  if (holder.locked) return std::optional<Member>();
  if (holder.subject) {
    const auto may = TRY(site.app.store().Read([&](store::ReadTx& tx) {
      return account::MayVisit(tx, site.app.keys(), *holder.subject);
    }));
    if (!may) return std::optional<Member>();
  }
  return std::optional<Member>(
      {.account = session->holder, .person = holder.subject, .csrf = ToHex(session->csrf.view())});
}

Result<std::optional<Visitor>> VisitorOf(Site& site, const http::Request& request) {
  const auto member = TRY(MemberOf(site, request));
  if (!member || !member->person) return std::optional<Visitor>();
  return std::optional<Visitor>(
      {.account = member->account, .subject = *member->person, .csrf = member->csrf});
}

http::Handler ForMember(Site& site, MemberPage page) {
  return Guarded(site, [&site, page](const http::Request& request) -> Result<http::Response> {
    const auto member = TRY(MemberOf(site, request));
    if (!member) return ToSignIn();
    return page(site, request, *member);
  });
}

http::Handler ForMember(Site& site, MemberForm form) {
  return Guarded(
      site, [&site, form](const http::Request& request) { return RunForm(site, request, form); });
}

http::Handler Own(Site& site, OwnPage page) {
  return Guarded(site, [&site, page](const http::Request& request) -> Result<http::Response> {
    const auto visitor = TRY(VisitorOf(site, request));
    if (!visitor) return ToTheirs(site, request);
    return page(site, request, *visitor);
  });
}

http::Handler Own(Site& site, OwnForm form) {
  return Guarded(
      site, [&site, form](const http::Request& request) { return RunForm(site, request, form); });
}

http::Handler Anyone(Site& site, AnyonesForm form) {
  return Guarded(site, [&site, form](const http::Request& request) -> Result<http::Response> {
    const auto fields = http::ParseForm(request);
    if (!fields) return Fail(Code::kInvalid, "The form could not be read. Send it again as UTF-8.");
    return form(site, request, Answers(*fields));
  });
}

http::Response Welcome(http::Response response, const account::Sessions::Begun& begun) {
  response.headers.push_back(
      http::SetCookie({.name = kVisitCookie, .value = ToHex(begun.token.view())}));
  response.headers.push_back(http::ForgetCookie(kFormCookie));
  return response;
}

http::Response Farewell(http::Response response) {
  response.headers.push_back(http::ForgetCookie(kVisitCookie));
  response.headers.emplace_back("Clear-Site-Data", "\"cache\"");
  return response;
}

std::string FormToken(Site& site, const http::Request& request) {
  std::string token = request.cookie(kFormCookie.view()).value_or("");
  if (token.size() == kTokenLength) return token;
  std::array<std::uint8_t, kTokenLength / 2> bytes{};
  site.app.random().Fill(bytes);
  return ToHex(bytes);
}

bool OurForm(const http::Request& request, const Answers& answers) {
  return !FromElsewhere(request) &&
         SameSecret(answers.Text("csrf"), request.cookie(kFormCookie.view()).value_or(""));
}

Result<http::Response> ShowPage(const Site& site, const PortalPage& page, View body) {
  return web::Show(site,
                   {.title = page.title,
                    .tab = page.tab,
                    .visitor = CsrfOf(page),
                    .status = page.status,
                    .known = KnownIn(page)},
                   std::move(body));
}

Result<http::Response> ShowPage(const Site& site, const PortalPage& page, const FormPage& form,
                                std::string_view token, const Answers& answers,
                                const std::vector<FieldProblem>& problems) {
  const int wrong = page.status == 200 ? 422 : page.status;
  auto response = TRY(web::Show(site,
                                {.title = page.title,
                                 .tab = page.tab,
                                 .visitor = CsrfOf(page),
                                 .status = problems.empty() ? page.status : wrong,
                                 .error = !problems.empty(),
                                 .script = form.script,
                                 .known = KnownIn(page)},
                                FormBody(form, token, answers, problems)));
  if (CsrfOf(page).empty())
    response.headers.push_back(http::SetCookie({.name = kFormCookie, .value = std::string(token)}));
  return response;
}

Result<http::Response> ShowNotHere(const Site& site, const Visitor& visitor) {
  return ShowPage(site, {.title = "This cannot be shown here", .visitor = &visitor, .status = 403},
                  View("my_not_here.html"));
}

}  // namespace almoner::web::portal
