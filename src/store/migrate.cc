#include "store/migrate.h"

#include <array>
#include <ranges>

#include "store/embedded.h"

namespace almoner::store {
namespace {

using Files = std::span<const EmbeddedFile>;

// Two processes that start together on PostgreSQL collide on the first row or table that both make,
// and the one that loses then finds the work done.
constexpr int kAttempts = 5;

// What the two engines call differently. SQLite's strict tables know INT and INTEGER only, and an
// INTEGER PRIMARY KEY would number its rows by itself. A clustered table is its key's own index:
// for short rows that have a key of several columns.
struct Word {
  std::string_view placeholder;
  std::string_view sqlite;
  std::string_view postgres;
};
constexpr std::array kWords = {
    Word{"{blob}", "BLOB", "BYTEA"},
    Word{"{int}", "INT", "BIGINT"},
    Word{"BIGINT", "INT", "BIGINT"},
    Word{"{strict}", "STRICT", ""},
    Word{"{clustered}", "STRICT, WITHOUT ROWID", ""},
};

Status CheckNames(Files files) {
  for (std::size_t i = 0; i < files.size(); ++i) {
    const std::string number = std::to_string(i + 1);
    const std::string prefix =
        std::string(number.size() < 4 ? 4 - number.size() : 0, '0') + number + "_";
    if (!files[i].path.starts_with(prefix) || !files[i].path.ends_with(".sql"))
      return Fail(Code::kInternal, "The program's migrations are not numbered 0001, 0002, …",
                  Detail("expected", static_cast<std::int64_t>(i + 1)));
  }
  return {};
}

std::string Replaced(std::string text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos;
       at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
  return text;
}

// The statements of a file, without their comments; what no semicolon ends is an error.
Result<std::vector<std::string>> Statements(std::string_view file) {
  std::vector<std::string> statements;
  std::string statement;
  for (const auto part : std::views::split(file, '\n')) {
    std::string_view line(part.begin(), part.end());
    line = line.substr(0, line.find("--"));
    line = line.substr(0, line.find_last_not_of(" \t\r") + 1);
    const bool ends = line.ends_with(';');
    if (ends) line.remove_suffix(1);
    if (!line.empty()) statement.append(line).append("\n");
    if (ends) statements.push_back(std::exchange(statement, {}));
  }
  if (!statement.empty())
    return Fail(Code::kInternal, "A migration's last statement does not end with a semicolon.");
  return statements;
}

}  // namespace

Status Migrator::Run(Tx& tx, std::int64_t version, std::string_view file) {
  std::int64_t number = 0;
  for (const std::string& statement : TRY(Statements(file))) {
    std::string sqlite = statement;
    std::string postgres = statement;
    ++number;
    for (const Word& word : kWords) {
      sqlite = Replaced(std::move(sqlite), word.placeholder, word.sqlite);
      postgres = Replaced(std::move(postgres), word.placeholder, word.postgres);
    }
    Status applied = tx.Apply(Sql(sqlite, postgres));
    if (applied) continue;
    applied.error().details.push_back(Detail("migration", version));
    applied.error().details.push_back(Detail("statement", number));
    return applied;
  }
  return {};
}

// The version that the database had; where it is newer than `files`, nothing has been changed.
Result<std::int64_t> Migrator::Pending(Tx& tx, Files files) {
  TRY(
      tx.Execute("CREATE TABLE IF NOT EXISTS schema_version"
                 " (version BIGINT PRIMARY KEY, name TEXT NOT NULL)"));
  const Rows done = TRY(tx.Query("SELECT version, name FROM schema_version ORDER BY version"));
  for (std::size_t i = 0; i < done.size(); ++i) {
    const auto version = static_cast<std::int64_t>(i + 1);
    const bool gap = TRY(done[i].Int(0)) != version;
    if (gap || (i < files.size() && TRY(done[i].Text(1)) != files[i].path))
      return Fail(Code::kCorrupt,
                  "The database's history is not this program's; it was made by another program.",
                  Detail("version", version));
  }
  for (std::size_t i = done.size(); i < files.size(); ++i) {
    const auto version = static_cast<std::int64_t>(i + 1);
    // First the row: it is what a second process that migrates waits for.
    TRY(tx.ExecuteOne("INSERT INTO schema_version (version, name) VALUES ($1, $2)", version,
                      files[i].path));
    TRY(Run(tx, version, files[i].text));
  }
  return static_cast<std::int64_t>(done.size());
}

Status Migrator::Bring(Store& store, Files files) {
  TRY(CheckNames(files));
  const auto newest = static_cast<std::int64_t>(files.size());
  for (int attempt = 1;; ++attempt) {
    const Result<std::int64_t> found = store.Write([&](Tx& tx) { return Pending(tx, files); });
    if (!found && found.error().code == Code::kConflict && attempt < kAttempts) continue;
    if (!found) return std::unexpected(found.error());
    if (*found <= newest) return {};
    return Fail(Code::kConflict,
                "The database is newer than this program; install a newer program.",
                Detail("database", *found), Detail("program", newest));
  }
}

Status Migrate(Store& store) { return Migrator::Bring(store, Embedded()); }

}  // namespace almoner::store
