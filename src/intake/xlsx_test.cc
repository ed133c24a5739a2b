// Workbooks by an independent writer (libxlsxwriter), and by hand where it makes none.
#include <xlsxwriter.h>
#include <zip.h>

#include <map>

#include "base/file.h"
#include "intake/table.h"
#include "intake/workbook.h"
#include "support/files.h"
#include "support/matchers.h"

namespace almoner::intake {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

Result<std::vector<Row>> ReadAll(BytesView bytes, const Format& format = {}) {
  auto table = TRY(OpenTable(bytes, format));
  std::vector<Row> rows;
  while (auto row = TRY(table->Next())) rows.push_back(*std::move(row));
  return rows;
}

// What `fill` puts in, as the writer writes it.
Bytes Written(const std::function<void(lxw_workbook*, lxw_worksheet*)>& fill) {
  const TempDir folder;
  const OperatorPath file = folder / "people.xlsx";
  lxw_workbook* const book = workbook_new(file.path().c_str());
  fill(book, workbook_add_worksheet(book, "People"));
  EXPECT_EQ(workbook_close(book), LXW_NO_ERROR);
  const auto bytes = ReadFile(file, Access::kAnyone, kMostFile);
  EXPECT_THAT(bytes, IsOk());
  return ToBytes(bytes->text());
}

using Parts = std::map<std::string, std::string>;

Bytes Packed(const Parts& parts) {
  zip_error_t error;
  zip_source_t* const packed = zip_source_buffer_create(nullptr, 0, 0, &error);
  zip_t* const archive = zip_open_from_source(packed, ZIP_TRUNCATE, &error);
  zip_source_keep(packed);
  for (const auto& [name, text] : parts)
    zip_file_add(archive, name.c_str(), zip_source_buffer(archive, text.data(), text.size(), 0), 0);
  EXPECT_EQ(zip_close(archive), 0);
  zip_stat_t stat;
  zip_source_stat(packed, &stat);
  Bytes bytes(stat.size);
  zip_source_open(packed);
  zip_source_read(packed, bytes.data(), bytes.size());
  zip_source_close(packed);
  zip_source_free(packed);
  return bytes;
}

Parts Book(const std::string& rows, const std::string& properties = "") {
  return {
      {"xl/workbook.xml",
       "<workbook xmlns:r='r'>" + properties +
           "<sheets><sheet name='A' sheetId='1' r:id='rId1'/></sheets></workbook>"},
      {"xl/_rels/workbook.xml.rels",
       "<Relationships><Relationship Id='rId1' "
       "Target='/xl/worksheets/sheet1.xml'/></Relationships>"},
      {"xl/styles.xml",
       "<styleSheet><numFmts><numFmt numFmtId='164' formatCode='dd\\.mm\\.yyyy'/></numFmts>"
       "<cellStyleXfs><xf numFmtId='14'/></cellStyleXfs>"
       "<cellXfs><xf numFmtId='0'/><xf numFmtId='14'/><xf numFmtId='164'/></cellXfs></styleSheet>"},
      {"xl/worksheets/sheet1.xml", "<worksheet><sheetData>" + rows + "</sheetData></worksheet>"}};
}

std::string OnlyCell(const std::string& cell, const std::string& properties = "") {
  const auto rows = ReadAll(Packed(Book("<row r='1'>" + cell + "</row>", properties)));
  EXPECT_THAT(rows, IsOk());
  return rows && rows->size() == 1 && !rows->front().cells.empty() ? rows->front().cells.back().text
                                                                   : "nothing";
}

TEST(XlsxTable, ReadsWhatAnIndependentWriterWrote) {
  const Bytes file = Written([](lxw_workbook* book, lxw_worksheet* sheet) {
    lxw_format* const day = workbook_add_format(book);
    format_set_num_format(day, "d mmmm yyyy");
    worksheet_write_string(sheet, 0, 0, "Name", nullptr);
    worksheet_write_string(sheet, 0, 1, "Born", nullptr);
    worksheet_write_string(sheet, 0, 2, "NHS number", nullptr);
    worksheet_write_string(sheet, 2, 0, " Zoë & <Łukasz> ", nullptr);
    lxw_datetime born = {.year = 2007, .month = 3, .day = 27, .hour = 0, .min = 0, .sec = 0};
    worksheet_write_datetime(sheet, 2, 1, &born, day);
    worksheet_write_number(sheet, 2, 2, 9990000018.0, nullptr);
    worksheet_write_boolean(sheet, 2, 4, 1, nullptr);
    worksheet_write_formula_str(sheet, 2, 5, "=A3", nullptr, "its result");
  });
  const auto rows = ReadAll(file);
  ASSERT_THAT(rows, IsOk());
  ASSERT_THAT(*rows, SizeIs(2));
  const Row& row = rows->at(1);
  EXPECT_EQ(row.number, 3);
  ASSERT_THAT(row.cells, SizeIs(6));
  EXPECT_EQ(row.cells[0].text, "Zoë & <Łukasz>");
  EXPECT_EQ(row.cells[1].kind, Cell::Kind::kDate);
  EXPECT_EQ(row.cells[1].text, "2007-03-27");
  EXPECT_EQ(row.cells[2].kind, Cell::Kind::kNumber);
  EXPECT_EQ(row.cells[2].text, "9990000018");
  EXPECT_EQ(row.cells[3].text, "");
  EXPECT_EQ(row.cells[4].text, "TRUE");
  EXPECT_EQ(row.cells[5].text, "its result");
}

TEST(XlsxTable, KnowsDaysInBothSystems) {
  EXPECT_EQ(OnlyCell("<c r='A1' s='1'><v>39168</v></c>"), "2007-03-27");
  EXPECT_EQ(OnlyCell("<c r='A1' s='2'><v>39168.5</v></c>"), "2007-03-27");
  EXPECT_EQ(OnlyCell("<c r='A1' s='1'><v>37706</v></c>", "<workbookPr date1904='1'/>"),
            "2007-03-27");
  EXPECT_EQ(OnlyCell("<c r='A1' s='1'><v>1</v></c>"), "1900-01-01");
  EXPECT_EQ(OnlyCell("<c r='A1' s='1'><v>59</v></c>"), "1900-02-28");
  EXPECT_EQ(OnlyCell("<c r='A1' s='1'><v>61</v></c>"), "1900-03-01");
  EXPECT_EQ(OnlyCell("<c r='A1' t='d'><v>2007-03-27T00:00:00</v></c>"), "2007-03-27");
  EXPECT_EQ(DayOfSerial(60, false), std::nullopt) << "29 February 1900 never was";
  EXPECT_EQ(DayOfSerial(-1, false), std::nullopt);
  EXPECT_EQ(DayOfSerial(3e6, false), std::nullopt);
}

TEST(XlsxTable, ReadsNumbersAsSomebodyWouldTypeThem) {
  EXPECT_EQ(OnlyCell("<c r='A1'><v>9.990000018E9</v></c>"), "9990000018");
  EXPECT_EQ(OnlyCell("<c r='A1'><v>0.1</v></c>"), "0.1");
  EXPECT_EQ(OnlyCell("<c r='A1' t='inlineStr'><is><t>in</t><t>line</t></is></c>"), "inline");
  EXPECT_EQ(OnlyCell("<c><v>7</v></c><c><v>8</v></c>"), "8") << "cells that do not say where";
}

TEST(XlsxTable, MarksFaults) {
  const auto rows = ReadAll(Packed(Book("<row r='1'><c r='B1' t='e'><v>#REF!</v></c></row>")));
  ASSERT_THAT(rows, IsOk());
  EXPECT_EQ(rows->at(0).cells.at(1).kind, Cell::Kind::kFault);
}

TEST(XlsxTable, TellsDateFormatsFromOthers) {
  for (const char* code : {"dd/mm/yyyy", "yyyy-mm-dd;@", "[$-809]d mmmm yyyy", "d.m."})
    EXPECT_TRUE(ShowsDate(code)) << code;
  for (const char* code :
       {"0.00", "General", "[h]:mm", "\"day\" 0", "\\d0", "0;[Red]-0", "#,##0_d"})
    EXPECT_FALSE(ShowsDate(code)) << code;
}

TEST(XlsxTable, AsksWhichOfSeveralSheets) {
  const Bytes file = Written([](lxw_workbook* book, lxw_worksheet* sheet) {
    worksheet_write_string(sheet, 0, 0, "first", nullptr);
    lxw_worksheet* const second = workbook_add_worksheet(book, "Carers");
    worksheet_write_string(second, 0, 0, "second", nullptr);
    worksheet_hide(workbook_add_worksheet(book, "Lists"));
  });
  EXPECT_THAT(ReadAll(file), FailsWith(Code::kInvalid));
  EXPECT_THAT(ReadAll(file, {.sheet = "Nobody"}), FailsWith(Code::kInvalid));
  const auto rows = ReadAll(file, {.sheet = "Carers"});
  ASSERT_THAT(rows, IsOk());
  EXPECT_EQ(rows->at(0).cells.at(0).text, "second");
}

TEST(XlsxTable, RefusesWhatUnpacksToTooMuch) {
  Parts parts = Book("");
  parts["xl/worksheets/sheet1.xml"] =
      "<worksheet><sheetData>" + std::string(kMostUnpacked, ' ') + "</sheetData></worksheet>";
  const Bytes file = Packed(parts);
  EXPECT_LT(file.size(), std::size_t{2} << 20) << "a small file";
  const auto rows = ReadAll(file);
  ASSERT_THAT(rows, FailsWith(Code::kInvalid));
  EXPECT_THAT(rows.error().Text(), HasSubstr("256 MB"));
}

TEST(XlsxTable, RefusesEntitiesAndNesting) {
  Parts parts = Book("<row r='1'><c r='A1' t='str'><v>&a;</v></c></row>");
  parts["xl/worksheets/sheet1.xml"] =
      "<!DOCTYPE worksheet [<!ENTITY a 'aaaaaaaaaa'>]>" + parts["xl/worksheets/sheet1.xml"];
  EXPECT_THAT(ReadAll(Packed(parts)), FailsWith(Code::kInvalid));
  std::string deep;
  for (int i = 0; i < 100; ++i) deep += "<a>";
  EXPECT_THAT(ReadAll(Packed(Book(deep))), FailsWith(Code::kInvalid));
}

TEST(XlsxTable, RefusesDamage) {
  const std::string row = "<row r='1'><c r='A1' t='s'><v>0</v></c></row>";
  EXPECT_THAT(ReadAll(Packed(Book(row))), FailsWith(Code::kInvalid)) << "no such shared text";
  EXPECT_THAT(ReadAll(Packed(Book("<row r='2'/><row r='1'/>"))), FailsWith(Code::kInvalid));
  EXPECT_THAT(ReadAll(Packed(Book("<row r='1'><c r='ZZZ1'><v>1</v></c></row>"))),
              FailsWith(Code::kInvalid));
  EXPECT_THAT(ReadAll(Packed({{"content.xml", "an OpenDocument sheet"}})),
              FailsWith(Code::kInvalid));
  Parts parts = Book("<row r='1'>");
  EXPECT_THAT(ReadAll(Packed(parts)), FailsWith(Code::kInvalid)) << "not well-formed";
  parts.erase("xl/worksheets/sheet1.xml");
  EXPECT_THAT(ReadAll(Packed(parts)), FailsWith(Code::kInvalid));
  const Bytes whole = Packed(Book("<row r='1'><c r='A1'><v>1</v></c></row>"));
  for (std::size_t size = 4; size < whole.size(); size += 7)
    EXPECT_THAT(ReadAll(BytesView(whole).first(size)), FailsWith(Code::kInvalid)) << size;
}

}  // namespace
}  // namespace almoner::intake
