#include "store/store.h"

namespace almoner::store {
namespace {

template <class T>
Result<T> CellAs(const std::vector<Row::Cell>& cells, std::size_t column) {
  CHECK(column < cells.size());
  const T* value = std::get_if<T>(&cells[column]);
  if (!value)
    return Fail(Code::kCorrupt, "A stored value is not of the kind its column holds.",
                Detail("column", static_cast<std::int64_t>(column)));
  return *value;
}

}  // namespace

std::vector<Param::Value> Row::Views() const {
  std::vector<Param::Value> views;
  views.reserve(cells_.size());
  for (const Cell& cell : cells_)
    views.push_back(std::visit([](const auto& value) { return Param::Value(value); }, cell));
  return views;
}

bool Row::IsNull(std::size_t column) const {
  CHECK(column < cells_.size());
  return std::holds_alternative<std::monostate>(cells_[column]);
}

Result<std::int64_t> Row::Int(std::size_t column) const {
  return CellAs<std::int64_t>(cells_, column);
}
Result<std::string> Row::Text(std::size_t column) const {
  return CellAs<std::string>(cells_, column);
}
Result<Bytes> Row::Blob(std::size_t column) const { return CellAs<Bytes>(cells_, column); }

}  // namespace almoner::store
