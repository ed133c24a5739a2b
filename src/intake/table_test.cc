#include "intake/table.h"

#include "support/matchers.h"

namespace almoner::intake {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

std::vector<std::string> Texts(const Row& row) {
  std::vector<std::string> texts;
  for (const Cell& cell : row.cells) texts.push_back(cell.text);
  return texts;
}

Result<std::vector<Row>> ReadAll(std::string_view bytes, const Format& format = {}) {
  auto table = TRY(OpenTable(AsBytes(bytes), format));
  std::vector<Row> rows;
  while (auto row = TRY(table->Next())) rows.push_back(*std::move(row));
  return rows;
}

TEST(CsvTable, ReadsQuotesLinesAndAByteOrderMark) {
  const auto rows = ReadAll(
      "\xEF\xBB\xBFName,Notes\r\n\"Kovač, Ana\",\"She said \"\"no\"\".\r\nTwice.\"\r\nBen, 5'10\" "
      "tall "
      "\r\n");
  ASSERT_THAT(rows, IsOk());
  ASSERT_THAT(*rows, SizeIs(3));
  EXPECT_THAT(Texts((*rows)[0]), ElementsAre("Name", "Notes"));
  EXPECT_THAT(Texts((*rows)[1]), ElementsAre("Kovač, Ana", "She said \"no\".\r\nTwice."));
  EXPECT_THAT(Texts((*rows)[2]), ElementsAre("Ben", "5'10\" tall"));
}

TEST(CsvTable, FindsOutWhatPartsTheCells) {
  for (const std::string separator : {",", ";", "\t"}) {
    const auto rows = ReadAll("a" + separator + "b\n\"x,;y\"" + separator + "2");
    ASSERT_THAT(rows, IsOk());
    EXPECT_THAT(Texts(rows->at(1)), ElementsAre("x,;y", "2")) << separator;
  }
  const auto said = ReadAll("a,b|c\n", {.separator = '|'});
  ASSERT_THAT(said, IsOk());
  EXPECT_THAT(Texts(said->at(0)), ElementsAre("a,b", "c"));
}

TEST(CsvTable, CountsRowsAsASpreadsheetDoes) {
  const auto rows = ReadAll("a,b\r\r,\r\"1\n2\",x\rlast");
  ASSERT_THAT(rows, IsOk());
  ASSERT_THAT(*rows, SizeIs(3));
  EXPECT_EQ((*rows)[1].number, 4);
  EXPECT_EQ((*rows)[2].number, 5);
}

TEST(CsvTable, IsEmptyWhenTheFileIs) {
  EXPECT_THAT(ReadAll("").value(), IsEmpty());
  EXPECT_THAT(ReadAll("\xEF\xBB\xBF\r\n\r\n").value(), IsEmpty());
}

TEST(CsvTable, SaysInWhichRowAQuotationMarkIsWrong) {
  const auto open = ReadAll("a,b\n1,\"2\n3,4\n");
  ASSERT_THAT(open, FailsWith(Code::kInvalid));
  EXPECT_THAT(open.error().Text(), testing::HasSubstr("row 2"));
  EXPECT_THAT(ReadAll("a,b\n\"1\"x,2\n"), FailsWith(Code::kInvalid));
}

TEST(CsvTable, IsBounded) {
  EXPECT_THAT(ReadAll(std::string(500, ',')), FailsWith(Code::kInvalid));
  EXPECT_THAT(ReadAll(std::string(499, ',')), IsOk());
  EXPECT_THAT(ReadAll(std::string(kMostCell + 1, 'x')), FailsWith(Code::kInvalid));
  EXPECT_THAT(ReadAll(std::string(kMostCell, 'x')), IsOk());
}

TEST(CsvTable, TakesOldWindowsTextOnlyWhenThatIsSaid) {
  const std::string text = "Name\nZo\xEB \x96 O\x92Neill \x80\n";
  const auto refused = ReadAll(text);
  ASSERT_THAT(refused, FailsWith(Code::kInvalid));
  EXPECT_THAT(refused.error().Text(), testing::HasSubstr("windows-1252"));
  const auto rows = ReadAll(text, {.encoding = Encoding::kWindows1252});
  ASSERT_THAT(rows, IsOk());
  EXPECT_THAT(Texts(rows->at(1)), ElementsAre("Zoë – O’Neill €"));
  EXPECT_THAT(ReadAll("a\x81", {.encoding = Encoding::kWindows1252}), FailsWith(Code::kInvalid));
}

TEST(CsvTable, RefusesWhatIsNoTable) {
  EXPECT_THAT(ReadAll(std::string_view("a\0b", 3)), FailsWith(Code::kInvalid));
  EXPECT_THAT(ReadAll("\xFF\xFE"
                      "a"),
              FailsWith(Code::kInvalid));
  EXPECT_THAT(ReadAll("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), FailsWith(Code::kInvalid));
  EXPECT_THAT(ReadAll("PK\x03\x04 and nothing else"), FailsWith(Code::kInvalid));
}

TEST(ColumnName, IsWhatSpreadsheetsSay) {
  EXPECT_EQ(ColumnName(0), "A");
  EXPECT_EQ(ColumnName(25), "Z");
  EXPECT_EQ(ColumnName(26), "AA");
  EXPECT_EQ(ColumnName(701), "ZZ");
  EXPECT_EQ(ColumnName(702), "AAA");
}

TEST(Trimmed, TakesNoBreakSpacesToo) {
  EXPECT_EQ(Trimmed("\xC2\xA0 Ana \t\xC2\xA0"), "Ana");
  EXPECT_EQ(Trimmed(" \xC2\xA0 "), "");
}

}  // namespace
}  // namespace almoner::intake
