// One client: reads its requests one after another and answers them in that order. For the .cc
// files of this module.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "http/engine.h"
#include "http/request_parser.h"
#include "http/stream.h"
#include "http/worker_flow.h"

namespace almoner::http {

// Lives on one I/O thread, all members are called there.
class Connection {
 public:
  using SteadyTime = std::chrono::steady_clock::time_point;

  // REQUIRES: the engine and `buffer`, which all connections of the thread read into, outlive the
  // connection.
  Connection(tcp::socket socket, std::string client, Engine& engine, std::span<char> buffer);

  asio::awaitable<void> Run();

  // Ends it when the client has used up its time for the present step.
  void ExpireAt(SteadyTime now);
  void Drain();  // at once when idle, else after the request that is under way
  void Close();

 private:
  enum class Step : std::uint8_t { kHandshake, kIdle, kHead, kBody, kHandler, kWrite, kFinish };
  enum class Received : std::uint8_t { kRequest, kBad, kTimedOut, kNothing };

  static Step Awaited(RequestParser::Phase phase);
  [[nodiscard]] std::expected<std::shared_ptr<const void>, int> PlaceFor(const Request& head);
  asio::awaitable<bool> Handshake();
  asio::awaitable<bool> Exchange();  // one request and its answer; whether another may follow
  asio::awaitable<Received> Receive();
  asio::awaitable<Response> AnswerTo(Request& request);
  asio::awaitable<Response> Dispatch(Request& request);
  // What `act` leads the worker to wish.
  template <class Act>
  asio::awaitable<Wish> NextWish(Act act);
  // How many bytes were read or written; of a head, whether it was.
  asio::awaitable<std::size_t> Fulfil(Wish& wish, const Request& request);
  asio::awaitable<std::size_t> Fill(std::span<std::uint8_t> into);
  asio::awaitable<std::size_t> BeginAnswer(const Wish& wish, const Request& request);
  asio::awaitable<std::size_t> GoOn(BytesView piece);
  asio::awaitable<void> DropBody();
  [[nodiscard]] bool Closes() const;  // the connection, after this answer
  asio::awaitable<bool> Send(std::string head, std::string_view body);
  asio::awaitable<bool> Write(std::string_view bytes);
  // An answer that cannot be sent becomes one that can.
  [[nodiscard]] std::string HeadOf(Response& response, std::string_view id, bool close);
  [[nodiscard]] bool IsReading() const;
  void Begin(Step step);  // and the client's time for it
  [[nodiscard]] std::chrono::milliseconds TimeFor(Step step) const;

  Engine& engine_;
  Stream stream_;
  RequestParser parser_;
  const std::string client_;
  Step step_ = Step::kHandshake;
  SteadyTime deadline_ = SteadyTime::max();
  bool timed_out_ = false;
  bool refused_ = false;               // a body that may be on its way still
  std::optional<std::uint64_t> owed_;  // of an answer that a handler writes: what is to come
  bool with_body_ = true;              // of that answer
  int at_once_ = 0;                    // answers since this thread was last left to the others
  const std::span<char> buffer_;
};

}  // namespace almoner::http
