#include "base/json.h"

#include <boost/json.hpp>

#include "support/matchers.h"

namespace almoner {
namespace {

namespace json = boost::json;
using namespace std::string_view_literals;

std::string Nested(std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

TEST(JsonTest, ReadsEveryKindOfValue) {
  ASSERT_OK_AND(
      const json::value value,
      ParseJson(R"({"text":"é\u20ac\ud83d\ude00","list":[1,-2,2.5,true,false,null],"map":{}})"));
  EXPECT_EQ(value.at("text").as_string(), "é€😀");
  EXPECT_EQ(value.at("list").at(1).as_int64(), -2);
  EXPECT_EQ(value.at("list").at(2).as_double(), 2.5);
  EXPECT_TRUE(value.at("list").at(5).is_null());
  EXPECT_TRUE(value.at("map").as_object().empty());
}

TEST(JsonTest, WholeNumbersOfSixtyFourBitsAreExact) {
  ASSERT_OK_AND(
      const json::value value,
      ParseJson(
          "[9223372036854775807,-9223372036854775808,18446744073709551615,9007199254740993]"));
  EXPECT_EQ(value.at(0).as_int64(), INT64_MAX);
  EXPECT_EQ(value.at(1).as_int64(), INT64_MIN);
  EXPECT_EQ(value.at(2).as_uint64(), UINT64_MAX);
  EXPECT_EQ(value.at(3).as_int64(), 9007199254740993);  // would be ...992 as a double
}

TEST(JsonTest, WritesOneLineInTheOrderGiven) {
  const json::object object{{"zebra", 1}, {"ant", json::array{"a\nb", nullptr, true}}};
  EXPECT_EQ(ToText(object), R"({"zebra":1,"ant":["a\nb",null,true]})");
}

TEST(JsonTest, ANameGivenTwiceIsRefusedHoweverItIsWritten) {
  for (const std::string_view text :
       {R"({"a":1,"a":2})", R"({"a":1,"b":2,"a":1})", R"({"a":1,"\u0061":2})",
        R"([{"x":{"a":1,"a":2}}])", R"({"":1,"":2})"})
    EXPECT_THAT(ParseJson(text), FailsWith(Code::kInvalid)) << text;
}

TEST(JsonTest, TheSameNameInDifferentObjectsIsFine) {
  for (const std::string_view text : {R"([{"a":1},{"a":2}])", R"({"a":{"a":{"a":1}}})",
                                      R"({"a":1,"A":2})", R"({"a":1,"ab":2,"b":3})"})
    EXPECT_THAT(ParseJson(text), IsOk()) << text;
}

TEST(JsonTest, ALongNameIsComparedWhole) {
  const std::string name(5000, 'n');
  const auto pair = [&](const std::string& first, const std::string& second) {
    return "{\"" + first + "\":1,\"" + second + "\":2}";
  };
  EXPECT_THAT(ParseJson(pair(name, name + "x")), IsOk());
  EXPECT_THAT(ParseJson(pair(name, name)), FailsWith(Code::kInvalid));
}

TEST(JsonTest, AtMostThirtyTwoLevels) {
  EXPECT_THAT(ParseJson(Nested(32)), IsOk());
  EXPECT_THAT(ParseJson(Nested(33)), FailsWith(Code::kInvalid));
  EXPECT_THAT(ParseJson(Nested(100'000)), FailsWith(Code::kInvalid));
}

TEST(JsonTest, OnlyOneValueAndNothingAfterIt) {
  EXPECT_THAT(ParseJson(" \t\r\n 1 \n"), IsOk());
  for (const std::string_view text :
       {"1 2"sv, "{}{}"sv, "[]]"sv, "1x"sv, "null,"sv, "1\0"sv, ""sv, " "sv})
    EXPECT_THAT(ParseJson(text), FailsWith(Code::kInvalid)) << text;
}

TEST(JsonTest, TextThatIsNotUtf8IsRefused) {
  for (const std::string_view text :
       {"\"\xC3\x28\""sv, "\"\xC0\xAF\""sv, "\"\xED\xA0\x80\""sv, "\"\xFF\""sv, "{\"\x80\":1}"sv,
        "\"\xF4\x90\x80\x80\""sv, "\"\xE2\x82\""sv})
    EXPECT_THAT(ParseJson(text), FailsWith(Code::kInvalid));
}

TEST(JsonTest, WhatOtherParsersLetPassIsRefused) {
  for (const std::string_view text : {"{a:1}"sv,
                                      "{'a':1}"sv,
                                      "[1,]"sv,
                                      "{\"a\":1,}"sv,
                                      "[1,,2]"sv,
                                      "// x\n1"sv,
                                      "/* x */1"sv,
                                      "NaN"sv,
                                      "Infinity"sv,
                                      "-Infinity"sv,
                                      "01"sv,
                                      "+1"sv,
                                      ".5"sv,
                                      "1."sv,
                                      "1e"sv,
                                      "0x10"sv,
                                      "True"sv,
                                      "nul"sv,
                                      "\"\x01\""sv,
                                      "\"a\nb\""sv,
                                      "\"\\x41\""sv,
                                      "\"\\ud800\""sv,
                                      "\"\\u12\""sv,
                                      "\"open"sv,
                                      "\"\\ud800\\u0041\""sv,
                                      "[1 2]"sv,
                                      "{\"a\" 1}"sv,
                                      "\xEF\xBB\xBF"
                                      "1"sv,
                                      "[\"a\"\v]"sv})
    EXPECT_THAT(ParseJson(text), FailsWith(Code::kInvalid)) << text;
}

TEST(JsonTest, ANumberTooLargeForADoubleIsRefusedSinceItCouldNotBeWrittenAgain) {
  for (const std::string_view text :
       {"1e400", "[-1e400]", "{\"a\":1e99999}", "[-0e400]", "1e2147483648"})
    EXPECT_THAT(ParseJson(text), FailsWith(Code::kInvalid)) << text;
  EXPECT_THAT(ParseJson("1.7976931348623157e308"), IsOk());
  EXPECT_THAT(ParseJson("1e-400"), IsOk());
}

TEST(JsonTest, AControlCharacterOrAQuoteIsEscapedSoThatItComesBack) {
  std::string every;
  for (int i = 0; i < 128; ++i) every += static_cast<char>(i);
  const std::string text = ToText(json::value(every));
  EXPECT_THAT(text, ::testing::Not(::testing::HasSubstr("\n")));
  ASSERT_OK_AND(const json::value again, ParseJson(text));
  EXPECT_EQ(again.as_string(), every);
}

}  // namespace
}  // namespace almoner
