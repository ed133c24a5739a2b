// Telling a recipient over the network: a signed webhook to another controller, an OpenDSR request
// to a processor. Nothing is queued or kept here; whoever calls records what came of it.
#pragma once

#include "hooks/opendsr.h"
#include "hooks/post.h"
#include "hooks/processor.h"
#include "hooks/retry.h"
#include "hooks/telling.h"
#include "hooks/webhook.h"

namespace almoner::hooks {

// A recipient that takes webhooks.
struct Webhook {
  Endpoint endpoint;
  WebhookSecrets secrets;  // one at least
  Limits limits = {};
};

// What an endpoint has answered.
struct Attempt {
  Fate fate = Fate::kLater;
  int status = 0;
  std::optional<std::chrono::seconds> retry_after = {};
};

// One attempt, signed for `now`. Fails as Post; kUnavailable, like Fate::kLater, is for
// NextAttempt.
Result<Attempt> Tell(const Webhook& to, const Telling& telling, Time now);

// A processor that speaks OpenDSR.
struct Processor {
  Endpoint endpoint;                     // the whole of it: https://…/v2/requests
  Headers sign_in = {};                  // how it wants that, which the standard leaves to it
  std::optional<ProcessorKey> key = {};  // nothing: its receipt is taken as it comes
  Limits limits = {};
};

// Asks the processor to carry the request out, and returns its receipt. Fails as Post and ToDsr.
// kUnavailable also: it is too busy, or has a fault (429, 500 to 599); kRefused also: it does not
// take the request, or its receipt is not signed with `key`; kInvalid also: it is no receipt. A
// request that failed may have arrived, so that it is sent again with the same id.
Result<DsrReceipt> Submit(const Processor& to, const DsrRequest& request, Time now);

}  // namespace almoner::hooks
