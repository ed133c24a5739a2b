#include "web/device.h"

#include <gtest/gtest.h>

namespace almoner::web {
namespace {

TEST(DeviceTest, BrowsersAreNamedAsPeopleKnowThem) {
  EXPECT_EQ(DeviceInWords("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 "
                          "Firefox/140.0"),
            "Firefox on Windows");
  EXPECT_EQ(DeviceInWords("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, "
                          "like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0"),
            "Edge on Windows");
  EXPECT_EQ(DeviceInWords("Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like "
                          "Gecko) Chrome/140.0.0.0 Mobile Safari/537.36"),
            "Chrome on Android");
  EXPECT_EQ(DeviceInWords("Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) "
                          "AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 "
                          "Safari/604.1"),
            "Safari on an iPhone");
}

TEST(DeviceTest, NothingOfWhatIsNotKnownIsRepeated) {
  EXPECT_EQ(DeviceInWords(""), "A browser");
  EXPECT_EQ(DeviceInWords("<script>alert(1)</script>"), "A browser");
  EXPECT_EQ(DeviceInWords("Ana's phone; Linux; serial 12345"), "A browser on Linux");
}

}  // namespace
}  // namespace almoner::web
