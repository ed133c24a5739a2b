#include "api/door.h"

#include <algorithm>

#include "api/answer.h"
#include "api/repeat.h"
#include "base/json.h"

namespace almoner::web::api {
namespace {

constexpr std::string_view kPurposeHeader = "x-purpose";
constexpr std::string_view kScheme = "bearer ";

bool BearsKey(const http::Request& request) {
  const std::string_view header = request.header("authorization").value_or("");
  return http::Lower(header.substr(0, kScheme.size())) == kScheme;
}

bool Takes(const http::Request& request, std::string_view media) {
  const auto accept = request.header("accept");
  if (!accept) return true;
  const std::string any = std::string(media.substr(0, media.find('/'))) + "/*";
  std::string_view list = *accept;
  while (!list.empty()) {
    std::string_view one = http::TakeUntil(list, ',');
    const std::string type = http::Lower(http::Trim(http::TakeUntil(one, ';')));
    if (type == media || type == any || type == "*/*" || type == "application/problem+json")
      return true;
  }
  return false;
}

bool IsJson(const http::Request& request) {
  std::string_view type = request.header("content-type").value_or("");
  return http::Lower(http::Trim(http::TakeUntil(type, ';'))) == "application/json";
}

http::Response NoScope(const http::Request& request, const Endpoint& endpoint) {
  return Problem(request, 403, "scope",
                 "This key has not the scope that the call needs. Whoever administers makes keys.",
                 {{"scope", endpoint.scope}});
}

http::Response NoDuty(const http::Request& request, const Endpoint& endpoint) {
  return Problem(request, 403, "duty", "This is for those whose role has that duty in the notice.",
                 {{"duty", endpoint.duty}});
}

http::Response NoPurpose(const http::Request& request) {
  return Problem(request, 400, "purpose-missing",
                 "Name the purpose in the header X-Purpose, by its id in the notice.");
}

http::Response OtherPurpose(const http::Request& request, std::string_view purpose) {
  return Problem(request, 403, "purpose",
                 "This key was not made for that purpose. Whoever administers makes keys.",
                 {{"purpose", purpose}});
}

// A call as it came, and whose it is.
struct Coming {
  Site& site;
  const Endpoint& endpoint;
  const http::Request& request;
  const Caller& caller;
  const app::ApiKey* key;
};

// What a key may not is in the log, as what the gate refuses is.
Result<http::Response> TurnAway(const Coming& coming, http::Response answer) {
  if (coming.key != nullptr)
    TRY(app::Administer(coming.site.app, coming.caller.staff, "api-key.turned-away",
                        [](const keys::Change&) -> Status { return {}; }));
  return answer;
}

std::string PurposeFor(const Coming& coming) {
  if (coming.endpoint.reason == For::kOne) return std::string(coming.endpoint.purpose);
  if (coming.endpoint.reason == For::kNamed)
    return std::string(coming.request.header(kPurposeHeader).value_or(""));
  return "";
}

// Nothing: it may come in, as far as scope, duty and purpose go.
Result<std::optional<http::Response>> Stop(const Coming& coming, const std::string& purpose) {
  using Stopped = std::optional<http::Response>;
  const auto& [site, endpoint, request, caller, key] = coming;
  if (key != nullptr && !endpoint.scope.empty() && !key->HasScope(endpoint.scope))
    return Stopped(TRY(TurnAway(coming, NoScope(request, endpoint))));
  if (!endpoint.duty.empty() && !site.app.notice().HasDuty(caller.roles, endpoint.duty))
    return Stopped(TRY(TurnAway(coming, NoDuty(request, endpoint))));
  if (endpoint.reason == For::kNamed && purpose.empty()) return Stopped(NoPurpose(request));
  if (key != nullptr && !purpose.empty() && !key->HasPurpose(purpose))
    return Stopped(TRY(TurnAway(coming, OtherPurpose(request, purpose))));
  return Stopped();
}

Result<http::Response> Handle(const Coming& coming, const std::string& purpose) {
  const auto& [site, endpoint, request, caller, key] = coming;
  json::object body;
  if (endpoint.body == Body::kJson || endpoint.body == Body::kForm) {
    auto read = ReadBody(endpoint, request);
    if (!read) return std::move(read).error();
    body = *std::move(read);
  }
  const Call call{.site = site,
                  .endpoint = endpoint,
                  .request = request,
                  .caller = caller,
                  .key = key,
                  .purpose = purpose,
                  .body = body};
  if (endpoint.match == Match::kMust && !request.header("if-match"))
    return Problem(request, 428, "if-match-missing",
                   "Read it first, and send its ETag in the header If-Match.");
  return Repeatable(call, [&] { return endpoint.handle(call); });
}

Result<http::Response> Enter(const Coming& coming) {
  const auto& [site, endpoint, request, caller, key] = coming;
  if (!endpoint.answer.empty() && !Takes(request, "application/json"))
    return Problem(request, 406, "not-acceptable", "This call answers application/json alone.");
  const std::string purpose = PurposeFor(coming);
  if (auto stopped = TRY(Stop(coming, purpose))) return *std::move(stopped);
  // The gate records what it decides; what does not come to it is recorded here.
  if (key != nullptr && endpoint.reason == For::kNobody)
    TRY(app::Administer(site.app, caller.staff, "api-key.called",
                        [](const keys::Change&) -> Status { return {}; }));
  return Handle(coming, purpose);
}

http::Response WithRate(http::Response response, const Rates::Left& left) {
  const std::string reset = std::to_string(left.until.count());
  response = std::move(response)
                 .With("RateLimit-Policy", "\"default\";q=" + std::to_string(Rates::kMost) +
                                               ";w=" + std::to_string(Rates::kWindow.count()))
                 .With("RateLimit",
                       "\"default\";r=" + std::to_string(std::max(0, left.calls)) + ";t=" + reset);
  if (left.calls >= 0) return response;
  return std::move(response).With("Retry-After", reset);
}

Result<http::Response> Rated(const Coming& coming, Rates& rates) {
  const Rates::Left left = rates.Take(coming.caller.staff, coming.site.app.clock().Now());
  if (left.calls < 0)
    return WithRate(Problem(coming.request, 429, "too-many-calls",
                            "Too many calls in a minute. Wait as long as Retry-After says."),
                    left);
  const http::Handler run = Guarded(
      coming.site, [&](const http::Request&) -> Result<http::Response> { return Enter(coming); });
  return WithRate(run(coming.request), left);
}

Result<http::Response> ByKey(Site& site, const Endpoint& endpoint, const http::Request& request,
                             Rates& rates) {
  const std::string_view header = request.header("authorization").value_or("");
  const auto key = TRY(app::FindApiKey(site.app, http::Trim(header.substr(kScheme.size()))));
  if (!key)
    return Problem(request, 401, "unauthenticated",
                   "There is no such key, it is over, or its account has no role any more.")
        .With("WWW-Authenticate", "Bearer realm=\"Almoner\", error=\"invalid_token\"");
  const Caller caller = TRY(site.app.store().Read([&](store::ReadTx& tx) -> Result<Caller> {
    return Caller{.staff = key->staff,
                  .roles = TRY(staff::RolesOf(tx, site.app.keys(), site.app.notice(), key->staff,
                                              site.app.clock().Now())),
                  .name = {},
                  .csrf = {}};
  }));
  return Rated({site, endpoint, request, caller, &*key}, rates);
}

}  // namespace

Rates::Left Rates::Take(const StaffId& staff, Time now) {
  constexpr std::size_t kMostWindows = 10'000;
  const std::lock_guard lock(mutex_);
  if (windows_.size() >= kMostWindows)
    std::erase_if(windows_, [&](const auto& each) { return each.second.begun + kWindow <= now; });
  Window& window = windows_.try_emplace(staff, Window{.begun = now}).first->second;
  if (window.begun + kWindow <= now || window.begun > now) window = {.begun = now, .calls = 0};
  const auto until = std::chrono::ceil<std::chrono::seconds>(window.begun + kWindow - now);
  if (window.calls >= kMost) return {.calls = -1, .until = until};
  ++window.calls;
  return {.calls = kMost - window.calls, .until = until};
}

std::expected<json::object, http::Response> ReadBody(const Endpoint& endpoint,
                                                     const http::Request& request) {
  if (request.body.empty() && endpoint.fields.empty()) return json::object();
  if (!IsJson(request))
    return std::unexpected(
        Problem(request, 415, "content-type", "Send the body as application/json."));
  const auto value = ParseJson(request.body);
  if (!value) return std::unexpected(Problem(request, 400, "invalid", value.error().what.view()));
  const json::object* const object = value->if_object();
  if (object == nullptr)
    return std::unexpected(Problem(request, 400, "invalid", "The body is one JSON object."));
  const auto wrong =
      endpoint.body == Body::kJson ? WrongIn(endpoint.fields, *object) : std::vector<Wrong>();
  if (!wrong.empty()) return std::unexpected(WrongFields(request, wrong));
  return *object;
}

http::Handler Serve(Site& site, const Endpoint& endpoint, std::shared_ptr<Rates> rates) {
  const http::Handler by_key =
      Guarded(site, [&site, &endpoint, rates](const http::Request& request) {
        return ByKey(site, endpoint, request, *rates);
      });
  const http::Handler by_staff =
      Api(site, [&endpoint, rates](Site& at, const http::Request& request, const Caller& caller) {
        return Rated({at, endpoint, request, caller, nullptr}, *rates);
      });
  return [by_key, by_staff](const http::Request& request) {
    return BearsKey(request) ? by_key(request) : by_staff(request);
  };
}

}  // namespace almoner::web::api
