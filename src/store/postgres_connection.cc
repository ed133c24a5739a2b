#include "store/postgres_connection.h"

#include <libpq-fe.h>

#include <array>

#include "store/engine.h"
#include "store/postgres_error.h"
#include "store/postgres_values.h"

namespace almoner::store {
namespace {

constexpr int kOldestServer = 150000;
constexpr int kBinary = 1;

// What libpq is given: the operator's string may change what stands before it, not what stands
// after.
struct Settings {
  explicit Settings(const std::string& dsn)
      : values{"10", "almoner", dsn.c_str(), "UTF8", nullptr} {}
  std::array<const char*, 5> names{"connect_timeout", "application_name", "dbname",
                                   "client_encoding", nullptr};
  std::array<const char*, 5> values;
};

// A connection that could not be made has no SQLSTATE, and libpq's text may quote anything; a ping
// tells the three cases apart that an operator can do something about.
std::unexpected<Error> WhyNotConnected(const Settings& settings) {
  switch (PQpingParams(settings.names.data(), settings.values.data(), 1)) {
    case PQPING_OK:
      return Fail(Code::kUnavailable,
                  "PostgreSQL refused the connection; check the user, password and database name.");
    case PQPING_REJECT:
      return Fail(Code::kUnavailable, "PostgreSQL is starting or stopping; try again in a moment.");
    case PQPING_NO_RESPONSE:
      return Fail(Code::kUnavailable, "PostgreSQL does not answer; check that it runs, and where.");
    case PQPING_NO_ATTEMPT:
      break;
  }
  return Fail(Code::kInvalid, "The PostgreSQL connection string cannot be used; check its words.");
}

void Ignore(void* /*context*/, const PGresult* /*notice*/) {}

}  // namespace

void PostgresConnection::Closer::operator()(pg_conn* connection) const { PQfinish(connection); }
void PostgresConnection::Closer::operator()(pg_result* result) const { PQclear(result); }

Result<std::unique_ptr<PostgresConnection>> PostgresConnection::Open(const std::string& dsn) {
  const Settings settings(dsn);
  std::unique_ptr<PostgresConnection> connection(
      new PostgresConnection(PQconnectdbParams(settings.names.data(), settings.values.data(), 1)));
  if (PQstatus(connection->connection_.get()) != CONNECTION_OK) return WhyNotConnected(settings);
  // libpq would print notices on standard error, and they may quote stored values.
  PQsetNoticeReceiver(connection->connection_.get(), Ignore, nullptr);
  TRY(connection->Greet());
  return connection;
}

Status PostgresConnection::Greet() {
  PGconn* connection = connection_.get();
  if (PQserverVersion(connection) < kOldestServer)
    return Fail(Code::kInvalid, "PostgreSQL 15 or later is needed; upgrade the server.",
                Detail("version", PQserverVersion(connection)));
  const char* encoding = PQparameterStatus(connection, "server_encoding");
  if (!encoding || std::string_view(encoding) != "UTF8")
    return Fail(Code::kInvalid, "The PostgreSQL database must have the encoding UTF8.");
  // Whatever the server's default, what this program has acknowledged must be on disk.
  TRY(
      Do("SELECT set_config('synchronous_commit', 'on', false)"
         " WHERE current_setting('synchronous_commit') = 'off'"));
  return {};
}

bool PostgresConnection::usable() const {
  return PQtransactionStatus(connection_.get()) == PQTRANS_IDLE;
}

Status PostgresConnection::Begin(Literal begin) {
  lost_race_ = false;
  const Result<Answer> begun = Do(begin);
  if (begun) return {};
  if (PQstatus(connection_.get()) == CONNECTION_OK) return std::unexpected(begun.error());
  PQreset(connection_.get());
  prepared_.clear();
  if (PQstatus(connection_.get()) != CONNECTION_OK)
    return Fail(Code::kUnavailable, "PostgreSQL does not answer; check that it runs, and where.");
  TRY(Greet());
  TRY(Do(begin));
  return {};
}

Result<Outcome> PostgresConnection::Run(const Sql& sql, const std::vector<Param>& params) {
  const PostgresArguments given(params);
  Answer answer;
  if (sql.literal()) {
    const std::string name = TRY(Prepared(sql, given.types));
    answer.reset(PQexecPrepared(connection_.get(), name.c_str(), given.count(), given.values.data(),
                                given.lengths.data(), given.formats.data(), kBinary));
  } else {
    const std::string text(sql.postgres());
    answer.reset(PQexecParams(connection_.get(), text.c_str(), given.count(), given.types.data(),
                              given.values.data(), given.lengths.data(), given.formats.data(),
                              kBinary));
  }
  return PostgresOutcome(TRY(Check(std::move(answer), sql.literal())).get());
}

Status PostgresConnection::Each(const Sql& sql, const RowVisitor& visit,
                                const std::vector<Param>& params) {
  const PostgresArguments given(params);
  const std::string text(sql.postgres());
  if (PQsendQueryParams(connection_.get(), text.c_str(), given.count(), given.types.data(),
                        given.values.data(), given.lengths.data(), given.formats.data(),
                        kBinary) == 0 ||
      PQsetSingleRowMode(connection_.get()) == 0)
    return Fail(Code::kUnavailable, "PostgreSQL does not answer; check that it runs, and where.");
  Status outcome;
  std::vector<Param::Value> cells;
  while (Answer answer{PQgetResult(connection_.get())}) {
    if (!outcome) continue;  // what is still on its way is thrown away
    if (PQresultStatus(answer.get()) == PGRES_SINGLE_TUPLE)
      outcome = Visit(answer.get(), cells, visit);
    else if (const auto checked = Check(std::move(answer), sql.literal()); !checked)
      outcome = std::unexpected(checked.error());
    if (!outcome) Cancel();
  }
  return outcome;
}

Status PostgresConnection::Visit(const pg_result* result, std::vector<Param::Value>& cells,
                                 const RowVisitor& visit) {
  TRY(PostgresRow(result, 0, cells));
  return visit(cells);
}

// Asks the server to stop sending; whether it still can is of no matter.
void PostgresConnection::Cancel() {
  PGcancel* const cancel = PQgetCancel(connection_.get());
  std::array<char, 256> why{};
  PQcancel(cancel, why.data(), static_cast<int>(why.size()));
  PQfreeCancel(cancel);
}

Result<std::string> PostgresConnection::Prepared(const Sql& sql,
                                                 const std::vector<unsigned>& types) {
  Key key(sql.postgres().data(), types);
  const auto found = prepared_.find(key);
  if (found != prepared_.end()) return found->second;
  const std::string name = std::to_string(prepared_.size());
  const std::string text(sql.postgres());
  TRY(Check(Answer(PQprepare(connection_.get(), name.c_str(), text.c_str(),
                             static_cast<int>(types.size()), types.data())),
            sql.literal()));
  return prepared_.emplace(std::move(key), name).first->second;
}

Result<PostgresConnection::Answer> PostgresConnection::Do(Literal sql) {
  return Check(Answer(PQexec(connection_.get(), std::string(sql.view()).c_str())), sql);
}

Result<PostgresConnection::Answer> PostgresConnection::Check(
    Answer answer, const std::optional<Literal>& statement) {
  const ExecStatusType status = PQresultStatus(answer.get());
  if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) return answer;
  const char* field = answer ? PQresultErrorField(answer.get(), PG_DIAG_SQLSTATE) : nullptr;
  const std::string_view sqlstate = field ? field : "";
  lost_race_ = lost_race_ || IsLostRace(sqlstate);
  return PostgresFailure(sqlstate, statement);
}

Status PostgresConnection::Commit() {
  const Result<Answer> done = Do("COMMIT");
  if (PQstatus(connection_.get()) != CONNECTION_OK)
    return Fail(Code::kUnavailable, kOutcomeUnknown);
  if (!done) return std::unexpected(done.error());
  // A transaction that had failed is answered "ROLLBACK", which libpq counts as success.
  if (std::string_view(PQcmdStatus(done->get())) != "COMMIT")
    return Fail(Code::kInternal, "PostgreSQL rolled back what was to be committed.");
  return {};
}

// Where it fails the connection is no longer usable(), and the pool drops it.
void PostgresConnection::Rollback() {
  if (PQtransactionStatus(connection_.get()) != PQTRANS_IDLE) static_cast<void>(Do("ROLLBACK"));
}

}  // namespace almoner::store
