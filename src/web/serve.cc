#include "web/serve.h"

#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <ostream>

#include "app/front.h"
#include "app/nodes.h"
#include "app/watched_store.h"
#include "base/log.h"
#include "web/doors.h"
#include "web/endpoint.h"
#include "web/provider.h"
#include "web/sealer.h"
#include "web/stall_watch.h"
#include "web/theme.h"
#include "web/upload.h"

namespace almoner::web {
namespace {

// Under these names the certificate is good; an address that stands for all of them has none.
std::vector<std::string> CertificateNames(const http::Endpoint& endpoint) {
  std::vector<std::string> names = {"localhost", "127.0.0.1", "::1"};
  const bool all = endpoint.address == "0.0.0.0" || endpoint.address == "::";
  if (!all && std::ranges::find(names, endpoint.address) == names.end())
    names.push_back(endpoint.address);
  return names;
}

NodeMetrics StateOf(Site& site) {
  NodeMetrics state{.sealing = site.app.duties().Has(app::kSealing),
                    .behind = app::FellBehind(site.app),
                    .refusing = app::Refusing(site.app.store())};
  if (const gate::Reserve* const reserve = site.app.reserve()) {
    state.reserve_places = reserve->places();
    state.reserve_waiting = reserve->waiting();
  }
  return state;
}

http::Response Metrics(Site& site, const http::Server& server, const StallWatch& watch) {
  const auto log = ReadLogState(site.app.store());
  if (!log) {
    log::Failure("Reading the log's state for the metrics", log.error());
    return http::Response::Plain(503);
  }
  http::Response response = http::Response::Text(MetricsText(
      site.counters, server.metrics(), *log,
      {.stuck = app::StuckFor(site.app.store()), .stalls = watch.stalls()}, StateOf(site)));
  response.headers.front().second = "text/plain; version=0.0.4; charset=utf-8";
  return response;
}

Result<http::Response> ShowHealth(Site& site, const http::Request& /*request*/) {
  const auto answered = site.app.store().Read(
      [](store::ReadTx& tx) { return tx.One("SELECT name FROM home WHERE name = 'id'"); });
  if (answered && app::FellBehind(site.app)) return http::Response::Plain(503);
  if (answered) return http::Response::Text("ok\n");
  log::Failure("Looking whether the store answers", answered.error());
  return http::Response::Plain(503);
}

http::Router Routes(Site& site, const std::vector<Door>& doors) {
  http::Router router;
  router.Add(http::Method::kGet, "/healthz", Public(site, ShowHealth));
  router.Add(http::Method::kGet, "/assets/{version}/{file}", [&site](const http::Request& request) {
    return site.assets.Find(request).value_or(http::Response::Plain(404));
  });
  router.Add(http::Method::kGet, "/theme/{version}/{file}", Public(site, ServeTheme));
  for (const Door door : doors) door(router, site);
  return router;
}

}  // namespace

Service::Service(std::unique_ptr<Site> site)
    : site_(std::move(site)),
      sealer_(std::make_unique<Sealer>(site_->app)),
      watch_(std::make_unique<StallWatch>([this] { return app::StuckFor(site_->app.store()); })) {}

Service::~Service() {
  metrics_.reset();
  server_.reset();
}

http::Endpoint Service::endpoint() const { return endpoint_; }
http::Endpoint Service::metrics() const { return metrics_endpoint_; }

Result<std::unique_ptr<Service>> Service::Start(app::App& app, const std::vector<Door>& doors) {
  app::SigningIn signing = TRY(app::ReadSigningIn(app.settings().home));
  app::StaffSignIn staff = TRY(app::ReadStaffSignIn(app.settings().home));
  law::Bases bases = TRY(law::LoadBases());
  auto pages = TRY(Pages::Load());
  auto site = std::make_unique<Site>(app, std::move(signing), std::move(bases), std::move(pages),
                                     std::move(staff));
  std::unique_ptr<Service> service(new Service(std::move(site)));
  TRY(service->Listen(doors));
  TRY(service->ListenForMetrics());
  return service;
}

Status Service::Listen(const std::vector<Door>& doors) {
  app::App& app = site_->app;
  const OperatorPath& keys = app.settings().keys;
  const http::TlsFiles files{.certificate = keys / "tls.crt", .key = keys / "tls.key"};
  endpoint_ = TRY(ParseEndpoint(app.settings().listen));
  TRY(http::EnsureCertificate(files, CertificateNames(endpoint_), app.clock(), app.random()));
  Site& site = *site_;
  const http::Proxies proxies = TRY(app::ReadFront(app.settings().home)).proxies;
  const auto router = std::make_shared<const http::Router>(Routes(site, doors));
  server_ = TRY(http::Server::Start(
      endpoint_, files,
      [&site, router, proxies](http::Request& request) {
        request.client = Personal(proxies.CallerOf(request.client.Expose(), request.headers));
        return Dress(site, request, router->Handle(request));
      },
      app.random(), app.clock(), {},
      [&site](const http::Request& request) { return AtHand(site, request); },
      {.in_pieces = [router](const http::Request& request) { return router->MostBody(request); },
       .held = [&site](const http::Request& head) { return MayBeLarge(site, head); }}));
  endpoint_.port = server_->port();
  return {};
}

Status Service::ListenForMetrics() {
  app::App& app = site_->app;
  metrics_endpoint_ = TRY(ParseEndpoint(app.settings().metrics));
  http::Router router;
  router.Add(http::Method::kGet, "/metrics",
             [this](const http::Request&) { return Metrics(*site_, *server_, *watch_); });
  const auto shared = std::make_shared<const http::Router>(std::move(router));
  metrics_ = TRY(http::Server::Start(
      metrics_endpoint_, std::nullopt,
      [shared](http::Request& request) { return shared->Handle(request); }, app.random(),
      app.clock(), {.io_threads = 1, .workers = 2, .queue = 16, .connections = 64}));
  metrics_endpoint_.port = metrics_->port();
  return {};
}

Status Serve(app::App& app, const std::vector<Door>& doors, int stop_fd, std::ostream& out) {
  const auto service = TRY(Service::Start(app, doors));
  out << "Almoner answers at https://" << Text(service->endpoint()) << "/\n"
      << "Metrics are at http://" << Text(service->metrics()) << "/metrics" << std::endl;
  pollfd stop{.fd = stop_fd, .events = POLLIN, .revents = 0};
  while (::poll(&stop, 1, -1) != 1)
    if (errno != EINTR)
      return Fail(Code::kUnavailable, "Waiting for the signal to stop failed.",
                  Detail::Errno(errno));
  return {};
}

}  // namespace almoner::web
