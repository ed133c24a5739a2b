#include "cli/serve.h"

#include <sys/signalfd.h>

#include <csignal>

#include "app/courier.h"
#include "app/errands.h"
#include "app/last_count.h"
#include "app/nodes.h"
#include "app/packs.h"
#include "app/webhooks.h"
#include "app/whose.h"
#include "base/log.h"
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
    for (const std::string& duty : TRY(app::DutiesOfNobody(app)))
      log::Warning("Nobody in office has a duty that our notice cannot do without.",
                   {Detail::Id("duty", duty)});
    TRY(app::ReadWebhookSettings(app.settings().home));  // what is wrong there shows now
    const auto commands = TRY(SocketServer::Start(app));
    const app::Background nodes = app::NodesInBackground(app);
    const app::Background letters = app::LettersInBackground(app);
    const app::Background errands = app::ErrandsInBackground(app);
    const app::CountingThread counting(app);
    const app::Background packs = app::PacksInBackground(app);
    const app::Background news = app::NewsInBackground(app);
    return web(app, stop.fd(), out);
  };
}

}  // namespace almoner::cli
