#include "hooks/telling.h"

#include <gmock/gmock.h>

#include "support/fakes.h"
#include "support/files.h"
#include "support/matchers.h"

namespace almoner::hooks {
namespace {

constexpr std::string_view kEventId = "00112233445566778899aabbccddeeff";
constexpr std::string_view kHomeId = "ffeeddccbbaa99887766554433221100";

Telling Sample() {
  return {.id = *EventId::Parse(kEventId),
          .home = *HomeId::Parse(kHomeId),
          .action = Action::kErase,
          .reference = *Reference::Parse("D-2026-0042"),
          .at = *Time::Parse("2026-11-21T09:30:00Z")};
}

// Every byte of it, so that nothing more can come into it unseen.
TEST(TellingTest, SaysWhatToDoWithWhatAndNothingElse) {
  EXPECT_EQ(ToEvent(Sample()),
            R"({"specversion":"1.0","id":"00112233445566778899aabbccddeeff",)"
            R"("source":"/homes/ffeeddccbbaa99887766554433221100",)"
            R"("type":"uk.almoner.request.recipient-told.v1","time":"2026-11-21T09:30:00Z",)"
            R"("datacontenttype":"application/json","data":{"action":"erase",)"
            R"("reference":"D-2026-0042","law":"UK GDPR Article 19"}})");
  EXPECT_EQ(WebhookIdOf(Sample().id), "msg_00112233445566778899aabbccddeeff");
}

TEST(TellingTest, KnowsWhatArticle19Knows) {
  EXPECT_EQ(Name(Action::kRectify), "rectify");
  EXPECT_EQ(Name(Action::kErase), "erase");
  EXPECT_EQ(Name(Action::kRestrict), "restrict");
  EXPECT_EQ(Name(Action::kLiftRestriction), "lift-restriction");
}

TEST(ReferenceTest, IsShortAndPlain) {
  for (const std::string_view good : {"D-2026-0042", "a", "case_17", "12345678901"})
    EXPECT_THAT(Reference::Parse(good), IsOk()) << good;
  const std::string long_one(65, 'a');
  for (const std::string_view bad :
       {std::string_view(), std::string_view("Ada Example"), std::string_view("ada@home.example"),
        std::string_view("1970/01/01"), std::string_view("a.b"), std::string_view("Zo\xc3\xab"),
        std::string_view(long_one)})
    EXPECT_THAT(Reference::Parse(bad), FailsWith(Code::kInvalid)) << bad;
}

TEST(ReferenceTest, IsNotWhatTheStateCallsSomebody) {
  for (const std::string_view bad :
       {"9990000018", "999-000-0018", "999_000_0018", "QQ123456C", "qq-12-34-56-c"})
    EXPECT_THAT(Reference::Parse(bad), FailsWith(Code::kInvalid)) << bad;
}

constexpr std::string_view kReply =
    R"({"specversion":"1.0","id":"r-1","source":"/gp","type":)"
    R"("uk.almoner.request.recipient-replied.v1","time":"2026-11-22T10:00:00Z",)"
    R"("data":{"told":"00112233445566778899aabbccddeeff","outcome":"nothing-held"}})";

TEST(ReplyTest, SaysToWhatAndWhatCameOfIt) {
  ASSERT_OK_AND(const Reply reply, ReadReply(kReply));
  EXPECT_EQ(reply.told.text(), kEventId);
  EXPECT_EQ(reply.outcome, Outcome::kNothingHeld);
  EXPECT_EQ(reply.at.text(), "2026-11-22T10:00:00Z");
  for (const Outcome outcome : {Outcome::kDone, Outcome::kNothingHeld, Outcome::kRefused}) {
    ASSERT_OK_AND(const Reply other, ReadReply(Replaced(kReply, "nothing-held", Name(outcome))));
    EXPECT_EQ(other.outcome, outcome);
  }
}

TEST(ReplyTest, IsRefusedWhenAnythingOfItIsWrong) {
  for (const auto& [what, with] : std::vector<std::pair<std::string_view, std::string_view>>{
           {"\"1.0\"", "\"0.3\""},
           {"recipient-replied", "recipient-told"},
           {"2026-11-22T10:00:00Z", "yesterday"},
           {"\"nothing-held\"", "\"perhaps\""},
           {"\"nothing-held\"", "1"},
           {"0011", "11"},
           {"\"told\"", "\"other\""},
           {"\"data\"", "\"datum\""},
           {"{\"told\"", "[{\"told\""}})
    EXPECT_THAT(ReadReply(Replaced(kReply, what, with)), FailsWith(Code::kInvalid)) << what;
  EXPECT_THAT(ReadReply(""), FailsWith(Code::kInvalid));
  EXPECT_THAT(ReadReply("[]"), FailsWith(Code::kInvalid));
}

}  // namespace
}  // namespace almoner::hooks
