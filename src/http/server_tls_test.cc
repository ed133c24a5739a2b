#include <gmock/gmock.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>
#include <sys/time.h>

#include <vector>

#include "http/raw_client.h"
#include "support/matchers.h"
#include "support/stores.h"

namespace almoner::http {
namespace {

using std::chrono::milliseconds;
using ::testing::HasSubstr;

// A folder of the test's own with a certificate for a.example and 127.0.0.1.
class TlsTest : public ::testing::Test {
 protected:
  TlsTest() { EXPECT_THAT(EnsureCertificate(files_, names_, clock_, random_), IsOk()); }

  static Response Ok(const Request&) { return Response::Text("ok"); }

  const std::vector<std::string> names_ = {"a.example", "127.0.0.1"};
  TempDir folder_;
  TlsFiles files_{folder_ / "tls.crt", folder_ / "tls.key"};
  SystemClock clock_;  // OpenSSL's client checks against today
  crypto::SystemRandom random_;
};

// A TLS client that trusts one certificate, over a blocking socket with a time limit.
class TlsClient {
 public:
  TlsClient(std::uint16_t port, const OperatorPath& trusted, int max_version = TLS1_3_VERSION)
      : socket_(port), context_(SSL_CTX_new(TLS_client_method())) {
    const timeval patience{.tv_sec = RawClient::kPatience / 1000, .tv_usec = 0};
    ::setsockopt(socket_.socket(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    SSL_CTX_set_security_level(context_, 0);  // so that what is refused is refused by the server
    SSL_CTX_set_min_proto_version(context_, TLS1_VERSION);
    SSL_CTX_set_max_proto_version(context_, max_version);
    SSL_CTX_load_verify_file(context_, trusted.path().c_str());
    SSL_CTX_set_verify(context_, SSL_VERIFY_PEER, nullptr);
    ssl_ = SSL_new(context_);
    SSL_set_fd(ssl_, socket_.socket());
    SSL_set1_host(ssl_, "a.example");
  }
  TlsClient(const TlsClient&) = delete;
  TlsClient& operator=(const TlsClient&) = delete;
  TlsClient(TlsClient&&) = delete;
  TlsClient& operator=(TlsClient&&) = delete;
  ~TlsClient() {
    SSL_free(ssl_);
    SSL_CTX_free(context_);
  }

  SSL* ssl() { return ssl_; }
  RawClient& socket() { return socket_; }
  [[nodiscard]] bool Connect() { return SSL_connect(ssl_) == 1; }
  void Send(std::string_view bytes) {
    SSL_write(ssl_, bytes.data(), static_cast<int>(bytes.size()));
  }
  // Until the answer's body ends with `end`, or the server closes.
  std::string ReadUntil(std::string_view end) {
    std::string text;
    char buffer[4096];
    while (!text.ends_with(end)) {
      const int size = SSL_read(ssl_, buffer, sizeof buffer);
      if (size <= 0) break;
      text.append(buffer, static_cast<std::size_t>(size));
    }
    return text;
  }
  // After ReadUntil found no more: whether the server said goodbye, as TLS wants.
  [[nodiscard]] bool ClosedCleanly() const {
    return (SSL_get_shutdown(ssl_) & SSL_RECEIVED_SHUTDOWN) != 0;
  }

 private:
  RawClient socket_;
  SSL_CTX* context_;
  SSL* ssl_ = nullptr;
};

TEST_F(TlsTest, TheSelfSignedCertificateServesAClientThatTrustsIt) {
  TestServer server(Ok, {}, files_);
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    TlsClient client(server->port(), files_.certificate, version);
    ASSERT_TRUE(client.Connect());
    EXPECT_EQ(SSL_version(client.ssl()), version);
    for (int i = 0; i < 3; ++i) {
      client.Send(kGet);
      const std::string answer = client.ReadUntil("\r\n\r\nok");
      EXPECT_THAT(answer, HasSubstr("HTTP/1.1 200 OK\r\n"));
      EXPECT_THAT(answer,
                  HasSubstr("Strict-Transport-Security: max-age=63072000; includeSubDomains\r\n"));
    }
  }
}

TEST_F(TlsTest, OlderVersionsAndWeakCiphersAreRefused) {
  TestServer server(Ok, {}, files_);
  EXPECT_FALSE(TlsClient(server->port(), files_.certificate, TLS1_VERSION).Connect());
  EXPECT_FALSE(TlsClient(server->port(), files_.certificate, TLS1_1_VERSION).Connect());
  TlsClient cbc(server->port(), files_.certificate, TLS1_2_VERSION);
  SSL_set_cipher_list(cbc.ssl(), "ECDHE-ECDSA-AES128-SHA256:ECDHE-ECDSA-AES256-SHA");
  EXPECT_FALSE(cbc.Connect());
  server.WaitUntil([](const Metrics& metrics) { return metrics.failed_handshakes == 3; });
}

TEST_F(TlsTest, AnotherProtocolThanHttp11IsRefusedByName) {
  TestServer server(Ok, {}, files_);
  TlsClient http2(server->port(), files_.certificate);
  SSL_set_alpn_protos(http2.ssl(), reinterpret_cast<const unsigned char*>("\x02h2"), 3);
  EXPECT_FALSE(http2.Connect());
  TlsClient both(server->port(), files_.certificate);
  SSL_set_alpn_protos(both.ssl(), reinterpret_cast<const unsigned char*>("\x02h2\x08http/1.1"), 12);
  EXPECT_TRUE(both.Connect());
}

TEST_F(TlsTest, ASessionIsResumed) {
  TestServer server(Ok, {}, files_);
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    TlsClient first(server->port(), files_.certificate, version);
    ASSERT_TRUE(first.Connect());
    first.Send(kGet);
    first.ReadUntil("ok");  // a ticket of TLS 1.3 comes after the handshake
    SSL_SESSION* const session = SSL_get1_session(first.ssl());
    TlsClient second(server->port(), files_.certificate, version);
    SSL_set_session(second.ssl(), session);
    EXPECT_TRUE(second.Connect());
    EXPECT_EQ(SSL_session_reused(second.ssl()), 1) << version;
    SSL_SESSION_free(session);
  }
}

TEST_F(TlsTest, TheServerSaysGoodbyeWhenItCloses) {
  TestServer server(Ok, {}, files_);
  TlsClient client(server->port(), files_.certificate);
  ASSERT_TRUE(client.Connect());
  client.Send("GET / HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(client.ReadUntil("never"), HasSubstr("\r\n\r\nok"));
  EXPECT_TRUE(client.ClosedCleanly());
}

TEST_F(TlsTest, ASlowClientIsTold408) {
  TestServer server(Ok, {.header = milliseconds(200)}, files_);
  TlsClient client(server->port(), files_.certificate);
  ASSERT_TRUE(client.Connect());
  client.Send("GET / HT");
  EXPECT_THAT(client.ReadUntil("never"), HasSubstr("HTTP/1.1 408 "));
  EXPECT_TRUE(client.ClosedCleanly());
}

TEST_F(TlsTest, PlainHttpOnTheTlsPortIsClosed) {
  TestServer server(Ok, {}, files_);
  EXPECT_EQ(server.Connect().Send(kGet).ReadAnswer().status, 0);
  server.WaitUntil([](const Metrics& metrics) { return metrics.failed_handshakes == 1; });
}

TEST_F(TlsTest, ManyHalfFinishedHandshakesKeepNoOneOut) {
  constexpr std::size_t kCrowd = 200;
  TestServer server(Ok, {.workers = 1, .per_client = 2 * kCrowd}, files_);
  std::vector<RawClient> crowd;
  for (std::size_t i = 0; i < kCrowd; ++i)
    crowd.push_back(std::move(server.Connect().Send("\x16\x03\x01\x02")));
  server.WaitUntil([](const Metrics& metrics) { return metrics.open_connections == kCrowd; });
  TlsClient probe(server->port(), files_.certificate);
  ASSERT_TRUE(probe.Connect());
  probe.Send(kGet);
  EXPECT_THAT(probe.ReadUntil("ok"), HasSubstr("200 OK"));
  EXPECT_EQ(server->metrics().open_connections, kCrowd + 1);
}

TEST_F(TlsTest, HalfFinishedHandshakesAreCut) {
  TestServer server(Ok, {.handshake = milliseconds(200)}, files_);
  std::vector<RawClient> crowd;
  for (int i = 0; i < 100; ++i)
    crowd.push_back(std::move(server.Connect().Send("\x16\x03\x01\x02")));
  for (RawClient& client : crowd) EXPECT_EQ(client.ReadAll(), "");
  server.WaitUntil([](const Metrics& metrics) { return metrics.open_connections == 0; });
  EXPECT_EQ(server->metrics().timeouts, 100U);
}

// Writing to a closed connection raises SIGPIPE, which ends the process where no one minds it.
TEST_F(TlsTest, ClientsThatLeaveInTheMidstOfAnAnswerDoNotEndTheServer) {
  TestServer server([](const Request&) { return Response::Text(std::string(4 << 20, 'x')); }, {},
                    files_);
  for (int i = 0; i < 20; ++i) {
    TlsClient client(server->port(), files_.certificate);
    ASSERT_TRUE(client.Connect());
    client.Send(kGet);
    client.Send(kGet);
    const linger reset{.l_onoff = 1, .l_linger = i % 2};
    ::setsockopt(client.socket().socket(), SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
  }
  TlsClient last(server->port(), files_.certificate);
  ASSERT_TRUE(last.Connect());
  last.Send(kGet);
  EXPECT_THAT(last.ReadUntil(std::string(1000, 'x')), HasSubstr("200 OK"));
}

TEST_F(TlsTest, TheServerWillNotStartWithAKeyThatOthersCanRead) {
  ::chmod(files_.key.path().c_str(), 0644);
  EXPECT_THAT(Server::Start({.address = "127.0.0.1"}, files_, Ok, random_, clock_),
              FailsWith(Code::kRefused));
}

TEST_F(TlsTest, TheServerWillNotStartWithFilesThatAreNotRight) {
  const auto start = [&](const OperatorPath& certificate, const OperatorPath& key) {
    return Server::Start({.address = "127.0.0.1"}, TlsFiles{certificate, key}, Ok, random_, clock_);
  };
  EXPECT_THAT(start(folder_ / "absent", files_.key), FailsWith(Code::kInvalid));
  EXPECT_THAT(start(files_.certificate, folder_ / "absent"), FailsWith(Code::kNotFound));
  EXPECT_THAT(start(files_.key, files_.key), FailsWith(Code::kInvalid));

  const TlsFiles other{folder_ / "b.crt", folder_ / "b.key"};
  ASSERT_THAT(EnsureCertificate(other, names_, clock_, random_), IsOk());
  EXPECT_THAT(start(files_.certificate, other.key), FailsWith(Code::kInvalid));
  ERR_clear_error();
}

}  // namespace
}  // namespace almoner::http
