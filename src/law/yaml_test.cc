#include "law/yaml.h"

#include "support/matchers.h"

namespace almoner::law {
namespace {

using ::testing::HasSubstr;
using namespace std::string_literals;

std::string Why(std::string_view text) {
  const auto node = ParseYaml(text);
  EXPECT_THAT(node, FailsWith(Code::kInvalid)) << text.substr(0, 80);
  return node ? "" : node.error().Text();
}

TEST(YamlTest, MapsListsAndTextKeepTheirOrderAndTheirLines) {
  ASSERT_OK_AND(const Node node,
                ParseYaml("first: one\nsecond:\n  - \"two\"\n  - three\nthird: ~\n"));
  ASSERT_EQ(node.children.size(), 3U);
  EXPECT_EQ(node.children[0].key, "first");
  EXPECT_EQ(node.children[0].text, "one");
  EXPECT_EQ(node.children[1].children[1].text, "three");
  EXPECT_EQ(node.children[1].children[1].at.line, 4);
  EXPECT_EQ(node.Find("third")->text, "");
  EXPECT_EQ(node.Find("fourth"), nullptr);
}

TEST(YamlTest, KeysAndValuesKnowTheirLineAndColumn) {
  ASSERT_OK_AND(const Node node, ParseYaml("a: 1\nlist:\n  - {deep: x, key: \"y\"}\nnone:\n"));
  EXPECT_EQ(node.at, (Mark{1, 1}));
  EXPECT_EQ(node.Find("a")->key_at, (Mark{1, 1}));
  EXPECT_EQ(node.Find("a")->at, (Mark{1, 4}));
  const Node& item = node.Find("list")->children[0];
  EXPECT_EQ(item.at, (Mark{3, 5}));
  EXPECT_EQ(item.Find("key")->key_at, (Mark{3, 15}));
  EXPECT_EQ(item.Find("key")->at, (Mark{3, 20}));
  EXPECT_EQ(node.Find("none")->key_at, (Mark{4, 1}));
}

// What ReadYaml refuses, as "line:column: text".
std::string Refusal(std::string_view text, const YamlLimits& limits = {}) {
  const auto node = ReadYaml(text, limits);
  if (node) return "nothing";
  return std::to_string(node.error().at.line) + ":" + std::to_string(node.error().at.column) +
         ": " + node.error().Text();
}

TEST(YamlTest, ARefusalHasItsLineAndColumn) {
  EXPECT_EQ(Refusal("a: 1\nb: &x 2\n"),
            "2:4: Anchors (&name) are not read here; write the value out.");
  EXPECT_EQ(Refusal("a: 1\nb: [1, *x]\n"),
            "2:8: Aliases (*name) are not read here; write the value out.");
  EXPECT_EQ(Refusal("a: 1\nb: !t 2\n"), "2:4: Tags (!name) are not read here; leave the tag out.");
  EXPECT_EQ(Refusal("a: 1\n  \nb: 2\na: 3\n"),
            "4:1: A key is given twice; keep one of the two. (a)");
  EXPECT_EQ(Refusal("a: 1\n---\nb: 2\n"),
            "2:1: The file holds more than one document (---); keep one.");
  EXPECT_EQ(Refusal("a: 1\n? [b]\n: 2\n"), "2:3: A key is plain text.");
  EXPECT_EQ(Refusal("a: b: c\n"),
            "1:5: This is not well-formed YAML. (mapping values are not allowed in this context)");
  EXPECT_EQ(Refusal(""), "1:1: The file is empty.");
}

TEST(YamlTest, TheLimitsAreTheCallers) {
  EXPECT_EQ(Refusal("a: 12345", {.bytes = 8}), "nothing");
  EXPECT_EQ(Refusal("a: 123456", {.bytes = 8}), "1:1: The file is too large. (at most 8 bytes)");
  EXPECT_EQ(Refusal("[[1]]", {.levels = 2}), "nothing");
  EXPECT_EQ(Refusal("[[[1]]]", {.levels = 2}),
            "1:3: The file is nested too deeply. (at most 2 levels)");
  EXPECT_EQ(Refusal("a: [1, 2]", {.values = 5}), "nothing");
  EXPECT_EQ(Refusal("a: [1, 2, 3]", {.values = 5}),
            "1:11: The file holds too many values. (at most 5)");
}

TEST(YamlTest, WhatStandsFirstIsRefusedEvenWhenTheRestIsNotYaml) {
  EXPECT_THAT(Refusal("a: &x 1\nb: [1, 2\n"), HasSubstr("1:4: Anchors"));
}

TEST(YamlTest, AMapOfManyKeysStaysQuickToRead) {
  std::string text;
  for (int i = 0; i < 49'000; ++i) text += "key" + std::to_string(i) + ": x\n";
  ASSERT_OK_AND(const Node node, ParseYaml(text));
  EXPECT_EQ(node.children.size(), 49'000U);
  EXPECT_THAT(Refusal(text + "key7: y\n"), HasSubstr("49001:1: A key is given twice"));
}

TEST(YamlTest, AnchorsAliasesAndTagsAreRefusedWithTheirLine) {
  EXPECT_THAT(Why("a: 1\nb: &x 2\n"),
              HasSubstr("Anchors (&name) are not read here; write the value out. (line 2)"));
  EXPECT_THAT(Why("a: &x 1\nb: *x\n"), HasSubstr("Anchors"));
  EXPECT_THAT(Why("a: 1\nb: !!binary aGVsbG8=\n"),
              HasSubstr("Tags (!name) are not read here; leave the tag out. (line 2)"));
  EXPECT_THAT(Why("a: !thing [1]\n"), HasSubstr("Tags"));
}

TEST(YamlTest, ABombOfAliasesIsRefusedBeforeItGrows) {
  std::string bomb = "a0: &a0 [x, x]\n";
  for (int i = 1; i < 60; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + before + ", " + before +
            "]\n";
  }
  EXPECT_THAT(Why(bomb), HasSubstr("Anchors"));
}

TEST(YamlTest, AtMostThirtyTwoLevels) {
  EXPECT_THAT(ParseYaml(std::string(32, '[') + std::string(32, ']')), IsOk());
  EXPECT_THAT(Why(std::string(33, '[') + std::string(33, ']')), HasSubstr("nested too deeply"));
  EXPECT_THAT(Why(std::string(100'000, '[')), HasSubstr("line 1"));
}

TEST(YamlTest, AKeyGivenTwiceIsRefusedWithTheLineOfTheSecond) {
  EXPECT_THAT(Why("a: 1\nb: 2\nc: 3\nb: 4\n"),
              HasSubstr("A key is given twice; keep one of the two. (line 4)"));
  EXPECT_THAT(Why("- {a: 1, a: 1}\n"), HasSubstr("twice"));
}

TEST(YamlTest, AKeyThatIsNotPlainTextIsRefused) {
  EXPECT_THAT(Why("? [a, b]\n: c\n"), HasSubstr("A key is plain text"));
  EXPECT_THAT(Why("? {a: b}\n: c\n"), HasSubstr("A key is plain text"));
  EXPECT_THAT(Why("~: c\n"), HasSubstr("A key is plain text"));
}

TEST(YamlTest, OnlyOneDocumentOfAtMostOneMebibyte) {
  EXPECT_THAT(Why("a: 1\n---\nb: 2\n"), HasSubstr("more than one document"));
  EXPECT_THAT(Why(""), HasSubstr("empty"));
  EXPECT_THAT(Why("# nothing here\n"), HasSubstr("empty"));
  EXPECT_THAT(ParseYaml("a: 1 #" + std::string((1 << 20) - 6, 'x')), IsOk());
  EXPECT_THAT(Why("a: 1 #" + std::string((1 << 20) - 5, 'x')), HasSubstr("too large"));
}

TEST(YamlTest, WhatIsNotUtf8IsRefused) {
  EXPECT_THAT(Why("a: \xC3\x28\n"), HasSubstr("UTF-8"));
  EXPECT_THAT(ParseYaml("a: Llanfair\xC2\xADpwll\n"), IsOk());
}

// A parser may take one of these for the end of the file.
TEST(YamlTest, AControlCharacterIsRefusedWithItsPlace) {
  EXPECT_EQ(Refusal("a: 1\nb: \0"s), "2:4: The file holds a control character; take it out.");
  EXPECT_EQ(Refusal("a: 1\n\x04\nb: 2\n"), "2:1: The file holds a control character; take it out.");
  EXPECT_EQ(Refusal("a: \x7f"), "1:4: The file holds a control character; take it out.");
  EXPECT_EQ(Refusal("a:\t1\r\nb: 2\r\n"), "nothing");
}

TEST(YamlTest, BrokenSyntaxIsRefusedWithItsLine) {
  EXPECT_THAT(Why("a: 1\nb: [1, 2\n"), HasSubstr("not well-formed YAML. (line "));
  EXPECT_THAT(Why("a: 1\n\tb: 2\n"), HasSubstr("not well-formed YAML. (line 2)"));
  EXPECT_THAT(Why("a: b: c\n"), HasSubstr("not well-formed YAML. (line 1)"));
}

TEST(NodeTest, ReadersNameTheKeyAndTheLineOfWhatIsWrong) {
  ASSERT_OK_AND(const Node node, ParseYaml("when: 2026-12-24\nbad: 24 December\nlist: [x]\n"));
  EXPECT_THAT(node.GetDate("when"), IsOk());
  EXPECT_THAT(node.GetDate("bad").error().Text(), HasSubstr("(line 2, key bad)"));
  EXPECT_THAT(node.GetText("list").error().Text(), HasSubstr("(line 3, key list)"));
  EXPECT_THAT(node.Get("none").error().Text(), HasSubstr("key none"));
  EXPECT_THAT(node.Find("list")->Get("x").error().Text(), HasSubstr("A map of keys and values"));
  EXPECT_THAT(node.AllowOnly({"when", "bad"}).error().Text(), HasSubstr("(line 3, key list)"));
  EXPECT_THAT(node.AllowOnly({"when", "bad", "list"}), IsOk());
}

}  // namespace
}  // namespace almoner::law
