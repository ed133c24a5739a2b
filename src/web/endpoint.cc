#include "web/endpoint.h"

#include <charconv>

#include "http/text.h"

namespace almoner::web {

Result<http::Endpoint> ParseEndpoint(std::string_view text) {
  const auto invalid = [] {
    return Fail(Code::kInvalid,
                "An address to listen on is written 127.0.0.1:8443 or [::1]:8443; correct the "
                "setting in almoner.toml.");
  };
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return invalid();
  std::string_view address = text.substr(0, colon);
  const std::string_view port = text.substr(colon + 1);
  if (address.starts_with('[') && address.ends_with(']'))
    address = address.substr(1, address.size() - 2);
  else if (address.contains(':'))
    return invalid();
  http::Endpoint endpoint{.address = std::string(address)};
  if (address.empty() || !http::IsDigits(port)) return invalid();
  const auto read = std::from_chars(port.data(), port.data() + port.size(), endpoint.port);
  if (read.ec != std::errc() || read.ptr != port.data() + port.size()) return invalid();
  return endpoint;
}

std::string Text(const http::Endpoint& endpoint) {
  const bool v6 = endpoint.address.contains(':');
  return (v6 ? "[" + endpoint.address + "]" : endpoint.address) + ":" +
         std::to_string(endpoint.port);
}

}  // namespace almoner::web
