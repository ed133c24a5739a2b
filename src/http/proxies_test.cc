#include "http/proxies.h"

#include <gtest/gtest.h>

namespace almoner::http {
namespace {

Proxies Trusting(std::initializer_list<std::string_view> networks) {
  Proxies proxies;
  for (const std::string_view network : networks) EXPECT_TRUE(proxies.Trust(network)) << network;
  return proxies;
}

std::string Caller(const Proxies& proxies, const std::string& peer, const std::string& value,
                   const std::string& name = "x-forwarded-for") {
  return proxies.CallerOf(peer, {{name, value}});
}

TEST(Proxies, WithoutOneTheHeaderIsNotBelieved) {
  EXPECT_EQ(Caller(Proxies(), "198.51.100.9", "192.0.2.1"), "198.51.100.9");
  const Proxies proxies = Trusting({"10.0.0.7"});
  EXPECT_EQ(Caller(proxies, "10.0.0.8", "192.0.2.1"), "10.0.0.8");
  EXPECT_EQ(proxies.CallerOf("10.0.0.7", {}), "10.0.0.7");
}

TEST(Proxies, TheLastHopThatIsNoneOfThemCalls) {
  const Proxies proxies = Trusting({"10.0.0.7", "10.1.0.0/16"});
  EXPECT_EQ(Caller(proxies, "10.0.0.7", "192.0.2.1"), "192.0.2.1");
  EXPECT_EQ(Caller(proxies, "10.0.0.7", "192.0.2.1, 10.1.200.3"), "192.0.2.1");
  EXPECT_EQ(Caller(proxies, "10.0.0.7", "10.1.0.1"), "10.1.0.1") << "a proxy's own question";
}

TEST(Proxies, WhatTheCallerWroteBeforeItIsNotBelieved) {
  const Proxies proxies = Trusting({"10.0.0.7"});
  EXPECT_EQ(Caller(proxies, "10.0.0.7", "192.0.2.66, 198.51.100.9"), "198.51.100.9");
  EXPECT_EQ(Caller(proxies, "10.0.0.7", "10.0.0.7, 198.51.100.9"), "198.51.100.9");
  EXPECT_EQ(Caller(proxies, "10.0.0.7", ", , 198.51.100.9"), "198.51.100.9");
  EXPECT_EQ(Caller(proxies, "10.0.0.7", "192.0.2.66", "forwarded"), "10.0.0.7")
      << "a header that this proxy does not write";
}

TEST(Proxies, WhatIsNoAddressEndsAtWhoeverSaidIt) {
  const Proxies proxies = Trusting({"10.0.0.7", "10.1.0.0/16"});
  for (const char* value :
       {"unknown", "", "_hidden", "192.0.2.1.5", "192.0.2.1, ;", "[2001:db8::1"})
    EXPECT_EQ(Caller(proxies, "10.0.0.7", value), "10.0.0.7") << value;
  EXPECT_EQ(Caller(proxies, "10.0.0.7", "nonsense, 10.1.0.1"), "10.1.0.1");
}

TEST(Proxies, PortsAndTheLongerProtocolAreRead) {
  const Proxies proxies = Trusting({"2001:db8:1::/48", "10.0.0.7"});
  EXPECT_EQ(Caller(proxies, "10.0.0.7", "192.0.2.1:4711"), "192.0.2.1");
  EXPECT_EQ(Caller(proxies, "2001:db8:1::9", "[2001:db8:2::1]:4711"), "2001:db8:2::1");
  EXPECT_EQ(Caller(proxies, "2001:db8:1::9", "2001:db8:2::1"), "2001:db8:2::1");
  EXPECT_EQ(Caller(proxies, "::ffff:10.0.0.7", "192.0.2.1"), "192.0.2.1");
}

TEST(Proxies, ForwardedIsReadAsTheStandardWritesIt) {
  Proxies proxies = Trusting({"10.0.0.7"});
  proxies.header = Proxies::Header::kForwarded;
  const auto caller = [&](const std::string& value) {
    return Caller(proxies, "10.0.0.7", value, "forwarded");
  };
  EXPECT_EQ(caller("for=192.0.2.60;proto=https;by=203.0.113.43"), "192.0.2.60");
  EXPECT_EQ(caller("For=\"[2001:db8:cafe::17]:4711\""), "2001:db8:cafe::17");
  EXPECT_EQ(caller("for=192.0.2.66, for=198.51.100.9"), "198.51.100.9");
  EXPECT_EQ(caller("for=192.0.2.66, by=\"a, for=192.0.2.67\";for=198.51.100.9"), "198.51.100.9");
  EXPECT_EQ(caller("for=unknown"), "10.0.0.7");
  EXPECT_EQ(Caller(proxies, "10.0.0.7", "192.0.2.1"), "10.0.0.7");
}

TEST(Proxies, OnlyAddressesAndNetworksAreTrusted) {
  Proxies proxies;
  for (const char* text : {"", "proxy.example", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/8x", "::/0",
                           "0.0.0.0/0", "10.0.0.0/-1", "10.0.0"})
    EXPECT_FALSE(proxies.Trust(text)) << text;
  EXPECT_FALSE(proxies.any());
  EXPECT_TRUE(Trusting({"10.0.0.0/12"}).Trusts("10.15.255.255"));
  EXPECT_FALSE(Trusting({"10.0.0.0/12"}).Trusts("10.16.0.0"));
  EXPECT_FALSE(Trusting({"::1"}).Trusts("nonsense"));
}

}  // namespace
}  // namespace almoner::http
