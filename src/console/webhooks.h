// Webhooks of the API: the pages of whoever administers. For this folder only.
#pragma once

#include "console/deed.h"
#include "console/today.h"

namespace almoner::web::console {

Result<http::Response> ShowWebhooks(Site& site, const http::Request& request, const Caller& caller);
Result<http::Response> ShowOneWebhook(Site& site, const http::Request& request,
                                      const Caller& caller);
Made MakeNewWebhook(Site& site, const http::Request& request, const Caller& caller);
Made MakeWebhookRotation(Site& site, const http::Request& request, const Caller& caller);
Made MakeWebhookTest(Site& site, const http::Request& request, const Caller& caller);
Made MakeWebhookStart(Site& site, const http::Request& request, const Caller& caller);
Made MakeWebhookEnd(Site& site, const http::Request& request, const Caller& caller);

// Those that were stopped since nothing was taken.
Status AddWebhooksToDo(Site& site, Waitings& out);

}  // namespace almoner::web::console
