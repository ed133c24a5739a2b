// Whoever is signed in to the portal, and their pages. For this folder only.
#pragma once

#include "account/holder.h"
#include "http/router.h"
#include "web/question.h"
#include "web/site.h"

namespace almoner::web::portal {

struct Visitor {
  account::AccountId account;
  SubjectId subject;  // whose account it is: nobody else is ever asked about
  std::string csrf;   // in hexadecimal, for the session's forms
};

// Whoever is signed in, also while it is not known yet who they are.
struct Member {
  account::AccountId account;
  std::optional<SubjectId> person;
  std::string csrf;
};
// Nothing: nobody is signed in, or to an account that is locked.
Result<std::optional<Member>> MemberOf(Site& site, const http::Request& request);

using MemberPage = Result<http::Response> (*)(Site&, const http::Request&, const Member&);
using MemberForm = Result<http::Response> (*)(Site&, const http::Request&, const Member&,
                                              const Answers&);
// A page for whoever is signed in, and a form, as Own() below.
[[nodiscard]] http::Handler ForMember(Site& site, MemberPage page);
[[nodiscard]] http::Handler ForMember(Site& site, MemberForm form);

using OwnPage = Result<http::Response> (*)(Site&, const http::Request&, const Visitor&);
using OwnForm = Result<http::Response> (*)(Site&, const http::Request&, const Visitor&,
                                           const Answers&);
// A page of somebody's own: others are sent to sign in, and whoever is not known yet to their first
// page.
[[nodiscard]] http::Handler Own(Site& site, OwnPage page);
// A form of theirs: refused without the session's own token in its field "csrf".
[[nodiscard]] http::Handler Own(Site& site, OwnForm form);

// A form for whoever is not signed in; it sees to its own token (OurForm).
using AnyonesForm = Result<http::Response> (*)(Site&, const http::Request&, const Answers&);
[[nodiscard]] http::Handler Anyone(Site& site, AnyonesForm form);

// Nothing: nobody is signed in of whom it is known who they are.
Result<std::optional<Visitor>> VisitorOf(Site& site, const http::Request& request);
[[nodiscard]] std::optional<SecretBytes> VisitToken(const http::Request& request);
// The response with the new session's cookie.
[[nodiscard]] http::Response Welcome(http::Response response,
                                     const account::Sessions::Begun& begun);
[[nodiscard]] http::Response Farewell(http::Response response);

// Before somebody is signed in: a form's token that must equal a cookie's, so that no other site
// can send it.
[[nodiscard]] std::string FormToken(Site& site, const http::Request& request);
[[nodiscard]] bool OurForm(const http::Request& request, const Answers& answers);

// One page of the portal; `visitor` is nullptr where nobody is signed in.
struct PortalPage {
  std::string_view title;  // neutral: it stays in the browser's history
  const Visitor* visitor = nullptr;
  Tab tab = Tab::kNone;
  int status = 200;
  const Member* member = nullptr;  // instead of a visitor
};
Result<http::Response> ShowPage(const Site& site, const PortalPage& page, View body);
// A form with what was typed and what is wrong with it, which makes it an error (422, or `status`).
Result<http::Response> ShowPage(const Site& site, const PortalPage& page, const FormPage& form,
                                std::string_view token, const Answers& answers = {},
                                const std::vector<FieldProblem>& problems = {});
// The same words whatever stood in the way: what is refused to somebody about themself is told in
// letters, after somebody has looked.
Result<http::Response> ShowNotHere(const Site& site, const Visitor& visitor);

}  // namespace almoner::web::portal
