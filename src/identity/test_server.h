// A web server of one answer, on 127.0.0.1, for tests: it keeps what it heard. With TLS it shows a
// certificate that it has signed itself, for 127.0.0.1.
#pragma once

#include <netinet/in.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <mutex>
#include <string>
#include <thread>

#include "base/file.h"
#include "identity/test_signer.h"

namespace almoner::identity {

class TestServer {
 public:
  enum class Wire : std::uint8_t { kPlain, kTls };

  // `answer` goes out as it is; "" keeps silent until the other hangs up.
  explicit TestServer(std::string answer, Wire wire = Wire::kPlain)
      : answer_(std::move(answer)), listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in here{};
    here.sin_family = AF_INET;
    here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof here;
    auto* const address = reinterpret_cast<sockaddr*>(&here);
    CHECK(::bind(listener_.fd(), address, size) == 0 && ::listen(listener_.fd(), 8) == 0);
    CHECK(::getsockname(listener_.fd(), address, &size) == 0);
    port_ = ntohs(here.sin_port);
    if (wire == Wire::kTls) SpeakTls();
    thread_ = std::thread([this] { Serve(); });
  }
  ~TestServer() {
    stop_ = true;
    thread_.join();
  }
  TestServer(const TestServer&) = delete;
  TestServer& operator=(const TestServer&) = delete;

  [[nodiscard]] std::string Url() const {
    return (tls_ ? "https://127.0.0.1:" : "http://127.0.0.1:") + std::to_string(port_) +
           "/token?query=of-the-url";
  }
  [[nodiscard]] const std::string& certificate() const { return certificate_; }  // PEM
  [[nodiscard]] std::string heard() const {
    const std::lock_guard lock(mutex_);
    return heard_;
  }
  static std::string Answer(std::string_view status, std::string_view body,
                            std::string_view headers = "") {
    return "HTTP/1.1 " + std::string(status) + "\r\n" + std::string(headers) +
           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
  }

 private:
  struct Free {
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
    void operator()(SSL* tls) const { SSL_free(tls); }
    void operator()(X509* certificate) const { X509_free(certificate); }
    void operator()(X509_EXTENSION* extension) const { X509_EXTENSION_free(extension); }
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
    void operator()(BIO* bio) const { BIO_free(bio); }
  };
  template <class T>
  using Owned = std::unique_ptr<T, Free>;

  void SpeakTls() {
    std::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes to whoever has hung up
    const Owned<EVP_PKEY> key(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"));
    const Owned<X509> made(X509_new());
    CHECK(X509_set_version(made.get(), X509_VERSION_3) == 1);
    X509_gmtime_adj(X509_getm_notBefore(made.get()), -60);
    X509_gmtime_adj(X509_getm_notAfter(made.get()), 86'400);
    CHECK(X509_set_pubkey(made.get(), key.get()) == 1);
    ASN1_INTEGER_set(X509_get_serialNumber(made.get()), 1);
    X509_NAME* const subject = X509_get_subject_name(made.get());
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, AsBytes("A test").data(), 6, -1, 0);
    CHECK(X509_set_issuer_name(made.get(), subject) == 1);
    const Owned<X509_EXTENSION> name(
        X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, "IP:127.0.0.1"));
    CHECK(X509_add_ext(made.get(), name.get(), -1) == 1);
    CHECK(X509_sign(made.get(), key.get(), EVP_sha256()) > 0);
    const Owned<BIO> bio(BIO_new(BIO_s_mem()));
    CHECK(PEM_write_bio_X509(bio.get(), made.get()) == 1);
    char* text = nullptr;
    const long size = BIO_get_mem_data(bio.get(), &text);
    certificate_.assign(text, static_cast<std::size_t>(size));
    tls_.reset(SSL_CTX_new(TLS_server_method()));
    CHECK(SSL_CTX_use_certificate(tls_.get(), made.get()) == 1);
    CHECK(SSL_CTX_use_PrivateKey(tls_.get(), key.get()) == 1);
  }

  static bool WaitFor(int fd, int millis) {
    pollfd one{.fd = fd, .events = POLLIN, .revents = 0};
    return ::poll(&one, 1, millis) > 0;
  }

  void Serve() {
    while (!stop_) {
      if (!WaitFor(listener_.fd(), 10)) continue;
      const FileHandle socket(::accept4(listener_.fd(), nullptr, nullptr, SOCK_CLOEXEC));
      if (!socket.ok()) continue;
      Owned<SSL> tls;
      if (tls_) {
        tls.reset(SSL_new(tls_.get()));
        SSL_set_fd(tls.get(), socket.fd());
        if (SSL_accept(tls.get()) != 1) continue;
      }
      if (!Hear(socket.fd(), tls.get())) continue;
      Say(socket.fd(), tls.get());
    }
  }

  bool Hear(int fd, SSL* tls) {
    std::string in;
    std::size_t head = std::string::npos, body = 0;
    while (head == std::string::npos || in.size() < head + 4 + body) {
      char buffer[4096];
      const ssize_t got = tls != nullptr ? SSL_read(tls, buffer, sizeof buffer)
                                         : ::recv(fd, buffer, sizeof buffer, 0);
      if (got <= 0 || buffer[0] == '\x16') return false;  // hung up, or the beginning of TLS
      in.append(buffer, static_cast<std::size_t>(got));
      head = in.find("\r\n\r\n");
      const std::size_t length = in.find("Content-Length: ");
      body = length < head ? std::stoul(in.substr(length + 16)) : 0;
    }
    const std::lock_guard lock(mutex_);
    heard_ = in;
    return true;
  }

  void Say(int fd, SSL* tls) const {
    std::string_view out = answer_;
    while (!out.empty()) {
      const ssize_t sent = tls != nullptr ? SSL_write(tls, out.data(), static_cast<int>(out.size()))
                                          : ::send(fd, out.data(), out.size(), MSG_NOSIGNAL);
      if (sent <= 0) return;
      out.remove_prefix(static_cast<std::size_t>(sent));
    }
    while (!stop_ && !WaitFor(fd, 10)) {
    }
  }

  std::string answer_;
  FileHandle listener_;
  std::uint16_t port_ = 0;
  std::string certificate_;
  Owned<SSL_CTX> tls_;
  std::atomic<bool> stop_ = false;
  mutable std::mutex mutex_;
  std::string heard_;
  std::thread thread_;
};

}  // namespace almoner::identity
