// Tables that people bring: files as they are, sheets inside a workbook, mappings and dates. What
// is read keeps its bounds; a CSV table written anew reads the same.
#include <zip.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "intake/mapping.h"
#include "intake/table.h"
#include "intake/value.h"

namespace {

using namespace almoner;          // NOLINT(google-build-using-namespace): a program of one file
using namespace almoner::intake;  // NOLINT(google-build-using-namespace)

Result<std::vector<Row>> ReadAll(std::string_view bytes, const Format& format) {
  auto table = TRY(OpenTable(AsBytes(bytes), format));
  std::vector<Row> rows;
  while (auto row = TRY(table->Next())) {
    CHECK(row->number > (rows.empty() ? 0 : rows.back().number) && row->number <= kMostRows);
    CHECK(row->cells.size() <= kMostColumns);
    for (const Cell& cell : row->cells)
      CHECK(cell.text.size() <= kMostCell && Trimmed(cell.text) == cell.text && IsUtf8(cell.text));
    rows.push_back(*std::move(row));
  }
  return rows;
}

std::string Written(const std::vector<Row>& rows) {
  std::string text;
  std::int64_t number = 1;
  for (const Row& row : rows) {
    for (; number < row.number; ++number) text += "\r\n";
    for (const Cell& cell : row.cells) {
      text += &cell == row.cells.data() ? "\"" : ",\"";
      for (const char c : cell.text) text += c == '"' ? std::string("\"\"") : std::string(1, c);
      text += '"';
    }
    text += "\r\n";
    ++number;
  }
  return text;
}

void File(std::string_view bytes, const Format& format) {
  const auto rows = ReadAll(bytes, format);
  if (!rows || rows->empty() || bytes.starts_with("PK")) return;
  const auto again = ReadAll(Written(*rows), {.separator = ','});
  CHECK(again && again->size() == rows->size());
  for (std::size_t i = 0; i < rows->size(); ++i) {
    const Row& a = (*rows)[i];
    const Row& b = (*again)[i];
    CHECK(a.number == b.number && a.cells.size() == b.cells.size());
    for (std::size_t c = 0; c < a.cells.size(); ++c) CHECK(a.cells[c].text == b.cells[c].text);
  }
}

// A workbook of one sheet, whose XML is what came.
std::string Around(std::string_view sheet) {
  static constexpr std::string_view kBook =
      "<workbook><sheets><sheet name='A' r:id='a'/></sheets></workbook>";
  static constexpr std::string_view kLinks =
      "<Relationships><Relationship Id='a' Target='s.xml'/></Relationships>";
  static constexpr std::string_view kStyles =
      "<styleSheet><cellXfs><xf numFmtId='0'/><xf numFmtId='14'/></cellXfs></styleSheet>";
  static constexpr std::string_view kShared = "<sst><si><t>shared</t></si></sst>";
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* const packed = zip_source_buffer_create(nullptr, 0, 0, &error);
  zip_t* const archive = zip_open_from_source(packed, ZIP_TRUNCATE, &error);
  CHECK(archive != nullptr);
  zip_source_keep(packed);
  const auto add = [&](const char* name, std::string_view text) {
    const zip_int64_t at =
        zip_file_add(archive, name, zip_source_buffer(archive, text.data(), text.size(), 0), 0);
    zip_set_file_compression(archive, static_cast<zip_uint64_t>(at), ZIP_CM_STORE, 0);
  };
  add("xl/workbook.xml", kBook);
  add("xl/_rels/workbook.xml.rels", kLinks);
  add("xl/styles.xml", kStyles);
  add("xl/sharedStrings.xml", kShared);
  add("xl/s.xml", sheet);
  CHECK(zip_close(archive) == 0);
  zip_stat_t stat;
  zip_source_stat(packed, &stat);
  std::string bytes(stat.size, '\0');
  zip_source_open(packed);
  CHECK(zip_source_read(packed, bytes.data(), bytes.size()) >= 0);
  zip_source_close(packed);
  zip_source_free(packed);
  return bytes;
}

void Day(std::string_view text) {
  const auto day = DayOf({.kind = Cell::Kind::kText, .text = std::string(text)});
  if (!day) return;
  CHECK(day->ok());
  CHECK(DayOf({.kind = Cell::Kind::kText, .text = ToText(*day)}) == day);
}

}  // namespace

// The first byte says what the rest is.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  switch (data[0] % 5) {
    case 0:
      File(text, {});
      break;
    case 1:
      File(text, {.encoding = Encoding::kWindows1252});
      break;
    case 2:
      (void)ReadAll(Around(text), {});
      break;
    case 3:
      (void)ParseMapping(text);
      break;
    default:
      Day(text);
  }
  return 0;
}
