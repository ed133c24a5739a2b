#include "retention/statistics.h"

#include <fmt/format.h>

#include <algorithm>

namespace almoner::retention {
namespace {

constexpr int kOldestBand = 90;

// What the sealed row holds. The figures of last month stand as they were shown, hidden and
// rounded: exact ones beside the counts of today would tell what was added since.
struct State {
  int month = 0;  // in which something was added last; year * 12 + month - 1
  Counts counts;
  std::map<Cell, std::optional<std::int64_t>> shown;  // as of the end of the month before that
};

int MonthOf(Time time) {
  const Date date = LondonDate(time);
  return static_cast<int>(date.year()) * 12 + static_cast<int>(unsigned{date.month()}) - 1;
}

Date LastDayBefore(int month) {
  using namespace std::chrono;
  const Date first =
      year(month / 12) / std::chrono::month(static_cast<unsigned>(month % 12 + 1)) / 1;
  return sys_days(first) - days(1);
}

void Put(Writer& out, const Cell& cell) {
  out.Sized(cell.category).U32(static_cast<std::uint32_t>(cell.year));
  out.Sized(cell.field).Sized(cell.value);
}

Result<Cell> TakeCell(Reader& in) {
  Cell cell;
  cell.category = AsText(TRY(in.Sized()));
  cell.year = static_cast<int>(TRY(in.U32()));
  cell.field = AsText(TRY(in.Sized()));
  cell.value = AsText(TRY(in.Sized()));
  return cell;
}

// A figure is stored as one more than it is; 0 stands for a hidden one.
Bytes Encode(const State& state) {
  Writer out;
  out.U8(1).U32(static_cast<std::uint32_t>(state.month));
  out.U32(static_cast<std::uint32_t>(state.counts.size()));
  for (const auto& [cell, count] : state.counts) {
    Put(out, cell);
    out.U64(static_cast<std::uint64_t>(count));
  }
  out.U32(static_cast<std::uint32_t>(state.shown.size()));
  for (const auto& [cell, shown] : state.shown) {
    Put(out, cell);
    out.U64(shown ? static_cast<std::uint64_t>(*shown) + 1 : 0);
  }
  return std::move(out).bytes();
}

Result<State> Decode(BytesView bytes) {
  Reader in(bytes);
  if (TRY(in.U8()) != 1) return Fail(Code::kCorrupt, "The statistics are in an unknown format.");
  State state;
  state.month = static_cast<int>(TRY(in.U32()));
  for (std::uint32_t left = TRY(in.U32()); left > 0; --left) {
    Cell cell = TRY(TakeCell(in));
    state.counts[std::move(cell)] = static_cast<std::int64_t>(TRY(in.U64()));
  }
  for (std::uint32_t left = TRY(in.U32()); left > 0; --left) {
    Cell cell = TRY(TakeCell(in));
    const std::uint64_t stored = TRY(in.U64());
    auto& shown = state.shown[std::move(cell)];
    if (stored > 0) shown = static_cast<std::int64_t>(stored - 1);
  }
  TRY(in.Done());
  return state;
}

Result<State> OpenState(const keys::Keys& keys, const SecretBytes& key, const RequestId& id,
                        const Bytes& body) {
  const SecretBytes plain =
      TRY(keys.Open(key, keys::SealedField::kStatistics, id.bytes(), {}, body));
  return Decode(plain.view());
}

struct Stored {
  RequestId id;
  Bytes body;
};

Result<std::optional<Stored>> LoadStored(store::ReadTx& tx) {
  const auto row = TRY(tx.Maybe("SELECT id, body FROM statistic WHERE one = 1"));
  if (!row) return std::optional<Stored>();
  const RequestId id = TRY(row->As<RequestId>(0));
  return std::optional<Stored>(Stored{.id = id, .body = TRY(row->Blob(1))});
}

Result<State> Load(store::ReadTx& tx, const keys::Keys& keys) {
  const auto stored = TRY(LoadStored(tx));
  if (!stored) return State{};
  const auto wrapped = TRY(keys::Load(tx, stored->id.bytes(), keys::Kind::kData));
  const SecretBytes key = TRY(keys.Unwrap(stored->id.bytes(), keys::Kind::kData, wrapped));
  return OpenState(keys, key, stored->id, stored->body);
}

std::map<Cell, std::optional<std::int64_t>> Freeze(const Counts& counts,
                                                   const law::SmallNumbers& rule) {
  std::map<Cell, std::optional<std::int64_t>> shown;
  for (Figure& figure : Publishable(counts, rule)) shown[std::move(figure.cell)] = figure.shown;
  return shown;
}

std::optional<std::string> Band(Date born, Date on) {
  int age = static_cast<int>(on.year()) - static_cast<int>(born.year());
  if (on.month() < born.month() || (on.month() == born.month() && on.day() < born.day())) --age;
  if (age < 0 || age > 130) return std::nullopt;
  if (age >= kOldestBand) return fmt::format("{} and over", kOldestBand);
  return fmt::format("{} to {}", age / 10 * 10, age / 10 * 10 + 9);
}

// The one or two letters before the first digit.
std::optional<std::string> Area(const std::string& postcode) {
  std::string letters;
  for (char c : postcode) {
    if (c == ' ') continue;
    if (c >= '0' && c <= '9')
      return letters.empty() ? std::nullopt : std::optional(std::move(letters));
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    if (c < 'A' || c > 'Z' || letters.size() == 2) return std::nullopt;
    letters += c;
  }
  return std::nullopt;
}

void AddPerCent(std::vector<Figure>& figures) {
  std::optional<std::int64_t> total;
  for (Figure& figure : figures) {
    if (figure.cell.field.empty())
      total = figure.shown;
    else
      figure.per_cent = law::Percent(figure.shown, total);
  }
}

}  // namespace

std::optional<std::string> Generalised(const notice::Field& field, const std::string& value,
                                       Date recorded) {
  switch (field.kind) {
    case notice::FieldKind::kDate: {
      if (field.id != "date-of-birth") return std::nullopt;
      const auto born = ParseDate(value);
      return born ? Band(*born, recorded) : std::nullopt;
    }
    case notice::FieldKind::kPostcode:
      return Area(value);
    case notice::FieldKind::kChoice:
      if (std::ranges::find(field.choices, value) == field.choices.end()) return std::nullopt;
      return value;
    case notice::FieldKind::kText:
    case notice::FieldKind::kDocument:
    case notice::FieldKind::kName:
    case notice::FieldKind::kPhone:
    case notice::FieldKind::kEmail:
    case notice::FieldKind::kIdentifier:
      return std::nullopt;
  }
  std::unreachable();
}

Counts CountsOf(const notice::Category& category, const vault::Record& record) {
  const Date recorded = LondonDate(record.label.recorded_at);
  const int year = static_cast<int>(recorded.year());
  Counts counts;
  ++counts[{.category = category.id, .year = year, .field = {}, .value = {}}];
  for (const notice::Field& field : category.fields) {
    const std::string* const value = record.content.Find(field.id);
    if (value == nullptr) continue;
    if (auto general = Generalised(field, *value, recorded))
      ++counts[{
          .category = category.id, .year = year, .field = field.id, .value = *std::move(general)}];
  }
  return counts;
}

std::vector<Figure> Publishable(const Counts& counts, const law::SmallNumbers& rule) {
  std::vector<Figure> figures;
  bool hidden = false;
  for (auto at = counts.begin(); at != counts.end();) {
    const Cell& first = at->first;
    if (first.field.empty()) {  // the total comes before its parts
      figures.push_back({.cell = first, .shown = rule.ShownTotal(at->second), .per_cent = {}});
      hidden = !figures.back().shown;
      ++at;
      continue;
    }
    std::vector<Figure> group;
    std::vector<std::int64_t> parts;
    for (; at != counts.end() && at->first.category == first.category &&
           at->first.year == first.year && at->first.field == first.field;
         ++at) {
      group.push_back({.cell = at->first, .shown = {}, .per_cent = {}});
      parts.push_back(at->second);
    }
    if (hidden) continue;
    const auto shown = rule.ShownParts(parts);
    for (std::size_t i = 0; i < group.size(); ++i) {
      group[i].shown = shown[i];
      figures.push_back(std::move(group[i]));
    }
  }
  AddPerCent(figures);
  return figures;
}

Result<Counting> OpenCounts(store::Store& store, const keys::Keys& keys) {
  struct Found {
    RequestId id;
    keys::WrappedKey wrapped;
  };
  const auto found = TRY(store.Read([&](store::ReadTx& tx) -> Result<std::optional<Found>> {
    const auto stored = TRY(LoadStored(tx));
    if (!stored) return std::optional<Found>();
    auto wrapped = TRY(keys::Load(tx, stored->id.bytes(), keys::Kind::kData));
    return std::optional<Found>(Found{.id = stored->id, .wrapped = std::move(wrapped)});
  }));
  if (found) {
    SecretBytes key = TRY(keys.Unwrap(found->id.bytes(), keys::Kind::kData, found->wrapped));
    return Counting{.id = found->id, .key = std::move(key), .made = std::nullopt};
  }
  const RequestId id = RequestId::New(keys.random());
  auto made = TRY(keys.Make(id.bytes(), keys::Kind::kData));
  return Counting{.id = id, .key = std::move(made.key), .made = std::move(made.wrapped)};
}

Status AddCounts(const gate::Change& change, const Counting& counting, const Counts& more,
                 const law::SmallNumbers& rule) {
  const auto stored = TRY(LoadStored(change.tx));
  if (stored.has_value() == counting.made.has_value() || (stored && stored->id != counting.id))
    return Fail(Code::kConflict, "Somebody else began to count meanwhile; try again.");
  State state;
  if (stored) state = TRY(OpenState(change.keys, counting.key, stored->id, stored->body));
  const int month = MonthOf(change.now);
  if (month > state.month) {
    state.shown = Freeze(state.counts, rule);
    state.month = month;
  }
  for (const auto& [cell, count] : more) state.counts[cell] += count;
  const Bytes body = change.keys.Seal(counting.key, keys::SealedField::kStatistics,
                                      counting.id.bytes(), {}, Encode(state));
  if (counting.made)
    TRY(keys::Insert(change.tx, counting.id.bytes(), keys::Kind::kData, *counting.made));
  return change.tx.ExecuteOne(
      "INSERT INTO statistic (one, id, body) VALUES (1, $1, $2) "
      "ON CONFLICT (one) DO UPDATE SET body = excluded.body",
      counting.id, body);
}

gate::Outcome<Statistics> LookAtStatistics(gate::Gate& gate, const StaffId& actor,
                                           std::string_view purpose,
                                           const law::SmallNumbers& rule) {
  auto allowed = TRY(gate.Act({.actor = actor, .purpose = std::string(purpose)}, "statistics.seen",
                              [](const gate::Change&) -> Status { return {}; }));
  if (!allowed) return gate::Refuse<Statistics>(std::move(allowed).error());
  const gate::Context& on = gate.context();
  const State state = TRY(on.store.Read([&](store::ReadTx& tx) { return Load(tx, on.keys); }));
  const int now = MonthOf(on.clock.Now());
  Statistics statistics{.as_of = LastDayBefore(std::max(now, state.month)), .figures = {}};
  if (now > state.month) {
    statistics.figures = Publishable(state.counts, rule);
    return statistics;
  }
  for (const auto& [cell, shown] : state.shown)
    statistics.figures.push_back({.cell = cell, .shown = shown, .per_cent = {}});
  AddPerCent(statistics.figures);
  return statistics;
}

Status CheckCounts(store::ReadTx& tx, const keys::Keys& keys) {
  TRY(Load(tx, keys));
  return {};
}

}  // namespace almoner::retention
