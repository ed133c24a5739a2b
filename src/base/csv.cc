#include "base/csv.h"

#include <string_view>

namespace almoner {
namespace {

void AddCell(std::string& out, std::string_view cell) {
  out += '"';
  if (!cell.empty() && std::string_view("=+-@\t\r").contains(cell.front())) out += '\'';
  for (const char c : cell) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

void AddLine(std::string& out, const std::vector<std::string>& cells) {
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) out += ',';
    AddCell(out, cells[i]);
  }
  out += "\r\n";
}

}  // namespace

std::string ToCsv(const std::vector<std::string>& header,
                  const std::vector<std::vector<std::string>>& rows) {
  std::string out = "\xEF\xBB\xBF";
  AddLine(out, header);
  for (const auto& row : rows) AddLine(out, row);
  return out;
}

}  // namespace almoner
