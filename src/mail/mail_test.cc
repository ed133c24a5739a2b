#include "mail/mail.h"

#include <gmock/gmock.h>

#include <fstream>

#include "support/fakes.h"
#include "support/files.h"
#include "support/matchers.h"

namespace almoner::mail {
namespace {

using testing::ElementsAre;
using testing::MatchesRegex;

Address At(std::string_view text) {
  auto address = Address::Parse(text);
  EXPECT_THAT(address, IsOk()) << text;
  return *std::move(address);
}

Message Sample() {
  return {.from = At("almoner@charity.example"),
          .to = {At("office@charity.example"), At("trustees@charity.example")},
          .subject = "Almoner: something needs somebody",
          .text = "Caf\xc3\xa9.\n"};
}

TEST(AddressTest, TakesWhatMailCanBeSentTo) {
  for (const std::string_view good :
       {"a@b", "office@charity.example", "first.last+night@mail-1.charity.example",
        "o'brien=x@xn--bcher-kva.example"})
    EXPECT_THAT(Address::Parse(good), IsOk()) << good;
  EXPECT_EQ(At("a.b@c.example").domain(), "c.example");
}

TEST(AddressTest, TakesATagWhereThereIsRoomForIt) {
  ASSERT_OK_AND(const Address tagged, At("office@charity.example").Tagged("0f1e"));
  EXPECT_EQ(tagged.text(), "office+0f1e@charity.example");
  EXPECT_THAT(At(std::string(31, 'a') + "@b").Tagged(std::string(32, '0')), IsOk());
  EXPECT_THAT(At(std::string(32, 'a') + "@b").Tagged(std::string(32, '0')),
              FailsWith(Code::kInvalid));
  EXPECT_THAT(At("a@b").Tagged("0\r\n"), FailsWith(Code::kInvalid));
}

// Above all what would end one line and begin another.
TEST(AddressTest, RefusesTheRest) {
  const std::string long_local(65, 'a');
  const std::string long_label(64, 'b');
  for (const std::string& bad :
       {std::string(),
        std::string("office"),
        std::string("@charity.example"),
        std::string("office@"),
        std::string("office@charity..example"),
        std::string(".a@b"),
        std::string("a.@b"),
        std::string("a@-b"),
        std::string("a@b-"),
        std::string("a b@c"),
        std::string("<a@b>"),
        std::string("\"a\"@b"),
        std::string("a@b\r\nRCPT TO:<c@d>"),
        std::string("a@b\n"),
        std::string("a\r@b"),
        std::string("a\0@b", 5),
        std::string("\xc3\xa9@b"),
        std::string("a@[127.0.0.1]"),
        long_local + "@b",
        "a@" + long_label,
        "a@" + std::string(63, 'c') + std::string("." + std::string(63, 'c')) +
            std::string("." + std::string(63, 'c')) + std::string("." + std::string(63, 'c'))})
    EXPECT_THAT(Address::Parse(bad), FailsWith(Code::kInvalid)) << bad;
}

TEST(HeadersTest, AreThoseOfAMessageThatNobodyWrote) {
  FixedRandom random;
  ASSERT_OK_AND(const Time at, Time::Parse("2026-11-02T03:04:05.6Z"));
  EXPECT_THAT(HeadersOf(Sample(), at, random),
              ElementsAre("Date: Mon, 02 Nov 2026 03:04:05 +0000", "From: almoner@charity.example",
                          "To: office@charity.example,\r\n trustees@charity.example",
                          "Subject: Almoner: something needs somebody",
                          MatchesRegex("Message-ID: <[0-9a-f]+@charity.example>"),
                          "Auto-Submitted: auto-generated"));
}

TEST(RelayTest, GoesInPlainToThisMachineOnly) {
  EXPECT_THAT(CheckRelay({.host = "smtp.charity.example"}), IsOk());
  for (const std::string host : {"localhost", "127.0.0.1", "::1"})
    EXPECT_THAT(CheckRelay({.host = host, .port = 25, .security = Security::kNone}), IsOk());
  for (const std::string host : {"smtp.charity.example", "192.0.2.1", "127.0.0.1.charity.example"})
    EXPECT_THAT(CheckRelay({.host = host, .security = Security::kNone}), FailsWith(Code::kInvalid));
}

TEST(RelayTest, IsANameAPortAndNoHalfOfASignIn) {
  for (const std::string host : {"", "a b", "a/b", "user@host", "a?b", "a#b", "a%b", "[::1]"})
    EXPECT_THAT(CheckRelay({.host = host}), FailsWith(Code::kInvalid)) << host;
  EXPECT_THAT(CheckRelay({.host = "a", .port = 0}), FailsWith(Code::kInvalid));
  EXPECT_THAT(CheckRelay({.host = "a", .user = "u"}), FailsWith(Code::kInvalid));
  EXPECT_THAT(CheckRelay({.host = "a", .password_file = OperatorPath("/p")}),
              FailsWith(Code::kInvalid));
}

TEST(SendTest, SaysThatNobodyAnswersOrThatThePasswordIsOpenToOthers) {
  FixedRandom random;
  const TempDir folder;
  const auto send = [&](const Relay& relay) { return Send(relay, Sample(), Time(), random); };
  // Port 1 belongs to nobody here.
  EXPECT_THAT(send({.host = "127.0.0.1", .port = 1, .security = Security::kNone}),
              FailsWith(Code::kUnavailable));
  const OperatorPath password = folder / "password";
  std::ofstream(password.path()) << "x\n";
  std::filesystem::permissions(password.path(), std::filesystem::perms(0644));
  EXPECT_THAT(send({.host = "127.0.0.1",
                    .port = 1,
                    .security = Security::kNone,
                    .user = "almoner",
                    .password_file = password}),
              FailsWith(Code::kInvalid));
}

}  // namespace
}  // namespace almoner::mail
