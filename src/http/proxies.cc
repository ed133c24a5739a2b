#include "http/proxies.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>

namespace almoner::http {
namespace {

constexpr std::array<std::uint8_t, 12> kMapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
constexpr unsigned kMappedBits = 96;

// The first `bits` bits of both are the same.
bool Share(const IpAddress& a, const IpAddress& b, unsigned bits) {
  const unsigned whole = bits / 8;
  if (!std::equal(a.bytes.begin(), a.bytes.begin() + whole, b.bytes.begin())) return false;
  if (bits % 8 == 0) return true;
  const auto mask = static_cast<std::uint8_t>(0xff << (8 - bits % 8));
  return ((a.bytes.at(whole) ^ b.bytes.at(whole)) & mask) == 0;
}

// "192.0.2.1:8080", "[2001:db8::1]:8080" or an address alone (RFC 7239 section 6).
std::optional<IpAddress> HopOf(std::string_view text) {
  text = Trim(text);
  if (text.starts_with('[')) {
    const std::size_t end = text.find(']');
    return end == std::string_view::npos ? std::nullopt : ParseIp(text.substr(1, end - 1));
  }
  if (std::ranges::count(text, ':') == 1) text = text.substr(0, text.find(':'));
  return ParseIp(text);
}

// Cut at `mark` where no quoted string goes on.
std::vector<std::string_view> Parts(std::string_view text, char mark) {
  std::vector<std::string_view> parts;
  bool quoted = false;
  std::size_t from = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"') quoted = !quoted;
    if (text[i] != mark || quoted) continue;
    parts.push_back(Trim(text.substr(from, i - from)));
    from = i + 1;
  }
  parts.push_back(Trim(text.substr(from)));
  return parts;
}

// The `for` of one element of Forwarded; "" where it says none.
std::string_view ForOf(std::string_view element) {
  for (std::string_view pair : Parts(element, ';')) {
    const std::string_view name = Trim(TakeUntil(pair, '='));
    if (Lower(name) != "for") continue;
    std::string_view value = Trim(pair);
    if (value.size() >= 2 && value.starts_with('"') && value.ends_with('"'))
      value = value.substr(1, value.size() - 2);
    return value;
  }
  return {};
}

}  // namespace

bool IpAddress::IsV4() const { return std::equal(kMapped.begin(), kMapped.end(), bytes.begin()); }

std::string IpAddress::text() const {
  std::array<char, INET6_ADDRSTRLEN> out{};
  if (IsV4())
    ::inet_ntop(AF_INET, bytes.data() + kMapped.size(), out.data(), out.size());
  else
    ::inet_ntop(AF_INET6, bytes.data(), out.data(), out.size());
  return out.data();
}

std::optional<IpAddress> ParseIp(std::string_view text) {
  const std::string terminated(text);
  IpAddress address;
  if (::inet_pton(AF_INET6, terminated.c_str(), address.bytes.data()) == 1) return address;
  std::ranges::copy(kMapped, address.bytes.begin());
  if (::inet_pton(AF_INET, terminated.c_str(), address.bytes.data() + kMapped.size()) == 1)
    return address;
  return std::nullopt;
}

bool Proxies::Trust(std::string_view text) {
  const std::string_view whole = text;
  const auto address = ParseIp(TakeUntil(text, '/'));
  if (!address) return false;
  const unsigned before = address->IsV4() ? kMappedBits : 0;
  unsigned bits = 128 - before;
  if (whole.contains('/')) {
    unsigned given = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), given);
    // Nobody means to believe the whole internet.
    if (error != std::errc() || end != text.data() + text.size() || given == 0 || given > bits)
      return false;
    bits = given;
  }
  networks_.push_back({.address = *address, .bits = before + bits});
  return true;
}

bool Proxies::Trusts(const IpAddress& address) const {
  return std::ranges::any_of(networks_, [&](const Network& network) {
    return Share(network.address, address, network.bits);
  });
}

bool Proxies::Trusts(std::string_view address) const {
  const auto parsed = ParseIp(address);
  return parsed && Trusts(*parsed);
}

std::string Proxies::CallerOf(const std::string& peer, const Fields& headers) const {
  auto caller = ParseIp(peer);
  if (!caller || !Trusts(*caller)) return peer;
  const bool standard = header == Header::kForwarded;
  const auto said = Find(headers, standard ? "forwarded" : "x-forwarded-for");
  if (!said) return peer;
  const auto hops = Parts(*said, ',');
  for (auto hop = hops.rbegin(); hop != hops.rend() && Trusts(*caller); ++hop) {
    const auto before = HopOf(standard ? ForOf(*hop) : *hop);
    if (!before) break;
    caller = before;
  }
  return caller->text();
}

}  // namespace almoner::http
