#include "paper/parts.h"

#include <gmock/gmock.h>

#include "paper/size.h"
#include "support/matchers.h"

namespace almoner::paper {
namespace {

using ::testing::Each;
using ::testing::SizeIs;

Document Letter() {
  return {.title = "Your information", .publisher = "Harbour Lights", .footer = "Request 1."};
}

Document Long(int facts) {
  Document document = Letter();
  document.address = Address{.recipient = "A Person", .date = "", .reference = ""};
  document.watermark = "DRAFT";
  document.blocks.push_back(Heading{1, "What we hold"});
  for (int i = 0; i < facts; ++i)
    document.blocks.push_back(Facts{{{"Note", "number " + std::to_string(i)}}});
  return document;
}

std::vector<std::string> Values(const std::vector<Document>& parts) {
  std::vector<std::string> values;
  for (const Document& part : parts)
    for (const Block& block : part.blocks)
      if (const auto* facts = std::get_if<Facts>(&block))
        for (const auto& [label, value] : facts->rows) values.push_back(value);
  return values;
}

TEST(Parts, WhatFitsStaysWhole) {
  const auto parts = InParts(Long(10));
  ASSERT_THAT(parts, SizeIs(1));
  EXPECT_EQ(parts[0].title, "Your information");
  EXPECT_TRUE(parts[0].address.has_value());
}

TEST(Parts, NoneIsLargerAndNothingIsLostOrTwice) {
  constexpr std::size_t kMost = 4096;
  const auto parts = InParts(Long(500), kMost);
  ASSERT_GT(parts.size(), 5U);
  std::vector<std::string> expected;
  for (int i = 0; i < 500; ++i) expected.push_back("number " + std::to_string(i));
  EXPECT_EQ(Values(parts), expected);
  for (const Document& part : parts) {
    EXPECT_LE(SizeOf(part), kMost + 64) << "the title says which part it is";
    EXPECT_EQ(part.watermark, "DRAFT") << "a draft is one on every page";
    EXPECT_EQ(part.footer, "Request 1.");
  }
  EXPECT_EQ(parts[1].title, "Your information, part 2 of " + std::to_string(parts.size()));
  EXPECT_TRUE(parts[0].address.has_value());
  EXPECT_FALSE(parts[1].address.has_value());
}

TEST(Parts, ATableIsCutBetweenItsRowsAndKeepsItsHeader) {
  Document document = Letter();
  Table table{.header = {"When", "Who"}, .rows = {}};
  for (int i = 0; i < 300; ++i) table.rows.push_back({std::to_string(i), "a role"});
  document.blocks = {std::move(table)};
  const auto parts = InParts(std::move(document), 4096);
  ASSERT_GT(parts.size(), 3U);
  int next = 0;
  for (const Document& part : parts) {
    ASSERT_THAT(part.blocks, SizeIs(1));
    const Table& cut = std::get<Table>(part.blocks.front());
    EXPECT_EQ(cut.header, std::vector<std::string>({"When", "Who"}));
    for (const auto& row : cut.rows) EXPECT_EQ(row.front(), std::to_string(next++));
  }
  EXPECT_EQ(next, 300);
}

TEST(Parts, AHeadingIsNotParted) {
  Document document = Letter();
  document.blocks = {Paragraph{std::string(3'000, 'a')}, Heading{1, "Notes"}, Heading{2, "Of May"},
                     Paragraph{std::string(3'000, 'b')}};
  const auto parts = InParts(std::move(document), 3'600);
  ASSERT_THAT(parts, SizeIs(2));
  EXPECT_THAT(parts[0].blocks, SizeIs(1));
  EXPECT_THAT(parts[1].blocks, SizeIs(3));
}

TEST(Parts, AreMadeInTheirOrderAndTheSameEachTime) {
  const Time made = *Time::Parse("2026-11-21T09:30:00Z");
  const auto parts = InParts(Long(60), 2048);
  ASSERT_GT(parts.size(), 2U);
  const auto pdfs = RenderParts(parts, made);
  ASSERT_THAT(pdfs, IsOk());
  ASSERT_EQ(pdfs->size(), parts.size());
  for (std::size_t i = 0; i < parts.size(); ++i) EXPECT_EQ((*pdfs)[i], *RenderPdf(parts[i], made));
}

TEST(Parts, OneThatCannotBeMadeFailsThemAll) {
  auto parts = InParts(Long(60), 2048);
  parts.back().title = "";
  EXPECT_THAT(RenderParts(parts, *Time::Parse("2026-11-21T09:30:00Z")), FailsWith(Code::kInvalid));
}

}  // namespace
}  // namespace almoner::paper
