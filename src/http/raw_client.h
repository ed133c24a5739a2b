// For tests: a server on a free port of 127.0.0.1, and a client that sends exactly the bytes it is
// told.
#pragma once

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "crypto/random.h"
#include "http/server.h"
#include "http/text.h"
#include "support/fakes.h"

namespace almoner::http {

struct Answer {
  int status = 0;
  Fields headers;  // names in lower case
  std::string body;
};

class RawClient {
 public:
  static constexpr int kPatience = 20'000;  // milliseconds; only a failing test waits so long

  explicit RawClient(std::uint16_t port)
      : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = ::connect(socket_, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0;
  }
  RawClient(RawClient&& other) noexcept
      : socket_(std::exchange(other.socket_, -1)), connected_(other.connected_) {}
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;
  RawClient& operator=(RawClient&&) = delete;
  ~RawClient() {
    if (socket_ >= 0) ::close(socket_);
  }

  [[nodiscard]] bool connected() const { return connected_; }
  [[nodiscard]] int socket() const { return socket_; }

  // What the server no longer takes is dropped.
  RawClient& Send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) break;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return *this;
  }
  RawClient& EndSending() {
    ::shutdown(socket_, SHUT_WR);
    return *this;
  }

  // Everything until the server closes.
  std::string ReadAll() {
    while (Receive()) {
    }
    return std::exchange(held_, {});
  }
  [[nodiscard]] bool Readable(int milliseconds) const {
    pollfd entry{.fd = socket_, .events = POLLIN, .revents = 0};
    return ::poll(&entry, 1, milliseconds) == 1;
  }

  // The next answer; status 0 when the server closes before it is whole.
  Answer ReadAnswer(bool with_body = true) {
    std::size_t end = 0;
    while ((end = held_.find("\r\n\r\n")) == std::string::npos)
      if (!Receive()) return {};
    Answer answer = ParseHead(std::string_view(held_).substr(0, end + 2));
    held_.erase(0, end + 4);
    if (!with_body || !answer.headers.contains("content-length")) return answer;
    const std::size_t size = std::stoul(answer.headers["content-length"]);
    while (held_.size() < size)
      if (!Receive()) return {};
    answer.body = held_.substr(0, size);
    held_.erase(0, size);
    return answer;
  }
  Answer Ask(std::string_view request) { return Send(request).ReadAnswer(); }

 private:
  bool Receive() {
    if (!Readable(kPatience)) {
      ADD_FAILURE() << "the server neither answered nor closed";
      return false;
    }
    char buffer[4096];
    const ssize_t size = ::recv(socket_, buffer, sizeof buffer, 0);
    if (size <= 0) return false;
    held_.append(buffer, static_cast<std::size_t>(size));
    return true;
  }

  static Answer ParseHead(std::string_view text) {
    Answer answer;
    std::string_view line = TakeUntil(text, '\n');
    TakeUntil(line, ' ');
    answer.status = std::stoi(std::string(TakeUntil(line, ' ')));
    while (!text.empty()) {
      line = TakeUntil(text, '\n');
      const std::string name = Lower(TakeUntil(line, ':'));
      answer.headers[name] = std::string(Trim(line.substr(0, line.find('\r'))));
    }
    return answer;
  }

  int socket_;
  bool connected_ = false;
  std::string held_;
};

inline constexpr std::string_view kGet = "GET / HTTP/1.1\r\nHost: a.example\r\n\r\n";

// A server at Saturday 21 November 2026, half past nine.
class TestServer {
 public:
  explicit TestServer(Service service, const Limits& limits = {},
                      const std::optional<TlsFiles>& tls = std::nullopt, AtHand at_hand = {}) {
    auto started = Server::Start({.address = "127.0.0.1"}, tls, std::move(service), random_, clock_,
                                 limits, std::move(at_hand));
    if (started)
      server_ = *std::move(started);
    else
      ADD_FAILURE() << started.error().Text();
  }
  Server* operator->() { return server_.get(); }
  [[nodiscard]] RawClient Connect() const { return RawClient(server_->port()); }

  // Waits, without sleeping, for what other threads are about to do.
  template <class Condition>
  void WaitUntil(const Condition& condition) {
    const auto end =
        std::chrono::steady_clock::now() + std::chrono::milliseconds(RawClient::kPatience);
    while (!condition(server_->metrics())) {
      if (std::chrono::steady_clock::now() > end) {
        ADD_FAILURE() << "the server never came to it";
        return;
      }
      std::this_thread::yield();
    }
  }

 private:
  crypto::SystemRandom random_;
  FakeClock clock_{"2026-11-21T09:30:00Z"};
  std::unique_ptr<Server> server_;
};

}  // namespace almoner::http
