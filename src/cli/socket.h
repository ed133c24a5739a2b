// The command line of a home that a server owns: a Unix socket in the home, for its owner only.
// Commands run in the server's process; the kernel says which operating-system user is asking
// (SO_PEERCRED).
#pragma once

#include <memory>
#include <thread>

#include "cli/cli.h"

namespace almoner::cli {

class SocketServer {
 public:
  static Result<std::unique_ptr<SocketServer>> Start(app::App& app);
  ~SocketServer();  // answers what is under way, then stops
  SocketServer(const SocketServer&) = delete;
  SocketServer& operator=(const SocketServer&) = delete;

 private:
  SocketServer(app::App& app, FileHandle listening);
  void Loop();
  void Answer(int client);

  app::App& app_;
  FileHandle listening_;
  FileHandle stop_;  // an eventfd that wakes the loop
  std::thread thread_;
};

// The name of an operating-system user; "" when there is none.
[[nodiscard]] Personal<std::string> OsUserName(unsigned uid);

}  // namespace almoner::cli
