#include "mail/token.h"

#include <gmock/gmock.h>

#include <fstream>

#include "mail/sender.h"
#include "mail/test_server.h"
#include "support/fakes.h"
#include "support/files.h"
#include "support/matchers.h"

namespace almoner::mail {
namespace {

using std::chrono::minutes;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

constexpr Time kNow = Time::FromMicros(1'000'000'000'000);

class TokenTest : public testing::Test {
 protected:
  TokenTest() : endpoint_([this](Line& line, const std::atomic<bool>& stop) { Talk(line, stop); }) {
    std::ofstream(Secret().path()) << "s3cret + & word\nnot this\n";
    std::filesystem::permissions(Secret().path(), std::filesystem::perms(0600));
  }
  OperatorPath Secret() { return folder_ / "secret"; }
  TokenSource Source() {
    return {.endpoint = "http://127.0.0.1:" + std::to_string(endpoint_.port()) + "/token",
            .client = "11111111-2222-3333-4444-555555555555",
            .scope = "https://outlook.office365.com/.default",
            .secret_file = Secret()};
  }
  void Say(std::string status, std::string body) {
    const std::lock_guard lock(mutex_);
    status_ = std::move(status);
    body_ = std::move(body);
  }
  std::vector<std::string> asked() {
    const std::lock_guard lock(mutex_);
    return asked_;
  }
  static std::string Text(const Result<Tokens::Token>& token) {
    return token ? std::string(token->text.text().data()) : "";
  }

 private:
  void Talk(Line& line, const std::atomic<bool>& stop) {
    std::size_t length = 0;
    while (auto head = line.Read(stop)) {
      if (head->starts_with("Content-Length: ")) length = std::stoul(head->substr(16));
      if (head->empty()) break;
    }
    std::string body = line.ReadBytes(length, stop);
    const std::lock_guard lock(mutex_);
    asked_.push_back(std::move(body));
    line.Write("HTTP/1.1 " + status_ + "\r\nContent-Length: " + std::to_string(body_.size()) +
               "\r\nConnection: close\r\n\r\n" + body_);
  }

  std::mutex mutex_;
  std::string status_ = "200 OK";
  std::string body_ = R"({"token_type":"Bearer","expires_in":3600,"access_token":"one.two-three"})";
  std::vector<std::string> asked_;
  TempDir folder_;
  TestServer endpoint_;  // last: it uses all of the above
};

TEST_F(TokenTest, IsAskedForOnceAndAgainShortlyBeforeItEnds) {
  Tokens tokens(Source());
  EXPECT_EQ(Text(tokens.Get(kNow)), "one.two-three");
  EXPECT_THAT(asked(),
              ElementsAre("grant_type=client_credentials&client_id="
                          "11111111-2222-3333-4444-555555555555&client_secret=s3cret%20%2B%20%26%"
                          "20word&scope=https%3A%2F%2Foutlook.office365.com%2F.default"));
  Say("200 OK", R"({"expires_in":3600,"access_token":"four"})");
  EXPECT_EQ(Text(tokens.Get(kNow + minutes(57))), "one.two-three");
  EXPECT_EQ(Text(tokens.Get(kNow + minutes(58))), "four") << "two minutes before it ends";
  EXPECT_EQ(Text(tokens.Get(kNow)), "four") << "the clock went back: it may be over";
  EXPECT_THAT(asked(), SizeIs(3));
  tokens.Drop();
  EXPECT_EQ(Text(tokens.Get(kNow)), "four");
  EXPECT_THAT(asked(), SizeIs(4));
}

TEST_F(TokenTest, LastsAFewMinutesWhenNothingIsSaid) {
  Say("200 OK", R"({"access_token":"short"})");
  Tokens tokens(Source());
  EXPECT_THAT(tokens.Get(kNow), IsOk());
  EXPECT_THAT(tokens.Get(kNow + minutes(2)), IsOk());
  EXPECT_THAT(asked(), SizeIs(1));
  EXPECT_THAT(tokens.Get(kNow + minutes(3)), IsOk());
  EXPECT_THAT(asked(), SizeIs(2));
}

TEST_F(TokenTest, IsNotTakenFromWhatIsNone) {
  for (const auto* body :
       {"", "[]", "{}", R"({"access_token":7})", R"({"access_token":""})",
        R"({"access_token":"a b"})", R"({"access_token":"a\u0001auth=b"})", "<html>"}) {
    Say("200 OK", body);
    EXPECT_THAT(Tokens(Source()).Get(kNow), FailsWith(Code::kRefused)) << body;
  }
  Say("400 Bad Request", R"({"error":"invalid_client"})");
  const auto refused = Tokens(Source()).Get(kNow);
  ASSERT_THAT(refused, FailsWith(Code::kRefused));
  EXPECT_THAT(refused.error().Text(), Not(HasSubstr("s3cret")));
  Say("503 Later", "");
  EXPECT_THAT(Tokens(Source()).Get(kNow), FailsWith(Code::kUnavailable));
  Say("302 Found", "");
  EXPECT_THAT(Tokens(Source()).Get(kNow), FailsWith(Code::kRefused));
  Say("200 OK", std::string(70'000, ' '));
  EXPECT_THAT(Tokens(Source()).Get(kNow), FailsWith(Code::kUnavailable));
  std::filesystem::permissions(Secret().path(), std::filesystem::perms(0640));
  EXPECT_THAT(Tokens(Source()).Get(kNow), FailsWith(Code::kInvalid));
}

TEST_F(TokenTest, SourcesAreHttpsAndNoHalfOfASignIn) {
  const auto with = [&](const std::function<void(Relay&)>& change) {
    Relay changed{
        .host = "smtp.charity.example", .user = "office@charity.example", .token = Source()};
    change(changed);
    return CheckRelay(changed);
  };
  EXPECT_THAT(with([](Relay&) {}), IsOk());
  EXPECT_THAT(with([](Relay& r) { r.token->endpoint = "https://login.example/token"; }), IsOk());
  for (const auto* bad : {"", "https://", "http://login.example/token", "ftp://a/b",
                          "https://user:word@login.example/", "https://a b/", "https://a/#b"})
    EXPECT_THAT(with([&](Relay& r) { r.token->endpoint = bad; }), FailsWith(Code::kInvalid)) << bad;
  EXPECT_THAT(with([](Relay& r) { r.token->client = ""; }), FailsWith(Code::kInvalid));
  EXPECT_THAT(with([](Relay& r) { r.token->scope = "a\nb"; }), FailsWith(Code::kInvalid));
  EXPECT_THAT(with([](Relay& r) { r.token->secret_file = OperatorPath(""); }),
              FailsWith(Code::kInvalid));
  EXPECT_THAT(with([](Relay& r) { r.user = ""; }), FailsWith(Code::kInvalid));
  EXPECT_THAT(with([](Relay& r) { r.password_file = OperatorPath("/p"); }),
              FailsWith(Code::kInvalid));
}

TEST_F(TokenTest, ARelayIsSignedInToWithIt) {
  TestRelay relay;
  FixedRandom random;
  Sender sender({.host = "127.0.0.1",
                 .port = relay.port(),
                 .security = Security::kNone,
                 .user = "office@charity.example",
                 .token = Source()});
  const auto hand = [&] {
    return sender.Hand({.from = *Address::Parse("office@charity.example"),
                        .to = {*Address::Parse("ana@home.example")},
                        .subject = "Your code",
                        .text = "1\n"},
                       kNow, random);
  };
  EXPECT_EQ(hand().fate, Fate::kTaken);
  EXPECT_EQ(hand().fate, Fate::kTaken);
  const std::string bearer =
      "AUTH XOAUTH2 " +
      ToBase64(AsBytes("user=office@charity.example\1auth=Bearer one.two-three\1\1"));
  EXPECT_THAT(relay.signed_in(), ElementsAre(bearer, bearer));
  EXPECT_THAT(asked(), SizeIs(1)) << "the token is kept";
  // Withdrawn there before its time: a new one is asked for, once.
  relay.Say("AUTH", "535 5.7.3 Authentication unsuccessful");
  const Handed denied = hand();
  EXPECT_EQ(denied.fate, Fate::kNotNow);
  EXPECT_THAT(denied.why, FailsWith(Code::kRefused));
  EXPECT_FALSE(denied.reached);
  EXPECT_THAT(asked(), SizeIs(2));
  EXPECT_THAT(relay.signed_in(), SizeIs(4));
  relay.Obey();
  EXPECT_EQ(hand().fate, Fate::kTaken);
  EXPECT_THAT(relay.received(), SizeIs(3));
}

}  // namespace
}  // namespace almoner::mail
