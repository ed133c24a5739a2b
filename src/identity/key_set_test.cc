#include "identity/key_set.h"

#include <gmock/gmock.h>

#include "identity/test_provider.h"
#include "support/matchers.h"

namespace almoner::identity {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

const Time kNow = *Time::Parse("2026-11-23T09:00:00Z");

class KeySetTest : public testing::Test {
 protected:
  Result<PublicKey> For(std::string_view key_id, std::chrono::microseconds later = seconds(0)) {
    Jwt token = *ParseJwt(provider_.Token({{"a", 1}}));
    if (key_id.empty())
      token.key_id = {};
    else
      token.key_id = key_id;
    return keys_.For(token, kNow + later);
  }
  [[nodiscard]] std::size_t asked() const { return provider_.asked.size(); }

  TestProvider provider_{Algorithm::kEs256};
  KeySet keys_{provider_, "https://id.example/keys"};
};

TEST_F(KeySetTest, AsksOnceAndKeepsTheKeysForAnHour) {
  EXPECT_EQ(asked(), 0U);
  EXPECT_THAT(For("key-1"), IsOk());
  EXPECT_THAT(For("key-1", minutes(59)), IsOk());
  EXPECT_EQ(asked(), 1U);
  EXPECT_THAT(For("key-1", minutes(60)), IsOk());
  EXPECT_EQ(asked(), 2U);
}

TEST_F(KeySetTest, AnUnknownKeyIsAskedForOnceAMinute) {
  EXPECT_THAT(For("key-1"), IsOk());
  for (int i = 1; i < 60; ++i) EXPECT_THAT(For("key-2", seconds(i)), FailsWith(Code::kRefused));
  EXPECT_EQ(asked(), 1U);
  EXPECT_THAT(For("key-2", seconds(60)), FailsWith(Code::kRefused));
  EXPECT_EQ(asked(), 2U);
  EXPECT_THAT(For("key-3", seconds(61)), FailsWith(Code::kRefused));
  EXPECT_EQ(asked(), 2U);
}

TEST_F(KeySetTest, FindsAKeyThatIsNew) {
  EXPECT_THAT(For("key-1"), IsOk());
  provider_.key_id = "key-2";
  EXPECT_THAT(For("key-2", minutes(2)), IsOk());
  EXPECT_THAT(For("key-1", minutes(2)), FailsWith(Code::kRefused));
}

TEST_F(KeySetTest, OldKeysServeADayWhereTheProviderIsDown) {
  EXPECT_THAT(For("key-1"), IsOk());
  provider_.down = true;
  EXPECT_THAT(For("key-1", hours(2)), IsOk());
  EXPECT_THAT(For("key-1", hours(23)), IsOk());
  EXPECT_THAT(For("key-1", hours(24)), FailsWith(Code::kUnavailable));
  EXPECT_THAT(For("key-1", hours(24) + seconds(1)), FailsWith(Code::kUnavailable));
  EXPECT_EQ(asked(), 4U);
  provider_.down = false;
  EXPECT_THAT(For("key-1", hours(25)), IsOk());
}

TEST_F(KeySetTest, IsNotTheKeysOfAProviderThatHandsOutNone) {
  provider_.answers["https://id.example/keys"] = {.status = 500};
  EXPECT_THAT(For("key-1"), FailsWith(Code::kUnavailable));
  provider_.answers["https://id.example/keys"] = {.status = 200, .body = "<html>"};
  EXPECT_THAT(For("key-1", minutes(1)), FailsWith(Code::kInvalid));
  provider_.answers.clear();
  EXPECT_THAT(For("key-1", minutes(2)), IsOk());
}

TEST_F(KeySetTest, WithoutANameItIsTheOnlyOneThatFits) {
  EXPECT_THAT(For(""), IsOk());
  const std::string one = provider_.Keys();
  const std::string key = one.substr(9, one.size() - 11);
  provider_.answers["https://id.example/keys"] = {.status = 200,
                                                  .body = "{\"keys\":[" + key + "," + key + "]}"};
  EXPECT_THAT(For("", hours(1)), FailsWith(Code::kRefused));
}

TEST_F(KeySetTest, AKeyServesOnlyTheAlgorithmItNames) {
  std::string keys = provider_.Keys();
  keys.insert(keys.find("\"use\""), "\"alg\":\"RS256\",");
  provider_.answers["https://id.example/keys"] = {.status = 200, .body = keys};
  EXPECT_THAT(For("key-1"), FailsWith(Code::kRefused));
}

}  // namespace
}  // namespace almoner::identity
