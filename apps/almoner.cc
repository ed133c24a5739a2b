// The program: one binary for the server and the command line.
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <iostream>

#include "api/routes.h"
#include "cli/cli.h"
#include "cli/serve.h"
#include "cli/socket.h"
#include "console/routes.h"
#include "crypto/random.h"
#include "portal/routes.h"
#include "web/serve.h"

namespace {

// What this process holds in memory must not reach the disk.
void ForbidCoreDumps() {
  const rlimit none{.rlim_cur = 0, .rlim_max = 0};
  setrlimit(RLIMIT_CORE, &none);
  prctl(PR_SET_DUMPABLE, 0);
}

almoner::Status ServeAll(almoner::app::App& app, int stop, std::ostream& out) {
  namespace web = almoner::web;
  return web::Serve(app, {web::portal::AddRoutes, web::console::AddRoutes, web::api::AddRoutes},
                    stop, out);
}

// A connection is a file; the customary thousand is kept low for programs that count with it.
void AllowManyFiles() {
  rlimit files{};
  if (getrlimit(RLIMIT_NOFILE, &files) != 0) return;
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
}

}  // namespace

int main(int argc, char** argv) {
  ForbidCoreDumps();
  AllowManyFiles();
  umask(0077);
  almoner::crypto::SystemRandom random;
  const almoner::SystemClock clock;
  almoner::cli::World world{.args = {argv + 1, argv + argc},
                            .folder = std::filesystem::current_path().string(),
                            .in = std::cin,
                            .out = std::cout,
                            .err = std::cerr,
                            .os_user = almoner::cli::OsUserName(geteuid()),
                            .terminal = isatty(STDIN_FILENO) != 0,
                            .random = random,
                            .clock = clock,
                            .serve = almoner::cli::ServeWith(ServeAll)};
  return almoner::cli::Run(world);
}
