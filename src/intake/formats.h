// For this folder only: the two kinds of table.
#pragma once

#include "intake/table.h"

namespace almoner::intake {

Result<std::unique_ptr<Table>> OpenCsv(BytesView file, const Format& format);
Result<std::unique_ptr<Table>> OpenXlsx(BytesView file, const Format& format);

// Text in Windows-1252 as UTF-8; kInvalid at one of the five bytes that mean nothing there.
Result<std::string> FromWindows1252(BytesView bytes);

[[nodiscard]] inline bool IsEmpty(const Row& row) {
  for (const Cell& cell : row.cells)
    if (!cell.text.empty() || cell.kind == Cell::Kind::kFault) return false;
  return true;
}

}  // namespace almoner::intake
