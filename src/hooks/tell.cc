#include "hooks/tell.h"

namespace almoner::hooks {
namespace {

constexpr int kCreated = 201;

bool IsTheirFault(int status) { return status == 429 || status >= 500; }

}  // namespace

Result<Attempt> Tell(const Webhook& to, const Telling& telling, Time now) {
  const std::string body = ToEvent(telling);
  Headers headers = SignWebhook(to.secrets, WebhookIdOf(telling.id), now, body);
  headers.push_back({.name = "Content-Type", .value = std::string(kEventContentType)});
  const Answer answer = TRY(Post(to.endpoint, headers, body, to.limits));
  return Attempt{
      .fate = FateOf(answer.status), .status = answer.status, .retry_after = answer.retry_after};
}

Result<DsrReceipt> Submit(const Processor& to, const DsrRequest& request, Time now) {
  const Personal<std::string> body = TRY(ToDsr(request));
  Headers headers = to.sign_in;
  headers.push_back({.name = "Content-Type", .value = "application/json"});
  headers.push_back({.name = "Accept", .value = "application/json"});
  const Answer answer = TRY(Post(to.endpoint, headers, body.Expose(), to.limits));
  const Detail status("status", static_cast<std::int64_t>(answer.status));
  const Detail host = Detail::Id("host", to.endpoint.host());
  if (IsTheirFault(answer.status))
    return Fail(Code::kUnavailable, "The processor cannot take requests now.", host, status);
  if (answer.status != kCreated)
    return Fail(Code::kRefused,
                "The processor did not take the request; ask it why, or tell it by letter.", host,
                status);
  if (to.key) TRY(to.key->Verify(answer.headers, answer.body, now));
  return ReadDsrReceipt(answer.body, request.id);
}

}  // namespace almoner::hooks
