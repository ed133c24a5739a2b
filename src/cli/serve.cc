#include "cli/serve.h"

#include <sys/signalfd.h>

#include <csignal>

#include "app/courier.h"
#include "app/errands.h"
#include "cli/socket.h"

namespace almoner::cli {

std::function<Status(app::App&, std::ostream&)> ServeWith(Web web) {
  return [web = std::move(web)](app::App& app, std::ostream& out) -> Status {
    // Blocked before any thread begins, so that only the descriptor sees them.
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    const FileHandle stop(::signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK));
    if (!stop.ok())
      return Fail(Code::kUnavailable, "The server cannot listen for signals.",
                  Detail::Errno(errno));
    const auto commands = TRY(SocketServer::Start(app));
    const app::CourierThread courier(app);
    const app::ErrandsThread errands(app);
    return web(app, stop.fd(), out);
  };
}

}  // namespace almoner::cli
