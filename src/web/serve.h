// The web door: the public notice, the console for staff and the API, over HTTPS; and metrics on a
// listener of their own.
#pragma once

#include <iosfwd>
#include <memory>

#include "app/app.h"
#include "http/server.h"

namespace almoner::web {

struct Site;
class Sealer;

// Running while it lives. Safe for concurrent use.
class Service {
 public:
  // Listens where the settings say; makes a self-signed certificate beside the keys (tls.crt and
  // tls.key) where the operator put none. The app outlives it.
  static Result<std::unique_ptr<Service>> Start(app::App& app);
  ~Service();  // answers what is under way, then seals the log
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;

  [[nodiscard]] http::Endpoint endpoint() const;  // HTTPS
  [[nodiscard]] http::Endpoint metrics() const;   // plain HTTP

 private:
  explicit Service(std::unique_ptr<Site> site);
  Status Listen();
  Status ListenForMetrics();

  const std::unique_ptr<Site> site_;
  std::unique_ptr<Sealer> sealer_;
  http::Endpoint endpoint_;
  http::Endpoint metrics_endpoint_;
  std::unique_ptr<http::Server> server_;
  std::unique_ptr<http::Server> metrics_;  // reads the other's numbers, so it ends first
};

// Serves the home until `stop` becomes readable (a signalfd or eventfd); prints the address when it
// answers.
Status Serve(app::App& app, int stop_fd, std::ostream& out);

}  // namespace almoner::web
