#include "store/postgres_values.h"

#include <libpq-fe.h>

#include <charconv>

#include "store/engine.h"

namespace almoner::store {
namespace {

// From pg_type.dat; these numbers are fixed.
enum Type : unsigned {
  kBool = 16,
  kBytea = 17,
  kName = 19,
  kInt8 = 20,
  kInt2 = 21,
  kInt4 = 23,
  kText = 25,
  kUnknown = 705,
  kVarchar = 1043,
};
constexpr int kBinary = 1;

std::array<std::uint8_t, 8> BigEndian(std::int64_t number) {
  std::array<std::uint8_t, 8> bytes{};
  auto rest = static_cast<std::uint64_t>(number);
  for (std::size_t i = bytes.size(); i > 0; rest >>= 8)
    bytes[--i] = static_cast<std::uint8_t>(rest);
  return bytes;
}

std::int64_t FromBigEndian(BytesView bytes) {
  // Two's complement, so that a negative int2 or int4 stays negative when it grows.
  std::uint64_t number = !bytes.empty() && bytes.front() >= 0x80 ? ~std::uint64_t{0} : 0;
  for (const std::uint8_t byte : bytes) number = number << 8 | byte;
  return static_cast<std::int64_t>(number);
}

Result<Param::Value> ViewOf(const PGresult* result, int row, int column) {
  if (PQgetisnull(result, row, column) != 0) return std::monostate();
  const std::string_view value(PQgetvalue(result, row, column),
                               static_cast<std::size_t>(PQgetlength(result, row, column)));
  switch (PQftype(result, column)) {
    case kInt8:
    case kInt4:
    case kInt2:
    case kBool:
      return FromBigEndian(AsBytes(value));
    case kText:
    case kVarchar:
    case kName:
    case kUnknown:
      return value;
    case kBytea:
      return AsBytes(value);
    default:
      return Fail(Code::kInternal,
                  "A statement asked PostgreSQL for a type that is not used here; CAST it.",
                  Detail("type", static_cast<std::int64_t>(PQftype(result, column))));
  }
}

std::int64_t ChangedBy(const PGresult* result) {
  // The tag is "INSERT 0 2", "UPDATE 2" or "DELETE 2"; for a SELECT it counts rows that were read.
  PGresult* tag_owner = const_cast<PGresult*>(result);  // libpq only reads it
  if (std::string_view(PQcmdStatus(tag_owner)).starts_with("SELECT")) return 0;
  const std::string_view count(PQcmdTuples(tag_owner));
  std::int64_t changed = 0;
  std::from_chars(count.data(), count.data() + count.size(), changed);
  return changed;
}

}  // namespace

PostgresArguments::PostgresArguments(const std::vector<Param>& params)
    : formats(params.size(), kBinary),
      numbers_(std::make_unique<std::array<std::uint8_t, 8>[]>(params.size())) {
  const auto add = [&](Type type, const void* data, std::size_t size) {
    types.push_back(type);
    values.push_back(size == 0 ? "" : static_cast<const char*>(data));  // a null pointer is NULL
    lengths.push_back(static_cast<int>(size));
  };
  for (const Param& param : params) {
    if (const auto* number = std::get_if<std::int64_t>(&param.value())) {
      std::array<std::uint8_t, 8>& bytes = numbers_[types.size()];
      bytes = BigEndian(*number);
      add(kInt8, bytes.data(), bytes.size());
    } else if (const auto* text = std::get_if<std::string_view>(&param.value())) {
      add(kText, text->data(), text->size());
    } else if (const auto* bytes = std::get_if<BytesView>(&param.value())) {
      add(kBytea, bytes->data(), bytes->size());
    } else {
      types.push_back(0);
      values.push_back(nullptr);
      lengths.push_back(0);
    }
  }
}

Status PostgresRow(const PGresult* result, int row, std::vector<Param::Value>& cells) {
  cells.resize(static_cast<std::size_t>(PQnfields(result)));
  for (std::size_t column = 0; column < cells.size(); ++column)
    cells[column] = TRY(ViewOf(result, row, static_cast<int>(column)));
  return {};
}

Result<Outcome> PostgresOutcome(const PGresult* result) {
  Outcome outcome{.rows = {}, .changed = ChangedBy(result)};
  std::vector<Param::Value> views;
  outcome.rows.reserve(static_cast<std::size_t>(PQntuples(result)));
  for (int row = 0; row < PQntuples(result); ++row) {
    TRY(PostgresRow(result, row, views));
    std::vector<Row::Cell> cells;
    cells.reserve(views.size());
    for (const Param::Value& view : views) cells.push_back(Kept(view));
    outcome.rows.emplace_back(std::move(cells));
  }
  return outcome;
}

}  // namespace almoner::store
