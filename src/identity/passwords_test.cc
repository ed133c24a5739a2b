#include "identity/passwords.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "identity/blocklist.h"
#include "support/matchers.h"

namespace almoner::identity {
namespace {

using testing::HasSubstr;

Result<SecretBytes> Alone(std::string_view typed) {
  return AcceptPassword(typed, PasswordUse::kAlone, {});
}
Result<SecretBytes> Beside(std::string_view typed) {
  return AcceptPassword(typed, PasswordUse::kWithSecondFactor, {});
}

MATCHER_P(SaysTo, words, "is refused with these words") {
  if (arg) return false;
  return testing::ExplainMatchResult(HasSubstr(words), arg.error().Text(), result_listener);
}

TEST(PasswordsTest, TakesThreeWordsAndAnythingElseThatIsLong) {
  for (const std::string_view good :
       {"otter lantern gravel", "correct horse battery", "a sentence, with CAPITALS and 1 digit.",
        "\xe6\xb0\xb4\xe6\x9b\x9c\xe3\x81\xae\xe5\xa4\x9c\xe3\x81\xae\xe6\x98\x9f\xe3\x81\xaf\xe3"
        "\x81\xa8\xe3\x81\xa6\xe3\x82\x82\xe6\x98\x8e\xe3\x82\x8b\xe3\x81\x84\xe3\x81\xad\xe3\x81"
        "\x88",
        "kX9#mQ2$vL7!pR4z"})
    EXPECT_THAT(Alone(good), IsOk()) << good;
}

TEST(PasswordsTest, CountsCodePointsNotBytes) {
  std::string thirteen, fifteen;
  for (const char* const letter :
       {"\xc3\xa4", "\xc3\xb6", "\xc3\xbc", "\xc3\x9f", "\xc3\xa9", "\xc3\xa8", "\xc3\xa7",
        "\xc3\xa1", "\xc3\xb3", "\xc3\xba", "\xc3\xb1", "\xc3\xa0", "\xc3\xb4"})
    thirteen += letter;
  fifteen = thirteen + "xq";
  EXPECT_THAT(Alone(thirteen + "x"), SaysTo("15 characters"));
  EXPECT_THAT(Alone(fifteen), IsOk());
  EXPECT_THAT(Beside("kX9#mQ2"), SaysTo("8 characters"));
  EXPECT_THAT(Beside("kX9#mQ2$"), IsOk());
  EXPECT_THAT(Alone("kX9#mQ2$"), SaysTo("15 characters"));
}

TEST(PasswordsTest, AreTheSameHoweverTheAccentsWereTyped) {
  ASSERT_OK_AND(const SecretBytes composed, NormalisePassword("caf\xc3\xa9 noir"));
  ASSERT_OK_AND(const SecretBytes apart, NormalisePassword("cafe\xcc\x81\xc2\xa0noir"));
  EXPECT_EQ(composed.text(), "caf\xc3\xa9 noir");
  EXPECT_EQ(apart.text(), composed.text());
  ASSERT_OK_AND(const SecretBytes hangul,
                NormalisePassword("\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab"));
  EXPECT_EQ(hangul.text(), "\xed\x95\x9c");
  ASSERT_OK_AND(const SecretBytes ligature, NormalisePassword("\xef\xac\x81"));
  EXPECT_EQ(ligature.text(), "\xef\xac\x81");  // NFC, not NFKC
}

TEST(PasswordsTest, MayHave1024BytesAndNoMore) {
  std::string long_one;
  for (int i = 0; long_one.size() < 1024; ++i) long_one += "word" + std::to_string(i);
  long_one.resize(1024);
  EXPECT_THAT(Alone(long_one), IsOk());
  EXPECT_THAT(Alone(long_one + "a"), SaysTo("1,024 bytes"));
  EXPECT_THAT(NormalisePassword(long_one + "a"), FailsWith(Code::kInvalid));
  std::string growing;  // each becomes three in NFC
  while (growing.size() + 4 <= 1024) growing += "\xf0\x9d\x85\xa0";
  EXPECT_THAT(NormalisePassword(growing), IsOk());
}

TEST(PasswordsTest, AreTextThatAKeyboardHas) {
  for (const std::string_view bad :
       {std::string_view(), std::string_view("otter lantern\tgravel"),
        std::string_view("otter lantern\ngravel"), std::string_view("otter\0lantern gravel", 20),
        std::string_view("otter lantern gravel\x7f"), std::string_view("otter lantern gravel\xff"),
        std::string_view("otter lantern \xed\xa0\x80 gravel"),
        std::string_view("otter lantern gravel \xcd\xb8"),       // U+0378, unassigned
        std::string_view("otter lantern gravel \xef\xbf\xbf")})  // a noncharacter
    EXPECT_THAT(Alone(bad), FailsWith(Code::kInvalid)) << bad;
}

TEST(PasswordsTest, AreNotCommon) {
  for (const std::string_view bad : {"password", "PASSWORD", "Password1!", "1qaz2wsx", "trustno1",
                                     "!!sunshine99", "iloveyou2", "Liverpool1"})
    EXPECT_THAT(Beside(bad), SaysTo("many people use")) << bad;
  EXPECT_THAT(Alone("~~~Football~~~~~"), SaysTo("many people use"));
  EXPECT_THAT(Beside("dragon8f3k1q0w"), IsOk());  // what is around it is more
}

TEST(PasswordsTest, AreNotPatterns) {
  for (const std::string_view bad :
       {"aaaaaaaaaaaaaaa", "abcabcabcabcabc", "Xy9!Xy9!Xy9!Xy9!", "123456789012345",
        "987654321098765", "zyxwvutsrqponmlkj", "qwertyuiopasdfg", "sunshinesunshine",
        "QWERTYUIOPASDFGHJKL", "klmnopqrstuvwxyz"})
    EXPECT_THAT(Alone(bad), FailsWith(Code::kInvalid)) << bad;
  EXPECT_THAT(Alone("otterlanternotterlantern"), IsOk());
}

TEST(PasswordsTest, AreNotMadeOfWhatOthersKnow) {
  const Personal<std::string> own[] = {Personal<std::string>("Zo\xc3\xab Marchbanks"),
                                       Personal<std::string>("zoe.marchbanks@fen.example"),
                                       Personal<std::string>("1984-05-17"),
                                       Personal<std::string>("\xff")};
  const PasswordContext context = {.own_words = own, .organisation = "Fen & Marsh Care"};
  for (const std::string_view bad :
       {"zo\xc3\xab"
        "marchbanks1984",
        "MARCHBANKS-19840517", "Marsh Care Fen 2026", "zoe.marchbanks@fen.example",
        "FenMarshCare!!!!!1", "marchbanks marchbanks"})
    EXPECT_THAT(AcceptPassword(bad, PasswordUse::kAlone, context), SaysTo("your own name")) << bad;
  EXPECT_THAT(AcceptPassword("marchbanks otter lantern", PasswordUse::kAlone, context), IsOk());
  EXPECT_THAT(AcceptPassword("zoe was never in gravel", PasswordUse::kAlone, context), IsOk());
}

TEST(PasswordsTest, NothingOfAPasswordIsInAnError) {
  for (const std::string_view bad : {"sunshine1", "qwertyui", "sh0rt", "tab\ttab tab tab"})
    EXPECT_THAT(Beside(bad).error().Text(), testing::Not(HasSubstr(bad)));
}

TEST(BlocklistTest, HasTheListAndNothingInCapitals) {
  const std::string_view list = CommonPasswords();
  EXPECT_GT(std::ranges::count(list, '\n'), 29'000);
  EXPECT_TRUE(std::ranges::none_of(list, [](char c) { return c >= 'A' && c <= 'Z'; }));
  for (const std::string_view common : {"123456", "password", "letmein", "pa$$w0rd"})
    EXPECT_TRUE(IsCommon(common)) << common;
  for (const std::string_view rare : {"", "otter lantern gravel", "password\n123456"})
    EXPECT_FALSE(IsCommon(rare)) << rare;
}

}  // namespace
}  // namespace almoner::identity
