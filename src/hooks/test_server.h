// A little HTTP server of one connection after another on 127.0.0.1, for tests: what it says is a
// text given to it, what it heard is kept. With a certificate it speaks TLS.
#pragma once

#include <netinet/in.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/file.h"
#include "hooks/post.h"
#include "hooks/test_certificate.h"

namespace almoner::hooks {

struct Heard {
  std::string first_line;
  Headers headers;
  std::string body;
};

class TestServer {
 public:
  // What is answered, as it goes over the wire; "" says nothing and waits until the other hangs up.
  using Replies = std::function<std::string(const Heard&)>;

  explicit TestServer(Replies replies, const TestCertificate* certificate = nullptr)
      : replies_(std::move(replies)), listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in here{};
    here.sin_family = AF_INET;
    here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof here;
    auto* const address = reinterpret_cast<sockaddr*>(&here);
    CHECK(::bind(listener_.fd(), address, size) == 0);
    CHECK(::listen(listener_.fd(), 8) == 0);
    CHECK(::getsockname(listener_.fd(), address, &size) == 0);
    port_ = ntohs(here.sin_port);
    if (certificate != nullptr) {
      std::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes to whoever has hung up
      tls_.reset(SSL_CTX_new(TLS_server_method()));
      CHECK(SSL_CTX_use_certificate(tls_.get(), certificate->certificate()) == 1);
      CHECK(SSL_CTX_use_PrivateKey(tls_.get(), certificate->key()) == 1);
    }
    thread_ = std::thread([this] { Serve(); });
  }
  ~TestServer() {
    stop_ = true;
    thread_.join();
  }
  TestServer(const TestServer&) = delete;
  TestServer& operator=(const TestServer&) = delete;

  [[nodiscard]] std::string Url(std::string_view path = "/hook") const {
    return (tls_ ? "https://127.0.0.1:" : "http://127.0.0.1:") + std::to_string(port_) +
           std::string(path);
  }
  [[nodiscard]] std::vector<Heard> heard() const {
    const std::lock_guard lock(mutex_);
    return heard_;
  }
  static std::string Reply(std::string_view status, std::string_view headers = "",
                           std::string_view body = "") {
    return "HTTP/1.1 " + std::string(status) + "\r\n" + std::string(headers) +
           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
  }

 private:
  struct Free {
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
    void operator()(SSL* tls) const { SSL_free(tls); }
  };
  // One connection, in plain or in TLS.
  struct Wire {
    FileHandle socket;
    std::unique_ptr<SSL, Free> tls = {};

    ssize_t Read(char* into, std::size_t size) const {
      return tls ? SSL_read(tls.get(), into, static_cast<int>(size))
                 : ::recv(socket.fd(), into, size, 0);
    }
    ssize_t Write(std::string_view text) const {
      return tls ? SSL_write(tls.get(), text.data(), static_cast<int>(text.size()))
                 : ::send(socket.fd(), text.data(), text.size(), MSG_NOSIGNAL);
    }
  };

  static bool WaitFor(int fd, int millis) {
    pollfd one{.fd = fd, .events = POLLIN, .revents = 0};
    return ::poll(&one, 1, millis) > 0;
  }

  void Serve() {
    while (!stop_) {
      if (!WaitFor(listener_.fd(), 10)) continue;
      Wire wire{.socket = FileHandle(::accept4(listener_.fd(), nullptr, nullptr, SOCK_CLOEXEC))};
      if (!wire.socket.ok()) continue;
      if (tls_) {
        wire.tls.reset(SSL_new(tls_.get()));
        SSL_set_fd(wire.tls.get(), wire.socket.fd());
        if (SSL_accept(wire.tls.get()) != 1) continue;
      }
      Converse(wire);
    }
  }

  void Converse(const Wire& wire) {
    std::string in;
    std::size_t head = 0, body = 0;
    do {
      char buffer[4096];
      const ssize_t got = wire.Read(buffer, sizeof buffer);
      if (got <= 0) return;
      in.append(buffer, static_cast<std::size_t>(got));
      if (in.front() == '\x16') return;  // the beginning of TLS
      head = in.find("\r\n\r\n");
      const std::size_t length = in.find("Content-Length: ");
      body = length < head ? std::stoul(in.substr(length + 16)) : 0;
    } while (head == std::string::npos || in.size() < head + 4 + body);
    const Heard heard = Parsed(in, head);
    {
      const std::lock_guard lock(mutex_);
      heard_.push_back(heard);
    }
    Say(wire, replies_(heard));
  }

  void Say(const Wire& wire, std::string_view out) const {
    while (!out.empty()) {
      const ssize_t sent = wire.Write(out);
      if (sent <= 0) return;
      out.remove_prefix(static_cast<std::size_t>(sent));
    }
    while (!stop_ && !WaitFor(wire.socket.fd(), 10)) {
    }
  }

  static Heard Parsed(const std::string& in, std::size_t head) {
    Heard heard{
        .first_line = in.substr(0, in.find("\r\n")), .headers = {}, .body = in.substr(head + 4)};
    for (std::size_t at = heard.first_line.size() + 2; at < head;) {
      const std::size_t end = in.find("\r\n", at), colon = in.find(": ", at);
      heard.headers.push_back(
          {.name = in.substr(at, colon - at), .value = in.substr(colon + 2, end - colon - 2)});
      at = end + 2;
    }
    return heard;
  }

  Replies replies_;
  FileHandle listener_;
  std::unique_ptr<SSL_CTX, Free> tls_;
  std::uint16_t port_ = 0;
  std::atomic<bool> stop_ = false;
  mutable std::mutex mutex_;
  std::vector<Heard> heard_;
  std::thread thread_;
};

}  // namespace almoner::hooks
