// One I/O thread: a listening socket of its own (SO_REUSEPORT), its connections, and the sweeper
// that ends the slow ones. For the .cc files of this module.
#pragma once

#include <array>
#include <thread>
#include <unordered_set>

#include "base/result.h"
#include "http/connection.h"
#include "http/engine.h"

namespace almoner::http {

class Lane {
 public:
  // REQUIRES: the engine outlives the lane.
  explicit Lane(Engine& engine);

  Result<tcp::endpoint> Listen(const tcp::endpoint& at);
  void Start();

  // From any thread, once Start was called. Drain ends listening and idle connections, Close all of
  // them; Join ends the thread. REQUIRES for Join: no connection is open.
  void Drain();
  void Close();
  void Join();

 private:
  asio::awaitable<void> Accept();
  asio::awaitable<void> Serve(tcp::socket socket, Admission::Ticket ticket, std::string client);
  asio::awaitable<void> Sweep();
  void Welcome(tcp::socket socket);

  Engine& engine_;
  asio::io_context io_{1};
  tcp::acceptor acceptor_{io_};
  asio::steady_timer pause_{io_};  // before accepting again when the machine is out of sockets
  asio::steady_timer sweep_{io_};
  std::unordered_set<Connection*> connections_;
  std::array<char, 16384> buffer_{};  // a record of TLS
  std::thread thread_;
};

}  // namespace almoner::http
