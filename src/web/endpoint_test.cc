#include "web/endpoint.h"

#include "support/matchers.h"

namespace almoner::web {
namespace {

TEST(EndpointTest, AnAddressAndAPortAreReadAndWrittenAlike) {
  for (const char* text : {"127.0.0.1:8443", "0.0.0.0:443", "[::1]:0", "[2001:db8::1]:65535"}) {
    const auto endpoint = ParseEndpoint(text);
    ASSERT_THAT(endpoint, IsOk()) << text;
    EXPECT_EQ(Text(*endpoint), text);
  }
  EXPECT_EQ(ParseEndpoint("[::1]:8443")->address, "::1");
}

TEST(EndpointTest, AnythingElseIsRefused) {
  for (const char* text : {"", "8443", ":8443", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536",
                           "127.0.0.1:-1", "127.0.0.1:80x", "::1:8443", "[]:1", "127.0.0.1: 80"})
    EXPECT_THAT(ParseEndpoint(text), FailsWith(Code::kInvalid)) << text;
}

}  // namespace
}  // namespace almoner::web
