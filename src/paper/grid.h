// Rows and columns: tables, and facts as a table of two columns. Internal.
#pragma once

#include <vector>

#include "paper/document.h"
#include "paper/sheets.h"

namespace almoner::paper {

void PutTable(Sheets& sheets, Typesetter& typesetter, const Styles& styles, const Table& table);
void PutFacts(Sheets& sheets, Typesetter& typesetter, const Styles& styles, const Facts& facts);

[[nodiscard]] std::size_t ColumnCount(const Table& table);

// Between a column's edge and its text.
[[nodiscard]] inline double CellInset(const Styles& styles) { return styles.cell.size * 0.6; }

// Widths that add up to `available`: each column first gets what its longest word or a brief text
// needs, the rest goes to those with more to say. When not even that fits, the widest shrink first.
[[nodiscard]] std::vector<double> ColumnWidths(Typesetter& typesetter, const Styles& styles,
                                               const Table& table, double available);

}  // namespace almoner::paper
