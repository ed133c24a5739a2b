// For tests: a server of one connection after another on 127.0.0.1, and a mail relay on it that
// does as it is told.
#pragma once

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/file.h"

namespace almoner::mail {

// One connection, read by lines.
class Line {
 public:
  explicit Line(int fd) : socket_(fd) {}
  // Without its end; nothing when the other has hung up or the server stops.
  std::optional<std::string> Read(const std::atomic<bool>& stop) {
    while (true) {
      if (const std::size_t end = in_.find('\n'); end != std::string::npos) {
        std::string line = in_.substr(0, end);
        in_.erase(0, end + 1);
        if (line.ends_with('\r')) line.pop_back();
        return line;
      }
      if (!More(stop)) return std::nullopt;
    }
  }
  std::string ReadBytes(std::size_t count, const std::atomic<bool>& stop) {
    while (in_.size() < count && More(stop)) continue;
    std::string bytes = in_.substr(0, count);
    in_.erase(0, count);
    return bytes;
  }
  void Write(std::string_view text) {
    static_cast<void>(::send(socket_.fd(), text.data(), text.size(), MSG_NOSIGNAL));
  }

 private:
  bool More(const std::atomic<bool>& stop) {
    while (!stop) {
      pollfd one{.fd = socket_.fd(), .events = POLLIN, .revents = 0};
      if (::poll(&one, 1, 10) <= 0) continue;
      char buffer[4096];
      const ssize_t got = ::recv(socket_.fd(), buffer, sizeof buffer, 0);
      if (got <= 0) return false;
      in_.append(buffer, static_cast<std::size_t>(got));
      return true;
    }
    return false;
  }
  FileHandle socket_;
  std::string in_;
};

class TestServer {
 public:
  using Talk = std::function<void(Line&, const std::atomic<bool>& stop)>;
  explicit TestServer(Talk talk)
      : talk_(std::move(talk)), listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in here{};
    here.sin_family = AF_INET;
    here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof here;
    auto* const address = reinterpret_cast<sockaddr*>(&here);
    CHECK(::bind(listener_.fd(), address, size) == 0);
    CHECK(::listen(listener_.fd(), 8) == 0);
    CHECK(::getsockname(listener_.fd(), address, &size) == 0);
    port_ = ntohs(here.sin_port);
    thread_ = std::thread([this] { Serve(); });
  }
  ~TestServer() {
    stop_ = true;
    thread_.join();
  }
  TestServer(const TestServer&) = delete;
  TestServer& operator=(const TestServer&) = delete;
  [[nodiscard]] std::uint16_t port() const { return port_; }

 private:
  void Serve() {
    while (!stop_) {
      pollfd one{.fd = listener_.fd(), .events = POLLIN, .revents = 0};
      if (::poll(&one, 1, 10) <= 0) continue;
      const int client = ::accept4(listener_.fd(), nullptr, nullptr, SOCK_CLOEXEC);
      if (client < 0) continue;
      Line line(client);
      talk_(line, stop_);
    }
  }
  const Talk talk_;
  FileHandle listener_;
  std::uint16_t port_ = 0;
  std::atomic<bool> stop_ = false;
  std::thread thread_;  // last: it uses all of the above
};

// What a relay was handed.
struct Received {
  std::string from, to, text;
  [[nodiscard]] std::string Header(std::string_view name) const {
    const std::size_t at = text.find(std::string(name) + ": ");
    if (at == std::string::npos) return "";
    const std::size_t from_here = at + name.size() + 2;
    return text.substr(from_here, text.find('\n', from_here) - from_here);
  }
};

// Takes everything, but answers as it is told: Say("RCPT", "450 Later"), Say("body", "552 Too
// long"); where the answer is "", it hangs up instead. "greeting" comes before all.
class TestRelay {
 public:
  TestRelay() : server_([this](Line& line, const std::atomic<bool>& stop) { Talk(line, stop); }) {}

  void Say(std::string at, std::string answer) {
    const std::lock_guard lock(mutex_);
    answers_[std::move(at)] = std::move(answer);
  }
  void Obey() {
    const std::lock_guard lock(mutex_);
    answers_.clear();
  }
  [[nodiscard]] std::vector<Received> received() const {
    const std::lock_guard lock(mutex_);
    return received_;
  }
  // Whole messages that came, whatever was answered.
  [[nodiscard]] std::vector<Received> seen() const {
    const std::lock_guard lock(mutex_);
    return seen_;
  }
  // Until so many have been taken, or ten seconds are over; whether they have.
  bool WaitFor(std::size_t letters) const {
    std::unique_lock lock(mutex_);
    return came_.wait_for(lock, std::chrono::seconds(10),
                          [&] { return received_.size() >= letters; });
  }
  [[nodiscard]] std::vector<std::string> signed_in() const {
    const std::lock_guard lock(mutex_);
    return signed_in_;
  }
  [[nodiscard]] std::uint16_t port() const { return server_.port(); }

 private:
  std::string AnswerTo(const std::string& at, const std::string& otherwise) {
    const std::lock_guard lock(mutex_);
    const auto found = answers_.find(at);
    return found == answers_.end() ? otherwise : found->second;
  }
  // Whether it goes on.
  bool Answer(Line& line, const std::string& at, const std::string& otherwise) {
    const std::string answer = AnswerTo(at, otherwise);
    if (answer.empty()) return false;
    line.Write(answer + "\r\n");
    return true;
  }
  bool TakeBody(Line& line, const std::atomic<bool>& stop, Received& letter) {
    while (auto text = line.Read(stop)) {
      if (*text != ".") {
        letter.text += *text + "\n";
        continue;
      }
      const std::string answer = AnswerTo("body", "250 Taken");
      const std::lock_guard lock(mutex_);
      seen_.push_back(letter);
      if (answer.starts_with('2')) received_.push_back(letter);
      came_.notify_all();
      if (answer.empty()) return false;
      line.Write(answer + "\r\n");
      return true;
    }
    return false;
  }
  void Talk(Line& line, const std::atomic<bool>& stop) {
    Received letter;
    if (!Answer(line, "greeting", "220 relay.example")) return;
    while (auto said = line.Read(stop)) {
      const std::string verb = said->substr(0, 4);
      if (verb == "MAIL") letter = {.from = *said, .to = {}, .text = {}};
      if (verb == "RCPT") letter.to = *said;
      if (verb == "AUTH" && !TakeToken(line, stop, *said)) return;
      if (verb == "AUTH") continue;
      const std::string usual = verb == "EHLO"   ? "250-relay.example\r\n250 AUTH XOAUTH2"
                                : verb == "DATA" ? "354 Go on"
                                : verb == "QUIT" ? "221 Goodbye"
                                                 : "250 OK";
      if (!Answer(line, verb, usual)) return;
      if (verb == "DATA" && AnswerTo("DATA", "354").starts_with("354") &&
          !TakeBody(line, stop, letter))
        return;
    }
  }
  bool TakeToken(Line& line, const std::atomic<bool>& stop, const std::string& said) {
    line.Write("334 \r\n");
    const auto token = line.Read(stop);
    if (!token) return false;
    {
      const std::lock_guard lock(mutex_);
      signed_in_.push_back(said + " " + *token);
    }
    return Answer(line, "AUTH", "235 Welcome");
  }

  mutable std::mutex mutex_;
  mutable std::condition_variable came_;
  std::map<std::string, std::string> answers_;
  std::vector<Received> received_, seen_;
  std::vector<std::string> signed_in_;
  TestServer server_;  // last: it uses all of the above
};

}  // namespace almoner::mail
