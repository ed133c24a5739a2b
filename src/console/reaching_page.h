// How somebody is reached: what they need, for whoever works with them, and what is safe, for few.
// For this folder only.
#pragma once

#include "console/today.h"
#include "http/router.h"
#include "web/site.h"
#include "web/view.h"

namespace almoner::web::console {

Result<http::Response> ShowContact(Site& site, const http::Request& request, const Caller& caller);
Result<http::Response> TakeContact(Site& site, const http::Request& request, const Caller& caller,
                                   const http::Fields& fields);
Result<http::Response> ShowNeeds(Site& site, const http::Request& request, const Caller& caller);
Result<http::Response> TakeNeeds(Site& site, const http::Request& request, const Caller& caller,
                                 const http::Fields& fields);
Result<http::Response> ShowWays(Site& site, const http::Request& request, const Caller& caller);
Result<http::Response> TakeWays(Site& site, const http::Request& request, const Caller& caller,
                                const http::Fields& fields);

// Adds where the pages stand.
void AddReachingPages(http::Router& router, Site& site);

// On the page of a record that was just opened for the purpose: their needs, and what is safe where
// this purpose sees it. Where there is nothing, and where it is not seen, the page is the same.
Status AddReaching(View& page, const Site& site, const SubjectId& subject,
                   std::string_view purpose);

// What is safe for somebody is to be looked at again: for those who may see it, and nobody else.
Status AddSafetyToDo(Site& site, const Caller& caller, Waitings& out);

}  // namespace almoner::web::console
