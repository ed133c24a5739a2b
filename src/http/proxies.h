// Reverse proxies in front of the server, whose word for who calls is believed: only theirs, since
// anybody can write what they like into a header.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/text.h"

namespace almoner::http {

// An IPv4 address stands as the IPv6 address that is mapped to it.
struct IpAddress {
  std::array<std::uint8_t, 16> bytes{};

  [[nodiscard]] bool IsV4() const;
  [[nodiscard]] std::string text() const;
  friend bool operator==(const IpAddress&, const IpAddress&) = default;
};
// As it is written, "192.0.2.1" or "2001:db8::1"; nothing for anything else.
[[nodiscard]] std::optional<IpAddress> ParseIp(std::string_view text);

struct Proxies {
  // The one header that the proxies write, and take out or add to when it came from outside. The
  // other one is whatever the caller wrote, and is never looked at.
  enum class Header : std::uint8_t { kXForwardedFor, kForwarded };
  Header header = Header::kXForwardedFor;

  // Trusts an address, or a network "10.1.0.0/16". False: it is neither.
  [[nodiscard]] bool Trust(std::string_view text);
  [[nodiscard]] bool Trusts(std::string_view address) const;
  // Who calls: the connection's peer, unless that is a trusted proxy: then the last hop before it
  // that is not one. What a hop says that is no address ends the search at whoever said it.
  [[nodiscard]] std::string CallerOf(const std::string& peer, const Fields& headers) const;
  [[nodiscard]] bool any() const { return !networks_.empty(); }

 private:
  struct Network {
    IpAddress address;
    unsigned bits = 0;  // of all 128
  };
  [[nodiscard]] bool Trusts(const IpAddress& address) const;

  std::vector<Network> networks_;
};

}  // namespace almoner::http
