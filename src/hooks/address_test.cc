#include "hooks/address.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>

namespace almoner::hooks {
namespace {

bool Public(const char* text) {
  Bytes bytes(16);
  if (::inet_pton(AF_INET6, text, bytes.data()) == 1) return IsPublic(bytes);
  bytes.resize(4);
  EXPECT_EQ(::inet_pton(AF_INET, text, bytes.data()), 1) << text;
  return IsPublic(bytes);
}

TEST(AddressTest, OfThePublicInternetIsReached) {
  for (const char* text :
       {"1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "128.0.0.0",
        "169.253.255.255", "172.15.255.255", "172.32.0.0", "192.167.255.255", "192.169.0.0",
        "198.17.255.255", "198.20.0.0", "223.255.255.255", "2a00:1450::1", "2001:4860:4860::8888",
        "2600::", "::ffff:1.1.1.1", "64:ff9b::1.1.1.1"})
    EXPECT_TRUE(Public(text)) << text;
}

TEST(AddressTest, OfThisMachineItsNetworkOrNobodyIsNot) {
  for (const char* text : {"0.0.0.0",
                           "10.0.0.1",
                           "10.255.255.255",
                           "100.64.0.1",
                           "100.127.255.255",
                           "127.0.0.1",
                           "127.255.255.254",
                           "169.254.169.254",
                           "172.16.0.1",
                           "172.31.255.255",
                           "192.0.0.1",
                           "192.0.2.1",
                           "192.88.99.1",
                           "192.168.1.1",
                           "198.18.0.1",
                           "198.19.255.255",
                           "198.51.100.1",
                           "203.0.113.1",
                           "224.0.0.1",
                           "240.0.0.1",
                           "255.255.255.255",
                           "::",
                           "::1",
                           "::127.0.0.1",
                           "::ffff:127.0.0.1",
                           "::ffff:10.0.0.1",
                           "64:ff9b::10.0.0.1",
                           "64:ff9b:1::1",
                           "100::1",
                           "2001::1",
                           "2001:db8::1",
                           "2002:7f00:1::",
                           "3fff::1",
                           "fc00::1",
                           "fd12::1",
                           "fe80::1",
                           "fec0::1",
                           "ff02::1",
                           "4000::1",
                           "5f00::1"})
    EXPECT_FALSE(Public(text)) << text;
}

TEST(AddressTest, OfAnotherSizeIsNone) {
  EXPECT_FALSE(IsPublic({}));
  EXPECT_FALSE(IsPublic(Bytes(5, 1)));
}

}  // namespace
}  // namespace almoner::hooks
