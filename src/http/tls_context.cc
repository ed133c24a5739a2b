#include "http/tls_context.h"

#include <openssl/ssl.h>

namespace almoner::http {
namespace {

constexpr const char* kCiphers =
    "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:"
    "ECDHE-RSA-CHACHA20-POLY1305:ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256";
constexpr unsigned char kHttp11[] = {8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
constexpr unsigned char kSessionContext[] = {'a', 'l', 'm', 'o', 'n', 'e', 'r'};

int ChooseProtocol(SSL* /*ssl*/, const unsigned char** out, unsigned char* out_size,
                   const unsigned char* offered, unsigned offered_size, void* /*argument*/) {
  unsigned char* chosen = nullptr;
  const int outcome =
      SSL_select_next_proto(&chosen, out_size, kHttp11, sizeof kHttp11, offered, offered_size);
  *out = chosen;
  // RFC 7301 section 3.2: who speaks only other protocols is told so, not answered in HTTP/1.1.
  return outcome == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

}  // namespace

Result<asio::ssl::context> MakeTlsContext(const TlsFiles& files) {
  TRY(CheckKeyIsPrivate(files.key));
  asio::ssl::context context(asio::ssl::context::tls_server);
  SSL_CTX* const native = context.native_handle();
  CHECK(SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION) == 1);
  CHECK(SSL_CTX_set_cipher_list(native, kCiphers) == 1);
  SSL_CTX_set_options(native, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  SSL_CTX_set_mode(native, SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_num_tickets(native, 1);
  CHECK(SSL_CTX_set_session_id_context(native, kSessionContext, sizeof kSessionContext) == 1);
  SSL_CTX_set_alpn_select_cb(native, ChooseProtocol, nullptr);

  boost::system::error_code error;
  context.use_certificate_chain_file(files.certificate.path().string(), error);
  if (error)
    return Fail(Code::kInvalid, "The TLS certificate cannot be read; it must be a PEM file.",
                Detail("file", files.certificate));
  context.use_private_key_file(files.key.path().string(), asio::ssl::context::pem, error);
  if (error || SSL_CTX_check_private_key(native) != 1)
    return Fail(Code::kInvalid,
                "The TLS key cannot be read or is not the certificate's; it must be an unencrypted "
                "PEM file.",
                Detail("file", files.key));
  return context;
}

}  // namespace almoner::http
