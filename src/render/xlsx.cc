#include <xlsxwriter.h>

#include "render/ropa.h"

namespace almoner::render {
namespace {

constexpr double kColumnWidth = 28;

}  // namespace

Status WriteXlsx(const Register& table, const OperatorPath& file) {
  lxw_workbook* const book = workbook_new(file.path().c_str());
  if (book == nullptr) return Fail(Code::kUnavailable, "The spreadsheet could not be begun.");
  lxw_worksheet* const sheet = workbook_add_worksheet(book, "Record of processing");
  lxw_format* const bold = workbook_add_format(book);
  format_set_bold(bold);
  format_set_text_wrap(bold);
  lxw_format* const wrapped = workbook_add_format(book);
  format_set_text_wrap(wrapped);
  format_set_align(wrapped, LXW_ALIGN_VERTICAL_TOP);
  bool too_long = false;  // a cell of a spreadsheet holds 32,767 characters
  const auto columns = static_cast<lxw_col_t>(table.header.size());
  worksheet_set_column(sheet, 0, static_cast<lxw_col_t>(columns - 1), kColumnWidth, nullptr);
  for (lxw_col_t column = 0; column < columns; ++column)
    worksheet_write_string(sheet, 0, column, table.header[column].c_str(), bold);
  for (lxw_row_t row = 0; row < table.rows.size(); ++row)
    for (lxw_col_t column = 0; column < columns; ++column)
      if (worksheet_write_string(sheet, row + 1, column, table.rows[row][column].c_str(),
                                 wrapped) != LXW_NO_ERROR)
        too_long = true;
  worksheet_freeze_panes(sheet, 1, 2);
  const lxw_error closed = workbook_close(book);
  if (too_long)
    return Fail(Code::kInvalid, "A text is too long for a cell of a spreadsheet; use the CSV file.",
                Detail("file", file));
  if (closed == LXW_NO_ERROR) return {};
  return Fail(Code::kUnavailable, "The spreadsheet could not be written.", Detail("file", file),
              Detail("libxlsxwriter error", static_cast<std::int64_t>(closed)));
}

}  // namespace almoner::render
