#include "hooks/address.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

namespace almoner::hooks {
namespace {

struct Block {
  std::uint32_t first;
  unsigned bits;
};

// iana-ipv4-special-registry: what is not globally reachable, and multicast.
constexpr std::array kInside4 = {
    Block{.first = 0x00000000, .bits = 8},   // this network
    Block{.first = 0x0A000000, .bits = 8},   // private
    Block{.first = 0x64400000, .bits = 10},  // shared by carriers
    Block{.first = 0x7F000000, .bits = 8},   // this machine
    Block{.first = 0xA9FE0000, .bits = 16},  // this link, and the clouds' metadata
    Block{.first = 0xAC100000, .bits = 12},  // private
    Block{.first = 0xC0000000, .bits = 24},  // protocols
    Block{.first = 0xC0000200, .bits = 24},  // documentation
    Block{.first = 0xC0586300, .bits = 24},  // 6to4 relays
    Block{.first = 0xC0A80000, .bits = 16},  // private
    Block{.first = 0xC6120000, .bits = 15},  // benchmarks
    Block{.first = 0xC6336400, .bits = 24},  // documentation
    Block{.first = 0xCB007100, .bits = 24},  // documentation
    Block{.first = 0xE0000000, .bits = 3},   // multicast, reserved, broadcast
};

// iana-ipv6-special-registry, of what is in 2000::/3, by the first 32 bits.
constexpr std::array kInside6 = {
    Block{.first = 0x20010000, .bits = 23},  // protocols, Teredo
    Block{.first = 0x20010DB8, .bits = 32},  // documentation
    Block{.first = 0x20020000, .bits = 16},  // 6to4: some IPv4 address or other
    Block{.first = 0x3FFF0000, .bits = 20},  // documentation
};

std::uint32_t FirstOf(BytesView address) {
  return static_cast<std::uint32_t>(address[0]) << 24U |
         static_cast<std::uint32_t>(address[1]) << 16U |
         static_cast<std::uint32_t>(address[2]) << 8U | address[3];
}

bool IsIn(std::uint32_t address, std::span<const Block> blocks) {
  return std::ranges::any_of(blocks, [&](const Block& block) {
    return (address ^ block.first) >> (32U - block.bits) == 0;
  });
}

constexpr std::array<std::uint8_t, 12> kMapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
constexpr std::array<std::uint8_t, 12> kNat64 = {0, 0x64, 0xFF, 0x9B};  // RFC 6052

}  // namespace

bool IsPublic(BytesView address) {
  if (address.size() == 4) return !IsIn(FirstOf(address), kInside4);
  if (address.size() != 16) return false;
  const BytesView start = address.first(12);
  if (SameBytes(start, kMapped) || SameBytes(start, kNat64)) return IsPublic(address.subspan(12));
  return (address[0] & 0xE0U) == 0x20 && !IsIn(FirstOf(address), kInside6);
}

bool IsPlainlyInside(const std::string& host) {
  if (host == "localhost" || host.ends_with(".localhost")) return true;
  std::array<std::uint8_t, 16> address{};
  if (::inet_pton(AF_INET, host.c_str(), address.data()) == 1)
    return !IsPublic(BytesView(address).first(4));
  if (::inet_pton(AF_INET6, host.c_str(), address.data()) == 1) return !IsPublic(address);
  return false;
}

}  // namespace almoner::hooks
