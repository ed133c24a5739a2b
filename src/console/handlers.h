// The handlers, each named for what it answers; routes.cc says where. For this folder only.
#pragma once

#include "web/site.h"

namespace almoner::web::console {

// Signing in.
Result<http::Response> ShowSignIn(Site& site, const http::Request& request);
Result<http::Response> SignIn(Site& site, const http::Request& request);
// Only a page of the console, as whoever is sent to sign in was on: never another site's address.
[[nodiscard]] std::string SafeNext(std::string_view next);
// The response with the new session's cookie.
[[nodiscard]] http::Response Welcome(Site& site, http::Response response,
                                     const staff::Begun& begun);
// Of whoever has given the password, and not the second factor yet.
[[nodiscard]] std::optional<SecretBytes> HalfToken(const http::Request& request);
Result<http::Response> ShowSignInCode(Site& site, const http::Request& request);
Result<http::Response> TakeSignInCode(Site& site, const http::Request& request);
Result<http::Response> TakeSignInPasskey(Site& site, const http::Request& request);
Result<http::Response> ShowSignInSetUp(Site& site, const http::Request& request);
Result<http::Response> TakeSignInSetUp(Site& site, const http::Request& request);

// Home.
Result<http::Response> ShowToday(Site& site, const http::Request& request, const Caller& caller);
Result<http::Response> ShowMore(Site& site, const http::Request& request, const Caller& caller);

// Staff.
Result<http::Response> SignOut(Site& site, const http::Request& request, const Caller& caller,
                               const http::Fields& form);
Result<http::Response> ShowPeople(Site& site, const http::Request& request, const Caller& caller);
Result<http::Response> SearchPeople(Site& site, const http::Request& request, const Caller& caller,
                                    const http::Fields& form);
Result<http::Response> ShowPerson(Site& site, const http::Request& request, const Caller& caller);
Result<http::Response> BreakGlass(Site& site, const http::Request& request, const Caller& caller,
                                  const http::Fields& form);
Result<http::Response> AddNote(Site& site, const http::Request& request, const Caller& caller,
                               const http::Fields& form);
Result<http::Response> ShowPortalAccount(Site& site, const http::Request& request,
                                         const Caller& caller);
Result<http::Response> TakePortalAccount(Site& site, const http::Request& request,
                                         const Caller& caller, const http::Fields& form);
Result<http::Response> ShowGlass(Site& site, const http::Request& request, const Caller& caller);
Result<http::Response> ExplainGlass(Site& site, const http::Request& request, const Caller& caller,
                                    const http::Fields& form);
Result<http::Response> ShowReview(Site& site, const http::Request& request, const Caller& caller);
Result<http::Response> ReviewGlass(Site& site, const http::Request& request, const Caller& caller,
                                   const http::Fields& form);
Result<http::Response> ShowPictures(Site& site, const http::Request& request, const Caller& caller);
Result<http::Response> ShowPromises(Site& site, const http::Request& request, const Caller& caller);
Result<http::Response> TakeCountAgain(Site& site, const http::Request& request,
                                      const Caller& caller, const http::Fields& form);

// Rights requests.
Result<http::Response> ShowRequests(Site& site, const http::Request& request, const Caller& caller);
Result<http::Response> ShowNewRequest(Site& site, const http::Request& request,
                                      const Caller& caller);
Result<http::Response> ShowRequest(Site& site, const http::Request& request, const Caller& caller);
Result<http::Response> ShowDraft(Site& site, const http::Request& request, const Caller& caller);
Result<http::Response> ShowCaseFile(Site& site, const http::Request& request, const Caller& caller);
Result<http::Response> ShowStep(Site& site, const http::Request& request, const Caller& caller);
Result<http::Response> ShowRule(Site& site, const http::Request& request, const Caller& caller);
Result<http::Response> ShowMend(Site& site, const http::Request& request, const Caller& caller);
Result<http::Response> ShowCorrect(Site& site, const http::Request& request, const Caller& caller);
Result<http::Response> ShowAnnotate(Site& site, const http::Request& request, const Caller& caller);
Result<http::Response> ShowLetter(Site& site, const http::Request& request, const Caller& caller);
Result<http::Response> ShowRedact(Site& site, const http::Request& request, const Caller& caller);
Result<http::Response> LogRequest(Site& site, const http::Request& request, const Caller& caller,
                                  const http::Fields& form);
Result<http::Response> TakeStep(Site& site, const http::Request& request, const Caller& caller,
                                const http::Fields& form);
Result<http::Response> TakeRule(Site& site, const http::Request& request, const Caller& caller,
                                const http::Fields& form);
Result<http::Response> TakeCorrect(Site& site, const http::Request& request, const Caller& caller,
                                   const http::Fields& form);
Result<http::Response> TakeAnnotate(Site& site, const http::Request& request, const Caller& caller,
                                    const http::Fields& form);
Result<http::Response> TakeLetter(Site& site, const http::Request& request, const Caller& caller,
                                  const http::Fields& form);
Result<http::Response> TakeRedact(Site& site, const http::Request& request, const Caller& caller,
                                  const http::Fields& form);

Result<http::Response> ShowIntakes(Site& site, const http::Request& request, const Caller& caller);
Result<http::Response> ShowIntake(Site& site, const http::Request& request, const Caller& caller);
Result<http::Response> ShowIntakeStep(Site& site, const http::Request& request,
                                      const Caller& caller);
Result<http::Response> TakeIntakeStep(Site& site, const http::Request& request,
                                      const Caller& caller, const http::Fields& form);

}  // namespace almoner::web::console
