// What answers over HTTPS: the doors it is given (the portal, the console, the API), whatever they
// share, and metrics on a listener of their own.
#pragma once

#include <iosfwd>
#include <memory>
#include <vector>

#include "app/app.h"
#include "http/router.h"
#include "http/server.h"

namespace almoner::web {

struct Site;
class Sealer;
class StallWatch;

// Adds where its pages stand.
using Door = void (*)(http::Router& router, Site& site);

// Running while it lives. Safe for concurrent use.
class Service {
 public:
  // Listens where the settings say; makes a self-signed certificate beside the keys (tls.crt and
  // tls.key) where the operator put none. The app outlives it.
  static Result<std::unique_ptr<Service>> Start(app::App& app, const std::vector<Door>& doors);
  ~Service();  // answers what is under way, then seals the log
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;

  [[nodiscard]] http::Endpoint endpoint() const;  // HTTPS
  [[nodiscard]] http::Endpoint metrics() const;   // plain HTTP

 private:
  explicit Service(std::unique_ptr<Site> site);
  Status Listen(const std::vector<Door>& doors);
  Status ListenForMetrics();

  const std::unique_ptr<Site> site_;
  std::unique_ptr<Sealer> sealer_;
  std::unique_ptr<StallWatch> watch_;
  http::Endpoint endpoint_;
  http::Endpoint metrics_endpoint_;
  std::unique_ptr<http::Server> server_;
  std::unique_ptr<http::Server> metrics_;  // reads the other's numbers, so it ends first
};

// Serves the home until `stop` becomes readable (a signalfd or eventfd); prints the address when it
// answers.
Status Serve(app::App& app, const std::vector<Door>& doors, int stop_fd, std::ostream& out);

}  // namespace almoner::web
