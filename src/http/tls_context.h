// How this server speaks TLS. For the .cc files of this module.
#pragma once

#include "base/result.h"
#include "http/asio.h"
#include "http/certificate.h"

namespace almoner::http {

// TLS 1.2 and 1.3 with forward secrecy and authenticated encryption only (NCSC guidance on TLS),
// sessions resumed by ticket, ALPN http/1.1.
Result<asio::ssl::context> MakeTlsContext(const TlsFiles& files);

}  // namespace almoner::http
